"""Plain words for what the workers compute on."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QCoreApplication

from t2l_desktop.core.devices import Device, DeviceUse, Why
from t2l_desktop.core.messages import WorkerKind

translate = QCoreApplication.translate
_GIB = 2**30


def device_lines(uses: Mapping[WorkerKind, DeviceUse]) -> list[str]:
    """One sentence a worker."""
    sentences = {
        WorkerKind.GENERATOR: translate("devices", "Skills are made on {device}: {why}."),
        WorkerKind.CHATTER: translate("devices", "Models answer on {device}: {why}."),
    }
    return [
        sentence.format(device=_device(uses[worker].used), why=_reasons()[uses[worker].why])
        for worker, sentence in sentences.items()
        if worker in uses
    ]


def _device(device: Device) -> str:
    kinds = {
        "cpu": translate("devices", "the processor"),
        "mps": translate("devices", "Apple graphics"),
        "cuda": translate("devices", "an NVIDIA graphics card"),
    }
    name = device.name or kinds.get(device.kind, translate("devices", "a graphics card"))
    return f"{name} ({device.memory / _GIB:.0f} GB)" if device.memory else name


def _reasons() -> dict[Why, str]:
    return {
        Why.ASKED: translate("devices", "as chosen here"),
        Why.FASTEST: translate("devices", "the fastest that was found"),
        Why.ONLY: translate("devices", "no graphics card was found"),
        Why.NO_SUPPORT: translate("devices", "this version cannot use graphics cards"),
        Why.BROKEN: translate("devices", "the graphics card that was found does not work"),
        Why.MISSING: translate("devices", "chosen here, but not found; choose another"),
    }
