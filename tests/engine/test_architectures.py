"""Every supported architecture in a real llama.cpp against transformers and PEFT: adapters there, back, and merged."""

from __future__ import annotations

import ctypes
import os
from dataclasses import replace
from pathlib import Path
from typing import Any

import gguf
import llama_cpp
import numpy as np
import numpy.typing as npt
import peft
import pytest
import torch

from t2l_desktop.core.errors import UserFacingError, WorkCancelledError
from t2l_desktop.core.paths import AppPaths
from t2l_desktop.formats.architectures import ARCHITECTURES
from t2l_desktop.formats.base_facts import BaseFacts, read_base_facts
from t2l_desktop.formats.gguf_adapter import AnotherBaseError, write_gguf_adapter
from t2l_desktop.formats.gguf_adapter_reading import read_gguf_adapter
from t2l_desktop.formats.gguf_file import save_gguf
from t2l_desktop.formats.gguf_header import read_header
from t2l_desktop.formats.merging import MergedType, plan_merge, write_merged
from t2l_desktop.formats.peft_folder import PeftAdapter, read_peft, write_peft
from t2l_desktop.operations.adapter_import import import_adapter
from t2l_desktop.operations.services import Services
from tests.helpers.tiny_bases import KINDS, Kind, make_model, random_adapter, write_base
from tests.helpers.tiny_pack import make_tiny_pack
from tests.unit.test_library_packs import make_pack

TOKENS = [3, 17, 99, 25, 30, 7, 45, 120, 121, 122, 10, 4, 39, 20, 21, 1, 4, 60]
Logits = npt.NDArray[np.float32]


class Tiny:
    """One random base of an architecture, an adapter for all of it, and what transformers and PEFT make of them."""

    def __init__(self, kind: str, folder: Path) -> None:
        self.folder = folder
        # on the edge between two entries of Gemma's table of GELU, either rounding is right
        self.tolerance = 2e-3 if KINDS[kind].is_gemma else 1e-3
        self.gguf, self.adapter = folder / "base.gguf", folder / "adapter.gguf"
        model = make_model(KINDS[kind])
        write_base(KINDS[kind], model, self.gguf)
        self.facts: BaseFacts = read_base_facts(self.gguf)
        self.peft = random_adapter(self.facts)
        write_peft(folder, self.peft)
        write_gguf_adapter(self.adapter, self.peft, self.facts, outtype="f32")
        self.plain = _reference(model)
        self.adapted = _reference(peft.PeftModel.from_pretrained(model, folder))


def _reference(model: Any) -> Logits:
    with torch.no_grad():
        return np.array(model(torch.tensor([TOKENS])).logits[0].numpy())


def _logits(base: Path, adapter: Path | None = None, *, strength: float = 1.0) -> Logits:
    """What llama.cpp answers, computed in float32."""
    llama = llama_cpp.Llama(
        str(base),
        n_ctx=256,
        n_threads=1,
        logits_all=True,
        type_k=llama_cpp.GGML_TYPE_F32,
        type_v=llama_cpp.GGML_TYPE_F32,
        flash_attn=False,
        verbose=False,
    )
    loaded = None
    if adapter is not None:
        loaded = llama_cpp.llama_adapter_lora_init(llama.model, str(adapter).encode())
        assert loaded
        one, scale = (llama_cpp.llama_adapter_lora_p_ctypes * 1)(loaded), (ctypes.c_float * 1)(strength)
        assert llama_cpp.llama_set_adapters_lora(llama.ctx, one, 1, scale) == 0
    llama.eval(TOKENS)
    scores = np.array(llama.scores[: len(TOKENS)])
    if loaded is not None:
        assert llama_cpp.llama_set_adapters_lora(llama.ctx, one, 0, scale) == 0
        llama_cpp.llama_adapter_lora_free(loaded)
    llama.close()
    return scores


@pytest.fixture(scope="module", params=sorted(KINDS))
def tiny(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Tiny:
    return Tiny(request.param, tmp_path_factory.mktemp(request.param))


@pytest.fixture(scope="module")
def llama(tmp_path_factory: pytest.TempPathFactory) -> Tiny:
    return Tiny("llama", tmp_path_factory.mktemp("llama-alone"))


pytestmark = [
    # peft itself asks transformers by a name that is on its way out.
    pytest.mark.filterwarnings("ignore:`is_gradient_checkpointing`:FutureWarning"),
    pytest.mark.filterwarnings("ignore:Model has `tie_word_embeddings=True`:UserWarning"),
]


def test_every_row_of_the_table_is_tried() -> None:
    assert {kind.gguf_name for kind in KINDS.values()} == {row.gguf_name for row in ARCHITECTURES}


def test_an_adapter_does_what_it_does_in_peft(tiny: Tiny) -> None:
    np.testing.assert_allclose(_logits(tiny.gguf), tiny.plain, atol=tiny.tolerance)
    np.testing.assert_allclose(_logits(tiny.gguf, tiny.adapter), tiny.adapted, atol=tiny.tolerance)
    assert np.abs(tiny.adapted - tiny.plain).max() > 0.5


def test_a_gguf_adapter_becomes_the_peft_adapter_that_it_was(tiny: Tiny) -> None:
    found = read_gguf_adapter(tiny.adapter, tiny.facts).adapter
    assert (found.rank, found.alpha, set(found.target_modules)) == (4, 6.0, set(tiny.peft.target_modules))
    assert found.tensors.keys() == tiny.peft.tensors.keys()
    for name, tensor in tiny.peft.tensors.items():
        np.testing.assert_array_equal(found.tensors[name], tensor)


@pytest.mark.parametrize(("outtype", "tolerance"), [("f16", 0.01), ("q8_0", 0.15)])
def test_a_merged_model_answers_as_base_and_adapter(
    tiny: Tiny, tmp_path: Path, outtype: MergedType, tolerance: float
) -> None:
    """Each touched weight is right to its type's rounding; the logits, to a share of what the adapter changes in them.

    llama.cpp rounds what it multiplies with such weights as well, and six random layers make more of either rounding
    than trained ones do.
    """
    merged = tmp_path / "merged.gguf"
    plan = plan_merge(tiny.gguf, tiny.adapter, outtype=outtype)
    write_merged(plan, merged, strength=0.5)
    assert merged.stat().st_size == plan.nbytes
    weights, base, adapter = (_matrices(path) for path in (merged, tiny.gguf, tiny.adapter))
    assert len(plan.changes) == sum(name.endswith("lora_a") for name in adapter)
    for name in plan.changes:
        wanted = base[name] + 0.5 * 6.0 / 4 * adapter[f"{name}.lora_b"] @ adapter[f"{name}.lora_a"]
        rounding = np.abs(wanted).max() / 220 if outtype == "q8_0" else np.abs(wanted).max() / 2000
        np.testing.assert_allclose(weights[name], wanted, atol=rounding)
    expected = _logits(tiny.gguf, tiny.adapter, strength=0.5)
    assert _spread(_logits(merged) - expected) < tolerance * _spread(expected - tiny.plain)


def _matrices(path: Path) -> dict[str, Logits]:
    tensors = gguf.GGUFReader(path).tensors
    return {t.name: gguf.quants.dequantize(t.data, t.tensor_type) for t in tensors if len(t.shape) == 2}


def _spread(differences: Logits) -> float:
    return float(np.sqrt((differences**2).mean()))


@pytest.mark.parametrize("outtype", ["q8_0", "f16"])
def test_what_is_not_touched_is_copied_byte_for_byte(llama: Tiny, tmp_path: Path, outtype: MergedType) -> None:
    only = {name: t for name, t in llama.peft.tensors.items() if "layers.1.self_attn.v_proj" in name}
    write_gguf_adapter(tmp_path / "a.gguf", replace(llama.peft, tensors=only), llama.facts)
    out, shares = tmp_path / "merged.gguf", list[float]()
    write_merged(plan_merge(llama.gguf, tmp_path / "a.gguf", outtype=outtype), out, on_progress=shares.append)
    before, after = read_header(llama.gguf), read_header(out)
    assert after.metadata == before.metadata
    assert [tensor.name for tensor in after.tensors] == [tensor.name for tensor in before.tensors]
    old, new = llama.gguf.read_bytes(), out.read_bytes()
    changed = []
    for one, other in zip(before.tensors, after.tensors, strict=True):
        same = old[one.offset : one.offset + one.nbytes] == new[other.offset : other.offset + other.nbytes]
        assert other.offset % after.alignment == 0
        if not same:
            changed.append(one.name)
    assert changed == ["blk.1.attn_v.weight"]
    assert shares[-1] == 1.0
    assert shares == sorted(shares)


@pytest.mark.parametrize("kind", ["Q8_0", "Q4_0", "Q5_1", "BF16", "F16"])
def test_a_quantised_base_is_unpacked_where_it_is_changed(llama: Tiny, tmp_path: Path, kind: str) -> None:
    base = _quantised(llama.gguf, tmp_path / "base.gguf", gguf.GGMLQuantizationType[kind])
    write_merged(plan_merge(base, llama.adapter, outtype="f16"), tmp_path / "merged.gguf")
    expected = _logits(base, llama.adapter)
    assert _spread(_logits(tmp_path / "merged.gguf") - expected) < 0.1 * _spread(expected - _logits(base))


def _quantised(base: Path, out: Path, kind: gguf.GGMLQuantizationType) -> Path:
    """The base with its matrices in another type."""
    writer = gguf.GGUFWriter(None, "llama")
    reader = gguf.GGUFReader(base)
    for key, field in reader.fields.items():
        if not key.startswith("GGUF.") and key != "general.architecture":
            writer.add_key_value(key, field.contents(), field.types[0])
    for tensor in reader.tensors:
        is_matrix = tensor.data.ndim == 2 and tensor.name.startswith("blk.")
        data = gguf.quants.quantize(tensor.data, kind) if is_matrix else tensor.data
        writer.add_tensor(tensor.name, data, raw_dtype=kind if is_matrix else None)
    writer.write_header_to_file(out)
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    return out


@pytest.mark.parametrize("kind", ["Q4_K", "Q5_K", "Q6_K", "Q3_K", "Q2_K"])
def test_the_usual_quantisations_are_unpacked(tmp_path: Path, kind: str) -> None:
    """llama.cpp packs a matrix, as its users do; what we merge is what it would unpack, plus the change."""
    rng, name = np.random.default_rng(0), "blk.0.attn_q.weight"
    matrix, a, b = (rng.normal(size=shape).astype(np.float32) for shape in ((96, 512), (4, 512), (96, 4)))
    packed = _packed_by_llama(matrix, gguf.GGMLQuantizationType[kind])
    base, adapter = gguf.GGUFWriter(None, "llama"), gguf.GGUFWriter(None, "llama")
    base.add_tensor(name, packed, raw_dtype=gguf.GGMLQuantizationType[kind])
    base.write_header_to_file(tmp_path / "base.gguf")
    base.write_kv_data_to_file()
    base.write_tensors_to_file()
    base.close()
    adapter.add_string("adapter.type", "lora")
    adapter.add_float32("adapter.lora.alpha", 2.0)
    save_gguf(tmp_path / "adapter.gguf", adapter, {f"{name}.lora_a": a, f"{name}.lora_b": b})
    write_merged(plan_merge(tmp_path / "base.gguf", tmp_path / "adapter.gguf", outtype="f16"), tmp_path / "merged.gguf")
    unpacked = gguf.quants.dequantize(packed, gguf.GGMLQuantizationType[kind])
    assert _spread(unpacked - matrix) < 0.5
    np.testing.assert_allclose(_matrices(tmp_path / "merged.gguf")[name], unpacked + 0.5 * b @ a, atol=0.01)


def _packed_by_llama(matrix: Logits, kind: gguf.GGMLQuantizationType) -> npt.NDArray[np.uint8]:
    library = next((Path(llama_cpp.__file__).parent / "lib").glob("*ggml-base.*"))
    quantize = ctypes.CDLL(str(library)).ggml_quantize_chunk
    quantize.restype = ctypes.c_size_t
    rows, columns = matrix.shape
    out = np.zeros((rows, gguf.quants.quant_shape_to_byte_shape(matrix.shape, kind)[1]), np.uint8)
    pointers = matrix.ctypes.data_as(ctypes.c_void_p), out.ctypes.data_as(ctypes.c_void_p)
    count = quantize(int(kind), *pointers, *(ctypes.c_int64(n) for n in (0, rows, columns)), None)
    assert count == out.nbytes
    return out


def test_bases_that_cannot_be_merged_are_refused_in_words(llama: Tiny, tmp_path: Path) -> None:
    """A type that cannot be unpacked, a part of a split model, another model's adapter."""
    odd, split, other = (tmp_path / f"{name}.gguf" for name in ("odd", "split", "other"))
    for path, key, value in ((odd, "x", 0), (split, "split.count", 2)):
        writer = gguf.GGUFWriter(None, "llama")
        writer.add_uint16(key, value)
        tensors = {t.name: np.array(t.data) for t in gguf.GGUFReader(llama.gguf).tensors}
        if path == odd:
            tensors["blk.0.attn_q.weight"] = np.zeros((64, 64), np.int32)
        save_gguf(path, writer, tensors)
    with pytest.raises(UserFacingError, match="of the type I32, which cannot be read"):
        plan_merge(odd, llama.adapter)
    with pytest.raises(UserFacingError, match="only one part of several"):
        plan_merge(split, llama.adapter)
    wide = replace(llama.facts, intermediate=128)
    write_gguf_adapter(other, random_adapter(wide), wide)
    with pytest.raises(AnotherBaseError, match="another base model"):
        plan_merge(llama.gguf, other)
    with pytest.raises(UserFacingError, match="is not an adapter"):
        plan_merge(llama.gguf, llama.gguf)


def test_a_merge_that_fails_or_is_stopped_leaves_nothing(llama: Tiny, tmp_path: Path) -> None:
    out, plan = tmp_path / "out" / "merged.gguf", plan_merge(llama.gguf, llama.adapter)
    out.parent.mkdir()

    def stop(share: float) -> None:
        if share > 0.5:
            raise WorkCancelledError

    with pytest.raises(WorkCancelledError):
        write_merged(plan, out, on_progress=stop)
    with pytest.raises(UserFacingError, match="so strongly"):
        write_merged(plan_merge(llama.gguf, llama.adapter, outtype="f16"), out, strength=1e6)
    resource = pytest.importorskip("resource", reason="no file size limit to stand in for a full disk")
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    try:
        resource.setrlimit(resource.RLIMIT_FSIZE, (plan.nbytes // 2, before[1]))
        with pytest.raises(UserFacingError, match="not enough room"):
            write_merged(plan, out)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    shorter = tmp_path / "base.gguf"
    shorter.write_bytes(llama.gguf.read_bytes())
    plan = plan_merge(shorter, llama.adapter)
    shorter.write_bytes(llama.gguf.read_bytes()[: llama.gguf.stat().st_size // 2])
    with pytest.raises(UserFacingError, match="cut short"):
        write_merged(plan, out)
    plan = plan_merge(llama.gguf, llama.adapter)
    with pytest.raises(UserFacingError, match="changed while it was read"):
        write_merged(plan, out, on_progress=lambda share: os.utime(llama.gguf) if share == 1.0 else None)
    assert list(out.parent.iterdir()) == []


def test_ranks_that_differ_and_an_alpha_of_zero_survive_the_way_back(llama: Tiny, tmp_path: Path) -> None:
    """PEFT divides each module's alpha by its own rank; llama.cpp takes an alpha of 0 for no factor at all."""
    two = random_adapter(llama.facts, rank=2).tensors
    mixed = {name: two[name] if "layers.1.mlp" in name else t for name, t in llama.peft.tensors.items()}
    adapter = replace(llama.peft, tensors=mixed, rank_pattern={r"layers\.1\.mlp\.\w+": 2})
    file = tmp_path / "adapter.gguf"
    write_gguf_adapter(file, adapter, llama.facts, outtype="f32")
    assert _effect(read_gguf_adapter(file, llama.facts).adapter) == pytest.approx(_effect(adapter))
    writer = gguf.GGUFWriter(None, "llama")
    writer.add_type("adapter")
    writer.add_string("adapter.type", "lora")
    writer.add_float32("adapter.lora.alpha", 0.0)
    save_gguf(tmp_path / "zero.gguf", writer, {t.name: np.array(t.data) for t in gguf.GGUFReader(file).tensors})
    found = read_gguf_adapter(tmp_path / "zero.gguf", llama.facts).adapter
    write_peft(tmp_path, found)
    assert _effect(read_peft(tmp_path)) == pytest.approx(
        _effect(replace(adapter, alpha=4.0, alpha_pattern={"layers.1.mlp.*": 2}))
    )
    model = make_model(KINDS["llama"])
    expected = _reference(peft.PeftModel.from_pretrained(model, tmp_path))
    np.testing.assert_allclose(_logits(llama.gguf, tmp_path / "zero.gguf"), expected, atol=1e-3)


def _effect(adapter: PeftAdapter) -> dict[str, float]:
    """How much each module adds in a place."""
    return {p.path: float(adapter.alpha_of(p.path) / p.rank * (p.b @ p.a)[3, 5]) for p in adapter.pairs()}


@pytest.fixture(scope="module")
def packs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_tiny_pack(tmp_path_factory.mktemp("packs") / "tiny")


def test_bases_that_an_adapter_cannot_be_for_do_not_keep_it_from_its_own(
    services: Services, paths: AppPaths, tmp_path: Path
) -> None:
    """The starter is a Llama; then come one that nothing can be written for, no model at all, and the right one."""
    for name, kind in (("1", Kind("granite", "Llama", {})), ("2", None), ("3", KINDS["phi3"])):
        base = {"file": "base.gguf", "sha256": "0" * 64}
        make_pack(paths.packs / name, id=name, base=base, hypernet=None, embedder=None)
        if kind is not None:
            write_base(kind, make_model(kind), paths.packs / name / "base.gguf")
    facts = read_base_facts(paths.packs / "3" / "base.gguf")
    write_peft(tmp_path, random_adapter(facts))
    assert import_adapter(services, path=tmp_path).adapter.pack_id == "3"
    gguf = tmp_path / "fused.gguf"
    write_gguf_adapter(gguf, random_adapter(facts, seed=1), facts)
    assert import_adapter(services, path=gguf).adapter.pack_id == "3"
    write_peft(tmp_path, random_adapter(replace(facts, layers=7)))
    with pytest.raises(UserFacingError, match="its sizes do not fit Phi3"):
        import_adapter(services, path=tmp_path)
