"""A whole pack as one file, to take along or pass on."""

from __future__ import annotations

from pathlib import Path

from t2l_desktop.core.cancel import CancelToken
from t2l_desktop.core.records import Pack
from t2l_desktop.operations.services import OnEvent, Services

BUNDLE_SUFFIX = ".t2lpack"


def export_pack(
    services: Services,
    *,
    pack: Pack,
    out: Path,
    on_event: OnEvent | None = None,
    cancel: CancelToken | None = None,
) -> Path:
    """Write a pack with all of its parts as the file `out`, whole or not at all; gives the file.

    `out` may be a folder, which gets `<name>.t2lpack`, and nothing in it is replaced. `Progress` has the stage
    "export".
    """
    raise NotImplementedError


def import_bundle(
    services: Services, *, file: Path, on_event: OnEvent | None = None, cancel: CancelToken | None = None
) -> Pack:
    """Install the pack in a `.t2lpack` file, whole or not at all; one that is there already is given as it is.

    `Progress` has the stage "import". Raises `UserFacingError` for a file that is damaged, hostile or too large.
    """
    raise NotImplementedError
