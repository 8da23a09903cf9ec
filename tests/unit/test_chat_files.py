"""Chats written out and read back, and every file that is refused."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, cast

import pytest

from t2l_desktop.core.errors import UserFacingError
from t2l_desktop.core.paths import AppPaths
from t2l_desktop.core.records import Adapter, AdapterUse, AnswerState, Chat, HowMade, Manner, Message, Role, Sampling
from t2l_desktop.library.packs import PackShelf
from t2l_desktop.library.store import Library
from t2l_desktop.link.worker_link import WorkerLink
from t2l_desktop.operations import chat_reading
from t2l_desktop.operations.chat_files import export_chat, import_chat
from t2l_desktop.operations.chat_markdown import ChatWords, tamed
from t2l_desktop.operations.services import Services

Change = Callable[[dict[str, Any]], object]


def _services(paths: AppPaths) -> Services:
    no_worker = cast("WorkerLink", None)
    packs = PackShelf(paths, starter=paths.data / "no-starter")
    return Services(paths=paths, library=Library(paths), packs=packs, generator=no_worker, chatter=no_worker)


@pytest.fixture
def here(paths: AppPaths) -> Iterator[Services]:
    services = _services(paths)
    with services.library:
        yield services


@pytest.fixture
def elsewhere(tmp_path: Path) -> Iterator[Services]:
    """Another person's library."""
    services = _services(AppPaths.locate(tmp_path / "elsewhere").ensure())
    with services.library:
        yield services


def _skill(services: Services, name: str = "Pirate", description: str = "Talk like a pirate.") -> Adapter:
    folder = services.library.new_adapter_folder(needed_bytes=1)
    (folder / "adapter.gguf").write_bytes(b"x")
    return services.library.add_adapter(
        folder, name=name, description=description, pack_id="tiny", base_fingerprint="ab", rank=8
    )


def _chat(services: Services, *skills: Adapter) -> Chat:
    """Two questions; the first has two answers, of which the older one is shown with what follows it."""
    library = services.library
    uses = tuple(AdapterUse(adapter_id=skill.id, strength=0.5) for skill in skills)
    manner = Manner(adapters=uses, in_words=True, system_prompt="Be <brief>.\n# Now", sampling=Sampling(top_k=7))
    chat = library.add_chat(pack_id="tiny", title="Sea & *storm*", manner=manner)
    question = library.add_message(chat.id, Role.USER, text="Ahoy?")
    made = HowMade(adapters=uses, tokens_per_second=9.5, context_tokens=40, left_out=2, stopped_by="length")
    first = library.add_message(chat.id, Role.ASSISTANT, text="# Arr\n\n```\n# code", made=made)
    library.add_message(chat.id, Role.ASSISTANT, text="Plain", after=question.id)
    library.add_message(chat.id, Role.USER, text="海は？", after=first.id)
    partial = HowMade(state=AnswerState.PARTIAL, adapters=(AdapterUse(adapter_id="gone", strength=2.0),))
    library.add_message(chat.id, Role.ASSISTANT, text="Blu", made=partial)
    return library.chat(chat.id)


def _facts(messages: list[Message]) -> list[tuple[object, ...]]:
    """Everything of a message but its ids, which are new in another library."""
    places = {message.id: place for place, message in enumerate(messages)}
    return [
        (
            m.role, m.text, m.state, m.tokens_per_second, m.context_tokens, m.left_out,
            m.stopped_by, places.get(m.parent_id), m.version, m.versions, [use.strength for use in m.adapters],
        )
        for m in messages
    ]  # fmt: skip


def test_a_chat_comes_back_whole_with_its_dates_and_versions(here: Services, tmp_path: Path) -> None:
    skill = _skill(here)
    chat = _chat(here, skill)
    out = export_chat(here, chat_id=chat.id, out=tmp_path / "sea.json", format="json")
    imported = import_chat(here, path=out)
    again = imported.chat
    assert again.id != chat.id
    assert (again.title, again.system_prompt, again.in_words) == (chat.title, chat.system_prompt, True)
    assert (again.sampling, again.adapters) == (chat.sampling, chat.adapters)
    assert (again.created_at, again.updated_at) == pytest.approx((chat.created_at, chat.updated_at), abs=0.001)
    library = here.library
    assert _facts(library.all_messages(again.id)) == _facts(library.all_messages(chat.id))
    dates = [message.created_at for message in library.all_messages(chat.id)]
    assert [m.created_at for m in library.all_messages(again.id)] == pytest.approx(dates, abs=0.00001)
    assert _facts(library.messages(again.id)) == _facts(library.messages(chat.id))
    assert [use.adapter_id for use in library.messages(again.id)[1].adapters] == [skill.id]
    assert imported.missing == ("",)  # the skill that was gone already has no name
    import_chat(here, path=out)
    assert len(library.chats()) == 3


def test_skills_are_found_by_name_and_description_or_said_to_be_missing(
    here: Services, elsewhere: Services, tmp_path: Path
) -> None:
    chat = _chat(here, _skill(here), _skill(here, "Haiku", "Answer with a haiku."))
    out = export_chat(here, chat_id=chat.id, out=tmp_path / "sea.json", format="json")
    same = _skill(elsewhere)
    _skill(elsewhere, "Haiku", "Something else.")
    imported = import_chat(elsewhere, path=out)
    assert imported.missing == ("Haiku", "")
    known, missing = imported.chat.adapters
    assert known.adapter_id == same.id
    with pytest.raises(UserFacingError, match="no skill"):
        elsewhere.library.adapter(missing.adapter_id)


def test_markdown_has_the_shown_branch_and_names_skills_with_strengths(here: Services, tmp_path: Path) -> None:
    chat = _chat(here, _skill(here))
    words = ChatWords(you="あなた", gone="Gone")
    out = export_chat(here, chat_id=chat.id, out=tmp_path / "sea.md", format="markdown", words=words)
    text = out.read_text(encoding="utf-8")
    date = re.search(r"^\d{4}-\d\d-\d\d \d\d:\d\d$", text, re.MULTILINE)
    assert date is not None
    assert text.replace(date[0], "DATE") == (
        "# Sea \\& \\*storm\\*\n\nDATE\n\n**System prompt**\n\n> Be <brief>.\n> # Now\n\n"
        "## あなた\n\nAhoy?\n\n## Pirate × 0.50\n\n### Arr\n\n```\n# code\n```\n\n"
        "## あなた\n\n海は？\n\n## Gone × 2.00\n\nBlu\n\n*(The answer was cut off.)*\n"
    )


@pytest.mark.parametrize(
    ("given", "wanted"),
    [
        ("###### Deep", "###### Deep"),
        ("#hash and # no heading", "#hash and # no heading"),
        ("Title\n=====\nnext\n---\n", "### Title\n#### next"),
        ("- item\n---", "- item\n\n---"),
        ("```\n# a\n```\n# b", "```\n# a\n```\n### b"),
        ("~~~py\n\tx = 1", "~~~py\n\tx = 1\n~~~"),
        ("1. do:\n   ```\n   # a", "1. do:\n   ```\n   # a\n   ```"),
        ("- ```\n  # a\n# b", "- ```\n  # a\n### b"),
        ("> # a\n> ```\n# b", "> ### a\n> ```\n### b"),
        ("    # code", "    # code"),
        ("<!-- a\n<div>\n<https://example.org>", "\\<!-- a\n\\<div>\n<https://example.org>"),
    ],
)
def test_an_answer_stays_below_the_headings_of_the_chat(given: str, wanted: str) -> None:
    assert tamed(given) == wanted


def test_a_plain_list_of_messages_is_a_chat(here: Services, tmp_path: Path) -> None:
    body = {
        "model": "any",
        "messages": [
            {"role": "system", "content": "Be kind."},
            {"role": "user", "content": [{"type": "text", "text": "What is this?"}, {"type": "image_url"}]},
            {"role": "assistant", "content": None, "tool_calls": []},
            {"role": "tool", "content": "42"},
            {"role": "assistant", "content": "A \ud800 picture."},
        ],
    }
    imported = import_chat(here, path=_file(tmp_path, json.dumps(body)))
    assert (imported.chat.title, imported.chat.system_prompt) == ("What is this?", "Be kind.")
    messages = here.library.messages(imported.chat.id)
    assert [(m.role, m.text) for m in messages] == [(Role.USER, "What is this?"), (Role.ASSISTANT, "A ? picture.")]


def test_unknown_fields_are_ignored_and_only_the_least_is_needed(here: Services, tmp_path: Path) -> None:
    body = {
        "format": "t2l-desktop-chat",
        "version": 1,
        "mood": {"a": [1, 2]},
        "messages": [{"number": 5, "role": "user", "text": "Hello", "created": "2999-01-01T00:00:00Z", "star": True}],
    }
    imported = import_chat(here, path=_file(tmp_path, json.dumps(body)))
    (message,) = here.library.messages(imported.chat.id)
    assert (imported.chat.title, message.text) == ("Hello", "Hello")
    assert message.created_at <= here.library.chats()[0].updated_at + 60


def _file(folder: Path, text: str | bytes) -> Path:
    path = folder / "given.json"
    path.write_bytes(text if isinstance(text, bytes) else text.encode("utf-8"))
    return path


@pytest.mark.parametrize(
    "text",
    [
        "", "no json", "[]", "7", "null", '{"a": NaN}', "[" * 100_000, '{"format": "other", "version": 1}',
        '{"format": "t2l-desktop-chat"}', '{"format": "t2l-desktop-chat", "version": "1"}',
        '{"format": "t2l-desktop-chat", "version": 1, "messages": []}', '{"messages": {}}', '{"messages": [1]}',
        '{"messages": [{"role": "system", "content": "x"}]}', '{"n": ' + "9" * 5000 + "}",
        b"\xff\xfe\x00", b"PK\x03\x04",
    ],
)  # fmt: skip
def test_what_is_no_chat_is_called_so(here: Services, tmp_path: Path, text: str | bytes) -> None:
    with pytest.raises(UserFacingError, match=r"^given\.json holds no chat\.$"):
        import_chat(here, path=_file(tmp_path, text))
    assert here.library.chats() == []


def _first(field: str, value: object) -> Change:
    return lambda body: body["messages"][0].update({field: value})


def _last(field: str, value: object) -> Change:
    return lambda body: body["messages"][-1].update({field: value})


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda body: body.update(version=2), "newer version of the app (format 2;"),
        (_first("after", 99), "Message 1 in given.json follows message 99, which does not come before it."),
        (_first("after", 2), "Message 1 in given.json follows message 2"),
        (_first("after", 1), "Message 1 in given.json follows message 1"),
        (_last("number", 1), "Message 5 in given.json has no usable “number”."),
        (_last("number", 1.0), "“number”"),
        (_last("after", "1"), "“after”"),
        (_first("role", "system"), "“role”"),
        (_first("role", ["user"]), "“role”"),
        (_first("text", None), "“text”"),
        (_first("created", "yesterday"), "“created”"),
        (_first("created", 1e12), "“created”"),
        (_first("state", "eternal"), "“state”"),
        (_first("tokens_per_second", "fast"), "“tokens_per_second”"),
        (_first("context_tokens", -1), "“context_tokens”"),
        (_first("left_out", 2**31), "“left_out”"),
        (_first("skills", [{"skill": 9}]), "“skill”"),
        (_first("skills", [{"skill": 0, "strength": 1e9}]), "“strength”"),
        (_first("skills", [{"skill": 0}] * 101), "“skills”"),
        (lambda body: body.update(skills=[{"name": 1}]), "The chat in given.json has no usable “name”."),
        (lambda body: body.update(skills="Pirate"), "“skills”"),
        (lambda body: body.update(title=["a"]), "“title”"),
        (lambda body: body.update(pack="starter"), "“pack”"),
        (lambda body: body.update(shown=77), "“shown”"),
        (lambda body: body["manner"].update(in_words=1), "“in_words”"),
        (lambda body: body["manner"].update(system_prompt=1), "“system_prompt”"),
    ],
)
def test_a_changed_file_is_refused_and_leaves_nothing(
    here: Services, elsewhere: Services, tmp_path: Path, change: Change, words: str
) -> None:
    chat = _chat(here, _skill(here))
    out = export_chat(here, chat_id=chat.id, out=tmp_path / "sound.json", format="json")
    body = json.loads(out.read_text(encoding="utf-8"))
    change(body)
    with pytest.raises(UserFacingError, match=re.escape(words)):
        import_chat(elsewhere, path=_file(tmp_path, json.dumps(body)))
    assert elsewhere.library.chats() == []


def test_a_bad_sampling_is_left_out(here: Services, tmp_path: Path) -> None:
    body = {
        "format": "t2l-desktop-chat",
        "version": 1,
        "manner": {"sampling": {"temperature": -1, "repeat_penalty": 0, "top_k": 3, "seed": "x", "min_p": 1e400}},
        "messages": [{"number": 1, "role": "user", "text": "Hello"}],
    }
    text = json.dumps(body).replace("Infinity", "1e400")
    assert import_chat(here, path=_file(tmp_path, text)).chat.sampling == Sampling(top_k=3)


def test_what_is_too_large_is_refused_before_it_is_read(
    here: Services, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain = {"messages": [{"role": "user", "content": "hello"}] * 3}
    path = _file(tmp_path, json.dumps(plain))
    for limit, value, words in (
        ("MAX_TEXT", 4, "A text in given.json is too long: it has 5 characters; the limit is 4."),
        ("MAX_MESSAGES", 2, "given.json has 3 messages; the limit is 2."),
        ("_MAX_VALUES", 5, "given.json is too large to be a chat"),
        ("MAX_FILE_BYTES", 50, "given.json is too large to be a chat"),
    ):
        with monkeypatch.context() as patch:
            patch.setattr(chat_reading, limit, value)
            with pytest.raises(UserFacingError, match=re.escape(words)):
                import_chat(here, path=path)
    with pytest.raises(UserFacingError, match=r"There is no file nowhere\.json"):
        import_chat(here, path=tmp_path / "nowhere.json")
    assert here.library.chats() == []


def test_a_message_with_very_many_versions_is_read_at_once(here: Services, tmp_path: Path) -> None:
    answers = [{"number": n, "after": 1, "role": "assistant", "text": "a"} for n in range(2, 20_000)]
    messages = [{"number": 1, "role": "user", "text": "q"}, *answers]
    body = {"format": "t2l-desktop-chat", "version": 1, "messages": messages}
    chat = import_chat(here, path=_file(tmp_path, json.dumps(body))).chat
    last = here.library.all_messages(chat.id)[-1]
    assert (last.version, last.versions) == (19_998, 19_998)


def test_a_failure_half_way_leaves_nothing(here: Services, tmp_path: Path) -> None:
    body = {"messages": [{"role": "user", "content": "one"}, {"role": "user", "content": "two"}]}
    path = _file(tmp_path, json.dumps(body))
    with here.library.writing() as connection:
        connection.execute(
            "CREATE TRIGGER no_room BEFORE INSERT ON messages WHEN new.text = 'two'"
            " BEGIN SELECT RAISE(ABORT, 'no room'); END"
        )
    with pytest.raises(Exception, match="no room"):
        import_chat(here, path=path)
    assert here.library.chats() == []
