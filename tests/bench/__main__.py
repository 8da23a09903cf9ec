"""`make bench`: what the app takes, each figure beside its reference in the same run.

Usage: python -m tests.bench [--repeats N] [SECTION ...]

Sections: creating, speaking, window, texts, library, routing, generation, training.
"""

from __future__ import annotations

import argparse
import os
import platform
import sys
from collections.abc import Callable

from tests.bench import creating, generation, library, routing, speaking, texts, training, window
from tests.bench.table import Row, markdown

SECTIONS: dict[str, Callable[[int], list[Row]]] = {
    "creating": creating.measure,
    "speaking": speaking.measure,
    "window": window.measure,
    "texts": texts.measure,
    "library": library.measure,
    "routing": routing.measure,
    "generation": generation.measure,
    "training": training.measure,
}


def main() -> int:
    """Measure the wanted sections and print one table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sections", nargs="*", metavar="SECTION", choices=[[], *SECTIONS], default=[])
    parser.add_argument("--repeats", type=int, default=20, metavar="N", help="runs behind each median")
    args = parser.parse_args()
    rows: list[Row] = []
    for name in args.sections or SECTIONS:
        sys.stderr.write(f"measuring: {name}\n")
        rows += SECTIONS[name](args.repeats)
    sys.stdout.write(f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}\n\n")
    sys.stdout.write(markdown(rows) + "\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
