"""`chat`: messages in, replies out."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

from t2l_desktop.cli import output
from t2l_desktop.cli.choosing import add_json, chosen_pack
from t2l_desktop.cli.running import run_stoppable, services_for, worker
from t2l_desktop.core.errors import UserFacingError, WorkCancelledError
from t2l_desktop.core.messages import Progress, Token, WorkerKind
from t2l_desktop.core.paths import AppPaths
from t2l_desktop.core.records import AdapterUse, Manner, Pack, Role, Sampling
from t2l_desktop.library.store import Library
from t2l_desktop.link.worker_link import WorkerLink
from t2l_desktop.operations.answering import Answer, Base, ask, base_of, files_of, instructions
from t2l_desktop.operations.routing import Route, route_message
from t2l_desktop.operations.services import Services
from t2l_desktop.operations.words import checked_message, checked_strength

Files = list[tuple[Path, float]]


def add_parsers(verbs: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the verb."""
    parser = verbs.add_parser("chat", help="chat with a base model and adapters", allow_abbrev=False)
    which = parser.add_mutually_exclusive_group()
    which.add_argument("--pack", metavar="ID|DIR", help="chat with a pack's base (default: the one in use)")
    which.add_argument("--model", metavar="FILE.gguf", type=Path, help="chat with this base model")
    parser.add_argument(
        "--adapter",
        metavar="ID|FILE.gguf[=STRENGTH]",
        action="append",
        default=[],
        help="attach an adapter of the library or a file; may be given again",
    )
    parser.add_argument(
        "--route",
        action="store_true",
        help="have each message answered by the adapter of the library whose description is most like it",
    )
    parser.add_argument(
        "--in-words",
        action="store_true",
        help="tell the model the descriptions of the library's adapters as well, as the window does where that helps",
    )
    parser.add_argument("--message", metavar="TEXT", action="append", help="say this instead of reading lines")
    parser.add_argument("--temperature", type=float, default=0.0, help="0 takes the likeliest token (default)")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--max-tokens", metavar="N", type=int, default=1024, help="default: %(default)s")
    add_json(parser)
    parser.set_defaults(run=_chat, parser=parser)


def parse_adapter(text: str) -> tuple[str, float]:
    """Split `NAME[=STRENGTH]` at the last `=`, if a number follows it; raises `UserFacingError` for a mad one."""
    name, separator, tail = text.rpartition("=")
    try:
        strength = float(tail) if separator else 1.0
    except ValueError:
        return text, 1.0
    return (name if separator else text), checked_strength(strength)


class _Fixed:
    """The same adapters for every message."""

    def __init__(self, files: Files, system: str) -> None:
        self._files = files
        self.system = system

    def files_for(self, text: str) -> Files:
        """The adapter files that answer a message."""
        del text
        return self._files

    def told(self) -> dict[str, Any]:
        """What the JSON of an answer says of the choice."""
        return {}


class _Routed:
    """The library's adapter whose description a message is most like."""

    def __init__(self, services: Services, pack: Pack, *, in_words: bool) -> None:
        self._services = services
        self._pack = pack
        self._in_words = in_words
        self._route = Route()

    @property
    def system(self) -> str:
        """What the model is told before the message."""
        return instructions(self._services.library, Manner(adapters=self._route.adapters, in_words=self._in_words))

    def files_for(self, text: str) -> Files:
        """The adapter file that answers a message, if any fits; says which."""
        self._route = run_stoppable(
            lambda on_event, cancel: route_message(
                self._services, text=checked_message(text), pack=self._pack, on_event=on_event, cancel=cancel
            ),
            show=output.StageRemarks(),
        )
        library = self._services.library
        names = [library.adapter(use.adapter_id).name for use in self._route.adapters]
        output.remark(f"({', '.join(names) or 'no adapter fits: the base model alone'})")
        return files_of(library, self._pack, self._route.adapters)

    def told(self) -> dict[str, Any]:
        """What the JSON of an answer says of the choice."""
        ids = [use.adapter_id for use in self._route.adapters]
        return {"adapters": ids, "likeness": round(self._route.likeness, 3)}


class _Conversation:
    """The turns so far with one base."""

    def __init__(
        self, chatter: WorkerLink, base: Base, *, adapters: _Fixed | _Routed, sampling: Sampling, pack: Pack
    ) -> None:
        self._chatter = chatter
        self._base = base
        self._adapters = adapters
        self._sampling = sampling
        self._keeps_history = pack.keeps_history
        self._turns: list[dict[str, str]] = []

    def say(self, text: str, *, as_json: bool) -> None:
        """Print the reply to `text`; raises `WorkCancelledError` after the part that Ctrl-C left of it."""
        question = {"role": Role.USER.value, "text": checked_message(text)}
        turns = [*self._turns, question]
        files = self._adapters.files_for(text)
        system = self._adapters.system
        told = [{"role": Role.SYSTEM.value, "text": system}] if system else []

        def show(event: Progress | Token) -> None:
            if isinstance(event, Token) and not as_json:
                output.piece(event.text)

        try:
            answer = run_stoppable(
                lambda on_event, cancel: ask(
                    self._chatter,
                    self._base,
                    turns=[*told, *turns],
                    adapters=files,
                    sampling=self._sampling,
                    on_event=on_event,
                    cancel=cancel,
                ),
                show=show,
            )
        except WorkCancelledError:
            output.piece("\n")
            raise
        _finish(answer, told=self._adapters.told(), as_json=as_json)
        if self._keeps_history and answer.text:
            self._turns = [*turns, {"role": Role.ASSISTANT.value, "text": answer.text}]


def _chat(args: argparse.Namespace, paths: AppPaths) -> int:
    if args.max_tokens < 1 or not 0 <= args.temperature <= 100 or not 0 <= args.seed < 2**32:
        args.parser.error("--max-tokens, --temperature and --seed want sensible numbers")
    if args.route and (args.adapter or args.model is not None):
        args.parser.error("--route chooses among the library's adapters: leave --adapter and --model out")
    chosen = [parse_adapter(text) for text in args.adapter]
    pack = _pack_of_file(args.model) if args.model is not None else chosen_pack(args.pack, paths)
    sampling = Sampling(temperature=args.temperature, seed=args.seed, max_tokens=args.max_tokens)
    base = base_of(paths, pack)
    if args.route:
        with services_for(paths) as services:
            routed = _Routed(services, pack, in_words=args.in_words)
            return _talk(_Conversation(services.chatter, base, adapters=routed, sampling=sampling, pack=pack), args)
    fixed = _fixed(chosen, pack, paths, in_words=args.in_words)
    with worker(WorkerKind.CHATTER, paths) as chatter:
        return _talk(_Conversation(chatter, base, adapters=fixed, sampling=sampling, pack=pack), args)


def _talk(conversation: _Conversation, args: argparse.Namespace) -> int:
    if args.message is None:
        return _read_lines(conversation, as_json=args.json)
    for text in args.message:
        conversation.say(text, as_json=args.json)
    return 0


def _read_lines(conversation: _Conversation, *, as_json: bool) -> int:
    """Answer line by line; the exit code is 1 where a line of a script could not be answered."""
    is_watched = sys.stdin.isatty()
    code = 0
    while True:
        if is_watched:
            sys.stderr.write("> ")
            sys.stderr.flush()
        line = sys.stdin.readline()
        if not line:
            return code
        if not line.strip():
            continue
        try:
            conversation.say(line, as_json=as_json)
        except WorkCancelledError:
            output.remark("(stopped)")
        except UserFacingError as error:
            output.refusal(error)
            code = 0 if is_watched else 1


def _finish(answer: Answer, *, told: dict[str, Any], as_json: bool) -> None:
    if as_json:
        output.json_line(
            {
                "text": answer.text,
                "tokens": answer.tokens,
                "tokens_per_second": answer.tokens_per_second,
                "stopped_by": answer.stopped_by,
                **told,
            }
        )
        return
    output.piece("\n")
    if answer.stopped_by == "length":
        output.remark("(cut at --max-tokens)")
    elif answer.stopped_by == "context":
        output.remark("(cut: the model's context is full)")


def _pack_of_file(model: Path) -> Pack:
    """A GGUF file as if it were a pack that can only chat; the chatter checks that adapters belong to it."""
    return Pack(
        id="",
        name=model.name,
        folder=model.absolute().parent,
        base=model.absolute(),
        hypernet=None,
        embedder=None,
        base_fingerprint="",
        context_length=0,
        keeps_history=True,
    )


def _fixed(chosen: list[tuple[str, float]], pack: Pack, paths: AppPaths, *, in_words: bool) -> _Fixed:
    """The adapters in the order given; the library is opened only for ids, and files have no description."""
    files: Files = []
    told = []
    for name, strength in chosen:
        if name.casefold().endswith(".gguf"):
            files.append((Path(name).absolute(), strength))
            continue
        use = AdapterUse(adapter_id=name, strength=strength)
        with Library(paths.ensure()) as library:
            files += files_of(library, pack, [use])
            told.append(instructions(library, Manner(adapters=(use,), in_words=in_words)))
    return _Fixed(files, "\n\n".join(filter(None, told)))
