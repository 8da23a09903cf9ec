"""The hypernetwork against the published format and the reference implementation's output."""

from __future__ import annotations

import json
import pickle
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file

from t2l_desktop.core.devices import Device, Why, device_use
from t2l_desktop.core.errors import UserFacingError
from t2l_desktop.hypernet import device, model
from t2l_desktop.hypernet.checkpoint import LoadedHypernet, load_hypernet, save_hypernet
from t2l_desktop.hypernet.device import choose_device, torch_devices
from t2l_desktop.hypernet.embedder import load_embedder
from t2l_desktop.hypernet.model import AdapterOutput, HypernetSpec, HyperNetwork, TargetModule, rotary

CPU = torch.device("cpu")
CASES = ("gemma2_S_sft", "llama_M_sft", "mistral_L_sft", "mistral_recon_dw")
MISTRAL = (
    TargetModule(name="q_proj", in_features=4096, out_features=4096),
    TargetModule(name="v_proj", in_features=4096, out_features=1024),
)


def test_embeddings_agree_with_the_reference(parity: Path) -> None:
    texts = json.loads((parity / "t2l" / "descriptions.json").read_text())
    ours = load_embedder(parity / "t2l" / "gte-tiny", device=CPU).embed(texts)
    expected = load_file(parity / "t2l" / "mistral_L_sft" / "expected.safetensors")["task_emb"]
    torch.testing.assert_close(ours, expected, atol=1e-5, rtol=0)


@pytest.mark.parametrize("case", CASES)
def test_adapters_agree_with_the_reference(parity: Path, case: str) -> None:
    hypernet = load_hypernet(parity / "t2l" / case, device=CPU)
    expected = load_file(parity / "t2l" / case / "expected.safetensors")
    for number, embedding in enumerate(expected["task_emb"]):
        ours = hypernet.generate(embedding)
        theirs = {n.split("/", 1)[1]: t for n, t in expected.items() if n.startswith(f"{number}/")}
        assert ours.keys() == theirs.keys()
        for name, tensor in ours.items():
            assert tensor.is_contiguous()
            torch.testing.assert_close(tensor, theirs[name], atol=1e-5, rtol=0)


@pytest.mark.parametrize(
    ("variant", "flags", "parameters"),
    [("L", (False, False), 55_424_000), ("M", (True, False), 34_412_288), ("S", (True, True), 4_996_096)],
)
def test_parameter_counts_are_the_published_ones(variant: str, flags: tuple[bool, bool], parameters: int) -> None:
    spec = HypernetSpec(
        embedding_dimension=1024, layers=32, modules=MISTRAL, shared_head=flags[0], per_rank=flags[1],
        rank_embedding=flags[1],
    )  # fmt: skip
    with torch.device("meta"):
        network = HyperNetwork(spec)
    assert spec.variant == variant
    assert sum(p.numel() for p in network.parameters()) == parameters


@pytest.mark.parametrize("shared", [True, False])
@pytest.mark.parametrize("rank_embedding", [True, False])
def test_every_per_rank_variant_survives_our_own_format(shared: bool, rank_embedding: bool, tmp_path: Path) -> None:
    modules = (TargetModule(name="v_proj", in_features=12, out_features=8),)
    spec = HypernetSpec(
        embedding_dimension=6, layers=2, modules=modules, rank=4, latent_size=16, head_in_size=8,
        shared_head=shared, rank_embedding=rank_embedding,
    )  # fmt: skip
    torch.manual_seed(1)
    made = LoadedHypernet(
        network=HyperNetwork(spec).eval(), output=AdapterOutput(), alpha=16.0, base_name="b", embedder_name="e"
    )
    save_hypernet(tmp_path / "h", made)
    read = load_hypernet(tmp_path / "h", device=CPU)
    assert read.network.spec == spec
    embedding = torch.randn(6)
    before, after = made.generate(embedding), read.generate(embedding)
    assert before["base_model.model.model.layers.1.self_attn.v_proj.lora_A.weight"].shape == (4, 12)
    assert before["base_model.model.model.layers.1.self_attn.v_proj.lora_B.weight"].shape == (8, 4)
    for name, tensor in before.items():
        torch.testing.assert_close(after[name], tensor, atol=5e-3, rtol=5e-3)
    rows = before["base_model.model.model.layers.0.self_attn.v_proj.lora_A.weight"]
    assert not torch.allclose(rows[0], rows[1]), "every rank must get a row of its own"


def test_rotary_leaves_position_zero_and_lengths_alone() -> None:
    y = torch.randn(2, 1, 8)
    turned = rotary(y, torch.arange(3))
    torch.testing.assert_close(turned[:, 0], y[:, 0])
    torch.testing.assert_close(turned.norm(dim=-1), y.norm(dim=-1).expand(2, 3))
    # by hand: the pair (0, 4) turns by one radian at position 1
    expected = y[0, 0, 0] * torch.cos(torch.tensor(1.0)) - y[0, 0, 4] * torch.sin(torch.tensor(1.0))
    torch.testing.assert_close(turned[0, 1, 0], expected)


def test_z_scored_reconstruction_is_undone(parity: Path, tmp_path: Path) -> None:
    folder = shutil.copytree(parity / "t2l" / "mistral_L_sft", tmp_path / "z")
    plain = load_hypernet(folder, device=CPU)
    args = (folder / "args.yaml").read_text()
    args = args.replace("training_task: sft", "training_task: recon").replace("factorized: false", "factorized: true")
    (folder / "args.yaml").write_text(args)
    tensors = torch.load(folder / "hypermod.pt", weights_only=True)
    for name in tensors:
        if name.startswith("std_recon_target"):
            tensors[name] = torch.full_like(tensors[name], 2.0)
        if name.startswith("mean_recon_target"):
            tensors[name] = torch.full_like(tensors[name], 0.5)
    torch.save(tensors, folder / "hypermod.pt")
    embedding = torch.randn(32)
    before, after = plain.generate(embedding), load_hypernet(folder, device=CPU).generate(embedding)
    for module in ("q_proj", "v_proj"):
        name = f"base_model.model.model.layers.2.self_attn.{module}.lora_B.weight"
        torch.testing.assert_close(after[name], before[name] * 2 + 0.5)


class _Hostile:
    def __reduce__(self) -> tuple[object, tuple[str]]:
        return (eval, ("__import__('pathlib').Path('pwned').touch()",))


def _damage_files(folder: Path, kind: str) -> None:
    weights, args = folder / "hypermod.pt", folder / "args.yaml"
    actions: dict[str, Callable[[], object]] = {
        "truncated": lambda: weights.write_bytes(weights.read_bytes()[:5000]),
        "pickle code": lambda: weights.write_bytes(pickle.dumps(_Hostile(), protocol=2)),
        "no weights": weights.unlink,
        "yaml object": lambda: args.write_text("a: !!python/object/apply:os.system ['true']\n"),
        "yaml list": lambda: args.write_text("- a\n"),
        "one-hot": lambda: args.write_text(args.read_text().replace("task_emb: false", "task_emb: true")),
        "adapter config gone": (folder / "adapter_config.json").unlink,
    }
    actions[kind]()


def _damage_tensors(folder: Path, kind: str) -> None:
    tensors = torch.load(folder / "hypermod.pt", weights_only=True)
    changes: dict[str, Callable[[], dict[str, object]]] = {
        "nan": lambda: {"mixer.1.bias": torch.full((128,), float("nan"))},
        "wrong shape": lambda: {"heads.q_proj.weight": tensors["heads.q_proj.weight"][:5]},
        "wrong type": lambda: {"mixer.1.bias": "text"},
        "integers": lambda: {"mixer.1.bias": tensors["mixer.1.bias"].int()},
        "claims more than it holds": lambda: {"mixer.1.bias": torch.zeros(1).expand(10**12)},
        "tensor unknown": lambda: {"mixer.9.bias": torch.zeros(1)},
    }
    tensors |= changes[kind]()
    torch.save(tensors, folder / "hypermod.pt")


FILE_DAMAGE = ("truncated", "pickle code", "no weights", "yaml object", "yaml list", "one-hot", "adapter config gone")
TENSOR_DAMAGE = ("nan", "wrong shape", "wrong type", "integers", "claims more than it holds", "tensor unknown")


@pytest.mark.parametrize("kind", [*FILE_DAMAGE, *TENSOR_DAMAGE])
def test_hostile_checkpoints_get_one_clear_sentence(
    parity: Path, tmp_path: Path, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    folder = shutil.copytree(parity / "t2l" / "llama_M_sft", tmp_path / "checkpoint")
    (_damage_files if kind in FILE_DAMAGE else _damage_tensors)(folder, kind)
    with pytest.raises(UserFacingError) as caught:
        load_hypernet(folder, device=CPU)
    assert caught.value.message.endswith(".")
    assert caught.value.hint
    assert not (tmp_path / "pwned").exists()


@pytest.mark.parametrize("part", ["config.json", "model.safetensors", "tokenizer.json"])
def test_damaged_embedders_get_one_clear_sentence(parity: Path, tmp_path: Path, part: str) -> None:
    folder = shutil.copytree(parity / "t2l" / "gte-tiny", tmp_path / "gte-tiny")
    (folder / part).write_bytes((folder / part).read_bytes()[:100])
    with pytest.raises(UserFacingError):
        load_embedder(folder, device=CPU)
    (folder / part).unlink()
    with pytest.raises(UserFacingError, match="lacks its file"):
        load_embedder(folder, device=CPU)


def test_a_very_long_description_is_cut_to_the_model(parity: Path) -> None:
    assert load_embedder(parity / "t2l" / "gte-tiny", device=CPU).embed(["word " * 3000]).shape == (1, 32)


def test_an_absent_device_is_named() -> None:
    assert choose_device("cpu").type == "cpu"
    if not torch.cuda.is_available():
        with pytest.raises(UserFacingError, match="cuda"):
            choose_device("cuda")
        assert torch_devices("cuda").why is Why.MISSING


@pytest.fixture
def fresh_devices() -> Iterator[None]:
    torch_devices.cache_clear()
    yield
    torch_devices.cache_clear()


@pytest.mark.usefixtures("fresh_devices")
@pytest.mark.parametrize(("works", "why"), [(True, Why.FASTEST), (False, Why.BROKEN)])
def test_a_card_is_used_when_it_computes(monkeypatch: pytest.MonkeyPatch, works: bool, why: Why) -> None:
    card = Device(kind="cuda", name="Card", memory=2**33)
    monkeypatch.setattr(device, "_cards", lambda: (card,))
    monkeypatch.setattr(device, "_works", lambda each: works and each == card)
    use = torch_devices("auto")
    assert (use.why, use.used.kind) == (why, "cuda" if works else "cpu")
    assert [each.kind for each in use.found] == ["cuda", "cpu"]
    assert torch_devices("cuda").why is Why.ASKED
    assert device_use(use.as_result()) == use


@pytest.mark.skipif(not torch.cuda.is_available(), reason="needs a graphics card with CUDA")
def test_a_graphics_card_gives_the_numbers_of_the_processor(parity: Path, tmp_path: Path) -> None:
    cuda = choose_device("cuda")
    embedders = [load_embedder(parity / "t2l" / "gte-tiny", device=each) for each in (CPU, cuda)]
    here, there = (each.embed(["Sort the words.", "Answer in French."]) for each in embedders)
    torch.testing.assert_close(there, here, atol=1e-4, rtol=0)
    save_hypernet(tmp_path / "h", load_hypernet(parity / "t2l" / "mistral_L_sft", device=CPU))
    hypernets = [load_hypernet(tmp_path / "h", device=each) for each in (CPU, cuda)]
    ours, theirs = (each.generate(here[0]) for each in hypernets)
    for name, tensor in ours.items():
        torch.testing.assert_close(theirs[name], tensor, atol=1e-4, rtol=0)


def test_float16_heads_give_what_float32_ones_do(parity: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(model, "_SLICE", 1000)
    save_hypernet(tmp_path / "h", load_hypernet(parity / "t2l" / "mistral_L_sft", device=CPU))
    half = load_hypernet(tmp_path / "h", device=CPU)
    whole = load_hypernet(tmp_path / "h", device=CPU)
    whole.network.float()
    assert {head.weight.dtype for head in half.network.heads.values()} == {torch.float16}
    assert next(half.network.mixer.parameters()).dtype == torch.float32
    embedding = torch.randn(32)
    expected = whole.generate(embedding)
    for name, tensor in half.generate(embedding).items():
        torch.testing.assert_close(tensor, expected[name], atol=1e-6, rtol=1e-6)
