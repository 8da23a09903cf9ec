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
from t2l_desktop.core.devices import Device, DeviceUse, Why, device_use
from t2l_desktop.core.messages import WorkerKind
from t2l_desktop.core.paths import AppPaths
from t2l_desktop.core.records import Pack
from t2l_desktop.formats.gguf_header import _BLOCKS
from t2l_desktop.formats.memory import (
    BaseMemory,
    Placement,
    best_placement,
    float_bytes,
    read_base_memory,
    stored_bytes,
)
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


def test_layers_that_differ_are_counted_one_by_one(tmp_path: Path) -> None:
    """As in models of which only some layers attend, and in those that were cut down layer by layer."""
    base = tmp_path / "base.gguf"
    writer = gguf.GGUFWriter(base, "deci")
    writer.add_block_count(4)
    writer.add_embedding_length(2048)
    writer.add_feed_forward_length([1000, 3000, 0, 2000])
    writer.add_head_count([32, 0, 32, 32])
    writer.add_head_count_kv([8, 0, 4, 8])
    writer.add_context_length(32768)
    writer.add_token_list([f"t{number}" for number in range(1000)])
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    found = read_base_memory(base)
    assert found.per_token == (8 + 4 + 8) * 2 * 64 * 2
    assert found.computing == 256 * 4 * (1000 + 2048 + 2 * 3000)


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


GIB = 1024**3
# Like an 8B model in four bits: 32 layers, half a gigabyte of embeddings and output, 4096 tokens in half a gigabyte.
EIGHT = BaseMemory(
    weights=32 * 128 * MIB + 512 * MIB, per_token=128 * 1024, computing=160 * MIB, trained_length=8192,
    layers=(128 * MIB,) * 32,
)  # fmt: skip
LAYER = 128 * MIB + 16 * MIB  # with its part of 4096 tokens


def card(free: int, *, shares: bool = False) -> Device:
    return Device(kind="gpu", name="Card", memory=24 * GIB, free=free + 512 * MIB, shares_memory=shares)


def test_as_many_layers_as_fit_go_to_the_graphics_card() -> None:
    assert best_placement(EIGHT, 4096, ()) == Placement(gpu_layers=0, on_cards=0, in_memory=EIGHT.total(4096))
    whole = best_placement(EIGHT, 4096, [card(20 * GIB)])
    assert (whole.gpu_layers, whole.on_cards) == (33, EIGHT.total(4096))
    assert whole.in_memory == 512 * MIB + 160 * MIB, "the embeddings are read in memory"
    for layers in (0, 1, 17, 32):
        room = 160 * MIB + layers * LAYER
        found = best_placement(EIGHT, 4096, [card(room)])
        assert found.gpu_layers == layers
        assert found.in_memory == EIGHT.total(4096) - layers * LAYER
        assert best_placement(EIGHT, 4096, [card(room - 1)]).gpu_layers == max(0, layers - 1)
    assert best_placement(EIGHT, 4096, [card(20 * GIB)], most=5).gpu_layers == 5
    assert best_placement(EIGHT, 4096, [card(20 * GIB)], most=0).gpu_layers == 0


def test_a_second_conversation_and_a_longer_one_leave_room_for_fewer_layers() -> None:
    room = [card(160 * MIB + 20 * LAYER)]
    layers = [best_placement(EIGHT, tokens, room).gpu_layers for tokens in (1024, 4096, 8192)]
    assert layers == sorted(layers, reverse=True)
    assert len(set(layers)) == 3
    assert best_placement(EIGHT, 4096, room, contexts=2).gpu_layers == (20 * LAYER - 160 * MIB) // (LAYER + 16 * MIB)


def test_several_cards_hold_less_than_their_sum_and_a_shared_one_saves_nothing() -> None:
    half = 160 * MIB + 16 * LAYER
    two = best_placement(EIGHT, 4096, [card(half), card(half)])
    assert 29 <= two.gpu_layers < 32
    shared = best_placement(EIGHT, 4096, [card(20 * GIB, shares=True)])
    assert (shared.gpu_layers, shared.in_memory) == (33, EIGHT.total(4096))


def test_the_weights_of_each_layer_are_counted(tmp_path: Path) -> None:
    writer = gguf.GGUFWriter(tmp_path / "base.gguf", "llama")
    writer.add_block_count(3)
    for name, size in (("token_embd", 64), ("blk.0.attn_q", 32), ("blk.0.ffn_up", 16), ("blk.2.ffn_up", 8)):
        writer.add_tensor(f"{name}.weight", np.ones((size, 32), np.float32))
    for write in (writer.write_header_to_file, writer.write_kv_data_to_file, writer.write_tensors_to_file):
        write()
    writer.close()
    assert read_base_memory(tmp_path / "base.gguf").layers == (48 * 128, 0, 8 * 128)


def test_what_goes_to_the_graphics_card_is_said(
    pack: Pack, paths: AppPaths, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    services, _, _ = make_services(paths, make_pack(tmp_path / "starter"))
    monkeypatch.setattr(fit, "read_base_memory", lambda _: EIGHT)

    def with_card(found: Device, *, free: int = 8 * GIB, tokens: int = 4096) -> fit.Fit:
        monkeypatch.setattr(fit, "free_memory", lambda: free)
        use = DeviceUse(found=(found, Device(kind="cpu")), used=found, why=Why.FASTEST)
        services.devices[WorkerKind.CHATTER] = use
        return check_fit(services, pack=pack, context_length=tokens)

    whole = with_card(card(20 * GIB))
    assert (whole.gpu_layers, whole.layers, whole.smaller_context, whole.fits) == (33, 33, None, True)
    assert "fits on the graphics card Card" in whole.words.message
    assert with_card(card(20 * GIB), free=2 * GIB).fits, "hardly any memory is needed then"

    part = with_card(card(EIGHT.total(2048)))
    assert (part.fits, part.gpu_layers) == (True, 32)
    assert "32 of its 33 layers" in part.words.message
    assert part.smaller_context == 2048
    assert "2048 tokens" in part.words.hint
    assert with_card(card(EIGHT.total(2048)), tokens=2048).gpu_layers == 33

    none = with_card(card(10 * MIB))
    assert (none.gpu_layers, none.smaller_context, none.words.hint) == (0, None, "")
    short = with_card(card(160 * MIB + 8 * LAYER), free=4500 * MIB)
    assert not short.fits
    assert short.smaller_context is not None
    assert with_card(card(160 * MIB + 8 * LAYER), free=4500 * MIB, tokens=short.smaller_context).fits
    services.library.close()


def test_cards_that_share_the_memory_are_used_where_there_are_no_others() -> None:
    processor, own, shared = Device(kind="cpu"), card(GIB), card(GIB, shares=True)
    use = DeviceUse(found=(own, shared, processor), used=own, why=Why.FASTEST)
    assert use.cards == (own,)
    assert DeviceUse(found=(shared, processor), used=shared, why=Why.FASTEST).cards == (shared,)
    assert DeviceUse(found=(own, processor), used=processor, why=Why.ASKED).cards == ()
    assert device_use(use.as_result()) == use
