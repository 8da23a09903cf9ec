"""Embedders of every kind: what they compute, and what is refused."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
import torch
from torch import Tensor

from t2l_desktop.core.errors import UserFacingError
from t2l_desktop.core.messages import CheckEmbedder, WorkerKind
from t2l_desktop.core.resources import resources_folder
from t2l_desktop.hypernet.embedder import BertEmbedder, load_embedder
from t2l_desktop.hypernet.health import embedder_health
from t2l_desktop.link.worker_link import WorkerLink

CPU = torch.device("cpu")
MINILM = resources_folder() / "starter" / "embedder"


class _Constant:
    """What a wrong rope makes of everything."""

    name, dimension = "same", 8

    def __init__(self, value: float) -> None:
        self._value = value

    def embed(self, texts: Sequence[str]) -> Tensor:
        return torch.full((len(texts), 8), self._value) + 0.01 * torch.randn(len(texts), 8)


def test_the_starters_embedder_is_sound() -> None:
    health = embedder_health(load_embedder(MINILM, device=CPU))
    assert health.is_sound
    assert health.error is None
    assert health.paraphrase > health.unrelated + 0.2


def test_embedders_that_say_nothing_are_not(parity: Path) -> None:
    for embedder in (load_embedder(parity / "t2l" / "gte-tiny", device=CPU), _Constant(1.0), _Constant(float("nan"))):
        error = embedder_health(embedder).error
        assert error is not None
        assert "cosine" in error.detail


@pytest.mark.parametrize("part", ["embeddings.position_embeddings", "attention.self.query", "intermediate.dense"])
def test_a_sound_embedder_with_mixed_up_weights_is_noticed(part: str) -> None:
    """As when tensors are mapped to the wrong names, or positions are counted wrongly: every shape still fits."""
    embedder = load_embedder(MINILM, device=CPU)
    assert isinstance(embedder, BertEmbedder)
    with torch.random.fork_rng(), torch.no_grad():
        torch.manual_seed(0)
        for name, weight in embedder._model.named_parameters():
            if name.endswith(f"{part}.weight"):
                weight.copy_(weight[torch.randperm(len(weight))])
    assert not embedder_health(embedder).is_sound


def test_the_generator_checks_embedders(parity: Path) -> None:
    link = WorkerLink(WorkerKind.GENERATOR)
    try:
        result = link.call(CheckEmbedder(embedder=str(MINILM)))
        assert result["dimension"] == 384
        assert result["paraphrase"] > result["unrelated"]
        with pytest.raises(UserFacingError, match="does not tell meanings apart"):
            link.call(CheckEmbedder(embedder=str(parity / "t2l" / "gte-tiny")))
    finally:
        link.close()
