"""`adapters`: the library from the command line."""

from __future__ import annotations

import argparse
import dataclasses
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import get_args

from t2l_desktop.cli import output
from t2l_desktop.cli.chat import parse_adapter
from t2l_desktop.cli.choosing import add_json
from t2l_desktop.cli.running import run_stoppable, services_for
from t2l_desktop.core.paths import AppPaths
from t2l_desktop.core.records import Adapter, AdapterOrder, AdapterState, AdapterUse
from t2l_desktop.operations.adapter_export import ExportFormat, export_adapter, measure_merge
from t2l_desktop.operations.adapter_import import ImportedAdapter, import_adapter
from t2l_desktop.operations.adapters import (
    bin_adapters,
    list_adapters,
    rename_adapter,
    restore_adapters,
    save_adapter,
    set_favourite,
    set_tags,
)
from t2l_desktop.operations.blending import blend_adapters
from t2l_desktop.operations.services import Services

_FORMATS = tuple(each for each in get_args(ExportFormat) if each != "both")


def add_parsers(verbs: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the family."""
    family = verbs.add_parser(
        "adapters", help="list, show, rename, tag, star, delete, restore, import, export, blend", allow_abbrev=False
    )
    actions = family.add_subparsers(metavar="ACTION", required=True)

    parser = actions.add_parser("list", help="the adapters of the library", allow_abbrev=False)
    parser.add_argument("--search", metavar="WORDS", default="", help="only those that hold every word")
    parser.add_argument("--tag", metavar="TAG", action="append", default=[], help="only those with this tag")
    parser.add_argument("--favourites", action="store_true", help="only favourites")
    parser.add_argument(
        "--sort",
        choices=[order.value for order in AdapterOrder],
        default=AdapterOrder.CHANGED.value,
        help="default: %(default)s",
    )
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
    _add_marks(actions)
    parser = _one(actions, "delete", "put an adapter into the bin for thirty days")
    parser.set_defaults(run=_changing(lambda s, args: bin_adapters(s, adapter_ids=[args.id])[0]))
    parser = _one(actions, "restore", "bring an adapter back from the bin")
    parser.set_defaults(run=_changing(lambda s, args: restore_adapters(s, adapter_ids=[args.id])[0]))
    _add_files(actions)


def _add_marks(actions: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = _one(actions, "tag", "give an adapter these tags instead of those that it has")
    parser.add_argument("tags", metavar="TAG", nargs="*")
    parser.set_defaults(run=_changing(lambda s, args: set_tags(s, tags={args.id: args.tags})[0]))
    for action, favourite in (("star", True), ("unstar", False)):
        parser = _one(actions, action, "make an adapter a favourite" if favourite else "a favourite no longer")
        parser.set_defaults(run=_changing(partial(_star, favourite=favourite)))


def _star(services: Services, args: argparse.Namespace, *, favourite: bool) -> Adapter:
    return set_favourite(services, adapter_ids=[args.id], favourite=favourite)[0]


def _add_files(actions: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = actions.add_parser("import", help="take adapters from files into the library", allow_abbrev=False)
    parser.add_argument(
        "paths",
        metavar="PATH",
        nargs="+",
        type=Path,
        help="a .t2lskill, a GGUF adapter, a PEFT folder, or a zip of one",
    )
    parser.add_argument(
        "--pack", metavar="ID", help="the pack whose base it must fit (default: the first that it fits)"
    )
    parser.add_argument("--name", metavar="NAME", help="what to call it (default: as it calls itself)")
    add_json(parser)
    parser.set_defaults(run=_import, parser=parser)
    parser = _one(actions, "export", "write an adapter into files")
    parser.add_argument(
        "--format", choices=_FORMATS, required=True, help="merged: the whole model with the adapter in it"
    )
    parser.add_argument("--out", metavar="PATH", type=Path, required=True, help="the file, or the folder to write into")
    parser.add_argument("--strength", metavar="X", type=float, help="default: the strength at which it is kept")
    parser.set_defaults(run=_export)
    parser = actions.add_parser("blend", help="make one adapter out of several of one base", allow_abbrev=False)
    parser.add_argument("parts", metavar="ID[=WEIGHT]", nargs="+", help="two to six adapters and how much of each (1)")
    parser.add_argument("--rank", metavar="R", type=int, help="reduce the sum to this rank (default: exact)")
    parser.add_argument("--name", metavar="NAME", default="", help="what to call it (default: the names of its parts)")
    add_json(parser)
    parser.set_defaults(run=_blend)


def _one(
    actions: argparse._SubParsersAction[argparse.ArgumentParser], action: str, help: str
) -> argparse.ArgumentParser:
    parser = actions.add_parser(action, help=help, allow_abbrev=False)
    parser.add_argument("id", metavar="ID")
    add_json(parser)
    return parser


def _list(args: argparse.Namespace, paths: AppPaths) -> int:
    with services_for(paths) as services:
        adapters = list_adapters(
            services,
            state=AdapterState(args.state),
            search=args.search,
            tags=args.tag,
            favourites=args.favourites,
            order=AdapterOrder(args.sort),
        )
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
    shown = {**values, **times, "tags": ", ".join(adapter.tags)}
    output.table([(name, str(value)) for name, value in shown.items() if value not in ("", ())])
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


def _import(args: argparse.Namespace, paths: AppPaths) -> int:
    if args.name is not None and len(args.paths) > 1:
        args.parser.error("--name goes with one PATH")
    with services_for(paths) as services:
        for path in args.paths:
            imported = _import_one(services, args, path)
            if args.json:
                output.json_line({**dataclasses.asdict(imported.adapter), "is_new": imported.is_new})
                continue
            output.table([_row(imported.adapter)])
            if not imported.is_new:
                output.remark(f"{path.name} is in the library already, as {imported.adapter.name}.")
    return 0


def _import_one(services: Services, args: argparse.Namespace, path: Path) -> ImportedAdapter:
    pack = services.packs.pack(args.pack) if args.pack is not None else None
    return run_stoppable(
        lambda on_event, cancel: import_adapter(
            services, path=path, pack=pack, name=args.name or "", on_event=on_event, cancel=cancel
        ),
        show=output.StageRemarks(),
    )


def _export(args: argparse.Namespace, paths: AppPaths) -> int:
    with services_for(paths) as services:
        if args.format in ("merged", "merged-f16"):
            size = measure_merge(services, adapter_id=args.id, format=args.format)
            output.remark(
                f"The whole model, {size.nbytes / 1e9:.2f} GB; the base alone is {size.base_nbytes / 1e9:.2f} GB."
            )
        written = run_stoppable(
            lambda on_event, cancel: export_adapter(
                services,
                adapter_id=args.id,
                out=args.out,
                format=args.format,
                strength=args.strength,
                on_event=on_event,
                cancel=cancel,
            ),
            show=output.StageRemarks(),
        )
    if args.json:
        output.json_line({"files": [str(path) for path in written]})
        return 0
    for path in written:
        output.result(str(path))
    return 0


def _blend(args: argparse.Namespace, paths: AppPaths) -> int:
    parts = [AdapterUse(adapter_id=name, strength=weight) for name, weight in map(parse_adapter, args.parts)]
    with services_for(paths) as services:
        blended = run_stoppable(
            lambda on_event, cancel: blend_adapters(
                services, parts=parts, rank=args.rank, name=args.name, on_event=on_event, cancel=cancel
            ),
            show=output.StageRemarks(),
        )
        adapter = save_adapter(services, adapter_id=blended.adapter.id, name=blended.adapter.name)
    if args.json:
        output.json_line({**dataclasses.asdict(adapter), "kept": blended.kept})
        return 0
    output.table([_row(adapter)])
    output.remark(f"Rank {adapter.rank}; {blended.kept:.1%} of the exact sum's squared norm.")
    return 0


def _row(adapter: Adapter) -> tuple[str, ...]:
    marks = ("★" if adapter.is_favourite else "", ", ".join(adapter.tags))
    return adapter.id, adapter.name, adapter.state, adapter.pack_id, _date(adapter.created_at), *marks


def _date(moment: float) -> str:
    return datetime.fromtimestamp(moment, UTC).astimezone().strftime("%Y-%m-%d %H:%M")
