"""The report says what is wrong without saying whose computer it is."""

from __future__ import annotations

from pathlib import Path

import pytest

from t2l_desktop.core.paths import AppPaths
from t2l_desktop.library.packs import PackShelf
from t2l_desktop.operations.report import FAILED, as_text, installation_facts, without_homes


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


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("/home/mary/.cache/x", "~/.cache/x"),
        ("'/Users/mary'", "'~'"),
        (r"C:\Users\mary\AppData", r"~\AppData"),
        ("nothing", "nothing"),
    ],
)
def test_nobodys_home_is_named(text: str, clean: str) -> None:
    assert without_homes(text) == clean
