"""One adapter in several sizes: lower ranks, fewer modules, other precisions, and what each is worth."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from t2l_desktop.core.cancel import CancelToken
from t2l_desktop.core.errors import UserFacingError
from t2l_desktop.core.messages import Blend, MeasureBlend
from t2l_desktop.core.recipes import Ingredient, ModuleSet, Precision, Recipe
from t2l_desktop.core.records import Adapter
from t2l_desktop.core.sheets import Sheet, SheetRow
from t2l_desktop.library.folders import ADAPTER_GGUF, ADAPTER_WEIGHTS
from t2l_desktop.library.storage import check_free_space, disk_errors
from t2l_desktop.operations.adapter_export import base_of_adapter
from t2l_desktop.operations.scores import words_help
from t2l_desktop.operations.services import Services, SoFar
from t2l_desktop.operations.sheet_runs import Asker
from t2l_desktop.operations.sheets import Score, Setup, questions_of, score
from t2l_desktop.operations.words import MAX_STRENGTH, checked_name

_RANKS = (8, 4, 2, 1)
_GROWTH = 2


@dataclass(frozen=True, kw_only=True)
class Variant:
    """A way to cut an adapter down; that with the adapter's own rank, all modules and "f16" is the adapter itself."""

    rank: int
    modules: ModuleSet = "all"
    precision: Precision = "f16"


@dataclass(frozen=True, kw_only=True)
class VariantSize:
    """How large a variant's GGUF file is, and which share of the adapter's change is in it."""

    variant: Variant
    nbytes: int
    kept: float


@dataclass(frozen=True, kw_only=True)
class VariantTable:
    """All variants, the adapter itself first; `rows` are those of its test sheet that a score is made of."""

    sizes: tuple[VariantSize, ...]
    rows: tuple[SheetRow, ...]


Scores = Mapping[Variant, Score]


def measure_variants(services: Services, *, adapter_id: str, cancel: CancelToken | None = None) -> VariantTable:
    """Make every variant once to see how large it is and what it keeps; nothing of it stays."""
    adapter = services.library.adapter(adapter_id)
    maker = _Maker(services, adapter, cancel)
    sizes = []
    for variant in maker.variants():
        with maker.file(variant) as (file, kept):
            sizes.append(VariantSize(variant=variant, nbytes=file.stat().st_size, kept=kept))
    rows = services.library.sheets.get(adapter_id).counting
    return VariantTable(sizes=tuple(sizes), rows=rows)


def score_variants(
    services: Services,
    *,
    adapter_id: str,
    variants: Sequence[Variant],
    on_event: Callable[[SoFar[Scores]], None] | None = None,
    cancel: CancelToken | None = None,
) -> Scores:
    """Run the adapter's test sheet with each variant, one after the other; `on_event` gets those that are through."""
    adapter = services.library.adapter(adapter_id)
    rows = services.library.sheets.get(adapter_id).counting
    questions = questions_of(rows)
    if not questions:
        raise UserFacingError(
            "The skill {name} has no test sheet.",
            hint="Write a few inputs with the answers expected.",
            name=adapter.name,
        )
    pack = services.packs.pack(adapter.pack_id)
    setup = Setup(adapter_id=adapter_id, strength=adapter.strength, in_words=words_help(pack))
    maker = _Maker(services, adapter, cancel)
    scores: dict[Variant, Score] = {}
    for place, variant in enumerate(variants):
        with maker.file(variant) as (file, _):
            asker = Asker(services, setup, cancel, file=file)
            answers: dict[str, str | None] = {}
            for question in questions:
                answers[question] = asker.answer(question, adapted=True)
                if len(answers) == len(questions):
                    scores[variant] = score(rows, answers)
                if on_event is not None:
                    done = (place + len(answers) / len(questions)) / len(variants)
                    on_event(SoFar(fraction=done, value=dict(scores)))
    return scores


def export_variant(
    services: Services, *, adapter_id: str, variant: Variant, out: Path, cancel: CancelToken | None = None
) -> Path:
    """Write a variant as the GGUF file `out`; the strength at which the adapter is kept becomes part of it."""
    adapter = services.library.adapter(adapter_id)
    if adapter.strength <= 0:
        raise UserFacingError(
            "A skill cannot be exported at the strength {strength}.",
            hint="Choose a strength above 0 and up to {limit}.",
            strength=adapter.strength,
            limit=f"{MAX_STRENGTH:g}",
        )
    maker = _Maker(services, adapter, cancel)
    with maker.file(variant, strength=adapter.strength, beside=out) as (file, _), disk_errors(out):
        file.replace(out)
    return out


def save_variant(
    services: Services, *, adapter_id: str, variant: Variant, name: str, cancel: CancelToken | None = None
) -> Adapter:
    """Keep a variant as an adapter of its own, with the same words, strength and test sheet, under another name."""
    library = services.library
    adapter = library.adapter(adapter_id)
    named = checked_name(name)
    maker = _Maker(services, adapter, cancel)
    folder = library.new_adapter_folder(needed_bytes=maker.needed_bytes)
    saved: Adapter | None = None
    try:
        rank, kept = maker.make(variant, folder, formats=("peft", "gguf", "changes"), name=named)
        recipe = Recipe(
            parts=(Ingredient(adapter_id=adapter.id, name=adapter.name),),
            rank=variant.rank,
            modules=variant.modules,
            precision=variant.precision,
            kept=kept,
        )
        with library.writing():
            saved = library.add_adapter(
                folder,
                name=named,
                description=adapter.description,
                pack_id=adapter.pack_id,
                base_fingerprint=adapter.base_fingerprint,
                rank=rank,
                recipe=recipe,
            )
            library.update_adapter(saved.id, is_saved=True, strength=adapter.strength)
            rows = library.sheets.get(adapter.id).rows
            if rows:
                library.sheets.put(saved.id, Sheet(rows=rows))
        return library.adapter(saved.id)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        if saved is not None:
            library.remove_adapter(saved.id)
        raise


class _Maker:
    """Has the generator make variants of one adapter."""

    def __init__(self, services: Services, adapter: Adapter, cancel: CancelToken | None) -> None:
        self._generator = services.generator
        self._adapter = adapter
        self._cancel = cancel
        self._folder = services.library.adapter_folder(adapter.id)
        self._base, _ = base_of_adapter(services, adapter)
        with disk_errors(self._folder):
            self.needed_bytes = _GROWTH * (self._folder / ADAPTER_WEIGHTS).stat().st_size

    def variants(self) -> list[Variant]:
        """The adapter itself, then its lower ranks, its parts where it has both, and the other precisions."""
        measured = self._generator.call(MeasureBlend(parts=((str(self._folder), 1.0),)), cancel=self._cancel)
        full, sets = len(measured["kept"]), list(measured["modules"])
        variants = [Variant(rank=rank) for rank in (full, *(rank for rank in _RANKS if rank < full))]
        if len(sets) > 1:
            variants += [Variant(rank=full, modules=each) for each in sets]
        return [*variants, Variant(rank=full, precision="f32"), Variant(rank=full, precision="q8_0")]

    @contextmanager
    def file(
        self, variant: Variant, *, strength: float = 1.0, beside: Path | None = None
    ) -> Iterator[tuple[Path, float]]:
        """A variant's GGUF file for the length of a block, and what it keeps; on the disk of `beside` if given."""
        place = beside.parent if beside is not None else Path(tempfile.gettempdir())
        check_free_space(place, self.needed_bytes)
        with disk_errors(place), tempfile.TemporaryDirectory(prefix=".t2l-", dir=place) as folder:
            out = Path(folder)
            _, kept = self.make(variant, out, formats=("gguf",), name=self._adapter.name, strength=strength)
            yield out / ADAPTER_GGUF, kept

    def make(
        self, variant: Variant, out: Path, *, formats: tuple[str, ...], name: str, strength: float = 1.0
    ) -> tuple[int, float]:
        """Write a variant into the folder `out`; gives its rank and what it keeps."""
        request = Blend(
            parts=((str(self._folder), strength),),
            base=str(self._base),
            out=str(out),
            rank=variant.rank,
            modules=variant.modules,
            precision=variant.precision,
            formats=formats,
            name=name,
            description=self._adapter.description,
        )
        result = self._generator.call(request, cancel=self._cancel)
        return int(result["rank"]), float(result["kept"])
