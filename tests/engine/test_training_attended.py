"""Training of attended rows, and of a base that puts descriptions into their last tokens."""

from __future__ import annotations

import random
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import torch
from safetensors.torch import load_file
from torch import Tensor

from t2l_desktop.core.errors import UserFacingError
from t2l_desktop.hypernet.checkpoint import load_hypernet
from t2l_desktop.hypernet.embedder import load_embedder
from t2l_desktop.training.base import BaseArguments, described_batch, new_base, train_tokenizer, with_gist
from t2l_desktop.training.matching import tell
from t2l_desktop.training.packing import collate, encoded_of, fill_row, last_states
from t2l_desktop.training.prompting import Encoded, Prompting
from t2l_desktop.training.tasks.mixture import Mixture
from tests.helpers.small_training import BASE, CPU, HYPER, TASKS, start
from tests.helpers.tiny_pack import EMBEDDER

GIST = replace(BASE, gist_share=0.5)
ATTENDED = replace(
    HYPER, attended_rows=3, attended_modules=("v_proj",), alone_share=0.5, tasks_per_step=4, worded_share=0.0,
    target_modules=("q_proj", "v_proj"),
)  # fmt: skip


def test_a_run_with_attended_rows_goes_on_bit_for_bit_and_is_written_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    unbroken, stopped = (start(tmp_path / name, ATTENDED, GIST) for name in ("unbroken", "broken"))
    unbroken.save(unbroken.fit())
    save = torch.save

    def save_and_stop(state: object, path: Path) -> None:
        save(state, path.with_suffix(".pt"))
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(torch, "save", save_and_stop)
        with pytest.raises(KeyboardInterrupt):
            stopped.fit()
    broken = start(tmp_path / "broken", ATTENDED, GIST)
    broken.save(broken.fit())
    files = [tmp_path / run / "hypernet" / "hypernet.safetensors" for run in ("unbroken", "broken")]
    one, other = map(load_file, files)
    assert all(torch.equal(one[name], other[name]) for name in one)
    written = load_hypernet(tmp_path / "broken" / "hypernet", device=CPU)
    assert written.attended is not None
    broken.hypernet.network.eval()
    embedder, text = load_embedder(EMBEDDER, device=CPU), "Put the text in capitals."
    ours, theirs = (each.generate(each.embed(embedder, text), each.gist(text)) for each in (broken.hypernet, written))
    for name, tensor in ours.items():
        assert tensor.shape[0 if "lora_A" in name else 1] == HYPER.rank + 3
        torch.testing.assert_close(theirs[name], tensor, atol=2e-3, rtol=2e-2)  # the file holds half precision


@pytest.mark.parametrize("share", [0.0, 1.0])
def test_attended_rows_learn_alone(share: float, tmp_path: Path) -> None:
    training = start(tmp_path, replace(ATTENDED, alone_share=share, size_penalty=0.0, stray_share=0.0), GIST)
    losses, _ = training.gradients()
    assert (losses["apart from words"] > 0) == (share > 0)
    attended = training.hypernet.attended
    assert attended is not None
    assert all(weight.grad is not None and weight.grad.any() for weight in attended.parameters())
    heads = [bool(head.grad.any()) for head in training.hypernet.network.heads.parameters() if head.grad is not None]
    assert len(heads) == 4
    assert all(heads) if share == 0 else not any(heads)


def test_states_are_drawn_to_those_that_words_give(tmp_path: Path) -> None:
    base = replace(GIST, steps=60, save_every=60, warmup_steps=5, learning_rate=1e-2)
    last = {}
    for matching in (0.0, 10.0):
        arguments = replace(
            ATTENDED, alone_share=1.0, stray_share=0.0, base_learning_rate=1e-9, matching=matching, steps=100,
            attended_learning_rate=1e-2, attended_rows=8,
        )  # fmt: skip
        training = start(tmp_path, arguments, base)
        apart = [training.step(number)[0]["apart from words"] for number in range(40)]
        last[matching] = sum(apart[-10:]) / sum(apart[:10])
    assert last[10.0] < 0.75
    assert last[10.0] < 0.9 * last[0.0], "answers alone bring them less near"


def test_samples_are_told_with_the_description_of_their_row() -> None:
    prompting = Prompting(train_tokenizer(TASKS, BASE))
    rng, descriptions = random.Random(0), ("Be brief.", "Say it backwards.")
    rows = [
        fill_row(prompting, lambda words=words: (words, *rng.choice(TASKS).draw(rng, "train")), 200)  # type: ignore[misc]
        for words in ("", "Whatever.", "")
    ]
    ways: dict[str, Any] = {"retell": prompting.retold, "room": 240, "pad": 0}
    assert tell(rows[1:2], descriptions[:1], **ways) is None, "it has words already"
    rows[1].append(rows[0][0])
    told = tell(rows, (*descriptions, "Be brief."), **ways)
    assert told is not None
    bare = collate(encoded_of(rows), length=400, pad=0, rest_weight=0.0)
    ids, told_ids = (each.ids[*place.T] for each, place in ((bare, told.bare), (told.batch, told.told)))
    assert torch.equal(ids, told_ids)
    assert set(told.bare[:, 0].tolist()) == {0, 1, 2}
    first = prompting.tokenizer.decode(told.batch.ids[1], skip_special_tokens=False)
    _, text, answer = rows[0][0][0]
    assert first.startswith(f"<|system|>Say it backwards.<|end|><|user|>{text}<|end|><|assistant|>{answer}")
    # one and the same state everywhere, but for one token of which it is twice as large
    states = [torch.ones(*batch.ids.shape, 4) for batch in (bare, told.batch)]
    assert told.apart(states[:1], states[1:]).item() == 0
    states[0][*told.bare[5]] = 2.0
    assert told.apart(states[:1], states[1:]).item() == pytest.approx(1 / len(told.bare))


@pytest.mark.parametrize(
    "wrong",
    [
        {"attended_modules": ("down_proj",)}, {"attended_modules": ("q_proj",)}, {"attended_modules": ()},
        {"attended_rows": -1}, {"attended_tokens": 0}, {"nested": True}, {"method": "distillation"},
        {"alone_share": 0.7, "astray_share": 0.4},
    ],
)  # fmt: skip
def test_attended_rows_that_cannot_be_are_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"attended|shares"):
        replace(ATTENDED, **wrong)


@pytest.mark.parametrize("base", [BASE, replace(GIST, gist_tokens=3)])
def test_attended_rows_need_a_base_that_learns_gists(base: BaseArguments, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="gists of as many tokens"):
        start(tmp_path, ATTENDED, base)


def test_a_training_with_attended_rows_starts_from_one_without(tmp_path: Path) -> None:
    usual, attended = start(tmp_path / "usual"), start(tmp_path / "attended", ATTENDED, GIST)
    before = [each.clone() for each in attended.hypernet.attended.parameters()]  # type: ignore[union-attr]
    attended.start_from(usual.hypernet)
    assert all(map(torch.equal, before, attended.hypernet.attended.parameters()))  # type: ignore[union-attr]
    with pytest.raises(UserFacingError, match="other sizes"):
        usual.start_from(attended.hypernet)
    more = start(tmp_path / "more", replace(ATTENDED, attended_rows=4), GIST)
    with pytest.raises(UserFacingError, match="other sizes"):
        more.start_from(attended.hypernet)


def test_nothing_after_a_description_sees_more_of_it_than_its_gist() -> None:
    prompting = Prompting(train_tokenizer(TASKS, BASE))
    model = new_base(prompting.tokenizer, BASE).eval()
    texts = [("Be very brief.", "What is it?", "A cat"), ("", "What is it?", "A cat")]
    samples = [with_gist(prompting, sample, 4) for sample in prompting.encode(texts)]
    told, bare = samples
    assert (bare.gist_start, bare.gist_end) == (0, 0)
    gist = prompting.tokenizer.decode(told.ids[told.gist_start : told.gist_end], skip_special_tokens=False)
    assert gist == "ef.<|end|>"

    def states(described: Encoded) -> Tensor:
        batch = collate([[described, bare]], length=100, pad=0, rest_weight=0.0)
        return last_states(model, batch)[0, : len(described.ids)]

    # another word of as many letters: what follows may know of it through the gist, and through nothing else
    (other,) = prompting.encode([("Be vary brief.", *texts[0][1:])])
    end = told.gist_end
    veiled, whole, elsewhere = states(told), states(replace(told, gist_start=0)), states(with_gist(prompting, other, 4))
    assert torch.equal(veiled[:end], whole[:end]), "the description itself is read as ever"
    assert not torch.allclose(veiled[end:], whole[end:], atol=1e-4)
    assert not torch.allclose(veiled[end:], elsewhere[end:], atol=1e-6)
    without = [states(replace(each, gist_start=end, gist_end=end))[end:] for each in (told, other)]
    assert torch.equal(*without), "without a gist it knows nothing"


def test_a_share_of_what_is_rehearsed_has_a_gist() -> None:
    prompting, mixture = Prompting(train_tokenizer(TASKS, BASE)), Mixture(TASKS)

    def hidden(share: float) -> int:
        arguments = replace(BASE, gist_share=share, row_length=400, long_row_every=10**9)
        batch, whole = (
            described_batch(prompting, mixture, random.Random(0), each, rows=8, processes=1)
            for each in (arguments, replace(arguments, gist_share=0.0))
        )
        assert torch.equal(batch.ids, whole.ids)
        assert not bool(((batch.mask == 0) & (whole.mask < 0)).any())
        return int(((batch.mask < 0) & (whole.mask == 0)).sum())

    none, half, every = (hidden(share) for share in (0.0, 0.5, 1.0))
    assert none == 0 < half < every


@pytest.mark.filterwarnings("ignore:The .grad attribute of a Tensor that is not a leaf")  # dynamo looks at it itself
@pytest.mark.filterwarnings("ignore:.*torch.jit.script_method:DeprecationWarning")
@pytest.mark.skipif(shutil.which("g++") is None, reason="torch.compile needs a compiler")
def test_a_compiled_step_with_attended_rows_is_one_that_is_not(tmp_path: Path) -> None:
    base = replace(GIST, layers=1, long_row_every=10**9)
    losses = []
    for is_compiled in (False, True):
        arguments = replace(ATTENDED, compiled=is_compiled, embedding_noise=0.0, part_dropout=0.0, stray_share=0.0)
        training = start(tmp_path, arguments, base)
        training.hypernet.network.eval()  # dropout draws otherwise where it is compiled
        losses.append(training.step(0)[0])
    usual, compiled = losses
    assert compiled == pytest.approx(usual, rel=0.02)
