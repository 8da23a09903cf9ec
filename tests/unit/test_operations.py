"""The use cases, with workers played by hand."""

from __future__ import annotations

import json
import os
import zipfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, cast

import pytest

from t2l_desktop.core.cancel import CancelToken
from t2l_desktop.core.changes import CHANGES_FILE, MAX_CHANGES_BYTES, LayerChanges
from t2l_desktop.core.errors import UserFacingError, WorkCancelledError, WorkerDiedError
from t2l_desktop.core.messages import (
    MAX_LINE_BYTES,
    Convert,
    Generate,
    Progress,
    Request,
    Say,
    SayTogether,
    Token,
    encode,
)
from t2l_desktop.core.paths import AppPaths
from t2l_desktop.core.records import PLAIN, AdapterState, AdapterUse, AnswerState, Manner, Pack, Role, Sampling
from t2l_desktop.library.packs import PackShelf
from t2l_desktop.library.settings import Settings, save_settings
from t2l_desktop.library.store import Library
from t2l_desktop.link.worker_link import WorkerLink
from t2l_desktop.operations import adapters, changes, chats
from t2l_desktop.operations.adapter_export import export_adapter
from t2l_desktop.operations.dropping import sort_dropped
from t2l_desktop.operations.generate import generate_to_folder
from t2l_desktop.operations.services import Services, close_services, open_services
from t2l_desktop.operations.trying import TryEvent, try_adapter
from tests.helpers.asking import send_message

CONFIG = {"r": 8, "lora_alpha": 16, "alpha_pattern": {"q_proj": 4}, "peft_type": "LORA"}


class FakeWorker:
    """Answers like both workers, at once; `breaks` is raised in the middle of an answer."""

    def __init__(self) -> None:
        self.requests: list[Request] = []
        self.words: Sequence[str] = ("Arr", ", ", "matey")
        self.breaks: Exception | None = None
        self.before: Callable[[], None] = lambda: None

    def call(
        self,
        request: Request,
        *,
        on_event: Callable[[Progress | Token], None] | None = None,
        cancel: CancelToken | None = None,
    ) -> dict[str, Any]:
        self.requests.append(request)
        self.before()
        if cancel is not None:
            cancel.raise_if_cancelled()
        tell = on_event or (lambda event: None)
        if isinstance(request, Generate):
            return self._generate(request, tell)
        if isinstance(request, Say):
            return self._say(tell)
        if isinstance(request, SayTogether):
            return {"sides": [self._say(tell, side=side) for side in range(len(request.sides))]}
        assert isinstance(request, Convert)
        config = json.loads((Path(request.peft) / "adapter_config.json").read_text())
        Path(request.out).write_text(f"gguf of alpha {config['lora_alpha']}")
        return {}

    def close(self) -> None:
        """Nothing runs."""

    def _generate(self, request: Generate, tell: Callable[[Progress], None]) -> dict[str, Any]:
        tell(Progress(stage="embed"))
        out = Path(request.out)
        if "gguf" in request.formats:
            (out / "adapter.gguf").write_bytes(b"gguf")
        if self.breaks is not None:
            raise self.breaks
        (out / "adapter_model.safetensors").write_bytes(b"tensors")
        (out / "adapter_config.json").write_text(json.dumps(CONFIG))
        return {"rank": 8, "files": [path.name for path in out.iterdir()], "seconds": {"embed": 0.1}}

    def _say(self, tell: Callable[[Token], None], side: int = 0) -> dict[str, Any]:
        for word in self.words:
            tell(Token(text=word, side=side))
        if self.breaks is not None:
            raise self.breaks
        return {"text": "".join(self.words), "tokens": 3, "tokens_per_second": 50.0, "stopped_by": "end"}

    def said(self) -> Say:
        """The last thing that was to be answered."""
        request = self.requests[-1]
        assert isinstance(request, Say)
        return request


@pytest.fixture
def generator() -> FakeWorker:
    return FakeWorker()


@pytest.fixture
def chatter() -> FakeWorker:
    return FakeWorker()


@pytest.fixture
def pack(paths: AppPaths) -> Pack:
    return _install(paths, "tiny")


@pytest.fixture
def services(paths: AppPaths, generator: FakeWorker, chatter: FakeWorker) -> Iterator[Services]:
    with Library(paths) as library:
        yield Services(
            paths=paths,
            library=library,
            packs=PackShelf(paths, starter=paths.data / "no-starter"),
            generator=cast("WorkerLink", generator),
            chatter=cast("WorkerLink", chatter),
        )


def _install(paths: AppPaths, id: str, **changes: Any) -> Pack:
    folder = paths.packs / id
    for name in ("base.gguf", "hypernet/h", "embedder/e"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(b"")
    body = {
        "format": 1,
        "id": id,
        "name": id.title(),
        "keeps_history": False,
        "context_length": 512,
        "base": {"file": "base.gguf", "sha256": "0" * 64, "fingerprint": id.encode().hex()},
        "hypernet": {"folder": "hypernet", "sha256": {}},
        "embedder": {"folder": "embedder", "sha256": {}},
        **changes,
    }
    (folder / "pack.json").write_text(json.dumps(body))
    return PackShelf(paths, starter=paths.data / "no-starter").pack(id)


def _create(services: Services, pack: Pack, description: str = "Talk like a pirate.") -> str:
    return adapters.create_adapter(services, description=description, pack=pack).adapter.id


def _left_over(services: Services) -> list[str]:
    return [path.name for path in services.paths.adapters.iterdir()]


def test_create_commits_a_named_draft_that_save_keeps(services: Services, pack: Pack, generator: FakeWorker) -> None:
    events: list[object] = []
    created = adapters.create_adapter(services, description="  Talk like a pirate. ", pack=pack, on_event=events.append)
    assert created.adapter.state is AdapterState.DRAFT
    assert (created.adapter.name, created.adapter.description) == ("Talk like a pirate", "Talk like a pirate.")
    assert (created.adapter.rank, created.adapter.base_fingerprint) == (8, pack.base_fingerprint)
    assert created.seconds == {"embed": 0.1}
    assert events == [Progress(stage="embed")]
    assert adapters.list_adapters(services) == []
    saved = adapters.save_adapter(services, adapter_id=created.adapter.id, name=" Captain\n Hook ")
    assert adapters.list_adapters(services, search="hook") == [saved]
    assert saved.name == "Captain Hook"
    request = generator.requests[0]
    assert isinstance(request, Generate)
    assert request.base == str(pack.base)


def test_a_draft_that_was_deleted_meanwhile_is_out_of_the_bin_once_it_is_saved(services: Services, pack: Pack) -> None:
    created = adapters.create_adapter(services, description="Talk like a pirate.", pack=pack)
    adapters.bin_adapters(services, adapter_ids=[created.adapter.id])
    saved = adapters.save_adapter(services, adapter_id=created.adapter.id, name="Captain Hook")
    assert saved.state is AdapterState.SAVED
    assert adapters.list_adapters(services) == [saved]


@pytest.mark.parametrize("text", ["", " \n\t", "🏴‍☠️ !!!", "123 456", "x" * 2001])
def test_a_description_that_says_nothing_never_reaches_a_worker(
    services: Services, pack: Pack, generator: FakeWorker, text: str
) -> None:
    with pytest.raises(UserFacingError, match="The description") as caught:
        _create(services, pack, text)
    assert caught.value.hint
    assert generator.requests == []


@pytest.mark.parametrize("error", [UserFacingError("No."), WorkerDiedError("Gone."), WorkCancelledError(), OSError()])
def test_a_failed_create_leaves_nothing(
    services: Services, pack: Pack, generator: FakeWorker, error: Exception
) -> None:
    generator.breaks = error
    with pytest.raises(type(error)):
        _create(services, pack)
    assert _left_over(services) == []
    assert services.library.adapters(state=AdapterState.DRAFT) == []


def test_a_pack_that_cannot_create_says_so(services: Services, paths: AppPaths) -> None:
    with pytest.raises(UserFacingError, match="no hypernetwork"):
        _create(services, _install(paths, "no-hypernet", hypernet=None))
    with pytest.raises(UserFacingError, match="no base model"):
        _create(services, _install(paths, "no-base", base=None))


def test_a_chat_is_kept_titled_and_answered_with_its_adapters(
    services: Services, pack: Pack, chatter: FakeWorker
) -> None:
    uses = (AdapterUse(adapter_id=_create(services, pack), strength=0.5),)
    chat = chats.start_chat(services, pack=pack, manner=PLAIN)
    committed: list[str] = []
    chatter.before = lambda: committed.extend(m.text for m in services.library.messages(chat.id))
    events: list[object] = []
    answer = send_message(
        services,
        chat=chat,
        text="Hello there!\nHow are you?",
        manner=Manner(adapters=uses, sampling=Sampling(max_tokens=9)),
        on_event=events.append,
    )
    assert committed == ["Hello there!\nHow are you?"]
    assert events == [Token(text="Arr"), Token(text=", "), Token(text="matey")]
    assert (answer.text, answer.state, answer.adapters) == ("Arr, matey", AnswerState.COMPLETE, uses)
    assert answer.tokens_per_second == 50.0
    (kept,) = chats.list_chats(services, search="arr")
    assert (kept.title, kept.adapters) == ("Hello there!", uses)
    assert chats.chat_messages(services, chat_id=chat.id)[1] == answer
    request = chatter.said()
    assert request.adapters == ((str(services.library.adapter_folder(uses[0].adapter_id) / "adapter.gguf"), 0.5),)
    assert (request.max_tokens, request.context_length) == (9, 512)


def test_only_a_base_that_was_trained_on_conversations_reads_the_past(
    services: Services, paths: AppPaths, pack: Pack, chatter: FakeWorker
) -> None:
    talker = _install(paths, "talker", keeps_history=True)
    for each, expected in ((pack, ["three"]), (talker, ["one", "Arr, matey", "three"])):
        chat = chats.start_chat(services, pack=each, manner=PLAIN)
        for text in ("one", "two", "three"):
            chatter.words = ("Arr", ", ", "matey") if text != "two" else ()
            send_message(services, chat=chat, text=text, manner=PLAIN)
        assert [turn["text"] for turn in chatter.said().messages] == expected
        roles = [turn["role"] for turn in chatter.said().messages]
        assert roles == ["user", "assistant", "user"][-len(expected) :]


def test_of_a_chat_that_is_too_long_to_be_sent_the_newest_part_is(
    services: Services, paths: AppPaths, chatter: FakeWorker
) -> None:
    chat = chats.start_chat(services, pack=_install(paths, "talker", keeps_history=True), manner=PLAIN)
    long = "長" * (MAX_LINE_BYTES // 16)
    for text in (long, "two", long):
        send_message(services, chat=chat, text=text, manner=PLAIN)
    assert [turn["text"] for turn in chatter.said().messages] == ["two", "Arr, matey", long]
    question = chats.ask(services, chat=chat, text="four", manners=(PLAIN, PLAIN))
    sides = chats.answer_question(services, chat=chat, message_id=question.id, manners=(PLAIN, PLAIN))
    assert len(encode(chatter.requests[-1])) <= MAX_LINE_BYTES
    assert [message.left_out for message in sides] == [2, 2]


@pytest.mark.parametrize("error", [WorkerDiedError("Gone."), UserFacingError("Full."), WorkCancelledError()])
def test_a_broken_answer_is_kept_as_far_as_it_came(
    services: Services, pack: Pack, chatter: FakeWorker, error: Exception
) -> None:
    chat = chats.start_chat(services, pack=pack, manner=PLAIN)
    chatter.breaks = error
    with pytest.raises(type(error)) as caught:
        send_message(services, chat=chat, text="Hello", manner=PLAIN)
    question, answer = chats.chat_messages(services, chat_id=chat.id)
    assert (question.role, question.text) == (Role.USER, "Hello")
    assert (answer.text, answer.state) == ("Arr, matey", AnswerState.PARTIAL)
    if isinstance(caught.value, WorkCancelledError):
        assert caught.value.result["message"] == answer
    chatter.words = ()
    with pytest.raises(type(error)):
        send_message(services, chat=chat, text="Again", manner=PLAIN)
    assert [m.text for m in chats.chat_messages(services, chat_id=chat.id)] == ["Hello", "Arr, matey", "Again"]


def test_an_adapter_of_another_base_a_binned_and_a_lost_one_are_refused_before_anything_is_kept(
    services: Services, paths: AppPaths, pack: Pack
) -> None:
    other = _create(services, _install(paths, "other"))
    binned, lost = _create(services, pack), _create(services, pack)
    adapters.bin_adapters(services, adapter_ids=[binned])
    (services.library.adapter_folder(lost) / "adapter.gguf").unlink()
    chat = chats.start_chat(services, pack=pack, manner=PLAIN)
    for adapter_id, words in (
        (other, "another base"),
        (binned, "in the bin"),
        (lost, "missing"),
        ("never", "no skill"),
    ):
        with pytest.raises(UserFacingError, match=words):
            send_message(services, chat=chat, text="Hi", manner=Manner(adapters=(AdapterUse(adapter_id=adapter_id),)))
    good = _create(services, pack)
    for strength in (float("nan"), float("inf"), 11.0, -11.0):
        with pytest.raises(UserFacingError, match="strength"):
            send_message(
                services,
                chat=chat,
                text="Hi",
                manner=Manner(adapters=(AdapterUse(adapter_id=good, strength=strength),)),
            )
    with pytest.raises(UserFacingError, match="empty"):
        send_message(services, chat=chat, text=" \n", manner=PLAIN)
    assert chats.chat_messages(services, chat_id=chat.id) == []


def test_a_question_is_asked_anew_and_answers_have_versions(
    services: Services, paths: AppPaths, chatter: FakeWorker
) -> None:
    talker = _install(paths, "talker", keeps_history=True)
    chat = chats.start_chat(services, pack=talker, manner=PLAIN)
    first = send_message(services, chat=chat, text="one", manner=PLAIN)
    send_message(services, chat=chat, text="two", manner=PLAIN)
    chatter.words = ("Aye",)
    (again,) = chats.answer_question(services, chat=chat, message_id=first.id, manners=[PLAIN])
    assert [turn["text"] for turn in chatter.said().messages] == ["one"]
    assert (again.text, again.version, again.versions, again.parent_id) == ("Aye", 2, 2, first.parent_id)
    assert [m.text for m in chats.chat_messages(services, chat_id=chat.id)] == ["one", "Aye"]
    back = chats.show_version(services, chat_id=chat.id, message_id=first.id)
    assert [m.text for m in back] == ["one", "Arr, matey", "two", "Arr, matey"]
    assert [m.text for m in chats.turn_version(services, message=first, step=1)] == ["one", "Aye"]
    assert [m.text for m in chats.turn_version(services, message=again, step=1)] == ["one", "Aye"]
    send_message(services, chat=chat, text="uno", manner=PLAIN, beside=first.parent_id)
    shown = chats.chat_messages(services, chat_id=chat.id)
    assert [(m.text, m.version, m.versions) for m in shown] == [("uno", 2, 2), ("Aye", 1, 1)]
    assert len(services.library.all_messages(chat.id)) == 7, "nothing is ever lost"


def test_two_manners_answer_one_question_together(services: Services, pack: Pack, chatter: FakeWorker) -> None:
    adapter_id = _create(services, pack)
    uses = (AdapterUse(adapter_id=adapter_id),)
    chat = chats.start_chat(services, pack=pack, manner=PLAIN)
    manners = (PLAIN, Manner(adapters=uses, in_words=True, system_prompt="Be kind."))
    question = chats.ask(services, chat=chat, text="Hello", manners=manners)
    left, right = chats.answer_question(services, chat=chat, message_id=question.id, manners=manners)
    assert (left.adapters, right.adapters, left.parent_id) == ((), uses, right.parent_id)
    sides = next(r for r in chatter.requests if isinstance(r, SayTogether)).sides
    description = services.library.adapter(adapter_id).description
    assert [turn["text"] for turn in sides[0].messages] == ["Hello"]
    assert [turn["text"] for turn in sides[1].messages] == [f"Be kind.\n\n{description}", "Hello"]
    assert services.library.chat(chat.id).in_words


def test_a_chat_outlives_its_pack(services: Services, pack: Pack) -> None:
    chat = chats.start_chat(services, pack=pack, manner=PLAIN)
    send_message(services, chat=chat, text="Hello", manner=PLAIN)
    (pack.folder / "pack.json").unlink()
    assert len(chats.chat_messages(services, chat_id=chat.id)) == 2
    with pytest.raises(UserFacingError, match="tiny is not installed"):
        send_message(services, chat=chat, text="Hello", manner=PLAIN)


def test_trying_asks_the_base_first_and_keeps_nothing(services: Services, pack: Pack, chatter: FakeWorker) -> None:
    adapter_id = _create(services, pack)
    events: list[TryEvent] = []
    comparison = try_adapter(
        services,
        pack=pack,
        adapter_id=adapter_id,
        strength=1.5,
        text="Hello",
        sampling=Sampling(),
        on_event=events.append,
    )
    assert comparison.base == comparison.adapted == "Arr, matey"
    assert [event.side for event in events] == ["base"] * 3 + ["adapted"] * 3
    strengths = [[s for _, s in request.adapters] for request in chatter.requests if isinstance(request, Say)]
    assert strengths == [[], [1.5]]
    try_adapter(services, pack=pack, adapter_id=adapter_id, strength=1.0, text="Hi", sampling=Sampling(), in_words=True)
    turns = [[turn["role"] for turn in request.messages] for request in chatter.requests if isinstance(request, Say)]
    assert turns == [["user"], ["user"], ["user"], ["system", "user"]]
    assert chatter.said().messages[0]["text"] == services.library.adapter(adapter_id).description
    assert chats.list_chats(services) == []


def test_settings_reach_the_worker(services: Services, pack: Pack, chatter: FakeWorker) -> None:
    save_settings(services.paths.settings, Settings(device="cpu", threads=3))
    chat = chats.start_chat(services, pack=pack, manner=PLAIN)
    send_message(services, chat=chat, text="Hello", manner=Manner(sampling=Sampling(temperature=0.7)))
    request = chatter.said()
    assert (request.threads, request.gpu_layers, request.temperature) == (3, 0, 0.7)


def test_export_copies_and_bakes_strength_in(services: Services, pack: Pack, tmp_path: Path) -> None:
    adapter_id = _create(services, pack)
    adapters.rename_adapter(services, adapter_id=adapter_id, name="Käpt'n: <1/2>")
    out = tmp_path / "出力"
    stem = "Käpt'n-1-2"

    def export(**options: Any) -> list[Path]:
        return export_adapter(services, adapter_id=adapter_id, **{"out": out, "format": "both", **options})

    assert export() == [out / f"{stem}.gguf", out / stem]
    assert (out / f"{stem}.gguf").read_bytes() == b"gguf"
    assert json.loads((out / stem / "adapter_config.json").read_text()) == CONFIG
    assert export(strength=0.5) == [out / f"{stem}-2.gguf", out / f"{stem}-2"]
    scaled = json.loads((out / f"{stem}-2" / "adapter_config.json").read_text())
    assert (scaled["lora_alpha"], scaled["alpha_pattern"]) == (8.0, {"q_proj": 2.0})
    assert (out / f"{stem}-2.gguf").read_text() == "gguf of alpha 8.0"
    assert export(out=tmp_path / "named.gguf", format="gguf") == [tmp_path / "named.gguf"]
    assert {path.name for path in tmp_path.iterdir()} == {"出力", "named.gguf"}
    with pytest.raises(UserFacingError, match="cannot be exported at the strength"):
        export(strength=0.0)
    (tmp_path / "file").write_text("")
    for place in (tmp_path / "file" / "below", tmp_path / ("x" * 300)):
        with pytest.raises(UserFacingError, match="cannot be written"):
            export(out=place)


def test_files_from_before_1980_are_exported_too(services: Services, pack: Pack, tmp_path: Path) -> None:
    adapter_id = _create(services, pack)
    for file in services.library.adapter_folder(adapter_id).iterdir():
        os.utime(file, (0, 0))
    (path,) = export_adapter(services, adapter_id=adapter_id, out=tmp_path, format="t2lskill")
    with zipfile.ZipFile(path) as archive:
        assert archive.read("adapter.gguf") == b"gguf"


def test_generating_to_a_folder_is_whole_or_nothing(
    generator: FakeWorker, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    link = cast("WorkerLink", generator)
    out = tmp_path / "deep" / "out"

    def generate(**options: Any) -> Any:
        return generate_to_folder(
            link,
            description="Talk like a pirate.",
            hypernet=tmp_path,
            embedder=tmp_path,
            **{"out": out, "base": tmp_path / "b.gguf", **options},
        )

    generator.breaks = UserFacingError("No.")
    with pytest.raises(UserFacingError):
        generate()
    assert list((tmp_path / "deep").iterdir()) == []
    generator.breaks = None
    with pytest.raises(UserFacingError, match="known base") as caught:
        generate(base=None)
    assert "--base" in caught.value.hint
    assert [path.name for path in generate(base=None, formats=["peft"]).files] == [
        "adapter_config.json",
        "adapter_model.safetensors",
    ]
    (out / "notes.txt").write_text("mine")
    beside: list[Path] = []
    generator.before = lambda: beside.extend(out.parent.iterdir())
    files = generate().files
    assert len(files) == 3
    assert beside == [out], "it may be a drive of its own, or all that may be written"
    assert sorted(out.iterdir()) == sorted([*files, out / "notes.txt"])
    assert (out / "notes.txt").read_text() == "mine"
    monkeypatch.setattr("t2l_desktop.library.storage.free_bytes", lambda _: 0)
    with pytest.raises(UserFacingError, match="not enough room"):
        generate(out=Path(tmp_path.anchor))


def test_what_an_adapter_changes_is_read_with_care(services: Services, pack: Pack) -> None:
    adapter_id = _create(services, pack)
    assert changes.adapter_changes(services, adapter_id=adapter_id) is None
    file = services.library.adapter_folder(adapter_id) / CHANGES_FILE
    wanted = LayerChanges(norms={"q_proj": (1.0, None)})
    file.write_bytes(wanted.encoded())
    assert changes.adapter_changes(services, adapter_id=adapter_id) == wanted
    file.write_bytes(b" " * MAX_CHANGES_BYTES + wanted.encoded())
    assert changes.adapter_changes(services, adapter_id=adapter_id) is None
    file.write_bytes(b"{")
    assert changes.adapter_changes(services, adapter_id=adapter_id) is None
    assert changes.adapter_changes(services, adapter_id="../../etc") is None


def test_opening_services_starts_no_worker(paths: AppPaths) -> None:
    services = open_services(paths)
    try:
        assert services.library.adapters() == []
    finally:
        close_services(services)


def test_what_is_dropped_is_sorted_by_what_it_is_for(services: Services, tmp_path: Path) -> None:
    names = ("a.t2lskill", "b.t2lbackup", "talk.json", "config.json", "tokenizer.json", "hypermod.pt", "args.yaml")
    for name in (*names, "adapter_config.json"):
        (tmp_path / name).touch()
    found = sort_dropped(services, paths=[tmp_path / name for name in (*names, "adapter_config.json")])
    assert [path.name for path in found.skills] == ["a.t2lskill"]
    assert [path.name for path in found.backups] == ["b.t2lbackup"]
    assert [path.name for path in found.chats] == ["talk.json"]
    assert [path.name for path in found.parts] == [*names[3:], "adapter_config.json"]
