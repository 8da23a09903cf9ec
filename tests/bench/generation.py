"""Time and peak memory of generating at the dimensions of real bases, with random weights, each in a fresh process.

The two large ones read their description with an embedder of gte-large's size, and are loaded from files as packs are.
"""

from __future__ import annotations

import json
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from tests.bench.table import Row, megabytes, milliseconds, row

TOKENIZER = Path(__file__).parents[1] / "data" / "parity" / "t2l" / "gte-tiny" / "tokenizer.json"
DESCRIPTION = (
    "This task challenges your problem-solving abilities through mathematical reasoning. You must carefully read each "
    "scenario and systematically work through the data to compute the final outcome."
)


@dataclass(frozen=True, kw_only=True)
class Size:
    """A base's layers and the widths of its query and value modules, and the hypernetwork for it."""

    base: str
    variant: str
    layers: int
    hidden: int
    outputs: tuple[int, int]
    latent: int
    head_in: int
    with_embedder: bool = False


SIZES = (
    Size(base="gemma-2-2b", variant="L", layers=26, hidden=2304, outputs=(2048, 1024), latent=512, head_in=2048),
    Size(base="gemma-2-2b", variant="S", layers=26, hidden=2304, outputs=(2048, 1024), latent=128, head_in=512),
    Size(base="Mistral-7B", variant="L", layers=32, hidden=4096, outputs=(4096, 1024), latent=128, head_in=512,
         with_embedder=True),
    Size(base="Llama-3.1-8B", variant="L", layers=32, hidden=4096, outputs=(4096, 1024), latent=512, head_in=2048,
         with_embedder=True),
)  # fmt: skip


def measure(repeats: int) -> list[Row]:
    """A row per size, and one more for the embedder where there is one."""
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        for number, size in enumerate(SIZES):
            if size.with_embedder:
                _in_process("embedder", number, folder)
            _in_process("hypernet", number, folder)
            rows += _rows(size, _in_process("generate", number, folder, str(repeats)))
    return rows


def _rows(size: Size, out: dict[str, object]) -> list[Row]:
    name = f"T2L-{size.variant} (h {size.latent}, k {size.head_in}, {out['parameters'] / 1e6:.1f} M)"  # type: ignore[operator] # JSON
    memory = f"peak memory {megabytes(out['peak'])}, torch alone {megabytes(out['before'])}"  # type: ignore[arg-type] # JSON
    took: list[float] = out["seconds"]  # type: ignore[assignment] # JSON
    if not size.with_embedder:
        return [row(f"generate for {size.base}, {name}", took, unit=milliseconds, reference=memory)]
    alone: list[float] = out["embed"]  # type: ignore[assignment] # JSON
    share = statistics.median(took) / statistics.median(alone)
    return [
        row(f"embed and generate for {size.base}, {name}", took, unit=milliseconds,
            reference=f"{share:.2f} times the embedder alone (at most 1.8); {memory} (at most 3200 MB)"),
        row("… embedder of gte-large's size alone", alone, unit=milliseconds),
    ]  # fmt: skip


def _in_process(step: str, number: int, folder: str, *more: str) -> dict[str, object]:
    command = [sys.executable, "-m", "tests.bench.generation", step, str(number), folder, *more]
    out: dict[str, object] = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    return out


def _write_embedder(folder: Path) -> dict[str, object]:
    """434 M random parameters, as gte-large-en-v1.5 has them; once for all sizes."""
    import torch  # noqa: PLC0415 - the measuring process itself needs no torch
    from safetensors.torch import save_file  # noqa: PLC0415
    from transformers import GteConfig, GteModel  # noqa: PLC0415

    if folder.exists():
        return {}
    config = GteConfig(
        vocab_size=30528, hidden_size=1024, num_hidden_layers=24, num_attention_heads=16, intermediate_size=4096,
        type_vocab_size=2, pad_token_id=0,
        rope_parameters={"rope_type": "linear", "rope_theta": 320000.0, "factor": 2 ** (1 / 32)},
    )  # fmt: skip
    folder.mkdir()
    torch.manual_seed(0)
    save_file(GteModel(config).state_dict(), folder / "model.safetensors")
    (folder / "config.json").write_text(json.dumps({"model_type": "gte", **config.to_diff_dict()}), encoding="utf-8")
    shutil.copy(TOKENIZER, folder)
    return {}


def _write_hypernet(size: Size, folder: Path) -> dict[str, object]:
    from t2l_desktop.hypernet.checkpoint import LoadedHypernet, save_hypernet  # noqa: PLC0415
    from t2l_desktop.hypernet.model import AdapterOutput, HypernetSpec, HyperNetwork, TargetModule  # noqa: PLC0415

    is_small = size.variant == "S"
    spec = HypernetSpec(
        embedding_dimension=1024, layers=size.layers, latent_size=size.latent, head_in_size=size.head_in,
        modules=tuple(TargetModule(name=name, in_features=size.hidden, out_features=out)
                      for name, out in zip(("q_proj", "v_proj"), size.outputs, strict=True)),
        shared_head=is_small, per_rank=is_small, rank_embedding=is_small,
    )  # fmt: skip
    made = LoadedHypernet(
        network=HyperNetwork(spec), output=AdapterOutput(), alpha=16.0, base_name="", embedder_name=""
    )
    save_hypernet(folder, made)
    return {}


def _generate(size: Size, folder: Path, repeats: int) -> dict[str, object]:
    import torch  # noqa: PLC0415 - the measuring process itself needs no torch

    from t2l_desktop.hypernet.checkpoint import load_hypernet  # noqa: PLC0415
    from t2l_desktop.hypernet.embedder import load_embedder  # noqa: PLC0415

    before = _peak()
    cpu = torch.device("cpu")
    hypernet = load_hypernet(folder / "hypernet", device=cpu)
    embedder = load_embedder(folder / "gte-large", device=cpu) if size.with_embedder else None
    took, alone = [], []
    for number in range(repeats + 1):
        began = time.perf_counter()
        embedding = torch.randn(1024) if embedder is None else hypernet.embed(embedder, DESCRIPTION)
        embedded = time.perf_counter()
        hypernet.generate(embedding)
        if number:  # the first pass warms up
            took.append(time.perf_counter() - began)
            alone.append(embedded - began)
    parameters = sum(each.numel() for each in hypernet.network.parameters())
    return {"seconds": took, "embed": alone, "parameters": parameters, "peak": _peak(), "before": before}


def _peak() -> int:
    """The most memory that this process has held, in bytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def _main(step: str, number: str, folder: str, repeats: str = "0") -> dict[str, object]:
    size, place = SIZES[int(number)], Path(folder)
    if step == "embedder":
        return _write_embedder(place / "gte-large")
    if step == "hypernet":
        return _write_hypernet(size, place / "hypernet")
    return _generate(size, place, int(repeats))


if __name__ == "__main__":
    sys.stdout.write(json.dumps(_main(*sys.argv[1:])))
