"""Work on the whole data folder, for which the library is closed and opened again afterwards."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from t2l_desktop.operations.backups import Restored
from t2l_desktop.operations.data_folder import Moved

Outcome = Moved | Restored


@dataclass(frozen=True, kw_only=True)
class Errand:
    """An operation on the app's folders, and what is said while it is done and afterwards."""

    operation: Callable[..., Outcome]
    arguments: Mapping[str, Any]
    doing: str
    done: str
