"""Which device the hypernetwork computes on."""

from __future__ import annotations

from functools import cache

import torch

from t2l_desktop.core.devices import Device, DeviceUse, Why
from t2l_desktop.core.errors import UserFacingError
from t2l_desktop.core.memory import in_words

AUTOMATIC = "auto"
_CARD_RESERVE = 512 * 1024 * 1024  # for computing, and for what drivers take while it goes on
_PROCESSOR = Device(kind="cpu")


def choose_device(name: str = AUTOMATIC) -> torch.device:
    """The device called `name` ("cpu", "cuda", "mps"), or for "auto" the best that works on this machine.

    Raises:
        UserFacingError: the named device is not there.
    """
    use = torch_devices(name)
    if use.why is Why.MISSING:
        raise UserFacingError(
            "The device {device} is not available on this machine.",
            hint="Choose “automatic” or “cpu” instead.",
            device=name,
        )
    return torch.device(use.used.kind)


def device_with_room(name: str, need: int) -> torch.device:
    """`choose_device(name)`, but the processor where "auto" is a graphics card without `need` bytes to spare.

    Raises `UserFacingError` where a card without them was asked for by name.
    """
    device = choose_device(name)
    free = _free_on_card(device)
    if free is None or need + _CARD_RESERVE <= free:
        return device
    if name == AUTOMATIC:
        return torch.device("cpu")
    raise UserFacingError(
        "Loading this takes {need} of memory on the graphics card, but only {free} is free there.",
        hint="Choose “automatic” as the device, close other programs, or choose a smaller model.",
        need=in_words(need),
        free=in_words(free),
    )


def _free_on_card(device: torch.device) -> int | None:
    """Bytes that are free on a card with memory of its own."""
    return torch.cuda.mem_get_info(device)[0] if device.type == "cuda" else None


@cache
def torch_devices(name: str = AUTOMATIC) -> DeviceUse:
    """What torch finds on this machine, and which of it the setting `name` comes to."""
    cards = _cards()
    found = (*cards, _PROCESSOR)
    if name != AUTOMATIC:
        used = next((device for device in found if device.kind == name), None)
        if used is None:
            return DeviceUse(found=found, used=Device(kind=name), why=Why.MISSING)
        return DeviceUse(found=found, used=used, why=Why.ASKED)
    working = next((card for card in cards if _works(card)), None)
    if working is not None:
        return DeviceUse(found=found, used=working, why=Why.FASTEST)
    has_support = bool(torch.version.cuda or torch.version.hip) or torch.backends.mps.is_built()
    why = Why.BROKEN if cards else Why.ONLY if has_support else Why.NO_SUPPORT
    return DeviceUse(found=found, used=_PROCESSOR, why=why)


def _cards() -> tuple[Device, ...]:
    if torch.cuda.is_available():
        found = (torch.cuda.get_device_properties(number) for number in range(torch.cuda.device_count()))
        return tuple(Device(kind="cuda", name=each.name, memory=each.total_memory) for each in found)
    return (Device(kind="mps"),) if torch.backends.mps.is_available() else ()


def _works(card: Device) -> bool:
    """Whether a card computes: an old one, or one with the wrong driver, is found and fails."""
    try:
        return bool(torch.ones(8, device=card.kind).sum().item() == 8)
    except RuntimeError:
        return False
