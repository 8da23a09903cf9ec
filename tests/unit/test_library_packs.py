"""Packs from untrusted folders."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest

from t2l_desktop.core.cancel import CancelToken
from t2l_desktop.core.errors import UserFacingError, WorkCancelledError
from t2l_desktop.core.paths import AppPaths
from t2l_desktop.core.records import Example
from t2l_desktop.library.packs import PackShelf, PartState, load_pack, verify_pack


def make_pack(folder: Path, **changes: Any) -> Path:
    """A pack of small files; `changes` replace entries of its `pack.json`."""
    files = {"base.gguf": b"base", "hypernet/hypernet.safetensors": b"weights", "embedder/model.safetensors": b"reader"}
    sums = {name: hashlib.sha256(data).hexdigest() for name, data in files.items()}
    for name, data in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
    body = {
        "format": 1,
        "id": "small",
        "name": "Small pack",
        "licence": "Apache-2.0",
        "languages": ["en"],
        "keeps_history": False,
        "context_length": 512,
        "base": {"file": "base.gguf", "sha256": sums["base.gguf"], "fingerprint": "ab" * 32},
        "hypernet": {
            "folder": "hypernet",
            "sha256": {"hypernet.safetensors": sums["hypernet/hypernet.safetensors"]},
        },
        "embedder": {"folder": "embedder", "sha256": {"model.safetensors": sums["embedder/model.safetensors"]}},
        "examples": [{"description": "Talk like a pirate.", "message": "Hello", "family": "style"}],
        "card": {"score": 0.5},
        **changes,
    }
    (folder / "pack.json").write_text(json.dumps(body), encoding="utf-8")
    return folder


def test_a_sound_pack_is_read(tmp_path: Path) -> None:
    pack = load_pack(make_pack(tmp_path / "pack"))
    assert (pack.id, pack.name, pack.keeps_history, pack.context_length) == ("small", "Small pack", False, 512)
    assert pack.base == tmp_path / "pack" / "base.gguf"
    assert pack.hypernet == tmp_path / "pack" / "hypernet"
    assert pack.examples == (Example(description="Talk like a pirate.", message="Hello", family="style"),)
    bare = load_pack(make_pack(tmp_path / "bare", base=None, hypernet=None, embedder=None))
    assert (bare.base, bare.hypernet, bare.embedder, bare.base_fingerprint) == (None, None, None, "")
    assert pack.can_create
    assert not bare.can_create
    own = load_pack(make_pack(tmp_path / "own", embedder={"kind": "base"}))
    assert own.embeds_with_base
    assert own.embedder is None
    assert own.can_create


@pytest.mark.parametrize(
    "changes",
    [
        {"id": "../up"},
        {"id": "Capital"},
        {"name": ""},
        {"name": 3},
        {"languages": "en"},
        {"keeps_history": 1},
        {"context_length": -1},
        {"context_length": True},
        {"context_length": float("nan")},
        {"base": "base.gguf"},
        {"base": {"file": "../../secret", "sha256": "ab" * 32}},
        {"base": {"file": "/etc/passwd", "sha256": "ab" * 32}},
        {"base": {"file": "..\\up", "sha256": "ab" * 32}},
        {"base": {"file": "C:up", "sha256": "ab" * 32}},
        {"base": {"file": "base.gguf", "sha256": "short"}},
        {"base": {"file": "base.gguf", "sha256": "ab" * 32, "fingerprint": "<b>"}},
        {"hypernet": {"folder": "hypernet", "sha256": {"../base.gguf": "ab" * 32}}},
        {"hypernet": {"folder": "..", "sha256": {}}},
        {"embedder": {"kind": "somewhere else"}},
        {"examples": ["text alone"]},
        {"examples": [{"message": "no description"}]},
        {"card": []},
    ],
)
def test_an_unsound_pack_is_refused_in_words(tmp_path: Path, changes: dict[str, Any]) -> None:
    with pytest.raises(UserFacingError, match=r"pack\.json of the pack"):
        load_pack(make_pack(tmp_path / "pack", **changes))


@pytest.mark.parametrize(
    "content", [b"", b"[1]", b"\xff\xfe", b"[" * 100000, b'{"format": 1', b" " * (5 * 1024 * 1024)]
)
def test_a_file_that_is_no_json_object_is_refused_in_words(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "pack.json").write_bytes(content)
    with pytest.raises(UserFacingError, match=r"pack\.json of the pack"):
        load_pack(tmp_path)


def test_a_folder_without_a_pack_and_one_of_a_later_kind(tmp_path: Path) -> None:
    with pytest.raises(UserFacingError, match="holds no pack"):
        load_pack(tmp_path)
    with pytest.raises(UserFacingError, match="does not know"):
        load_pack(make_pack(tmp_path / "pack", format=2))


def test_verify_names_what_changed_and_what_is_missing(tmp_path: Path) -> None:
    pack = load_pack(make_pack(tmp_path / "pack"))
    fractions: list[float] = []
    assert {check.state for check in verify_pack(pack, on_progress=fractions.append)} == {PartState.SOUND}
    assert fractions[-1] == 1.0
    (pack.folder / "hypernet" / "hypernet.safetensors").write_bytes(b"Weights")
    (pack.folder / "embedder" / "model.safetensors").unlink()
    states = {check.part: check.state for check in verify_pack(pack)}
    assert states == {
        "base.gguf": PartState.SOUND,
        "hypernet/hypernet.safetensors": PartState.CHANGED,
        "embedder/model.safetensors": PartState.MISSING,
    }
    cancel = CancelToken()
    cancel.cancel()
    with pytest.raises(WorkCancelledError):
        verify_pack(pack, cancel=cancel)


def test_the_shelf_puts_the_starter_first_and_tells_what_is_broken(tmp_path: Path, paths: AppPaths) -> None:
    starter = tmp_path / "starter"
    shelf = PackShelf(paths, starter=starter)
    with pytest.raises(UserFacingError, match="No pack"):
        shelf.default()
    make_pack(starter, id="starter")
    (starter / "embedder" / "model.safetensors").unlink()
    with pytest.raises(UserFacingError, match=r"embedder/model\.safetensors is missing"):
        shelf.default()
    make_pack(paths.packs / "a-added", id="added")
    make_pack(paths.packs / "b-twin", id="added")
    (paths.packs / "not-a-pack").mkdir()
    assert [pack.id for pack in shelf.packs()] == ["added"]
    assert [broken.folder.name for broken in shelf.broken()] == ["starter", "b-twin"]
    make_pack(starter, id="starter")
    assert [pack.id for pack in shelf.packs()] == ["starter", "added"]
    assert shelf.default().id == "starter"
    assert shelf.pack("added").folder == paths.packs / "a-added"
    with pytest.raises(UserFacingError, match="not installed"):
        shelf.pack("other")
