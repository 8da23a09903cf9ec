"""Whether an embedder tells meanings apart: broken ones give vectors too, and nothing else would notice."""

from __future__ import annotations

from dataclasses import dataclass

import torch.nn.functional as F  # noqa: N812 - torch's own convention

from t2l_desktop.core.errors import UserFacingError
from t2l_desktop.hypernet.embedder import Embedder

# For each sentence: one that means the same in other words, and one that means something else in much the same words.
# A model that only adds up words (or noise) holds the wrong one of the two for the nearer.
_TRIPLES = (
    ("How do I get to the railway station?", "Which way leads to where the trains depart?",
     "How do I get rid of the stain on the carpet?"),
    ("The physician treated the sick child.", "A doctor took care of a boy who was ill.",
     "The company treated the old wood."),
    ("Put the words in alphabetical order.", "Sort a list of terms from A to Z.", "Put the milk in the fridge."),
    ("Summarise this article in one sentence.", "Give a short overview of the text.", "Sell this house in one week."),
    ("Is this film review positive or negative?", "Decide whether the critic liked the movie.",
     "Is this battery pole positive or negative?"),
)  # fmt: skip
# All-MiniLM: 0.59 and 0.25, a share of 0.54; with rows of its weights swapped or its positions shuffled, from 0.77 up.
# The share does not depend on how wide a model spreads its vectors; one that puts everything at one place has none.
_MOST_SHARE = 0.75
_MOST_UNRELATED = 0.95


@dataclass(frozen=True, kw_only=True)
class Health:
    """Mean cosines between sentences that mean the same, and between those that only look alike."""

    embedder: str
    paraphrase: float
    unrelated: float

    @property
    def is_sound(self) -> bool:
        """Whether paraphrases are clearly nearer to each other; never for cosines that are no numbers."""
        return self.unrelated <= _MOST_UNRELATED and 1 - self.paraphrase <= _MOST_SHARE * (1 - self.unrelated)

    @property
    def error(self) -> UserFacingError | None:
        """Why the embedder cannot be used, or None for a sound one."""
        if self.is_sound:
            return None
        return UserFacingError(
            "The embedder in {folder} does not tell meanings apart.",
            hint="Get it again from its source; its files are damaged, or it is no embedding model.",
            detail=f"cosine {self.paraphrase:.3f} for paraphrases, {self.unrelated:.3f} for unrelated sentences",
            folder=self.embedder,
        )


def embedder_health(embedder: Embedder) -> Health:
    """Embed a few sentences and compare what should be near with what should not."""
    texts, same, other = (embedder.embed(list(side)) for side in zip(*_TRIPLES, strict=True))
    return Health(
        embedder=embedder.name,
        paraphrase=float(F.cosine_similarity(texts, same).mean()),
        unrelated=float(F.cosine_similarity(texts, other).mean()),
    )
