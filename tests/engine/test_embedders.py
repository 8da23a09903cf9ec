"""Embedders of every kind: what they compute, and what is refused."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
import torch
import transformers
from safetensors.torch import load_file, save_file
from tokenizers import Tokenizer
from torch import Tensor
from transformers.models.gte.modeling_gte import GteRotaryEmbedding

from t2l_desktop.chat.session import ChatSession
from t2l_desktop.core.cancel import CancelToken
from t2l_desktop.core.errors import UserFacingError
from t2l_desktop.core.paths import AppPaths
from t2l_desktop.core.resources import resources_folder
from t2l_desktop.formats.gguf_base import write_gguf_base
from t2l_desktop.hypernet.checkpoint import load_hypernet
from t2l_desktop.hypernet.embedder import FolderEmbedder, load_embedder
from t2l_desktop.hypernet.families import plan_embedder
from t2l_desktop.hypernet.health import embedder_health
from t2l_desktop.library.folders import ADAPTER_WEIGHTS
from t2l_desktop.library.packs import load_pack
from t2l_desktop.operations.adapters import create_adapter, warm_generator
from t2l_desktop.operations.services import close_services, open_services
from tests.helpers.tiny_pack import HIDDEN, make_tiny_base, make_tiny_pack

CPU = torch.device("cpu")
MINILM = resources_folder() / "starter" / "embedder"
TOKENIZER = Path(__file__).parents[1] / "data" / "parity" / "t2l" / "gte-tiny" / "tokenizer.json"
TEXTS = ["Sort the words.", "Answer in one word, please; and end with a full stop", "日本語で答えて。"]
# What the config of gte-large-en-v1.5 says, as it is published.
GTE_LARGE = {
    "model_type": "new", "architectures": ["NewModel"], "auto_map": {"AutoModel": "elsewhere/code--modeling.NewModel"},
    "vocab_size": 30528, "hidden_size": 1024, "num_hidden_layers": 24, "num_attention_heads": 16,
    "intermediate_size": 4096, "hidden_act": "gelu", "layer_norm_eps": 1e-12, "layer_norm_type": "layer_norm",
    "max_position_embeddings": 8192, "pack_qkv": True, "pad_token_id": 0, "position_embedding_type": "rope",
    "rope_scaling": {"factor": 2.0, "type": "ntk"}, "rope_theta": 160000, "type_vocab_size": 2,
    "logn_attention_clip1": False, "logn_attention_scale": False, "unpad_inputs": False, "torch_dtype": "float32",
}  # fmt: skip
SMALL = {"hidden_size": 64, "num_hidden_layers": 2, "num_attention_heads": 2, "intermediate_size": 96}


def randomised(model: Any) -> Any:
    """Weights that matter everywhere, norms and biases too."""
    with torch.random.fork_rng(), torch.no_grad():
        torch.manual_seed(3)
        for name, weight in model.named_parameters():
            torch.nn.init.normal_(weight, mean=float("norm" in name.lower() and "weight" in name), std=0.15)
    return model.eval()


def write_folder(folder: Path, config: dict[str, Any], tensors: dict[str, Tensor]) -> Path:
    folder.mkdir()
    (folder / "config.json").write_text(json.dumps(config))
    save_file({name: tensor.contiguous() for name, tensor in tensors.items()}, folder / "model.safetensors")
    shutil.copy(TOKENIZER, folder)
    return folder


def expected(model: Any, pool: Callable[[Tensor], Tensor]) -> Tensor:
    """The vectors of TEXTS straight from transformers."""
    tokenizer = Tokenizer.from_file(str(TOKENIZER))
    tokenizer.no_padding()
    rows = []
    for text in (TEXTS[0], f"{TEXTS[1]}.", TEXTS[2]):
        with torch.inference_mode():
            rows.append(pool(model(input_ids=torch.tensor([tokenizer.encode(text).ids])).last_hidden_state[0]))
    vectors = torch.stack(rows)
    unit: Tensor = vectors / vectors.norm(dim=-1, keepdim=True)
    scale: float = vectors.shape[-1] ** 0.5
    return unit * scale


def packed(native: Any) -> dict[str, Tensor]:
    """The tensors of a `GteModel` as the published folders hold them."""
    tensors: dict[str, Tensor] = {}
    state = native.state_dict()
    for name, tensor in state.items():
        part, _, kind = name.rpartition(".")
        new = name.replace("layers.", "encoder.layer.").replace("post_attention_layernorm", "attn_ln")
        new = new.replace("post_mlp_layernorm", "mlp_ln").replace("self_attn", "attention")
        if part.endswith("q_proj"):
            parts = [state[f"{part[:-6]}{each}_proj.{kind}"] for each in "qkv"]
            tensors[new.replace("q_proj", "qkv_proj")] = torch.cat(parts)
        elif part.endswith("up_proj"):
            tensors[new.replace("up_proj", "up_gate_proj")] = torch.cat([tensor, state[name.replace("up_", "gate_")]])
        elif not part.endswith(("k_proj", "v_proj", "gate_proj")):
            tensors[new] = tensor
    return tensors


def make_published_gte(folder: Path) -> Any:
    """A small folder of the kind "new" and the native model that it stands for, its rope written out by hand."""
    config = transformers.GteConfig(
        vocab_size=30528, type_vocab_size=2, pad_token_id=0, **SMALL,
        rope_parameters={"rope_type": "linear", "rope_theta": 320000.0, "factor": 2 ** (2 / 32)},
    )  # fmt: skip
    native = randomised(transformers.GteModel(config))
    write_folder(folder, {**GTE_LARGE, **SMALL}, packed(native))
    return native


class _Constant:
    """What a wrong rope makes of everything."""

    name, dimension = "same", 8

    def __init__(self, value: float) -> None:
        self._value = value

    def embed(self, texts: Sequence[str]) -> Tensor:
        return torch.full((len(texts), 8), self._value) + 0.01 * torch.randn(len(texts), 8)


def test_the_starters_embedder_is_sound() -> None:
    health = embedder_health(load_embedder(MINILM, device=CPU))
    assert health.is_sound
    assert health.error is None
    assert health.paraphrase > health.unrelated + 0.2


def test_embedders_that_say_nothing_are_not(parity: Path) -> None:
    for embedder in (load_embedder(parity / "t2l" / "gte-tiny", device=CPU), _Constant(1.0), _Constant(float("nan"))):
        error = embedder_health(embedder).error
        assert error is not None
        assert "cosine" in error.detail


@pytest.mark.parametrize("part", ["embeddings.position_embeddings", "attention.self.query", "intermediate.dense"])
def test_a_sound_embedder_with_mixed_up_weights_is_noticed(part: str) -> None:
    """As when tensors are mapped to the wrong names, or positions are counted wrongly: every shape still fits."""
    embedder = load_embedder(MINILM, device=CPU)
    assert isinstance(embedder, FolderEmbedder)
    with torch.random.fork_rng(), torch.no_grad():
        torch.manual_seed(0)
        for name, weight in embedder._model.named_parameters():
            if name.endswith(f"{part}.weight"):
                weight.copy_(weight[torch.randperm(len(weight))])
    assert not embedder_health(embedder).is_sound


def test_the_rope_of_the_published_gte_is_its_own_formula() -> None:
    config = transformers.GteConfig.from_dict(dict(plan_embedder(GTE_LARGE).config))
    steps = torch.arange(0, 64, 2, dtype=torch.float64) / 64
    formula = 1 / (320000**steps) / 2 ** (2 / 64)
    torch.testing.assert_close(GteRotaryEmbedding(config).inv_freq.double(), formula, rtol=1e-6, atol=0)


@pytest.mark.parametrize("dtype", [torch.float32, torch.float16])
def test_a_gte_folder_loads_as_it_is_published(tmp_path: Path, dtype: torch.dtype) -> None:
    native = make_published_gte(tmp_path / "any name")
    wanted = expected(native, lambda states: states[0])
    if dtype is torch.float16:
        file = tmp_path / "any name" / "model.safetensors"
        save_file({name: tensor.half() for name, tensor in load_file(file).items()}, file)
    ours = load_embedder(tmp_path / "any name", device=CPU).embed(TEXTS)
    torch.testing.assert_close(ours, wanted, atol=1e-5 if dtype is torch.float32 else 0.05, rtol=0)


@pytest.mark.parametrize(
    "change",
    [
        {"rope_scaling": {"factor": 2.0, "type": "linear"}},
        {"rope_scaling": {"factor": 2.0, "type": "ntk", "mixed_b": 0.5}},
        {"rope_scaling": {"factor": float("nan"), "type": "ntk"}},
        {"pack_qkv": False},
        {"position_embedding_type": "absolute"},
        {"num_hidden_layers": 3},
        {"num_hidden_layers": 10**9},
        {"hidden_size": "wide"},
        {"hidden_size": 8192},
    ],
)
def test_a_gte_folder_that_would_be_computed_wrongly_is_refused(tmp_path: Path, change: dict[str, Any]) -> None:
    make_published_gte(tmp_path / "gte")
    (tmp_path / "gte" / "config.json").write_text(json.dumps({**GTE_LARGE, **SMALL, **change}))
    with pytest.raises(UserFacingError, match="damaged"):
        load_embedder(tmp_path / "gte", device=CPU)


@pytest.mark.parametrize(
    ("kind", "name", "more"),
    [
        ("bert", "Bert", {}),
        ("roberta", "Roberta", {"max_position_embeddings": 40, "pad_token_id": 1}),
        ("xlm-roberta", "XLMRoberta", {"max_position_embeddings": 40, "pad_token_id": 1}),
        ("mpnet", "MPNet", {"max_position_embeddings": 40, "pad_token_id": 1}),
        ("distilbert", "DistilBert", {"dim": 64, "n_layers": 2, "n_heads": 2, "hidden_dim": 96}),
        ("gte", "Gte", {"rope_parameters": {"rope_type": "default", "rope_theta": 10000.0}}),
        ("modernbert", "ModernBert", {"max_position_embeddings": 64, "pad_token_id": 0}),
    ],
)
def test_every_family_agrees_with_transformers(tmp_path: Path, kind: str, name: str, more: dict[str, Any]) -> None:
    sizes = {} if kind == "distilbert" else SMALL
    config = getattr(transformers, f"{name}Config")(vocab_size=30528, **sizes, **more)
    model = randomised(getattr(transformers, f"{name}Model")(config))
    folder = write_folder(tmp_path / kind, {"model_type": kind, **config.to_diff_dict()}, model.state_dict())
    embedder = load_embedder(folder, device=CPU)
    pool = (lambda states: states[0]) if kind == "gte" else (lambda states: states.mean(0))
    torch.testing.assert_close(embedder.embed(TEXTS), expected(model, pool), atol=1e-5, rtol=0)
    assert embedder.embed(["word " * 9000]).isfinite().all(), "cut to the model's own positions"


def sentence_folder(folder: Path, pooling: dict[str, Any], *steps: tuple[str, str]) -> Any:
    """A BERT in a subfolder with the given modules after it."""
    model = randomised(transformers.BertModel(transformers.BertConfig(vocab_size=30528, **SMALL)))
    folder.mkdir()
    write_folder(folder / "0_Transformer", model.config.to_diff_dict() | {"model_type": "bert"}, model.state_dict())
    (folder / "1_Pooling").mkdir()
    (folder / "1_Pooling" / "config.json").write_text(json.dumps(pooling))
    modules = (("Transformer", "0_Transformer"), ("Pooling", "1_Pooling"), *steps)
    body = [{"idx": n, "name": str(n), "path": path, "type": f"sentence_transformers.models.{kind}"}
            for n, (kind, path) in enumerate(modules)]  # fmt: skip
    (folder / "modules.json").write_text(json.dumps(body))
    return model


@pytest.mark.parametrize(
    ("mode", "pool"),
    [
        ("cls_token", lambda states: states[0]),
        ("mean_tokens", lambda states: states.mean(0)),
        ("max_tokens", lambda states: states.max(0).values),
        ("lasttoken", lambda states: states[-1]),
    ],
)
def test_a_sentence_transformers_folder_pools_as_it_says(
    tmp_path: Path, mode: str, pool: Callable[[Tensor], Tensor]
) -> None:
    pooling = {"word_embedding_dimension": 64, "pooling_mode_mean_tokens": False, f"pooling_mode_{mode}": True}
    model = sentence_folder(tmp_path / "st", pooling, ("Normalize", "2_Normalize"))
    ours = load_embedder(tmp_path / "st", device=CPU).embed(TEXTS)
    torch.testing.assert_close(ours, expected(model, pool), atol=1e-5, rtol=0)


def test_dense_layers_come_after_the_pooling(tmp_path: Path) -> None:
    model = sentence_folder(tmp_path / "st", {"pooling_mode_mean_tokens": True}, ("Dense", "2_Dense"))
    dense = torch.nn.Linear(64, 16)
    (tmp_path / "st" / "2_Dense").mkdir()
    save_file({f"linear.{n}": t for n, t in dense.state_dict().items()}, tmp_path / "st/2_Dense/model.safetensors")
    config = {"in_features": 64, "out_features": 16, "activation_function": "torch.nn.modules.activation.Tanh"}
    (tmp_path / "st" / "2_Dense" / "config.json").write_text(json.dumps(config))
    embedder = load_embedder(tmp_path / "st", device=CPU)
    wanted = expected(model, lambda states: torch.tanh(dense(states.mean(0))).detach())
    assert embedder.dimension == 16
    torch.testing.assert_close(embedder.embed(TEXTS), wanted, atol=1e-5, rtol=0)
    (tmp_path / "st" / "2_Dense" / "config.json").write_text(json.dumps({"activation_function": "os.system"}))
    with pytest.raises(UserFacingError, match="not supported: Dense: system"):
        load_embedder(tmp_path / "st", device=CPU)


@pytest.mark.parametrize(
    ("pooling", "steps"),
    [
        ({"pooling_mode_weightedmean_tokens": True}, ()),
        ({"pooling_mode_cls_token": True, "pooling_mode_mean_tokens": True}, ()),
        ({"pooling_mode_cls_token": True}, (("Normalize", "2"), ("Dense", "3"))),
        ({"pooling_mode_cls_token": True}, (("LayerNorm", "2"),)),
    ],
)
def test_steps_that_are_not_known_are_named(
    tmp_path: Path, pooling: dict[str, Any], steps: tuple[tuple[str, str], ...]
) -> None:
    sentence_folder(tmp_path / "st", pooling, *steps)
    with pytest.raises(UserFacingError, match="in a way that is not supported") as caught:
        load_embedder(tmp_path / "st", device=CPU)
    assert "cls, mean, max" in caught.value.hint


def test_a_folder_that_points_out_of_itself_is_refused(tmp_path: Path) -> None:
    sentence_folder(tmp_path / "st", {"pooling_mode_cls_token": True})
    file = tmp_path / "st" / "modules.json"
    (tmp_path / "st" / "0_Transformer").rename(tmp_path / "outside")
    file.write_text(file.read_text().replace("0_Transformer", "../outside"))
    with pytest.raises(UserFacingError, match="damaged"):
        load_embedder(tmp_path / "st", device=CPU)


def test_other_kinds_and_pickled_weights_are_refused_in_words(tmp_path: Path, parity: Path) -> None:
    folder = shutil.copytree(parity / "t2l" / "gte-tiny", tmp_path / "e")
    config = json.loads((folder / "config.json").read_text())
    (folder / "config.json").write_text(json.dumps({**config, "model_type": "t5"}))
    with pytest.raises(UserFacingError, match="the kind t5 are not supported") as caught:
        load_embedder(folder, device=CPU)
    assert "modernbert" in caught.value.hint
    (folder / "model.safetensors").rename(folder / "pytorch_model.bin")
    with pytest.raises(UserFacingError, match=r"pytorch_model\.bin only"):
        load_embedder(folder, device=CPU)


def test_nothing_but_the_folders_own_files_is_read(tmp_path: Path, parity: Path) -> None:
    """An adapter_config.json, or a config that names other files, would have libraries load something else."""
    folder = shutil.copytree(parity / "t2l" / "gte-tiny", tmp_path / "e")
    plain = load_embedder(folder, device=CPU).embed(TEXTS)
    config = json.loads((folder / "config.json").read_text())
    more = {"transformers_weights": "../x.safetensors", "quantization_config": {"quant_method": "gptq"}}
    (folder / "config.json").write_text(json.dumps({**config, **more, "_attn_implementation": "someone/kernels"}))
    (folder / "adapter_config.json").write_text(json.dumps({"base_model_name_or_path": "/nowhere", "r": 8}))
    torch.testing.assert_close(load_embedder(folder, device=CPU).embed(TEXTS), plain)


def test_a_tokenizer_of_another_model_is_noticed(tmp_path: Path, parity: Path) -> None:
    folder = tmp_path / "e"
    model = transformers.BertModel(transformers.BertConfig(vocab_size=1000, **SMALL))
    write_folder(folder, {**model.config.to_diff_dict(), "model_type": "bert"}, model.state_dict())
    with pytest.raises(UserFacingError, match="damaged") as caught:
        load_embedder(folder, device=CPU).embed(TEXTS)
    assert "tokenizer" in caught.value.detail


def last_state(base: Path, text: str) -> Tensor:
    """What transformers holds for the last hidden state of a base, after the final norm, at the last token."""
    model = transformers.LlamaModel.from_pretrained(base, dtype=torch.float32).eval()
    ids = Tokenizer.from_file(str(base / "tokenizer.json")).encode(text).ids
    with torch.inference_mode():
        state: Tensor = model(input_ids=torch.tensor([ids]), output_hidden_states=True).hidden_states[-1][0, -1]
    return state


@pytest.mark.parametrize("text", ["Sort the words.", "単語を並べて。", "Say it " * 90])
def test_the_bases_own_state_agrees_with_transformers(tmp_path: Path, text: str) -> None:
    base = make_tiny_base(tmp_path / "base", seed=2)
    write_gguf_base(base, tmp_path / "base.gguf", outtype="f32", name="Tiny")
    session = ChatSession(tmp_path / "base.gguf")
    try:
        ours = torch.tensor(session.last_state(text, cancel=CancelToken()))
    finally:
        session.close()
    torch.testing.assert_close(ours, last_state(base, text), atol=1e-3, rtol=0)


def base_read_pack(folder: Path) -> Path:
    """A pack whose hypernetwork reads the base's own states."""
    make_tiny_pack(folder)
    tensors = torch.load(folder / "hypernet" / "hypermod.pt", weights_only=True)
    rows = tensors["task_encoder.mlp.0.weight"].shape[0]
    tensors["task_encoder.mlp.0.weight"] = torch.randn(rows, HIDDEN, generator=torch.Generator().manual_seed(1))
    torch.save(tensors, folder / "hypernet" / "hypermod.pt")
    args = folder / "hypernet" / "args.yaml"
    args.write_text(args.read_text().replace("emb_model: gte-tiny", "emb_model: ''"))
    body = json.loads((folder / "pack.json").read_text())
    shutil.rmtree(folder / "embedder")
    del body["hypernet"]["sha256"]
    (folder / "pack.json").write_text(json.dumps({**body, "embedder": {"kind": "base"}}))
    return folder


def test_a_pack_whose_base_reads_the_descriptions_creates_with_both_workers(paths: AppPaths, tmp_path: Path) -> None:
    pack = load_pack(base_read_pack(tmp_path / "pack"))
    assert pack.can_create
    services = open_services(paths)
    try:
        warm_generator(services, pack=pack)
        created = create_adapter(services, description="Sort the words", pack=pack)
        written = load_file(services.library.adapter_folder(created.adapter.id) / ADAPTER_WEIGHTS)
        with pytest.raises(UserFacingError, match="64 numbers, but this hypernetwork reads 32"):
            create_adapter(services, description="Sort", pack=load_pack(mismatched(tmp_path / "other")))
    finally:
        close_services(services)
    state = last_state(pack.folder / "base-hf", "Sort the words.")
    vector = state / state.norm() * HIDDEN**0.5
    assert pack.hypernet is not None
    for name, tensor in load_hypernet(pack.hypernet, device=CPU).generate(vector).items():
        torch.testing.assert_close(written[name], tensor, atol=2e-3, rtol=0)


def mismatched(folder: Path) -> Path:
    """A pack that says that the base reads descriptions, for a hypernetwork that was trained with an embedder."""
    make_tiny_pack(folder)
    body = json.loads((folder / "pack.json").read_text())
    (folder / "pack.json").write_text(json.dumps({**body, "id": "other", "embedder": {"kind": "base"}}))
    return folder
