"""What a base has in mind with an adapter, beside what it has in mind when it is told in words."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from t2l_desktop.training.packing import Batch, Packed, collate
from t2l_desktop.training.prompting import Encoded


@dataclass(frozen=True)
class Told:
    """Samples with their descriptions in the prompt, and where their tokens stand in rows without and with them.

    `bare` and `told` are `(k, 2)`, row and column of each token.
    """

    batch: Batch
    bare: Tensor
    told: Tensor

    def to(self, device: torch.device) -> Told:
        """The same on another device."""
        return Told(self.batch.to(device), self.bare.to(device), self.told.to(device))

    def apart(self, states: Sequence[Tensor], told_states: Sequence[Tensor]) -> Tensor:
        """How far the states `(b, t, d)` of all layers lie apart, as a share of the told ones' size."""
        distances = []
        for state, told_state in zip(states, told_states, strict=True):
            here, there = (each[*place.T].float() for each, place in ((state, self.bare), (told_state, self.told)))
            distances.append((here - there).square().sum() / there.square().sum())
        return torch.stack(distances).mean()


def tell(
    rows: Sequence[Sequence[Packed]],
    descriptions: Sequence[str],
    *,
    retell: Callable[[str, str, Encoded], Encoded],
    room: int,
    pad: int,
) -> Told | None:
    """The samples of `rows` with the description of each row, as many of its first ones as fit into `room` tokens.

    `retell` makes such a sample of description, input and sample. Those that have a description already are left out;
    None where none is left.
    """
    kept, bare, told = [], [], []
    for number, (row, description) in enumerate(zip(rows, descriptions, strict=True)):
        longer, start, used = [], 0, 0
        for (words, text, _), sample in row:
            if not words:
                retold = retell(description, text, sample)
                if used + len(retold.ids) > room:
                    break
                added = len(retold.ids) - len(sample.ids)
                bare += [(number, start + place) for place in range(len(sample.ids))]
                told += [(number, used + added + place) for place in range(len(sample.ids))]
                longer.append(retold)
                used += len(retold.ids)
            start += len(sample.ids)
        kept.append(longer)
    if not bare:
        return None
    batch = collate(kept, length=room, pad=pad, rest_weight=0.0)
    return Told(batch, torch.tensor(bare), torch.tensor(told))
