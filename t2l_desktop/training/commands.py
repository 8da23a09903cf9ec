"""`t2l-desktop train starter` and `t2l-desktop train evaluate`."""

from __future__ import annotations

import argparse
import json
import logging
import sys
from pathlib import Path
from typing import Any

import torch

from t2l_desktop.core.errors import UserFacingError
from t2l_desktop.core.messages import WorkerKind
from t2l_desktop.core.paths import AppPaths
from t2l_desktop.core.resources import resources_folder
from t2l_desktop.hypernet.embedder import load_embedder
from t2l_desktop.library.packs import load_pack
from t2l_desktop.link.worker_link import WorkerLink
from t2l_desktop.training.base import RECIPE, BaseArguments, train_base
from t2l_desktop.training.evaluation import Evaluator
from t2l_desktop.training.hyper import HyperArguments, HyperTraining
from t2l_desktop.training.pack import assemble_pack, write_scores
from t2l_desktop.training.tasks.catalogue import all_tasks, shown_to_base, shown_to_hypernet


def add_parser(verbs: Any) -> None:
    """The `train` verb with its two parts."""
    train = verbs.add_parser("train", help="train and measure hypernetworks")
    parts = train.add_subparsers(dest="part", metavar="PART", required=True)
    starter = parts.add_parser("starter", help="train the starter pack; goes on where it was stopped")
    starter.add_argument("--run", type=Path, metavar="DIR", help="folder of the training run")
    starter.add_argument("--out", type=Path, metavar="DIR", help="where the pack goes (default: beside the run)")
    starter.add_argument("--base-steps", type=int, default=BaseArguments.steps, metavar="N")
    starter.add_argument("--hypernet-steps", type=int, default=HyperArguments.steps, metavar="N")
    evaluate = parts.add_parser("evaluate", help="measure a pack through its real files")
    evaluate.add_argument("--pack", type=Path, metavar="DIR", help="a pack's folder (default: the starter)")
    evaluate.add_argument("--inputs", type=int, default=20, metavar="N", help="inputs a task")
    evaluate.add_argument("--write-card", action="store_true", help="put the scores on the pack's card")


def run(args: argparse.Namespace, paths: AppPaths) -> int:
    """Do what was asked for; progress goes to stderr, results to stdout."""
    logging.basicConfig(level=logging.INFO, stream=sys.stderr, format="%(message)s")
    return _starter(args, paths) if args.part == "starter" else _evaluate(args, paths)


def _starter(args: argparse.Namespace, paths: AppPaths) -> int:
    folder: Path = args.run or paths.data / "training" / "starter"
    embedder_folder = resources_folder() / "starter" / "embedder"
    embedder = load_embedder(embedder_folder, device=torch.device("cpu"))
    try:
        base_arguments = BaseArguments(steps=args.base_steps)
        hyper_arguments = HyperArguments(steps=args.hypernet_steps)
    except ValueError as error:
        raise UserFacingError("The training cannot run with these numbers: {reason}.", reason=error) from error
    base_tasks = shown_to_base(all_tasks())
    tasks = shown_to_hypernet(base_tasks)
    base = train_base(folder, base_tasks, base_arguments)
    training = HyperTraining(
        folder,
        tasks,
        hyper_arguments,
        base=base,
        base_arguments=base_arguments,
        base_tasks=base_tasks,
        embedder=embedder,
    )
    training.save(training.fit())
    recipe = {
        "base": json.loads((base / RECIPE).read_text(encoding="utf-8")),
        "hypernetwork and base together": json.loads((folder / "base-hf" / RECIPE).read_text(encoding="utf-8")),
        "tasks": len(tasks),
    }
    out = assemble_pack(
        folder,
        args.out or folder / "pack",
        embedder=embedder_folder,
        embeddings=embedder.embed([wording for task in tasks for wording in task.wordings.trained[:20]]),
        recipe=recipe,
    )
    sys.stdout.write(f"{out}\n")
    return 0


def _evaluate(args: argparse.Namespace, paths: AppPaths) -> int:
    folder: Path = args.pack or resources_folder() / "starter"
    pack = load_pack(folder)
    generator, chatter = (WorkerLink(kind, stderr_log=paths.logs / f"train-{kind}.log") for kind in WorkerKind)
    try:
        scores = Evaluator(pack, generator, chatter, inputs=args.inputs).run()
    finally:
        generator.close()
        chatter.close()
    card = {name: score.as_card() for name, score in scores.items()}
    if args.write_card:
        write_scores(folder, card)
    sys.stdout.write(json.dumps(card, indent=1) + "\n")
    return 0
