"""Set the project up where there is no make: the same steps as the Makefile's, with what Python brings."""

from __future__ import annotations

import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
VENV = ROOT / ".venv"
_TORCH = "torch=="


def main() -> int:
    """Make the environment and everything that is not in git."""
    venv.create(VENV, with_pip=True, symlinks=sys.platform != "win32")
    python = str(VENV / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python"))
    constraints = ROOT / "packaging" / "constraints.txt"
    torch = next(line for line in constraints.read_text(encoding="utf-8").splitlines() if line.startswith(_TORCH))
    for command in (
        ["-m", "pip", "install", "--quiet", torch],
        ["-m", "pip", "install", "--quiet", "-c", str(constraints), "-e", f"{ROOT}[dev]"],
        [str(ROOT / "packaging" / "prepare_embedder.py")],
        [str(ROOT / "packaging" / "i18n.py"), "compile"],
    ):
        subprocess.run([python, *command], check=True, cwd=ROOT)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
