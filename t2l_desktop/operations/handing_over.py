"""Skill files for somebody who is about to take them, such as a file manager onto which they are dragged."""

from __future__ import annotations

import threading
import time
from collections.abc import Sequence
from pathlib import Path

from t2l_desktop.core.cancel import CancelToken
from t2l_desktop.library.handed_over import new_handover_folder, sweep_handed_over
from t2l_desktop.operations.adapter_export import export_adapters
from t2l_desktop.operations.services import Services


class Handover:
    """Holds the files as soon as they are written; may be asked in any thread."""

    def __init__(self) -> None:
        self._done = threading.Event()
        self._paths: Sequence[Path] = ()

    def finish(self, paths: Sequence[Path]) -> None:
        """There will be no more than these."""
        self._paths = paths
        self._done.set()

    def wait(self, seconds: float) -> Sequence[Path]:
        """The files; none where they could not be written, or not in that time."""
        self._done.wait(seconds)
        return self._paths


def hand_over(
    services: Services, *, adapter_ids: Sequence[str], handover: Handover, cancel: CancelToken | None = None
) -> None:
    """Write a `.t2lskill` file for each adapter into a folder that is swept later."""
    written: list[Path] = []
    try:
        sweep_handed_over(services.paths, now=time.time())
        folder = new_handover_folder(services.paths)
        done = export_adapters(services, adapter_ids=adapter_ids, out=folder, format="t2lskill", cancel=cancel)
        written = done.written
        if done.refused:
            raise done.refused[0]
    finally:
        handover.finish(written)
