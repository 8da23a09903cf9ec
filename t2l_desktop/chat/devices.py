"""What llama.cpp can compute on."""

from __future__ import annotations

import ctypes
import sys
from typing import Any

import llama_cpp
from llama_cpp import _ggml
from llama_cpp._ctypes_extensions import load_shared_library

from t2l_desktop.chat.native import start_backends
from t2l_desktop.core.devices import GRAPHICS, Device, DeviceUse, Why
from t2l_desktop.core.memory import free_memory

_CARD, _SHARING_CARD = 1, 2  # ggml_backend_dev_type


def llama_devices(*, gpu_layers: int) -> DeviceUse:
    """What llama.cpp finds, and where a model of which `gpu_layers` may go to a graphics card is computed."""
    start_backends()
    cards = _cards() if llama_cpp.llama_supports_gpu_offload() else ()
    found = (*cards, Device(kind="cpu"))
    if gpu_layers == 0:
        return DeviceUse(found=found, used=found[-1], why=Why.ASKED)
    if cards:
        return DeviceUse(found=found, used=cards[0], why=Why.FASTEST)
    # beside the processor's there is a back end for cards, which found none
    why = Why.ONLY if _ggml.libggml.ggml_backend_reg_count() > 1 else Why.NO_SUPPORT
    return DeviceUse(found=found, used=found[-1], why=why)


def _cards() -> tuple[Device, ...]:
    library, base = _libraries()
    devices = (library.ggml_backend_dev_get(number) for number in range(library.ggml_backend_dev_count()))
    kinds = (_CARD, _SHARING_CARD)
    cards = [_device(base, each) for each in devices if base.ggml_backend_dev_type(each) in kinds]
    return tuple(sorted(cards, key=lambda card: card.shares_memory))


def _device(base: Any, device: int) -> Device:
    free, total = ctypes.c_size_t(), ctypes.c_size_t()
    base.ggml_backend_dev_memory(device, ctypes.byref(free), ctypes.byref(total))
    name: bytes = base.ggml_backend_dev_description(device) or b""
    # Apple's graphics call themselves cards. Some drivers tell no sizes: then only the computer's own memory is known.
    shares = base.ggml_backend_dev_type(device) == _SHARING_CARD or sys.platform == "darwin" or not total.value
    return Device(
        kind=GRAPHICS,
        name=name.decode("utf-8", "replace"),
        memory=total.value,
        free=free.value if total.value else free_memory(),
        shares_memory=shares,
    )


def _libraries() -> tuple[Any, Any]:
    """ggml's libraries with the types of what is called in them; the package's own bindings leave these out."""
    library, base = _ggml.libggml, load_shared_library("ggml-base", _ggml.libggml_base_path)
    library.ggml_backend_dev_count.restype = ctypes.c_size_t
    library.ggml_backend_dev_get.argtypes, library.ggml_backend_dev_get.restype = [ctypes.c_size_t], ctypes.c_void_p
    base.ggml_backend_dev_type.argtypes = [ctypes.c_void_p]
    base.ggml_backend_dev_description.argtypes = [ctypes.c_void_p]
    base.ggml_backend_dev_description.restype = ctypes.c_char_p
    size = ctypes.POINTER(ctypes.c_size_t)
    base.ggml_backend_dev_memory.argtypes = [ctypes.c_void_p, size, size]
    return library, base
