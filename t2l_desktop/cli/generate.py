"""`generate` and `convert`: adapters into files."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from t2l_desktop.cli import output
from t2l_desktop.cli.choosing import add_json, chosen_pack
from t2l_desktop.cli.running import run_stoppable, services_for, worker
from t2l_desktop.core.descriptions import checked_description
from t2l_desktop.core.messages import WorkerKind
from t2l_desktop.core.paths import AppPaths
from t2l_desktop.library.storage import free_path
from t2l_desktop.operations.adapter_export import export_adapter
from t2l_desktop.operations.adapters import create_adapter, makers_of, save_adapter
from t2l_desktop.operations.answering import Base, base_of
from t2l_desktop.operations.base_vector import base_vector
from t2l_desktop.operations.convert import convert_adapter
from t2l_desktop.operations.generate import Generated, generate_to_folder
from t2l_desktop.operations.words import file_stem, suggest_name

_FORMATS = {"peft": ("peft",), "gguf": ("gguf",), "both": ("peft", "gguf")}
_DEVICES = ("auto", "cuda", "mps", "cpu")


def add_parsers(verbs: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add both verbs."""
    parser = verbs.add_parser("generate", help="write the adapter for a description", allow_abbrev=False)
    parser.add_argument("text", metavar="TEXT", help="what the model should be good at, in a sentence")
    parser.add_argument("--pack", metavar="ID|DIR", help="the pack to create with (default: the one in use)")
    parser.add_argument("--hypernet", metavar="DIR", type=Path, help="a hypernetwork checkpoint instead of a pack")
    parser.add_argument("--embedder", metavar="DIR", type=Path, help="the embedding model that goes with --hypernet")
    parser.add_argument("--base", metavar="CONFIG.json|FILE.gguf", type=Path, help="the base model of a GGUF adapter")
    parser.add_argument("--out", metavar="DIR", type=Path, help="the folder to write (default: named by TEXT)")
    parser.add_argument("--format", choices=sorted(_FORMATS), help="default: both where the base is known, else peft")
    parser.add_argument("--name", metavar="N", help="the adapter's name (default: suggested from TEXT)")
    parser.add_argument("--save", action="store_true", help="keep it in the library and print its id")
    parser.add_argument("--device", choices=_DEVICES, default="auto", help="where to compute (default: %(default)s)")
    add_json(parser)
    parser.set_defaults(run=_generate, parser=parser)

    parser = verbs.add_parser("convert", help="write a PEFT adapter as GGUF", allow_abbrev=False)
    parser.add_argument("peft", metavar="PEFT_DIR", type=Path)
    parser.add_argument("--base", metavar="CONFIG.json|FILE.gguf", type=Path, required=True)
    parser.add_argument("--out", metavar="FILE.gguf", type=Path, required=True)
    parser.add_argument("--outtype", choices=("f16", "f32"), default="f16", help="default: %(default)s")
    add_json(parser)
    parser.set_defaults(run=_convert)


@dataclass(frozen=True, kw_only=True)
class _Makers:
    hypernet: Path
    embedder: Path | None
    base: Path | None
    reads_with: Base | None = None


def _generate(args: argparse.Namespace, paths: AppPaths) -> int:
    if (args.hypernet is None) != (args.embedder is None):
        args.parser.error("--hypernet and --embedder go together")
    if args.hypernet is not None and (args.pack or args.save):
        args.parser.error("--hypernet stands in place of --pack, and --save needs a pack")
    if args.save and args.base is not None:
        args.parser.error("--save uses the base of the pack: leave --base out")
    checked_description(args.text)
    return _generate_saved(args, paths) if args.save else _generate_files(args, paths)


def _generate_saved(args: argparse.Namespace, paths: AppPaths) -> int:
    pack = chosen_pack(args.pack, paths)
    with services_for(paths) as services:
        created = run_stoppable(
            lambda on_event, cancel: create_adapter(
                services, description=args.text, pack=pack, device=args.device, on_event=on_event, cancel=cancel
            ),
            show=output.StageRemarks(),
        )
        adapter = save_adapter(services, adapter_id=created.adapter.id, name=args.name or created.adapter.name)
        written: list[Path] = []
        if args.out is not None:
            written = export_adapter(services, adapter_id=adapter.id, out=args.out, format=args.format or "both")
    if args.json:
        files = [str(path) for path in written]
        output.json_line({"id": adapter.id, "name": adapter.name, "files": files, "seconds": created.seconds})
    else:
        output.result(adapter.id)
        for path in written:
            output.result(str(path))
    return 0


def _generate_files(args: argparse.Namespace, paths: AppPaths) -> int:
    makers = _makers(args, paths)
    formats = _FORMATS[args.format or ("both" if makers.base is not None else "peft")]
    name = args.name or suggest_name(args.text)
    out = args.out or free_path(Path.cwd(), file_stem(name))
    with worker(WorkerKind.GENERATOR, paths) as generator, _vector(args, makers, paths) as vector:
        done = run_stoppable(
            lambda on_event, cancel: generate_to_folder(
                generator,
                description=args.text,
                hypernet=makers.hypernet,
                embedder=makers.embedder,
                out=out,
                name=name,
                base=makers.base,
                formats=formats,
                device=args.device,
                vector=vector,
                on_event=on_event,
                cancel=cancel,
            ),
            show=output.StageRemarks(),
        )
    _report(args, done, out=out, formats=formats)
    return 0


def _report(args: argparse.Namespace, done: Generated, *, out: Path, formats: tuple[str, ...]) -> None:
    if args.json:
        files = [str(path) for path in done.files]
        output.json_line({"folder": str(out.absolute()), "files": files, "rank": done.rank, "seconds": done.seconds})
        return
    if "peft" in formats:
        output.result(str(out))
    if "gguf" in formats:
        output.result(str(out / "adapter.gguf"))


def _makers(args: argparse.Namespace, paths: AppPaths) -> _Makers:
    if args.hypernet is not None:
        return _Makers(hypernet=args.hypernet, embedder=args.embedder, base=args.base)
    pack = chosen_pack(args.pack, paths)
    hypernet, _ = makers_of(pack)
    reads_with = base_of(paths, pack) if pack.embeds_with_base else None
    return _Makers(hypernet=hypernet, embedder=pack.embedder, base=args.base or pack.base, reads_with=reads_with)


@contextmanager
def _vector(args: argparse.Namespace, makers: _Makers, paths: AppPaths) -> Iterator[Path | None]:
    """The base's own vector of the description, where that takes the place of an embedder."""
    if makers.reads_with is None:
        yield None
        return
    with (
        worker(WorkerKind.CHATTER, paths) as chatter,
        base_vector(chatter, base=makers.reads_with, description=args.text) as vector,
    ):
        yield vector


def _convert(args: argparse.Namespace, paths: AppPaths) -> int:
    with worker(WorkerKind.GENERATOR, paths) as generator:
        written = run_stoppable(
            lambda on_event, cancel: convert_adapter(
                generator,
                peft=args.peft,
                base=args.base,
                out=args.out,
                outtype=args.outtype,
                on_event=on_event,
                cancel=cancel,
            ),
            show=output.StageRemarks(),
        )
    if args.json:
        output.json_line({"file": str(written)})
    else:
        output.result(str(args.out))
    return 0
