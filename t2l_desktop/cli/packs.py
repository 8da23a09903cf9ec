"""`packs`: what is installed and whether it is sound."""

from __future__ import annotations

import argparse
import dataclasses
from typing import Any

from t2l_desktop.cli import output
from t2l_desktop.cli.choosing import add_json, chosen_pack
from t2l_desktop.cli.running import run_stoppable
from t2l_desktop.core.errors import UserFacingError
from t2l_desktop.core.messages import Progress
from t2l_desktop.core.paths import AppPaths
from t2l_desktop.core.records import Pack
from t2l_desktop.library.packs import PackShelf, PartState, verify_pack


def add_parsers(verbs: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the family."""
    family = verbs.add_parser("packs", help="list, show, verify", allow_abbrev=False)
    actions = family.add_subparsers(metavar="ACTION", required=True)
    parser = actions.add_parser("list", help="the installed packs", allow_abbrev=False)
    add_json(parser)
    parser.set_defaults(run=_list)
    for action, run, words in (
        ("show", _show, "everything about a pack"),
        ("verify", _verify, "compare every file with its SHA-256"),
    ):
        parser = actions.add_parser(action, help=words, allow_abbrev=False)
        parser.add_argument("pack", metavar="ID|DIR", nargs="?", help="default: the first installed")
        add_json(parser)
        parser.set_defaults(run=run)


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


def _verify(args: argparse.Namespace, paths: AppPaths) -> int:
    pack = chosen_pack(args.pack, paths)
    checks = run_stoppable(
        lambda on_event, cancel: verify_pack(
            pack, on_progress=lambda fraction: on_event(Progress(stage="verify", fraction=fraction)), cancel=cancel
        ),
        show=output.StageRemarks(),
    )
    if args.json:
        output.json_line([dataclasses.asdict(check) for check in checks])
    else:
        output.table([(check.state, check.part) for check in checks])
    bad = [check.part for check in checks if check.state is not PartState.SOUND]
    if bad:
        raise UserFacingError(
            "The pack {pack} is damaged: {parts}.", hint="Install the pack again.", pack=pack.id, parts=", ".join(bad)
        )
    return 0


def _facts(pack: Pack) -> dict[str, Any]:
    values = dataclasses.asdict(pack)
    for name in ("folder", "base", "hypernet", "embedder", "descriptions"):
        values[name] = None if values[name] is None else str(values[name])
    return values
