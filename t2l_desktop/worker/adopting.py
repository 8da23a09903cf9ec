"""Adapters from elsewhere: read with suspicion, held against the base, written as the library keeps its own."""

from __future__ import annotations

import pickle
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import torch

from t2l_desktop.core.archives import open_archive
from t2l_desktop.core.errors import UserFacingError
from t2l_desktop.core.messages import Adopt
from t2l_desktop.formats.base_facts import BaseFacts
from t2l_desktop.formats.files import reading, too_large
from t2l_desktop.formats.gguf_adapter import AnotherBaseError, UnfitBaseError
from t2l_desktop.formats.gguf_adapter_reading import GgufAdapter, read_gguf_adapter
from t2l_desktop.formats.peft_folder import MAX_WEIGHT_BYTES, read_peft
from t2l_desktop.formats.safetensors_file import FloatArray
from t2l_desktop.worker.loop import Job
from t2l_desktop.worker.writing import write_adapter

_ZIP = b"PK\3\4"
_MAX_PICKLE_BYTES = 16 * 1024 * 1024
_DAMAGE = (pickle.UnpicklingError, RuntimeError, EOFError, LookupError, AttributeError, TypeError, ValueError)


def adopt(request: Adopt, job: Job, *, facts_of: Callable[[str], BaseFacts]) -> dict[str, Any]:
    """Do what `Adopt` asks for; where no base fits, the reason of the first one of the right architecture counts."""
    job.progress("reading")
    source = Path(request.source)
    peft = GgufAdapter(adapter=read_peft(source, read_pickled=read_pickled)) if source.is_dir() else None
    refusals: list[UserFacingError] = []
    for place, base in enumerate(request.bases):
        job.cancel.raise_if_cancelled()
        try:
            facts = facts_of(base)
        except UserFacingError as error:
            refusals.append(error)
            continue
        try:
            found = peft or read_gguf_adapter(source, facts)
            name, description = request.name or found.name, request.description or found.description
            job.progress("writing")
            write_adapter(Path(request.out), found.adapter, facts, name=name, description=description)
        except UnfitBaseError as error:
            refusals.append(error)
            continue
        job.cancel.raise_if_cancelled()
        return {"base": place, "rank": found.adapter.rank, "name": name, "description": description}
    raise next((each for each in refusals if isinstance(each, AnotherBaseError)), refusals[0])


def read_pickled(path: Path) -> dict[str, FloatArray]:
    """The tensors of an `adapter_model.bin` as float32; no code in it is ever run.

    Raises `UserFacingError` for anything but a sound file of a current torch, before its size in memory can pass that
    on the disk.
    """
    with reading(path) as size:
        if size > MAX_WEIGHT_BYTES:
            raise too_large(path)
        _require_unpacked(path, size)
        try:
            loaded = torch.load(path, map_location="cpu", weights_only=True)
        except _DAMAGE as error:
            raise _damaged(path, str(error)) from error
    if not isinstance(loaded, dict):
        raise _damaged(path, "not a mapping of names to tensors")
    for name, tensor in loaded.items():
        if not isinstance(name, str) or not isinstance(tensor, torch.Tensor) or not tensor.is_floating_point():
            raise _damaged(path, f"{str(name)[:200]} is no tensor of numbers")
    # A few bytes may claim to be a huge tensor through a stride of zero, or be many tensors at once.
    if sum(tensor.numel() * tensor.element_size() for tensor in loaded.values()) > size:
        raise _damaged(path, "claims more values than the file holds")
    try:
        return {name: tensor.detach().to(torch.float32).contiguous().numpy() for name, tensor in loaded.items()}
    except _DAMAGE as error:  # as for sparse tensors
        raise _damaged(path, str(error)) from error


def _require_unpacked(path: Path, size: int) -> None:
    """Torch writes archives whose members are not packed: one that is could grow without end in memory.

    For a file that only ends in an archive torch would read what comes before it, in its older way.
    """
    with path.open("rb") as file:
        begins_with_one = file.read(len(_ZIP)) == _ZIP
    with open_archive(path) as archive:
        members = archive.members.values()
    pickled = sum(member.file_size for member in members if member.filename.endswith(".pkl"))
    is_packed = any(member.compress_type != zipfile.ZIP_STORED for member in members)
    unpacked = sum(member.file_size for member in members)
    if not begins_with_one or is_packed or pickled > _MAX_PICKLE_BYTES or unpacked > size:
        raise _damaged(path, "an archive that torch has not written")


def _damaged(path: Path, detail: str) -> UserFacingError:
    return UserFacingError(
        "The file {file} is damaged or no set of weights.",
        hint="Get it again, or save it again as safetensors, which is what current versions of PEFT do.",
        detail=detail[:500],
        file=path.name,
    )
