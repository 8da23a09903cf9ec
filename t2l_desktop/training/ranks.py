"""Adapters of less than their full rank: the first rows of a nested one, or the nearest one of all (SVD)."""

from __future__ import annotations

import torch

from t2l_desktop.hypernet.model import Pair


def first_ranks(pair: Pair, rank: int) -> Pair:
    """The first `rank` rows of A `(…, r, in)` and columns of B `(…, out, r)`."""
    a, b = pair
    return a[..., :rank, :], b[..., :rank]


def nearest_ranks(pair: Pair, rank: int) -> Pair:
    """The A and B of `rank` whose product is nearest to B A (Eckart and Young), by QR and an SVD of r by r."""
    a, b = (side.float() for side in pair)
    outer, inner = torch.linalg.qr(b), torch.linalg.qr(a.transpose(-1, -2))
    u, s, v = torch.linalg.svd(outer.R @ inner.R.transpose(-1, -2))
    return (
        v[..., :rank, :] @ inner.Q.transpose(-1, -2),
        outer.Q @ (u[..., :rank] * s[..., None, :rank]),
    )


def powers_of_two(rank: int) -> tuple[int, ...]:
    """1, 2, 4 … and `rank` itself."""
    powers = [power for power in (2**exponent for exponent in range(rank.bit_length())) if power < rank]
    return (*powers, rank)
