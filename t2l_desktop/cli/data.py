"""`data`: where skills, chats and models are kept, and moving, backing up and restoring them."""

from __future__ import annotations

import argparse
import dataclasses
from pathlib import Path

from t2l_desktop.cli import output
from t2l_desktop.cli.choosing import add_json
from t2l_desktop.cli.running import run_stoppable, services_for
from t2l_desktop.core.errors import UserFacingError
from t2l_desktop.core.outside import reading
from t2l_desktop.core.paths import AppPaths
from t2l_desktop.library.backups import date_in_words
from t2l_desktop.library.restoring import kept_data
from t2l_desktop.operations.backups import Restored, back_up_data, bring_back, restore_data
from t2l_desktop.operations.data_folder import measure_folder, move_data, plan_folder_move, use_data_folder


def add_parsers(verbs: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the family."""
    family = verbs.add_parser("data", help="where, backup, restore, move, use", allow_abbrev=False)
    actions = family.add_subparsers(metavar="ACTION", required=True)
    parser = actions.add_parser("where", help="the data folder, and what it takes", allow_abbrev=False)
    parser.set_defaults(run=_where)
    add_json(parser)
    parser = actions.add_parser("backup", help="write skills, chats and settings as one file", allow_abbrev=False)
    parser.add_argument("out", metavar="FILE.t2lbackup|DIR", type=Path)
    parser.add_argument("--packs", action="store_true", help="the added packs as well")
    parser.set_defaults(run=_backup)
    add_json(parser)
    parser = actions.add_parser(
        "restore", help="put a backup into the place of the present data, which are kept", allow_abbrev=False
    )
    parser.add_argument(
        "source", metavar="FILE.t2lbackup|DIR", type=Path, help="a backup, or a folder that an earlier restore kept"
    )
    parser.set_defaults(run=_restore)
    add_json(parser)
    parser = actions.add_parser("move", help="move the data folder to another place", allow_abbrev=False)
    parser.add_argument("folder", metavar="DIR", type=Path)
    parser.set_defaults(run=_move)
    add_json(parser)
    parser = actions.add_parser("use", help="work with a data folder that is there already", allow_abbrev=False)
    parser.add_argument("folder", metavar="DIR", type=Path)
    parser.set_defaults(run=_use)
    add_json(parser)


def _where(args: argparse.Namespace, paths: AppPaths) -> int:
    facts = measure_folder(paths.ensure())
    if args.json:
        kept = [str(each.folder) for each in facts.kept]
        output.json_line({**dataclasses.asdict(facts), "folder": str(facts.folder), "kept": kept})
        return 0
    rows: list[tuple[str, ...]] = [("folder", str(facts.folder))]
    rows += [(name, str(getattr(facts, name))) for name in ("nbytes", "packs_nbytes", "free")]
    if facts.backed_up_at is not None:
        rows.append(("backed up", date_in_words(facts.backed_up_at)))
    rows += [("before a restore", date_in_words(each.at), str(each.folder)) for each in facts.kept]
    output.table(rows)
    return 0


def _backup(args: argparse.Namespace, paths: AppPaths) -> int:
    with services_for(paths) as services:
        written = run_stoppable(
            lambda on_event, cancel: back_up_data(
                services, out=args.out, with_packs=args.packs, on_event=on_event, cancel=cancel
            ),
            show=output.StageRemarks(),
        )
    return _told(args, "file", written)


def _restore(args: argparse.Namespace, paths: AppPaths) -> int:
    with services_for(paths):
        pass  # whatever was interrupted is settled now, and damage would be said
    with reading(args.source):
        is_kept_folder = args.source.is_dir()
    restored: Restored = run_stoppable(
        lambda on_event, cancel: (
            _bring_back(paths, args.source)
            if is_kept_folder
            else restore_data(paths, file=args.source, on_event=on_event, cancel=cancel)
        ),
        show=output.StageRemarks(),
    )
    return _told(args, "kept", restored.kept.folder)


def _bring_back(paths: AppPaths, folder: Path) -> Restored:
    kept = next((each for each in kept_data(paths) if each.folder == folder.absolute()), None)
    if kept is None:
        raise UserFacingError(
            "The folder {folder} was not kept by a restore.",
            hint="`t2l-desktop data where` lists those that were.",
            folder=folder,
        )
    return bring_back(paths, kept=kept)


def _move(args: argparse.Namespace, paths: AppPaths) -> int:
    with services_for(paths):
        pass
    plan = plan_folder_move(paths, folder=args.folder)
    moved = run_stoppable(
        lambda on_event, cancel: move_data(paths, target=plan.target, on_event=on_event, cancel=cancel),
        show=output.StageRemarks(),
    )
    return _told(args, "folder", moved.paths.data)


def _use(args: argparse.Namespace, paths: AppPaths) -> int:
    return _told(args, "folder", use_data_folder(paths, folder=args.folder).data)


def _told(args: argparse.Namespace, what: str, path: Path) -> int:
    if args.json:
        output.json_line({what: str(path)})
    else:
        output.result(str(path))
    return 0
