"""Training of a hypernetwork to write again the adapters of a library, from their tasks' descriptions alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from t2l_desktop.core.errors import UserFacingError
from t2l_desktop.formats.peft_folder import read_peft
from t2l_desktop.hypernet.model import AdapterOutput, Pair, TargetModule
from t2l_desktop.training.data import draw_wording
from t2l_desktop.training.hyper import HyperArguments, HyperTraining, disturb, join_parts
from t2l_desktop.training.tasks.task import Trainable


class ReconstructionTraining(HyperTraining):
    """L1 distance between written and target adapters, each number z-scored over the library.

    No pass through the base is needed: it only answers when the score is taken.
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
        self._targets = [_target(adapters / task.name, spec.modules, spec.layers, spec.rank) for task in tasks]
        self._library = list(tasks)
        tensors: dict[str, Tensor] = {}
        for module in spec.modules:
            for side, place in (("A", 0), ("B", 1)):
                stacked = torch.stack([target[module.name][place] for target in self._targets])
                tensors[f"mean_recon_target.{side}.{module.name}"] = stacked.mean(0)
                # numbers that hardly differ within the library would otherwise weigh as much as those that matter
                tensors[f"std_recon_target.{side}.{module.name}"] = stacked.std(0, correction=0).clamp(min=1e-5)
        tensors = {name: tensor.to(self.model.device) for name, tensor in tensors.items()}
        self.hypernet = replace(self.hypernet, output=AdapterOutput(tensors=tensors))

    def gradients(self) -> tuple[dict[str, float], int]:
        count = min(self.arguments.tasks_per_step, len(self._library))
        chosen = self.rng.sample(range(len(self._library)), count)
        wordings = [draw_wording(self._library[number], self.rng) for number in chosen]
        vectors = join_parts(*disturb(*self.read(wordings), self.arguments, self.rng))
        index, processes = self.accelerator.process_index, self.accelerator.num_processes
        pairs = self.hypernet.network(vectors[index::processes])
        loss = self._distance(pairs, [self._targets[number] for number in chosen[index::processes]])
        loss.backward()  # type: ignore[no-untyped-call]  # torch's own gap
        return {"distance": loss.item()}, sum(len(words.split()) for words in wordings)

    def _distance(self, pairs: Mapping[str, Pair], targets: Sequence[Mapping[str, Pair]]) -> Tensor:
        distances = []
        for name, (a, b) in pairs.items():
            for side, place, written in (("A", 0, a), ("B", 1, b.transpose(-1, -2))):
                wanted = torch.stack([target[name][place] for target in targets]).to(written.device)
                mean = self.hypernet.output.tensors[f"mean_recon_target.{side}.{name}"]
                std = self.hypernet.output.tensors[f"std_recon_target.{side}.{name}"]
                distances.append((written - (wanted - mean) / std).abs().mean())
        return torch.stack(distances).mean()


def _target(folder: Path, modules: Sequence[TargetModule], layers: int, rank: int) -> dict[str, Pair]:
    """A `(L, r, in)` and B `(L, out, r)` by module."""
    found = {pair.path: pair for pair in read_peft(folder).pairs()}
    target = {}
    for module in modules:
        mine = [pair for path, pair in sorted(found.items(), key=_layer) if path.endswith(f".{module.name}")]
        if len(mine) != layers or any(pair.a.shape[0] != rank for pair in mine):
            raise UserFacingError(
                "The adapter in {folder} is not of rank {rank} for {module} of all layers.",
                hint="Train the library with the rank and modules that the hypernetwork is to write.",
                folder=folder.name,
                rank=rank,
                module=module.name,
            )
        target[module.name] = (
            torch.stack([torch.from_numpy(pair.a).float() for pair in mine]),
            torch.stack([torch.from_numpy(pair.b).float() for pair in mine]),
        )
    return target


def _layer(item: tuple[str, object]) -> int:
    return int(item[0].split(".")[2])
