"""The generator: embedder and hypernetwork, and the files that they write."""

from __future__ import annotations

import gc
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import torch

from t2l_desktop.core.descriptions import checked_description
from t2l_desktop.core.errors import UserFacingError
from t2l_desktop.core.memory import free_memory, in_words
from t2l_desktop.core.messages import (
    Adopt,
    Blend,
    Convert,
    ConvertHypernet,
    EmbedTogether,
    Familiarity,
    FindAlike,
    FindDevices,
    Generate,
    InspectParts,
    MeasureBlend,
    MeasureMerge,
    MeasureSketch,
    Merge,
    Release,
    Request,
    SpreadOut,
    WarmGenerator,
)
from t2l_desktop.core.outside import reading
from t2l_desktop.formats.base_facts import BaseFacts, read_base_facts
from t2l_desktop.formats.gguf_adapter import write_gguf_adapter
from t2l_desktop.formats.memory import float_bytes, stored_bytes
from t2l_desktop.formats.merging import MergedType, plan_merge, write_merged
from t2l_desktop.formats.peft_folder import PeftAdapter, read_peft
from t2l_desktop.formats.safetensors_file import read_safetensors
from t2l_desktop.hypernet.attended import Gist
from t2l_desktop.hypernet.checkpoint import LoadedHypernet, load_hypernet
from t2l_desktop.hypernet.conversion import convert_hypernet
from t2l_desktop.hypernet.device import choose_device, device_with_room, torch_devices
from t2l_desktop.hypernet.embedder import Embedder, StoredState, load_embedder
from t2l_desktop.library.storage import disk_errors
from t2l_desktop.worker.adopting import adopt
from t2l_desktop.worker.blending import blend, measure_blend
from t2l_desktop.worker.likeness import LikenessFinder, write_vectors
from t2l_desktop.worker.loop import Handler, Job
from t2l_desktop.worker.parts import PartsReader, Signature, signature
from t2l_desktop.worker.spread import measure_sketch, spread_out
from t2l_desktop.worker.writing import write_adapter

MAX_KNOWN = 64 * 1024 * 1024
MAX_STATE = 1024 * 1024
_Key = tuple[str, torch.device, Signature]


class Generator:
    """Keeps the models of the last request loaded, so that the next adapter takes a blink."""

    def __init__(self) -> None:
        self._hypernets: dict[_Key, LoadedHypernet] = {}
        self._embedders: dict[_Key, Embedder] = {}
        self._facts: dict[tuple[str, int, int], BaseFacts] = {}
        self._parts = PartsReader(self._embedder)
        self._likeness = LikenessFinder()

    def handlers(self) -> Mapping[type[Request], Handler]:
        return {
            WarmGenerator: self.warm,
            Generate: self.generate,
            Convert: self.convert,
            Adopt: self.adopt,
            Blend: self.blend,
            MeasureBlend: measure_blend,
            MeasureSketch: measure_sketch,
            SpreadOut: spread_out,
            MeasureMerge: self.measure_merge,
            Merge: self.merge,
            Familiarity: self.familiarity,
            EmbedTogether: self.embed_together,
            FindAlike: self.find_alike,
            FindDevices: self.find_devices,
            InspectParts: self.inspect_parts,
            ConvertHypernet: self.convert_hypernet,
            Release: self.release,
        }

    def warm(self, request: WarmGenerator, job: Job) -> dict[str, Any]:
        """Load the models and run them once: the first pass is the slow one."""
        job.progress("loading")
        hypernet = self._hypernet(request.hypernet, request.device)
        if request.embedder:
            embedding = hypernet.embed(self._embedder(request.embedder, request.device), "ready")
        else:
            embedding = torch.zeros(hypernet.embedding_dimension)
        hypernet.generate(embedding, hypernet.gist("ready"))
        return {}

    def generate(self, request: Generate, job: Job) -> dict[str, Any]:
        """From a description to an adapter's files; `seconds` says where the time went."""
        description = checked_description(request.description)
        facts = self._base_facts(request.base) if request.base else None
        if "gguf" in request.formats and facts is None:
            raise UserFacingError(
                "A GGUF adapter can only be written for a known base model.",
                hint="Name the base with --base CONFIG.json or --base FILE.gguf, or ask for --format peft.",
            )
        if _key(request.hypernet, request.device) not in self._hypernets:
            job.progress("loading")
        hypernet = self._hypernet(request.hypernet, request.device)
        embedder = (
            _stored_state(Path(request.vector)) if request.vector else self._embedder(request.embedder, request.device)
        )
        clock = _Clock()
        job.progress("embedding")
        embedding, gist = hypernet.embed(embedder, description), hypernet.gist(description)
        clock.lap("embed")
        job.cancel.raise_if_cancelled()
        job.progress("generating")
        adapter = self._adapter(hypernet, embedding, gist)
        clock.lap("generate")
        job.cancel.raise_if_cancelled()
        job.progress("writing")
        files = write_adapter(
            Path(request.out), adapter, facts, formats=request.formats, name=request.name, description=description
        )
        clock.lap("write")
        return {"rank": adapter.rank, "files": [str(file) for file in files], "seconds": clock.seconds}

    def convert(self, request: Convert, job: Job) -> dict[str, Any]:
        """A PEFT folder as a GGUF adapter."""
        job.progress("writing")
        adapter = read_peft(Path(request.peft))
        outtype = request.outtype
        assert outtype in ("f16", "f32")
        write_gguf_adapter(
            Path(request.out),
            adapter,
            self._base_facts(request.base),
            outtype=outtype,  # type: ignore[arg-type]
            name=request.name,
            description=request.description,
        )
        return {"files": [request.out], "rank": adapter.rank}

    def adopt(self, request: Adopt, job: Job) -> dict[str, Any]:
        """An adapter from elsewhere in the form in which the library keeps its own."""
        return adopt(request, job, facts_of=self._base_facts)

    def blend(self, request: Blend, job: Job) -> dict[str, Any]:
        """Adapters as one adapter, or one in another size."""
        return blend(request, job, facts_of=self._base_facts)

    def measure_merge(self, request: MeasureMerge, job: Job) -> dict[str, Any]:
        """How large a base would be with an adapter in it."""
        del job
        plan = plan_merge(Path(request.base), Path(request.adapter), outtype=_merged_type(request.outtype))
        return {"nbytes": plan.nbytes, "changed": plan.changed}

    def merge(self, request: Merge, job: Job) -> dict[str, Any]:
        """A base and an adapter as one file."""

        def tell(fraction: float) -> None:
            job.cancel.raise_if_cancelled()
            job.progress("merging", fraction)

        plan = plan_merge(Path(request.base), Path(request.adapter), outtype=_merged_type(request.outtype))
        write_merged(plan, Path(request.out), strength=request.strength, on_progress=tell)
        return {"nbytes": plan.nbytes, "changed": plan.changed}

    def familiarity(self, request: Familiarity, job: Job) -> dict[str, Any]:
        """Cosine between the description and the nearest of those known to the pack."""
        del job
        path = Path(request.known)
        description = checked_description(request.description)
        tables = read_safetensors(path, max_bytes=MAX_KNOWN)
        is_read = "states" in tables and bool(request.hypernet)
        table = tables.get("states" if is_read else "embeddings")
        if is_read:
            vector = self._hypernet(request.hypernet, request.device).read(description)
        else:
            vector = self._embedder(request.embedder, request.device).embed([description])[0].cpu()
        if table is None or table.ndim != 2 or not len(table) or table.shape[1] != len(vector):
            raise UserFacingError(
                "The file {file} does not belong to the embedder of its pack.",
                hint="Get it again from its source.",
                file=path.name,
            )
        cosines = torch.nn.functional.cosine_similarity(torch.from_numpy(table).float(), vector[None])
        return {"cosine": float(cosines.max())}

    def embed_together(self, request: EmbedTogether, job: Job) -> dict[str, Any]:
        """A vector for each group of texts, in a file."""
        del job
        return write_vectors(request, self._embedder(request.embedder, request.device))

    def find_alike(self, request: FindAlike, job: Job) -> dict[str, Any]:
        """Which vectors of a file a text is most like."""
        del job
        return self._likeness.find(request, self._embedder(request.embedder, request.device))

    def find_devices(self, request: FindDevices, job: Job) -> dict[str, Any]:
        """What torch can compute on."""
        del job
        return torch_devices(request.device).as_result()

    def inspect_parts(self, request: InspectParts, job: Job) -> dict[str, Any]:
        """What a pack can be made of among files and folders."""
        job.progress("looking")
        paths = [Path(path) for path in request.paths]
        return self._parts.inspect(paths, device=request.device, cancel=job.cancel).encoded()

    def convert_hypernet(self, request: ConvertHypernet, job: Job) -> dict[str, Any]:
        """A published hypernetwork in our own format, and what the conversion changes."""
        out = Path(request.out)
        embedder = self._embedder(request.embedder, request.device) if request.embedder else None
        with disk_errors(out):
            difference = convert_hypernet(
                Path(request.hypernet),
                out,
                embedder=embedder,
                on_progress=lambda fraction: job.progress("converting", fraction),
                cancel=job.cancel,
            )
        return {"largest_difference": difference.largest, "of_values_up_to": difference.of_values_up_to}

    def release(self, request: Release, job: Job) -> dict[str, Any]:
        """Let go of the models."""
        del request, job
        self._hypernets.clear()
        self._embedders.clear()
        self._likeness.release()
        gc.collect()
        torch.cuda.empty_cache()
        return {}

    def _adapter(self, hypernet: LoadedHypernet, embedding: torch.Tensor, gist: Gist | None) -> PeftAdapter:
        tensors = {name: tensor.numpy() for name, tensor in hypernet.generate(embedding, gist).items()}
        return PeftAdapter(
            tensors=tensors,
            rank=hypernet.rank,
            alpha=hypernet.alpha * hypernet.rank / hypernet.network.spec.rank,
            target_modules=hypernet.target_modules,
            base_name=hypernet.base_name,
        )

    def _hypernet(self, folder: str, device: str) -> LoadedHypernet:
        key = _key(folder, device)
        if key not in self._hypernets:
            self._hypernets.clear()
            need = stored_bytes(Path(folder))
            _require_room(Path(folder), need)
            self._hypernets[key] = load_hypernet(Path(folder), device=device_with_room(device, need))
        return self._hypernets[key]

    def _embedder(self, folder: str, device: str) -> Embedder:
        key = _key(folder, device)
        if key not in self._embedders:
            self._embedders.clear()
            self._likeness.release()
            need = float_bytes(Path(folder))
            _require_room(Path(folder), need)
            self._embedders[key] = load_embedder(Path(folder), device=device_with_room(device, need))
        return self._embedders[key]

    def _base_facts(self, base: str) -> BaseFacts:
        path = Path(base)
        try:
            stat = path.stat()
        except OSError:
            return read_base_facts(path)  # which says what is wrong
        key = (base, stat.st_mtime_ns, stat.st_size)
        if key not in self._facts:
            self._facts[key] = read_base_facts(path)
        return self._facts[key]


def _key(folder: str, device: str) -> _Key:
    """Another one where a model was replaced by one of the same name."""
    with reading(Path(folder)):
        return folder, choose_device(device), signature(Path(folder))


def _stored_state(path: Path) -> Embedder:
    state = read_safetensors(path, max_bytes=MAX_STATE).get("state")
    if state is None or state.ndim != 1 or not np.isfinite(state).all():
        raise UserFacingError(
            "The base model gave no usable vector for this description.",
            hint="Say it in other words, or get the model again from its source.",
        )
    return StoredState(torch.from_numpy(state))


def _merged_type(name: str) -> MergedType:
    assert name in ("q8_0", "f16")
    return "f16" if name == "f16" else "q8_0"


def _require_room(folder: Path, need: int) -> None:
    """Refuse what would have this process killed, or everything else swapped out."""
    free = free_memory()
    if need > free:
        raise UserFacingError(
            "Loading {folder} takes {need} of memory, but only {free} is free.",
            hint="Close other programs, or choose a smaller model.",
            folder=folder.name,
            need=in_words(need),
            free=in_words(free),
        )


class _Clock:
    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}
        self._last = time.perf_counter()

    def lap(self, stage: str) -> None:
        now = time.perf_counter()
        self.seconds[stage], self._last = now - self._last, now
