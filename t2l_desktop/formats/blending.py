"""Adapters out of adapters: weighted sums, lower ranks and fewer modules, and how much of the change that keeps.

The change of a module is a product B A of two thin matrices. It is as large as the base's own weights, and is never
formed here: sums are written as longer factors, and what is asked of the product is asked of the factors.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from t2l_desktop.core.errors import UserFacingError
from t2l_desktop.core.recipes import ModuleSet
from t2l_desktop.formats.peft_folder import MAX_RANK, PeftAdapter

Factor = npt.NDArray[np.float64]
_ATTENTION, _MLP = ".self_attn.", ".mlp."
_LAYERS = re.compile(r"^(?:model\.|language_model\.)*layers\.")


@dataclass(frozen=True)
class Change:
    """What is added to one module at strength 1: `b @ a`, of a `(rank, in)` and b `(out, rank)`."""

    a: Factor
    b: Factor

    @property
    def rank(self) -> int:
        return int(self.a.shape[0])

    def square(self) -> float:
        """‖B A‖² = tr(BᵀB AAᵀ)."""
        return max(0.0, float(((self.b.T @ self.b) * (self.a @ self.a.T)).sum()))

    def singular_values(self) -> Factor:
        """Those of B A, the largest first."""
        return np.asarray(np.linalg.svd(self._core()[1], compute_uv=False), np.float64)

    def nearest(self, rank: int) -> Change:
        """The change of this rank that is nearest to this one (Eckart and Young)."""
        (outer, inner), core = self._core()
        u, s, v = np.linalg.svd(core)
        rank = min(rank, len(s))
        root = np.sqrt(s[:rank])  # on both sides, so that neither grows too large or small for float16
        return Change(a=(root[:, None] * v[:rank]) @ inner.T, b=outer @ (u[:, :rank] * root))

    def _core(self) -> tuple[tuple[Factor, Factor], Factor]:
        """Q of B and of Aᵀ, and the small matrix between them: B A = Q_b core Q_aᵀ."""
        outer, of_b = np.linalg.qr(self.b)
        inner, of_a = np.linalg.qr(self.a.T)
        return (outer, inner), of_b @ of_a.T


Changes = Mapping[str, Change]


def changes_of(adapter: PeftAdapter) -> dict[str, Change]:
    """What an adapter adds to each module, by the module's path, with all scaling in it.

    Paths are those of a model of text alone: one that reads images too has the same layers below `language_model`.
    """
    found = {}
    for pair in adapter.pairs():
        scale = adapter.alpha_of(pair.path) / (math.sqrt(pair.rank) if adapter.use_rslora else pair.rank)
        path = _LAYERS.sub("model.layers.", pair.path)
        found[path] = Change(a=pair.a.astype(np.float64), b=pair.b.astype(np.float64) * scale)
    return found


def weighted_sum(parts: Sequence[tuple[Changes, float]]) -> dict[str, Change]:
    """The sum of all changes times their weights, exactly: ranks add up where parts change the same module.

    Raises `UserFacingError` for parts whose sizes differ, a weight that is no number, or a rank that nobody can load.
    """
    gathered: dict[str, list[Change]] = {}
    for changes, weight in parts:
        if not math.isfinite(weight):
            raise UserFacingError(
                "The weight {weight} is not a number.", hint="Give each skill a weight.", weight=weight
            )
        if weight == 0:
            continue
        for path, change in changes.items():
            gathered.setdefault(path, []).append(Change(a=change.a, b=change.b * weight))
    return {path: _joined(path, several) for path, several in gathered.items()}


def reduced(changes: Changes, rank: int) -> dict[str, Change]:
    """Every change brought down to `rank`, if it has more."""
    return {path: change if change.rank <= rank else change.nearest(rank) for path, change in changes.items()}


def root_of_layers(adapter: PeftAdapter) -> str:
    """What stands before `layers` in the adapter's paths: "model." in those of text alone, longer in others."""
    return next((pair.path.partition("layers.")[0] for pair in adapter.pairs()), "model.")


def only(changes: Changes, modules: ModuleSet) -> dict[str, Change]:
    """The changes of one kind of modules."""
    if modules == "all":
        return dict(changes)
    part = _ATTENTION if modules == "attention" else _MLP
    return {path: change for path, change in changes.items() if part in f".{path}"}


def kept_energy(whole: Changes, part: Changes) -> float:
    """1 - ‖part - whole‖² / ‖whole‖²; 1 where there was nothing to lose.

    For changes that were reduced, or left out, this is the share of the squared norm that remains.
    """
    total = sum(change.square() for change in whole.values())
    if total == 0:
        return 1.0
    lost = 0.0
    for path, change in whole.items():
        other = part.get(path)
        missing = change if other is None else _joined(path, [change, Change(a=other.a, b=-other.b)])
        lost += missing.square()
    return min(1.0, max(0.0, 1 - lost / total))


def kept_by_rank(changes: Changes) -> list[float]:
    """What `reduced` keeps of the squared norm at the ranks 1, 2, 3 … up to the highest of all modules."""
    highest = max((change.rank for change in changes.values()), default=1)
    squares = np.zeros(highest)
    for change in changes.values():
        values = change.singular_values() ** 2
        squares[: len(values)] += values
    total = float(squares.sum())
    return [min(1.0, float(part)) if total else 1.0 for part in np.cumsum(squares) / (total or 1.0)]


def as_adapter(changes: Changes, *, base_name: str = "", root: str = "model.") -> PeftAdapter:
    """Changes as an adapter of strength 1: alpha is the rank, module by module. Its layers stand below `root`.

    Raises `UserFacingError` where there are none, a rank is too high to be loaded again, or values are beyond float32.
    """
    if not changes:
        raise UserFacingError("Nothing would be left of the skill.", hint="Choose other weights or other parts.")
    changes = {_LAYERS.sub(f"{root}layers.", path): change for path, change in changes.items()}
    ranks = {path: change.rank for path, change in changes.items()}
    highest = max(ranks.values())
    if highest > MAX_RANK:
        raise UserFacingError(
            "The blend would have a rank of {rank}, and no more than {most} can be used.",
            hint="Blend fewer skills at once, or reduce them first.",
            rank=highest,
            most=MAX_RANK,
        )
    common = Counter(ranks.values()).most_common(1)[0][0]
    differing = _patterns({path: rank for path, rank in ranks.items() if rank != common}, ranks)
    tensors = {}
    with np.errstate(over="ignore"):  # what does not fit is infinite then, and refused when it is written
        for path, change in changes.items():
            tensors[f"base_model.model.{path}.lora_A.weight"] = np.ascontiguousarray(change.a, dtype=np.float32)
            tensors[f"base_model.model.{path}.lora_B.weight"] = np.ascontiguousarray(change.b, dtype=np.float32)
    return PeftAdapter(
        tensors=tensors,
        rank=common,
        alpha=float(common),
        target_modules=tuple(dict.fromkeys(path.rpartition(".")[2] for path in changes)),
        rank_pattern=differing,
        alpha_pattern={pattern: float(rank) for pattern, rank in differing.items()},
        base_name=base_name,
    )


def _patterns(differing: Mapping[str, int], ranks: Mapping[str, int]) -> dict[str, int]:
    """PEFT's patterns for these ranks: one for all modules of a name where they agree, else one each."""
    patterns: dict[str, int] = {}
    for name in dict.fromkeys(path.rpartition(".")[2] for path in differing):
        of_name = {path: rank for path, rank in ranks.items() if path.rpartition(".")[2] == name}
        if len(set(of_name.values())) == 1:
            patterns[name] = next(iter(of_name.values()))
        else:
            patterns |= {path.replace(".", r"\."): rank for path, rank in of_name.items() if path in differing}
    return patterns


def _joined(path: str, changes: Sequence[Change]) -> Change:
    """The sum of changes of one module."""
    if len({(change.a.shape[1], change.b.shape[0]) for change in changes}) > 1:
        raise UserFacingError(
            "These skills were made for different base models: they do not agree in the size of {module}.",
            hint="Blend skills of one base model.",
            detail=str([(change.a.shape, change.b.shape) for change in changes]),
            module=path,
        )
    if len(changes) == 1:
        return changes[0]
    return Change(
        a=np.concatenate([change.a for change in changes], axis=0),
        b=np.concatenate([change.b for change in changes], axis=1),
    )
