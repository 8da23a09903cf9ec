"""The macOS app: what its Info.plist says, its signature, its disk image."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from installers.facts import NAME, PUBLISHER, ROOT, TITLE, version

IDENTIFIER = "io.github.t2l-desktop"
APP = f"{TITLE}.app"
# Named by whoever has them; without them the app is unsigned, and macOS asks before it opens it the first time.
IDENTITY_VARIABLE = "T2L_MACOS_IDENTITY"
NOTARY_VARIABLE = "T2L_MACOS_NOTARY_PROFILE"
OLDEST_SYSTEM = "14.0"  # torch's
_FILES = {"t2lskill": "T2L skill", "t2lpack": "T2L pack"}


def info_plist() -> dict[str, Any]:
    """The app's own facts, and the kinds of files that it opens."""
    return {
        "CFBundleDisplayName": TITLE,
        "CFBundleName": TITLE,
        "CFBundleShortVersionString": version(),
        "CFBundleVersion": version(),
        "CFBundleDevelopmentRegion": "en",
        "CFBundleLocalizations": ["en", "ja"],
        "CFBundleDocumentTypes": [_document(ending, title) for ending, title in _FILES.items()],
        "UTExportedTypeDeclarations": [_type(ending, title) for ending, title in _FILES.items()],
        "LSApplicationCategoryType": "public.app-category.productivity",
        "LSMinimumSystemVersion": OLDEST_SYSTEM,
        "NSHighResolutionCapable": True,
        "NSHumanReadableCopyright": f"{PUBLISHER}. Apache License 2.0.",
        "NSRequiresAquaSystemAppearance": False,
    }


def identity() -> str | None:
    """Who signs; nobody unless the environment names one."""
    return os.environ.get(IDENTITY_VARIABLE) or None


def entitlements(root: Path = ROOT) -> str | None:
    """The file of what a signed app may do; unsigned ones need none."""
    return str(root / "packaging" / "macos" / "entitlements.plist") if identity() else None


def dmg(app: Path, out: Path) -> Path:
    """Sign, pack and notarise the app, the licences beside it; gives the disk image."""
    image = out / f"{NAME}-{version()}-macos-{os.uname().machine}.dmg"
    script = ROOT / "packaging" / "macos" / "make_dmg.sh"
    licences = app.parent / NAME / "licences"
    subprocess.run(["bash", str(script), str(app), str(licences), str(image)], check=True)
    return image


def require_here() -> None:
    """The tools for disk images and signatures are macOS's own."""
    if sys.platform != "darwin":
        raise SystemExit("The macOS app can be built on macOS only.")


def _document(ending: str, title: str) -> dict[str, Any]:
    return {
        "CFBundleTypeName": title,
        "CFBundleTypeRole": "Editor",
        "LSHandlerRank": "Owner",
        "LSItemContentTypes": [f"{IDENTIFIER}.{ending}"],
    }


def _type(ending: str, title: str) -> dict[str, Any]:
    return {
        "UTTypeIdentifier": f"{IDENTIFIER}.{ending}",
        "UTTypeDescription": title,
        "UTTypeConformsTo": ["public.data"],
        "UTTypeTagSpecification": {
            "public.filename-extension": [ending],
            "public.mime-type": [f"application/x-{ending}"],
        },
    }
