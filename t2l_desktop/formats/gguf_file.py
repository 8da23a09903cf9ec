"""Save what a `gguf.GGUFWriter` was told, whole or not at all."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import gguf
import numpy as np
import numpy.typing as npt
from gguf import quants

from t2l_desktop.core.recipes import Precision
from t2l_desktop.formats.files import replacing

_Q8_0 = gguf.GGMLQuantizationType.Q8_0
_BLOCK, _ = gguf.GGML_QUANT_SIZES[_Q8_0]

# Its INFO lines hold full paths, which logs must not.
logging.getLogger("gguf.gguf_writer").setLevel(logging.WARNING)


def packed(matrix: npt.NDArray[Any], precision: Precision) -> npt.NDArray[Any]:
    """A float32 matrix as it is stored; as "q8_0" one whose rows are not of whole blocks becomes float16."""
    if precision == "f32":
        return matrix
    if precision == "q8_0" and matrix.shape[1] % _BLOCK == 0:
        return np.asarray(quants.quantize(np.ascontiguousarray(matrix), _Q8_0))
    return matrix.astype(np.float16)


def save_gguf(path: Path, writer: gguf.GGUFWriter, tensors: Mapping[str, npt.NDArray[Any]]) -> None:
    """Write the writer's metadata and `tensors` to `path`; raises `UserFacingError` where there is no room.

    Tensors of bytes are what `packed` makes of rows as Q8_0.
    """
    for name, tensor in tensors.items():
        raw = _Q8_0 if tensor.dtype == np.uint8 else None
        writer.add_tensor_info(name, tensor.shape, tensor.dtype, tensor.nbytes, raw_dtype=raw)
    with replacing(path) as temporary:
        try:
            writer.write_header_to_file(temporary)
            writer.write_kv_data_to_file()
            writer.write_ti_data_to_file()
            file = writer.fout[0]
            writer.write_padding(file, file.tell())
            # Not the writer's own write_tensors_to_file: numpy's tofile lets a full disk pass unseen.
            for tensor in tensors.values():
                file.write(np.ascontiguousarray(tensor).data)
                writer.write_padding(file, tensor.nbytes)
        finally:
            writer.close()
