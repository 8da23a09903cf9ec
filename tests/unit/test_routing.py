"""Which skill a message goes to; the worker that compares texts is played by hand, the library is real."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest

from t2l_desktop.core.cancel import CancelToken
from t2l_desktop.core.errors import UserFacingError, WorkCancelledError
from t2l_desktop.core.messages import EmbedTogether, FindAlike, Progress, Say, SayTogether, Token
from t2l_desktop.core.paths import AppPaths
from t2l_desktop.core.records import (
    PLAIN,
    Adapter,
    AdapterState,
    AdapterUse,
    Chat,
    Manner,
    Message,
    Role,
)
from t2l_desktop.core.sheets import Sheet, SheetRow
from t2l_desktop.library.adapters import insert_adapter
from t2l_desktop.operations import chats
from t2l_desktop.operations.chat_files import export_chat, import_chat
from t2l_desktop.operations.message_kinds import kind_of
from t2l_desktop.operations.routing import (
    FITS,
    MAY_FIT,
    Candidate,
    Fit,
    Route,
    choose,
    find_skills,
    fit_of,
    reading_embedder,
    route_message,
)
from t2l_desktop.operations.services import SoFar
from tests.gui.fakes import make_pack, make_services
from tests.helpers.asking import send_message

ROUTES = Manner(routes=True)


class Rig:
    """A library on workers of card, and the pack that it goes with."""

    def __init__(self, paths: AppPaths, starter: Path) -> None:
        self.pack = make_pack(starter)
        self.services, self.generator, self.chatter = make_services(paths, starter)

    def skill(self, description: str, *, base: str = "ab12", likeness: float = 0.0, strength: float = 1.0) -> Adapter:
        """A saved skill; `likeness` is that of every message to it."""
        library = self.services.library
        folder = library.new_adapter_folder(needed_bytes=1)
        (folder / "adapter.gguf").write_bytes(b"GGUF")
        adapter = library.add_adapter(
            folder, name=description, description=description, pack_id="test-pack", base_fingerprint=base, rank=8
        )
        self.generator.likenesses[description] = likeness
        return library.update_adapter(adapter.id, is_saved=True, strength=strength)

    def route(self, text: str = "Japan") -> Route:
        return route_message(self.services, text=text, pack=self.pack)

    def find(self, text: str = "Japan", *, most: int = 8) -> list[str]:
        return [each.adapter_id for each in find_skills(self.services, text=text, pack=self.pack, most=most)]

    def read(self) -> list[tuple[str, ...]]:
        """What has been read of skills since the last look."""
        groups = [group for each in self.generator.requests if isinstance(each, EmbedTogether) for group in each.groups]
        self.generator.requests.clear()
        return groups

    def begin(self, manner: Manner = ROUTES) -> Chat:
        return chats.start_chat(self.services, pack=self.pack, manner=manner)

    def said(self, chat: Chat) -> list[Message]:
        return self.services.library.messages(chat.id)


@pytest.fixture
def rig(paths: AppPaths, tmp_path: Path) -> Iterator[Rig]:
    made = Rig(paths, tmp_path / "starter")
    yield made
    made.services.library.close()


def candidates(**likenesses: float) -> list[Candidate]:
    return [Candidate(adapter_id=name, likeness=likeness) for name, likeness in likenesses.items()]


@pytest.mark.parametrize(
    ("offered", "missing", "expected"),
    [
        ({"a": 4.0, "b": 3.0}, "", "a"),
        ({"a": 4.0, "b": 3.0}, "a", "b"),
        ({"a": 4.0, "b": MAY_FIT - 0.01}, "a", None),
        ({"a": MAY_FIT}, "", "a"),
        ({"a": MAY_FIT - 0.01}, "", None),
        ({"a": 3.0, "b": 3.0}, "", "a"),
        ({}, "", None),
    ],
)
def test_the_first_that_fits_and_is_there_is_chosen(
    offered: dict[str, float], missing: str, expected: str | None
) -> None:
    chosen = choose(candidates(**offered), is_there=lambda adapter_id: adapter_id != missing)
    assert (chosen.adapter_id if chosen is not None else None) == expected


def test_a_likeness_comes_to_words() -> None:
    assert [fit_of(each) for each in (-1.0, MAY_FIT - 0.1, MAY_FIT, FITS - 0.1, FITS, 9.0)] == [
        Fit.NONE, Fit.NONE, Fit.SOMEWHAT, Fit.SOMEWHAT, Fit.GOOD, Fit.GOOD,
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("message", "kind"),
    [
        ("someone@example.com", "an email address"),
        ("Write to someone@example.com today", "a text with an email address"),
        ("https://example.com/a", "a web address"),
        ("17:30", "a time"),
        ("9 am", "a time"),
        ("14 March 2021", "a date"),
        ("2024-12-01", "a date"),
        ("March 2024", "a month and a year"),
        ("Friday", "a day of the week"),
        ("october", "a month"),
        ("$19.99", "an amount of money"),
        ("-3.5", "a number"),
        ("3, 12, 7", "some numbers"),
        ("report.pdf", "a file name"),
        ("q", "a letter"),
        ("swim", "a word"),
        ("Japan", "a name or a word"),
        ("Maria Lopez", "a full name"),
        ("milk, eggs and butter, bread", "a list of items"),
        ("red green blue", "some words"),
        ("Is it late?", "a question"),
        ("The train was late.", "a sentence"),
        ("It rained. We stayed at home.", "a text"),
        ("WHERE IS MY PARCEL NOW", "a sentence"),
        ("東京は日本の首都です", "a text"),
        ("@" * 5000, "a name or a word"),
        ("", "a name or a word"),
    ],
)
def test_a_message_is_named_for_what_it_is(message: str, kind: str) -> None:
    assert kind_of(message) == kind


def test_the_skill_that_a_message_is_most_like_answers_at_its_strength(rig: Rig) -> None:
    rig.skill("Reverse the words.", likeness=2.0)
    capital = rig.skill("Name the capital.", likeness=4.0, strength=0.5)
    rig.skill("Count the letters.", likeness=-1.0)
    assert rig.route() == Route(adapters=(AdapterUse(adapter_id=capital.id, strength=0.5),), likeness=4.0)


def test_a_message_that_nothing_fits_is_for_the_base_alone(rig: Rig) -> None:
    rig.skill("Reverse the words.", likeness=0.5)
    assert rig.route() == Route(adapters=(), likeness=0.5)


def test_without_skills_nobody_is_asked(rig: Rig) -> None:
    assert rig.route() == Route()
    assert rig.generator.requests == []


def test_a_skill_whose_files_are_gone_is_passed_over(rig: Rig) -> None:
    second = rig.skill("Reverse the words.", likeness=3.0)
    first = rig.skill("Name the capital.", likeness=4.0)
    (rig.services.library.adapter_folder(first.id) / "adapter.gguf").unlink()
    assert [use.adapter_id for use in rig.route().adapters] == [second.id]


def test_only_saved_skills_for_this_base_are_looked_at(rig: Rig) -> None:
    wanted = rig.skill("Name the capital.", likeness=2.0)
    open_base = rig.skill("Name the river.", base="", likeness=1.9)
    rig.skill("Name the lake.", base="ff99", likeness=9.0)
    binned = rig.skill("Name the hill.", likeness=9.0)
    rig.services.library.bin_adapter(binned.id)
    rig.services.library.update_adapter(rig.skill("Name the sea.", likeness=9.0).id, is_saved=False)
    rig.skill(" ", likeness=9.0)
    assert rig.find() == [wanted.id, open_base.id]


def test_of_equal_skills_the_last_changed_comes_first(rig: Rig) -> None:
    ids = [rig.skill("Name the capital.", likeness=3.0).id for _ in range(3)]
    rig.services.library.update_adapter(ids[1], notes="changed")
    assert rig.find() == [ids[1], ids[2], ids[0]]
    assert rig.find(most=1) == [ids[1]]


def test_descriptions_are_read_once_and_again_only_when_they_change(rig: Rig) -> None:
    capital = rig.skill("Name the capital.", likeness=3.0)
    rig.skill("Reverse the words.")
    rig.find()
    assert sorted(rig.read()) == [("Name the capital.",), ("Reverse the words.",)]
    rig.find("Spain")
    assert rig.read() == []
    rig.skill("Count the letters.")
    rig.find()
    assert rig.read() == [("Count the letters.",)]

    with rig.services.library.writing() as connection:
        connection.execute("UPDATE adapters SET description = 'Name the river.' WHERE id = ?", (capital.id,))
    rig.generator.likenesses |= {"Name the capital.": 0.0, "Name the river.": 5.0}
    assert rig.find()[0] == capital.id
    assert rig.read() == [("Name the river.",)]
    rig.services.library.sheets.put(capital.id, Sheet(rows=(SheetRow(question="Peru", expected="Amazon"),)))
    rig.find()
    assert rig.read() == [("Name the river.", "Peru (a name or a word)")]


def test_vectors_outlive_the_file_that_they_are_compared_in_and_go_with_their_words(rig: Rig, paths: AppPaths) -> None:
    gone = rig.skill("Name the capital.")
    rig.skill("Reverse the words.")
    rig.find()
    rig.read()
    for file in (paths.state / "descriptions").iterdir():
        file.unlink()
    rig.find()
    assert rig.read() == []
    rig.services.library.remove_adapter(gone.id)
    rig.find()
    with rig.services.library.reading() as connection:
        assert connection.execute("SELECT count(*) FROM description_vectors").fetchone()[0] == 1


def test_another_embedder_reads_everything_anew(rig: Rig) -> None:
    rig.skill("Name the capital.")
    rig.find()
    rig.read()
    assert rig.pack.embedder is not None
    (rig.pack.embedder / "model.safetensors").write_bytes(b"another one")
    rig.find()
    assert rig.read() == [("Name the capital.",)]


def test_a_skill_made_of_an_example_is_known_by_what_the_pack_asks_it(rig: Rig) -> None:
    rig.skill("Answer with one word: yes or no.")
    rig.find()
    assert rig.read() == [
        (
            "Answer with one word: yes or no.",
            "Is the sky blue? (a question)", "Is snow white? (a question)", "Is grass red? (a question)",
        )
    ]  # fmt: skip


def test_a_damaged_sheet_and_a_huge_message_hinder_nothing(rig: Rig) -> None:
    skill = rig.skill("Name the capital.", likeness=3.0)
    rig.services.library.sheets.put(skill.id, Sheet())
    with rig.services.library.writing() as connection:
        connection.execute("UPDATE sheets SET rows = '{broken'")
    assert rig.find("word " * 200_000) == [skill.id]
    asked = next(each for each in rig.generator.requests if isinstance(each, FindAlike))
    assert len(asked.text) < 3000


def test_ten_thousand_skills_are_read_in_lots_and_then_asked_about_once(rig: Rig) -> None:
    with rig.services.library.writing() as connection:
        for number in range(10_000):
            adapter = Adapter(
                id=str(uuid.UUID(int=number)), name="Skill", description=f"Do the thing number {number}.",
                pack_id="test-pack", base_fingerprint="ab12", state=AdapterState.SAVED, created_at=0.0, updated_at=0.0,
                rank=8,
            )  # fmt: skip
            insert_adapter(connection, adapter)
    rig.generator.likenesses["Do the thing number 7777."] = 3.0
    told: list[Progress | Token] = []
    wanted = str(uuid.UUID(int=7777))
    assert find_skills(rig.services, text="a", pack=rig.pack, on_event=told.append)[0].adapter_id == wanted
    fractions = [event.fraction for event in told if isinstance(event, Progress)]
    assert fractions[0] == 0.0
    assert len(fractions) > 100
    rig.generator.requests.clear()
    assert rig.find("b")[0] == wanted
    assert len(rig.generator.requests) == 1


def test_reading_can_be_stopped_and_goes_on_where_it_was(rig: Rig) -> None:
    for number in range(130):
        rig.skill(f"Do the thing number {number}.")
    cancel = CancelToken()

    def stop(event: Progress | Token) -> None:
        if isinstance(event, Progress) and event.fraction:
            cancel.cancel()
            raise WorkCancelledError

    with pytest.raises(WorkCancelledError):
        find_skills(rig.services, text="a", pack=rig.pack, on_event=stop, cancel=cancel)
    assert len(rig.read()) == 64
    rig.find()
    assert len(rig.read()) == 66


def test_where_the_base_reads_descriptions_another_embedder_compares_them(rig: Rig, tmp_path: Path) -> None:
    alone = make_pack(tmp_path / "alone", id="alone", embedder=None, descriptions=None)
    assert alone.embedder is None
    assert reading_embedder(alone, [alone, rig.pack]) == rig.pack.embedder
    assert reading_embedder(alone, [alone]) is None


def test_without_any_embedder_it_is_said_what_to_do(paths: AppPaths, tmp_path: Path) -> None:
    pack = make_pack(tmp_path / "starter", embedder=None, descriptions=None)
    services, *_ = make_services(paths, tmp_path / "starter")
    with pytest.raises(UserFacingError, match="no embedder") as refused:
        find_skills(services, text="Japan", pack=pack)
    assert "Choose the skill yourself" in refused.value.hint
    services.library.close()


# --- in a chat --------------------------------------------------------------------------------------------------------


def test_a_routed_answer_tells_how_it_was_made_and_the_chat_goes_on_choosing(rig: Rig) -> None:
    capital = rig.skill("Name the capital.", likeness=4.0)
    chat = rig.begin()
    told: list[object] = []
    answer = send_message(
        rig.services, chat=chat, text="Japan", manner=Manner(routes=True, in_words=True), on_event=told.append
    )
    use = AdapterUse(adapter_id=capital.id)
    assert (answer.adapters, answer.likeness) == ((use,), 4.0)
    assert SoFar(fraction=0.0, value=(Route(adapters=(use,), likeness=4.0),)) in told
    assert [(m.role, m.adapters, m.likeness) for m in rig.said(chat)] == [
        (Role.USER, (), None), (Role.ASSISTANT, (use,), 4.0),
    ]  # fmt: skip
    kept = rig.services.library.chat(chat.id)
    assert (kept.routes, kept.adapters) == (True, ())
    said = next(each for each in rig.chatter.requests if isinstance(each, Say))
    assert [strength for _, strength in said.adapters] == [1.0]
    assert [turn["text"] for turn in said.messages] == ["Name the capital.", "Japan"]


def test_another_answer_by_a_chosen_skill_leaves_the_chat_choosing(rig: Rig) -> None:
    rig.skill("Name the capital.", likeness=4.0)
    other = rig.skill("Reverse the letters.", likeness=1.0)
    chat = rig.begin()
    answer = send_message(rig.services, chat=chat, text="Japan", manner=ROUTES)
    use = AdapterUse(adapter_id=other.id)
    (again,) = chats.answer_question(rig.services, chat=chat, message_id=answer.id, manners=[Manner(adapters=(use,))])
    assert (again.adapters, again.likeness, again.version) == ((use,), None, 2)
    assert rig.services.library.chat(chat.id).routes


def test_a_routed_answer_is_compared_with_one_that_was_chosen(rig: Rig) -> None:
    rig.skill("Name the capital.", likeness=4.0)
    chat = rig.begin()
    question = chats.ask(rig.services, chat=chat, text="Japan", manners=(PLAIN, ROUTES))
    first, second = chats.answer_question(rig.services, chat=chat, message_id=question.id, manners=(PLAIN, ROUTES))
    assert (first.adapters, first.likeness) == ((), None)
    assert (len(second.adapters), second.likeness) == (1, 4.0)
    together = next(each for each in rig.chatter.requests if isinstance(each, SayTogether))
    assert [len(side.adapters) for side in together.sides] == [0, 1]


def test_the_question_stays_where_no_skill_could_be_looked_for(rig: Rig) -> None:
    rig.skill("Name the capital.", likeness=4.0)
    rig.generator.error = UserFacingError("The embedder is damaged.")
    chat = rig.begin()
    with pytest.raises(UserFacingError, match="embedder is damaged"):
        send_message(rig.services, chat=chat, text="Japan", manner=ROUTES)
    assert [m.text for m in rig.said(chat)] == ["Japan"]
    assert rig.chatter.requests == []


def test_a_choice_that_is_stopped_keeps_the_question(rig: Rig) -> None:
    rig.skill("Name the capital.", likeness=4.0)
    rig.generator.error = WorkCancelledError()
    chat = rig.begin()
    with pytest.raises(WorkCancelledError) as stopped:
        send_message(rig.services, chat=chat, text="Japan", manner=ROUTES)
    assert stopped.value.result == {"message": None}
    assert [m.text for m in rig.said(chat)] == ["Japan"]


def test_a_chat_that_chooses_survives_a_file(rig: Rig, tmp_path: Path) -> None:
    rig.skill("Name the capital.", likeness=4.0)
    chat = rig.begin()
    send_message(rig.services, chat=chat, text="Japan", manner=ROUTES)
    file = export_chat(rig.services, chat_id=chat.id, out=tmp_path / "chat.json", format="json")
    taken = import_chat(rig.services, path=file).chat
    assert taken.routes
    assert [(m.adapters, m.likeness) for m in rig.said(taken)] == [(m.adapters, m.likeness) for m in rig.said(chat)]
    for wrong in ('"routes": 3', '"likeness": "much"'):
        name = wrong.split(":", maxsplit=1)[0]
        text = file.read_text(encoding="utf-8")
        at = text.rindex(name)
        end = min(place for mark in ",\n" if (place := text.find(mark, at)) > 0)
        (tmp_path / "wrong.json").write_text(text[:at] + wrong + text[end:], encoding="utf-8")
        with pytest.raises(UserFacingError, match=name.strip('"')):
            import_chat(rig.services, path=tmp_path / "wrong.json")
