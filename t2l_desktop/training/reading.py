"""What adapters are written from: vectors and states of descriptions, as they are and as they are learned from."""

from __future__ import annotations

import random
from dataclasses import dataclass

import torch
import torch.nn.functional as F  # noqa: N812 - torch's own convention
from torch import Tensor

from t2l_desktop.hypernet.attended import Gist


def join_parts(meaning: Tensor, state: Tensor | None) -> Tensor:
    """One vector `(n, d)` of the embedder's and the reader's, if there is one, each of its own length."""
    parts = [meaning] if state is None else [meaning, state]
    return torch.cat([F.normalize(part, dim=-1) * part.shape[-1] ** 0.5 for part in parts], dim=-1)


@dataclass(frozen=True)
class Read:
    """What adapters are written from: vectors `(n, d)` and, for attended rows, the gist of `n` descriptions.

    `own (n,)` says how much of the hypernetwork's own part there is in each, where it is not the whole.
    """

    vectors: Tensor
    gist: Gist | None = None
    own: Tensor | None = None

    def spread(self, rows: int) -> Read:
        """The same for so many rows of a batch, in turn, to write from and not to learn from."""
        places = torch.arange(rows, device=self.vectors.device) % len(self.vectors)
        gist = self.gist
        if gist is not None:
            gist = Gist(gist.keys.detach()[places], gist.values.detach()[places])
        return Read(self.vectors.detach()[places], gist)


@dataclass(frozen=True)
class Disturbance:
    """Noise on the embedder's part, and now and then one of two parts missing: neither may be relied on alone.

    The noise `(n, d)` is of length 1, the dice `(n,)` fall between 0 and 1.
    """

    noise: Tensor
    dice: Tensor

    @classmethod
    def draw(cls, count: int, dimension: int, rng: random.Random) -> Disturbance:
        """That of so many vectors."""
        generator = torch.Generator().manual_seed(rng.getrandbits(62))
        noise = F.normalize(torch.randn(count, dimension, generator=generator), dim=-1)
        return cls(noise, torch.tensor([rng.random() for _ in range(count)])[:, None])

    def apply(
        self, meaning: Tensor, state: Tensor | None, *, strength: float, dropout: float
    ) -> tuple[Tensor, Tensor | None]:
        """Both parts, with noise of `strength` times the length, and a share of `dropout` of each missing."""
        noise, dice = self.noise.to(meaning.device), self.dice.to(meaning.device)
        noisy = F.normalize(meaning, dim=-1) + noise * strength
        if state is None:
            return noisy, None
        return noisy * (dice >= dropout), state * (dice < 1 - dropout)
