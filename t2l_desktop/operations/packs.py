"""Looking after packs."""

from __future__ import annotations

from t2l_desktop.core.cancel import CancelToken
from t2l_desktop.core.messages import Progress
from t2l_desktop.core.records import Pack
from t2l_desktop.library.packs import BrokenPack, PartCheck
from t2l_desktop.library.packs import verify_pack as verify_files
from t2l_desktop.operations.services import OnEvent, Services


def list_packs(services: Services) -> tuple[list[Pack], list[BrokenPack]]:
    """The usable packs, the starter first, and those that are not, with the reason."""
    return services.packs.packs(), services.packs.broken()


def verify_pack(
    services: Services, *, pack: Pack, on_event: OnEvent | None = None, cancel: CancelToken | None = None
) -> list[PartCheck]:
    """Compare every file of a pack with its SHA-256; progress is that of the stage "verify"."""
    tell = None if on_event is None else lambda fraction: on_event(Progress(stage="verify", fraction=fraction))
    return verify_files(pack, on_progress=tell, cancel=cancel)
