"""Training of base and hypernetwork in small: a broken run that goes on ends where an unbroken one ends."""

from __future__ import annotations

import json
import math
import random
import shutil
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import torch
from accelerate import Accelerator
from safetensors.torch import load_file
from torch import Tensor, nn
from transformers import LlamaForCausalLM

from t2l_desktop.core.errors import UserFacingError
from t2l_desktop.hypernet.checkpoint import load_hypernet
from t2l_desktop.hypernet.embedder import load_embedder
from t2l_desktop.training import hyper
from t2l_desktop.training.asking import Answered, Asked
from t2l_desktop.training.base import new_base, train_base, train_tokenizer
from t2l_desktop.training.hyper import HyperTraining
from t2l_desktop.training.hyper_arguments import HyperArguments
from t2l_desktop.training.muon import Muon
from t2l_desktop.training.packing import collate, encoded_of, fill_row, packed_loss, pad_batch
from t2l_desktop.training.precision import quick
from t2l_desktop.training.prompting import Prompting, load_prompting
from t2l_desktop.training.tasks.catalogue import named_tasks
from tests.helpers.small_training import BASE, CPU, HYPER, TASKS, start
from tests.helpers.tiny_pack import EMBEDDER


def train(run: Path) -> dict[str, Tensor]:
    """Both stages; every weight of the results."""
    training = start(run)
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
        saves += 1
        if saves in (1, 3):  # in the middle of either stage
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


def test_a_run_leaves_its_history_and_curves(tmp_path: Path) -> None:
    train(tmp_path)
    for stage, loss in (("base", "loss"), ("hyper", "with adapters")):
        history: list[dict[str, Any]] = json.loads((tmp_path / f"{stage}-history.json").read_text())
        assert [row["step"] for row in history] == [0, 1, 3]
        assert history[0][loss] > 0
        assert 0 <= history[-1]["exact, named"] <= 1
        assert (tmp_path / f"{stage}-curves.png").read_bytes().startswith(b"\x89PNG")


def test_a_new_hypernetwork_changes_nothing_and_training_changes_both(tmp_path: Path) -> None:
    training = start(tmp_path)
    embedder = load_embedder(EMBEDDER, device=CPU)
    fresh = training.hypernet.generate(training.hypernet.embed(embedder, "Sort the words."))
    assert all(bool(t.any()) == ("lora_A" in name) for name, t in fresh.items()), "B is zero, A is not"
    training.save(training.fit())
    written = load_hypernet(tmp_path / "hypernet", device=CPU)
    first, second = (
        written.generate(written.embed(embedder, text)) for text in ("Sort the words.", "Give the capital.")
    )
    assert any("lora_B" in name and t.any() for name, t in first.items())
    assert not all(torch.equal(first[name], second[name]) for name in first), "the description matters"
    before = load_file(tmp_path / "pretrained" / "model.safetensors")
    after = load_file(tmp_path / "base-hf" / "model.safetensors")
    assert not all(torch.equal(before[name], after[name]) for name in before)


def test_words_are_learned_beside_adapters_that_do_not_fit_them(tmp_path: Path) -> None:
    losses = []
    for share in (0.0, 1.0):
        training = start(tmp_path / str(share), replace(HYPER, stray_share=share))
        losses.append([training.step(number)[0]["in the prompt"] for number in range(3)])
    usual, astray = losses
    assert usual[0] == astray[0], "new adapters change nothing"
    assert usual[1:] != astray[1:]


def test_inputs_that_fit_no_row_are_read_in_longer_ones(tmp_path: Path) -> None:
    base = replace(BASE, long_row_every=10**9)
    arguments = replace(HYPER, long_row_every=1, row_length=60, rehearsal_rows=3, stray_share=1.0)
    rehearsed = arguments.rehearsal_rows * BASE.row_length
    texts = [task for task in named_tasks() if task.name in ("quotes", "upper", "first_sentence")]
    words = [task for task in named_tasks() if task.name in ("plural", "past", "capital")]
    for tasks, read in ((texts, 6 * arguments.row_length), (words, 2 * arguments.row_length)):
        losses, tokens = start(tmp_path, arguments, base, tasks).gradients()
        assert tokens == read + rehearsed
        assert all(math.isfinite(loss) for loss in losses.values())


def test_families_that_fail_are_dwelt_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    families = {task.family: task for task in named_tasks()}
    learned, failing = tasks = tuple(families.values())[:2]
    pretrained = train_base(tmp_path, TASKS, BASE, Accelerator(cpu=True))

    def begin() -> HyperTraining:
        return HyperTraining(
            tmp_path, tasks, replace(HYPER, steps=6, dwelling=10.0, base_learning_rate=0.0),
            model=LlamaForCausalLM.from_pretrained(pretrained), prompting=load_prompting(pretrained),
            embedder=load_embedder(EMBEDDER, device=CPU), accelerator=Accelerator(cpu=True), base_name="tiny",
        )  # fmt: skip

    def answers(_model: object, _prompting: object, asked: Sequence[Asked], **_: object) -> list[Answered]:
        return [Answered(each.task is learned, 1.0) for each in asked]

    monkeypatch.setattr(hyper, "answers", answers)
    for training in (begin(), begin()):  # the second one has it from the checkpoint
        training.fit()
        training.step(6)
        drawn = Counter(training.mixture.draw(random.Random(number)).name for number in range(300))
        assert drawn[failing.name] > 3 * drawn[learned.name] > 0


def test_a_written_hypernetwork_reads_as_it_was_trained_to(tmp_path: Path) -> None:
    training = start(tmp_path)
    training.save(training.fit())
    embedder = load_embedder(EMBEDDER, device=CPU)
    written = load_hypernet(tmp_path / "hypernet", device=CPU)
    assert written.reader is not None
    assert written.embedding_dimension == embedder.dimension + BASE.width
    for text in ("Sort the words.", "単語を並べて。"):
        ours, theirs = training.hypernet.embed(embedder, text), written.embed(embedder, text)
        assert torch.nn.functional.cosine_similarity(ours, theirs, dim=0) > 0.9999  # the file holds half precision


def test_the_reader_is_a_base_to_go_on_from(tmp_path: Path) -> None:
    training = start(tmp_path)
    training.save(training.fit())
    reader = tmp_path / "hypernet" / "reader"
    for name in ("tokenizer_config.json", "chat_template.jinja"):  # as a pack has them
        shutil.copy(tmp_path / "base-hf" / name, reader)
    ids = torch.arange(20)[None]
    models = [LlamaForCausalLM.from_pretrained(each, dtype=torch.float32) for each in (tmp_path / "base-hf", reader)]
    with torch.inference_mode():
        first, second = (model(input_ids=ids).logits for model in models)
    assert torch.allclose(first, second, atol=2e-2)  # the reader holds half precision
    assert load_prompting(reader).prompt("a", "b") == "<|system|>a<|end|><|user|>b<|end|><|assistant|>"
    again = start(tmp_path / "again")
    written = load_hypernet(tmp_path / "hypernet", device=CPU)
    again.start_from(written)
    vector = torch.randn(written.embedding_dimension)
    again.hypernet.network.eval()
    ours, theirs = again.hypernet.generate(vector), written.generate(vector)
    assert all(torch.allclose(ours[name], theirs[name], atol=1e-6) for name in theirs)
    other = start(tmp_path / "other", HyperArguments(**{**vars(HYPER), "latent_size": 32}))
    with pytest.raises(UserFacingError, match="other sizes"):
        other.start_from(written)


def test_a_checkpoint_of_other_settings_is_refused(tmp_path: Path) -> None:
    start(tmp_path).fit()
    other = HyperArguments(**{**vars(HYPER), "tasks_per_step": 3, "alpha": 8.0})
    with pytest.raises(UserFacingError, match=r"another training: alpha, tasks_per_step"):
        start(tmp_path, other).fit()
    longer = HyperArguments(**{**vars(HYPER), "steps": 6, "learning_rate": 1e-4})
    start(tmp_path, longer).fit()
    (tmp_path / "hyper.pt").write_bytes(b"not a checkpoint")
    with pytest.raises(UserFacingError, match="damaged"):
        start(tmp_path).fit()


@pytest.mark.parametrize("where", ["loss", "gradient"])
def test_a_loss_that_is_no_number_stops_the_run_and_keeps_the_last_checkpoint(tmp_path: Path, where: str) -> None:
    training = start(tmp_path)
    gradients, steps = training.gradients, 0

    def broken() -> tuple[dict[str, float], int]:
        nonlocal steps
        steps += 1
        losses, tokens = gradients()
        if steps == 4 and where == "gradient":
            head = next(iter(training.hypernet.network.heads.values())).weight
            assert isinstance(head, torch.nn.Parameter)
            head.grad = torch.full_like(head, float("nan"))
        return (losses if steps < 4 or where == "gradient" else {**losses, "with adapters": float("nan")}), tokens

    training.gradients = broken  # type: ignore[method-assign]
    with pytest.raises(UserFacingError, match="no number any more at step 3") as caught:
        training.fit()
    assert "lower --learning-rate" in caught.value.hint
    kept = torch.load(tmp_path / "hyper.pt", weights_only=True)
    assert kept["step"] == 2
    start(tmp_path, HyperArguments(**{**vars(HYPER), "learning_rate": 1e-4})).fit()


@pytest.mark.filterwarnings("ignore:.*torch.jit.script_method:DeprecationWarning")
@pytest.mark.skipif(shutil.which("g++") is None, reason="torch.compile needs a compiler")
def test_compiled_blocks_know_whether_adapters_are_on(tmp_path: Path) -> None:
    # a base that has learned something: adapters at random make it as bad as a guess
    base = replace(BASE, steps=40, save_every=40)
    training = start(tmp_path, HyperArguments(**{**vars(HYPER), "compiled": True}), base)
    training.hypernet.network.eval()  # or dropout makes other adapters of the same vectors
    samples = training.prompting.encode([("Be brief.", "What is it?", "A cat"), ("", "Hi", "Hello")])
    batch = collate([[sample] for sample in samples], length=BASE.row_length, pad=0, rest_weight=0.2)
    for head in training.hypernet.network.heads.parameters():
        torch.nn.init.normal_(head, std=0.2)  # a new hypernetwork's adapters change nothing
    losses = []
    with torch.no_grad():
        read = training.disturbed(["Be brief.", "Say hello."])
        for blocks in (None, training.blocks):
            off = packed_loss(training.model, batch, blocks).item()
            with training.adapters(read):
                losses += [off, packed_loss(training.model, batch, blocks).item()]
    assert losses[2:] == pytest.approx(losses[:2], abs=0.02)
    assert losses[1] - losses[0] > 0.5


def test_a_token_is_a_letter() -> None:
    tokenizer = train_tokenizer(TASKS, BASE).backend_tokenizer
    rng = random.Random(3)
    for _ in range(50):
        text = TASKS[0].pools[0].draw(rng, "train")
        encoded = tokenizer.encode(text)
        assert encoded.tokens == [letter.replace(" ", "Ġ") for letter in text]
        assert tokenizer.decode(encoded.ids) == text
    (common,) = tokenizer.encode("の").ids
    assert tokenizer.decode([common]) == "の"
    rare = "鬱 🎉"
    assert tokenizer.decode(tokenizer.encode(rare).ids) == rare, "a rare character is its bytes"


def test_the_loss_looks_at_the_answer() -> None:
    prompting = Prompting(train_tokenizer(TASKS, BASE))
    tokenizer = prompting.tokenizer.backend_tokenizer
    (sample,) = prompting.encode([("Be brief.", "What is it?", "A cat")])
    assert tokenizer.decode(sample.ids[sample.answer_start :], skip_special_tokens=False) == "A cat<|end|>"
    batch = collate([[sample], [sample]], length=BASE.row_length, pad=0, rest_weight=0.2)
    assert batch.weights[0].count_nonzero() == len(sample.ids) - 1
    assert (batch.weights[0] == 1.0).sum() == len(sample.ids) - sample.answer_start
    assert (batch.mask[0, 0, 0, 1:] < -1e30).all()
    assert batch.positions[0, : len(sample.ids)].tolist() == list(range(len(sample.ids)))
    retold = prompting.retold("Be very brief.", "What is it?", sample)
    assert tokenizer.decode(retold.ids, skip_special_tokens=False) == (
        "<|system|>Be very brief.<|end|><|user|>What is it?<|end|><|assistant|>A cat<|end|>"
    )


def test_samples_in_one_row_do_not_see_each_other() -> None:
    prompting = Prompting(train_tokenizer(TASKS, BASE))
    model = new_base(prompting.tokenizer, BASE)
    rng = random.Random(0)
    (row,) = encoded_of([fill_row(prompting, lambda: ("", *rng.choice(TASKS).draw(rng, "train")), BASE.row_length)])
    assert len(row) >= 3
    packed = packed_loss(model, collate([row], length=BASE.row_length, pad=0, rest_weight=0.0)).item()
    alone = [collate([[sample]], length=len(sample.ids), pad=0, rest_weight=0.0) for sample in row]
    total = sum(batch.total.item() for batch in alone)
    weighted = sum(packed_loss(model, batch).item() * batch.total.item() for batch in alone) / total
    assert packed == pytest.approx(weighted, rel=2e-3)  # bfloat16
    ids, targets = pad_batch(row, 0)
    assert ids.shape == targets.shape == (len(row), max(len(sample.ids) for sample in row))


@pytest.mark.parametrize(
    ("said", "expected"),
    [({"avx2": True, "avx512_bf16": False}, torch.float32), ({"amx_bf16": True}, torch.bfloat16), ({}, torch.float32)],
)
def test_a_processor_computes_in_bfloat16_only_where_it_has_units_for_it(
    said: dict[str, bool], expected: torch.dtype, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(torch.cpu, "get_capabilities", lambda: said)
    with quick(torch.device("cpu")):
        assert (torch.ones(2, 2) @ torch.ones(2, 2)).dtype == expected


@pytest.mark.parametrize("shape", [(48, 32), (32, 48), (32, 32)])
def test_muon_updates_as_torchs_own_does(shape: tuple[int, int]) -> None:
    torch.manual_seed(0)
    ours, theirs = (nn.Parameter(torch.ones(shape)) for _ in range(2))
    optimizers = [
        Muon([ours], lr=1e-2, weight_decay=0.05),
        torch.optim.Muon([theirs], lr=1e-2, weight_decay=0.05, adjust_lr_fn="match_rms_adamw"),
    ]
    for _ in range(3):
        ours.grad = torch.randn(shape)
        theirs.grad = ours.grad.clone()
        for optimizer in optimizers:
            optimizer.step()
    assert (ours - theirs).norm() < 0.03 * (theirs - 1).norm()  # torch's is in bfloat16


def test_the_parts_of_a_batch_add_up_to_it() -> None:
    prompting = Prompting(train_tokenizer(TASKS, BASE))
    model = new_base(prompting.tokenizer, BASE)
    rng = random.Random(0)
    rows = [fill_row(prompting, lambda: ("", *rng.choice(TASKS).draw(rng, "train")), 100) for _ in range(5)]
    batch = collate(encoded_of(rows), length=100, pad=0, rest_weight=0.0)
    whole = packed_loss(model, batch).item()
    parts = [packed_loss(model, batch.part(index, 2)).item() for index in range(2)]
    assert sum(parts) / 2 == pytest.approx(whole, rel=2e-3)
