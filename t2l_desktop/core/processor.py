"""The floor under every engine: a processor of x86-64-v2, asked before an engine ends in "illegal instruction"."""

from __future__ import annotations

import ctypes
import platform
import sys
from collections.abc import Collection

from t2l_desktop.core.errors import UserFacingError

# bits of ECX of CPUID leaf 1
_BITS = {"SSSE3": 9, "CMPXCHG16B": 13, "SSE4.1": 19, "SSE4.2": 20, "POPCNT": 23}
_ECX = 2
# what Windows calls them; it answers since build 19041
_WINDOWS = {"CMPXCHG16B": 14, "SSSE3": 36, "SSE4.1": 37, "SSE4.2": 38}
_WINDOWS_ANSWERS = 19041


def require_processor() -> None:
    """Raise `UserFacingError` for a processor that the engines' libraries cannot run on."""
    lacking = missing_features()
    if lacking:
        raise UserFacingError(
            "The processor of this computer is too old for this app: it lacks {features}.",
            hint="Use a computer with a processor made after 2010 or so (x86-64-v2).",
            features=", ".join(sorted(lacking)),
        )


def missing_features() -> Collection[str]:
    """What of x86-64-v2 the processor lacks; nothing on other kinds, and where it cannot be asked."""
    if platform.machine().casefold() not in {"x86_64", "amd64"}:
        return ()
    if sys.platform == "win32":
        if sys.getwindowsversion().build < _WINDOWS_ANSWERS:
            return ()
        asked = ctypes.WinDLL("kernel32").IsProcessorFeaturePresent
        return [name for name, number in _WINDOWS.items() if not asked(number)]
    ecx = _features_of_leaf_1()
    return () if ecx is None else [name for name, bit in _BITS.items() if not ecx >> bit & 1]


class _Leaf(ctypes.Structure):
    """`struct cpuid_feature` of glibc's <sys/platform/x86.h>."""

    _fields_ = [("cpuid", ctypes.c_uint32 * 4), ("active", ctypes.c_uint32 * 4)]


def _features_of_leaf_1() -> int | None:
    """The register as glibc's loader read it: right under emulators too, where /proc/cpuinfo is another processor's."""
    try:
        leaf = ctypes.CDLL(None)["__x86_get_cpuid_feature_leaf"]
    except (AttributeError, OSError):  # no glibc
        return None
    leaf.argtypes, leaf.restype = [ctypes.c_uint], ctypes.POINTER(_Leaf)
    return int(leaf(0).contents.cpuid[_ECX])
