"""Many samples in one row, kept apart by a mask: no step is spent on padding."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import torch
import torch.nn.functional as F  # noqa: N812 - torch's own convention
from torch import Tensor
from transformers import PreTrainedModel

from t2l_desktop.core.errors import UserFacingError
from t2l_desktop.training.precision import quick
from t2l_desktop.training.prompting import Encoded, Prompting, Sample

_AT_ONCE, _TRIES = 8, 64
Packed = tuple[Sample, Encoded]


@dataclass(frozen=True)
class Batch:
    """Ids `(b, t)`, positions `(b, t)`, block-diagonal causal mask `(b, 1, t, t)`, loss weights `(b, t)`.

    The mask is added to the scores of attention: 0 for what is seen, the least float for what is not.
    `total` is the sum of the weights of all processes' rows, times the share of them that is here.
    """

    ids: Tensor
    positions: Tensor
    mask: Tensor
    weights: Tensor
    total: Tensor

    def part(self, index: int, count: int) -> Batch:
        """The rows of one of `count` processes; the mean of the parts' losses is the loss of the whole."""
        if count == 1:
            return self
        rows = slice(index, None, count)
        return Batch(
            self.ids[rows], self.positions[rows], self.mask[rows], self.weights[rows], total=self.total / count
        )

    def to(self, device: torch.device) -> Batch:
        """The same on another device."""
        moved = {name: getattr(self, name).to(device) for name in ("ids", "positions", "mask", "weights", "total")}
        return replace(self, **moved)


def fill_row(prompting: Prompting, draw_one: Callable[[], Sample], room: int) -> list[Packed]:
    """As many of the samples that `draw_one` gives as fit into `room` tokens, one at least.

    Raises:
        UserFacingError: of many samples none fits.
    """
    row: list[Packed] = []
    whole = room
    for _ in range(_TRIES):
        samples = [draw_one() for _ in range(_AT_ONCE)]
        for sample, encoded in zip(samples, prompting.encode(samples), strict=True):
            if len(encoded.ids) <= room:
                row.append((sample, encoded))
                room -= len(encoded.ids)
            elif row and len(encoded.ids) <= whole:
                return row
    if row:
        return row
    raise UserFacingError(
        "No sample like “{text}” fits into a row of {room} tokens.",
        hint="Use longer rows: --row-length.",
        text=samples[0][1][:60],
        room=room,
    )


def encoded_of(rows: Iterable[Sequence[Packed]]) -> list[list[Encoded]]:
    """The rows without the texts that they were made of."""
    return [[encoded for _, encoded in row] for row in rows]


def collate(rows: Sequence[Sequence[Encoded]], *, length: int, pad: int, rest_weight: float) -> Batch:
    """Rows of samples as tensors; answers weigh 1 a token, what stands before them `rest_weight`."""
    size = (len(rows), length)
    ids = torch.full(size, pad)
    positions, owners = torch.zeros(size, dtype=torch.long), torch.full(size, -1)
    weights, hidden = torch.zeros(size), torch.zeros(size, dtype=torch.long)
    for number, row in enumerate(rows):
        at = 0
        for owner, sample in enumerate(row):
            end = at + len(sample.ids)
            ids[number, at:end] = torch.tensor(sample.ids)
            positions[number, at:end] = torch.arange(len(sample.ids))
            owners[number, at:end] = owner
            hidden[number, at + sample.gist_end : end] = sample.gist_start
            weights[number, at + 1 : end] = rest_weight
            weights[number, at + sample.answer_start : end] = 1.0
            at = end
    same = owners[:, :, None] == owners[:, None, :]
    causal = torch.ones(length, length, dtype=torch.bool).tril()
    is_seen = same & causal & (positions[:, None, :] >= hidden[:, :, None])
    mask = torch.zeros(same.shape).masked_fill(~is_seen, torch.finfo(torch.float32).min)
    return Batch(ids, positions, mask[:, None], weights, total=weights[:, 1:].sum())


def pad_batch(samples: Sequence[Encoded], pad: int) -> tuple[Tensor, Tensor]:
    """Ids `(b, t)` and targets `(b, t)`, which are -100 outside the answer."""
    longest = max(len(sample.ids) for sample in samples)
    ids = torch.full((len(samples), longest), pad)
    targets = torch.full((len(samples), longest), -100)
    for row, sample in enumerate(samples):
        ids[row, : len(sample.ids)] = torch.tensor(sample.ids)
        targets[row, sample.answer_start : len(sample.ids)] = torch.tensor(sample.ids[sample.answer_start :])
    return ids, targets


def last_states(model: PreTrainedModel, batch: Batch, blocks: Callable[..., Any] | None = None) -> Tensor:
    """What `model` has in mind after its blocks, `(b, t, d)`; `blocks` are those of it, if they are compiled."""
    states: Tensor = (model.model if blocks is None else blocks)(
        input_ids=batch.ids, position_ids=batch.positions, attention_mask=batch.mask, use_cache=False
    )[0]
    return states


def weighed_logits(model: PreTrainedModel, batch: Batch, states: Tensor) -> Tensor:
    """Logits `(n, vocabulary)` for the tokens that weigh anything, from the `states` after the blocks."""
    logits: Tensor = model.lm_head(states[:, :-1][batch.weights[:, 1:] > 0])
    return logits


def packed_logits(model: PreTrainedModel, batch: Batch, blocks: Callable[..., Any] | None = None) -> Tensor:
    """Logits `(n, vocabulary)` in float32 for the tokens that weigh anything, computed as quickly as can be."""
    with quick(batch.ids.device):
        return weighed_logits(model, batch, last_states(model, batch, blocks)).float()


def packed_loss(model: PreTrainedModel, batch: Batch, blocks: Callable[..., Any] | None = None) -> Tensor:
    """Cross-entropy of the next token, weighted per token."""
    return weighed_loss(packed_logits(model, batch, blocks), batch)


def weighed_loss(logits: Tensor, batch: Batch) -> Tensor:
    """Cross-entropy of the next token, weighted per token, from the `logits (n, vocabulary)` of those that weigh."""
    keep = batch.weights[:, 1:] > 0
    losses = F.cross_entropy(logits, batch.ids[:, 1:][keep], reduction="none")
    return (losses * batch.weights[:, 1:][keep]).sum() / batch.total


def weigh_answers(model: PreTrainedModel, ids: Tensor, targets: Tensor) -> tuple[Tensor, Tensor]:
    """Which answers in `targets (b, t)` are those that greedy decoding would give `(b,)`, and their surprise `(b,)`.

    An answer whose every token is the likeliest one after those before it is the greedy answer. The surprise is the
    mean negative log likelihood of its tokens, in nats.
    """
    logits, wanted = model(input_ids=ids, use_cache=False).logits[:, :-1], targets[:, 1:]
    is_answer = wanted != -100
    exact = ~((logits.argmax(-1) != wanted) & is_answer).any(1)
    losses = torch.zeros(wanted.shape, device=logits.device)
    losses[is_answer] = F.cross_entropy(logits[is_answer].float(), wanted[is_answer], reduction="none")
    return exact, losses.sum(1) / is_answer.sum(1)
