"""Muon, as torch has it, but in float32 on processors without units for bfloat16."""

from __future__ import annotations

from collections.abc import Iterable

import torch
from torch import Tensor, nn

from t2l_desktop.training.precision import quick

# those of Keller Jordan's post on Muon, which torch takes too
_A, _B, _C = 3.4445, -4.7750, 2.0315
_ROUNDS, _EPS = 5, 1e-7
_MOMENTUM = 0.95
_RMS = 0.2  # of AdamW's updates: learning rates for it fit Muon as well (arXiv 2502.16982)


class Muon(torch.optim.Optimizer):
    """Updates matrices `(out, in)` by their momentum made orthogonal, with the root mean square of AdamW's updates.

    The same as `torch.optim.Muon` with Nesterov's momentum and `match_rms_adamw`, which multiplies in bfloat16 whatever
    the processor.
    """

    def __init__(self, params: Iterable[nn.Parameter], *, lr: float = 1e-3, weight_decay: float) -> None:
        super().__init__(params, {"lr": lr, "weight_decay": weight_decay})

    @torch.no_grad()
    def step(self, closure: None = None) -> None:  # type: ignore[override]  # nobody here has a closure
        """One update of all that has a gradient."""
        del closure
        for group in self.param_groups:
            rate = group["lr"]
            for weight in group["params"]:
                if weight.grad is None:
                    continue
                state = self.state[weight]
                if "momentum_buffer" not in state:
                    state["momentum_buffer"] = torch.zeros_like(weight.grad)
                momentum = state["momentum_buffer"].lerp_(weight.grad, 1 - _MOMENTUM)
                update = orthogonal(weight.grad.lerp(momentum, _MOMENTUM))
                weight.mul_(1 - rate * group["weight_decay"])
                weight.add_(update, alpha=-rate * _RMS * max(weight.shape) ** 0.5)


def orthogonal(matrix: Tensor) -> Tensor:
    """`matrix` with singular values of about 1, by some rounds of Newton and Schulz."""
    x: Tensor = matrix / matrix.norm().clamp(min=_EPS)
    is_tall = x.shape[0] > x.shape[1]
    x = x.T if is_tall else x
    with quick(x.device):
        for _ in range(_ROUNDS):
            gram = x @ x.T
            x = torch.addmm(x, torch.addmm(gram, gram, gram, beta=_B, alpha=_C), x, beta=_A)
    return x.T if is_tall else x
