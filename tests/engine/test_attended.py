"""Adapter rows that are read off a description as attention reads it: what they are, on the disk and in adapters."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import torch
from safetensors.torch import load_file, save_file
from tokenizers import Tokenizer
from transformers import LlamaForCausalLM

from t2l_desktop.core.cancel import CancelToken
from t2l_desktop.core.errors import UserFacingError
from t2l_desktop.core.messages import Generate
from t2l_desktop.formats.peft_folder import read_peft
from t2l_desktop.hypernet.attended import AttendedRows, AttendedSpec, Rows
from t2l_desktop.hypernet.checkpoint import LoadedHypernet, load_hypernet, save_hypernet
from t2l_desktop.hypernet.conversion import describe_hypernet
from t2l_desktop.hypernet.embedder import load_embedder
from t2l_desktop.hypernet.model import AdapterOutput, HypernetSpec, HyperNetwork, TargetModule
from t2l_desktop.hypernet.reader import Reader
from t2l_desktop.worker.generator import Generator
from t2l_desktop.worker.loop import Job
from tests.helpers.tiny_pack import EMBEDDER, EMBEDDING, HEADS, HIDDEN, INTERMEDIATE, KV_HEADS, LAYERS, make_tiny_base

CPU = torch.device("cpu")
SIZE = HIDDEN // HEADS
V = TargetModule(name="v_proj", in_features=HIDDEN, out_features=KV_HEADS * SIZE)
O = TargetModule(name="o_proj", in_features=HIDDEN, out_features=HIDDEN)  # noqa: E741 - as it is called
DOWN = TargetModule(name="down_proj", in_features=INTERMEDIATE, out_features=HIDDEN)
Q = TargetModule(name="q_proj", in_features=HIDDEN, out_features=HIDDEN)
ROWS, TOKENS, RANK, ALPHA = 3, 2, 2, 6.0
TEXTS = ("Sort the words.", "Sort the words by length, longest first.", "単語を並べて。")


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory) -> Reader:
    folder = make_tiny_base(tmp_path_factory.mktemp("base"), seed=0)
    model = LlamaForCausalLM.from_pretrained(folder, dtype=torch.float32).model
    return Reader(model.eval(), Tokenizer.from_file(str(folder / "tokenizer.json")))


@pytest.fixture
def hypernet(reader: Reader) -> LoadedHypernet:
    torch.manual_seed(0)
    spec = HypernetSpec(
        embedding_dimension=EMBEDDING + HIDDEN, layers=LAYERS, modules=(Q, V, O, DOWN), rank=RANK, latent_size=16,
        head_in_size=8, shared_head=False, per_rank=False, rank_embedding=False,
    )  # fmt: skip
    rows = AttendedRows(
        AttendedSpec(layers=LAYERS, heads=KV_HEADS, head_size=SIZE, modules=(V, O, DOWN), rows=ROWS, tokens=TOKENS)
    )
    for each in rows.parameters():
        torch.nn.init.normal_(each)
    return LoadedHypernet(
        network=HyperNetwork(spec).eval(), output=AdapterOutput(), alpha=ALPHA, base_name="b", embedder_name="e",
        reader=reader, attended=rows.eval(),
    )  # fmt: skip


def adapter(hypernet: LoadedHypernet, text: str) -> dict[str, torch.Tensor]:
    embedder = load_embedder(EMBEDDER, device=CPU)
    return hypernet.generate(hypernet.embed(embedder, text), hypernet.gist(text))


def test_a_gist_is_what_transformers_own_pass_has(reader: Reader) -> None:
    with torch.inference_mode():
        vectors, gist = reader.gist(TEXTS, TOKENS)
        assert torch.equal(vectors, reader.read(TEXTS))
        for place, text in enumerate(TEXTS):
            ids = torch.tensor([reader._tokenizer.encode(f"<|system|>{text}<|end|>", add_special_tokens=False).ids])
            before = reader.model(input_ids=ids, output_hidden_states=True).hidden_states
            for number, layer in enumerate(reader.model.layers):
                normed = layer.input_layernorm(before[number])[0]
                for found, linear in ((gist.keys, layer.self_attn.k_proj), (gist.values, layer.self_attn.v_proj)):
                    ours = found[place, number].flatten(-2)
                    torch.testing.assert_close(ours, linear(normed[-TOKENS:]), atol=1e-4, rtol=1e-4)


def test_a_text_of_fewer_tokens_than_a_gist_has_its_first_one_more_than_once(reader: Reader) -> None:
    with torch.inference_mode():
        short, long = (reader.gist([""], tokens)[1] for tokens in (2, 4))
    torch.testing.assert_close(long.keys, short.keys[:, :, [0, 0, 0, 1]])
    torch.testing.assert_close(long.values, short.values[:, :, [0, 0, 0, 1]])


def test_rows_are_values_weighed_by_their_keys(reader: Reader, hypernet: LoadedHypernet) -> None:
    """Of the last description, by hand: layer 1, row 2."""
    layer, row = 1, 2
    assert hypernet.attended is not None
    with torch.inference_mode():
        _, gist = reader.gist(TEXTS, TOKENS)
        pairs = hypernet.attended(gist, reader.outputs)
        for module in (V, O, DOWN):
            rows = hypernet.attended.rows[module.name]
            assert isinstance(rows, Rows)
            found = torch.zeros(KV_HEADS, SIZE)
            for head in range(KV_HEADS):
                likeness = gist.keys[-1, layer, :, head] @ rows.query[layer, row, head] / SIZE**0.5
                weights = (likeness + rows.place[layer, row, head]).softmax(0)
                weighed = weights @ gist.values[-1, layer, :, head]
                found[head] = rows.strength[layer, row, head] * weighed
            wanted = found.flatten()
            if module != V:
                every_head = found.repeat_interleave(HEADS // KV_HEADS, dim=0).flatten()
                wanted = reader.model.layers[layer].self_attn.o_proj(every_head)
            a, b = pairs[module.name]
            assert (a.shape, b.shape) == (
                (len(TEXTS), LAYERS, ROWS, module.in_features), (len(TEXTS), LAYERS, module.out_features, ROWS),
            )  # fmt: skip
            torch.testing.assert_close(b[-1, layer, :, row], wanted, atol=1e-4, rtol=1e-4)
            assert torch.equal(a[-1, layer, row], rows.a[layer, row])


def test_rows_stand_beside_the_networks_own(hypernet: LoadedHypernet) -> None:
    alone = adapter(replace(hypernet, attended=None), TEXTS[0])
    both = adapter(hypernet, TEXTS[0])
    assert hypernet.rank == RANK + ROWS
    assert hypernet.scaling == ALPHA / RANK
    assert both.keys() == alone.keys()
    for name, tensor in both.items():
        own, further = (tensor[:RANK], tensor[RANK:]) if "lora_A" in name else (tensor[:, :RANK], tensor[:, RANK:])
        assert torch.equal(own, alone[name])
        assert bool(further.any()) == ("q_proj" not in name), "modules without rows have empty ones"
    other = adapter(hypernet, TEXTS[1])
    name = "base_model.model.model.layers.1.mlp.down_proj.lora_B.weight"
    assert not torch.allclose(both[name][:, RANK:], other[name][:, RANK:])


def test_descriptions_read_together_and_alone_give_the_same(reader: Reader, hypernet: LoadedHypernet) -> None:
    assert hypernet.attended is not None
    with torch.inference_mode():
        together = hypernet.attended(reader.gist(TEXTS, TOKENS)[1], reader.outputs)
        for place, text in enumerate(TEXTS):
            alone = hypernet.attended(reader.gist([text], TOKENS)[1], reader.outputs)
            for name, (_, b) in alone.items():
                torch.testing.assert_close(together[name][1][place], b[0], atol=1e-3, rtol=1e-3)


def test_what_is_written_is_read_again(hypernet: LoadedHypernet, tmp_path: Path) -> None:
    save_hypernet(tmp_path / "h", hypernet)
    read = load_hypernet(tmp_path / "h", device=CPU)
    assert read.attended is not None
    assert hypernet.attended is not None
    assert read.attended.spec == hypernet.attended.spec
    for name, tensor in adapter(hypernet, TEXTS[1]).items():
        again = adapter(read, TEXTS[1])[name]
        torch.testing.assert_close(again, tensor, atol=2e-2, rtol=2e-2)  # the file holds half precision
    assert describe_hypernet(tmp_path / "h", cancel=CancelToken()).rank == RANK + ROWS


def test_a_worker_writes_them(hypernet: LoadedHypernet, tmp_path: Path) -> None:
    save_hypernet(tmp_path / "h", hypernet)
    (tmp_path / "out").mkdir()
    ask = Generate(
        description=TEXTS[0], hypernet=str(tmp_path / "h"), embedder=str(EMBEDDER), out=str(tmp_path / "out"),
        formats=("peft",), device="cpu",
    )  # fmt: skip
    assert Generator().generate(ask, Job(ask, lambda event: None))["rank"] == RANK + ROWS
    written = read_peft(tmp_path / "out")
    assert written.alpha == ALPHA / RANK * (RANK + ROWS), "what the base multiplies with stays the same"
    expected = adapter(load_hypernet(tmp_path / "h", device=CPU), TEXTS[0])
    for name, tensor in written.tensors.items():
        torch.testing.assert_close(torch.from_numpy(tensor), expected[name], atol=1e-4, rtol=1e-3)


def config_of(change: Callable[[dict[str, Any]], object], folder: Path) -> None:
    file = folder / "hypernet.json"
    config = json.loads(file.read_text())
    change(config)
    file.write_text(json.dumps(config))


def without_a_tensor(folder: Path) -> None:
    tensors = load_file(folder / "hypernet.safetensors")
    del tensors["attended.rows.o_proj.a"]
    save_file(tensors, folder / "hypernet.safetensors")


DAMAGE: dict[str, Callable[[Path], None]] = {
    "endless rows": lambda folder: config_of(lambda c: c["attended"].update(rows=10**12), folder),
    "a broken number": lambda folder: config_of(lambda c: c["attended"].update(rows=float(ROWS)), folder),
    "no rows": lambda folder: config_of(lambda c: c["attended"].update(rows=0), folder),
    "words for rows": lambda folder: config_of(lambda c: c["attended"].update(rows="all"), folder),
    "other heads": lambda folder: config_of(lambda c: c["attended"].update(heads=HEADS), folder),
    "no modules": lambda folder: config_of(lambda c: c["attended"].update(modules=[]), folder),
    "a module of its own": lambda folder: config_of(
        lambda c: c["attended"]["modules"][0].update(name="k_proj"), folder
    ),
    "no reader": lambda folder: config_of(lambda c: c.update(has_reader=False), folder),
    "not said": lambda folder: config_of(lambda c: c.pop("attended"), folder),
    "said in a word": lambda folder: config_of(lambda c: c.update(attended="yes"), folder),
    "a tensor gone": without_a_tensor,
}


@pytest.mark.parametrize("kind", DAMAGE)
def test_damaged_ones_are_refused(hypernet: LoadedHypernet, tmp_path: Path, kind: str) -> None:
    save_hypernet(tmp_path / "h", hypernet)
    DAMAGE[kind](tmp_path / "h")
    with pytest.raises(UserFacingError, match="damaged"):
        load_hypernet(tmp_path / "h", device=CPU)


def test_rows_for_another_base_than_the_readers_are_refused(hypernet: LoadedHypernet, tmp_path: Path) -> None:
    """Sizes that fit the network and each other, but not the keys that the reader gives."""
    assert hypernet.attended is not None
    spec = hypernet.attended.spec
    wider = AttendedSpec(
        layers=LAYERS, heads=2 * KV_HEADS, head_size=SIZE // 2, modules=spec.modules, rows=ROWS, tokens=TOKENS
    )
    save_hypernet(tmp_path / "h", replace(hypernet, attended=AttendedRows(wider)))
    with pytest.raises(UserFacingError, match="damaged"):
        load_hypernet(tmp_path / "h", device=CPU)
