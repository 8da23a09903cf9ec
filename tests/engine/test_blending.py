"""Blends, variants and the map, with real workers: what llama.cpp makes of them, and what the library keeps."""

from __future__ import annotations

import ctypes
import math
import os
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import llama_cpp
import numpy as np
import numpy.typing as npt
import pytest

from t2l_desktop.core.cancel import CancelToken
from t2l_desktop.core.errors import UserFacingError, WorkCancelledError
from t2l_desktop.core.records import Adapter, AdapterState, AdapterUse
from t2l_desktop.core.sheets import Sheet, SheetRow
from t2l_desktop.core.sketches import SKETCH_FILE, floats
from t2l_desktop.formats.base_facts import BaseFacts, read_base_facts
from t2l_desktop.formats.blending import as_adapter, changes_of, kept_energy, reduced, weighted_sum
from t2l_desktop.formats.gguf_adapter import write_gguf_adapter
from t2l_desktop.formats.peft_folder import PeftAdapter, read_peft, write_peft
from t2l_desktop.library.vectors import WEIGHTS
from t2l_desktop.operations.adapter_import import import_adapter
from t2l_desktop.operations.adapters import bin_adapters, create_adapter, save_adapter
from t2l_desktop.operations.blending import blend_adapters, measure_blend
from t2l_desktop.operations.services import Services, SoFar
from t2l_desktop.operations.skill_map import fill_vectors, lay_out
from t2l_desktop.operations.variants import (
    Scores,
    Variant,
    export_variant,
    measure_variants,
    save_variant,
    score_variants,
)
from tests.helpers.tiny_bases import KINDS, make_model, random_adapter, write_base
from tests.helpers.tiny_pack import make_tiny_pack

TOKENS = [3, 17, 99, 25, 30, 7, 45, 120, 121, 122, 10, 4, 39, 20, 21, 1, 4, 60]
Logits = npt.NDArray[np.float32]


# --- in llama.cpp -----------------------------------------------------------------------------------------------------


class Tiny:
    """A random base in a running llama.cpp that computes in float32."""

    def __init__(self, folder: Path) -> None:
        self.gguf = folder / "base.gguf"
        write_base(KINDS["llama"], make_model(KINDS["llama"]), self.gguf)
        self.facts: BaseFacts = read_base_facts(self.gguf)
        self.llama = llama_cpp.Llama(
            str(self.gguf),
            n_ctx=64,
            n_threads=1,
            logits_all=True,
            type_k=llama_cpp.GGML_TYPE_F32,
            type_v=llama_cpp.GGML_TYPE_F32,
            flash_attn=False,
            verbose=False,
        )

    def logits(self, adapters: Sequence[tuple[Path, float]]) -> Logits:
        llama = self.llama
        llama.reset()
        llama_cpp.llama_memory_clear(llama_cpp.llama_get_memory(llama.ctx), True)  # noqa: FBT003 - a C function
        loaded = [llama_cpp.llama_adapter_lora_init(llama.model, str(path).encode()) for path, _ in adapters]
        assert all(loaded)
        several = (llama_cpp.llama_adapter_lora_p_ctypes * len(loaded))(*loaded)
        scales = (ctypes.c_float * len(loaded))(*(weight for _, weight in adapters))
        assert llama_cpp.llama_set_adapters_lora(llama.ctx, several, len(loaded), scales) == 0
        llama.eval(TOKENS)
        scores = np.array(llama.scores[: len(TOKENS)])
        assert llama_cpp.llama_set_adapters_lora(llama.ctx, several, 0, scales) == 0
        for each in loaded:
            llama_cpp.llama_adapter_lora_free(each)
        return scores


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Tiny]:
    base = Tiny(tmp_path_factory.mktemp("tiny"))
    yield base
    base.llama.close()


def _without(adapter: PeftAdapter, *names: str) -> PeftAdapter:
    tensors = {name: tensor for name, tensor in adapter.tensors.items() if not any(part in name for part in names)}
    return replace(adapter, tensors=tensors)


def test_a_blend_says_what_its_parts_say_together(tiny: Tiny, tmp_path: Path) -> None:
    """Different ranks, scalings and modules; q and k have their rows in another order in these files."""
    parts = [
        (random_adapter(tiny.facts, rank=4, seed=1, scale=0.12), 0.6),
        (replace(_without(random_adapter(tiny.facts, rank=7, seed=2, scale=0.08), "mlp"), use_rslora=True), 0.4),
        (_without(random_adapter(tiny.facts, rank=2, seed=3, scale=0.12), "layers.1.", "q_proj"), -0.5),
    ]
    files = []
    for number, (adapter, weight) in enumerate(parts):
        files.append((tmp_path / f"{number}.gguf", weight))
        write_gguf_adapter(files[-1][0], adapter, tiny.facts, outtype="f32")
    blended = tmp_path / "blend.gguf"
    changes = weighted_sum([(changes_of(adapter), weight) for adapter, weight in parts])
    write_gguf_adapter(blended, as_adapter(changes), tiny.facts, outtype="f32")
    together = tiny.logits(files)
    assert np.abs(together - tiny.logits([])).max() > 0.5
    np.testing.assert_allclose(tiny.logits([(blended, 1.0)]), together, atol=1e-3)
    write_gguf_adapter(blended, as_adapter(reduced(changes, 2)), tiny.facts, outtype="f32")
    assert np.abs(tiny.logits([(blended, 1.0)]) - together).max() > 0.05, "a reduced blend is another one"


def test_eight_bits_are_loaded_and_say_nearly_the_same(tiny: Tiny, tmp_path: Path) -> None:
    adapter = random_adapter(tiny.facts, rank=32, scale=0.02)
    for outtype in ("f32", "q8_0"):
        write_gguf_adapter(tmp_path / f"{outtype}.gguf", adapter, tiny.facts, outtype=outtype)
    assert (tmp_path / "q8_0.gguf").stat().st_size < 0.35 * (tmp_path / "f32.gguf").stat().st_size
    exact, packed = (tiny.logits([(tmp_path / f"{name}.gguf", 1.0)]) for name in ("f32", "q8_0"))
    effect = np.abs(exact - tiny.logits([])).max()
    assert np.abs(packed - exact).max() < 0.05 * effect


# --- in the library ---------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def packs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_tiny_pack(tmp_path_factory.mktemp("packs") / "パック")


def _create(services: Services, description: str, name: str) -> Adapter:
    draft = create_adapter(services, description=description, pack=services.packs.packs()[0]).adapter
    return save_adapter(services, adapter_id=draft.id, name=name)


def _import(services: Services, folder: Path, adapter: PeftAdapter, name: str) -> Adapter:
    folder.mkdir()
    write_peft(folder, adapter)
    return import_adapter(services, path=folder, name=name).adapter


def _changes(services: Services, adapter: Adapter) -> dict[str, Any]:
    return changes_of(read_peft(services.library.adapter_folder(adapter.id)))


def _uses(*parts: tuple[Adapter, float]) -> list[AdapterUse]:
    return [AdapterUse(adapter_id=adapter.id, strength=weight) for adapter, weight in parts]


def test_a_blend_is_kept_with_what_it_was_made_of(services: Services, packs: Path, tmp_path: Path) -> None:
    pirate = _create(services, "Answer like a pirate.", "Pirate 海賊")
    wide = random_adapter(read_base_facts(packs / "base.gguf"), rank=3, scale=0.3)
    other = _import(services, tmp_path / "other", wide, "Other")
    blended = blend_adapters(services, parts=_uses((pirate, 0.6), (other, -0.4)))
    adapter = blended.adapter
    assert (adapter.state, adapter.name, adapter.rank) == (AdapterState.DRAFT, "Pirate 海賊 + Other", 11)
    assert adapter.description == "Answer like a pirate.", "what is taken away is not what it is for"
    assert adapter.recipe is not None
    assert [(part.name, part.weight) for part in adapter.recipe.parts] == [("Pirate 海賊", 0.6), ("Other", -0.4)]
    assert services.library.adapter(adapter.id) == adapter
    assert blended.kept == pytest.approx(1.0, abs=1e-5), "but for the rounding to 16 bits"
    expected = weighted_sum([(_changes(services, pirate), 0.6), (_changes(services, other), -0.4)])
    assert kept_energy(expected, _changes(services, adapter)) == pytest.approx(1.0, abs=1e-9)

    shares = measure_blend(services, parts=_uses((pirate, 0.6), (other, -0.4)))
    assert len(shares) == 11
    smaller = blend_adapters(
        services, parts=_uses((pirate, 0.6), (other, -0.4)), rank=2, name="Small", replaces=adapter.id
    )
    assert (smaller.adapter.rank, smaller.adapter.name) == (2, "Small")
    assert smaller.kept == pytest.approx(shares[1], abs=1e-5)
    assert smaller.adapter.recipe is not None
    assert smaller.adapter.recipe.rank == 2
    with pytest.raises(UserFacingError, match="There is no skill"):
        services.library.adapter(adapter.id)


def test_a_blend_that_cannot_be_made_leaves_nothing_behind(services: Services, packs: Path, tmp_path: Path) -> None:
    one, two = _create(services, "Answer like a pirate.", "One"), _create(services, "Count the words.", "Two")
    facts = read_base_facts(packs / "base.gguf")
    stranger = _import(services, tmp_path / "stranger", random_adapter(facts), "Stranger")
    services.library.update_one("adapters", stranger.id, {"base_fingerprint": "ab"})
    binned = bin_adapters(services, adapter_ids=[_create(services, "Sort the words.", "Gone").id])[0]
    for parts, words in (
        (_uses((one, 1.0)), "made of 2 to 6"),
        (_uses(*[(one, 1.0)] * 7), "made of 2 to 6"),
        (_uses((one, 0.5), (one, 0.5)), "twice"),
        (_uses((one, 0.0), (two, 0.0)), "All weights are 0"),
        (_uses((one, math.nan), (two, 1.0)), "strength nan"),
        (_uses((one, 11.0), (two, 1.0)), "strength 11"),
        (_uses((one, 1.0), (stranger, 1.0)), "One and Stranger were made for different base models"),
        (_uses((one, 1.0), (binned, 1.0)), "in the bin"),
    ):
        with pytest.raises(UserFacingError, match=words):
            blend_adapters(services, parts=parts)
    with pytest.raises(UserFacingError, match="rank 0"):
        blend_adapters(services, parts=_uses((one, 1.0), (two, 1.0)), rank=0)
    stop = CancelToken()
    stop.cancel()
    with pytest.raises(WorkCancelledError):
        blend_adapters(services, parts=_uses((one, 1.0), (two, 1.0)), cancel=stop)
    weights = services.library.adapter_folder(two.id) / "adapter_model.safetensors"
    weights.write_bytes(weights.read_bytes()[:-9])
    with pytest.raises(UserFacingError, match="damaged or cut short"):
        blend_adapters(services, parts=_uses((one, 1.0), (two, 1.0)))
    assert services.library.adapters(state=AdapterState.DRAFT) == []
    alone = blend_adapters(services, parts=_uses((one, 0.5), (two, 0.0))).adapter
    assert alone.name == "One", "what has no weight is no part of it"


def test_variants_say_how_large_they_are_and_what_they_keep(services: Services, packs: Path, tmp_path: Path) -> None:
    facts = read_base_facts(packs / "base.gguf")
    adapter = _import(services, tmp_path / "wide", random_adapter(facts, rank=5, scale=0.3), "Wide")
    services.library.update_adapter(adapter.id, strength=0.8)
    table = measure_variants(services, adapter_id=adapter.id)
    sizes = {size.variant: size for size in table.sizes}
    full = Variant(rank=5)
    assert list(sizes) == [
        full,
        *(Variant(rank=rank) for rank in (4, 2, 1)),
        Variant(rank=5, modules="attention"),
        Variant(rank=5, modules="mlp"),
        Variant(rank=5, precision="f32"),
        Variant(rank=5, precision="q8_0"),
    ]
    assert table.rows == ()
    assert sizes[full].nbytes == (services.library.adapter_folder(adapter.id) / "adapter.gguf").stat().st_size
    ranks = [sizes[Variant(rank=rank)] for rank in (5, 4, 2, 1)]
    assert sorted(ranks, key=lambda size: -size.nbytes) == sorted(ranks, key=lambda size: -size.kept) == ranks
    parts = [sizes[Variant(rank=5, modules=modules)].kept for modules in ("attention", "mlp")]
    assert sum(parts) == pytest.approx(1.0, abs=1e-4)
    assert 0.99 < sizes[Variant(rank=5, precision="q8_0")].kept < sizes[full].kept

    out = tmp_path / "out.gguf"
    export_variant(services, adapter_id=adapter.id, variant=Variant(rank=1), out=out)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["out.gguf", "wide"]
    again = import_adapter(services, path=out).adapter
    assert again.rank == 1
    wanted = reduced(weighted_sum([(_changes(services, adapter), 0.8)]), 1)
    assert kept_energy(wanted, _changes(services, again)) == pytest.approx(1.0, abs=1e-4)


def test_a_variant_is_kept_as_a_skill_of_its_own(services: Services) -> None:
    adapter = _create(services, "Answer like a pirate.", "Pirate")
    services.library.update_adapter(adapter.id, strength=0.7)
    services.library.sheets.put(adapter.id, Sheet(rows=(SheetRow(question="Hi", expected="Ahoy"),)))
    small = Variant(rank=2)
    saved = save_variant(services, adapter_id=adapter.id, variant=small, name="Small pirate")
    assert (saved.state, saved.rank, saved.strength, saved.description) == (
        AdapterState.SAVED,
        2,
        0.7,
        "Answer like a pirate.",
    )
    assert saved.recipe is not None
    assert ([part.name for part in saved.recipe.parts], saved.recipe.rank) == (["Pirate"], 2)
    assert services.library.sheets.get(saved.id).rows == services.library.sheets.get(adapter.id).rows
    assert kept_energy(reduced(_changes(services, adapter), 2), _changes(services, saved)) == pytest.approx(1.0)
    with pytest.raises(UserFacingError, match="name is empty"):
        save_variant(services, adapter_id=adapter.id, variant=small, name=" ")
    assert len(services.library.adapters()) == 2


def test_variants_are_scored_on_the_test_sheet(services: Services) -> None:
    adapter = _create(services, "Answer like a pirate.", "Pirate")
    with pytest.raises(UserFacingError, match="no test sheet"):
        score_variants(services, adapter_id=adapter.id, variants=[Variant(rank=8)])
    rows = [
        SheetRow(question="Hi", expected="Ahoy"),
        SheetRow(question="Sea", expected=""),
        SheetRow(question="Ho", expected="No"),
    ]
    services.library.sheets.put(adapter.id, Sheet(rows=tuple(rows)))
    told: list[SoFar[Scores]] = []
    variants = [Variant(rank=8), Variant(rank=1)]
    scores = score_variants(services, adapter_id=adapter.id, variants=variants, on_event=told.append)
    assert [score.of for score in scores.values()] == [2, 2]
    assert [event.fraction for event in told] == [0.25, 0.5, 0.75, 1.0]
    assert services.library.sheets.get(adapter.id).result.skill == {}, "the sheet's own result is another matter"
    stop = CancelToken()
    seen: list[SoFar[Scores]] = []

    def stop_after_one(event: SoFar[Scores]) -> None:
        seen.append(event)
        stop.cancel()

    with pytest.raises(WorkCancelledError):
        score_variants(services, adapter_id=adapter.id, variants=variants, on_event=stop_after_one, cancel=stop)
    assert len(seen) == 1


def test_the_map_has_every_saved_skill_where_it_belongs(services: Services, packs: Path, tmp_path: Path) -> None:
    pack = services.packs.packs()[0]
    assert lay_out(services, pack=pack).points == {}
    facts = read_base_facts(packs / "base.gguf")
    groups = [[random_adapter(facts, seed=seed, scale=0.3) for seed in (group, group + 10)] for group in (1, 2)]
    ids: list[list[str]] = []
    for number, (one, noise) in enumerate(groups):
        mixes = [as_adapter(weighted_sum([(changes_of(one), 1.0), (changes_of(noise), w)])) for w in (0.1, 0.2, -0.2)]
        ids.append(
            [_import(services, tmp_path / f"{number}{n}", mix, f"{number}{n}").id for n, mix in enumerate(mixes)]
        )
    pirate = _create(services, "Answer like a pirate.", "Pirate")
    assert services.library.vectors.lacking(WEIGHTS) == [], "measured when they were made"

    by_weights = lay_out(services)
    assert by_weights.by == "weights"
    assert by_weights.points.keys() == {*ids[0], *ids[1], pirate.id}
    assert max(abs(number) for point in by_weights.points.values() for number in point) == pytest.approx(1.0)

    def apart(one: str, other: str) -> float:
        return math.dist(by_weights.points[one], by_weights.points[other])

    for group, others in (ids, reversed(ids)):
        assert max(apart(group[0], each) for each in group) < 0.5 * min(apart(group[0], each) for each in others)

    told: list[SoFar[None]] = []
    assert fill_vectors(services, pack=pack, on_event=told.append) == 7
    assert told[-1].fraction == 1.0
    assert fill_vectors(services, pack=pack) == 0
    both = lay_out(services, pack=pack)
    assert (both.by, both.share >= by_weights.share) == ("descriptions", True) or both == by_weights
    assert lay_out(services, pack=pack) == both
    services.library.update_adapter(pirate.id, name="Buccaneer")
    assert fill_vectors(services, pack=pack) == 1, "other words lie elsewhere"
    os.utime(packs / "embedder" / "config.json", (1, 1))
    assert fill_vectors(services, pack=pack) == 7, "another embedder reads all of them anew"
    assert lay_out(services, pack=pack).points.keys() == by_weights.points.keys()


def test_adapters_from_before_the_map_are_measured_and_damaged_ones_left_out(services: Services) -> None:
    adapters = [_create(services, f"Count the {what}.", what) for what in ("words", "letters", "lines")]
    known = services.library.vectors.all(WEIGHTS)
    assert all(math.isclose(sum(n * n for n in floats(vector)), 1.0, abs_tol=1e-5) for vector in known.values())
    with services.library.writing() as connection:
        connection.execute("DELETE FROM adapter_vectors")
    for adapter in adapters[1:]:
        (services.library.adapter_folder(adapter.id) / SKETCH_FILE).unlink()
    (services.library.adapter_folder(adapters[2].id) / "adapter_model.safetensors").write_bytes(b"no weights")
    stop = CancelToken()
    with pytest.raises(WorkCancelledError):
        fill_vectors(services, on_event=lambda event: stop.cancel(), cancel=stop)
    assert fill_vectors(services) == 2
    assert services.library.vectors.lacking(WEIGHTS) == [adapters[2].id]
    found = services.library.vectors.all(WEIGHTS)
    assert {each: found[each] for each in found} == {each: known[each] for each in found}, "measured as at first"
    assert lay_out(services).points.keys() == found.keys()
