"""What a worker computes on, as it travels from the engines to the window and into the report."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

GRAPHICS = "gpu"  # what llama.cpp's graphics cards are called here, whatever drives them


class Why(StrEnum):
    """Why a worker computes where it does."""

    ASKED = "asked"  # the setting says so
    FASTEST = "fastest"  # the best of what was found
    ONLY = "only"  # no graphics card was found
    NO_SUPPORT = "no_support"  # this build of the engine knows the processor alone
    BROKEN = "broken"  # a graphics card was found, and failed at a first small computation
    MISSING = "missing"  # the setting names what is not there


@dataclass(frozen=True, kw_only=True)
class Device:
    """A processor or graphics card; `memory` in bytes, 0 where it is unknown or that of the whole computer.

    `free` is what a model could have of a card's memory; one that `shares_memory` has none of its own.
    """

    kind: str
    name: str = ""
    memory: int = 0
    free: int = 0
    shares_memory: bool = False


@dataclass(frozen=True, kw_only=True)
class DeviceUse:
    """What a worker found and uses, and why."""

    found: tuple[Device, ...]
    used: Device
    why: Why

    @property
    def cards(self) -> tuple[Device, ...]:
        """The graphics cards over which a model is spread: those with memory of their own, where there are such."""
        if self.used.kind != GRAPHICS:
            return ()
        cards = [device for device in self.found if device.kind == GRAPHICS]
        return tuple(card for card in cards if card.shares_memory == all(each.shares_memory for each in cards))

    def as_result(self) -> dict[str, Any]:
        """What travels in a worker's answer."""
        return asdict(self)


def device_use(result: Mapping[str, Any]) -> DeviceUse:
    """The use in a worker's answer."""
    return DeviceUse(
        found=tuple(Device(**each) for each in result["found"]),
        used=Device(**result["used"]),
        why=Why(result["why"]),
    )
