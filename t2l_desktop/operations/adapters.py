"""Creating adapters and keeping them."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from t2l_desktop.core.cancel import CancelToken
from t2l_desktop.core.changes import LayerChanges
from t2l_desktop.core.descriptions import checked_description
from t2l_desktop.core.errors import UserFacingError
from t2l_desktop.core.messages import Generate, WarmGenerator
from t2l_desktop.core.records import Adapter, AdapterState, Pack
from t2l_desktop.operations.answering import base_of
from t2l_desktop.operations.base_vector import base_vector
from t2l_desktop.operations.changes import adapter_changes
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
            "The pack {pack} has no base model to create adapters for.",
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
        with _vector(services, pack, description=description, on_event=on_event, cancel=cancel) as vector:
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


def save_adapter(services: Services, *, adapter_id: str, name: str) -> Adapter:
    """Name a draft and keep it."""
    return services.library.update_adapter(adapter_id, name=checked_name(name), is_saved=True)


def rename_adapter(services: Services, *, adapter_id: str, name: str) -> Adapter:
    """Give an adapter another name."""
    return services.library.update_adapter(adapter_id, name=checked_name(name))


def describe_adapter(
    services: Services, *, adapter_id: str, notes: str | None = None, strength: float | None = None
) -> Adapter:
    """Set an adapter's notes or the strength that it is offered at."""
    checked = None if strength is None else checked_strength(strength)
    return services.library.update_adapter(adapter_id, notes=notes, strength=checked)


def bin_adapter(services: Services, *, adapter_id: str) -> Adapter:
    """Put an adapter into the bin for thirty days."""
    return services.library.bin_adapter(adapter_id)


def restore_adapter(services: Services, *, adapter_id: str) -> Adapter:
    """Bring an adapter back from the bin."""
    return services.library.restore_adapter(adapter_id)


def list_adapters(services: Services, *, search: str = "", state: AdapterState = AdapterState.SAVED) -> list[Adapter]:
    """The adapters in one state, newest first, that hold every word of `search`."""
    return services.library.adapters(state=state, search=search)


def makers_of(pack: Pack) -> tuple[Path, str]:
    """The pack's hypernetwork and its embedder, "" where the base is that; raises `UserFacingError` without them."""
    if pack.hypernet is None or not pack.can_create:
        raise UserFacingError(
            "The pack {pack} cannot create adapters: it has no hypernetwork or no embedder.",
            hint="Choose another pack.",
            pack=pack.name,
        )
    return pack.hypernet, str(pack.embedder or "")


@contextmanager
def _vector(
    services: Services, pack: Pack, *, description: str, on_event: OnEvent | None, cancel: CancelToken | None
) -> Iterator[str]:
    if not pack.embeds_with_base:
        yield ""
        return
    base = base_of(services.paths, pack)
    with base_vector(services.chatter, base=base, description=description, on_event=on_event, cancel=cancel) as vector:
        yield str(vector)
