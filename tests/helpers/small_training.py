"""The starter's training with few tasks and small sizes."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import torch
from accelerate import Accelerator
from transformers import LlamaForCausalLM

from t2l_desktop.hypernet.embedder import load_embedder
from t2l_desktop.training.base import BaseArguments, train_base
from t2l_desktop.training.hyper import HyperTraining, Rehearsal
from t2l_desktop.training.hyper_arguments import HyperArguments
from t2l_desktop.training.prompting import load_prompting
from t2l_desktop.training.tasks.catalogue import named_tasks
from t2l_desktop.training.tasks.task import Task
from tests.helpers.tiny_pack import EMBEDDER

TASKS = named_tasks()[:6]
CPU = torch.device("cpu")
BASE = BaseArguments(
    width=32, layers=2, heads=2, kv_heads=1, intermediate=48, vocabulary=400, row_length=160, rows=2, steps=4,
    warmup_steps=1, save_every=2, corpus_samples=200,
)  # fmt: skip
HYPER = HyperArguments(
    rank=2, latent_size=16, head_in_size=16, steps=4, tasks_per_step=2, row_length=100, rehearsal_rows=1,
    warmup_steps=1, save_every=2, base_learning_rate=1e-3, worded_share=0.5, stray_share=0.5, dwelling=3.0,
)  # fmt: skip


def start(
    run: Path, arguments: HyperArguments = HYPER, base: BaseArguments = BASE, tasks: Sequence[Task] = TASKS[:5]
) -> HyperTraining:
    """The base, trained, and the training of its hypernetwork."""
    accelerator = Accelerator(cpu=True)
    run.mkdir(exist_ok=True)
    pretrained = train_base(run, TASKS, base, accelerator)
    return HyperTraining(
        run, tasks, arguments, model=LlamaForCausalLM.from_pretrained(pretrained),
        prompting=load_prompting(pretrained), embedder=load_embedder(EMBEDDER, device=CPU), accelerator=accelerator,
        base_name="tiny", rehearsal=Rehearsal(TASKS, base),
    )  # fmt: skip
