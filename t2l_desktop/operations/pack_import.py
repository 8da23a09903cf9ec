"""Making a pack from a base model, a hypernetwork and an embedder that somebody has."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from t2l_desktop.core.cancel import CancelToken
from t2l_desktop.core.errors import UserFacingError
from t2l_desktop.core.parts import BasePart, EmbedderPart, HypernetPart
from t2l_desktop.core.records import Pack
from t2l_desktop.operations.services import OnEvent, Services

BaseHow = Literal["copy", "link", "reference"]


@dataclass(frozen=True, kw_only=True)
class PartsReport:
    """What was recognised among dropped files and folders, and what can be made of it.

    `problems` keep it from being imported; `notes` say what the pack will do without, or what is worth knowing.
    Both are in words, with hints. `existing` is the pack that these parts are in already. `bundle` is a `.t2lpack`
    file, which is a whole pack by itself: give it to `import_bundle`.
    """

    base: BasePart | None = None
    hypernet: HypernetPart | None = None
    embedder: EmbedderPart | None = None
    bundle: Path | None = None
    problems: tuple[UserFacingError, ...] = ()
    notes: tuple[UserFacingError, ...] = ()
    suggested_name: str = ""
    existing: Pack | None = None

    @property
    def is_importable(self) -> bool:
        """Whether `import_pack` (or `import_bundle`) would take it."""
        something = self.base or self.hypernet or self.bundle
        return something is not None and not self.problems


def inspect_parts(
    services: Services,
    *,
    paths: Sequence[Path],
    on_event: OnEvent | None = None,
    cancel: CancelToken | None = None,
) -> PartsReport:
    """Recognise base, hypernetwork and embedder among files and folders by what is in them, and hold them together.

    Nothing is copied. What cannot be used is among the report's `problems`, never raised. Ask again with all paths
    whenever somebody adds one.
    """
    raise NotImplementedError


def import_pack(
    services: Services,
    *,
    parts: PartsReport,
    name: str = "",
    base_how: BaseHow = "copy",
    on_event: OnEvent | None = None,
    cancel: CancelToken | None = None,
) -> Pack:
    """Make a pack of the parts in the packs folder, whole or not at all; the same parts again give the pack of before.

    A base is copied into the pack, linked (a second name for the same file; copied where the disk cannot do that), or
    only referred to where it is. `Progress` has the stages "base", "hypernetwork", "embedder" and "check", with a
    fraction of the whole between 0 and 1.

    Raises `UserFacingError` for parts with problems, a full disk, or files that changed meanwhile.
    """
    raise NotImplementedError
