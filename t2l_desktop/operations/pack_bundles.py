"""A whole pack as one file, to take along or pass on."""

from __future__ import annotations

from pathlib import Path

from t2l_desktop.core.cancel import CancelToken
from t2l_desktop.core.outside import reading
from t2l_desktop.core.records import Pack
from t2l_desktop.library.new_pack import NewPack
from t2l_desktop.library.pack_bundle import Bundle, bundled_files, open_bundle, write_bundle
from t2l_desktop.library.packs import PackShelf, part_sums, read_pack_json
from t2l_desktop.library.storage import check_free_space, disk_errors, free_path, replacing
from t2l_desktop.operations.services import OnEvent, Services, metered
from t2l_desktop.operations.words import file_stem

BUNDLE_SUFFIX = ".t2lpack"


def export_pack(
    services: Services,
    *,
    pack: Pack,
    out: Path,
    on_event: OnEvent | None = None,
    cancel: CancelToken | None = None,
) -> Path:
    """Write a pack with all of its parts as the file `out`, whole or not at all; gives the file.

    `out` may be a folder, which gets `<name>.t2lpack`, and nothing in it is replaced. `Progress` has the stage
    "export".
    """
    del services
    name = f"{file_stem(pack.name, otherwise='pack')}{BUNDLE_SUFFIX}"
    with disk_errors(out):
        target = (free_path(out, name) if out.is_dir() else out).absolute()
    with reading(pack.folder):
        nbytes = sum(file.stat().st_size for file in bundled_files(pack).values())
    check_free_space(target.parent, nbytes)
    with replacing(target) as temporary:
        write_bundle(pack, temporary, metered("export", nbytes, on_event, cancel))
    return target


def import_bundle(
    services: Services, *, file: Path, on_event: OnEvent | None = None, cancel: CancelToken | None = None
) -> Pack:
    """Install the pack in a `.t2lpack` file, whole or not at all; one that is there already is given as it is.

    `Progress` has the stage "import". Raises `UserFacingError` for a file that is damaged, hostile or too large.
    """
    with open_bundle(file) as bundle:
        there = _same_pack(services.packs, bundle)
        if there is not None:
            return there
        with NewPack(services.paths, needed_bytes=bundle.nbytes) as new:
            bundle.unpack(new.folder, metered("import", bundle.nbytes, on_event, cancel))
            return new.finish(services.packs, bundle.body)


def _same_pack(shelf: PackShelf, bundle: Bundle) -> Pack | None:
    """An installed pack of which every listed file is in the bundle too: a list may leave small files out."""
    inside = set(bundle.sums.values())
    for pack in shelf.packs():
        sums = set(part_sums(pack.folder, read_pack_json(pack.folder)).values())
        if sums and sums <= inside and bool(pack.hypernet) == bool(bundle.body.get("hypernet")):
            return pack
    return None
