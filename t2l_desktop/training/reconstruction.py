"""Training of a hypernetwork to write again the adapters of a library, from their tasks' descriptions alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from t2l_desktop.core.errors import UserFacingError
from t2l_desktop.hypernet.model import AdapterOutput, Pair
from t2l_desktop.training.bases import tensors_digest
from t2l_desktop.training.data import draw_wording
from t2l_desktop.training.hyper import HyperTraining
from t2l_desktop.training.hyper_arguments import HyperArguments
from t2l_desktop.training.lora import library_pair
from t2l_desktop.training.tasks.task import Trainable

LEARNING_RATE = 1e-2  # with Muon; at the other methods' rate it hardly begins, and AdamW is far slower
_LEAST_SIZE = 1e-8  # of a target's squared product: one that changes nothing must not weigh without bound


class ReconstructionTraining(HyperTraining):
    """How far written adapters are from those of a library; no pass through the base is needed to learn it.

    What a base feels of an adapter is its product BA, so that is what counts by default: the squared error of every
    layer's and module's product, relative to that of the target. The paper's distance, the mean absolute error of each
    number of A and B, z-scored over the library, weighs all numbers alike, and most of them change nothing.
    """

    def __init__(
        self, run: Path, tasks: Sequence[Trainable], arguments: HyperArguments, *, adapters: Path, **parts: Any
    ) -> None:
        """The targets are the PEFT folders `adapters`/<task>; `parts` are those of `HyperTraining`.

        Raises:
            UserFacingError: a task has no adapter there, or one of another rank or other modules.
        """
        super().__init__(run, tasks, arguments, **parts)
        spec = self.hypernet.network.spec
        names = [module.name for module in spec.modules]
        scaling = arguments.alpha / arguments.rank
        self._targets = [library_pair(adapters / task.name, names, scaling) for task in tasks]
        self._library = list(tasks)
        tensors: dict[str, Tensor] = {}
        for module in spec.modules:
            shapes = {
                "A": (spec.layers, spec.rank, module.in_features),
                "B": (spec.layers, module.out_features, spec.rank),
            }
            for place, (side, shape) in enumerate(shapes.items()):
                found = [target[module.name][place] for target in self._targets]
                odd = next((number for number, tensor in enumerate(found) if tuple(tensor.shape) != shape), None)
                if odd is not None:
                    raise UserFacingError(
                        "The adapter in {folder} is of other sizes than the hypernetwork's.",
                        hint="Train the library on the same base and with the same rank.",
                        detail=f"{module.name}: {tuple(found[odd].shape)} instead of {shape}",
                        folder=tasks[odd].name,
                    )
                stacked = torch.stack(found)
                tensors[f"mean_recon_target.{side}.{module.name}"] = stacked.mean(0)
                # numbers that hardly differ within the library would otherwise weigh as much as those that matter
                tensors[f"std_recon_target.{side}.{module.name}"] = stacked.std(0, correction=0).clamp(min=1e-5)
        tensors = {name: tensor.to(self.model.device) for name, tensor in tensors.items()}
        self._settings["library"] = tensors_digest(tensors)
        self.hypernet = replace(self.hypernet, output=AdapterOutput(tensors=tensors))

    def gradients(self) -> tuple[dict[str, float], int]:
        count = min(self.arguments.tasks_per_step, len(self._library))
        chosen = self.rng.sample(range(len(self._library)), count)
        wordings = [draw_wording(self._library[number], self.rng) for number in chosen]
        vectors = self.disturbed(wordings).vectors
        targets = [self._targets[number] for number in chosen]
        processes = self.accelerator.num_processes
        distance = self._distance(self.hypernet.network(vectors), targets[self.mine])
        loss = distance * len(vectors) * processes / count
        loss.backward()
        return {"distance": loss.item()}, sum(len(words.split()) for words in wordings)

    def _distance(self, pairs: Mapping[str, Pair], targets: Sequence[Mapping[str, Pair]]) -> Tensor:
        distances = []
        for name, (a, b) in pairs.items():
            written, wanted = [], []
            for side, place, scored in (("A", 0, a), ("B", 1, b.transpose(-1, -2))):
                target = torch.stack([each[name][place] for each in targets]).to(scored.device)
                mean = self.hypernet.output.tensors[f"mean_recon_target.{side}.{name}"]
                std = self.hypernet.output.tensors[f"std_recon_target.{side}.{name}"]
                if self.arguments.distance == "numbers":
                    distances.append((scored - (target - mean) / std).abs().mean())
                written.append(mean + std * scored)
                wanted.append(target)
            if self.arguments.distance == "product":
                distances.append(_apart(written, wanted).mean())
        return torch.stack(distances).mean()


def _apart(written: Sequence[Tensor], wanted: Sequence[Tensor]) -> Tensor:
    """|B'A' - BA|² / |BA|² of `(A', B')` and `(A, B)`; the products themselves, `(out, in)` each, are never made."""
    size = _product_of(wanted, wanted)
    return (_product_of(written, written) - 2 * _product_of(written, wanted) + size) / size.clamp(min=_LEAST_SIZE)


def _product_of(one: Sequence[Tensor], other: Sequence[Tensor]) -> Tensor:
    """The inner product of two adapters' products, by the small matrices of their ranks: tr((B'A')ᵀ BA)."""
    (a, b), (other_a, other_b) = one, other
    return ((b.transpose(-1, -2) @ other_b) * (a @ other_a.transpose(-1, -2))).sum((-1, -2))
