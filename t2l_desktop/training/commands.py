"""`t2l-desktop train`: the starter, hypernetworks for any base, libraries of adapters, and scores."""

from __future__ import annotations

import argparse
import json
import logging
import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import torch
from accelerate import Accelerator

from t2l_desktop.core.errors import UserFacingError
from t2l_desktop.core.messages import WorkerKind
from t2l_desktop.core.paths import AppPaths
from t2l_desktop.core.resources import resources_folder
from t2l_desktop.hypernet.checkpoint import load_hypernet
from t2l_desktop.hypernet.embedder import Embedder, load_embedder
from t2l_desktop.hypernet.reader import FOLDER as READER
from t2l_desktop.library.packs import load_pack
from t2l_desktop.link.worker_link import WorkerLink
from t2l_desktop.training.arms import METHODS
from t2l_desktop.training.base import RECIPE, BaseArguments, train_base
from t2l_desktop.training.bases import load_base
from t2l_desktop.training.compare import SCALES, Comparison, Groups
from t2l_desktop.training.evaluation import Evaluator
from t2l_desktop.training.hyper import HyperTraining, Rehearsal
from t2l_desktop.training.hyper_arguments import STARTER, HyperArguments
from t2l_desktop.training.lora import LoraArguments, train_library
from t2l_desktop.training.pack import assemble_pack, write_scores
from t2l_desktop.training.prompting import Prompting, load_prompting
from t2l_desktop.training.reconstruction import LEARNING_RATE, ReconstructionTraining
from t2l_desktop.training.tasks.catalogue import (
    all_tasks,
    named_tasks,
    shown_to_base,
    shown_to_hypernet,
    unmet_tasks,
)
from t2l_desktop.training.tasks.folder import FolderTask, load_tasks
from t2l_desktop.training.tasks.task import Trainable

log = logging.getLogger(__name__)


def add_parser(verbs: Any) -> None:
    """The `train` verb with its parts."""
    train = verbs.add_parser("train", help="train and measure hypernetworks")
    parts = train.add_subparsers(dest="part", metavar="PART", required=True)
    starter = parts.add_parser("starter", help="train the starter pack; goes on where it was stopped")
    starter.add_argument("--folder", type=Path, metavar="DIR", help="folder of the training run")
    starter.add_argument("--out", type=Path, metavar="DIR", help="where the pack goes (default: beside the run)")
    starter.add_argument("--start-from", type=Path, metavar="DIR", help="a pack whose weights to begin with")
    starter.add_argument("--base-steps", type=int, default=BaseArguments.steps, metavar="N")
    starter.add_argument("--hypernet-steps", type=int, default=STARTER.steps, metavar="N")
    starter.add_argument(
        "--learning-rate", type=float, metavar="X", help="the hypernetwork's at its peak; the base's go with it"
    )
    starter.add_argument("--compiled", action="store_true", help="quicker steps; needs a C++ compiler")
    _add_own(parts.add_parser("hypernet", help="train a hypernetwork for a base and tasks of your own"), hypernet=True)
    _add_own(parts.add_parser("adapters", help="train one LoRA for each of your tasks"), hypernet=False)
    compare = parts.add_parser("compare", help="one report on all methods; goes on where it was stopped")
    compare.add_argument("--folder", type=Path, required=True, metavar="DIR", help="where results and report go")
    compare.add_argument("--scale", choices=tuple(SCALES), default="quick")
    compare.add_argument(
        "--base", type=Path, metavar="DIR", help="a chat model in transformers form (default: the starter's)"
    )
    compare.add_argument("--tasks", type=Path, metavar="DIR", help="tasks of your own; the last quarter stays unseen")
    compare.add_argument("--embedder", type=Path, metavar="DIR", help="default: the starter's")
    compare.add_argument(
        "--method", action="append", metavar="NAME", help=f"this one only, or this one too; of: {'; '.join(METHODS)}"
    )
    evaluate = parts.add_parser("evaluate", help="measure a pack through its real files")
    evaluate.add_argument("--pack", type=Path, metavar="DIR", help="a pack's folder (default: the starter)")
    evaluate.add_argument("--inputs", type=int, default=20, metavar="N", help="inputs a task")
    evaluate.add_argument("--write-card", action="store_true", help="put the scores on the pack's card")


def _add_own(parser: argparse.ArgumentParser, *, hypernet: bool) -> None:
    parser.add_argument("--base", type=Path, required=True, metavar="DIR", help="a chat model in transformers form")
    parser.add_argument("--tasks", type=Path, required=True, metavar="DIR", help="a folder of tasks")
    parser.add_argument("--folder", type=Path, required=True, metavar="DIR", help="folder of the training run")
    parser.add_argument("--rank", type=int, metavar="N")
    parser.add_argument("--target-modules", metavar="NAME,…", help="for example q_proj,v_proj")
    parser.add_argument("--steps", type=int, metavar="N")
    parser.add_argument("--learning-rate", type=float, metavar="X")
    parser.add_argument("--warmup-steps", type=int, metavar="N")
    parser.add_argument("--save-every", type=int, metavar="N", help="steps between checkpoints")
    parser.add_argument("--row-length", type=int, metavar="N", help="tokens a row")
    parser.add_argument("--seed", type=int, metavar="N")
    if hypernet:
        parser.add_argument("--embedder", type=Path, metavar="DIR", help="default: the starter's")
        parser.add_argument("--method", choices=("sft", "distillation", "reconstruction"), default="sft")
        parser.add_argument("--adapters", type=Path, metavar="DIR", help="library for --method reconstruction")
        parser.add_argument("--distance", choices=("product", "numbers"), help="of what, for --method reconstruction")
        parser.add_argument("--optimizer", choices=("adamw", "muon"))
        parser.add_argument("--variant", choices=("S", "M", "L"))
        parser.add_argument("--latent-size", type=int, metavar="N")
        parser.add_argument("--head-in-size", type=int, metavar="N")
        parser.add_argument("--tasks-per-step", type=int, metavar="N")
        parser.add_argument("--nested", action="store_true", help="adapters of which any first ranks can be used alone")
    else:
        parser.add_argument("--rows", type=int, metavar="N", help="rows a step")


def run(args: argparse.Namespace, paths: AppPaths) -> int:
    """Do what was asked for; progress goes to stderr, results to stdout."""
    logging.basicConfig(level=logging.INFO, stream=sys.stderr, format="%(message)s")
    if args.part == "evaluate":
        return _evaluate(args, paths)
    # without a GPU accelerate must be told so, or torchrun's processes would look for one each
    accelerator = Accelerator(cpu=not torch.cuda.is_available() and not torch.backends.mps.is_available())
    if not accelerator.is_main_process:
        logging.getLogger().setLevel(logging.WARNING)
    log.info("%d of %d processes, %s", 1 + accelerator.process_index, accelerator.num_processes, accelerator.device)
    folder: Path = args.folder or paths.data / "training" / "starter"
    _require_writable(folder)
    parts = {"starter": _starter, "hypernet": _hypernet, "adapters": _adapters, "compare": _compare}
    try:
        return parts[args.part](args, folder, accelerator)
    except OSError as error:
        raise _not_writable(folder, str(error)) from error


def _starter(args: argparse.Namespace, folder: Path, accelerator: Accelerator) -> int:
    embedder_folder = resources_folder() / "starter" / "embedder"
    embedder = load_embedder(embedder_folder, device=accelerator.device)
    calmer = 1.0 if args.learning_rate is None else args.learning_rate / STARTER.learning_rate
    base_arguments = _arguments(
        usual := BaseArguments(),
        {"steps": args.base_steps, "compiled": args.compiled, "learning_rate": calmer * usual.learning_rate},
    )
    arguments = _arguments(
        STARTER,
        {
            "steps": args.hypernet_steps, "compiled": args.compiled, "learning_rate": args.learning_rate,
            "base_learning_rate": calmer * STARTER.base_learning_rate,
        },
    )  # fmt: skip
    base_tasks = shown_to_base(all_tasks())
    tasks = shown_to_hypernet(base_tasks)
    if args.start_from:
        earlier = load_pack(args.start_from)
        if earlier.hypernet is None or not (earlier.hypernet / READER).is_dir():
            raise UserFacingError(
                "The pack {pack} holds no starter that was trained together with its base.", pack=earlier.name
            )
        base = earlier.hypernet / READER
        base_recipe: object = earlier.card.get("recipe")
    else:
        base = train_base(folder, base_tasks, base_arguments, accelerator)
        base_recipe = json.loads((base / RECIPE).read_text(encoding="utf-8"))
    model, prompting = load_base(base), load_prompting(base)
    training = HyperTraining(
        folder, tasks, arguments, model=model, prompting=prompting, embedder=embedder, accelerator=accelerator,
        base_name="starter", rehearsal=Rehearsal(base_tasks, base_arguments),
    )  # fmt: skip
    if args.start_from:
        training.start_from(load_hypernet(base.parent, device=accelerator.device))
    training.save(training.fit())
    if accelerator.is_main_process:
        recipe = {
            "earlier" if args.start_from else "base": base_recipe,
            "hypernetwork and base together": json.loads((folder / "base-hf" / RECIPE).read_text(encoding="utf-8")),
            "tasks": len(tasks),
        }
        wordings = [wording for task in tasks for wording in _known(task)]
        states = torch.stack([training.hypernet.read(wording) for wording in wordings])
        out = assemble_pack(folder, args.out or folder / "pack", embedder=embedder_folder, states=states, recipe=recipe)
        sys.stdout.write(f"{out}\n")
    return 0


def _known(task: Trainable) -> Sequence[str]:
    """The wordings that the familiarity gauge compares with: a spread of them for named skills, one for the others."""
    trained = task.wordings.trained
    if task.kind != "named":
        return trained[:1]
    return (*trained[:: max(1, len(trained) // 4)][:4], *task.japanese.trained[:1])


def _hypernet(args: argparse.Namespace, folder: Path, accelerator: Accelerator) -> int:
    is_reconstruction = args.method == "reconstruction"
    if is_reconstruction and args.adapters is None:
        raise UserFacingError(
            "Reconstruction needs a library of adapters.",
            hint="Train one with “train adapters” and name its folder with --adapters.",
        )
    usual = HyperArguments(optimizer="muon", learning_rate=LEARNING_RATE) if is_reconstruction else HyperArguments()
    arguments = _arguments(usual, vars(args))
    tasks = load_tasks(args.tasks)
    embedder: Embedder = load_embedder(
        args.embedder or resources_folder() / "starter" / "embedder", device=accelerator.device
    )
    model, prompting = load_base(args.base), load_prompting(args.base)
    _tell_of_long_samples(tasks, prompting, arguments.row_length)
    parts: dict[str, Any] = {
        "model": model, "prompting": prompting, "embedder": embedder, "accelerator": accelerator,
        "base_name": args.base.name,
    }  # fmt: skip
    try:
        training = (
            ReconstructionTraining(folder, tasks, arguments, adapters=args.adapters, **parts)
            if is_reconstruction
            else HyperTraining(folder, tasks, arguments, **parts)
        )
    except ValueError as error:
        raise _unusable(error) from error
    training.save(training.fit())
    if accelerator.is_main_process:
        sys.stdout.write(f"{folder / 'hypernet'}\n")
    return 0


def _adapters(args: argparse.Namespace, folder: Path, accelerator: Accelerator) -> int:
    arguments = _arguments(LoraArguments(), vars(args))
    model, prompting, tasks = load_base(args.base), load_prompting(args.base), load_tasks(args.tasks)
    _tell_of_long_samples(tasks, prompting, arguments.row_length)
    try:
        out = train_library(folder, tasks, arguments, model=model, prompting=prompting, accelerator=accelerator)
    except ValueError as error:
        raise _unusable(error) from error
    if accelerator.is_main_process:
        sys.stdout.write(f"{out}\n")
    return 0


def _tell_of_long_samples(tasks: Sequence[FolderTask], prompting: Prompting, room: int) -> None:
    """Warn of what no row has room for: it is left out, but its task is tested on such."""
    for task in tasks:
        encoded = prompting.encode([("", text, answer) for text, answer in task.train])
        long = sum(len(each.ids) > room for each in encoded)
        if long:
            log.warning(
                "%s: %d of %d samples are longer than a row (--row-length) and are left out",
                task.name,
                long,
                len(encoded),
            )


def _compare(args: argparse.Namespace, folder: Path, accelerator: Accelerator) -> int:
    names = args.method or list(METHODS)
    unknown = [name for name in names if name not in METHODS]
    if unknown:
        raise UserFacingError(
            "There is no method {name}.", hint="Choose of: {names}.", name=unknown[0], names="; ".join(METHODS)
        )
    if args.tasks:
        own = load_tasks(args.tasks)
        kept = max(1, len(own) // 4)
        groups = Groups(trained=own[:-kept], unseen=own[-kept:])
    else:
        unseen, new = unmet_tasks()
        groups = Groups(
            trained=shown_to_hypernet(named_tasks()),
            unseen=unseen,
            new=new,
            further=[task for task in shown_to_hypernet(all_tasks()) if task.kind != "named"],
        )
    starter = resources_folder() / "starter"
    base = args.base or starter / "hypernet" / READER
    load_base(base)  # says in words what is wrong with it
    embedder = load_embedder(args.embedder or starter / "embedder", device=accelerator.device)
    try:
        comparison = Comparison(
            folder, SCALES[args.scale], base=base, embedder=embedder, groups=groups, accelerator=accelerator
        )
        report = comparison.run(names)
    except ValueError as error:
        raise _unusable(error) from error
    if accelerator.is_main_process:
        sys.stdout.write(f"{report}\n")
    return 0


def _evaluate(args: argparse.Namespace, paths: AppPaths) -> int:
    folder: Path = args.pack or resources_folder() / "starter"
    pack = load_pack(folder)
    if pack.base is None or pack.hypernet is None or pack.embedder is None or args.inputs < 1:
        raise UserFacingError(
            "Only a pack with base, hypernetwork and embedder can be measured, with one input a task at least."
        )
    generator, chatter = (WorkerLink(kind, stderr_log=paths.logs / f"train-{kind}.log") for kind in WorkerKind)
    try:
        evaluator = Evaluator(pack, generator, chatter, inputs=args.inputs)
        scores = evaluator.run()
        familiarity = evaluator.familiarity()
    finally:
        generator.close()
        chatter.close()
    card = {name: score.as_card() for name, score in scores.items()}
    # first: an hour of questions must not be lost to a card that cannot be written
    sys.stdout.write(json.dumps({**card, "familiarity": familiarity}, indent=1) + "\n")
    sys.stdout.flush()
    if args.write_card:
        write_scores(folder, card, familiarity)
    return 0


def _arguments(defaults: Any, said: Mapping[str, object]) -> Any:
    """`defaults` with what was said of its fields."""
    chosen = {name: value for name, value in said.items() if value is not None and name in vars(defaults)}
    modules = chosen.get("target_modules")
    if isinstance(modules, str):
        chosen["target_modules"] = tuple(name.strip() for name in modules.split(",") if name.strip())
    try:
        return type(defaults)(**{**vars(defaults), **chosen})
    except ValueError as error:
        raise _unusable(error) from error


def _require_writable(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise _not_writable(folder, str(error)) from error
    if not os.access(folder, os.W_OK):
        raise _not_writable(folder, "no permission to write")


def _not_writable(folder: Path, detail: str) -> UserFacingError:
    return UserFacingError(
        "The folder {folder} cannot be written.",
        hint="Check its permissions and the free space, or choose another folder with --folder.",
        detail=detail,
        folder=folder,
    )


def _unusable(error: ValueError) -> UserFacingError:
    return UserFacingError("The training cannot run with these numbers: {reason}.", reason=error)
