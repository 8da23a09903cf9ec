"""Importing packs from small real parts, with both workers; and what becomes of hostile or unfitting ones."""

from __future__ import annotations

import json
import os
import shutil
import struct
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import gguf
import numpy as np
import psutil
import pytest
import torch
from safetensors.torch import load_file

from t2l_desktop.core.cancel import CancelToken
from t2l_desktop.core.errors import UserFacingError, WorkCancelledError
from t2l_desktop.core.messages import Generate, Progress, Token
from t2l_desktop.core.paths import AppPaths
from t2l_desktop.hypernet import conversion
from t2l_desktop.hypernet.checkpoint import load_hypernet
from t2l_desktop.hypernet.embedder import load_embedder
from t2l_desktop.operations.adapters import create_adapter
from t2l_desktop.operations.generate import generate_to_folder
from t2l_desktop.operations.pack_bundles import export_pack, import_bundle
from t2l_desktop.operations.pack_import import PartsReport, import_pack, inspect_parts
from t2l_desktop.operations.pack_test import verify_pack
from t2l_desktop.operations.packs import remove_pack
from t2l_desktop.operations.services import Services, close_services, open_services
from t2l_desktop.worker.parts import FoundParts, PartsReader
from tests.helpers.tiny_pack import EMBEDDER, HIDDEN, LATENT, make_tiny_base
from tests.helpers.tiny_parts import make_parts, split_gguf

CPU = torch.device("cpu")
CASES = ("gemma2_S_sft", "llama_M_sft", "mistral_L_sft", "mistral_recon_dw")


@pytest.fixture(scope="module")
def parts(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path, Path]:
    return make_parts(tmp_path_factory.mktemp("parts") / "部品 parts")


@pytest.fixture
def services(paths: AppPaths) -> Iterator[Services]:
    opened = open_services(paths)
    yield opened
    close_services(opened)


def test_three_parts_become_a_pack_that_creates_and_chats(
    services: Services, parts: tuple[Path, Path, Path], tmp_path: Path
) -> None:
    report = inspect_parts(services, paths=[parts[0].parent])
    assert (report.problems, report.notes, report.existing) == ((), (), None)
    events: list[Progress | Token] = []
    pack = import_pack(services, parts=report, name="Größe 大", on_event=events.append)
    told = [event for event in events if isinstance(event, Progress)]
    assert list(dict.fromkeys(event.stage for event in told)) == ["base", "hypernetwork", "embedder", "check"]
    fractions = [event.fraction or 0.0 for event in told]
    assert fractions == sorted(fractions)
    assert fractions[-1] == 1.0
    assert (pack.id, pack.name, pack.keeps_history, pack.context_length) == ("groe", "Größe 大", True, 512)
    assert not list(pack.folder.rglob("*.pt")), "the pickle stays outside"
    imported: Any = pack.card["imported"]
    assert imported["largest_difference"] < 1e-5 < imported["of_values_up_to"]

    assert all(check.passed for check in verify_pack(services, pack=pack))
    assert create_adapter(services, description="Talk like a pirate.", pack=pack).adapter.rank == 8
    again = inspect_parts(services, paths=list(parts))
    assert again.existing == pack
    assert import_pack(services, parts=again, name="Other") == pack
    assert [each.name for each in services.paths.packs.iterdir()] == ["groe"]

    # the same but for the embedder: another pack, of which one is told that it may do something else
    base, hypernet, embedder = parts
    renamed = shutil.copytree(embedder, tmp_path / "another-embedder")
    other = inspect_parts(services, paths=[base, hypernet, renamed])
    assert (other.problems, other.existing) == ((), None)
    assert [note.message for note in other.notes] == [
        "The hypernetwork was trained with gte-tiny; this embedder is called another-embedder."
    ]

    with (pack.folder / "base.gguf").open("rb+") as file:
        file.seek(-4, os.SEEK_END)
        file.write(b"HURT")
    (wrong,) = (check for check in verify_pack(services, pack=pack) if not check.passed)
    assert wrong.part == "base.gguf"


def test_a_base_is_linked_or_stays_where_it_is(
    services: Services, parts: tuple[Path, Path, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = split_gguf(parts[0], tmp_path / "split")
    whole = inspect_parts(services, paths=[parts[0]])
    report = inspect_parts(services, paths=[files[1], tmp_path / "photo.png"])
    assert [report.recognises(path) for path in (files[0], files[1], tmp_path / "photo.png")] == [True, True, False]
    report = inspect_parts(services, paths=[files[1]])
    assert report.base is not None
    assert whole.base is not None
    assert report.base.fingerprint == whole.base.fingerprint, "splitting changes nothing of a model"
    linked = import_pack(services, parts=report, base_how="link")
    assert linked.base == linked.folder / "base-00001-of-00002.gguf"
    assert linked.base.stat().st_nlink == 2
    assert [note.message[:22] for note in report.notes] == ["Without a hypernetwork"]
    assert all(check.passed for check in verify_pack(services, pack=linked))

    def refuse(*_: object) -> None:
        raise OSError("another disk")

    monkeypatch.setattr(os, "link", refuse)
    referred = import_pack(services, parts=whole, base_how="link", name="Away")
    assert referred.base == parts[0]
    assert [each.name for each in referred.folder.iterdir()] == ["pack.json"]
    assert all(check.passed for check in verify_pack(services, pack=referred))
    files[1].unlink()
    (problem,) = inspect_parts(services, paths=[tmp_path / "split"]).problems
    assert "tiny-base-F16-00002-of-00002.gguf is missing" in problem.message


def test_a_pack_without_a_base_and_one_that_reads_with_its_base(
    services: Services, parts: tuple[Path, Path, Path], tmp_path: Path
) -> None:
    report = inspect_parts(services, paths=list(parts[1:]))
    assert [note.message[:20] for note in report.notes] == ["Without a base model"]
    pack = import_pack(services, parts=report)
    assert (pack.base, pack.name) == (None, "base")
    assert [check.part for check in verify_pack(services, pack=pack)][-2:] == ["embedder", "hypernetwork"]
    made = generate_to_folder(
        services.generator,
        description="Sort the words.",
        hypernet=pack.folder / "hypernet",
        embedder=pack.embedder,
        out=tmp_path / "peft",
        formats=("peft",),
    )
    assert {file.name for file in made.files} == {"adapter_model.safetensors", "adapter_config.json"}

    own = _for_base_states(parts[1], tmp_path / "own")
    report = inspect_parts(services, paths=[parts[0], own])
    assert report.problems == ()
    pack = import_pack(services, parts=report)
    assert (pack.embeds_with_base, pack.embedder) == (True, None)
    assert all(check.passed for check in verify_pack(services, pack=pack))


def _changed_weights(hypernet: Path, target: Path, changes: dict[str, torch.Tensor]) -> Path:
    """A copy of the hypernetwork in which some tensors are others."""
    shutil.copytree(hypernet, target)
    tensors = torch.load(target / "hypermod.pt", weights_only=True)
    torch.save(tensors | changes, target / "hypermod.pt")
    return target


def _for_base_states(hypernet: Path, target: Path) -> Path:
    """The hypernetwork as if it had been trained with the states of its base."""
    weights = torch.randn(LATENT // 2, HIDDEN, generator=torch.Generator().manual_seed(0)) / 8
    _changed_weights(hypernet, target, {"task_encoder.mlp.0.weight": weights})
    args = (target / "args.yaml").read_text().replace("emb_model: gte-tiny", "emb_model: null")
    (target / "args.yaml").write_text(args)
    return target


def test_cancel_a_full_disk_and_changed_files_leave_nothing(
    services: Services, parts: tuple[Path, Path, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    base = shutil.copy(parts[0], tmp_path / "base.gguf")
    report = inspect_parts(services, paths=[Path(base), *parts[1:]])

    def stop_at(stage: str) -> None:
        cancel = CancelToken()
        with pytest.raises(WorkCancelledError):
            import_pack(
                services,
                parts=report,
                cancel=cancel,
                on_event=lambda event: (
                    cancel.cancel() if isinstance(event, Progress) and event.stage == stage else None
                ),
            )

    for stage in ("base", "hypernetwork", "embedder", "check"):
        stop_at(stage)
    with monkeypatch.context() as patch:
        patch.setattr("shutil.disk_usage", lambda _: shutil._ntuple_diskusage(100, 90, 10))
        with pytest.raises(UserFacingError, match="not enough room"):
            import_pack(services, parts=report)
    make_tiny_base(tmp_path / "hf", seed=7)
    other = make_parts(tmp_path / "other", seed=7)[0]
    shutil.copy(other, base)
    with pytest.raises(UserFacingError, match="were changed while they were imported"):
        import_pack(services, parts=report)
    assert list(services.paths.packs.iterdir()) == []


def test_a_disk_that_fills_up_half_way_leaves_nothing(services: Services, parts: tuple[Path, Path, Path]) -> None:
    resource = pytest.importorskip("resource", reason="no file size limit to stand in for a full disk")
    report = inspect_parts(services, paths=list(parts))
    assert services.generator.pid is not None
    processes = [psutil.Process(), psutil.Process(services.generator.pid)]
    before = processes[0].rlimit(resource.RLIMIT_FSIZE)
    for size in (100_000, 300_000, 1_000_000):  # in the base, in the hypernetwork, in the embedder
        try:
            for process in processes:
                process.rlimit(resource.RLIMIT_FSIZE, (size, before[1]))
            with pytest.raises(UserFacingError, match="not enough room"):
                import_pack(services, parts=report)
        finally:
            for process in processes:
                process.rlimit(resource.RLIMIT_FSIZE, before)
        assert list(services.paths.packs.iterdir()) == []
    assert import_pack(services, parts=report).can_create


def test_long_paths_and_names_in_any_script_are_no_obstacle(
    services: Services, parts: tuple[Path, Path, Path], tmp_path: Path
) -> None:
    deep = tmp_path.joinpath(*["長い名前のフォルダー" * 5] * 5)
    deep.mkdir(parents=True)
    base = Path(shutil.copy(parts[0], deep / f"{'モデル' * 26}.gguf"))
    hypernet, embedder = (shutil.copytree(part, deep / ("é" * 120 + part.name[:3])) for part in parts[1:])
    assert len(str(base)) > 250
    pack = import_pack(services, parts=inspect_parts(services, paths=[base, hypernet, embedder]), name="長" * 200)
    assert len(pack.name) == 80
    assert all(check.passed for check in verify_pack(services, pack=pack))
    exported = export_pack(services, pack=pack, out=deep)
    remove_pack(services, pack_id=pack.id)
    assert import_bundle(services, file=exported).name == pack.name


def test_a_hypernetwork_that_changes_nothing_is_noticed(
    services: Services, parts: tuple[Path, Path, Path], tmp_path: Path
) -> None:
    tensors = torch.load(parts[1] / "hypermod.pt", weights_only=True)
    silent = {name: torch.zeros_like(tensor) for name, tensor in tensors.items() if name.startswith("heads.")}
    hypernet = _changed_weights(parts[1], tmp_path / "silent", silent)
    pack = import_pack(services, parts=inspect_parts(services, paths=[parts[0], hypernet, parts[2]]))
    (wrong,) = (check for check in verify_pack(services, pack=pack) if not check.passed)
    assert "the same with a skill as without one" in wrong.words.message


@pytest.fixture(scope="module")
def reader() -> PartsReader:
    return PartsReader(lambda folder, device: load_embedder(Path(folder), device=torch.device(device)))


def look(reader: PartsReader, *paths: Path) -> FoundParts:
    return reader.inspect(paths, device="cpu", cancel=CancelToken())


def test_parts_are_known_by_what_is_in_them(
    reader: PartsReader, parts: tuple[Path, Path, Path], tmp_path: Path
) -> None:
    base, hypernet, embedder = parts
    flat = tmp_path / "flat"
    flat.mkdir()
    for file in (base, *hypernet.iterdir(), *embedder.iterdir()):
        shutil.copy(file, flat / ("model" if file == base else file.name))
    files = [hypernet / "hypermod.pt", hypernet / "args.yaml", embedder / "model.safetensors"]
    for given in ([base.parent], [base, hypernet, embedder], [base, *files], [flat, flat / "model"]):
        found = look(reader, *given)
        assert (found.problems, len(found.bases), len(found.hypernets), len(found.embedders)) == ([], 1, 1, 1)
    (shown,) = look(reader, hypernet).hypernets.values()
    assert (shown.variant, shown.layers, shown.rank, shown.embedding_dimension) == ("L", 2, 8, 32)
    assert shown.widths == {"q_proj": (64, 64), "v_proj": (64, 32)}


def _gguf(path: Path, architecture: str = "llama", *, layers: int = 1, blocks: bool = True, **keys: Any) -> Path:
    writer = gguf.GGUFWriter(path, architecture)
    writer.add_block_count(layers)
    writer.add_embedding_length(32)
    writer.add_feed_forward_length(64)
    writer.add_head_count(4)
    writer.add_context_length(128)
    if keys.pop("words", True):
        writer.add_token_list([f"t{number}" for number in range(5)])
    for key, value in keys.items():
        writer.add_key_value(key.replace("__", "."), value[0], value[1])
    if blocks:
        writer.add_tensor("blk.0.attn_q.weight", np.ones((32, 32), np.float32))
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    return path


TEXT, NUMBER = gguf.GGUFValueType.STRING, gguf.GGUFValueType.UINT32
NO_BASE: dict[str, tuple[dict[str, Any], str]] = {
    "a vocabulary": ({"blocks": False}, "vocabulary only"),
    "no vocabulary": ({"words": False}, "no vocabulary"),
    "an adapter": ({"general__type": ("adapter", TEXT)}, "is an adapter"),
    "a projector": ({"architecture": "clip"}, "not a base model"),
    "an encoder": ({"architecture": "nomic-bert"}, "embedding model"),
    "a decoder that embeds": ({"llama__pooling_type": (3, NUMBER)}, "embedding model"),
    "a renamed part": ({"split__count": (3, NUMBER)}, "its name does not say so"),
    "a thousand parts": ({"split__count": (2**31, NUMBER)}, "its name does not say so"),
}


@pytest.mark.parametrize(("what", "words"), NO_BASE.values(), ids=NO_BASE.keys())
def test_what_cannot_be_a_base_is_said(reader: PartsReader, tmp_path: Path, what: dict[str, Any], words: str) -> None:
    found = look(reader, _gguf(tmp_path / "model.gguf", **what))
    assert [words in problem.message for problem in found.problems] == [True]
    assert found.is_empty()


def test_a_hundred_thousand_keys_big_endian_and_nested_arrays(reader: PartsReader, tmp_path: Path) -> None:
    key = struct.pack("<Q", 1) + b"k" + struct.pack("<IB", 0, 1)
    nested = struct.pack("<Q", 1) + b"a" + struct.pack("<IIQ", 9, 9, 1) + struct.pack("<IQ", 9, 2**40) * 50
    for number, data in enumerate(
        (
            struct.pack("<4sIQQ", b"GGUF", 3, 0, 100_000) + key * 100_000,
            struct.pack(">4sIQQ", b"GGUF", 3, 0, 1),
            struct.pack("<4sIQQ", b"GGUF", 3, 0, 1) + nested,
        )
    ):
        path = tmp_path / f"{number}.gguf"
        path.write_bytes(data)
        (problem,) = look(reader, path).problems
        assert path.name in problem.message


def test_other_models_missing_files_and_several_of_a_kind(
    reader: PartsReader, parts: tuple[Path, Path, Path], tmp_path: Path, parity: Path
) -> None:
    make_tiny_base(tmp_path / "transformers")
    (tmp_path / "empty").mkdir()
    peft = parity / "gguf" / "llama" / "peft"
    for path, words in (
        (tmp_path / "transformers", "form of transformers"),
        (peft, "holds an adapter"),
        (tmp_path / "empty", "nothing in empty"),
        (tmp_path / "nobody", "no file nobody"),
        (EMBEDDER, "does not tell meanings apart"),
    ):
        (problem,) = look(reader, path).problems
        assert words in problem.message
        assert problem.hint
    assert not look(reader, parts[0], tmp_path / "transformers" / ".." / "empty").is_empty()


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"r": -8}, "adapter_config.json"),
        ({"r": 16}, "adapter_config.json"),
        ({"target_modules": ["/etc/passwd"]}, "adapter_config.json"),
        ({"lora_alpha": -16}, "hypermod.pt"),
        ({"lora_alpha": 1e999}, "hypermod.pt"),
    ],
)
def test_hypernetworks_of_other_settings_are_refused(
    reader: PartsReader, parts: tuple[Path, Path, Path], tmp_path: Path, change: dict[str, Any], words: str
) -> None:
    hypernet = shutil.copytree(parts[1], tmp_path / "hypernet")
    config = json.loads((hypernet / "adapter_config.json").read_text())
    config |= {"base_model_name_or_path": "/etc/passwd", "unknown": 1}
    (hypernet / "adapter_config.json").write_text(json.dumps(config))
    assert look(reader, hypernet).problems == []
    (hypernet / "adapter_config.json").write_text(json.dumps({**config, **change}))
    (problem,) = look(reader, hypernet).problems
    assert words in problem.message


def test_yaml_that_grows_without_end_costs_nothing(
    parts: tuple[Path, Path, Path], reader: PartsReader, tmp_path: Path
) -> None:
    hypernet = shutil.copytree(parts[1], tmp_path / "hypernet")
    laughs = "".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 30))
    text = (hypernet / "args.yaml").read_text().replace("model_dir: tiny/base", "model_dir: *a29")
    (hypernet / "args.yaml").write_text(f"a0: &a0 [lol]\n{laughs}{text}")
    (part,) = look(reader, hypernet).hypernets.values()
    assert part.base_name == ""


def test_what_does_not_fit_together_is_said(
    services: Services, parts: tuple[Path, Path, Path], tmp_path: Path, parity: Path
) -> None:
    report = inspect_parts(services, paths=[parts[0], parity / "t2l" / "mistral_L_sft", parts[2]])
    assert [problem.message for problem in report.problems] == [
        "The hypernetwork writes adapters for 3 layers, but the base Tiny base has 2.",
        (
            "The hypernetwork and the base Tiny base have other widths: "
            "q_proj 48 → 48 ≠ 64 → 64; v_proj 48 → 24 ≠ 64 → 32."
        ),
    ]
    assert all("tiny/mistral" in problem.hint for problem in report.problems)
    with pytest.raises(UserFacingError, match="3 layers"):
        import_pack(services, parts=report)
    falcon = _gguf(tmp_path / "falcon.gguf", "falcon")
    (problem,) = inspect_parts(services, paths=[falcon, *parts[1:]]).problems
    assert "falcon" in problem.message
    assert "Gemma 2" in problem.hint
    (problem,) = inspect_parts(services, paths=list(parts[:2])).problems
    assert (problem.message[:23], problem.hint) == ("The embedder is missing", "Add the folder of gte-tiny.")
    (problem,) = inspect_parts(services, paths=[parts[0], falcon]).problems
    assert "several" in problem.message
    wide = _changed_weights(parts[1], tmp_path / "wide", {"task_encoder.mlp.0.weight": torch.ones(LATENT // 2, 48)})
    (problem,) = inspect_parts(services, paths=[parts[0], wide, parts[2]]).problems
    assert (problem.message[-48:], problem.hint) == (
        "gives 32 numbers, but the hypernetwork reads 48.",
        "It was trained with gte-tiny.",
    )
    assert PartsReport().is_importable is False
    report = PartsReport(recognised=(Path("/m/hyper"),))
    assert report.recognises(Path("/m/hyper/hypermod.pt")), "a part that was chosen by one of its files"
    assert report.recognises(Path("/m")), "a folder that a part was found in"
    assert not report.recognises(Path("/m/other/base.gguf"))


def test_parity_holds_through_the_import(
    services: Services, parts: tuple[Path, Path, Path], tmp_path: Path, parity: Path
) -> None:
    """From the published folder through the pack to the adapter's file, for descriptions as a person gives them."""
    texts = json.loads((parity / "t2l" / "descriptions.json").read_text())
    for case in CASES:
        pack = import_pack(services, parts=inspect_parts(services, paths=[parity / "t2l" / case, parts[2]]))
        expected = load_file(parity / "t2l" / case / "expected.safetensors")
        for number, text in enumerate(texts):
            out = tmp_path / f"{case}-{number}"
            out.mkdir()
            services.generator.call(
                Generate(
                    description=text,
                    hypernet=str(pack.hypernet),
                    embedder=str(parity / "t2l" / "gte-tiny"),
                    out=str(out),
                    formats=("peft",),
                )
            )
            ours = load_file(out / "adapter_model.safetensors")
            theirs = {n.split("/", 1)[1]: t for n, t in expected.items() if n.startswith(f"{number}/")}
            assert ours.keys() == theirs.keys()
            for name, tensor in ours.items():
                torch.testing.assert_close(tensor, theirs[name], atol=1e-5, rtol=0)


def test_a_large_hypernetwork_is_kept_in_half_precision(
    parity: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Adapters move by at most 0.1 % of their largest value, and that is what is said of it."""
    monkeypatch.setattr(conversion, "_SMALL", 0)
    for case in CASES:
        folder, source = tmp_path / case, parity / "t2l" / case
        said = conversion.convert_hypernet(source, folder, on_progress=lambda _: None, cancel=CancelToken())
        assert {tensor.dtype for tensor in load_file(folder / "hypernet.safetensors").values()} == {torch.float16}
        assert 0 < said.largest <= 1e-3 * said.of_values_up_to
        converted = load_hypernet(folder, device=CPU)
        expected = load_file(source / "expected.safetensors")
        for number, embedding in enumerate(expected["task_emb"]):
            for name, tensor in converted.generate(embedding).items():
                limit = 1e-3 * said.of_values_up_to
                torch.testing.assert_close(tensor, expected[f"{number}/{name}"], atol=limit, rtol=0)
