"""What packs take of the memory, and what is said where that is more than there is."""

from __future__ import annotations

import os
from pathlib import Path

import gguf
import numpy as np
import pytest
import torch
from safetensors.torch import save_file

from t2l_desktop.core import memory
from t2l_desktop.core.paths import AppPaths
from t2l_desktop.core.records import Pack
from t2l_desktop.formats.gguf_header import _BLOCKS
from t2l_desktop.formats.memory import float_bytes, read_base_memory, stored_bytes
from t2l_desktop.operations import fit
from t2l_desktop.operations.fit import check_fit, memory_needed
from tests.gui.fakes import make_services
from tests.unit.test_library_packs import make_pack

MIB = 1024 * 1024


@pytest.fixture
def pack(tmp_path: Path) -> Pack:
    """A pack whose base says that it has 32 layers of 8 heads for keys and values, each 128 wide."""
    base = tmp_path / "base.gguf"
    writer = gguf.GGUFWriter(base, "llama")
    writer.add_block_count(32)
    writer.add_embedding_length(4096)
    writer.add_feed_forward_length(14336)
    writer.add_head_count(32)
    writer.add_head_count_kv(8)
    writer.add_context_length(32768)
    writer.add_token_list([f"t{number}" for number in range(1000)])
    writer.add_tensor("blk.0.attn_norm.weight", np.ones(MIB, np.float32))
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    hypernet, embedder = tmp_path / "hypernet", tmp_path / "embedder"
    for folder in (hypernet, embedder):
        folder.mkdir()
        save_file({"weight": torch.zeros(MIB, dtype=torch.float16)}, folder / "model.safetensors")
    return Pack(
        id="big", name="Big", folder=tmp_path, base=base, hypernet=hypernet, embedder=embedder, base_fingerprint="",
        context_length=4096, keeps_history=True,
    )  # fmt: skip


def test_sizes_of_values_are_those_of_the_gguf_package() -> None:
    assert {int(kind): sizes for kind, sizes in gguf.GGML_QUANT_SIZES.items()} == _BLOCKS


def test_the_need_is_read_from_headers(pack: Pack) -> None:
    assert pack.base is not None
    assert pack.hypernet is not None
    base = read_base_memory(pack.base)
    # keys and values, 32 layers, 8 heads of 128, two bytes each: as llama.cpp says for Mistral 7B
    assert base.per_token == 2 * 32 * 8 * 128 * 2
    assert (base.weights, base.trained_length) == (pack.base.stat().st_size, 32768)
    need = memory_needed(pack)
    assert (need.context, memory_needed(pack, 1024).context) == (512 * MIB, 128 * MIB)
    assert memory_needed(pack, 10**9).context == 4096 * MIB, "no longer than it was trained for"
    assert need.hypernet == stored_bytes(pack.hypernet)
    assert 4 * MIB <= need.embedder == float_bytes(pack.folder / "embedder") < 4 * MIB + 1024
    assert need.total == need.weights + need.context + need.hypernet + need.embedder + need.margin


def test_a_smaller_context_is_proposed_where_it_helps(
    pack: Pack, paths: AppPaths, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    services, _, _ = make_services(paths, make_pack(tmp_path / "starter"))
    need = memory_needed(pack)

    def with_free(free: int) -> fit.Fit:
        monkeypatch.setattr(fit, "free_memory", lambda: free)
        return check_fit(services, pack=pack)

    enough = with_free(need.total)
    assert (enough.fits, enough.smaller_context, enough.words.hint) == (True, None, "")
    short = with_free(need.total - 100 * MIB)
    assert (short.fits, short.smaller_context) == (False, 4096 - 1024 + 256 * ((1024 - 800) // 256))
    assert f"{short.smaller_context} tokens" in short.words.hint
    assert memory_needed(pack, short.smaller_context or 0).total <= short.free
    assert with_free(10 * MIB).smaller_context is None
    assert "smaller model" in with_free(10 * MIB).words.hint
    services.library.close()


def test_the_memory_of_this_machine_is_found() -> None:
    assert memory.free_memory() > 50 * MIB
    assert memory.held_memory(os.getpid()) > 10 * MIB
    assert memory.held_memory(2**22 + 1) == 0
    assert (memory.in_words(1_500_000_000), memory.in_words(2_000_000)) == ("1.5 GB", "2 MB")
