"""Looking after packs."""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path

from t2l_desktop.core.errors import UserFacingError
from t2l_desktop.core.messages import Release
from t2l_desktop.core.records import Pack
from t2l_desktop.library.new_pack import write_pack_json
from t2l_desktop.library.pack_bin import (
    BinnedPack,
    bin_pack,
    binned_packs,
    remove_binned,
    require_added,
    unbin_pack,
)
from t2l_desktop.library.packs import BrokenPack, load_pack, read_pack_json
from t2l_desktop.library.settings import load_settings
from t2l_desktop.link.worker_link import LinkState
from t2l_desktop.operations.services import Services

SHORTEST_CONTEXT, LONGEST_CONTEXT = 512, 1024 * 1024


def list_packs(services: Services) -> tuple[list[Pack], list[BrokenPack]]:
    """The usable packs, the starter first, and those that are not, with the reason."""
    return services.packs.packs(), services.packs.broken()


def current_pack(services: Services) -> Pack | None:
    """The pack that the settings name, else the first one; None where there is none at all."""
    try:
        return services.packs.default(load_settings(services.paths.settings).pack)
    except UserFacingError:
        return None


def set_context_length(services: Services, *, pack_id: str, context_length: int) -> Pack:
    """Have a pack loaded with so many tokens of context from now on.

    Raises `UserFacingError` for the starter, and for a number that makes no sense.
    """
    pack = services.packs.pack(pack_id)
    if not SHORTEST_CONTEXT <= context_length <= LONGEST_CONTEXT:
        raise UserFacingError(
            "A context of {context} tokens is not possible.",
            hint="Choose between {least} and {most}.",
            context=context_length,
            least=SHORTEST_CONTEXT,
            most=LONGEST_CONTEXT,
        )
    require_added(services.paths, pack.folder)
    write_pack_json(pack.folder, {**read_pack_json(pack.folder), "context_length": context_length})
    return load_pack(pack.folder)


def remove_pack(services: Services, *, pack_id: str) -> BinnedPack:
    """Put a pack, sound or broken, into the bin for thirty days; its skills and chats stay, and work once it is back.

    Raises `UserFacingError` for the starter, which comes with the app.
    """
    folder = _folder_of(services, pack_id)
    require_added(services.paths, folder)
    try:
        return bin_pack(services.paths, folder, now=time.time())
    except UserFacingError:
        # Windows does not move files that a worker has open.
        release = [link for link in (services.generator, services.chatter) if link.state is not LinkState.STOPPED]
        if not release:
            raise
        for link in release:
            link.call(Release())
        return bin_pack(services.paths, folder, now=time.time())


def restore_pack(services: Services, *, pack_id: str) -> Pack:
    """Bring a pack back from the bin, also by its `BinnedPack.id`; raises what is wrong with it, where it is broken."""
    return services.packs.pack(unbin_pack(services.paths, pack_id))


def removed_packs(services: Services) -> list[BinnedPack]:
    """The packs in the bin, the last one first."""
    return binned_packs(services.paths)


def remove_packs_for_good(services: Services, *, binned_ids: Sequence[str]) -> None:
    """Delete packs of the bin, named by `BinnedPack.id`, with all their files."""
    for binned_id in binned_ids:
        remove_binned(services.paths, binned_id)


def _folder_of(services: Services, pack_id: str) -> Path:
    broken = {each.folder.name: each.folder for each in services.packs.broken()}
    sound = {pack.id: pack.folder for pack in services.packs.packs()}
    return sound.get(pack_id) or broken.get(pack_id) or services.packs.pack(pack_id).folder
