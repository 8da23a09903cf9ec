"""The reader that learned together with a hypernetwork: what it reads, and folders that are none."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file, save_file
from tokenizers import Tokenizer
from transformers import LlamaForCausalLM

from t2l_desktop.core.errors import UserFacingError
from t2l_desktop.hypernet.reader import Reader, load_reader, save_reader
from tests.helpers.tiny_pack import HIDDEN, make_tiny_base

CPU = torch.device("cpu")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    make_tiny_base(tmp_path / "base", seed=0)
    model = LlamaForCausalLM.from_pretrained(tmp_path / "base", dtype=torch.float32).model
    reader = Reader(model.eval(), Tokenizer.from_file(str(tmp_path / "base" / "tokenizer.json")))
    save_reader(tmp_path / "reader", reader)
    return tmp_path / "reader"


def test_a_description_is_read_whole_and_alone(folder: Path) -> None:
    reader = load_reader(folder, device=CPU)
    texts = ["Sort the words.", "Sort the words by length, longest first.", "単語を並べて。", "x" * 5000]
    with torch.inference_mode():
        together = reader.read(texts)
        alone = torch.cat([reader.read([text]) for text in texts])
    assert together.shape == (4, HIDDEN)
    assert torch.allclose(together, alone, atol=1e-4), "padding changes nothing"
    assert torch.allclose(together.norm(dim=-1), torch.full((4,), HIDDEN**0.5), rtol=1e-5)
    assert not torch.allclose(together[0], together[1], atol=0.1)


@pytest.mark.parametrize("file", ["config.json", "tokenizer.json", "model.safetensors"])
@pytest.mark.parametrize("state", ["missing", "empty", "cut"])
def test_a_folder_that_lacks_something_is_refused(folder: Path, file: str, state: str) -> None:
    target = folder / file
    content = target.read_bytes()
    target.unlink()
    if state != "missing":
        target.write_bytes(b"" if state == "empty" else content[: len(content) // 2])
    with pytest.raises(UserFacingError, match="reader"):
        load_reader(folder, device=CPU)


@pytest.mark.parametrize(
    "change",
    [{"model_type": "gpt2"}, {"num_hidden_layers": 10**9}, {"hidden_size": "wide"}, {"vocab_size": 0}],
)
def test_a_hostile_config_is_refused_before_anything_is_built(folder: Path, change: dict[str, object]) -> None:
    file = folder / "config.json"
    file.write_text(json.dumps({**json.loads(file.read_text()), **change}))
    with pytest.raises(UserFacingError, match="damaged"):
        load_reader(folder, device=CPU)


def test_weights_that_are_no_numbers_are_refused(folder: Path) -> None:
    file = folder / "model.safetensors"
    tensors = load_file(file)
    tensors["norm.weight"] = torch.full_like(tensors["norm.weight"], float("nan"))
    save_file(tensors, file, metadata={"format": "pt"})
    with pytest.raises(UserFacingError, match="damaged"):
        load_reader(folder, device=CPU)
