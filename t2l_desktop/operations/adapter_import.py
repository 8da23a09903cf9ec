"""Adapters from elsewhere into the library: whatever form they have, they become like those that are made here."""

from __future__ import annotations

import contextlib
import filecmp
import json
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from t2l_desktop.core.archives import MACOS_LEFTOVERS, Archive, open_archive
from t2l_desktop.core.cancel import CancelToken
from t2l_desktop.core.descriptions import clean
from t2l_desktop.core.errors import UserFacingError
from t2l_desktop.core.messages import Adopt
from t2l_desktop.core.outside import reading
from t2l_desktop.core.records import Adapter, Pack
from t2l_desktop.core.sheets import Sheet, SheetRow
from t2l_desktop.library.folders import ADAPTER_CONFIG, ADAPTER_GGUF, ADAPTER_WEIGHTS
from t2l_desktop.library.storage import check_free_space, disk_errors
from t2l_desktop.operations import skill_file
from t2l_desktop.operations.services import OnEvent, Services
from t2l_desktop.operations.words import checked_name

_WEIGHTS = (ADAPTER_WEIGHTS, "adapter_model.bin")
_MAX_BYTES = 4 * 1024**3
_MAX_DESCRIPTION = 2000
_GGUF, _ZIP = b"GGUF", b"PK\3\4"
# An adapter in float16 as it comes is kept in float32 and in float16.
_GROWTH = 3


@dataclass(frozen=True, kw_only=True)
class ImportedAdapter:
    """An adapter of the library that came from a file; not new where the library had the same one already."""

    adapter: Adapter
    is_new: bool = True


@dataclass(frozen=True, kw_only=True)
class _Found:
    """What a file holds: a PEFT folder or a GGUF file to read, and what a `.t2lskill` says about it."""

    source: Path
    card: skill_file.SkillCard | None = None
    rows: tuple[SheetRow, ...] = ()


def import_adapter(
    services: Services,
    *,
    path: Path,
    pack: Pack | None = None,
    name: str = "",
    on_event: OnEvent | None = None,
    cancel: CancelToken | None = None,
) -> ImportedAdapter:
    """Take a PEFT folder, a GGUF adapter, a zip file of either or a `.t2lskill` into the library.

    It must fit the base of `pack`, or of any pack where none is given. Raises `UserFacingError` for what does not fit
    or is unsound; then, and after a cancel, the library is as it was.
    """
    packs = _packs_with_a_base(services, pack)
    path = path.absolute()
    if path.name in (ADAPTER_CONFIG, *_WEIGHTS):
        path = path.parent
    folder = services.library.new_adapter_folder(needed_bytes=_GROWTH * _size(path))
    try:
        with _unpacked(services, path, cancel) as found:
            if found.card is not None:
                packs = _packs_of(packs, found.card)
            named = name or (found.card.name if found.card is not None else "")
            request = Adopt(
                source=str(found.source),
                bases=tuple(str(each.base) for each in packs),
                out=str(folder),
                name=checked_name(named) if named else "",
                description=found.card.description if found.card is not None else "",
            )
            result = services.generator.call(request, on_event=on_event, cancel=cancel)
        chosen = packs[int(result["base"])]
        same = _same(services, folder, chosen)
        if same is not None:
            shutil.rmtree(folder, ignore_errors=True)
            return ImportedAdapter(adapter=same, is_new=False)
        named = clean(str(result["name"])).strip() or _name_of(path)
        described = clean(str(result["description"]))[:_MAX_DESCRIPTION]
        adapter = _keep(services, folder, found, pack=chosen, facts=(named, described, int(result["rank"])), path=path)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    return ImportedAdapter(adapter=adapter)


def _keep(
    services: Services, folder: Path, found: _Found, *, pack: Pack, facts: tuple[str, str, int], path: Path
) -> Adapter:
    """Everything of the new adapter, or nothing."""
    library = services.library
    named, described, rank = facts
    card = found.card
    adapter: Adapter | None = None
    try:
        with library.writing():
            adapter = library.add_adapter(
                folder,
                name=checked_name(named),
                description=described,
                pack_id=pack.id,
                base_fingerprint=pack.base_fingerprint,
                rank=rank,
                recipe=card.made_of if card is not None else None,
            )
            library.update_adapter(
                adapter.id,
                notes=clean(card.notes) if card is not None else "",
                strength=card.strength if card is not None else 1.0,
                is_saved=True,
                origin=path.name,
            )
            if found.rows:
                library.sheets.put(adapter.id, Sheet(rows=found.rows))
        return library.adapter(adapter.id)
    except BaseException:
        if adapter is not None:
            library.remove_adapter(adapter.id)
        raise


def _packs_with_a_base(services: Services, pack: Pack | None) -> list[Pack]:
    packs = [pack] if pack is not None else services.packs.packs()
    fitting = [each for each in packs if each.base is not None]
    if not fitting:
        raise UserFacingError(
            "There is no base model that an imported skill could change.",
            hint="Install a pack with a base model first.",
        )
    return fitting


def _packs_of(packs: Sequence[Pack], card: skill_file.SkillCard) -> list[Pack]:
    """Those whose base is the one that the skill names, where it names one."""
    wanted = card.base_fingerprint
    fitting = [each for each in packs if not wanted or each.base_fingerprint in ("", wanted)]
    if not fitting:
        raise UserFacingError(
            "The skill {name} was made for another base model: {base}.",
            hint="Install the pack with that base model, then import the skill again.",
            detail=wanted[:64],
            name=card.name,
            base=card.base_name or "?",
        )
    return fitting


# --- what a file is ---------------------------------------------------------------------------------------------------


@contextmanager
def _unpacked(services: Services, path: Path, cancel: CancelToken | None) -> Iterator[_Found]:
    """Know a file by its content, and unpack it beside the library where it is packed."""
    with reading(path):
        is_folder = path.is_dir()
        if is_folder and not (path / ADAPTER_CONFIG).is_file():
            raise _no_adapter(path)
    if is_folder:
        yield _Found(source=path)
        return
    first = _first_bytes(path)
    if first == _GGUF:
        yield _Found(source=path)
    elif first == _ZIP:
        room = services.library.new_adapter_folder(needed_bytes=_GROWTH * _size(path))
        try:
            with open_archive(path) as archive:
                found = _extract(archive, path, room, cancel)
            yield found
        finally:
            shutil.rmtree(room, ignore_errors=True)
    else:
        raise _no_adapter(path)


def _extract(archive: Archive, path: Path, room: Path, cancel: CancelToken | None) -> _Found:
    if skill_file.SKILL_FILE in archive.members:
        card = skill_file.read_card(archive, path.name)
        rows = skill_file.read_rows(archive, card, path.name)
        source = skill_file.extract_adapter(archive, card, room, file=path.name, most=_MAX_BYTES, cancel=cancel)
        return _Found(source=source, card=card, rows=rows)
    names = [name for name in archive.members if not name.startswith(MACOS_LEFTOVERS)]
    configs = [name for name in names if PurePosixPath(name).name == ADAPTER_CONFIG]
    ggufs = [name for name in names if name.casefold().endswith(".gguf")]
    if len(configs or ggufs) > 1:
        raise UserFacingError(
            "The file {file} holds several skills.",
            hint="Unpack it and import them one by one.",
            file=path.name,
        )
    if not configs and not ggufs:
        raise _no_adapter(path)
    wanted = ggufs
    if configs:
        inside = PurePosixPath(configs[0]).parent
        weights = [str(inside / name) for name in _WEIGHTS if str(inside / name) in archive.members]
        wanted = [configs[0], *weights[:1]]
    sizes = [archive.members[name].file_size for name in wanted]
    if max(sizes) <= _MAX_BYTES:
        check_free_space(room, sum(sizes))
    for name in wanted:
        target = room / (PurePosixPath(name).name if configs else ADAPTER_GGUF)
        with disk_errors(room):
            archive.extract(name, target, most=_MAX_BYTES, cancel=cancel)
    return _Found(source=room if configs else room / ADAPTER_GGUF)


def _first_bytes(path: Path) -> bytes:
    with reading(path):
        if path.exists() and not path.is_file():
            return b""
        with path.open("rb") as file:
            return file.read(len(_GGUF))


def _size(path: Path) -> int:
    """How many bytes there are to read; 0 for what is not there, which is said later."""
    sizes = [0]
    for file in (path, *(path / name for name in _WEIGHTS)):
        with contextlib.suppress(OSError):
            if file.is_file():
                sizes.append(file.stat().st_size)
    return max(sizes)


def _name_of(path: Path) -> str:
    return (path.name if path.is_dir() else path.stem) or "?"


def _no_adapter(path: Path) -> UserFacingError:
    return UserFacingError(
        "{file} holds no skill.",
        hint="Choose a .t2lskill file, a GGUF adapter, a PEFT folder, or a zip file with one of them in it.",
        file=path.name,
    )


# --- what is there already --------------------------------------------------------------------------------------------


def _same(services: Services, folder: Path, pack: Pack) -> Adapter | None:
    """The saved adapter of the same base that does the same, bit for bit, in either of the two forms."""
    for adapter in services.library.adapters():
        if adapter.base_fingerprint == pack.base_fingerprint:
            with contextlib.suppress(OSError, UserFacingError, ValueError):
                kept = services.library.adapter_folder(adapter.id)
                if filecmp.cmp(folder / ADAPTER_GGUF, kept / ADAPTER_GGUF, shallow=False):
                    return adapter
                if _config(folder) == _config(kept) and filecmp.cmp(
                    folder / ADAPTER_WEIGHTS, kept / ADAPTER_WEIGHTS, shallow=False
                ):
                    return adapter
    return None


def _config(folder: Path) -> dict[str, object]:
    """What PEFT is told about an adapter, but for the base's name, which each who trains may put differently."""
    config: dict[str, object] = json.loads((folder / ADAPTER_CONFIG).read_bytes())
    config.pop("base_model_name_or_path", None)
    return config
