"""Looking after packs."""

from __future__ import annotations

import time
from dataclasses import dataclass

from t2l_desktop.core.cancel import CancelToken
from t2l_desktop.core.errors import UserFacingError
from t2l_desktop.core.messages import Release
from t2l_desktop.core.records import Pack
from t2l_desktop.library.pack_bin import BinnedPack, bin_pack, binned_packs, unbin_pack
from t2l_desktop.library.packs import BrokenPack
from t2l_desktop.library.settings import load_settings
from t2l_desktop.link.worker_link import LinkState
from t2l_desktop.operations.services import OnEvent, Services


@dataclass(frozen=True, kw_only=True)
class PackCheck:
    """One thing that was looked at: what was found, in words with a hint where it is wrong, and whether it is right.

    `part` is the file or "embedder", "hypernetwork", "base".
    """

    part: str
    passed: bool
    words: UserFacingError


def list_packs(services: Services) -> tuple[list[Pack], list[BrokenPack]]:
    """The usable packs, the starter first, and those that are not, with the reason."""
    return services.packs.packs(), services.packs.broken()


def current_pack(services: Services) -> Pack | None:
    """The pack that the settings name, else the first one; None where there is none at all."""
    wanted = load_settings(services.paths.settings).pack
    packs = services.packs.packs()
    return next((pack for pack in packs if pack.id == wanted), packs[0] if packs else None)


def verify_pack(
    services: Services, *, pack: Pack, on_event: OnEvent | None = None, cancel: CancelToken | None = None
) -> list[PackCheck]:
    """Compare every file of a pack with its SHA-256, then try what the pack is for.

    The self-test asks whether the embedder tells descriptions apart, and whether a generated adapter changes what the
    base says. `Progress` has the stages "files", "embedder", "hypernetwork" and "base", with a fraction of the whole.
    """
    raise NotImplementedError


def remove_pack(services: Services, *, pack_id: str) -> BinnedPack:
    """Put a pack into the bin for thirty days; skills and chats of it stay, and work again once it is back.

    Raises `UserFacingError` for the starter, which comes with the app.
    """
    pack = services.packs.pack(pack_id)
    try:
        return bin_pack(services.paths, pack, now=time.time())
    except UserFacingError:
        # Windows does not move files that a worker has open.
        release = [link for link in (services.generator, services.chatter) if link.state is not LinkState.STOPPED]
        if not release:
            raise
        for link in release:
            link.call(Release())
        return bin_pack(services.paths, pack, now=time.time())


def restore_pack(services: Services, *, pack_id: str) -> Pack:
    """Bring a pack back from the bin: the Undo of `remove_pack`."""
    return unbin_pack(services.paths, pack_id)


def removed_packs(services: Services) -> list[BinnedPack]:
    """The packs in the bin, the last one first."""
    return binned_packs(services.paths)
