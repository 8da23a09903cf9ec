"""Hypernetworks on disk: the published pickle format, and our own (safetensors with a JSON beside it)."""

from __future__ import annotations

import json
import math
import pickle
import zipfile
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import torch
import yaml
from safetensors import SafetensorError
from safetensors.torch import load_file, save_file
from torch import Tensor

from t2l_desktop.core.errors import UserFacingError
from t2l_desktop.hypernet.attended import AttendedRows, AttendedSpec, Gist
from t2l_desktop.hypernet.embedder import Embedder
from t2l_desktop.hypernet.files import is_finite, is_plain
from t2l_desktop.hypernet.model import (
    MODULE_PATHS,
    AdapterOutput,
    HypernetSpec,
    HyperNetwork,
    TargetModule,
    beside,
    peft_names,
)
from t2l_desktop.hypernet.reader import FOLDER as READER
from t2l_desktop.hypernet.reader import Reader, load_reader, save_reader

WEIGHTS, CONFIG = "hypernet.safetensors", "hypernet.json"
PUBLISHED_WEIGHTS, PUBLISHED_ARGS, PUBLISHED_ADAPTER = "hypermod.pt", "args.yaml", "adapter_config.json"
FORMAT = 1
_MAX_TEXT = 512 * 1024  # YAML takes a second for so much
_MAX_RANK = 1024
_MAX_WEIGHTS = 8 * 1024**3
_ATTENDED = "attended."
_OUTPUT_PARTS = ("AB_offset.", "mean_recon_target.", "std_recon_target.")


@dataclass(frozen=True, kw_only=True)
class LoadedHypernet:
    """A hypernetwork ready to write adapters; `alpha` is that of the network's own rank, without rsLoRA.

    Where there are `attended` rows, there is a reader, and they stand beside the network's in every adapter.
    """

    network: HyperNetwork
    output: AdapterOutput
    alpha: float
    base_name: str
    embedder_name: str
    reader: Reader | None = None
    attended: AttendedRows | None = None

    @property
    def rank(self) -> int:
        """That of the adapters: the network's, and the attended rows."""
        return self.network.spec.rank + (self.attended.spec.rows if self.attended else 0)

    @property
    def scaling(self) -> float:
        """What the base multiplies an adapter's B times A with."""
        return self.alpha / self.network.spec.rank

    @property
    def target_modules(self) -> tuple[str, ...]:
        return tuple(module.name for module in self.network.spec.modules)

    @property
    def embedding_dimension(self) -> int:
        return self.network.spec.embedding_dimension

    @torch.inference_mode()
    def embed(self, embedder: Embedder, description: str) -> Tensor:
        """The vector `(d,)` that the network reads: the embedder's, then the reader's where there is one."""
        vectors = embedder.embed([description])
        if self.reader is not None:
            vectors = torch.cat([vectors, self.read(description)[None]], dim=-1)
        return vectors[0]

    @torch.inference_mode()
    def read(self, description: str) -> Tensor:
        """The reader's vector `(d,)`, on the CPU; empty where there is no reader."""
        return torch.zeros(0) if self.reader is None else self.reader.read([description])[0].cpu()

    @torch.inference_mode()
    def gist(self, description: str) -> Gist | None:
        """What attended rows are made of; None where there are no such rows."""
        if self.attended is None or self.reader is None:
            return None
        return self.reader.gist([description], self.attended.spec.tokens)[1]

    @torch.inference_mode()
    def generate(self, embedding: Tensor, gist: Gist | None = None) -> dict[str, Tensor]:
        """The adapter for one description's `embedding (d,)` and `gist` under PEFT's names, float32 on the CPU.

        A hypernetwork with attended rows needs the gist, others have none.

        Raises:
            UserFacingError: the embedding has another dimension than the hypernetwork reads.
        """
        if embedding.shape != (self.embedding_dimension,):
            raise UserFacingError(
                "The embedder gives {got} numbers, but this hypernetwork reads {wanted}.",
                hint="Use the embedder that the hypernetwork was trained with.",
                got=tuple(embedding.shape)[-1],
                wanted=self.embedding_dimension,
            )
        device = next(self.network.parameters()).device
        vectors = embedding[None].to(device, torch.float32)
        pairs = {name: self.output.apply_to(name, pair) for name, pair in self.network(vectors).items()}
        if self.attended is not None:
            assert gist is not None
            assert self.reader is not None
            pairs = beside(pairs, self.attended(gist, self.reader.outputs), scaling=self.scaling)
        return peft_names(pairs)


@dataclass(frozen=True, kw_only=True)
class HypernetContents:
    """What a checkpoint folder says and holds; tensors of large files stay on the disk until they are looked at."""

    weights: Path
    spec: HypernetSpec
    tensors: Mapping[str, Tensor]
    alpha: float
    divide_by: float
    base_name: str
    embedder_name: str
    has_reader: bool = False
    attended: AttendedSpec | None = None


def read_contents(folder: Path) -> HypernetContents:
    """Read a checkpoint folder of either format, without building the network.

    Raises:
        UserFacingError: a file is missing, damaged, hostile, or the parts do not fit together.
    """
    if (folder / CONFIG).is_file():
        contents = _read_own(folder)
    elif (folder / PUBLISHED_ARGS).is_file() or (folder / PUBLISHED_WEIGHTS).is_file():
        contents = _read_published(folder)
    else:
        raise UserFacingError(
            "The folder {folder} holds no hypernetwork.",
            hint="Choose the folder that contains hypermod.pt and args.yaml, "
            "or hypernet.safetensors and hypernet.json.",
            folder=folder.name,
        )
    if not (0 < contents.alpha < math.inf and 0 < contents.divide_by < math.inf):
        raise _damaged(contents.weights, "alpha or delta_w_scaling is not a usable number")
    return contents


def load_hypernet(folder: Path, *, device: torch.device) -> LoadedHypernet:
    """Read a checkpoint folder of either format onto `device`, in float32, ready to generate.

    Raises:
        UserFacingError: a file is missing, damaged, hostile, or the parts do not fit together.
    """
    contents = read_contents(folder)
    loaded = build_hypernet(contents, device=device)
    if not contents.has_reader:
        return loaded
    reader = load_reader(folder / READER, device=device)
    if reader.dimension >= contents.spec.embedding_dimension:
        raise _damaged(contents.weights, f"a reader of {reader.dimension} numbers for {loaded.embedding_dimension}")
    if contents.attended is not None and not contents.attended.fits(reader.model.config):
        raise _damaged(contents.weights, f"attended rows that are not for the reader: {contents.attended}")
    return replace(loaded, reader=reader)


def save_hypernet(folder: Path, hypernet: LoadedHypernet) -> None:
    """Write `hypernet` in our own format: float16 weights, everything else in the JSON."""
    folder.mkdir(parents=True, exist_ok=True)
    tensors = {**hypernet.network.state_dict(), **hypernet.output.tensors}
    if hypernet.attended is not None:
        tensors |= {f"{_ATTENDED}{name}": tensor for name, tensor in hypernet.attended.state_dict().items()}
    save_file({name: t.detach().half().cpu().contiguous() for name, t in tensors.items()}, folder / WEIGHTS)
    if hypernet.reader is not None:
        save_reader(folder / READER, hypernet.reader)
    contents = HypernetContents(
        weights=folder / WEIGHTS,
        spec=hypernet.network.spec,
        tensors=tensors,
        alpha=hypernet.alpha,
        divide_by=hypernet.output.divide_by,
        base_name=hypernet.base_name,
        embedder_name=hypernet.embedder_name,
        has_reader=hypernet.reader is not None,
        attended=hypernet.attended.spec if hypernet.attended else None,
    )
    write_config(folder, contents)


def write_config(folder: Path, contents: HypernetContents) -> None:
    """Write the JSON that stands beside the weights in our own format."""
    config = {
        "format": FORMAT,
        "spec": asdict(contents.spec),
        "alpha": contents.alpha,
        "divide_by": contents.divide_by,
        "base_name": contents.base_name,
        "embedder_name": contents.embedder_name,
        "has_reader": contents.has_reader,
        "attended": asdict(contents.attended) if contents.attended else None,
    }
    (folder / CONFIG).write_text(json.dumps(config, indent=1) + "\n", encoding="utf-8")


def _read_own(folder: Path) -> HypernetContents:
    weights = folder / WEIGHTS
    try:
        config = json.loads(_text(folder / CONFIG))
        if config["format"] != FORMAT:
            raise _damaged(weights, f"format {config['format']}")
        attended = config.get("attended")
        contents = HypernetContents(
            weights=weights,
            spec=HypernetSpec(**_with_modules(config["spec"])),
            tensors=load_file(_sized(weights)),
            alpha=float(config["alpha"]),
            divide_by=float(config["divide_by"]),
            base_name=_name(config, "base_name"),
            embedder_name=_name(config, "embedder_name"),
            has_reader=config.get("has_reader") is True,
            attended=AttendedSpec(**_with_modules(attended)) if attended else None,
        )
        _require_consistent(contents.spec, contents.tensors, weights)
        if contents.attended is not None:
            _require_attended(contents.attended, contents)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError, SafetensorError) as error:
        raise _damaged(weights, str(error)) from error
    return contents


def _with_modules(spec: Mapping[str, Any]) -> dict[str, Any]:
    return {**spec, "modules": tuple(TargetModule(**module) for module in spec["modules"])}


def _read_published(folder: Path) -> HypernetContents:
    weights = folder / PUBLISHED_WEIGHTS
    args = _mapping(yaml.safe_load, folder / PUBLISHED_ARGS)
    adapter = _mapping(json.loads, folder / PUBLISHED_ADAPTER)
    if args.get("use_one_hot_task_emb"):
        raise UserFacingError(
            "This hypernetwork knows its tasks by number and cannot read a description.",
            hint="Use a checkpoint that was trained with task descriptions.",
        )
    tensors = _read_pickle(weights)
    spec = _published_spec(args, tensors, weights)
    _require_same_adapter(folder, spec, adapter)
    keep = _output_tensors(args, tensors)
    is_distance = args.get("training_task") == "recon" and not args.get("factorized")
    try:
        divide_by = math.sqrt(float(args.get("delta_w_scaling", 10000))) if is_distance else 1.0
        alpha = float(adapter.get("lora_alpha", 16))
    except (TypeError, ValueError, OverflowError) as error:
        raise _damaged(weights, str(error)) from error
    network = {name: t for name, t in tensors.items() if not name.startswith(_OUTPUT_PARTS)}
    return HypernetContents(
        weights=weights,
        spec=spec,
        tensors={**network, **keep},
        alpha=alpha,
        divide_by=divide_by,
        base_name=_name(args, "model_dir"),
        embedder_name=_name(args, "emb_model"),
    )


def _require_same_adapter(folder: Path, spec: HypernetSpec, adapter: Mapping[str, Any]) -> None:
    """Refuse an `adapter_config.json` that is of another checkpoint than the weights."""
    names = adapter.get("target_modules", [module.name for module in spec.modules])
    is_list = isinstance(names, list) and all(isinstance(name, str) for name in names)
    if (
        not is_list
        or set(names) != {module.name for module in spec.modules}
        or adapter.get("r", spec.rank) != spec.rank
    ):
        raise _damaged(folder / PUBLISHED_ADAPTER, f"r {str(adapter.get('r'))[:20]}, the weights have {spec.rank}")


def _published_spec(args: Mapping[str, Any], tensors: Mapping[str, Tensor], weights: Path) -> HypernetSpec:
    """Read every dimension off the tensors; the modules' order is that of `heads.*` in the state dict."""
    try:
        names = [name.split(".")[1] for name in tensors if name.startswith("heads.") and name.endswith(".weight")]
        modules = []
        for name in names:
            a, b = tensors[f"AB_offset.A.{name}"], tensors[f"AB_offset.B.{name}"]
            modules.append(TargetModule(name=name, in_features=a.shape[2], out_features=b.shape[1]))
        layers, rank, _ = tensors[f"AB_offset.A.{names[0]}"].shape
        latent, dimension = tensors["task_encoder.mlp.0.weight"].shape
        spec = HypernetSpec(
            embedding_dimension=dimension,
            layers=layers,
            modules=tuple(modules),
            rank=rank,
            latent_size=2 * latent,
            head_in_size=tensors["mlp3.4.weight"].shape[0],
            shared_head=bool(args.get("shared_AB_head")),
            per_rank=bool(args.get("autoreg_gen")),
            rank_embedding=bool(args.get("autoreg_gen")) and bool(args.get("learnable_pos_emb")),
        )
    except (KeyError, IndexError, ValueError) as error:
        raise _damaged(weights, f"missing or misshapen: {error}") from error
    _require_consistent(spec, tensors, weights)
    return spec


def _output_tensors(args: Mapping[str, Any], tensors: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """The offsets (where they are not all zero) and, for z-scored reconstruction, means and deviations."""
    z_scored = args.get("training_task") == "recon" and args.get("factorized") and args.get("pred_z_score")
    adds_offset = args.get("training_task") != "recon" or args.get("factorized")
    keep = {}
    for name, tensor in tensors.items():
        is_offset = name.startswith("AB_offset.")
        if (is_offset and adds_offset and bool(tensor.any())) or (
            not is_offset and name.startswith(_OUTPUT_PARTS) and z_scored
        ):
            keep[name] = tensor
    return keep


def _require_consistent(spec: HypernetSpec, tensors: Mapping[str, Tensor], weights: Path) -> None:
    """Refuse claimed sizes that the tensors do not have, before anything is allocated from them."""
    widths = [width for module in spec.modules for width in (module.in_features, module.out_features)]
    if not spec.modules or min(widths) < 1 or not 1 <= spec.rank <= _MAX_RANK or spec.layers < 1:
        raise _damaged(weights, "sizes that make no sense")
    unknown = [module.name for module in spec.modules if module.name not in MODULE_PATHS]
    if unknown:
        raise _damaged(weights, f"unknown modules {unknown[:3]}")
    wanted = {
        "task_encoder.mlp.0.weight": (spec.latent_size // 2, spec.embedding_dimension),
        "layer_depth_encoder.0.weight": (spec.layers, spec.latent_size // 4),
        "layer_type_encoder.0.weight": (len(spec.modules), spec.latent_size // 4),
        "mlp3.4.weight": (spec.head_in_size, 4 * spec.latent_size),
        **{f"heads.{m.name}.weight": (spec.head_width(m), spec.head_in_size) for m in spec.modules},
    }
    if spec.per_rank and spec.rank_embedding:
        wanted["pos_emb.0.weight"] = (spec.rank, spec.latent_size)
    for name, shape in wanted.items():
        found = tuple(tensors[name].shape) if name in tensors else None
        if found != shape:
            raise _damaged(weights, f"{name}: {found} instead of {shape}")


def _require_attended(attended: AttendedSpec, contents: HypernetContents) -> None:
    """Refuse rows of sizes that make no sense, or for other modules than the network's."""
    sizes = (attended.rows, attended.tokens, attended.heads, attended.head_size)
    is_sized = all(type(size) is int and 1 <= size <= _MAX_RANK for size in sizes)
    is_theirs = set(attended.modules) <= set(contents.spec.modules) and attended.layers == contents.spec.layers
    if not (contents.has_reader and is_sized and is_theirs and attended.modules):
        raise _damaged(contents.weights, f"attended rows of {attended}")


def build_hypernet(contents: HypernetContents, *, device: torch.device) -> LoadedHypernet:
    """The network of `contents` on `device`, in float32; raises `UserFacingError` where the tensors do not fit it."""
    spec, tensors, weights = contents.spec, contents.tensors, contents.weights
    for name, tensor in tensors.items():
        if not is_finite(tensor):
            raise _damaged(weights, f"{name} holds values that are not finite numbers")
    # no weights of its own: those of the file take their place, so that nothing is held twice
    with torch.device("meta"):
        network = HyperNetwork(spec)
        attended = AttendedRows(contents.attended) if contents.attended else None
    output = {name: t.to(device, torch.float32) for name, t in tensors.items() if name.startswith(_OUTPUT_PARTS)}
    own = {name: _as_computed(name, t) for name, t in tensors.items() if not name.startswith(_OUTPUT_PARTS)}
    try:
        if attended is not None:
            rows = [name for name in own if name.startswith(_ATTENDED)]
            attended.load_state_dict({name.removeprefix(_ATTENDED): own.pop(name) for name in rows}, assign=True)
        network.load_state_dict(own, assign=True)
    except RuntimeError as error:
        raise _damaged(weights, str(error)) from error
    for module in spec.modules:
        for side, shape in (
            ("A", (spec.layers, spec.rank, module.in_features)),
            ("B", (spec.layers, module.out_features, spec.rank)),
        ):
            for part in _OUTPUT_PARTS:
                extra = output.get(f"{part}{side}.{module.name}")
                if extra is not None and tuple(extra.shape) != shape:
                    raise _damaged(weights, f"{part}{side}.{module.name}: {tuple(extra.shape)}")
    return LoadedHypernet(
        network=network.to(device).eval(),
        output=AdapterOutput(divide_by=contents.divide_by, tensors=output),
        alpha=contents.alpha,
        base_name=contents.base_name,
        embedder_name=contents.embedder_name,
        attended=attended.to(device).eval() if attended else None,
    )


def _as_computed(name: str, tensor: Tensor) -> Tensor:
    """Heads stay in float16 where they are stored so: they are made float32 piece by piece while they are read."""
    return tensor if name.startswith("heads.") and tensor.dtype == torch.float16 else tensor.float()


def _read_pickle(weights: Path) -> dict[str, Tensor]:
    """The state dict of a published checkpoint, mapped into memory; no code in it is ever run."""
    try:
        _require_plain_zip(_sized(weights))
        loaded = torch.load(weights, map_location="cpu", weights_only=True, mmap=True)
    except (
        zipfile.BadZipFile,
        pickle.UnpicklingError,
        RuntimeError,
        OSError,
        EOFError,
        LookupError,
        AttributeError,
        TypeError,
        ValueError,
    ) as error:
        raise _damaged(weights, str(error)) from error
    if not isinstance(loaded, dict) or not all(
        isinstance(name, str) and isinstance(tensor, Tensor) for name, tensor in loaded.items()
    ):
        raise _damaged(weights, "not a mapping of names to tensors")
    for name, tensor in loaded.items():
        if not is_plain(tensor):
            raise _damaged(weights, f"{name} is no tensor of numbers, or claims more of them than the file holds")
    return loaded


def _require_plain_zip(weights: Path) -> None:
    """Raise `ValueError` for an archive that claims more than it holds.

    What torch wrote before version 1.6 is no archive: `mmap` refuses it, and there are no checkpoints of that kind.
    """
    with zipfile.ZipFile(weights) as archive:
        if any(entry.compress_type != zipfile.ZIP_STORED for entry in archive.infolist()):
            raise ValueError("a compressed archive")
        if sum(entry.file_size for entry in archive.infolist()) > weights.stat().st_size:
            raise ValueError("an archive that overlaps itself")


def _mapping(parse: Any, path: Path) -> dict[str, Any]:
    try:
        parsed = parse(_text(path))
    except (ValueError, yaml.YAMLError, RecursionError) as error:
        raise _damaged(path, str(error)) from error
    if not isinstance(parsed, dict):
        raise _damaged(path, "not a mapping")
    return parsed


def _name(mapping: Mapping[str, Any], key: str) -> str:
    """A name, or an empty one: what YAML's references build may be endless as text."""
    value = mapping.get(key)
    return value if isinstance(value, str) else ""


def _text(path: Path) -> str:
    return _sized(path, limit=_MAX_TEXT).read_text(encoding="utf-8")


def _sized(path: Path, *, limit: int = _MAX_WEIGHTS) -> Path:
    """`path` itself when it is a readable file within `limit` bytes."""
    try:
        size = path.stat().st_size
        if path.is_file() and size <= limit:
            return path
    except OSError as error:
        raise UserFacingError(
            "The hypernetwork's file {file} is missing or cannot be read.",
            hint="Copy the whole checkpoint folder again.",
            detail=str(error),
            file=path.name,
        ) from error
    raise _damaged(path, f"{size} bytes")


def _damaged(path: Path, detail: str) -> UserFacingError:
    return UserFacingError(
        "The hypernetwork's file {file} is damaged or of another kind.",
        hint="Copy or download the checkpoint folder again.",
        detail=detail,
        file=path.name,
    )
