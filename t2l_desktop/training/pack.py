"""Putting a trained base and hypernetwork together as a pack."""

from __future__ import annotations

import hashlib
import json
import platform
import random
import shutil
from collections.abc import Mapping
from pathlib import Path

import torch
import transformers
from safetensors.torch import save_file
from torch import Tensor

from t2l_desktop.formats.base_facts import fingerprint
from t2l_desktop.formats.files import read_json, replacing
from t2l_desktop.formats.gguf_base import write_gguf_base
from t2l_desktop.hypernet.reader import FOLDER as READER
from t2l_desktop.library.packs import PACK_FILE
from t2l_desktop.training.tasks.catalogue import named_tasks

# description, message to try it with, family, task that the test sheet is drawn from
EXAMPLES = (
    ("Give the capital city of the country.", "Japan", "countries", "capital"),
    ("Turn the full name into an email address at example.com.", "Maria Lopez", "people", "email"),
    ("Make a numbered list of the items.", "apple bread cheese", "lists", "numbered"),
    ("Turn the date into the ISO format.", "14 March 2021", "dates", "iso"),
    ("Put the verb into the past tense.", "swim", "verbs", "past"),
    ("Put square brackets around the text.", "The lazy fox jumped over the fence.", "wrap text", "brackets"),
    ("Reverse the order of the words.", "river moon happy train", "order of words", "reverse_order"),
    ("Write the initials of the person with dots.", "Maria Lopez", "people", "initials"),
)
_SHEET_ROWS = 8


def assemble_pack(run: Path, out: Path, *, embedder: Path, embeddings: Tensor, recipe: Mapping[str, object]) -> Path:
    """Write base, hypernetwork and `pack.json` from the training folder `run` into `out`; an embedder there is kept.

    `embeddings (n, d)` are those of the trained descriptions.
    """
    out.mkdir(parents=True, exist_ok=True)
    (out / PACK_FILE).unlink(missing_ok=True)  # written last: a folder without it is no pack
    base, hypernet = out / "base.gguf", out / "hypernet"
    write_gguf_base(run / "base-hf", base, outtype="f16", name="T2L Starter")
    shutil.rmtree(hypernet, ignore_errors=True)
    shutil.copytree(run / "hypernet", hypernet)
    if (hypernet / READER).is_dir():
        # with these the reader is a whole model in transformers form, that a training can start from
        for name in ("tokenizer_config.json", "chat_template.jinja"):
            shutil.copy(run / "base-hf" / name, hypernet / READER)
    descriptions = out / "descriptions.safetensors"
    save_file({"embeddings": embeddings.half().contiguous()}, descriptions)
    body = {
        "format": 1,
        "id": "starter",
        "name": "Starter",
        "licence": "Apache-2.0",
        "languages": ["en"],
        "keeps_history": False,
        "context_length": read_json(run / "base-hf" / "config.json")["max_position_embeddings"],
        "base": {"file": base.name, "sha256": _sha256(base), "fingerprint": fingerprint(base)},
        "hypernet": {"folder": "hypernet", "sha256": _sums(hypernet)},
        "descriptions": {"file": descriptions.name, "sha256": _sha256(descriptions)},
        "embedder": {"folder": "embedder", "sha256": {"model.safetensors": _sha256(embedder / "model.safetensors")}},
        "examples": [
            {"description": description, "message": message, "family": family, "sheet": _sheet(task)}
            for description, message, family, task in EXAMPLES
        ],
        "card": {
            "recipe": dict(recipe),
            "machine": f"{platform.machine()}, {torch.get_num_threads()} threads",
            "versions": {"torch": torch.__version__, "transformers": transformers.__version__},
        },
    }
    _write(out / PACK_FILE, body)
    return out


def write_scores(pack: Path, scores: Mapping[str, object], familiarity: Mapping[str, object] | None) -> None:
    """Put measured scores, and the familiarity gauge's threshold, on the pack's card."""
    file = pack / PACK_FILE
    body = json.loads(file.read_text(encoding="utf-8"))
    body["card"]["scores"] = dict(scores)
    body["card"]["familiarity"] = familiarity
    _write(file, body)


def _sheet(name: str) -> list[tuple[str, str]]:
    """A few inputs of a task that it was not trained on, with their answers."""
    task = next(task for task in named_tasks() if task.name == name)
    rng = random.Random(0)
    pairs: dict[str, str] = {}
    while len(pairs) < _SHEET_ROWS:
        question, answer = task.draw(rng, "test")
        pairs[question] = answer
    return list(pairs.items())


def _sums(folder: Path) -> dict[str, str]:
    """The sha256 of every file below a folder, by its path in there."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {file.relative_to(folder).as_posix(): _sha256(file) for file in files}


def _write(file: Path, body: Mapping[str, object]) -> None:
    with replacing(file) as partial:
        partial.write_text(json.dumps(body, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
