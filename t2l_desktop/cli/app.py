"""The command line: one parser, one module per family of verbs, one place where errors become exit codes."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from t2l_desktop import __version__
from t2l_desktop.cli import adapters, chat, data, doctor, generate, output, packs
from t2l_desktop.core.errors import UserFacingError, WorkCancelledError
from t2l_desktop.core.paths import AppPaths

_TRAINING_PACKAGES = ("accelerate", "peft")
_INTERRUPTED = 130
_PIPE_CLOSED = 141


def main(argv: Sequence[str], paths: AppPaths) -> int:
    """Run one verb and give the exit code: 0, 1 (for the user to mend), 2 (usage), 130 (stopped)."""
    output.use_utf8()
    try:
        home, rest = _split_home(argv)
        chosen = AppPaths.locate(Path(home)) if home else paths
        code = _run(rest, chosen)
        sys.stdout.flush()
    except UserFacingError as error:
        output.refusal(error)
        return 1
    except (KeyboardInterrupt, WorkCancelledError):
        return _INTERRUPTED
    except BrokenPipeError:
        # Python flushes stdout once more on its way out.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return _PIPE_CLOSED
    except SystemExit as leaving:
        return leaving.code if isinstance(leaving.code, int) else 2
    return code


def _run(argv: Sequence[str], paths: AppPaths) -> int:
    verb = next((argument for argument in argv if not argument.startswith("-")), "")
    parser = _parser()
    verbs = parser.add_subparsers(dest="verb", metavar="VERB", required=True)
    for family in (generate, chat, adapters, packs, data, doctor):
        family.add_parsers(verbs)
    try:
        if verb == "train":
            # A verb of its own package: nothing else waits for what training imports.
            from t2l_desktop.training import commands  # noqa: PLC0415

            commands.add_parser(verbs)
            return commands.run(parser.parse_args(argv), paths)
        verbs.add_parser("train", help="train and measure hypernetworks (needs the [train] extra)")
        args = parser.parse_args(argv)
        return int(args.run(args, paths))
    except ModuleNotFoundError as error:
        is_left_out = error.name == "t2l_desktop.training"  # installers come without it
        if error.name is None or not (is_left_out or error.name.partition(".")[0] in _TRAINING_PACKAGES):
            raise
        if is_left_out:
            raise UserFacingError(
                "The installed app comes without training.", hint="Train from a checkout of the source code."
            ) from error
        raise UserFacingError(
            "Training needs packages that are not installed: {package}.",
            hint="Install the [train] extra: pip install 't2l-desktop[train]'.",
            package=error.name,
        ) from error


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="t2l-desktop",
        description="Describe what a language model should be good at, get an adapter for it, chat with it, offline.",
        epilog="Without a verb the window opens, with the files that are named.",
        allow_abbrev=False,
    )
    parser.add_argument("--version", action="version", version=f"%(prog)s {__version__}")
    parser.add_argument("--home", metavar="DIR", help="keep data, settings and logs below DIR")
    return parser


def _split_home(argv: Sequence[str]) -> tuple[str, list[str]]:
    """Take `--home DIR` out from wherever it stands before `--`."""
    home, rest = "", list(argv)
    for index, argument in enumerate(argv):
        if argument == "--":
            break
        if argument.startswith("--home="):
            home, rest = argument.removeprefix("--home="), [*argv[:index], *argv[index + 1 :]]
            break
        if argument == "--home" and index + 1 < len(argv):
            home, rest = argv[index + 1], [*argv[:index], *argv[index + 2 :]]
            break
    return home, rest
