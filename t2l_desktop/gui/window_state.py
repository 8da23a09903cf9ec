"""How the window was left: size, place, page, the parts of its splits, and the folders of its file dialogs."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from PySide6.QtCore import QByteArray, QObject, Slot

from t2l_desktop.gui.main_window import MainWindow
from t2l_desktop.gui.widgets.rail import PAGES

logger = logging.getLogger(__name__)

_MAX_BYTES = 256 * 1024
_MOST_NAMES = 100


class WindowState(QObject):
    """One file in the state folder; whatever in it makes no sense counts as not there.

    Sizes and places are Qt's own record of them, which it holds against the screens that there are now.
    """

    def __init__(self, file: Path, window: MainWindow) -> None:
        super().__init__(window)
        self._file = file
        self._window = window
        self._shares: dict[str, float] = {}
        self._kept: bytes | None = None
        window.closing.connect(self._on_window_closing)

    def restore(self, *, with_page: bool) -> None:
        """Put the window where it was; it is not on the screen yet."""
        found = self._read()
        geometry = found.get("geometry")
        if not (isinstance(geometry, str) and self._window.restoreGeometry(_bytes(geometry))):
            self._fit_to_screen()
        page = found.get("page")
        if with_page and page in PAGES:
            self._window.begin_at(str(page))
        self._window.folders.update(_texts(found.get("folders")))
        shares = found.get("splits")
        if isinstance(shares, dict):
            names = list(shares.items())[:_MOST_NAMES]
            self._shares = {name: share for name, share in names if isinstance(share, float) and 0.05 <= share <= 0.95}

    def restore_splits(self) -> None:
        """Part what is on the pages as it was parted; the pages are there by now."""
        # Not at the top: the window has none of them before its first paint.
        from t2l_desktop.gui.widgets.split import Split  # noqa: PLC0415

        for split in self._window.findChildren(Split):
            if split.objectName() in self._shares:
                split.set_share(self._shares[split.objectName()])

    def write(self) -> None:
        """Keep how the window was when it was closed; nobody waits for it to be on the disk, nor misses it."""
        if self._kept is None:
            return
        draft = self._file.with_name(f"{self._file.name}.part")
        try:
            self._file.parent.mkdir(parents=True, exist_ok=True)
            draft.write_bytes(self._kept)
            draft.replace(self._file)
        except OSError as error:
            logger.info("the window's state was not kept: %s", error.strerror)
            with suppress(OSError):
                draft.unlink(missing_ok=True)

    def _read(self) -> dict[str, Any]:
        try:
            if self._file.stat().st_size > _MAX_BYTES:
                return {}
            import json  # noqa: PLC0415 - not before the first paint of a first start

            found = json.loads(self._file.read_bytes())
        except (OSError, ValueError, RecursionError):
            return {}
        return found if isinstance(found, dict) else {}

    def _fit_to_screen(self) -> None:
        room = self._window.screen().availableGeometry().size()
        self._window.resize(self._window.size().boundedTo(room))

    @Slot()
    def _on_window_closing(self) -> None:
        import json  # noqa: PLC0415

        from t2l_desktop.gui.widgets.split import Split  # noqa: PLC0415

        shares = {split.objectName(): split.share for split in self._window.findChildren(Split) if split.objectName()}
        body = {
            "geometry": bytes(self._window.saveGeometry().toBase64().data()).decode("ascii"),
            "page": self._window.origin,
            "splits": self._shares | shares,
            "folders": self._window.folders,
        }
        self._kept = json.dumps(body, indent=1).encode("utf-8")


def _bytes(base64: str) -> QByteArray:
    return QByteArray.fromBase64(QByteArray(base64.encode("utf-8", "replace")))


def _texts(found: object) -> Mapping[str, str]:
    names = list(found.items())[:_MOST_NAMES] if isinstance(found, dict) else []
    return {name: text for name, text in names if isinstance(text, str) and "\0" not in text}
