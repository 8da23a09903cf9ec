"""Where a worker process begins."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable

from t2l_desktop.core.messages import WorkerKind
from t2l_desktop.worker.loop import IDLE_SECONDS, Engine, RequestLoop


def main(kind: str, *, idle_seconds: float = IDLE_SECONDS) -> int:
    """Serve one engine on stdin and stdout until stdin closes."""
    # nothing is ever looked up elsewhere, and nobody is told what happens here
    for name in ("HF_HUB_OFFLINE", "TRANSFORMERS_OFFLINE", "HF_HUB_DISABLE_TELEMETRY"):
        os.environ[name] = "1"
    # Threads that spin for long while they wait for each other turn milliseconds into seconds beside other busy
    # programs. Those of the generator sleep at once, which costs it nothing; llama.cpp's wait hundreds of times for a
    # token and would take three times as long, so they spin for some 30 µs first. To be said before any engine is
    # imported.
    os.environ.setdefault("GOMP_SPINCOUNT", "10000" if kind == WorkerKind.CHATTER else "0")
    # a library's print must not break the protocol: fd 1 becomes stderr, the real stdout is kept apart
    wire = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    loop = RequestLoop(sys.stdin.buffer, wire, worker=kind, idle_seconds=idle_seconds)
    return loop.serve(_factories()[WorkerKind(kind)])


def _factories() -> dict[WorkerKind, Callable[[], Engine]]:
    def generator() -> Engine:
        from t2l_desktop.worker.generator import Generator  # noqa: PLC0415 - each worker imports its own engine only

        return Generator()

    def chatter() -> Engine:
        from t2l_desktop.worker.chatter import Chatter  # noqa: PLC0415

        return Chatter()

    return {WorkerKind.GENERATOR: generator, WorkerKind.CHATTER: chatter}
