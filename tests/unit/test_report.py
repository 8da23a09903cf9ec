"""The report says what is wrong without saying whose computer it is."""

from __future__ import annotations

import json
import logging
from functools import partial
from pathlib import Path

import pytest

from t2l_desktop.core.devices import Device, DeviceUse, Why
from t2l_desktop.core.logs import start_logging, stop_logging
from t2l_desktop.core.messages import WorkerKind
from t2l_desktop.core.paths import AppPaths
from t2l_desktop.library.packs import PackShelf
from t2l_desktop.operations.report import FAILED, as_text, device_facts, installation_facts, without_homes


def test_a_broken_pack_and_a_broken_library_are_told(
    paths: AppPaths, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Path, "home", lambda: paths.data.parent)
    (paths.packs / "bad").mkdir()
    (paths.packs / "bad" / "pack.json").write_text("{}", encoding="utf-8")
    paths.database.mkdir()
    facts = installation_facts(paths, packs=PackShelf(paths, starter=tmp_path / "none"))

    assert facts["packs"]["bad"].startswith(FAILED)
    assert facts["folders"]["library"].startswith(FAILED)
    assert facts["folders"]["data"].startswith("there, writable, ")
    text = as_text(facts)
    assert "packs:\n  bad: FAILED" in text
    assert str(paths.data.parent) not in text


def test_the_log_keeps_what_went_wrong_and_names_no_home(paths: AppPaths) -> None:
    handler = start_logging(paths.logs / "window.log", clean=partial(without_homes, paths=paths))
    ours = logging.getLogger("t2l_desktop.tests")
    ours.info("the backup %s was kept", paths.data / "x")
    try:
        raise ValueError("what somebody wrote")
    except ValueError:
        ours.info("a bug", exc_info=True)
    stop_logging(handler)
    ours.info("nobody listens any more")
    text = (paths.logs / "window.log").read_text(encoding="utf-8")
    assert "INFO t2l_desktop.tests: the backup <data>" in text
    assert "a bug\nValueError\n  unit/test_report.py:" in text
    assert "what somebody wrote" not in text
    assert "nobody" not in text


def test_a_folder_that_cannot_be_written_costs_the_log_alone(tmp_path: Path) -> None:
    (tmp_path / "logs").write_text("a file")
    assert start_logging(tmp_path / "logs" / "window.log", clean=str) is None


def test_a_drive_that_is_away_is_told(paths: AppPaths, monkeypatch: pytest.MonkeyPatch) -> None:
    """As on Windows, where not even the root of such a drive is there."""
    exists = Path.exists
    monkeypatch.setattr(Path, "exists", lambda self, **how: self != Path(self.anchor) and exists(self, **how))
    away = Path(paths.data.anchor, "away", "data")
    facts = installation_facts(paths.with_data(away), packs=PackShelf(paths))
    assert facts["folders"]["data"] == f"{FAILED}: <data> cannot be written."
    assert facts["folders"]["state"].startswith("there, ")


def test_a_base_that_lies_elsewhere_is_named_without_its_folders(paths: AppPaths, tmp_path: Path) -> None:
    (paths.packs / "gemma").mkdir()
    away = tmp_path / "Letters to Hanako" / "gemma.gguf"
    base = {"at": str(away), "sha256": "0" * 64, "fingerprint": "ab12"}
    body = {"format": 1, "id": "gemma", "name": "Gemma", "languages": ["en"], "context_length": 512, "base": base}
    (paths.packs / "gemma" / "pack.json").write_text(json.dumps(body), encoding="utf-8")
    facts = installation_facts(paths, packs=PackShelf(paths, starter=tmp_path / "none"))
    assert facts["packs"]["gemma"] == f"{FAILED}: The base model of the pack gemma is not where it was: gemma.gguf."


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("/home/mary/.cache/x", "~/.cache/x"),
        ("'/Users/mary'", "'~'"),
        (r"C:\Users\mary\AppData", r"~\AppData"),
        ("/run/media/mary/USB", "~/USB"),
        ("nothing", "nothing"),
    ],
)
def test_nobodys_home_is_named(text: str, clean: str) -> None:
    assert without_homes(text) == clean


def test_what_the_workers_compute_on_is_told_with_its_reason() -> None:
    card, processor = Device(kind="cuda", name="NVIDIA H200", memory=140 * 2**30), Device(kind="cpu")
    facts = device_facts(
        {
            WorkerKind.GENERATOR: DeviceUse(found=(card, processor), used=card, why=Why.FASTEST),
            WorkerKind.CHATTER: DeviceUse(found=(processor,), used=processor, why=Why.NO_SUPPORT),
        }
    )
    assert facts == {
        "generator found": "cuda (NVIDIA H200, 140.0 GiB), cpu",
        "generator uses": "cuda (NVIDIA H200, 140.0 GiB): the fastest that was found",
        "chatter found": "cpu",
        "chatter uses": "cpu: this build cannot use graphics cards",
    }
    gone = DeviceUse(found=(processor,), used=Device(kind="mps"), why=Why.MISSING)
    assert FAILED in device_facts({WorkerKind.GENERATOR: gone})["generator uses"]
