"""The kinds of embedding models that can be read, and how transformers' own classes have to be set up for them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from t2l_desktop.core.errors import UserFacingError
from t2l_desktop.hypernet.files import Blueprint

_CLASSES = {
    "bert": "Bert",
    "distilbert": "DistilBert",
    "gte": "Gte",
    "modernbert": "ModernBert",
    "mpnet": "MPNet",
    "roberta": "Roberta",
    "xlm-roberta": "XLMRoberta",
}
# Position numbers of these begin behind the padding token's.
_OFFSET_FAMILIES = ("mpnet", "roberta", "xlm-roberta")
_MOST = {
    "hidden_size": 8192, "dim": 8192, "intermediate_size": 2**16, "hidden_dim": 2**16,
    "num_hidden_layers": 128, "n_layers": 128, "num_attention_heads": 256, "n_heads": 256,
    "vocab_size": 2**20, "max_position_embeddings": 2**20,
}  # fmt: skip
# The config of gte-…-v1.5 as it is published, under the name "new": what the code beside it does, by keyword.
_PUBLISHED_GTE = {
    "position_embedding_type": "rope", "pack_qkv": True, "layer_norm_type": "layer_norm",
    "logn_attention_scale": False, "logn_attention_clip1": False,
}  # fmt: skip
_KEPT_GTE = {
    "vocab_size": 30528, "hidden_size": 768, "num_hidden_layers": 12, "num_attention_heads": 12,
    "intermediate_size": 3072, "hidden_act": "gelu", "max_position_embeddings": 2048, "type_vocab_size": 1,
    "layer_norm_eps": 1e-12, "pad_token_id": 0,
}  # fmt: skip


def plan_embedder(config: Mapping[str, Any]) -> Blueprint:
    """How to build the model of an embedder's `config.json`.

    Raises:
        UserFacingError: a kind of model that is not supported.
        ValueError: sizes or settings that are not sensible.
    """
    kind = str(config.get("model_type"))
    if kind not in (*_CLASSES, "new"):
        raise UserFacingError(
            "Embedding models of the kind {kind} are not supported.",
            hint="Use one of these kinds: {kinds}; gte-large-en-v1.5 can be used as it is published.",
            kind=kind[:40],
            kinds=", ".join(_CLASSES),
        )
    for name, most in _MOST.items():
        if name in config and not 0 < int(config[name]) <= most:
            raise ValueError(f"{name} {config[name]}")
    if kind == "new":
        kind, config = "gte", _native_gte(config)
    elif config.get("position_embedding_type", "absolute") != "absolute":
        raise ValueError(f"position embeddings {config['position_embedding_type']}")
    name = _CLASSES[kind]
    return Blueprint(config_class=f"{name}Config", model_class=f"{name}Model", config=config)


def positions_of(config: Any) -> int:
    """How many tokens a model with this transformers config reads at most."""
    positions = int(config.max_position_embeddings)
    return positions - int(config.pad_token_id) - 1 if config.model_type in _OFFSET_FAMILIES else positions


def ntk_rope(*, base: float, factor: float, head_dimension: int) -> dict[str, Any]:
    """The rope of transformers that equals fixed NTK scaling (https://kexue.fm/archives/9706, formula 6).

    `inv_freq_i = (base * factor) ** (-2i / d) / factor ** (2 / d)`.
    """
    return {"rope_type": "linear", "rope_theta": base * factor, "factor": factor ** (2 / head_dimension)}


def _native_gte(config: Mapping[str, Any]) -> dict[str, Any]:
    """What `transformers.GteConfig` calls the same; it splits the packed weights while it loads them."""
    for name, needed in _PUBLISHED_GTE.items():
        if config.get(name, needed) != needed:
            raise ValueError(f"{name} {config[name]}")
    native = {name: config.get(name, default) for name, default in _KEPT_GTE.items()}
    base = float(config.get("rope_theta", 10000.0))
    scaling = config.get("rope_scaling")
    if scaling is None:
        return {**native, "rope_parameters": {"rope_type": "default", "rope_theta": base}}
    factor = float(scaling["factor"])
    if scaling.get("type") != "ntk" or scaling.get("mixed_b") is not None or not 1 <= factor <= 1024:
        raise ValueError(f"rope scaling {scaling}")
    head_dimension = int(native["hidden_size"]) // int(native["num_attention_heads"])
    return {**native, "rope_parameters": ntk_rope(base=base, factor=factor, head_dimension=head_dimension)}
