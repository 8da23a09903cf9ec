"""Read and write PEFT adapter folders: `adapter_config.json` beside `adapter_model.safetensors`."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import Any, TypeVar

import numpy as np
import safetensors.numpy

from t2l_desktop.core import outside
from t2l_desktop.core.errors import UserFacingError
from t2l_desktop.formats.files import read_json, replacing
from t2l_desktop.formats.safetensors_file import FloatArray, read_safetensors

_Number = TypeVar("_Number", int, float)

CONFIG_FILE = "adapter_config.json"
WEIGHTS_FILE = "adapter_model.safetensors"
PICKLED_FILE = "adapter_model.bin"
MAX_WEIGHT_BYTES = 4 * 1024**3
MAX_RANK = 4096  # what is measured of an adapter takes the square of it in memory

_MAX_PATTERNS = 4096
_NAME = re.compile(r"base_model\.model\.(?P<path>[\w.]{1,200})\.lora_(?P<side>[AB])\.weight")
_PATTERN_ALPHABET = re.compile(r"[\w.\-^$|*+?()\[\]\\]{1,1000}", re.ASCII)
# A repeated group or many repetitions in one pattern can take a matcher forever.
_REPEATED_GROUP = re.compile(r"\)[*+]")
_MAX_REPETITIONS = 3
# Settings that change what an adapter does beyond A and B, with how a person knows them.
_BEYOND_LORA = {
    "use_dora": "DoRA",
    "modules_to_save": "modules_to_save",
    "lora_bias": "lora_bias",
    "fan_in_fan_out": "fan_in_fan_out",
    "layer_replication": "layer_replication",
    "trainable_token_indices": "trainable_token_indices",
    "target_parameters": "target_parameters",
    "use_qalora": "QALoRA",
    "use_bdlora": "BD-LoRA",
    "alora_invocation_tokens": "aLoRA",
    "arrow_config": "Arrow",
    "kasa_config": "KaSA",
    "velora_config": "VeLoRA",
    "monteclora_config": "MonteCLoRA",
}
_INITS_THAT_CHANGE_THE_BASE = ("pissa", "olora", "corda", "loftq", "lora_ga")


@dataclass(frozen=True)
class LoraPair:
    """The change of one module, such as `model.layers.0.self_attn.q_proj`: A `(rank, in)` and B `(out, rank)`."""

    path: str
    a: FloatArray
    b: FloatArray

    @property
    def rank(self) -> int:
        return int(self.a.shape[0])


@dataclass(frozen=True)
class PeftAdapter:
    """A LoRA adapter: float32 tensors under PEFT's names, and how strongly PEFT applies them.

    The patterns are PEFT's: regular expressions over module paths, the first match counts.
    """

    tensors: Mapping[str, FloatArray]
    rank: int
    alpha: float
    target_modules: tuple[str, ...]
    use_rslora: bool = False
    rank_pattern: Mapping[str, int] = field(default_factory=dict)
    alpha_pattern: Mapping[str, float] = field(default_factory=dict)
    base_name: str = ""

    def alpha_of(self, path: str) -> float:
        """The alpha of one module."""
        return _first_match(self.alpha_pattern, path, self.alpha)

    def pairs(self) -> list[LoraPair]:
        """A and B of each module; raises `UserFacingError` where names, shapes or values are not those of a LoRA."""
        found: dict[str, dict[str, FloatArray]] = {}
        for name, tensor in self.tensors.items():
            match = _NAME.fullmatch(name)
            if match is None:
                raise UserFacingError(
                    "The adapter holds the tensor {tensor}, which is not part of a plain LoRA.",
                    hint="Only LoRA on linear layers is supported.",
                    tensor=name[:200],
                )
            if not np.isfinite(tensor).all():
                raise UserFacingError(
                    "The adapter holds values that are not numbers.",
                    hint="It was probably damaged in training or on the way; get or make it again.",
                    detail=name,
                )
            found.setdefault(match["path"], {})[match["side"]] = tensor
        if not found:
            raise UserFacingError("The adapter is empty.", hint="Choose another folder.")
        return [self._pair(path, sides) for path, sides in found.items()]

    def _pair(self, path: str, sides: Mapping[str, FloatArray]) -> LoraPair:
        a, b = sides.get("A"), sides.get("B")
        rank = _first_match(self.rank_pattern, path, self.rank)
        if a is None or b is None or a.ndim != 2 or b.ndim != 2 or not a.size or not b.size:
            raise _misshapen(path, f"{[(side, tensor.shape) for side, tensor in sides.items()]}")
        if a.shape[0] != rank or b.shape[1] != rank:
            raise _misshapen(path, f"A {a.shape}, B {b.shape}, rank {rank}")
        return LoraPair(path, a, b)


def read_peft(folder: Path, *, read_pickled: Callable[[Path], Mapping[str, FloatArray]] | None = None) -> PeftAdapter:
    """Read a PEFT folder whole and check it; `read_pickled` reads `adapter_model.bin` where there is nothing better.

    Raises `UserFacingError` for anything but a sound LoRA in safetensors: DoRA, extra trained modules, biases,
    pickles, missing or damaged files, values that are not finite.
    """
    weights_file, pickled_file = folder / WEIGHTS_FILE, folder / PICKLED_FILE
    with outside.reading(folder):
        is_pickled = not weights_file.exists() and pickled_file.exists()
    if is_pickled and read_pickled is None:
        raise UserFacingError(
            "This adapter is stored as adapter_model.bin, a format that can run code when it is opened.",
            hint="Save it again as safetensors, which is what current versions of PEFT do.",
        )
    config = read_json(folder / CONFIG_FILE)
    _require_plain_lora(config)
    if is_pickled and read_pickled is not None:
        tensors = dict(read_pickled(pickled_file))
    else:
        tensors = read_safetensors(weights_file, max_bytes=MAX_WEIGHT_BYTES)
    adapter = PeftAdapter(
        tensors=tensors,
        rank=_whole("r", config.get("r", 8)),
        alpha=_number("lora_alpha", config.get("lora_alpha", 8)),
        target_modules=_target_modules(config.get("target_modules"), tensors),
        use_rslora=bool(config.get("use_rslora")),
        rank_pattern={key: _whole("rank_pattern", value) for key, value in _patterns(config, "rank_pattern")},
        alpha_pattern={key: _number("alpha_pattern", value) for key, value in _patterns(config, "alpha_pattern")},
        base_name=_base_name(config.get("base_model_name_or_path")),
    )
    adapter.pairs()
    return adapter


def write_peft(folder: Path, adapter: PeftAdapter) -> list[Path]:
    """Write `adapter` into the existing `folder`, each file whole or not at all; returns the two files.

    Raises `UserFacingError` for an unsound adapter or where the folder cannot be written.
    """
    adapter.pairs()
    config = {
        "peft_type": "LORA",
        "task_type": "CAUSAL_LM",
        "base_model_name_or_path": adapter.base_name,
        "inference_mode": True,
        "r": adapter.rank,
        "lora_alpha": _plain(adapter.alpha),
        "lora_dropout": 0.0,
        "bias": "none",
        "use_dora": False,
        "use_rslora": adapter.use_rslora,
        "target_modules": list(adapter.target_modules),
        "rank_pattern": dict(adapter.rank_pattern),
        "alpha_pattern": {key: _plain(value) for key, value in adapter.alpha_pattern.items()},
    }
    tensors = {name: np.ascontiguousarray(tensor, dtype=np.float32) for name, tensor in adapter.tensors.items()}
    contents = {
        folder / WEIGHTS_FILE: safetensors.numpy.save(tensors, metadata={"format": "pt"}),
        folder / CONFIG_FILE: json.dumps(config, indent=2).encode(),
    }
    for path, content in contents.items():
        with replacing(path) as temporary:
            temporary.write_bytes(content)
    return list(contents)


def _require_plain_lora(config: Mapping[str, Any]) -> None:
    extras = [label for key, label in _BEYOND_LORA.items() if config.get(key)]
    if config.get("bias", "none") != "none":
        extras.append("bias")
    initial = config.get("init_lora_weights")
    if isinstance(initial, str) and initial.lower().startswith(_INITS_THAT_CHANGE_THE_BASE):
        extras.append(initial[:40])
    if config.get("peft_type", "LORA") != "LORA":
        extras.append(str(config["peft_type"])[:40])
    if extras:
        raise more_than_lora(extras)


def more_than_lora(features: Sequence[str]) -> UserFacingError:
    """What to say of an adapter with `features` beyond A and B."""
    return UserFacingError(
        "This adapter is more than a plain LoRA: it uses {features}.",
        hint="Only plain LoRA adapters can be used; this one would do something else without the rest.",
        features=", ".join(features),
    )


def _base_name(given: Any) -> str:
    """The name as it is given, of an absolute path the last part: the rest is somebody's folders."""
    name = given if isinstance(given, str) else ""
    for path in (PurePosixPath(name), PureWindowsPath(name)):
        if path.is_absolute():
            name = path.name
    return name[:500]


def _target_modules(given: Any, tensors: Mapping[str, FloatArray]) -> tuple[str, ...]:
    """The list as it is given; a regular expression (or nothing) is replaced by the names that the tensors bear."""
    if isinstance(given, list) and given and all(isinstance(name, str) for name in given):
        return tuple(given)
    paths = (match["path"] for match in map(_NAME.fullmatch, tensors) if match)
    return tuple(dict.fromkeys(path.rpartition(".")[2] for path in paths))


def _patterns(config: Mapping[str, Any], key: str) -> list[tuple[str, Any]]:
    patterns = config.get(key) or {}
    if not isinstance(patterns, dict) or len(patterns) > _MAX_PATTERNS or not all(map(_is_harmless, patterns)):
        raise _bad_setting(key, patterns)
    return list(patterns.items())


def _is_harmless(pattern: str) -> bool:
    repetitions = sum(pattern.count(sign) for sign in "*+?") - pattern.count("(?:")
    if not _PATTERN_ALPHABET.fullmatch(pattern) or _REPEATED_GROUP.search(pattern) or repetitions > _MAX_REPETITIONS:
        return False
    try:
        re.compile(_as_peft_matches(pattern))
    except re.error:
        return False
    return True


def _as_peft_matches(pattern: str) -> str:
    return rf"(.*\.)?({pattern})$"


def _first_match(patterns: Mapping[str, _Number], path: str, default: _Number) -> _Number:
    matching = (value for pattern, value in patterns.items() if re.match(_as_peft_matches(pattern), path))
    return next(matching, default)


def _whole(key: str, value: Any) -> int:
    if type(value) is not int or not 0 < value <= MAX_RANK:
        raise _bad_setting(key, value)
    return value


def _number(key: str, value: Any) -> float:
    if type(value) not in (int, float) or not math.isfinite(value) or not 0 < abs(value) < 1e9:
        raise _bad_setting(key, value)
    return float(value)


def _plain(value: float) -> float | int:
    return int(value) if value == int(value) else value


def _bad_setting(key: str, value: Any) -> UserFacingError:
    return UserFacingError(
        "The adapter's configuration has an unusable value for {key}.",
        hint="Check adapter_config.json, or get the adapter again.",
        detail=str(value)[:200],
        key=key,
    )


def _misshapen(path: str, detail: str) -> UserFacingError:
    return UserFacingError(
        "The adapter's tensors for {module} do not fit each other.",
        hint="The adapter is incomplete or damaged; get or make it again.",
        detail=detail,
        module=path,
    )
