"""Adapters out of the library, in every form in which somebody may want one."""

from __future__ import annotations

import json
import shutil
import tempfile
import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Literal

from t2l_desktop.core.cancel import CancelToken
from t2l_desktop.core.errors import UserFacingError
from t2l_desktop.core.messages import Convert, MeasureMerge, Merge
from t2l_desktop.core.records import Adapter, Pack
from t2l_desktop.library.folders import ADAPTER_CONFIG, ADAPTER_GGUF, ADAPTER_WEIGHTS
from t2l_desktop.library.storage import check_free_space, copy_whole, disk_errors, free_path, write_whole
from t2l_desktop.operations import skill_file
from t2l_desktop.operations.answering import fits
from t2l_desktop.operations.services import OnEvent, Services, SoFar
from t2l_desktop.operations.words import MAX_STRENGTH, checked_strength, file_stem

ExportFormat = Literal["gguf", "gguf-f32", "peft", "both", "t2lskill", "modelfile", "merged", "merged-f16"]
MergedFormat = Literal["merged", "merged-f16"]
MODELFILE = "Modelfile"

# What a file of each format is called after the adapter's name; the other formats are folders.
_ENDINGS: Mapping[ExportFormat, str] = MappingProxyType(
    {
        "gguf": ".gguf",
        "gguf-f32": ".gguf",
        "t2lskill": skill_file.ENDING,
        "merged": "-merged.gguf",
        "merged-f16": "-merged.gguf",
    }
)
_MERGED_TYPES: Mapping[str, str] = MappingProxyType({"merged": "q8_0", "merged-f16": "f16"})


@dataclass(frozen=True, kw_only=True)
class MergeSize:
    """How large a base model with an adapter in it would be, beside the base alone, in bytes."""

    nbytes: int
    base_nbytes: int
    base_name: str


@dataclass(frozen=True, kw_only=True)
class ManyExports:
    """What was written of several adapters, and why the others were not: none holds another up."""

    written: list[Path]
    refused: list[UserFacingError]


@dataclass(frozen=True, kw_only=True)
class _Export:
    """One adapter on its way out, at a strength; `pack` is its own, where it is installed."""

    services: Services
    adapter: Adapter
    folder: Path
    strength: float
    on_event: OnEvent | None
    cancel: CancelToken | None

    @property
    def pack(self) -> Pack:
        return self.services.packs.pack(self.adapter.pack_id)


def export_adapter(
    services: Services,
    *,
    adapter_id: str,
    out: Path,
    format: ExportFormat,
    strength: float | None = None,
    on_event: OnEvent | None = None,
    cancel: CancelToken | None = None,
) -> list[Path]:
    """Write an adapter out of the library and give what was written.

    `strength` (that at which the adapter is kept, if none is given) becomes part of the weights, except in a
    `.t2lskill`, which names it. A path with the format's ending is the file itself where the format is one file; else
    `out` is a folder that gets files and folders under the adapter's name, and nothing in it is replaced.
    """
    adapter = services.library.adapter(adapter_id)
    strength = checked_strength(adapter.strength if strength is None else strength)
    if strength <= 0 and format != "t2lskill":
        raise UserFacingError(
            "A skill cannot be exported at the strength {strength}.",
            hint="Choose a strength above 0 and up to {limit}.",
            strength=strength,
            limit=f"{MAX_STRENGTH:g}",
        )
    folder = services.library.adapter_folder(adapter_id)
    export = _Export(
        services=services, adapter=adapter, folder=folder, strength=strength, on_event=on_event, cancel=cancel
    )
    if format == "both":
        stem = file_stem(adapter.name)
        return [
            _write_gguf(export, free_path(out, f"{stem}.gguf"), outtype="f16"),
            _write_peft(export, free_path(out, stem)),
        ]
    return [_write(export, format, _target(out, adapter, format))]


def export_adapters(
    services: Services,
    *,
    adapter_ids: Sequence[str],
    out: Path,
    format: ExportFormat,
    on_event: Callable[[SoFar[int]], None] | None = None,
    cancel: CancelToken | None = None,
) -> ManyExports:
    """Write adapters into the folder `out`, each at the strength at which it is kept."""
    written: list[Path] = []
    refused: list[UserFacingError] = []
    for number, adapter_id in enumerate(adapter_ids):
        if cancel is not None:
            cancel.raise_if_cancelled()
        if on_event is not None:
            on_event(SoFar(fraction=number / len(adapter_ids), value=number))
        try:
            written += export_adapter(services, adapter_id=adapter_id, out=out, format=format, cancel=cancel)
        except UserFacingError as error:
            refused.append(error)
    return ManyExports(written=written, refused=refused)


def measure_merge(services: Services, *, adapter_id: str, format: MergedFormat = "merged") -> MergeSize:
    """How large the file would be that `export_adapter` writes; raises `UserFacingError` where it cannot."""
    adapter = services.library.adapter(adapter_id)
    base, pack = base_of_adapter(services, adapter)
    adapter_file = services.library.adapter_folder(adapter_id) / ADAPTER_GGUF
    request = MeasureMerge(base=str(base), adapter=str(adapter_file), outtype=_MERGED_TYPES[format])
    result = services.generator.call(request)
    with disk_errors(base):
        base_nbytes = base.stat().st_size
    return MergeSize(nbytes=int(result["nbytes"]), base_nbytes=base_nbytes, base_name=pack.name)


def _target(out: Path, adapter: Adapter, format: ExportFormat) -> Path:
    ending = _ENDINGS.get(format, "")
    if ending and out.suffix.casefold() == Path(f"x{ending}").suffix:
        return out
    return free_path(out, f"{file_stem(adapter.name)}{ending}")


def _write(export: _Export, format: ExportFormat, target: Path) -> Path:
    if format == "t2lskill":
        return _write_skill(export, target)
    if format == "modelfile":
        return _write_modelfile(export, target)
    if format in _MERGED_TYPES:
        return _write_merged(export, target, outtype=_MERGED_TYPES[format])
    if format == "peft":
        return _write_peft(export, target)
    return _write_gguf(export, target, outtype="f32" if format == "gguf-f32" else "f16")


def _write_gguf(export: _Export, target: Path, *, outtype: Literal["f16", "f32"]) -> Path:
    if export.strength == 1.0 and outtype == "f16":
        copy_whole(export.folder / ADAPTER_GGUF, target)
        return target
    base, _ = base_of_adapter(export.services, export.adapter)
    with disk_errors(target):
        target.parent.mkdir(parents=True, exist_ok=True)
        check_free_space(target.parent, (export.folder / ADAPTER_WEIGHTS).stat().st_size)
    with tempfile.TemporaryDirectory(prefix="t2l-") as temporary:
        scaled = _write_peft(export, Path(temporary) / "peft")
        request = Convert(
            peft=str(scaled),
            base=str(base),
            out=str(target.absolute()),
            outtype=outtype,
            name=export.adapter.name,
            description=export.adapter.description,
        )
        export.services.generator.call(request, cancel=export.cancel)
    return target


def _write_peft(export: _Export, target: Path) -> Path:
    """Copy a PEFT folder; what is added scales with alpha, so the strength goes there."""
    config = json.loads((export.folder / ADAPTER_CONFIG).read_text(encoding="utf-8"))
    if export.strength != 1.0:
        config["lora_alpha"] *= export.strength
        patterns = config.get("alpha_pattern", {})
        config["alpha_pattern"] = {key: value * export.strength for key, value in patterns.items()}
    temporary = target.with_name(f".{target.name}-{uuid.uuid4().hex}.part")
    try:
        copy_whole(export.folder / ADAPTER_WEIGHTS, temporary / ADAPTER_WEIGHTS)
        write_whole(temporary / ADAPTER_CONFIG, json.dumps(config, indent=2, ensure_ascii=False).encode("utf-8"))
        with disk_errors(target):
            temporary.replace(target)
    finally:
        shutil.rmtree(temporary, ignore_errors=True)
    return target


def _write_skill(export: _Export, target: Path) -> Path:
    adapter = export.adapter
    try:
        base_name = export.pack.name
    except UserFacingError:
        base_name = ""  # the pack is not there any more; the fingerprint still tells which base it was
    rows = export.services.library.sheets.get(adapter.id).rows
    skill_file.write_skill(target, adapter, export.folder, base_name=base_name, rows=rows, strength=export.strength)
    return target


def _write_modelfile(export: _Export, target: Path) -> Path:
    """A folder with the GGUF file and what Ollama needs to be told about it."""
    base, _ = base_of_adapter(export.services, export.adapter)
    name = f"{file_stem(export.adapter.name)}.gguf"
    temporary = target.with_name(f".{target.name}-{uuid.uuid4().hex}.part")
    try:
        _write_gguf(export, temporary / name, outtype="f16")
        write_whole(temporary / MODELFILE, _modelfile(base, name).encode("utf-8"))
        with disk_errors(target):
            temporary.replace(target)
    finally:
        shutil.rmtree(temporary, ignore_errors=True)
    return target


def _modelfile(base: Path, adapter: str) -> str:
    return (
        f"# ollama create my-skill -f {MODELFILE}\n"
        "# Ollama takes the chat template from the base model where it knows it. If the answers look odd, write the\n"
        '# template of the base model here, as TEMPLATE """…""".\n'
        f'FROM "{base.absolute()}"\n'
        f'ADAPTER "./{adapter}"\n'
    )


def _write_merged(export: _Export, target: Path, *, outtype: str) -> Path:
    base, _ = base_of_adapter(export.services, export.adapter)
    with disk_errors(target):
        is_base = target.exists() and target.samefile(base)
    if is_base:
        raise UserFacingError(
            "{file} is the base model itself, which is needed.",
            hint="Choose another name for the new file.",
            file=target.name,
        )
    adapter = str(export.folder / ADAPTER_GGUF)
    measure = MeasureMerge(base=str(base), adapter=adapter, outtype=outtype)
    nbytes = int(export.services.generator.call(measure, cancel=export.cancel)["nbytes"])
    check_free_space(target.parent, nbytes)
    with disk_errors(target):
        target.parent.mkdir(parents=True, exist_ok=True)
    merge = Merge(
        base=str(base), adapter=adapter, out=str(target.absolute()), strength=export.strength, outtype=outtype
    )
    export.services.generator.call(merge, on_event=export.on_event, cancel=export.cancel)
    return target


def base_of_adapter(services: Services, adapter: Adapter) -> tuple[Path, Pack]:
    """The base model that an adapter was made for, and its pack; raises `UserFacingError` where it is not there."""
    pack = services.packs.pack(adapter.pack_id)
    if pack.base is None or not fits(adapter, pack):
        raise UserFacingError(
            "The base model of the skill {name} is not there.",
            hint="Install the pack with it again, or export the skill as it is.",
            detail=pack.id,
            name=adapter.name,
        )
    return pack.base, pack
