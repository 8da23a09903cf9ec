"""How exactly trainings compute: in bfloat16 where that is quicker, else in float32."""

from __future__ import annotations

import torch


def quick(device: torch.device) -> torch.autocast:
    """A context in which matrices are multiplied in bfloat16, if `device` has units for that.

    A processor without them takes some twenty times as long for a product in bfloat16 as in float32.
    """
    return torch.autocast(device.type, torch.bfloat16, enabled=_has_bfloat16(device.type))


def _has_bfloat16(kind: str) -> bool:
    if kind == "cpu":
        return any(is_there for name, is_there in torch.cpu.get_capabilities().items() if "bf16" in name)
    return kind != "cuda" or torch.cuda.is_bf16_supported(including_emulation=False)
