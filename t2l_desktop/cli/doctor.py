"""`doctor`: what a bug report needs, without prompts and without the names of anybody's folders."""

from __future__ import annotations

import argparse
import time
from functools import partial

from t2l_desktop.cli import output
from t2l_desktop.cli.choosing import add_json
from t2l_desktop.cli.running import worker
from t2l_desktop.core.devices import DeviceUse
from t2l_desktop.core.messages import WorkerKind
from t2l_desktop.core.paths import AppPaths
from t2l_desktop.library.packs import PackShelf
from t2l_desktop.library.settings import load_settings
from t2l_desktop.operations.devices import ask_devices
from t2l_desktop.operations.report import FAILED, as_text, device_facts, installation_facts, tried


def add_parsers(verbs: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the verb."""
    parser = verbs.add_parser("doctor", help="check the installation and report on it", allow_abbrev=False)
    add_json(parser)
    parser.set_defaults(run=_doctor)


def _doctor(args: argparse.Namespace, paths: AppPaths) -> int:
    facts = installation_facts(paths, packs=PackShelf(paths))
    uses: dict[WorkerKind, DeviceUse] = {}
    facts["workers"] = {kind.value: tried(partial(_start, kind, paths, uses), paths) for kind in WorkerKind}
    facts["devices"] = {**facts["devices"], **device_facts(uses)}
    if args.json:
        output.json_line(facts)
    else:
        output.result(as_text(facts))
    return 1 if FAILED in str(facts) else 0


def _start(kind: WorkerKind, paths: AppPaths, uses: dict[WorkerKind, DeviceUse]) -> str:
    """Start a worker and note what it uses."""
    started = time.perf_counter()
    with worker(kind, paths) as link:
        uses[kind] = ask_devices(link, device=load_settings(paths.settings).device)
        return f"answers after {time.perf_counter() - started:.1f} s"
