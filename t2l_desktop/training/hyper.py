"""End-to-end (SFT) training of a hypernetwork through the frozen base; prompts hold the input only."""

from __future__ import annotations

import logging
import math
import random
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
import torch.nn.functional as F  # noqa: N812 - torch's own convention
from tokenizers import Tokenizer
from torch import Tensor, nn
from transformers import LlamaForCausalLM

from t2l_desktop.hypernet.checkpoint import LoadedHypernet, save_hypernet
from t2l_desktop.hypernet.embedder import Embedder
from t2l_desktop.hypernet.model import AdapterOutput, HypernetSpec, HyperNetwork, Pair, TargetModule
from t2l_desktop.training.base import learning_rate_at
from t2l_desktop.training.data import PAD, draw, encode_batch, token_id, vary
from t2l_desktop.training.tasks.catalogue import Task

log = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True)
class HyperArguments:
    """Sizes and recipe of a T2L-S for the starter; a step reads `tasks_per_step * inputs_per_task` samples."""

    rank: int = 8
    alpha: float = 16.0
    latent_size: int = 128
    head_in_size: int = 512
    target_modules: tuple[str, ...] = ("q_proj", "v_proj")
    steps: int = 1200
    tasks_per_step: int = 16
    inputs_per_task: int = 6
    learning_rate: float = 1e-3
    final_fraction: float = 0.05
    warmup_steps: int = 60
    size_penalty: float = 1e-3
    variants_per_wording: int = 2
    blend_fraction: float = 0.5
    seed: int = 0
    save_every: int = 50

    def __post_init__(self) -> None:
        if min(self.rank, self.steps, self.tasks_per_step, self.inputs_per_task) < 1:
            raise ValueError("rank, steps, tasks and inputs must be at least 1")


def new_hypernet(model: LlamaForCausalLM, embedder: Embedder, arguments: HyperArguments) -> LoadedHypernet:
    """A hypernetwork whose first adapters change nothing: heads at zero, A at LoRA's own start as an offset."""
    attention = model.model.layers[0].self_attn
    mlp = model.model.layers[0].mlp
    modules = []
    for name in arguments.target_modules:
        linear = getattr(attention, name, None) or getattr(mlp, name)
        modules.append(TargetModule(name=name, in_features=linear.in_features, out_features=linear.out_features))
    layers = len(model.model.layers)
    spec = HypernetSpec(
        embedding_dimension=embedder.dimension,
        layers=layers,
        modules=tuple(modules),
        rank=arguments.rank,
        latent_size=arguments.latent_size,
        head_in_size=arguments.head_in_size,
    )
    torch.manual_seed(arguments.seed)
    network = HyperNetwork(spec)
    offsets = {}
    for module in modules:
        head = network.heads[module.name]
        assert isinstance(head, nn.Linear)
        nn.init.zeros_(head.weight)
        nn.init.zeros_(head.bias)
        # B starts at zero, so the gradient reaches the heads only through an A that is not
        bound = math.sqrt(6 / ((1 + 5) * module.in_features))
        offsets[f"AB_offset.A.{module.name}"] = torch.empty(layers, spec.rank, module.in_features).uniform_(
            -bound, bound
        )
    return LoadedHypernet(
        network=network, output=AdapterOutput(tensors=offsets), alpha=arguments.alpha, base_name="starter",
        embedder_name=embedder.name,
    )  # fmt: skip


@contextmanager
def adapted(model: LlamaForCausalLM, pairs: dict[str, Pair], scaling: float) -> Iterator[None]:
    """Let `model` compute with one adapter per row of the batch: A `(b, L, r, in)`, B `(b, L, out, r)` per module."""
    hooks = []
    for number, layer in enumerate(model.model.layers):
        for name, (a, b) in pairs.items():
            linear = getattr(layer.self_attn, name, None) or getattr(layer.mlp, name)

            def add(
                _module: nn.Module, inputs: tuple[Tensor, ...], output: Tensor,
                a: Tensor = a[:, number], b: Tensor = b[:, number],
            ) -> Tensor:  # fmt: skip
                return output + scaling * (inputs[0] @ a.transpose(-1, -2)) @ b.transpose(-1, -2)

            hooks.append(linear.register_forward_hook(add))
    try:
        yield
    finally:
        for hook in hooks:
            hook.remove()


def embed_wordings(tasks: Sequence[Task], embedder: Embedder, arguments: HyperArguments, cache: Path) -> list[Tensor]:
    """Per task the embeddings `(wordings, d)` of its trained wordings and of variants of them."""
    if cache.is_file():
        cached: list[Tensor] = torch.load(cache, weights_only=True)
        return cached
    rng = random.Random(arguments.seed)
    embedded = []
    for task in tasks:
        texts = list(task.wordings)
        texts += [vary(text, rng) for text in task.wordings for _ in range(arguments.variants_per_wording)]
        embedded.append(embedder.embed(texts).clone())
    torch.save(embedded, cache)
    return embedded


def draw_embeddings(known: list[Tensor], chosen: list[int], arguments: HyperArguments, rng: random.Random) -> Tensor:
    """One vector `(d,)` per chosen task: a wording's, or a point between two wordings of the same task."""
    vectors = []
    for number in chosen:
        first, second = (known[number][rng.randrange(len(known[number]))] for _ in range(2))
        share = rng.random() if rng.random() < arguments.blend_fraction else 1.0
        vectors.append(F.normalize(share * first + (1 - share) * second, dim=0) * first.shape[0] ** 0.5)
    return torch.stack(vectors)


def draw_answers(
    tasks: Sequence[Task], chosen: list[int], tokenizer: Tokenizer, arguments: HyperArguments, rng: random.Random
) -> tuple[Tensor, Tensor]:
    """Ids `(b, t)` and targets `(b, t)` (-100 outside the answer) of inputs without any description."""
    triples = [("", *draw(tasks[number], rng, "train")) for number in chosen for _ in range(arguments.inputs_per_task)]
    samples = encode_batch(tokenizer, triples)
    longest = max(len(sample.ids) for sample in samples)
    ids = torch.full((len(samples), longest), token_id(tokenizer, PAD))
    targets = torch.full((len(samples), longest), -100)
    for row, sample in enumerate(samples):
        ids[row, : len(sample.ids)] = torch.tensor(sample.ids)
        targets[row, sample.answer_start : len(sample.ids)] = torch.tensor(sample.ids[sample.answer_start :])
    return ids, targets


def answer_loss(model: LlamaForCausalLM, ids: Tensor, targets: Tensor) -> Tensor:
    """Cross-entropy on the answers only, every sample weighted alike."""
    with torch.autocast("cpu", torch.bfloat16):
        hidden = model.model(input_ids=ids, use_cache=False)[0]
        keep = targets[:, 1:] != -100
        logits = model.lm_head(hidden[:, :-1][keep])
    losses = F.cross_entropy(logits.float(), targets[:, 1:][keep], reduction="none")
    per_token = (1.0 / keep.sum(1, keepdim=True)).expand_as(keep)[keep]
    return (losses * per_token).sum() / len(ids)


def train_hypernet(
    run: Path,
    tasks: Sequence[Task],
    arguments: HyperArguments,
    *,
    model: LlamaForCausalLM,
    tokenizer: Tokenizer,
    embedder: Embedder,
) -> LoadedHypernet:
    """Train in the folder `run`, resuming where it stopped; the result also lies in `run/hypernet`."""
    hypernet = new_hypernet(model, embedder, arguments)
    network = hypernet.network.train()
    model.requires_grad_(requires_grad=False).eval()
    known = embed_wordings(tasks, embedder, arguments, run / "wordings.pt")
    optimizer = torch.optim.AdamW(network.parameters(), lr=arguments.learning_rate, weight_decay=1e-2)
    checkpoint = run / "hyper.pt"
    rng = random.Random(arguments.seed)
    start = _resume(checkpoint, network, optimizer, rng)
    began = time.monotonic()
    for step in range(start, arguments.steps):
        for group in optimizer.param_groups:
            group["lr"] = learning_rate_at(
                step, peak=arguments.learning_rate, steps=arguments.steps, warmup=arguments.warmup_steps,
                final=arguments.final_fraction,
            )  # fmt: skip
        chosen = rng.sample(range(len(tasks)), min(arguments.tasks_per_step, len(tasks)))
        pairs = network(draw_embeddings(known, chosen, arguments, rng))
        finished = {name: hypernet.output.apply_to(name, pair) for name, pair in pairs.items()}
        penalty = sum(((a**2).mean() + (b**2).mean() for a, b in finished.values()), torch.zeros(()))
        rows = {
            name: (a.repeat_interleave(arguments.inputs_per_task, 0), b.repeat_interleave(arguments.inputs_per_task, 0))
            for name, (a, b) in finished.items()
        }
        ids, targets = draw_answers(tasks, chosen, tokenizer, arguments, rng)
        with adapted(model, rows, arguments.alpha / arguments.rank):
            loss = answer_loss(model, ids, targets)
        optimizer.zero_grad()
        (loss + arguments.size_penalty * penalty).backward()  # type: ignore[no-untyped-call]  # torch's own gap
        torch.nn.utils.clip_grad_norm_(network.parameters(), 1.0)
        optimizer.step()
        if step % 10 == 0:
            left = (time.monotonic() - began) / (step - start + 1) * (arguments.steps - step - 1) / 60
            log.info("hypernetwork step %d loss %.4f, %.1f minutes left", step, loss.item(), left)
        if (step + 1) % arguments.save_every == 0 or step + 1 == arguments.steps:
            partial = checkpoint.with_suffix(".partial")
            torch.save(
                {"network": network.state_dict(), "optimizer": optimizer.state_dict(), "rng": rng.getstate(),
                 "torch_rng": torch.get_rng_state(), "step": step + 1},
                partial,
            )  # fmt: skip
            partial.replace(checkpoint)
    network.eval()
    save_hypernet(run / "hypernet", hypernet)
    return hypernet


def _resume(checkpoint: Path, network: HyperNetwork, optimizer: Any, rng: random.Random) -> int:
    """Put everything back as it was when `checkpoint` was written; the step to go on with."""
    if not checkpoint.is_file():
        return 0
    saved = torch.load(checkpoint, weights_only=False)
    network.load_state_dict(saved["network"])
    optimizer.load_state_dict(saved["optimizer"])
    rng.setstate(saved["rng"])
    torch.set_rng_state(saved["torch_rng"])
    step: int = saved["step"]
    return step
