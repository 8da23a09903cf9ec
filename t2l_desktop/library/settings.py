"""The person's settings: one frozen dataclass in one TOML file."""

from __future__ import annotations

import contextlib
import dataclasses
import logging
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from t2l_desktop.core.errors import UserFacingError

logger = logging.getLogger(__name__)

# Goes up when a key changes its meaning; a new key with a default needs no new version.
SCHEMA_VERSION = 1
_MAX_BYTES = 64 * 1024


def _choice(label: str, *choices: str) -> str:
    value: str = field(default=choices[0], metadata={"label": label, "choices": choices})
    return value


def _number(label: str, default: int, *, minimum: int, maximum: int) -> int:
    value: int = field(default=default, metadata={"label": label, "minimum": minimum, "maximum": maximum})
    return value


def _switch(label: str, *, default: bool) -> bool:
    value: bool = field(default=default, metadata={"label": label})
    return value


def _id(label: str) -> str:
    value: str = field(default="", metadata={"label": label, "pattern": r"(?:[a-z0-9][a-z0-9._-]{0,63})?"})
    return value


@dataclass(frozen=True, kw_only=True)
class Settings:
    """Every setting with its default first; `field_of` gives label, choices or range.

    Zero threads means automatic, an empty pack the first one that is installed.
    """

    language: str = _choice("Language", "system", "en", "ja")
    theme: str = _choice("Theme", "system", "light", "dark")
    device: str = _choice("Device", "auto", "cuda", "mps", "cpu")
    threads: int = _number("Threads", 0, minimum=0, maximum=256)
    send_key: str = _choice("Sending key", "enter", "ctrl_enter")
    text_size: int = _number("Text size in percent", 100, minimum=75, maximum=200)
    motion: str = _choice("Motion", "system", "reduced", "full")
    shows_first_steps: bool = _switch("Show the first steps at the start", default=True)
    pack: str = _id("Model")
    library_order: str = _choice("Order of the library", "changed", "newest", "oldest", "name")

    def __post_init__(self) -> None:
        for each in dataclasses.fields(self):
            if not _fits(each, getattr(self, each.name)):
                raise ValueError(f"{each.name} = {getattr(self, each.name)!r}")


def field_of(name: str) -> dict[str, Any]:
    """What is known of a setting: `label` and `choices`, or `minimum` and `maximum`, or neither for yes and no."""
    return next(dict(each.metadata) for each in dataclasses.fields(Settings) if each.name == name)


def load_settings(path: Path, *, on_trouble: Callable[[UserFacingError], None] | None = None) -> Settings:
    """The settings in a file; what is bad or unknown falls back to its default, and the file is kept as `.bak`.

    `on_trouble` is called with what to tell the person.
    """
    # The window reads its settings before its first paint: it waits for no more imports than it must.
    try:
        if path.exists() and not path.is_file():
            raise OSError("not a file")
        if path.stat().st_size > _MAX_BYTES:
            raise ValueError("too large")
        import tomllib  # noqa: PLC0415

        found = tomllib.loads(path.read_bytes().decode("utf-8"))
    except FileNotFoundError:
        return Settings()
    except OSError as error:
        trouble = UserFacingError(
            "The settings cannot be read; the defaults are used.",
            hint="Check that {file} is a file that you may read.",
            detail=str(error),
            file=path,
        )
        return _told(Settings(), trouble, on_trouble)
    except (ValueError, RecursionError) as error:
        trouble = UserFacingError(
            "The settings could not be understood and were reset.",
            hint="The file as it was is kept as {file}.",
            detail=type(error).__name__,
            file=_kept(path),
        )
        return _told(_begin_again(path, Settings()), trouble, on_trouble)
    version = found.pop("schema_version", SCHEMA_VERSION)
    if type(version) is not int or version > SCHEMA_VERSION:
        trouble = UserFacingError(
            "The settings were of another version of the app and were reset.",
            hint="The file as it was is kept as {file}.",
            detail=str(version)[:20],
            file=_kept(path),
        )
        return _told(_begin_again(path, Settings()), trouble, on_trouble)
    fields = {each.name: each for each in dataclasses.fields(Settings)}
    good = {name: value for name, value in found.items() if name in fields and _fits(fields[name], value)}
    if len(good) == len(found):
        return Settings(**good)
    trouble = UserFacingError(
        "Some settings could not be understood and were reset: {names}.",
        hint="The file as it was is kept as {file}.",
        names=", ".join(sorted(found.keys() - good.keys()))[:200],
        file=_kept(path),
    )
    return _told(_begin_again(path, Settings(**good)), trouble, on_trouble)


def save_settings(path: Path, settings: Settings) -> None:
    """Write all settings whole; raises `UserFacingError` where that is not possible."""
    import tomli_w  # noqa: PLC0415

    from t2l_desktop.library.storage import write_whole  # noqa: PLC0415

    body = {"schema_version": SCHEMA_VERSION, **dataclasses.asdict(settings)}
    write_whole(path, tomli_w.dumps(body).encode("utf-8"))


def _fits(each: dataclasses.Field[Any], value: object) -> bool:
    if "choices" in each.metadata:
        return isinstance(value, str) and value in each.metadata["choices"]
    if "minimum" in each.metadata:
        return type(value) is int and each.metadata["minimum"] <= value <= each.metadata["maximum"]
    if "pattern" in each.metadata:
        return isinstance(value, str) and re.fullmatch(each.metadata["pattern"], value) is not None
    return isinstance(value, bool)


def _told(
    settings: Settings, trouble: UserFacingError, on_trouble: Callable[[UserFacingError], None] | None
) -> Settings:
    logger.warning("settings were dropped: %s", trouble.fields.get("names", trouble.detail))
    if on_trouble is not None:
        on_trouble(trouble)
    return settings


def _kept(path: Path) -> Path:
    return path.with_name(f"{path.name}.bak")


def _begin_again(path: Path, good: Settings) -> Settings:
    """Put the file aside, so that it is told of once, and write what was good in it."""
    with contextlib.suppress(OSError, UserFacingError):
        path.replace(_kept(path))
        save_settings(path, good)
    return good
