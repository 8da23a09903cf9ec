"""A worker with a toy engine, for tests of the link: `python -m tests.helpers.fake_worker [IDLE_SECONDS FREE]`.

With FREE "short" it takes the computer's memory to be short.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Mapping
from typing import Any

from t2l_desktop.core import memory
from t2l_desktop.core.errors import UserFacingError
from t2l_desktop.core.messages import Convert, Release, Request, WorkerKind
from t2l_desktop.worker import entry
from t2l_desktop.worker.loop import Handler, Job


class ToyEngine:
    """Does what the request's `peft` field says."""

    def __init__(self) -> None:
        self.released = 0

    def handlers(self) -> Mapping[type[Request], Handler]:
        return {Convert: self.act, Release: self.release}

    def release(self, request: Release, job: Job) -> dict[str, Any]:
        del request, job
        self.released += 1
        return {}

    def act(self, request: Convert, job: Job) -> dict[str, Any]:
        os.write(1, b"a library prints this\n")  # must not reach the protocol
        if request.peft == "die":
            os._exit(3)
        if request.peft == "mend":
            raise UserFacingError("The file {file} is bad.", hint="Take another.", file=request.out)
        if request.peft == "bug":
            raise ZeroDivisionError("oops")
        if request.peft == "huge":
            raise RuntimeError("DefaultCPUAllocator: not enough memory: you tried to allocate 99 bytes.")
        if request.peft == "deaf":
            time.sleep(60)
        job.progress("working", 0.5)
        while request.peft == "wait":
            job.cancel.raise_if_cancelled()
            time.sleep(0.01)
        job.token("日本")
        return {"echo": request.out, "pid": os.getpid(), "released": self.released}


if __name__ == "__main__":
    entry._factories = lambda: dict.fromkeys(WorkerKind, ToyEngine)
    idle, free = sys.argv[1:] or ("600", "plenty")
    memory.is_short = lambda: free == "short"
    raise SystemExit(entry.main("generator", idle_seconds=float(idle)))
