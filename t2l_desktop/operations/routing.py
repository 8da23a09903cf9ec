"""Which skill of the library a message is for, told by what the skills are described as.

Measured on 24 skills of which the right one was to be found first (and among the first five), one skill of each family
of the starter's tasks in unseen wordings, and 24 of the hundred wishes of strangers; chance is 4 % (21 %), and as many
tasks have the same kind of input, nothing can find more than about 53 % of the families' first:

    way                                                          families     strangers
    cosine of the message and the description                    20 (47) %    38 (69) %
    … above its mean with usual messages                         21 (48) %    40 (71) %
    … and with the message's kind in words beside it: used here  26 (53) %    48 (78) %
    … and the first questions of the skill's test sheet as well  41 (70) %    no sheets
    a message "what to do with …" in its place                   20 (45) %    44 (74) %
    likelihood of the first six tokens under each adapter         6 (25) %     7 (27) %
    … added to what is used here, at the best of five weights    no gain      no gain
    likelihood of the message after the description in words     16 (46) %    18 (47) %
    likeness to messages that the base makes up for each skill   15 (40) %    17 (45) %

What asks the base costs 5 to 20 ms a skill with a small one and seconds with a large one, and adds nothing that can be
told from chance. One embedding and one product of a matrix and a vector remain, whatever the base: below 20 ms for 24
skills. `tests.bench.routing` measures it again.

A likeness is counted in standard deviations of what usual messages come to with the descriptions of the same library
that they are most like, so that it means the same with every embedder and with any number of skills: the more there
are, the more like one of them is any message. From `MAY_FIT` on a skill answers. Measured on libraries of 1 to 24
skills, of families with and without test sheets and of strangers, in percent of the messages: those of a skill that
went to it or to another, and of forty that belong to none, those that went to any; chosen on one half of all, measured
on the other:

    from                 right   wrong   of none    of none, by number of skills 1, 4, 24
    0.6                  40      8       12         16, 15, 8
    0.75: used here      37      7       10         14, 12, 6
    1.0                  31      4       7          9, 10, 4
    the same likeness, but without regard to what usual messages come to at best:
    1.75                 31      11      14         3, 10, 31

Right, less wrong, less of none is within a point of its best from 0.4 to 0.8, and where all are as good, silence is
better. That the second best shall be a margin away adds nothing to it. At `FITS`, eleven in twelve that pass are right.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from enum import IntEnum
from functools import cache
from pathlib import Path

from t2l_desktop.core.cancel import CancelToken
from t2l_desktop.core.descriptions import MAX_DESCRIPTION
from t2l_desktop.core.errors import UserFacingError
from t2l_desktop.core.messages import FindAlike, Progress
from t2l_desktop.core.records import AdapterUse, Example, Pack
from t2l_desktop.library.description_vectors import Described, Descriptions
from t2l_desktop.library.settings import load_settings
from t2l_desktop.library.storage import write_whole
from t2l_desktop.operations.embedding import embed_together, identity_of
from t2l_desktop.operations.message_kinds import kind_of
from t2l_desktop.operations.services import OnEvent, Services
from t2l_desktop.operations.usual_messages import USUAL_MESSAGES

MAY_FIT, FITS = 0.75, 1.5
MOST_CANDIDATES = 8
STAGE = "reading descriptions"
_AT_ONCE = 64  # descriptions; between two lots one can stop
_KEPT_FILES = 4  # one for each base that is talked to in turn


class Fit(IntEnum):
    """How well a skill's description fits a message."""

    NONE = 1
    SOMEWHAT = 2
    GOOD = 3


@dataclass(frozen=True, kw_only=True)
class Candidate:
    """A skill, and how like a message is to what it is described as."""

    adapter_id: str
    likeness: float


@dataclass(frozen=True, kw_only=True)
class Route:
    """With what a message is answered, which may be the base alone, and how like it was to the best description."""

    adapters: tuple[AdapterUse, ...] = ()
    likeness: float = 0.0


def fit_of(likeness: float) -> Fit:
    """What a likeness comes to."""
    return Fit.GOOD if likeness >= FITS else Fit.SOMEWHAT if likeness >= MAY_FIT else Fit.NONE


def choose(candidates: Sequence[Candidate], *, is_there: Callable[[str], bool]) -> Candidate | None:
    """The first candidate that fits and whose files are there; `candidates` come best first."""
    fitting = (each for each in candidates if fit_of(each.likeness) > Fit.NONE)
    return next((each for each in fitting if is_there(each.adapter_id)), None)


def route_message(
    services: Services, *, text: str, pack: Pack, on_event: OnEvent | None = None, cancel: CancelToken | None = None
) -> Route:
    """Choose the skill that answers a message, at the strength that it is offered at; none where none fits."""
    candidates = find_skills(services, text=text, pack=pack, on_event=on_event, cancel=cancel)
    chosen = choose(candidates, is_there=lambda adapter_id: _is_there(services, adapter_id))
    if chosen is None:
        return Route(likeness=candidates[0].likeness if candidates else 0.0)
    strength = services.library.adapter(chosen.adapter_id).strength
    use = AdapterUse(adapter_id=chosen.adapter_id, strength=strength)
    return Route(adapters=(use,), likeness=chosen.likeness)


def find_skills(
    services: Services,
    *,
    text: str,
    pack: Pack,
    most: int = MOST_CANDIDATES,
    on_event: OnEvent | None = None,
    cancel: CancelToken | None = None,
) -> list[Candidate]:
    """The saved skills for a pack's base whose descriptions a message is most like, best first.

    Equal ones come with the last changed first. What the descriptions look like to the embedder is worked out once and
    kept; `on_event` is told how far that has come. Raises `UserFacingError` where there is no embedder.
    """
    described = services.library.descriptions.described(pack.base_fingerprint)
    embedder = reading_embedder(pack, services.packs.packs())
    if embedder is None:
        raise UserFacingError(
            "There is no embedder to compare messages with the descriptions of skills.",
            hint="Choose the skill yourself, or add a pack that has an embedder.",
        )
    if not described.adapters:
        return []
    device = load_settings(services.paths.settings).device
    reader = _Reader(services, pack, embedder=embedder, device=device, cancel=cancel)
    request = FindAlike(
        text=_with_kind(text),
        usual=_usual(),
        vectors=str(reader.file_of(described, on_event)),
        embedder=str(embedder),
        most=most,
        device=device,
    )
    result = services.generator.call(request, cancel=cancel)
    ids = [described.adapters[place].adapter_id for place in result["places"]]
    pairs = zip(ids, result["likenesses"], strict=True)
    return [Candidate(adapter_id=adapter_id, likeness=float(likeness)) for adapter_id, likeness in pairs]


def reading_embedder(pack: Pack, packs: Sequence[Pack]) -> Path | None:
    """The pack's embedder, or that of another where its base reads the descriptions: any will do to compare texts."""
    return next((each.embedder for each in (pack, *packs) if each.embedder is not None), None)


class _Reader:
    """Brings descriptions into the form in which the generator compares them."""

    def __init__(
        self, services: Services, pack: Pack, *, embedder: Path, device: str, cancel: CancelToken | None
    ) -> None:
        self._services = services
        # what is asked of a skill that was made of one of the pack's examples, as it was offered
        self._asked = {each.description: _asked_of(each) for each in pack.examples}
        self._embedder = embedder
        self._device = device
        self._cancel = cancel
        self._identity = identity_of(embedder)
        self._folder = services.paths.state / "descriptions"

    def file_of(self, described: Descriptions, on_event: OnEvent | None) -> Path:
        """The file with a vector for each, in their order; its name is made of all their words."""
        file = self._folder / f"{_digest(self._identity, json.dumps(self._asked), described.digest)}.f32"
        if not file.is_file():
            groups = [self._group(each) for each in described.adapters]
            digests = [_digest(*group) for group in groups]
            vectors = self._vectors(dict(zip(digests, groups, strict=True)), on_event)
            write_whole(file, b"".join(vectors[digest] for digest in digests))
            self._tidy()
        return file

    def _group(self, described: Described) -> tuple[str, ...]:
        """What is read of an adapter: its description, and the questions that it is known by, with their kinds."""
        questions = described.questions or self._asked.get(described.description, ())
        return (described.description[:MAX_DESCRIPTION], *(_with_kind(question) for question in questions))

    def _vectors(self, wanted: dict[str, tuple[str, ...]], on_event: OnEvent | None) -> dict[str, bytes]:
        table = self._services.library.descriptions
        vectors = table.get(self._identity, wanted)
        missing = [digest for digest in wanted if digest not in vectors]
        for start in range(0, len(missing), _AT_ONCE):
            if on_event is not None:
                on_event(Progress(stage=STAGE, fraction=start / len(missing)))
            lot = missing[start : start + _AT_ONCE]
            groups = [wanted[digest] for digest in lot]
            vectors_of_lot = embed_together(
                self._services, groups, embedder=self._embedder, device=self._device, cancel=self._cancel
            )
            made = dict(zip(lot, vectors_of_lot, strict=True))
            table.put(self._identity, made)
            vectors |= made
        return vectors

    def _tidy(self) -> None:
        """Let go of what is out of date: files of earlier descriptions, and vectors of words that are gone."""
        table = self._services.library.descriptions
        table.keep_only(self._identity, {_digest(*self._group(each)) for each in table.described("").adapters})
        with suppress(OSError):
            files = sorted(self._folder.glob("*.f32"), key=lambda file: file.stat().st_mtime, reverse=True)
            for file in files[_KEPT_FILES:]:
                file.unlink()


def _asked_of(example: Example) -> tuple[str, ...]:
    questions = (example.message, *(question for question, _ in example.sheet))
    return tuple(question for question in questions if question.strip())


def _with_kind(message: str) -> str:
    text = message[:MAX_DESCRIPTION].strip()
    return f"{text} ({kind_of(text)})"


@cache
def _usual() -> tuple[str, ...]:
    return tuple(_with_kind(message) for message in USUAL_MESSAGES)


def _is_there(services: Services, adapter_id: str) -> bool:
    try:
        services.library.adapter_folder(adapter_id)
    except UserFacingError:
        return False
    return True


def _digest(*texts: str) -> str:
    return hashlib.sha256("\0".join(texts).encode("utf-8", "surrogatepass")).hexdigest()
