"""`packs`: what is installed, whether it is sound and fits, and what comes in and goes out."""

from __future__ import annotations

import argparse
import dataclasses
from pathlib import Path
from typing import Any

from t2l_desktop.cli import output
from t2l_desktop.cli.choosing import add_json, chosen_pack
from t2l_desktop.cli.running import run_stoppable, services_for
from t2l_desktop.core.errors import UserFacingError
from t2l_desktop.core.messages import WorkerKind
from t2l_desktop.core.paths import AppPaths
from t2l_desktop.core.records import Pack
from t2l_desktop.library.packs import PackShelf
from t2l_desktop.library.settings import load_settings
from t2l_desktop.operations.devices import find_devices
from t2l_desktop.operations.fit import check_fit
from t2l_desktop.operations.pack_bundles import export_pack, import_bundle
from t2l_desktop.operations.pack_import import PartsReport, import_pack, inspect_parts
from t2l_desktop.operations.pack_test import verify_pack
from t2l_desktop.operations.packs import remove_pack, restore_pack, set_context_length


def add_parsers(verbs: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the family."""
    family = verbs.add_parser(
        "packs", help="list, show, import, export, verify, fit, remove, restore", allow_abbrev=False
    )
    actions = family.add_subparsers(metavar="ACTION", required=True)
    parser = actions.add_parser("list", help="the installed packs", allow_abbrev=False)
    add_json(parser)
    parser.set_defaults(run=_list)
    _add_import(actions)
    for action, run, words in (
        ("show", _show, "everything about a pack"),
        ("verify", _verify, "compare every file with its SHA-256, then try the pack"),
        ("fit", _fit, "what a pack takes of the memory, beside what is free"),
    ):
        parser = actions.add_parser(action, help=words, allow_abbrev=False)
        parser.add_argument("pack", metavar="ID|DIR", nargs="?", help="default: the one in use")
        if action == "fit":
            parser.add_argument("--context", type=int, default=0, metavar="TOKENS", help="default: the pack's own")
            parser.add_argument("--keep", action="store_true", help="have the pack use this context from now on")
        add_json(parser)
        parser.set_defaults(run=run)
    parser = actions.add_parser("export", help="write a whole pack as one file", allow_abbrev=False)
    parser.add_argument("pack", metavar="ID|DIR")
    parser.add_argument("out", metavar="FILE.t2lpack|DIR", type=Path)
    add_json(parser)
    parser.set_defaults(run=_export)
    for action, run, words in (
        ("remove", _remove, "put a pack into the bin for thirty days"),
        ("restore", _restore, "bring a pack back from the bin"),
    ):
        parser = actions.add_parser(action, help=words, allow_abbrev=False)
        parser.add_argument("pack", metavar="ID")
        add_json(parser)
        parser.set_defaults(run=run)


def _add_import(actions: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = actions.add_parser(
        "import",
        help="make a pack of a base model, a hypernetwork and an embedder, or take one from a file",
        allow_abbrev=False,
    )
    parser.add_argument(
        "files", nargs="*", type=Path, metavar="FILE.t2lpack|PART", help="a pack in one file, or parts in any order"
    )
    parser.add_argument("--base", type=Path, metavar="FILE.gguf", help="the base model")
    parser.add_argument("--hypernet", type=Path, metavar="DIR", help="the hypernetwork's folder")
    parser.add_argument("--embedder", type=Path, metavar="DIR", help="the embedder's folder")
    parser.add_argument("--name", default="", help="what to call the pack")
    parser.add_argument(
        "--link",
        action="store_true",
        help="do not copy the base; one on another drive is used where it is and has to stay there",
    )
    add_json(parser)
    parser.set_defaults(run=_import)


def _list(args: argparse.Namespace, paths: AppPaths) -> int:
    shelf = PackShelf(paths)
    packs = shelf.packs()
    if args.json:
        output.json_line([_facts(pack) for pack in packs])
    else:
        output.table([(pack.id, pack.name, pack.licence) for pack in packs])
    for broken in shelf.broken():
        output.refusal(broken.error)
    return 0


def _show(args: argparse.Namespace, paths: AppPaths) -> int:
    facts = _facts(chosen_pack(args.pack, paths))
    if args.json:
        output.json_line(facts)
        return 0
    examples, card = facts.pop("examples"), facts.pop("card")
    output.table([(name, str(value)) for name, value in facts.items()])
    output.table([("example", example["description"]) for example in examples])
    output.table([(f"card: {name}", str(value)) for name, value in card.items()])
    return 0


def _import(args: argparse.Namespace, paths: AppPaths) -> int:
    parts = [path for path in (args.base, args.hypernet, args.embedder, *args.files) if path is not None]
    if not parts:
        raise UserFacingError(
            "There is nothing to import.", hint="Name a .t2lpack file, or --base, --hypernet and --embedder."
        )
    with services_for(paths) as services:
        report = run_stoppable(
            lambda on_event, cancel: inspect_parts(services, paths=parts, on_event=on_event, cancel=cancel),
            show=output.StageRemarks(),
        )
        _say(report)
        pack = run_stoppable(
            lambda on_event, cancel: (
                import_bundle(services, file=report.bundle, on_event=on_event, cancel=cancel)
                if report.bundle is not None and report.is_importable
                else import_pack(
                    services,
                    parts=report,
                    name=args.name,
                    base_how="link" if args.link else "copy",
                    on_event=on_event,
                    cancel=cancel,
                )
            ),
            show=output.StageRemarks(),
        )
    return _told(args, pack)


def _say(report: PartsReport) -> None:
    """What else is wrong than the first thing, which ends the command, and what is worth knowing."""
    for error in (*report.problems[1:], *report.notes):
        output.refusal(error)
    if report.existing is not None:
        output.remark(f"These parts are in the pack {report.existing.id} already.")


def _export(args: argparse.Namespace, paths: AppPaths) -> int:
    pack = chosen_pack(args.pack, paths)
    with services_for(paths) as services:
        written = run_stoppable(
            lambda on_event, cancel: export_pack(services, pack=pack, out=args.out, on_event=on_event, cancel=cancel),
            show=output.StageRemarks(),
        )
    if args.json:
        output.json_line({"file": str(written)})
    else:
        output.result(str(written))
    return 0


def _verify(args: argparse.Namespace, paths: AppPaths) -> int:
    pack = chosen_pack(args.pack, paths)
    with services_for(paths) as services:
        checks = run_stoppable(
            lambda on_event, cancel: verify_pack(services, pack=pack, on_event=on_event, cancel=cancel),
            show=output.StageRemarks(),
        )
    if args.json:
        output.json_line(
            [
                {"part": each.part, "passed": each.passed, "words": each.words.message, "hint": each.words.hint}
                for each in checks
            ]
        )
    else:
        output.table([("sound" if each.passed else "failed", each.part, each.words.message) for each in checks])
    bad = [each for each in checks if not each.passed]
    if bad:
        raise UserFacingError(
            "The pack {pack} is damaged: {parts}.",
            hint=bad[0].words.hint_template,
            **{**bad[0].words.fields, "pack": pack.id, "parts": ", ".join(each.part for each in bad)},
        )
    return 0


def _fit(args: argparse.Namespace, paths: AppPaths) -> int:
    pack = chosen_pack(args.pack, paths)
    with services_for(paths) as services:
        find_devices(services, worker=WorkerKind.CHATTER, device=load_settings(paths.settings).device)
        fit = check_fit(services, pack=pack, context_length=args.context)
        if args.keep:
            set_context_length(services, pack_id=pack.id, context_length=fit.context_length)
    if args.json:
        facts = dataclasses.asdict(fit)
        output.json_line({**facts, "words": fit.words.message, "hint": fit.words.hint})
    elif fit.fits:
        output.result(fit.words.message)
    if not fit.fits:
        raise fit.words
    return 0


def _remove(args: argparse.Namespace, paths: AppPaths) -> int:
    with services_for(paths) as services:
        binned = remove_pack(services, pack_id=args.pack)
    if args.json:
        output.json_line({"id": binned.pack_id, "name": binned.name})
    else:
        output.table([(binned.pack_id, binned.name, "binned")])
    return 0


def _restore(args: argparse.Namespace, paths: AppPaths) -> int:
    with services_for(paths) as services:
        pack = restore_pack(services, pack_id=args.pack)
    return _told(args, pack)


def _told(args: argparse.Namespace, pack: Pack) -> int:
    if args.json:
        output.json_line(_facts(pack))
    else:
        output.table([(pack.id, pack.name, pack.licence)])
    return 0


def _facts(pack: Pack) -> dict[str, Any]:
    values = dataclasses.asdict(pack)
    for name in ("folder", "base", "hypernet", "embedder", "descriptions"):
        values[name] = None if values[name] is None else str(values[name])
    return values
