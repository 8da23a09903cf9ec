"""A flag that one thread raises and another looks at."""

from __future__ import annotations

import threading
from collections.abc import Callable

from t2l_desktop.core.errors import WorkCancelledError


class CancelToken:
    """Asks running work to stop; safe to use from any thread, and for one piece of work only."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._cancelled = False
        self._callbacks: list[Callable[[], None]] = []

    @property
    def is_cancelled(self) -> bool:
        return self._cancelled

    def cancel(self) -> None:
        """Raise the flag and tell everyone who asked to be told; a second call does nothing."""
        with self._lock:
            if self._cancelled:
                return
            self._cancelled = True
            callbacks, self._callbacks = self._callbacks, []
        for callback in callbacks:
            callback()

    def on_cancel(self, callback: Callable[[], None]) -> None:
        """Call `callback` once when the flag goes up, at once if it is up already."""
        with self._lock:
            if not self._cancelled:
                self._callbacks.append(callback)
                return
        callback()

    def forget(self, callback: Callable[[], None]) -> None:
        """Call it no more; what it was there for is over."""
        with self._lock:
            if callback in self._callbacks:
                self._callbacks.remove(callback)

    def raise_if_cancelled(self) -> None:
        """Raise `WorkCancelledError` when the flag is up."""
        if self._cancelled:
            raise WorkCancelledError
