"""Making a pack from a base model, a hypernetwork and an embedder that somebody has."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from t2l_desktop.core.cancel import CancelToken
from t2l_desktop.core.errors import UserFacingError
from t2l_desktop.core.messages import InspectParts
from t2l_desktop.core.parts import BasePart, EmbedderPart, HypernetPart
from t2l_desktop.core.records import Pack
from t2l_desktop.library.new_pack import NewPack
from t2l_desktop.library.settings import load_settings
from t2l_desktop.operations.pack_assembly import Assembly, BaseHow, decoded_parts
from t2l_desktop.operations.parts_words import misfits, remarks, several, suggested_name
from t2l_desktop.operations.services import OnEvent, Services
from t2l_desktop.operations.words import checked_name

_Value = TypeVar("_Value")


@dataclass(frozen=True, kw_only=True)
class PartsReport:
    """What was recognised among dropped files and folders, and what can be made of it.

    `problems` keep it from being imported; `notes` say what the pack will do without, or what is worth knowing.
    Both are in words, with hints. `existing` is the pack that these parts are in already. `bundle` is a `.t2lpack`
    file, which is a whole pack by itself: give it to `import_bundle`. `recognised` are all files and folders that
    something of a pack was found in.
    """

    base: BasePart | None = None
    hypernet: HypernetPart | None = None
    embedder: EmbedderPart | None = None
    bundle: Path | None = None
    problems: tuple[UserFacingError, ...] = ()
    notes: tuple[UserFacingError, ...] = ()
    suggested_name: str = ""
    existing: Pack | None = None
    recognised: tuple[Path, ...] = ()

    def recognises(self, path: Path) -> bool:
        """Whether something of a pack was found in this file or folder."""
        place = path.absolute()
        return any(found in (place, *place.parents) or place in found.parents for found in self.recognised)

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
    device = load_settings(services.paths.settings).device
    request = InspectParts(paths=tuple(str(path.absolute()) for path in paths), device=device)
    found = services.generator.call(request, on_event=on_event, cancel=cancel)
    bases, hypernets, embedders = decoded_parts(found)
    bundles = [Path(path) for path in found["bundles"]]
    problems = [UserFacingError.decoded(**body) for body in found["problems"]]
    kinds = [[each.path for each in bases], [each.path for each in hypernets], [each.path for each in embedders]]
    problems += [several(places) for places in kinds if len(places) > 1]
    base, hypernet, embedder = _first(bases), _first(hypernets), _first(embedders)
    if bundles and (len(bundles) > 1 or base or hypernet or embedder):
        problems.append(
            UserFacingError("The file {file} is a whole pack by itself.", hint="Import it alone.", file=bundles[0].name)
        )
    if not problems:
        problems += misfits(base, hypernet, embedder)
    return PartsReport(
        base=base,
        hypernet=hypernet,
        embedder=embedder,
        bundle=_first(bundles),
        problems=tuple(problems),
        notes=tuple(remarks(base, hypernet, embedder)),
        suggested_name=suggested_name(base, hypernet),
        existing=_existing(services.packs.packs(), base, hypernet, embedder if hypernet is not None else None),
        recognised=(
            *bundles,
            *(each.path for each in hypernets),
            *(each.path for each in embedders),
            *(file for each in bases for file in each.files),
        ),
    )


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

    A base is copied into the pack; or linked, a second name for the same file, where the disk can do that; else, and
    for "reference", it stays where it is. `Progress` has the stages "base", "hypernetwork", "embedder" and "check",
    with a fraction of the whole between 0 and 1.

    Raises `UserFacingError` for parts with problems, a full disk, or files that changed meanwhile.
    """
    if parts.problems:
        raise parts.problems[0]
    if parts.base is None and parts.hypernet is None:
        raise UserFacingError(
            "There is nothing to make a pack of.", hint="Choose a base model, a hypernetwork and its embedder."
        )
    if parts.existing is not None:
        return parts.existing
    title = checked_name(name or parts.suggested_name)
    embedder = parts.embedder if parts.hypernet is not None else None
    assembly = Assembly(
        services.generator,
        device=load_settings(services.paths.settings).device,
        base=parts.base,
        hypernet=parts.hypernet,
        embedder=embedder,
        on_event=on_event,
        cancel=cancel,
    )
    with NewPack(services.paths, needed_bytes=assembly.needed_bytes(base_how)) as new:
        body = assembly.fill(new.folder, base_how)
        return new.finish(services.packs, {"name": title, "languages": ["en"], "keeps_history": True, **body})


def _existing(
    packs: Sequence[Pack], base: BasePart | None, hypernet: HypernetPart | None, embedder: EmbedderPart | None
) -> Pack | None:
    """The pack that was made of the very same parts; other sizes of a base are other quantisations of it."""
    wanted = {
        "hypernet": hypernet.identity if hypernet is not None else None,
        "base_bytes": base.nbytes if base is not None else None,
        "embedder": embedder.name if embedder is not None else None,
        "embedder_bytes": embedder.nbytes if embedder is not None else None,
    }
    fingerprint = base.fingerprint if base is not None else ""
    for pack in packs:
        made_of = pack.card.get("imported")
        is_ours = isinstance(made_of, dict) and {key: made_of.get(key) for key in wanted} == wanted
        if is_ours and pack.base_fingerprint == fingerprint:
            return pack
    return None


def _first(values: Sequence[_Value]) -> _Value | None:
    return next(iter(values), None)
