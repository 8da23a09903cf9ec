"""Both workers as real processes on a tiny random pack: the main job, and what can go wrong in it."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any, ClassVar

import pytest
import torch
from safetensors.torch import load_file, save_file

from t2l_desktop.chat.session import ChatSession
from t2l_desktop.core.changes import CHANGES_FILE, decode_changes
from t2l_desktop.core.devices import Device, DeviceUse, Why, device_use
from t2l_desktop.core.errors import UserFacingError
from t2l_desktop.core.messages import (
    Convert,
    Familiarity,
    FindDevices,
    Generate,
    LoadBase,
    Progress,
    Release,
    Request,
    Say,
    SayTogether,
    Token,
    WarmGenerator,
    WorkerKind,
)
from t2l_desktop.core.resources import resources_folder
from t2l_desktop.formats.memory import placed, read_base_memory
from t2l_desktop.hypernet import device as device_module
from t2l_desktop.hypernet.checkpoint import load_hypernet
from t2l_desktop.hypernet.embedder import load_embedder
from t2l_desktop.link.worker_link import WorkerLink
from t2l_desktop.worker import chatter as chatter_module
from t2l_desktop.worker import generator as generator_module
from t2l_desktop.worker.chatter import Chatter
from t2l_desktop.worker.generator import Generator
from t2l_desktop.worker.loop import Job
from tests.helpers.tiny_pack import LAYERS, RANK, make_tiny_pack


@pytest.fixture(scope="module")
def pack(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_tiny_pack(tmp_path_factory.mktemp("packs") / "日本語")


@pytest.fixture
def generator() -> Iterator[WorkerLink]:
    link = WorkerLink(WorkerKind.GENERATOR)
    yield link
    link.close()


@pytest.fixture
def chatter() -> Iterator[WorkerLink]:
    link = WorkerLink(WorkerKind.CHATTER)
    yield link
    link.close()


def request(pack: Path, out: Path, description: str = "Write in capitals", **more: object) -> Generate:
    out.mkdir(exist_ok=True)
    fields = {"hypernet": str(pack / "hypernet"), "embedder": str(pack / "embedder"), "base": str(pack / "base.gguf")}
    return Generate(description=description, out=str(out), **(fields | more))  # type: ignore[arg-type]  # by name


def test_the_main_job(generator: WorkerLink, chatter: WorkerLink, pack: Path, tmp_path: Path) -> None:
    generator.call(WarmGenerator(hypernet=str(pack / "hypernet"), embedder=str(pack / "embedder")))
    stages: list[str] = []
    made = generator.call(
        request(pack, tmp_path / "a"), on_event=lambda e: stages.append(e.stage) if isinstance(e, Progress) else None
    )
    assert stages == ["embedding", "generating", "writing"]
    assert set(made["seconds"]) == {"embed", "generate", "write"}
    names = {Path(file).name for file in made["files"]}
    assert names == {"adapter_model.safetensors", "adapter_config.json", "adapter.gguf"}

    loaded = chatter.call(LoadBase(path=str(pack / "base.gguf")))
    assert loaded["context_length"] > 0

    def say(*adapters: tuple[str, float]) -> str:
        pieces: list[str] = []
        ask = Say(
            base=str(pack / "base.gguf"),
            messages=({"role": "user", "text": "hello"},),
            adapters=adapters,
            max_tokens=16,
        )
        answer = chatter.call(ask, on_event=lambda e: pieces.append(e.text) if isinstance(e, Token) else None)
        assert "".join(pieces) == answer["text"]
        return str(answer["text"])

    base = say()
    adapter = str(tmp_path / "a" / "adapter.gguf")
    assert say((adapter, 2.0)) != base
    assert say() == base

    generator.call(Convert(peft=str(tmp_path / "a"), base=str(pack / "base.gguf"), out=str(tmp_path / "again.gguf")))
    assert say((str(tmp_path / "again.gguf"), 2.0)) == say((adapter, 2.0))


def test_the_changes_are_the_norms_of_what_peft_would_add(generator: WorkerLink, pack: Path, tmp_path: Path) -> None:
    made = generator.call(request(pack, tmp_path / "a", formats=("peft", "gguf", "changes")))
    assert Path(made["files"][-1]).name == CHANGES_FILE
    changes = decode_changes((tmp_path / "a" / CHANGES_FILE).read_bytes())
    tensors = load_file(tmp_path / "a" / "adapter_model.safetensors")
    scale = json.loads((tmp_path / "a" / "adapter_config.json").read_text(encoding="utf-8"))["lora_alpha"] / RANK
    assert set(changes.norms) == {"q_proj", "v_proj"}
    for module, norms in changes.norms.items():
        wanted = [
            float(torch.linalg.matrix_norm(scale * tensors[f"{path}.lora_B.weight"] @ tensors[f"{path}.lora_A.weight"]))
            for path in (f"base_model.model.model.layers.{layer}.self_attn.{module}" for layer in range(LAYERS))
        ]
        assert norms == pytest.approx(wanted, rel=1e-5)


@pytest.mark.parametrize("description", ["", " \n", "🙂🙂", "...", "word " * 20_000])
def test_descriptions_that_say_nothing_are_refused(
    generator: WorkerLink, pack: Path, tmp_path: Path, description: str
) -> None:
    with pytest.raises(UserFacingError, match="description"):
        generator.call(request(pack, tmp_path / "a", description))
    assert not list((tmp_path / "a").iterdir())


def test_a_gguf_adapter_needs_a_base_and_says_so(generator: WorkerLink, pack: Path, tmp_path: Path) -> None:
    with pytest.raises(UserFacingError) as caught:
        generator.call(request(pack, tmp_path / "a", base=""))
    assert "--base" in caught.value.hint
    made = generator.call(request(pack, tmp_path / "a", base="", formats=("peft",)))
    assert len(made["files"]) == 2


def test_an_adapter_of_another_base_is_refused(
    generator: WorkerLink, chatter: WorkerLink, pack: Path, tmp_path: Path
) -> None:
    """The other base has the same shapes, so llama.cpp itself would notice nothing."""
    other = make_tiny_pack(tmp_path / "other", seed=5)
    generator.call(request(pack, tmp_path / "a", base=str(other / "base.gguf")))
    ask = Say(
        base=str(pack / "base.gguf"),
        messages=({"role": "user", "text": "hello"},),
        adapters=((str(tmp_path / "a" / "adapter.gguf"), 1.0),),
    )
    with pytest.raises(UserFacingError, match="another base"):
        chatter.call(ask)


def test_a_description_is_most_familiar_among_those_that_were_trained_on(
    generator: WorkerLink, pack: Path, tmp_path: Path
) -> None:
    known = tmp_path / "known.safetensors"
    vectors = load_embedder(pack / "embedder", device=torch.device("cpu")).embed(["In capitals", "Sort the words"])
    save_file({"embeddings": vectors}, known)

    def ask(description: str) -> float:
        request = Familiarity(description=description, embedder=str(pack / "embedder"), known=str(known))
        return float(generator.call(request)["cosine"])

    assert ask("Sort the words") == pytest.approx(1.0, abs=1e-4)
    assert ask("Nothing of the kind") < 1 - 1e-4
    save_file({"embeddings": vectors[:, :-1].contiguous()}, known)
    with pytest.raises(UserFacingError, match="does not belong"):
        ask("Sort the words")


def test_a_description_is_compared_as_the_hypernetworks_own_reader_reads_it(
    generator: WorkerLink, tmp_path: Path
) -> None:
    starter = resources_folder() / "starter"
    hypernet = load_hypernet(starter / "hypernet", device=torch.device("cpu"))
    save_file({"states": hypernet.read("大文字にしてください。")[None].half()}, tmp_path / "known")

    def ask(description: str, folder: Path = starter / "hypernet") -> float:
        request = Familiarity(
            description=description, embedder=str(starter / "embedder"), known=str(tmp_path / "known"),
            hypernet=str(folder),
        )  # fmt: skip
        return float(generator.call(request)["cosine"])

    assert ask("大文字にしてください。") == pytest.approx(1.0, abs=1e-3)
    assert ask("料理のレシピを教えて。") < ask("大文字で書いて。") < 1 - 1e-3
    without_reader = shutil.copytree(starter / "hypernet", tmp_path / "without", ignore=lambda *_: ["reader"])
    with pytest.raises(UserFacingError):
        ask("大文字にしてください。", without_reader)


def test_models_that_take_the_place_of_others_are_read_anew(pack: Path, tmp_path: Path) -> None:
    """In this process, with models that a worker has in memory already."""
    here, other = Generator(), make_tiny_pack(tmp_path / "other", seed=5)

    def made(folder: Path) -> bytes:
        ask = request(folder, tmp_path / "a")
        here.generate(ask, Job(ask, lambda event: None))
        return (tmp_path / "a" / "adapter_model.safetensors").read_bytes()

    shutil.copytree(pack, tmp_path / "same id")
    first, wanted = made(tmp_path / "same id"), made(other)
    assert made(tmp_path / "same id") == first
    shutil.rmtree(tmp_path / "same id")
    shutil.copytree(other, tmp_path / "same id")
    assert made(tmp_path / "same id") == wanted != first


def test_missing_parts_of_a_pack_are_named(generator: WorkerLink, pack: Path, tmp_path: Path) -> None:
    broken = shutil.copytree(pack, tmp_path / "broken")
    (broken / "embedder" / "model.safetensors").unlink()
    with pytest.raises(UserFacingError, match=r"model\.safetensors"):
        generator.call(request(broken, tmp_path / "a"))


def test_both_workers_say_what_they_compute_on(generator: WorkerLink, chatter: WorkerLink) -> None:
    for link in (generator, chatter):
        asked = device_use(link.call(FindDevices(device="cpu")))
        assert (asked.used.kind, asked.why) == ("cpu", Why.ASKED)
        best = device_use(link.call(FindDevices()))
        assert best.used in best.found
        assert (best.used.kind == "cpu") == (best.why is not Why.FASTEST)


def test_what_does_not_fit_into_memory_is_not_loaded(pack: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In this process, so that the memory can be made small."""
    load = LoadBase(path=str(pack / "base.gguf"))
    need = read_base_memory(pack / "base.gguf").total(512)
    here = Chatter()

    def with_free(free: int) -> dict[str, object]:
        for module in (chatter_module, generator_module):
            monkeypatch.setattr(module, "free_memory", lambda: free)
        return here.load(load, Job(load, lambda event: None))

    with pytest.raises(UserFacingError, match="only 1 MB is free"):
        with_free(1000)
    assert with_free(need)["context_length"] == 512
    with_free(1000)  # what is loaded already is not refused
    here.release(Release(), Job(load, lambda event: None))
    warm = WarmGenerator(hypernet=str(pack / "hypernet"), embedder=str(pack / "embedder"))
    with pytest.raises(UserFacingError, match="Loading hypernet takes"):
        Generator().warm(warm, Job(warm, lambda event: None))


class _Loads(ChatSession):
    """Remembers with how many layers on a graphics card each was loaded."""

    layers: ClassVar[list[int]] = []

    def __init__(self, path: Path, *, gpu_layers: int = 0, **more: Any) -> None:
        self.layers.append(gpu_layers)
        super().__init__(path, gpu_layers=0, **more)


def test_a_graphics_card_gets_as_many_layers_as_it_has_room_for(pack: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In this process, with a card that there is not; comparing takes room, and leaves it for fewer layers."""
    here, base = Chatter(), pack / "base.gguf"
    memory, reserve = read_base_memory(base), 512 * 1024**2
    room = 0

    def devices(gpu_layers: int) -> DeviceUse:
        free = room + reserve - here._place.on_cards
        card = Device(kind="gpu", name="Card", memory=2**34, free=free)
        return DeviceUse(found=(card, Device(kind="cpu")), used=card, why=Why.FASTEST)

    def ask(request: Request) -> dict[str, Any]:
        return here.handlers()[type(request)](request, Job(request, lambda event: None))

    monkeypatch.setattr(chatter_module, "ChatSession", _Loads)
    monkeypatch.setattr(chatter_module, "llama_devices", devices)
    monkeypatch.setattr(_Loads, "layers", [])
    load = LoadBase(path=str(base), gpu_layers=-1)
    room = placed(memory, 512, 1).on_cards - 1
    ask(load)
    ask(Release())
    room += 1
    ask(load)
    ask(Release())
    assert _Loads.layers == [0, 1]

    room = placed(memory, 512, 1, contexts=2).on_cards
    said = Say(base=str(base), messages=({"role": "user", "text": "Ahoy"},), gpu_layers=-1, max_tokens=1)
    ask(said)
    assert _Loads.layers[2:] == [LAYERS + 1]
    assert ask(FindDevices())["used"]["free"] == room + reserve, "another model could have what this one takes"
    ask(SayTogether(sides=(said, said)))
    ask(SayTogether(sides=(said, said)))
    ask(said)
    assert _Loads.layers[3:] == [1], "loaded once more, with fewer layers"
    ask(Release())


def test_a_full_graphics_card_is_left_alone(pack: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(device_module, "choose_device", lambda name: torch.device("cuda"))
    monkeypatch.setattr(device_module, "_free_on_card", lambda device: 600 * 1024**2)
    assert device_module.device_with_room("auto", 50 * 1024**2).type == "cuda"
    assert device_module.device_with_room("auto", 100 * 1024**2).type == "cpu"
    with pytest.raises(UserFacingError, match="only 629 MB is free there"):
        device_module.device_with_room("cuda", 100 * 1024**2)
    monkeypatch.setattr(device_module, "_free_on_card", lambda device: 0)
    warm = WarmGenerator(hypernet=str(pack / "hypernet"), embedder=str(pack / "embedder"))
    Generator().warm(warm, Job(warm, lambda event: None))
