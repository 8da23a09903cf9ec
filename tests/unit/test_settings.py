"""Settings survive what people and editors do to their file."""

from __future__ import annotations

import dataclasses
import os
import sys
from pathlib import Path

import pytest

from t2l_desktop.core.errors import UserFacingError
from t2l_desktop.library.settings import Settings, field_of, load_settings, save_settings


def test_settings_come_back_as_they_were_saved(tmp_path: Path) -> None:
    path = tmp_path / "config" / "settings.toml"
    assert load_settings(path) == Settings()
    chosen = Settings(language="ja", theme="dark", device="cpu", threads=3, send_key="ctrl_enter", text_size=150)
    chosen = dataclasses.replace(chosen, shows_first_steps=False)
    save_settings(path, chosen)
    assert load_settings(path) == chosen
    assert [each.name for each in path.parent.iterdir()] == ["settings.toml"]


def test_bad_keys_are_dropped_alone_and_the_old_file_is_kept(tmp_path: Path, expected_logs: list[str]) -> None:
    expected_logs.append("shows_first_steps, text_size, theme, threads, unknown")
    path = tmp_path / "settings.toml"
    text = 'schema_version = 1\nlanguage = "ja"\ntheme = "pink"\nthreads = true\ntext_size = 1e9\nunknown = 1\n'
    text += "shows_first_steps = 0\n"
    path.write_text(text)
    troubles: list[UserFacingError] = []
    assert load_settings(path, on_trouble=troubles.append) == Settings(language="ja")
    assert path.with_name("settings.toml.bak").read_text() == text
    assert "theme, threads, unknown" in troubles[0].message
    assert "settings.toml.bak" in troubles[0].hint
    assert load_settings(path, on_trouble=troubles.append) == Settings(language="ja")
    assert len(troubles) == 1


@pytest.mark.parametrize("version", ["2", "'1'", "1.5", "true"])
def test_settings_of_another_version_are_kept_aside(tmp_path: Path, expected_logs: list[str], version: str) -> None:
    expected_logs.append("settings were dropped")
    path = tmp_path / "settings.toml"
    text = f'schema_version = {version}\nlanguage = "ja"\n'
    path.write_text(text)
    troubles: list[UserFacingError] = []
    assert load_settings(path, on_trouble=troubles.append) == Settings()
    assert path.with_name("settings.toml.bak").read_text() == text
    assert "another version" in troubles[0].message
    assert load_settings(path, on_trouble=troubles.append) == Settings()
    assert len(troubles) == 1


@pytest.mark.parametrize(
    "content",
    [b"theme = ", b"\xff\xff", b"x = " + b"[" * 70000, b"#" * 10_000_000],
    ids=lambda content: str(content[:8]),
)
def test_an_unreadable_file_gives_the_defaults(tmp_path: Path, expected_logs: list[str], content: bytes) -> None:
    expected_logs.append("settings were dropped")
    path = tmp_path / "settings.toml"
    path.write_bytes(content)
    assert load_settings(path) == Settings()
    assert path.with_name("settings.toml.bak").read_bytes() == content


@pytest.mark.parametrize("kind", ["folder", "pipe", "unreadable"])
def test_what_is_no_file_gives_the_defaults_and_stays(
    tmp_path: Path, expected_logs: list[str], monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    expected_logs.append("settings were dropped")
    path = tmp_path / "settings.toml"
    if kind == "folder":
        path.mkdir()
    elif kind == "pipe":
        if sys.platform == "win32":
            pytest.skip("pipes have no names in Windows' folders")
        os.mkfifo(path)
    else:
        path.write_text("theme = 'dark'")
        monkeypatch.setattr(Path, "read_bytes", _refuse)  # root may read everything
    troubles: list[UserFacingError] = []
    assert load_settings(path, on_trouble=troubles.append) == Settings()
    assert "cannot be read" in troubles[0].message
    assert [each.name for each in tmp_path.iterdir()] == ["settings.toml"]


def _refuse(path: Path) -> bytes:
    raise PermissionError(13, "Permission denied", str(path))


def test_only_what_fits_can_be_set() -> None:
    with pytest.raises(ValueError, match="threads"):
        Settings(threads=-1)
    with pytest.raises(ValueError, match="theme"):
        dataclasses.replace(Settings(), theme="pink")
    assert field_of("theme")["choices"] == ("system", "light", "dark")
    assert field_of("text_size")["maximum"] == 200


def test_a_place_that_cannot_be_written_is_said_in_words(tmp_path: Path) -> None:
    (tmp_path / "config").write_text("a file")
    with pytest.raises(UserFacingError, match="cannot be written"):
        save_settings(tmp_path / "config" / "settings.toml", Settings())
