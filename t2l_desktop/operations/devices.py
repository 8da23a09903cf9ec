"""What each worker computes on, and why."""

from __future__ import annotations

from t2l_desktop.core.devices import DeviceUse, device_use
from t2l_desktop.core.messages import FindDevices, WorkerKind
from t2l_desktop.link.worker_link import WorkerLink
from t2l_desktop.operations.services import Services


def find_devices(services: Services, *, worker: WorkerKind, device: str = "auto") -> DeviceUse:
    """What a worker finds and uses under the setting `device`; kept for the report."""
    link = services.generator if worker is WorkerKind.GENERATOR else services.chatter
    use = services.devices[worker] = ask_devices(link, device=device)
    return use


def ask_devices(link: WorkerLink, *, device: str) -> DeviceUse:
    """What the worker at the other end finds and uses."""
    return device_use(link.call(FindDevices(device=device)))
