"""Adapters into the library and out of it, in every form, with the real generator on a small random pack."""

from __future__ import annotations

import dataclasses
import io
import json
import os
import shutil
import stat
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import peft
import pytest
import safetensors.numpy
import torch
from transformers import LlamaForCausalLM

from t2l_desktop.core.cancel import CancelToken
from t2l_desktop.core.changes import CHANGES_FILE
from t2l_desktop.core.errors import UserFacingError, WorkCancelledError
from t2l_desktop.core.messages import LoadBase, Say
from t2l_desktop.core.paths import AppPaths
from t2l_desktop.core.records import Adapter, AdapterState, AdapterUse
from t2l_desktop.core.sheets import Sheet, SheetRow
from t2l_desktop.formats.base_facts import read_base_facts
from t2l_desktop.formats.gguf_adapter import write_gguf_adapter
from t2l_desktop.formats.gguf_header import read_header
from t2l_desktop.formats.peft_folder import PeftAdapter, read_peft, write_peft
from t2l_desktop.library.store import Library
from t2l_desktop.operations import adapter_import
from t2l_desktop.operations.adapter_export import ExportFormat, export_adapter, measure_merge
from t2l_desktop.operations.adapter_import import import_adapter
from t2l_desktop.operations.adapters import bin_adapters, create_adapter, save_adapter
from t2l_desktop.operations.blending import blend_adapters
from t2l_desktop.operations.services import Services
from tests.helpers.tiny_bases import random_adapter
from tests.helpers.tiny_pack import make_tiny_pack

ROWS = (SheetRow(question="Japan", expected="Tokyo"), SheetRow(question="日本", expected=""))
WEIGHTS, CONFIG, PICKLED = "adapter_model.safetensors", "adapter_config.json", "adapter_model.bin"


@pytest.fixture(scope="module")
def packs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("packs")
    return make_tiny_pack(folder / "パック")


@pytest.fixture
def foreign(packs: Path, tmp_path: Path) -> Path:
    """A PEFT folder as somebody's training has left it."""
    folder = tmp_path / "my adapter"
    folder.mkdir()
    write_peft(folder, _adapter(packs))
    _configure(folder, base_model_name_or_path="/home/somebody/models/tiny", revision=None, some_new_key=0.5)
    return folder


def _adapter(packs: Path) -> PeftAdapter:
    return random_adapter(read_base_facts(packs / "base.gguf"))


def _configure(folder: Path, **changes: Any) -> None:
    file = folder / CONFIG
    file.write_text(json.dumps({**json.loads(file.read_text("utf-8")), **changes}), encoding="utf-8")


def _pickle(folder: Path, **how: Any) -> None:
    tensors = safetensors.numpy.load_file(folder / WEIGHTS)
    (folder / WEIGHTS).unlink()
    torch.save({name: torch.from_numpy(tensor) for name, tensor in tensors.items()}, folder / PICKLED, **how)


def _zip(path: Path, members: dict[str, bytes | Path]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content.read_bytes() if isinstance(content, Path) else content)
    return path


def _made_here(services: Services) -> Adapter:
    pack = services.packs.packs()[0]
    draft = create_adapter(services, description="Give the capital of the country.", pack=pack).adapter
    services.library.update_adapter(draft.id, notes="Mine.", strength=0.5)
    services.library.sheets.put(draft.id, Sheet(rows=ROWS))
    return save_adapter(services, adapter_id=draft.id, name="首都 Capitals")


def _tensors(services: Services, adapter: Adapter) -> dict[str, Any]:
    return dict(read_peft(services.library.adapter_folder(adapter.id)).tensors)


# --- in ---------------------------------------------------------------------------------------------------------------


def test_a_peft_folder_becomes_an_adapter_like_our_own(services: Services, foreign: Path, packs: Path) -> None:
    imported = import_adapter(services, path=foreign).adapter
    pack = services.packs.packs()[0]
    assert (imported.name, imported.origin, imported.rank) == ("my adapter", "my adapter", 4)
    assert (imported.state, imported.pack_id, imported.base_fingerprint) == (
        AdapterState.SAVED,
        pack.id,
        pack.base_fingerprint,
    )
    folder = services.library.adapter_folder(imported.id)
    assert {path.name for path in folder.iterdir()} >= {WEIGHTS, CONFIG, "adapter.gguf", CHANGES_FILE}
    assert "somebody" not in (folder / CONFIG).read_text("utf-8")
    before = read_peft(foreign)
    assert all((before.tensors[name] == tensor).all() for name, tensor in _tensors(services, imported).items())
    question = {"role": "user", "text": "hello"}
    services.chatter.call(LoadBase(path=str(packs / "base.gguf")))
    said = [
        services.chatter.call(
            Say(base=str(packs / "base.gguf"), messages=(question,), adapters=adapters, max_tokens=12)
        )["text"]
        for adapters in ((), ((str(folder / "adapter.gguf"), 1.0),))
    ]
    assert said[0] != said[1]


@pytest.mark.parametrize("half", [False, True])
def test_pickled_weights_are_read_without_running_them(services: Services, foreign: Path, *, half: bool) -> None:
    expected = read_peft(foreign).tensors
    _pickle(foreign)
    if half:
        loaded = torch.load(foreign / PICKLED)
        torch.save({name: tensor.half() for name, tensor in loaded.items()}, foreign / PICKLED)
    found = _tensors(services, import_adapter(services, path=foreign / PICKLED).adapter)
    assert all(np.abs(expected[name] - tensor).max() < 1e-3 for name, tensor in found.items())


def test_zips_and_gguf_files_are_known_by_their_content(services: Services, foreign: Path, packs: Path) -> None:
    facts = read_base_facts(packs / "base.gguf")
    gguf = foreign.parent / "noname.bin"
    write_gguf_adapter(gguf, _adapter(packs), facts, outtype="f32", name="Pirate 海賊", description="Arr.")
    first = import_adapter(services, path=gguf).adapter
    assert (first.name, first.description, first.origin) == ("Pirate 海賊", "Arr.", "noname.bin")
    expected = read_peft(foreign).tensors
    assert all((expected[name] == tensor).all() for name, tensor in _tensors(services, first).items())
    packed = _zip(foreign.parent / "a.dat", {"x/readme.md": b"", "x/a.gguf": gguf, "__MACOSX/x/._a.gguf": b"no"})
    assert import_adapter(services, path=packed).adapter == first
    members: dict[str, bytes | Path] = {f"my/deep/{path.name}": path for path in foreign.iterdir()}
    packed = _zip(foreign.parent / "peft.zip", {**members, "my/deep/optimizer.pt": b"x" * 1000})
    again = import_adapter(services, path=packed)
    assert (again.is_new, again.adapter) == (False, first), "the same weights in another wrapping"


def test_the_same_one_is_noticed_until_it_is_deleted(services: Services, foreign: Path) -> None:
    first = import_adapter(services, path=foreign, name="One")
    again = import_adapter(services, path=foreign, name="Two")
    assert (first.is_new, again.is_new) == (True, False)
    assert again.adapter == first.adapter
    bin_adapters(services, adapter_ids=[first.adapter.id])
    assert import_adapter(services, path=foreign).is_new
    _configure(foreign, lora_alpha=3)
    assert import_adapter(services, path=foreign).is_new, "another strength is another adapter"


def test_an_adapter_goes_to_the_pack_that_it_fits(services: Services, foreign: Path, paths: AppPaths) -> None:
    other = make_tiny_pack(paths.packs / "other", seed=1)
    skill = export_adapter(services, adapter_id=_made_here(services).id, out=foreign.parent, format="t2lskill")[0]
    with pytest.raises(UserFacingError, match="another base model: Tiny pack"):
        import_adapter(services, path=skill, pack=services.packs.pack("tiny-1"))
    body = json.loads((other / "pack.json").read_text())
    facts = read_base_facts(other / "base.gguf")
    gguf = foreign.parent / "theirs.gguf"
    write_gguf_adapter(gguf, _adapter(other), facts)
    assert import_adapter(services, path=gguf).adapter.pack_id == body["id"]
    with pytest.raises(UserFacingError, match="another base model"):
        import_adapter(services, path=gguf, pack=services.packs.packs()[0])
    wide = foreign.parent / "wide"
    wide.mkdir()
    write_peft(wide, random_adapter(dataclasses.replace(facts, intermediate=320)))
    with pytest.raises(UserFacingError, match="its sizes do not fit Tiny base"):
        import_adapter(services, path=wide)


# --- hostile ----------------------------------------------------------------------------------------------------------


class _Runs:
    """Unpickled, it would make a file."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def __reduce__(self) -> Any:
        return os.mkdir, (str(self._path),)


def _breaks_config(folder: Path) -> None:
    _configure(folder, r=-4)


def _breaks_numbers(folder: Path) -> None:
    tensors = {name: tensor.copy() for name, tensor in safetensors.numpy.load_file(folder / WEIGHTS).items()}
    next(iter(tensors.values()))[0, 0] = np.nan
    (folder / WEIGHTS).write_bytes(safetensors.numpy.save(tensors))


def _runs_code(folder: Path) -> None:
    (folder / WEIGHTS).unlink()
    torch.save({"x": _Runs(folder.parent / "was here")}, folder / PICKLED)


def _holds(folder: Path, tensor: torch.Tensor) -> None:
    (folder / WEIGHTS).unlink()
    torch.save({"x": tensor}, folder / PICKLED)


def _is_packed(folder: Path) -> None:
    _pickle(folder)
    with zipfile.ZipFile(folder / PICKLED) as archive:
        members = {info.filename: archive.read(info) for info in archive.infolist()}
    _zip(folder / PICKLED, {name: bytes(2**22) if name.endswith("/data/0") else data for name, data in members.items()})


def _is_old(folder: Path) -> None:
    _pickle(folder, _use_new_zipfile_serialization=False)


@pytest.mark.parametrize(
    ("harm", "words"),
    [
        (_breaks_config, "unusable value for r"),
        (_breaks_numbers, "not numbers"),
        (_runs_code, "damaged or no set of weights"),
        (lambda folder: _holds(folder, torch.zeros(1).expand(2**20, 2**12)), "damaged or no set of weights"),
        (lambda folder: _holds(folder, torch.eye(2).to_sparse()), "damaged or no set of weights"),
        (_is_packed, "damaged or no set of weights"),
        (_is_old, "damaged"),
        (lambda folder: _configure(folder, use_dora=True), "DoRA"),
        (lambda folder: _configure(folder, modules_to_save=["lm_head"]), "modules_to_save"),
        (lambda folder: (folder / CONFIG).unlink(), "holds no skill"),
        (lambda folder: (folder / WEIGHTS).unlink(), "is missing"),
    ],
)
def test_what_is_unsound_is_refused_and_leaves_nothing(
    services: Services, foreign: Path, harm: Callable[[Path], object], words: str
) -> None:
    harm(foreign)
    for path in (foreign, _zip(foreign.parent / "it.zip", {f"a/{p.name}": p for p in foreign.iterdir()})):
        with pytest.raises(UserFacingError, match=words):
            import_adapter(services, path=path)
    assert not (foreign.parent / "was here").exists()
    assert services.library.adapters() == []
    assert list(services.paths.adapters.iterdir()) == []


def _link(name: str) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name)
    info.external_attr = (stat.S_IFLNK | 0o777) << 16
    return info


@pytest.mark.parametrize(
    "member", ["../up.gguf", "/etc/up.gguf", "a/../../up.gguf", "C:/up.gguf", "a\\up.gguf", _link("a.gguf")]
)
def test_a_zip_that_leads_elsewhere_is_refused(
    services: Services, foreign: Path, member: str | zipfile.ZipInfo
) -> None:
    path = foreign.parent / "hostile.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.write(foreign / CONFIG, CONFIG)
        archive.write(foreign / WEIGHTS, WEIGHTS)
        archive.writestr(member, b"GGUF")
    with pytest.raises(UserFacingError, match="things that a sound file would not"):
        import_adapter(services, path=path)


def test_bombs_and_broken_zips_are_refused_before_they_take_room(
    services: Services, foreign: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = foreign.parent
    monkeypatch.setattr(adapter_import, "_MAX_BYTES", 1_000_000)
    bomb = _zip(folder / "bomb.zip", {CONFIG: foreign / CONFIG, WEIGHTS: bytes(2_000_000)})
    liar = _zip(folder / "liar.zip", {"skill.json": b"{}" + b" " * 2**22})
    data = bytearray(liar.read_bytes())
    at = data.rfind(b"PK\1\2")
    data[at + 24 : at + 28] = struct.pack("<I", 100)
    liar.write_bytes(data)
    many = _zip(folder / "many.zip", {f"{n:06}": b"" for n in range(10_001)})
    cut = folder / "cut.zip"
    cut.write_bytes(_zip(folder / "whole.zip", {CONFIG: foreign / CONFIG}).read_bytes()[:-30])
    two = _zip(folder / "two.zip", {f"{n}/{CONFIG}": foreign / CONFIG for n in "ab"})
    for path, words in (
        (bomb, "far too large"),
        (liar, "far too large|damaged"),
        (many, "things that a sound file would not"),
        (cut, "damaged"),
        (two, "several skills"),
        (_zip(folder / "empty.zip", {"a.txt": b"hello"}), "holds no skill"),
        (folder / "nowhere.gguf", "There is no file"),
    ):
        with pytest.raises(UserFacingError, match=words):
            import_adapter(services, path=path)
    if hasattr(os, "mkfifo"):
        os.mkfifo(folder / "pipe.zip")
        with pytest.raises(UserFacingError, match="holds no skill"):
            import_adapter(services, path=folder / "pipe.zip")


def test_a_long_name_in_any_script_is_cut_and_no_obstacle(services: Services, foreign: Path) -> None:
    deep = foreign.parent.joinpath(*["長い名前のフォルダー" * 5] * 5)
    long = shutil.copytree(foreign, deep / ("スキル" * 28))
    assert len(str(long)) > 250
    imported = import_adapter(services, path=long).adapter
    assert (len(imported.name), imported.origin) == (80, long.name)
    for path in export_adapter(services, adapter_id=imported.id, out=deep, format="t2lskill"):
        assert import_adapter(services, path=path).is_new is False


def test_a_stopped_import_leaves_nothing(services: Services, foreign: Path) -> None:
    cancel = CancelToken()

    def stop(event: object) -> None:
        cancel.cancel()

    with pytest.raises(WorkCancelledError):
        import_adapter(services, path=foreign, on_event=stop, cancel=cancel)
    assert list(services.paths.adapters.iterdir()) == []


# --- out --------------------------------------------------------------------------------------------------------------


@pytest.mark.filterwarnings("ignore:`is_gradient_checkpointing`:FutureWarning")
def test_a_peft_folder_loads_unchanged_in_peft(services: Services, packs: Path, tmp_path: Path) -> None:
    adapter = _made_here(services)
    (folder,) = export_adapter(services, adapter_id=adapter.id, out=tmp_path, format="peft", strength=0.5)
    model = LlamaForCausalLM.from_pretrained(packs / "base-hf")
    before = {name: value.clone() for name, value in model.state_dict().items()}
    loaded = peft.PeftModel.from_pretrained(model, folder)
    inner = loaded.base_model.model.model.layers[1].self_attn.q_proj
    added = inner.get_delta_weight("default")
    mine = read_peft(services.library.adapter_folder(adapter.id))
    (pair,) = (each for each in mine.pairs() if each.path.endswith("layers.1.self_attn.q_proj"))
    np.testing.assert_allclose(added.numpy(), 0.5 * mine.alpha / mine.rank * pair.b @ pair.a, atol=1e-5)
    assert (inner.base_layer.weight == before["model.layers.1.self_attn.q_proj.weight"]).all()


def _rewritten(path: Path, changes: dict[str, Any]) -> Path:
    """A `.t2lskill` with other words about itself."""
    with zipfile.ZipFile(io.BytesIO(path.read_bytes())) as archive:
        members: dict[str, bytes | Path] = {name: archive.read(name) for name in archive.namelist()}
    card = json.loads(bytes(members["skill.json"]))
    members["skill.json"] = json.dumps({**card, **changes}).encode()
    return _zip(path, members)


def test_a_skill_file_brings_everything_to_another_library(services: Services, tmp_path: Path, packs: Path) -> None:
    adapter = _made_here(services)
    (path,) = export_adapter(services, adapter_id=adapter.id, out=tmp_path, format="t2lskill")
    assert path.name == "首都-Capitals.t2lskill"
    assert import_adapter(services, path=path).is_new is False
    elsewhere = AppPaths.locate(tmp_path / "friend").ensure()
    with Library(elsewhere) as library:
        friend = dataclasses.replace(services, paths=elsewhere, library=library)
        found = import_adapter(friend, path=path).adapter
        assert (found.name, found.description, found.notes) == (adapter.name, adapter.description, "Mine.")
        assert (found.strength, found.rank, found.origin) == (0.5, adapter.rank, path.name)
        assert library.sheets.get(found.id).rows == ROWS
        for name in (WEIGHTS, CONFIG, "adapter.gguf"):
            one, other = library.adapter_folder(found.id) / name, services.library.adapter_folder(adapter.id) / name
            assert name == "adapter.gguf" or one.read_bytes() == other.read_bytes()


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"version": 2}, "newer version"),
        ({"format": "x"}, "damaged or not what"),
        ({"name": 5}, "damaged or not what"),
        ({"strength": 1e9}, "damaged or not what"),
        ({"strength": float("nan")}, "damaged or not what"),
        ({"files": {WEIGHTS: "0" * 64, CONFIG: "0" * 64}}, "damaged or not what"),
        ({"files": {}}, "damaged or not what"),
        ({"base": {"fingerprint": "0" * 64, "name": "Other 7B"}}, "made for another base model: Other 7B"),
    ],
)
def test_skill_files_that_are_not_sound_are_refused(
    services: Services, tmp_path: Path, changes: dict[str, Any], words: str
) -> None:
    (path,) = export_adapter(services, adapter_id=_made_here(services).id, out=tmp_path, format="t2lskill")
    with pytest.raises(UserFacingError, match=words):
        import_adapter(services, path=_rewritten(path, changes))


MADE_OF = {
    "parts": [{"name": "Capitals", "weight": 0.5}, {"name": "海賊", "weight": -1}],
    "rank": 4, "modules": "all", "precision": "f16", "kept": 0.9,
}  # fmt: skip


@pytest.mark.parametrize(
    ("made_of", "names"),
    [
        (MADE_OF, ["Capitals", "海賊"]),
        ({**MADE_OF, "parts": [{"name": "x" * 5000, "weight": 1, "adapter_id": "../.."}]}, ["x" * 200]),
        ({**MADE_OF, "parts": [{"name": "\ud800\0", "weight": 1}]}, ["?"]),
        ({**MADE_OF, "parts": MADE_OF["parts"] * 4}, None),  # type: ignore[operator]
        ({**MADE_OF, "parts": [{"name": {}, "weight": 1}]}, None),
        ({**MADE_OF, "parts": [["Capitals", 1]]}, None),
        ({**MADE_OF, "kept": float("nan")}, None),
        ({**MADE_OF, "rank": 10**1000}, None),
        ({**MADE_OF, "modules": "none"}, None),
        ({}, None),
        ("Capitals", None),
        (None, None),
    ],
)
def test_of_which_skills_one_was_made_is_told_elsewhere_where_it_can_be_read(
    services: Services, tmp_path: Path, made_of: object, names: list[str] | None
) -> None:
    adapter = _made_here(services)
    (path,) = export_adapter(services, adapter_id=adapter.id, out=tmp_path, format="t2lskill")
    services.library.remove_adapter(adapter.id)
    recipe = import_adapter(services, path=_rewritten(path, {"made_of": made_of})).adapter.recipe
    assert (recipe and [part.name for part in recipe.parts]) == names
    assert recipe is None or {part.adapter_id for part in recipe.parts} == {""}


def test_a_blend_takes_along_of_what_it_was_made(services: Services, tmp_path: Path) -> None:
    parts = [_made_here(services), _made_here(services)]
    made = blend_adapters(services, parts=[AdapterUse(adapter_id=part.id) for part in parts]).adapter
    (path,) = export_adapter(services, adapter_id=made.id, out=tmp_path, format="t2lskill")
    services.library.remove_adapter(made.id)
    again = import_adapter(services, path=path).adapter.recipe
    assert made.recipe is not None
    parts_elsewhere = tuple(dataclasses.replace(part, adapter_id="") for part in made.recipe.parts)
    assert again == dataclasses.replace(made.recipe, parts=parts_elsewhere)


def test_gguf_in_both_precisions_and_a_modelfile(services: Services, tmp_path: Path, packs: Path) -> None:
    adapter = _made_here(services)
    kept = services.library.adapter_folder(adapter.id)

    def export(format: Any, strength: float) -> Path:
        return export_adapter(services, adapter_id=adapter.id, out=tmp_path, format=format, strength=strength)[0]

    assert export("gguf", 1.0).read_bytes() == (kept / "adapter.gguf").read_bytes()
    wide = read_header(export("gguf-f32", 0.5))
    assert {tensor.type for tensor in wide.tensors} == {0}
    alpha = read_header(kept / "adapter.gguf").metadata["adapter.lora.alpha"]
    assert wide.metadata["adapter.lora.alpha"] == 0.5 * float(alpha)  # type: ignore[arg-type]  # a float
    assert (wide.text("general.name"), wide.text("t2l.description")) == (adapter.name, adapter.description)
    folder = export("modelfile", 1.0)
    lines = (folder / "Modelfile").read_text("utf-8").splitlines()
    assert f'FROM "{packs / "base.gguf"}"' in lines
    (named,) = (line.partition(" ")[2].strip('"') for line in lines if line.startswith("ADAPTER"))
    assert (folder / named).read_bytes()[:4] == b"GGUF"


def test_a_whole_model_answers_like_base_and_adapter(services: Services, tmp_path: Path, packs: Path) -> None:
    adapter = _made_here(services)
    size = measure_merge(services, adapter_id=adapter.id)
    events: list[Any] = []
    (merged,) = export_adapter(
        services,
        adapter_id=adapter.id,
        out=tmp_path / "whole.gguf",
        format="merged-f16",
        strength=2.0,
        on_event=events.append,
    )
    assert merged.stat().st_size == measure_merge(services, adapter_id=adapter.id, format="merged-f16").nbytes
    assert size.nbytes < merged.stat().st_size
    assert events[-1].fraction == 1.0

    def say(base: Path, *adapters: tuple[str, float]) -> str:
        ask = Say(base=str(base), messages=({"role": "user", "text": "hello"},), adapters=adapters, max_tokens=16)
        return str(services.chatter.call(ask)["text"])

    gguf = services.library.adapter_folder(adapter.id) / "adapter.gguf"
    assert say(merged) == say(packs / "base.gguf", (str(gguf), 2.0)) != say(packs / "base.gguf")
    base = packs / "base.gguf"
    with pytest.raises(UserFacingError, match="the base model itself"):
        export_adapter(services, adapter_id=adapter.id, out=base, format="merged", strength=1.0)


def test_without_room_nothing_is_written(
    services: Services, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, foreign: Path
) -> None:
    adapter = _made_here(services)
    monkeypatch.setattr(shutil, "disk_usage", lambda path: shutil._ntuple_diskusage(10, 10, 0))
    formats: tuple[ExportFormat, ...] = ("merged", "t2lskill", "gguf", "gguf-f32", "peft", "modelfile")
    for each in formats:
        with pytest.raises(UserFacingError, match="not enough room"):
            export_adapter(services, adapter_id=adapter.id, out=tmp_path / "out", format=each, strength=1.0)
    with pytest.raises(UserFacingError, match="not enough room"):
        import_adapter(services, path=foreign)
    assert not [path for path in tmp_path.rglob("*") if "out" in path.parts and path.is_file()]
