"""Whether the parts of a pack belong together, and what is missing: in words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from t2l_desktop.core.errors import UserFacingError
from t2l_desktop.core.parts import ADAPTABLE, BasePart, EmbedderPart, HypernetPart

_WORDS = re.compile(r"[a-z]+|\d+")
_SAYING_NOTHING = frozenset({"meta", "hf", "google", "mistralai"})


def misfits(
    base: BasePart | None, hypernet: HypernetPart | None, embedder: EmbedderPart | None
) -> list[UserFacingError]:
    """What keeps these parts from being a pack."""
    problems: list[UserFacingError] = []
    if base is not None and hypernet is not None:
        problems += _misfits_of_base(base, hypernet)
    if hypernet is not None and embedder is not None and embedder.dimension != hypernet.embedding_dimension:
        problems.append(
            UserFacingError(
                "The embedder {embedder} gives {got} numbers, but the hypernetwork reads {wanted}.",
                hint="It was trained with {name}."
                if hypernet.embedder_name
                else "Use the embedder that it was trained with.",
                embedder=embedder.name,
                got=embedder.dimension,
                wanted=hypernet.embedding_dimension,
                name=hypernet.embedder_name,
            )
        )
    if hypernet is not None and embedder is None:
        problems += _without_embedder(base, hypernet)
    if embedder is not None and base is None and hypernet is None:
        problems.append(
            UserFacingError(
                "An embedder alone makes no pack.",
                hint="Add the hypernetwork that it reads descriptions for, and the base model.",
            )
        )
    return problems


def remarks(
    base: BasePart | None, hypernet: HypernetPart | None, embedder: EmbedderPart | None
) -> list[UserFacingError]:
    """What the pack will do without, and what is worth knowing."""
    notes: list[UserFacingError] = []
    if base is not None and hypernet is None:
        notes.append(
            UserFacingError(
                "Without a hypernetwork this is a plain chat model: it takes imported skills, but makes none.",
                hint="Add the folder of a hypernetwork for this model, and that of its embedder.",
            )
        )
    if hypernet is not None and base is None:
        notes.append(
            UserFacingError(
                "Without a base model nobody can chat: the pack writes PEFT folders for other programs.",
                hint="Add {model} as a GGUF file." if hypernet.base_name else "Add the base model as a GGUF file.",
                model=hypernet.base_name,
            )
        )
    if embedder is not None and hypernet is None and base is not None:
        notes.append(
            UserFacingError(
                "The embedder {embedder} is left out: without a hypernetwork nobody needs it.", embedder=embedder.name
            )
        )
    if base is not None and not base.has_chat_template:
        notes.append(
            UserFacingError(
                "The base model {base} has no chat template: it may be one that only goes on with a text.",
                hint="Instruction-tuned models answer better.",
                base=base.name,
            )
        )
    fits = base is not None and hypernet is not None and not list(_misfits_of_base(base, hypernet))
    if base is not None and hypernet is not None and fits and not _is_called(hypernet.base_name, base.name, base.path):
        notes.append(
            UserFacingError(
                "The hypernetwork was made for {wanted}; this base calls itself {base}.",
                hint="Their sizes agree. With another training of the same model, skills may be weaker.",
                wanted=hypernet.base_name,
                base=base.name,
            )
        )
    if (
        embedder is not None
        and hypernet is not None
        and embedder.dimension == hypernet.embedding_dimension
        and not _is_called(hypernet.embedder_name, embedder.name, embedder.path)
    ):
        notes.append(
            UserFacingError(
                "The hypernetwork was trained with {wanted}; this embedder is called {embedder}.",
                hint="Their sizes agree. With another one, skills will not do what is described.",
                wanted=hypernet.embedder_name,
                embedder=embedder.name,
            )
        )
    return notes


def several(paths: Sequence[Path]) -> UserFacingError:
    """Of one kind of part there are more than a pack can have."""
    return UserFacingError(
        "There are several of one kind: {files}.",
        hint="Choose one base model, one hypernetwork and one embedder.",
        files=", ".join(path.name for path in paths[:5]),
    )


def suggested_name(base: BasePart | None, hypernet: HypernetPart | None) -> str:
    """What the pack may be called."""
    if base is not None:
        return base.name.strip() or base.path.stem
    return (Path(hypernet.base_name).name.strip() or hypernet.path.name) if hypernet is not None else ""


def _without_embedder(base: BasePart | None, hypernet: HypernetPart) -> Iterator[UserFacingError]:
    """Hypernetworks that name no embedder were trained with the states of their base itself."""
    if hypernet.embedder_name or base is None:
        yield UserFacingError(
            "The embedder is missing, which reads descriptions for the hypernetwork.",
            hint="Add the folder of {name}." if hypernet.embedder_name else "Add the folder that it was trained with.",
            name=hypernet.embedder_name,
        )
    elif base.hidden != hypernet.embedding_dimension:
        yield UserFacingError(
            "The hypernetwork reads {wanted} numbers, but the base {base} gives {got}.",
            hint="It was made for {model}; choose that model as the base.",
            wanted=hypernet.embedding_dimension,
            base=base.name,
            got=base.hidden,
            model=_made_for(hypernet),
        )


def _misfits_of_base(base: BasePart, hypernet: HypernetPart) -> Iterator[UserFacingError]:
    if not base.widths:
        yield UserFacingError(
            "Adapters cannot be written for the architecture {architecture}.",
            hint="These are supported: {supported}.",
            architecture=base.architecture[:80],
            supported=ADAPTABLE,
        )
        return
    if base.layers != hypernet.layers:
        yield UserFacingError(
            "The hypernetwork writes adapters for {wanted} layers, but the base {base} has {got}.",
            hint="It was made for {model}; choose that model as the base.",
            wanted=hypernet.layers,
            base=base.name,
            got=base.layers,
            model=_made_for(hypernet),
        )
    missing = [module for module in hypernet.widths if module not in base.widths]
    if missing:
        yield UserFacingError(
            "The hypernetwork changes {modules}, which the base {base} does not have.",
            hint="It was made for {model}; choose that model as the base.",
            modules=", ".join(missing),
            base=base.name,
            model=_made_for(hypernet),
        )
    wrong = [
        module
        for module in hypernet.widths
        if base.widths.get(module, hypernet.widths[module]) != hypernet.widths[module]
    ]
    if wrong:
        yield UserFacingError(
            "The hypernetwork and the base {base} have other widths: {differences}.",
            hint="It was made for {model}; choose that model as the base.",
            base=base.name,
            differences="; ".join(
                f"{module} {_arrow(hypernet.widths[module])} ≠ {_arrow(base.widths[module])}" for module in wrong
            ),
            model=_made_for(hypernet),
        )


def _made_for(hypernet: HypernetPart) -> str:
    return hypernet.base_name or hypernet.path.name


def _arrow(widths: tuple[int, int]) -> str:
    return f"{widths[0]} → {widths[1]}"


def _is_called(wanted: str, name: str, path: Path) -> bool:
    """Whether the model that a hypernetwork was made for may be this one, by what both are called."""
    words = set(_WORDS.findall(Path(wanted).name.lower())) - _SAYING_NOTHING
    return words <= set(_WORDS.findall(f"{name} {path.name}".lower()))
