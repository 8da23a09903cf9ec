"""Creating adapters and keeping them."""

from __future__ import annotations

import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from t2l_desktop.core.cancel import CancelToken
from t2l_desktop.core.changes import LayerChanges
from t2l_desktop.core.descriptions import checked_description
from t2l_desktop.core.errors import UserFacingError
from t2l_desktop.core.messages import Generate, WarmGenerator, WorkerKind
from t2l_desktop.core.records import Adapter, AdapterOrder, AdapterState, Pack
from t2l_desktop.operations.base_vector import pack_vector
from t2l_desktop.operations.changes import adapter_changes
from t2l_desktop.operations.safe_start import noted
from t2l_desktop.operations.services import OnEvent, Services
from t2l_desktop.operations.words import checked_name, checked_strength, suggest_name

# What the largest adapters of everyday bases take, all formats together.
ADAPTER_BYTES = 96 * 1024 * 1024


@dataclass(frozen=True, kw_only=True)
class CreatedAdapter:
    """A new draft, the seconds that embedding, generating and writing took, and what it changes in the base."""

    adapter: Adapter
    seconds: dict[str, float]
    changes: LayerChanges | None = None


def warm_generator(services: Services, *, pack: Pack, device: str = "auto", cancel: CancelToken | None = None) -> None:
    """Have the generator load the pack's models before they are needed."""
    hypernet, embedder = makers_of(pack)
    request = WarmGenerator(hypernet=str(hypernet), embedder=embedder, device=device)
    with noted(services, WorkerKind.GENERATOR, pack):
        services.generator.call(request, cancel=cancel)


def create_adapter(
    services: Services,
    *,
    description: str,
    pack: Pack,
    device: str = "auto",
    on_event: OnEvent | None = None,
    cancel: CancelToken | None = None,
) -> CreatedAdapter:
    """Write the adapter for a description and commit it as a draft under a suggested name.

    Raises `UserFacingError` for a description that says nothing, a pack that cannot create, or a full disk.
    """
    description = checked_description(description)
    hypernet, embedder = makers_of(pack)
    if pack.base is None:
        raise UserFacingError(
            "The pack {pack} has no base model to create skills for.",
            hint="Choose another pack, or write a PEFT folder with `t2l-desktop generate --format peft`.",
            pack=pack.name,
        )
    name = suggest_name(description)
    folder = services.library.new_adapter_folder(needed_bytes=ADAPTER_BYTES)
    try:
        request = Generate(
            description=description,
            hypernet=str(hypernet),
            embedder=embedder,
            out=str(folder),
            base=str(pack.base),
            name=name,
            formats=("peft", "gguf", "changes"),
            device=device,
        )
        with pack_vector(services, pack, description=description, on_event=on_event, cancel=cancel) as vector:
            request = replace(request, vector=vector)
            result = services.generator.call(request, on_event=on_event, cancel=cancel)
        adapter = services.library.add_adapter(
            folder,
            name=name,
            description=description,
            pack_id=pack.id,
            base_fingerprint=pack.base_fingerprint,
            rank=int(result["rank"]),
        )
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    return CreatedAdapter(
        adapter=adapter,
        seconds=dict(result.get("seconds", {})),
        changes=adapter_changes(services, adapter_id=adapter.id),
    )


def find_adapter(services: Services, *, adapter_id: str) -> Adapter | None:
    """An adapter as it is by now, in whatever state; None where it is gone for good."""
    try:
        return services.library.adapter(adapter_id)
    except UserFacingError:
        return None


def save_adapter(services: Services, *, adapter_id: str, name: str) -> Adapter:
    """Name a draft and keep it, although it may have been deleted meanwhile."""
    if services.library.adapter(adapter_id).state is AdapterState.BINNED:
        services.library.restore_adapter(adapter_id)
    return services.library.update_adapter(adapter_id, name=checked_name(name), is_saved=True)


def save_drafts(services: Services, *, adapter_ids: Sequence[str]) -> list[Adapter]:
    """Keep drafts under the names that were suggested, all or none."""
    with services.library.writing():
        return [services.library.update_adapter(adapter_id, is_saved=True) for adapter_id in adapter_ids]


def rename_adapter(services: Services, *, adapter_id: str, name: str) -> Adapter:
    """Give an adapter another name."""
    return services.library.update_adapter(adapter_id, name=checked_name(name))


def describe_adapter(
    services: Services, *, adapter_id: str, notes: str | None = None, strength: float | None = None
) -> Adapter:
    """Set an adapter's notes or the strength that it is offered at."""
    checked = None if strength is None else checked_strength(strength)
    return services.library.update_adapter(adapter_id, notes=notes, strength=checked)


def set_favourite(services: Services, *, adapter_ids: Sequence[str], favourite: bool) -> list[Adapter]:
    """Make adapters favourites, or no longer."""
    return services.library.set_favourite(adapter_ids, favourite=favourite)


def set_tags(services: Services, *, tags: Mapping[str, Sequence[str]]) -> list[Adapter]:
    """Give adapters, by their ids, these tags instead of those that they have."""
    return services.library.set_tags(tags)


def duplicate_adapter(services: Services, *, adapter_id: str, name: str) -> Adapter:
    """Copy an adapter with its files and its test sheet under another name."""
    library = services.library
    copy = library.duplicate_adapter(adapter_id, name=checked_name(name))
    sheet = library.sheets.get(adapter_id)
    if sheet.rows:
        library.sheets.put(copy.id, sheet)
    return copy


def bin_adapters(services: Services, *, adapter_ids: Sequence[str]) -> list[Adapter]:
    """Put adapters into the bin for thirty days, all or none."""
    with services.library.writing():
        return [services.library.bin_adapter(adapter_id) for adapter_id in adapter_ids]


def restore_adapters(services: Services, *, adapter_ids: Sequence[str]) -> list[Adapter]:
    """Bring adapters back from the bin, all or none."""
    with services.library.writing():
        return [services.library.restore_adapter(adapter_id) for adapter_id in adapter_ids]


def remove_adapters(services: Services, *, adapter_ids: Sequence[str]) -> None:
    """Delete adapters and their files for good."""
    for adapter_id in adapter_ids:
        services.library.remove_adapter(adapter_id)


def list_adapters(
    services: Services,
    *,
    state: AdapterState = AdapterState.SAVED,
    search: str = "",
    tags: Sequence[str] = (),
    favourites: bool = False,
    order: AdapterOrder = AdapterOrder.CHANGED,
) -> list[Adapter]:
    """The adapters in one state that hold every word of `search` and have every tag."""
    return services.library.adapters(state=state, search=search, tags=tags, favourites=favourites, order=order)


def makers_of(pack: Pack) -> tuple[Path, str]:
    """The pack's hypernetwork and its embedder, "" where the base is that; raises `UserFacingError` without them."""
    if pack.hypernet is None or not pack.can_create:
        raise UserFacingError(
            "The pack {pack} cannot create skills: it has no hypernetwork or no embedder.",
            hint="Choose another pack.",
            pack=pack.name,
        )
    return pack.hypernet, str(pack.embedder or "")
