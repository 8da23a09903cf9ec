"""`doctor`: what a bug report needs, without prompts and without the names of anybody's folders."""

from __future__ import annotations

import argparse
import time

from t2l_desktop.cli import output
from t2l_desktop.cli.choosing import add_json
from t2l_desktop.cli.running import worker
from t2l_desktop.core.messages import Release, WorkerKind
from t2l_desktop.core.paths import AppPaths
from t2l_desktop.library.packs import PackShelf
from t2l_desktop.operations.report import FAILED, as_text, installation_facts, tried


def add_parsers(verbs: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the verb."""
    parser = verbs.add_parser("doctor", help="check the installation and report on it", allow_abbrev=False)
    add_json(parser)
    parser.set_defaults(run=_doctor)


def _doctor(args: argparse.Namespace, paths: AppPaths) -> int:
    facts = installation_facts(paths, packs=PackShelf(paths))
    facts["devices"] = {**facts["devices"], "automatic": tried(_automatic_device, paths)}
    facts["workers"] = {kind.value: tried(lambda kind=kind: _start(kind, paths), paths) for kind in WorkerKind}  # type: ignore[misc] # mypy cannot infer a default argument
    if args.json:
        output.json_line(facts)
    else:
        output.result(as_text(facts))
    return 1 if FAILED in str(facts) else 0


def _automatic_device() -> str:
    from t2l_desktop.hypernet.device import choose_device  # noqa: PLC0415 - torch is slow to import

    return str(choose_device("auto"))


def _start(kind: WorkerKind, paths: AppPaths) -> str:
    started = time.perf_counter()
    with worker(kind, paths) as link:
        link.call(Release())
        return f"answers after {time.perf_counter() - started:.1f} s"
