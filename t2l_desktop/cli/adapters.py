"""`adapters`: the library from the command line."""

from __future__ import annotations

import argparse
import dataclasses
from collections.abc import Callable
from datetime import UTC, datetime

from t2l_desktop.cli import output
from t2l_desktop.cli.choosing import add_json
from t2l_desktop.cli.running import services_for
from t2l_desktop.core.paths import AppPaths
from t2l_desktop.core.records import Adapter, AdapterState
from t2l_desktop.operations.adapters import bin_adapter, list_adapters, rename_adapter, restore_adapter
from t2l_desktop.operations.services import Services


def add_parsers(verbs: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the family."""
    family = verbs.add_parser("adapters", help="list, show, rename, delete, restore", allow_abbrev=False)
    actions = family.add_subparsers(metavar="ACTION", required=True)

    parser = actions.add_parser("list", help="the adapters of the library, newest first", allow_abbrev=False)
    parser.add_argument("--search", metavar="WORDS", default="", help="only those that hold every word")
    parser.add_argument(
        "--state",
        choices=[state.value for state in AdapterState],
        default=AdapterState.SAVED.value,
        help="default: %(default)s",
    )
    add_json(parser)
    parser.set_defaults(run=_list)

    parser = _one(actions, "show", "everything about an adapter")
    parser.set_defaults(run=_show)
    parser = _one(actions, "rename", "give an adapter another name")
    parser.add_argument("name", metavar="NAME")
    parser.set_defaults(run=_changing(lambda s, args: rename_adapter(s, adapter_id=args.id, name=args.name)))
    parser = _one(actions, "delete", "put an adapter into the bin for thirty days")
    parser.set_defaults(run=_changing(lambda s, args: bin_adapter(s, adapter_id=args.id)))
    parser = _one(actions, "restore", "bring an adapter back from the bin")
    parser.set_defaults(run=_changing(lambda s, args: restore_adapter(s, adapter_id=args.id)))


def _one(
    actions: argparse._SubParsersAction[argparse.ArgumentParser], action: str, help: str
) -> argparse.ArgumentParser:
    parser = actions.add_parser(action, help=help, allow_abbrev=False)
    parser.add_argument("id", metavar="ID")
    add_json(parser)
    return parser


def _list(args: argparse.Namespace, paths: AppPaths) -> int:
    with services_for(paths) as services:
        adapters = list_adapters(services, search=args.search, state=AdapterState(args.state))
    if args.json:
        output.json_line([dataclasses.asdict(adapter) for adapter in adapters])
    else:
        output.table([_row(adapter) for adapter in adapters])
    return 0


def _show(args: argparse.Namespace, paths: AppPaths) -> int:
    with services_for(paths) as services:
        adapter = services.library.adapter(args.id)
        folder = str(services.library.adapter_folder(args.id))
    values = {**dataclasses.asdict(adapter), "folder": folder}
    if args.json:
        output.json_line(values)
        return 0
    times = {name: _date(values[name]) for name in ("created_at", "updated_at")}
    output.table([(name, str(value)) for name, value in {**values, **times}.items() if value != ""])
    return 0


def _changing(
    change: Callable[[Services, argparse.Namespace], Adapter],
) -> Callable[[argparse.Namespace, AppPaths], int]:
    def run(args: argparse.Namespace, paths: AppPaths) -> int:
        with services_for(paths) as services:
            adapter = change(services, args)
        if args.json:
            output.json_line(dataclasses.asdict(adapter))
        else:
            output.table([_row(adapter)])
        return 0

    return run


def _row(adapter: Adapter) -> tuple[str, ...]:
    return adapter.id, adapter.name, adapter.state, adapter.pack_id, _date(adapter.created_at)


def _date(moment: float) -> str:
    return datetime.fromtimestamp(moment, UTC).astimezone().strftime("%Y-%m-%d %H:%M")
