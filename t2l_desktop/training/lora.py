"""Plain LoRA through PEFT: one adapter a task (the library that reconstruction imitates), or one for many tasks."""

from __future__ import annotations

import logging
import random
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import torch
from accelerate import Accelerator
from peft import LoraConfig, PeftModel, get_peft_model
from transformers import PreTrainedModel

from t2l_desktop.training.base import batches
from t2l_desktop.training.data import draw_wording
from t2l_desktop.training.loop import LoopArguments, TrainingLoop
from t2l_desktop.training.packing import collate, count_exact, fill_row, packed_loss, pad_batch
from t2l_desktop.training.prompting import Prompting, Sample
from t2l_desktop.training.tasks.task import Trainable

log = logging.getLogger(__name__)


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


class LoraTraining(TrainingLoop):
    """An adapter learns the answers of its tasks through a frozen base.

    Every adapter begins with the same A: those of a library then live in the same coordinates.
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
        torch.manual_seed(arguments.seed)
        self._tasks, self._arguments, self._prompting = tasks, arguments, prompting
        config = LoraConfig(
            r=arguments.rank, lora_alpha=arguments.alpha, target_modules=list(arguments.target_modules),
            task_type="CAUSAL_LM",
        )  # fmt: skip
        self.peft_model: PeftModel = get_peft_model(model.to(accelerator.device), config)
        self._model = self.peft_model.base_model.model
        trained = [each for each in self.peft_model.parameters() if each.requires_grad]
        super().__init__(
            checkpoint, arguments, modules={"adapter": torch.nn.ParameterList(trained)},
            optimizers={torch.optim.AdamW(trained, weight_decay=0.0): arguments.learning_rate},
            accelerator=accelerator,
        )  # fmt: skip

    def gradients(self) -> tuple[dict[str, float], int]:
        arguments = self._arguments
        rows = [fill_row(self._prompting, self._draw, arguments.row_length) for _ in range(arguments.rows)]
        batch = collate(rows, length=arguments.row_length, pad=self._prompting.pad, rest_weight=0.0)
        loss = packed_loss(self._model, self.share(batch))
        loss.backward()  # type: ignore[no-untyped-call]  # torch's own gap
        return {"loss": loss.item()}, batch.ids.numel()

    @torch.inference_mode()
    def score(self) -> dict[str, float]:
        right = sum(bare_exact(self._model, self._prompting, [task] * 20) for task in self._tasks)
        return {"inputs alone": right / len(self._tasks)}

    def _draw(self) -> Sample:
        task = self.rng.choice(self._tasks)
        words = draw_wording(task, self.rng) if self.rng.random() < self._arguments.worded_share else ""
        return words, *task.draw(self.rng, "train")


@torch.inference_mode()
def bare_exact(model: PreTrainedModel, prompting: Prompting, tasks: Sequence[Trainable]) -> float:
    """Share of held-out inputs answered exactly without a word about the task."""
    rng, right = random.Random(0), 0
    for some in batches(tasks, 20):
        ids, targets = pad_batch(prompting.encode([("", *task.draw(rng, "test")) for task in some]), prompting.pad)
        right += count_exact(model, ids.to(model.device), targets.to(model.device))
    return right / len(tasks)


def train_library(
    run: Path,
    tasks: Sequence[Trainable],
    arguments: LoraArguments,
    *,
    model: PreTrainedModel,
    prompting: Prompting,
    accelerator: Accelerator,
) -> Path:
    """One PEFT folder a task below `run`/adapters; those that are there already are kept."""
    out = run / "adapters"
    for number, task in enumerate(tasks, 1):
        folder = out / task.name
        if (folder / "adapter_model.safetensors").is_file():
            continue
        checkpoint = run / "lora.pt"
        training = LoraTraining(
            checkpoint, [task], arguments, model=model, prompting=prompting, accelerator=accelerator
        )
        training.fit()
        log.info("%d of %d: %s", number, len(tasks), task.name)
        if accelerator.is_main_process:
            partial_folder = out / f".{task.name}"
            training.peft_model.save_pretrained(partial_folder)
            partial_folder.rename(folder)
            checkpoint.unlink(missing_ok=True)
        accelerator.wait_for_everyone()
        model = training.peft_model.unload()
    return out
