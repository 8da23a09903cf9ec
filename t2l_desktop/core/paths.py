"""Where the app keeps its files."""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from pathlib import Path

import platformdirs

from t2l_desktop.core.errors import UserFacingError

HOME_VARIABLE = "T2L_HOME"
_APP = "t2l-desktop"
_MAX_POINTER_BYTES = 32 * 1024


class DataFolderMissingError(UserFacingError):
    """The data folder was moved, and where it was moved to there is none now."""


@dataclass(frozen=True)
class AppPaths:
    """The folders of one user; `locate` finds them, nothing is created before `ensure`.

    `moved_from` is where the data folder would be if a file in the config folder did not point to another place.
    """

    data: Path
    config: Path
    state: Path
    moved_from: Path | None = None

    @classmethod
    def locate(cls, home: Path | None = None) -> AppPaths:
        """The platform's folders, or all of them below `home` (else `T2L_HOME`) when one is given."""
        chosen = home or (Path(os.environ[HOME_VARIABLE]) if os.environ.get(HOME_VARIABLE) else None)
        if chosen is not None:
            root = chosen.expanduser().absolute()
            usual = cls(data=root / "data", config=root / "config", state=root / "state")
        else:
            dirs = platformdirs.PlatformDirs(_APP, appauthor=False)
            usual = cls(
                data=Path(dirs.user_data_dir), config=Path(dirs.user_config_dir), state=Path(dirs.user_state_dir)
            )
        moved_to = usual._read_pointer()
        return usual if moved_to is None else usual.with_data(moved_to)

    def ensure(self) -> AppPaths:
        """Create every folder; raises `UserFacingError` where that is not allowed.

        Raises `DataFolderMissingError` where the data folder was moved and is gone: its drive may come back, and an
        empty folder in its place would look as if everything were lost.
        """
        if self.moved_from is not None and not self.holds_data:
            raise DataFolderMissingError(
                "The data folder {folder} is not there.",
                hint="Connect its drive and try again, or choose the folder where it is now.",
                folder=str(self.data)[:300],
            )
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
    def usual_data(self) -> Path:
        """Where the data folder is unless it is moved."""
        return self.moved_from or self.data

    def with_data(self, folder: Path) -> AppPaths:
        """The same folders with the data in another one; nothing on the disk changes."""
        return replace(self, data=folder, moved_from=None if folder == self.usual_data else self.usual_data)

    @property
    def holds_data(self) -> bool:
        """Whether the data folder looks like one that the app has been working in."""
        try:
            return self.adapters.is_dir()
        except OSError:  # no path at all
            return False

    @property
    def pointer(self) -> Path:
        """The file that says where the data folder was moved to, in the bytes of the system's own file names."""
        return self.config / "data-folder"

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
    def backups(self) -> Path:
        return self.data / "backups"

    @property
    def settings(self) -> Path:
        return self.config / "settings.toml"

    @property
    def logs(self) -> Path:
        return self.state / "logs"

    def _read_pointer(self) -> Path | None:
        try:
            with self.pointer.open("rb") as file:
                written = file.read(_MAX_POINTER_BYTES)
        except (FileNotFoundError, NotADirectoryError):
            return None
        except OSError:
            return self.pointer
        # Nonsense leads into the config folder, where no data is, and so to an error in words.
        return self.config / (os.fsdecode(written.strip(b"\r\n").replace(b"\0", b"?")) or self.pointer.name)
