"""Compare what two builds of one commit have made on one system: they must agree in every byte, mode and link.

Usage: python packaging/compare_builds.py dist OTHER/dist
"""

from __future__ import annotations

import hashlib
import stat
import sys
from pathlib import Path


def differences(one: Path, other: Path) -> list[str]:
    """The paths below two folders that are in one of them alone, or are not the same in both."""
    for root in (one, other):
        if not root.is_dir():
            raise SystemExit(f"{root} is no folder.")
    facts = [{str(path.relative_to(root)): _fact(path) for path in root.rglob("*")} for root in (one, other)]
    return sorted(name for name in facts[0].keys() | facts[1].keys() if facts[0].get(name) != facts[1].get(name))


def _fact(path: Path) -> tuple[int, str]:
    """All of a file but its times, which archives set themselves."""
    mode = path.lstat().st_mode
    if stat.S_ISLNK(mode):
        return mode, str(path.readlink())
    if not stat.S_ISREG(mode):
        return mode, ""
    with path.open("rb") as file:
        return mode, hashlib.file_digest(file, "sha256").hexdigest()


def main(one: Path, other: Path) -> int:
    """Name what differs; 1 where something does."""
    found = differences(one, other)
    print("\n".join(found) or "the builds are the same")
    return int(bool(found))


if __name__ == "__main__":
    raise SystemExit(main(Path(sys.argv[1]), Path(sys.argv[2])))
