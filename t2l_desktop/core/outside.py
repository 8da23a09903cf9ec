"""Files that somebody chose or dropped: what keeps one from being read, in words."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from t2l_desktop.core.errors import UserFacingError


def no_such_file(path: Path) -> UserFacingError:
    """What to say of a file that is not there."""
    return UserFacingError("There is no file {file}.", hint="Choose another file.", file=path.name)


@contextmanager
def reading(path: Path) -> Iterator[None]:
    """Turn what the operating system refuses while `path` is looked at into a `UserFacingError`."""
    try:
        yield
    except FileNotFoundError as error:
        raise no_such_file(path) from error
    except OSError as error:
        raise UserFacingError(
            "The file {file} cannot be read.",
            hint="Check that it is there and that you may read it.",
            detail=str(error),
            file=path.name,
        ) from error
