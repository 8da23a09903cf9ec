"""Packs in one file, and packs that come and go: whole or not at all, whoever made the file."""

from __future__ import annotations

import hashlib
import json
import os
import stat
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple, cast

import pytest

from t2l_desktop.core.cancel import CancelToken
from t2l_desktop.core.errors import UserFacingError, WorkCancelledError
from t2l_desktop.core.messages import Progress, Token
from t2l_desktop.core.paths import AppPaths
from t2l_desktop.core.records import Pack
from t2l_desktop.library import pack_bin
from t2l_desktop.library.packs import PackShelf, load_pack
from t2l_desktop.library.settings import Settings, save_settings
from t2l_desktop.library.store import Library
from t2l_desktop.operations.pack_bundles import export_pack, import_bundle
from t2l_desktop.operations.packs import (
    current_pack,
    list_packs,
    remove_pack,
    removed_packs,
    restore_pack,
    set_context_length,
)
from t2l_desktop.operations.services import Services
from tests.unit.test_library_packs import make_pack

_DAY = 24 * 3600.0


@pytest.fixture
def services(paths: AppPaths, tmp_path: Path) -> Iterator[Services]:
    """The library and the packs, with no worker to ask."""
    nobody = cast("Any", None)
    other = {"file": "other.gguf", "sha256": hashlib.sha256(b"other").hexdigest()}
    (tmp_path / "starter").mkdir()
    (tmp_path / "starter" / "other.gguf").write_bytes(b"other")
    make_pack(tmp_path / "starter", id="starter", name="Starter", base=other)
    with Library(paths) as library:
        shelf = PackShelf(paths, starter=tmp_path / "starter")
        yield Services(paths=paths, library=library, packs=shelf, generator=nobody, chatter=nobody)


@pytest.fixture
def pack(services: Services) -> Pack:
    return load_pack(make_pack(services.paths.packs / "small"))


def test_a_pack_goes_out_and_comes_back_the_same(services: Services, pack: Pack, tmp_path: Path) -> None:
    (pack.folder / "embedder" / "config.json").write_text("{}")  # not listed, but needed
    events: list[Progress | Token] = []
    file = export_pack(services, pack=pack, out=tmp_path, on_event=events.append)
    assert file == tmp_path / "Small-pack.t2lpack"
    fractions = [event.fraction or 0.0 for event in events if isinstance(event, Progress)]
    assert fractions == sorted(fractions)
    assert fractions[-1] == 1.0
    assert export_pack(services, pack=pack, out=tmp_path).name == "Small-pack-2.t2lpack"
    assert file.read_bytes() == (tmp_path / "Small-pack-2.t2lpack").read_bytes()
    assert import_bundle(services, file=file) == pack, "the pack is there already"

    remove_pack(services, pack_id=pack.id)
    back = import_bundle(services, file=file)
    assert back == pack
    assert (back.folder / "embedder" / "config.json").read_text() == "{}"
    assert (back.folder / "base.gguf").read_bytes() == b"base"


def test_a_base_from_somewhere_else_comes_inside(services: Services, tmp_path: Path) -> None:
    away = tmp_path / "elsewhere: モデル.gguf"
    away.write_bytes(b"base")
    base = {"at": str(away), "sha256": hashlib.sha256(b"base").hexdigest(), "fingerprint": "ab"}
    pack = load_pack(make_pack(services.paths.packs / "small", base=base))
    assert pack.base == away
    file = export_pack(services, pack=pack, out=tmp_path / "out.t2lpack")
    remove_pack(services, pack_id="small")
    away.unlink()
    assert import_bundle(services, file=file).base == services.paths.packs / "small" / "base.gguf"


def test_a_base_that_was_moved_is_said_and_the_pack_can_be_removed(services: Services, tmp_path: Path) -> None:
    base = {"at": str(tmp_path / "gone.gguf"), "sha256": "0" * 64, "fingerprint": ""}
    make_pack(services.paths.packs / "small", base=base)
    (broken,) = list_packs(services)[1]
    assert "is not where it was" in broken.error.message
    assert str(tmp_path / "gone.gguf") in broken.error.message
    assert remove_pack(services, pack_id="small").name == "Small pack"
    assert list_packs(services)[1] == []
    with pytest.raises(UserFacingError, match="not where it was"):
        restore_pack(services, pack_id="small")


def _rewritten(file: Path, change: Callable[[dict[str, Any], dict[str, bytes]], None]) -> Path:
    """The bundle with other contents, its list changed with them or not."""
    with zipfile.ZipFile(file) as archive:
        members = {info.filename: archive.read(info) for info in archive.infolist()}
    body = json.loads(members.pop("pack.json"))
    change(body, members)
    target = file.with_name("hostile.t2lpack")
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("pack.json", json.dumps(body))
        for name, data in members.items():
            archive.writestr(name, data)
    return target


def _add(name: str) -> Callable[[dict[str, Any], dict[str, bytes]], None]:
    def change(body: dict[str, Any], members: dict[str, bytes]) -> None:
        members[name] = b"x"
        body["bytes"][name] = 1
        body["hypernet"]["sha256"][name] = hashlib.sha256(b"x").hexdigest()

    return change


def _set(*keys: str, to: Any) -> Callable[[dict[str, Any], dict[str, bytes]], None]:
    def change(body: dict[str, Any], members: dict[str, bytes]) -> None:
        del members
        for key in keys[:-1]:
            body = body[key]
        body[keys[-1]] = to

    return change


HOSTILE: dict[str, Callable[[dict[str, Any], dict[str, bytes]], None]] = {
    "a name that leads out": _add("../out"),
    "an absolute name": _add("/tmp/t2l-out"),
    "a drive": _add("C:/out"),
    "backslashes": _add("..\\out"),
    "a file that is not listed": lambda body, members: members.update({"extra.py": b"print()"}),
    "a listed file that is missing": lambda body, members: members.__delitem__("base.gguf"),
    "another content": lambda body, members: members.update({"base.gguf": b"BASE"}),
    "another size": _set("bytes", "base.gguf", to=5),
    "no sizes": _set("bytes", to=None),
    "a base somewhere else": _set("base", to={"at": "/etc/hostname", "sha256": "0" * 64}),
    "an id that leads out": _set("id", to="../../up"),
    "another name in capitals": _add("Base.gguf"),
    "a later format": _set("format", to=9),
}


@pytest.mark.parametrize("change", HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_bundles_leave_nothing_behind(
    services: Services, pack: Pack, tmp_path: Path, change: Callable[[dict[str, Any], dict[str, bytes]], None]
) -> None:
    file = _rewritten(export_pack(services, pack=pack, out=tmp_path / "sound.t2lpack"), change)
    remove_pack(services, pack_id="small")
    with pytest.raises(UserFacingError) as caught:
        import_bundle(services, file=file)
    assert caught.value.hint
    assert list(services.paths.packs.iterdir()) == []
    assert sorted(each.name for each in tmp_path.iterdir()) == ["hostile.t2lpack", "sound.t2lpack", "starter"]


def test_links_bombs_and_cut_files_are_refused(services: Services, pack: Pack, tmp_path: Path) -> None:
    sound = export_pack(services, pack=pack, out=tmp_path / "sound.t2lpack")
    remove_pack(services, pack_id="small")
    link, bomb = tmp_path / "link.t2lpack", tmp_path / "bomb.t2lpack"
    with zipfile.ZipFile(sound) as archive:
        members = {info.filename: archive.read(info) for info in archive.infolist()}
    with zipfile.ZipFile(link, "w") as archive:
        for name, data in members.items():
            info = zipfile.ZipInfo(name)
            info.external_attr = (stat.S_IFLNK | 0o777) << 16 if name == "base.gguf" else 0
            archive.writestr(info, data)
    zeros = bytes(8 * 1024 * 1024)
    body = json.loads(members["pack.json"])
    body["bytes"]["base.gguf"], body["base"]["sha256"] = len(zeros), hashlib.sha256(zeros).hexdigest()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in {**members, "pack.json": json.dumps(body).encode(), "base.gguf": zeros}.items():
            archive.writestr(name, data)
    cut = tmp_path / "cut.t2lpack"
    cut.write_bytes(sound.read_bytes()[:-200])
    scrambled = bytearray(sound.read_bytes())
    scrambled[scrambled.index(b"weights")] ^= 1
    (tmp_path / "scrambled.t2lpack").write_bytes(scrambled)
    for file in (link, bomb, cut, tmp_path / "scrambled.t2lpack", tmp_path / "starter" / "pack.json"):
        with pytest.raises(UserFacingError):
            import_bundle(services, file=file)
    assert list(services.paths.packs.iterdir()) == []


def test_cancel_a_full_disk_and_a_changed_part_leave_nothing(
    services: Services, pack: Pack, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sound = export_pack(services, pack=pack, out=tmp_path / "sound.t2lpack")
    cancel = CancelToken()
    cancel.cancel()
    with pytest.raises(WorkCancelledError):
        export_pack(services, pack=pack, out=tmp_path / "b.t2lpack", cancel=cancel)
    (pack.folder / "base.gguf").write_bytes(b"BASE")
    with pytest.raises(UserFacingError, match=r"is damaged: base\.gguf"):
        export_pack(services, pack=pack, out=tmp_path / "b.t2lpack")
    remove_pack(services, pack_id="small")
    with pytest.raises(WorkCancelledError):
        import_bundle(services, file=sound, cancel=cancel)
    monkeypatch.setattr("shutil.disk_usage", lambda _: _Disk(free=10))
    with pytest.raises(UserFacingError, match="not enough room"):
        import_bundle(services, file=sound)
    assert list(services.paths.packs.iterdir()) == []
    assert sorted(each.name for each in tmp_path.iterdir()) == ["sound.t2lpack", "starter"]


class _Disk(NamedTuple):
    free: int


def test_removing_is_undone_and_the_starter_stays(services: Services, pack: Pack) -> None:
    assert remove_pack(services, pack_id="small").pack_id == "small"
    assert [each.name for each in removed_packs(services)] == ["Small pack"]
    assert [each.id for each in list_packs(services)[0]] == ["starter"]
    assert restore_pack(services, pack_id="small") == pack
    assert removed_packs(services) == []
    for change in (remove_pack, lambda s, pack_id: set_context_length(s, pack_id=pack_id, context_length=1024)):
        with pytest.raises(UserFacingError, match="came with the app"):
            change(services, pack_id="starter")
    with pytest.raises(UserFacingError, match="in the bin"):
        restore_pack(services, pack_id="small")
    remove_pack(services, pack_id="small")
    make_pack(services.paths.packs / "small")
    with pytest.raises(UserFacingError, match="by now"):
        restore_pack(services, pack_id="small")


def test_the_bin_and_what_a_killed_import_left_are_swept(services: Services, pack: Pack) -> None:
    removed = remove_pack(services, pack_id="small")
    for name in (f".new-{2**30}-dead", f".new-{os.getpid()}-alive", ".new-odd"):
        make_pack(services.paths.packs / name, id="half")
    assert [each.id for each in list_packs(services)[0]] == ["starter"], "what is not finished is no pack"
    pack_bin.sweep_packs(services.paths, now=removed.binned_at + 29 * _DAY)
    assert len(removed_packs(services)) == 1
    pack_bin.sweep_packs(services.paths, now=removed.binned_at)
    assert [each.name for each in services.paths.packs.iterdir()] == []
    pack_bin.sweep_packs(services.paths, now=removed.binned_at + 31 * _DAY)
    assert removed_packs(services) == []


def test_the_current_pack_is_the_one_in_the_settings(services: Services, pack: Pack) -> None:
    first = current_pack(services)
    assert first is not None
    assert first.id == "starter"
    save_settings(services.paths.settings, Settings(pack="small"))
    assert current_pack(services) == pack
    assert set_context_length(services, pack_id="small", context_length=2048).context_length == 2048
    with pytest.raises(UserFacingError, match="not possible"):
        set_context_length(services, pack_id="small", context_length=1)
    remove_pack(services, pack_id="small")
    assert current_pack(services) == first
    with pytest.raises(ValueError, match="pack"):
        Settings(pack="../up")
