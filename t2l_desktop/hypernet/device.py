"""Which device the hypernetwork computes on."""

from __future__ import annotations

import torch

from t2l_desktop.core.errors import UserFacingError


def choose_device(name: str = "auto") -> torch.device:
    """The device called `name` ("cpu", "cuda", "mps"), or for "auto" the best that this machine has.

    Raises:
        UserFacingError: the named device is not there.
    """
    available = {"cuda": torch.cuda.is_available(), "mps": torch.backends.mps.is_available(), "cpu": True}
    if name == "auto":
        return torch.device(next(device for device, there in available.items() if there))
    if not available.get(name, False):
        raise UserFacingError(
            "The device {device} is not available on this machine.",
            hint="Choose “automatic” or “cpu” instead.",
            device=name,
        )
    return torch.device(name)
