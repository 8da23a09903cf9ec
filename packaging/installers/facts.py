"""What every installer says about the app, each fact from the one place where it stands."""

from __future__ import annotations

import os
import re
import subprocess
from datetime import UTC, datetime
from html import escape
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[2]
NAME = "t2l-desktop"
TITLE = "T2L Desktop"
PUBLISHER = "The T2L Desktop authors"
_RELEASE = re.compile(
    r"^## (?P<version>\d+\.\d+\.\d+) \((?P<day>\d{4}-\d\d-\d\d)\)\n(?P<body>.*?)(?=^## |\Z)", re.M | re.S
)


class Release(NamedTuple):
    """One section of the list of changes: `points` are its bullets, a line each."""

    version: str
    day: str
    points: tuple[str, ...]


def version(root: Path = ROOT) -> str:
    """The version, read where it stands: building needs none of what the app is made of."""
    found = re.search(r'^__version__ = "([^"]+)"$', (root / "t2l_desktop" / "__init__.py").read_text(), re.M)
    if found is None:
        raise SystemExit("t2l_desktop/__init__.py names no version")
    return found[1]


def releases(root: Path = ROOT) -> list[Release]:
    """What CHANGELOG.md says, newest first."""
    text = (root / "CHANGELOG.md").read_text(encoding="utf-8")
    return [Release(each["version"], each["day"], tuple(_points(each["body"]))) for each in _RELEASE.finditer(text)]


def build_time(root: Path = ROOT) -> int:
    """Seconds since 1970 that files inside installers carry: those of the commit, so that two builds agree."""
    if os.environ.get("SOURCE_DATE_EPOCH"):
        return int(os.environ["SOURCE_DATE_EPOCH"])
    done = subprocess.run(
        ["git", "log", "-1", "--format=%ct"], cwd=root, capture_output=True, text=True, check=False
    )  # fmt: skip
    if done.returncode == 0 and done.stdout.strip():
        return int(done.stdout)
    day = datetime.strptime(releases(root)[0].day, "%Y-%m-%d").replace(tzinfo=UTC)
    return int(day.timestamp())


def filled(template: Path, **fields: str) -> str:
    """The text of a template with every `@NAME@` in it replaced; raises `KeyError` for one that nobody gave."""
    text = template.read_text(encoding="utf-8")
    known = {"VERSION": version(), "TITLE": TITLE, "NAME": NAME, "PUBLISHER": PUBLISHER, **fields}
    return re.sub(r"@([A-Z_]+)@", lambda found: known[found[1]], text)


def appstream_releases(root: Path = ROOT) -> str:
    """The list of changes as software centres read it."""
    return "\n".join(
        f'    <release version="{each.version}" date="{each.day}">\n      <description>\n        <ul>\n'
        + "".join(f"          <li>{escape(point, quote=False)}</li>\n" for point in each.points)
        + "        </ul>\n      </description>\n    </release>"
        for each in releases(root)
    )


def _points(body: str) -> list[str]:
    """The bullets of a section, each with its continued lines, without Markdown's marks."""
    points: list[str] = []
    for line in body.splitlines():
        if line.startswith("- "):
            points.append(line[2:].strip())
        elif points and line.startswith("  "):
            points[-1] += f" {line.strip()}"
    return [re.sub(r"[*`]", "", point) for point in points]
