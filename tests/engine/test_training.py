"""Training of base and hypernetwork in small: a broken run that goes on ends where an unbroken one ends."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file
from torch import Tensor

from t2l_desktop.hypernet.embedder import load_embedder
from t2l_desktop.training import base
from t2l_desktop.training.base import BaseArguments, train_base, train_tokenizer
from t2l_desktop.training.data import encode_batch
from t2l_desktop.training.hyper import HyperArguments, HyperTraining
from t2l_desktop.training.tasks.catalogue import all_tasks
from tests.helpers.tiny_pack import EMBEDDER

TASKS = all_tasks()[:6]
BASE = BaseArguments(
    width=32, layers=2, heads=2, kv_heads=1, intermediate=48, vocabulary=400, row_length=160, rows=2, steps=4,
    warmup_steps=1, save_every=2,
)  # fmt: skip
HYPER = HyperArguments(
    rank=2, latent_size=16, head_in_size=16, steps=4, tasks_per_step=2, row_length=100, rehearsal_rows=1,
    warmup_steps=1, save_every=2,
)  # fmt: skip


def train(run: Path) -> dict[str, Tensor]:
    """Both stages; every weight of the results."""
    pretrained = train_base(run, TASKS, BASE)
    embedder = load_embedder(EMBEDDER, device=torch.device("cpu"))
    training = HyperTraining(
        run, TASKS, HYPER, base=pretrained, base_arguments=BASE, base_tasks=TASKS, embedder=embedder
    )  # fmt: skip
    training.save(training.fit())
    return {
        **load_file(run / "base-hf" / "model.safetensors"),
        **load_file(run / "hypernet" / "hypernet.safetensors"),
    }


def test_a_run_that_was_stopped_goes_on_bit_for_bit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    unbroken = train(tmp_path / "unbroken")
    save = torch.save
    saves = 0

    def stop_after(state: object, path: Path) -> None:
        nonlocal saves
        save(state, path)
        saves += path.suffix == ".partial"  # a checkpoint on its way
        if path.suffix == ".partial" and saves in (1, 3):  # in the middle of either stage
            path.replace(path.with_suffix(".pt"))
            raise KeyboardInterrupt

    monkeypatch.setattr(torch, "save", stop_after)
    for _ in range(2):
        with pytest.raises(KeyboardInterrupt):
            train(tmp_path / "broken")
    broken = train(tmp_path / "broken")
    assert saves == 4
    assert broken.keys() == unbroken.keys()
    assert all(torch.equal(broken[name], unbroken[name]) for name in unbroken)


def test_a_new_hypernetwork_changes_nothing_and_training_changes_both(tmp_path: Path) -> None:
    pretrained = train_base(tmp_path, TASKS, BASE)
    embedder = load_embedder(EMBEDDER, device=torch.device("cpu"))
    training = HyperTraining(
        tmp_path, TASKS, HYPER, base=pretrained, base_arguments=BASE, base_tasks=TASKS, embedder=embedder
    )  # fmt: skip
    fresh = training.hypernet.generate(training.hypernet.embed(embedder, "Sort the words."))
    assert all(bool(t.any()) == ("lora_A" in name) for name, t in fresh.items()), "B is zero, A is not"
    training.save(training.fit())
    first, second = (
        training.hypernet.generate(training.hypernet.embed(embedder, text))
        for text in ("Sort the words.", "Give the capital.")
    )
    assert any("lora_B" in name and t.any() for name, t in first.items())
    assert not all(torch.equal(first[name], second[name]) for name in first), "the description matters"
    before, after = load_file(pretrained / "model.safetensors"), load_file(tmp_path / "base-hf" / "model.safetensors")
    assert not all(torch.equal(before[name], after[name]) for name in before)


def test_a_word_falls_into_the_same_pieces_in_small_letters_and_capitals() -> None:
    tokenizer = train_tokenizer(TASKS, BASE)
    rng = random.Random(3)
    for _ in range(50):
        text = TASKS[0].pools[0].draw(rng, "train")
        small, capital = tokenizer.encode(text).tokens, tokenizer.encode(text.upper()).tokens
        assert capital == [piece.upper() if piece.isascii() else "Ġ" + piece[1:].upper() for piece in small]
        assert tokenizer.decode(tokenizer.encode(text).ids) == text


def test_the_loss_looks_at_the_answer() -> None:
    tokenizer = train_tokenizer(TASKS, BASE)
    (sample,) = encode_batch(tokenizer, [("Be brief.", "What is it?", "A cat")])
    assert tokenizer.decode(sample.ids[sample.answer_start :], skip_special_tokens=False) == "A cat<|end|>"
    rows = [[sample], [sample]]
    ids, positions, mask, weights = base.collate(rows, length=BASE.row_length, pad=0, rest_weight=0.2)
    assert weights[0].count_nonzero() == len(sample.ids) - 1
    assert (weights[0] == 1.0).sum() == len(sample.ids) - sample.answer_start
    assert not mask[0, 0, 0, 1:].any()
    assert positions[0, : len(sample.ids)].tolist() == list(range(len(sample.ids)))
    assert ids.shape == (2, BASE.row_length)
