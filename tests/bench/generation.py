"""Time and peak memory of generating at the dimensions of gemma-2-2b, with random weights, each in a fresh process."""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import time

from tests.bench.table import Row, megabytes, milliseconds, row

SIZES = {"L": (512, 2048), "S": (128, 512)}


def measure(repeats: int) -> list[Row]:
    """A row per variant."""
    rows = []
    for variant, (latent, head_in) in SIZES.items():
        command = [sys.executable, "-m", "tests.bench.generation", variant, str(repeats)]
        out = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
        rows.append(
            row(
                f"generate for gemma-2-2b, T2L-{variant} (h {latent}, k {head_in}, {out['parameters'] / 1e6:.1f} M)",
                out["seconds"],
                unit=milliseconds,
                reference=f"peak memory {megabytes(out['peak'])}, torch alone {megabytes(out['before'])}",
            )
        )
    return rows


def _generate(variant: str, repeats: int) -> dict[str, object]:
    import torch  # noqa: PLC0415 - the measuring process itself needs no torch

    from t2l_desktop.hypernet.checkpoint import LoadedHypernet  # noqa: PLC0415
    from t2l_desktop.hypernet.model import AdapterOutput, HypernetSpec, HyperNetwork, TargetModule  # noqa: PLC0415

    before = _peak()
    latent, head_in = SIZES[variant]
    is_small = variant == "S"
    spec = HypernetSpec(
        embedding_dimension=1024, layers=26, latent_size=latent, head_in_size=head_in,
        modules=(TargetModule(name="q_proj", in_features=2304, out_features=2048),
                 TargetModule(name="v_proj", in_features=2304, out_features=1024)),
        shared_head=is_small, per_rank=is_small, rank_embedding=is_small,
    )  # fmt: skip
    loaded = LoadedHypernet(
        network=HyperNetwork(spec).eval(), output=AdapterOutput(), alpha=16.0, base_name="", embedder_name=""
    )
    took = []
    for _ in range(repeats):
        began = time.perf_counter()
        loaded.generate(torch.randn(1024))
        took.append(time.perf_counter() - began)
    parameters = sum(each.numel() for each in loaded.network.parameters())
    return {"seconds": took, "parameters": parameters, "peak": _peak(), "before": before}


def _peak() -> int:
    """The most memory that this process has held, in bytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


if __name__ == "__main__":
    sys.stdout.write(json.dumps(_generate(sys.argv[1], int(sys.argv[2]))))
