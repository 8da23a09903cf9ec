"""Where the app keeps its files."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

import platformdirs

from t2l_desktop.core.errors import UserFacingError

HOME_VARIABLE = "T2L_HOME"
_APP = "t2l-desktop"


@dataclass(frozen=True)
class AppPaths:
    """The folders of one user; `locate` finds them, nothing is created before `ensure`."""

    data: Path
    config: Path
    state: Path

    @classmethod
    def locate(cls, home: Path | None = None) -> AppPaths:
        """The platform's folders, or all of them below `home` (else `T2L_HOME`) when one is given."""
        chosen = home or (Path(os.environ[HOME_VARIABLE]) if os.environ.get(HOME_VARIABLE) else None)
        if chosen is not None:
            root = chosen.expanduser().absolute()
            return cls(data=root / "data", config=root / "config", state=root / "state")
        dirs = platformdirs.PlatformDirs(_APP, appauthor=False)
        return cls(data=Path(dirs.user_data_dir), config=Path(dirs.user_config_dir), state=Path(dirs.user_state_dir))

    def ensure(self) -> AppPaths:
        """Create every folder; raises `UserFacingError` where that is not allowed."""
        for folder in (self.adapters, self.packs, self.bin, self.config, self.logs):
            try:
                folder.mkdir(parents=True, exist_ok=True)
            except OSError as error:
                raise UserFacingError(
                    "The folder {folder} cannot be written.",
                    hint="Check its permissions and the free space, or choose another folder with --home.",
                    detail=str(error),
                    folder=folder,
                ) from error
        return self

    @property
    def database(self) -> Path:
        return self.data / "library.sqlite3"

    @property
    def adapters(self) -> Path:
        return self.data / "adapters"

    @property
    def packs(self) -> Path:
        return self.data / "packs"

    @property
    def bin(self) -> Path:
        return self.data / "bin"

    @property
    def settings(self) -> Path:
        return self.config / "settings.toml"

    @property
    def logs(self) -> Path:
        return self.state / "logs"
