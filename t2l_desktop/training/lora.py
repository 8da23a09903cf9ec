"""Plain LoRA through PEFT: one adapter a task (the library that reconstruction imitates), or one for many tasks."""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import torch
from accelerate import Accelerator
from peft import LoraConfig, PeftModel, get_peft_model
from transformers import PreTrainedModel

from t2l_desktop.core.errors import UserFacingError
from t2l_desktop.formats.files import read_json, replacing
from t2l_desktop.formats.peft_folder import read_peft
from t2l_desktop.hypernet.model import Pair
from t2l_desktop.training.asking import draw_questions, input_alone, share_right
from t2l_desktop.training.bases import tensors_digest
from t2l_desktop.training.data import draw_wording
from t2l_desktop.training.loop import CURVES, HISTORY, MAY_DIFFER, LoopArguments, TrainingLoop, require_work_for_all
from t2l_desktop.training.packing import collate, encoded_of, fill_row, packed_loss
from t2l_desktop.training.prompting import Prompting, Sample
from t2l_desktop.training.tasks.task import Trainable, tasks_digest

log = logging.getLogger(__name__)

_NOTE = "library.json"
_MAY_DIFFER = MAY_DIFFER - {"steps"}  # a library may go on more calmly after a bad loss, but all of it is as long


@dataclass(frozen=True, kw_only=True)
class LoraArguments(LoopArguments):
    """Sizes and recipe of an adapter; a step reads `rows` packed rows of `row_length` tokens.

    A `worded_share` of the samples has its task's description in the prompt, the others are inputs only.
    """

    rank: int = 8
    alpha: float = 16.0
    target_modules: tuple[str, ...] = ("q_proj", "v_proj")
    rows: int = 4
    row_length: int = 256
    worded_share: float = 0.0
    steps: int = 150
    learning_rate: float = 4e-3
    warmup_steps: int = 10
    save_every: int = 150

    def __post_init__(self) -> None:
        super().__post_init__()
        if min(self.rank, self.rows) < 1 or self.row_length < 2:
            raise ValueError("rank and rows must be at least 1, tokens at least 2")


class LoraTraining(TrainingLoop):
    """An adapter learns the answers of its tasks through a frozen base.

    Every adapter of a seed begins with the same A: those of a library then live in the same coordinates.
    """

    def __init__(
        self,
        checkpoint: Path,
        tasks: Sequence[Trainable],
        arguments: LoraArguments,
        *,
        model: PreTrainedModel,
        prompting: Prompting,
        accelerator: Accelerator,
    ) -> None:
        """Raises `ValueError` for modules that the base lacks, `UserFacingError` for fewer rows than processes."""
        require_work_for_all(arguments.rows, "rows", accelerator)
        torch.manual_seed(arguments.seed)
        self._tasks, self._arguments, self._prompting = tasks, arguments, prompting
        base = tensors_digest(model.state_dict())
        config = LoraConfig(
            r=arguments.rank, lora_alpha=arguments.alpha, target_modules=list(arguments.target_modules),
            task_type="CAUSAL_LM",
        )  # fmt: skip
        self.peft_model: PeftModel = get_peft_model(model.to(accelerator.device), config)
        self.model: PreTrainedModel = self.peft_model.base_model.model
        trained = [each for each in self.peft_model.parameters() if each.requires_grad]
        self.parameters = sum(each.numel() for each in trained)
        super().__init__(
            checkpoint, arguments, modules={"adapter": torch.nn.ParameterList(trained)},
            optimizers={torch.optim.AdamW(trained, weight_decay=0.0): arguments.learning_rate},
            accelerator=accelerator, subject={"base": base, "tasks": tasks_digest(tasks)},
        )  # fmt: skip

    def gradients(self) -> tuple[dict[str, float], int]:
        arguments = self._arguments
        rows = [fill_row(self._prompting, self._draw, arguments.row_length) for _ in range(arguments.rows)]
        batch = collate(encoded_of(rows), length=arguments.row_length, pad=self._prompting.pad, rest_weight=0.0)
        loss = packed_loss(self.model, self.share(batch))
        loss.backward()  # type: ignore[no-untyped-call]  # torch's own gap
        return {"loss": loss.item()}, batch.ids.numel()

    def score(self) -> dict[str, float]:
        questions = draw_questions(self._tasks, rounds=max(1, 20 // len(self._tasks)), most=60)
        share = share_right(self.model, self._prompting, questions, encode=input_alone(self._prompting))
        return {"input alone": share}

    def _draw(self) -> Sample:
        task = self.rng.choice(self._tasks)
        words = draw_wording(task, self.rng) if self.rng.random() < self._arguments.worded_share else ""
        return words, *task.draw(self.rng, "train")


def train_library(
    run: Path,
    tasks: Sequence[Trainable],
    arguments: LoraArguments,
    *,
    model: PreTrainedModel,
    prompting: Prompting,
    accelerator: Accelerator,
) -> Path:
    """One PEFT folder a task below `run`/adapters; those that are there already are kept.

    Raises:
        UserFacingError: the folder holds a library of other settings, or of another base or tasks.
    """
    out = run / "adapters"
    note = _open_library(run, arguments, model, accelerator)
    for number, task in enumerate(tasks, 1):
        folder = out / task.name
        digest = tasks_digest([task])
        if (folder / "adapter_model.safetensors").is_file():
            if note["tasks"].get(task.name) != digest:
                raise _of_another_kind(run, f"task {task.name}")
            continue
        checkpoint = run / f"{task.name}.pt"
        training = LoraTraining(
            checkpoint, [task], arguments, model=model, prompting=prompting, accelerator=accelerator
        )
        note["minutes"][task.name], note["tasks"][task.name] = training.fit(), digest
        log.info("%d of %d: %s", number, len(tasks), task.name)
        if accelerator.is_main_process:
            partial = out / f".{task.name}"
            training.peft_model.save_pretrained(partial)
            _write_note(run, note)
            partial.rename(folder)
            for ending in (".pt", f"-{HISTORY}", f"-{CURVES}"):
                (run / f"{task.name}{ending}").unlink(missing_ok=True)
        accelerator.wait_for_everyone()
        model = training.peft_model.unload()
    return out


def library_minutes(run: Path, tasks: Sequence[Trainable]) -> float:
    """What the training of these tasks' adapters in a library took."""
    note = read_json(run / _NOTE)
    return sum(float(note["minutes"][task.name]) for task in tasks)


def library_pair(folder: Path, modules: Sequence[str], scaling: float) -> dict[str, Pair]:
    """A `(L, r, in)` and B `(L, out, r)` by module of the PEFT folder, B such that it acts in full at `scaling`.

    Raises:
        UserFacingError: it is no sound LoRA, or lacks one of the modules in some layer.
    """
    adapter = read_peft(folder)
    found: dict[str, dict[int, Pair]] = {}
    for pair in adapter.pairs():
        _model, _layers, layer, _room, module = pair.path.split(".")
        root = pair.rank**0.5 if adapter.use_rslora else pair.rank
        strength = adapter.alpha_of(pair.path) / root / scaling
        found.setdefault(module, {})[int(layer)] = (
            torch.from_numpy(pair.a).float(),
            torch.from_numpy(pair.b).float() * strength,
        )
    if not set(modules) <= found.keys():
        raise UserFacingError(
            "The adapter in {folder} has other modules than {modules}.",
            hint="Train the library with the modules that the hypernetwork is to write.",
            folder=folder.name,
            modules=", ".join(modules),
        )
    return {
        name: (
            torch.stack([found[name][layer][0] for layer in sorted(found[name])]),
            torch.stack([found[name][layer][1] for layer in sorted(found[name])]),
        )
        for name in modules
    }


def _open_library(
    run: Path, arguments: LoraArguments, model: PreTrainedModel, accelerator: Accelerator
) -> dict[str, Any]:
    """What is noted of the library in `run`; a new note where there is none."""
    told = {**asdict(arguments), "base": tensors_digest(model.state_dict())}
    settings: Mapping[str, Any] = json.loads(json.dumps(told))
    (run / "adapters").mkdir(parents=True, exist_ok=True)
    if accelerator.is_main_process and not (run / _NOTE).is_file():
        _write_note(run, {"settings": settings, "minutes": {}, "tasks": {}})
    accelerator.wait_for_everyone()
    note = read_json(run / _NOTE)
    named = settings.keys() - _MAY_DIFFER
    differing = sorted(name for name in named if note["settings"].get(name) != settings[name])
    if differing:
        raise _of_another_kind(run, ", ".join(differing))
    return note


def _write_note(run: Path, note: Mapping[str, Any]) -> None:
    with replacing(run / _NOTE) as partial:
        partial.write_text(json.dumps(note, indent=1), encoding="utf-8")


def _of_another_kind(run: Path, what: str) -> UserFacingError:
    return UserFacingError(
        "The library in {folder} was trained with other settings: {settings}.",
        hint="Use the same settings, base and tasks to go on, or choose another folder with --folder.",
        folder=run,
        settings=what,
    )
