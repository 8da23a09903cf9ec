"""A complete pack of small random models, made in about a second, for tests of everything above the engines."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import torch
from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers
from transformers import LlamaConfig, LlamaForCausalLM, PreTrainedTokenizerFast

from t2l_desktop.formats.base_facts import fingerprint
from t2l_desktop.formats.gguf_base import write_gguf_base

SPECIAL_TOKENS = ("<|pad|>", "<|end|>", "<|system|>", "<|user|>", "<|assistant|>")
CHAT_TEMPLATE = (
    "{% for message in messages %}<|{{ message['role'] }}|>{{ message['content'] }}<|end|>{% endfor %}"
    "{% if add_generation_prompt %}<|assistant|>{% endif %}"
)
LAYERS, HIDDEN, HEADS, KV_HEADS, INTERMEDIATE, CONTEXT = 2, 64, 4, 2, 96, 512
RANK, LATENT, HEAD_IN, EMBEDDING = 8, 32, 24, 32
EMBEDDER = Path(__file__).parents[1] / "data" / "parity" / "t2l" / "gte-tiny"
_SENTENCES = (
    "Rewrite the sentence in a formal tone. Answer with one word: yes or no.",
    "The quick brown fox jumps over the lazy dog, again and again and again.",
    "What is the sum of 12 and 30? The answer is 42, and it's what they'll say.",
    "Sort these words by length and write each on a line of its own.\n\n  First,\tsecond; third!",
    "Translate the following text into pirate speech. Ahoy, we're sailing at 7:45!",
)


def make_tiny_pack(folder: Path, seed: int = 0) -> Path:
    """Write a random pack into `folder`: `base.gguf` (and `base-hf/`), `hypernet/`, `embedder/`, `pack.json`."""
    folder.mkdir(parents=True, exist_ok=True)
    make_tiny_base(folder / "base-hf", seed=seed)
    base = folder / "base.gguf"
    write_gguf_base(folder / "base-hf", base, outtype="f16", name="Tiny base")
    make_hypernet(folder / "hypernet", seed)
    shutil.copytree(EMBEDDER, folder / "embedder")
    pack = {
        "format": 1,
        "id": f"tiny-{seed}",
        "name": "Tiny pack",
        "licence": "Apache-2.0",
        "languages": ["en"],
        "keeps_history": False,
        "context_length": CONTEXT,
        "base": {"file": "base.gguf", "sha256": _sha256(base), "fingerprint": fingerprint(base)},
        "hypernet": {"folder": "hypernet", "sha256": _sums(folder / "hypernet")},
        "embedder": {"folder": "embedder", "sha256": _sums(folder / "embedder")},
        "examples": [
            {"description": "Rewrite the sentence in a formal tone.", "message": "Hey, what's up?", "family": "style"},
            {"description": "Answer with yes or no.", "message": "Is the sky blue?", "family": "answers"},
            {"description": "Sort words by length.", "message": "apple fig banana", "family": "words"},
        ],
        "card": {"summary": "Random weights, for tests."},
    }
    (folder / "pack.json").write_text(json.dumps(pack, indent=1), encoding="utf-8")
    return folder


def make_tiny_base(folder: Path, *, seed: int = 0, tied: bool = True) -> Path:
    """Write a random Llama with grouped key/value heads and a trained tokenizer as a transformers folder."""
    tokenizer = _train_tokenizer()
    tokenizer.save_pretrained(folder)
    config = LlamaConfig(
        vocab_size=len(tokenizer) + 3,  # padded, as many published models are
        hidden_size=HIDDEN,
        intermediate_size=INTERMEDIATE,
        num_hidden_layers=LAYERS,
        num_attention_heads=HEADS,
        num_key_value_heads=KV_HEADS,
        max_position_embeddings=CONTEXT,
        initializer_range=0.2,
        tie_word_embeddings=tied,
        bos_token_id=tokenizer.eos_token_id,
        eos_token_id=tokenizer.eos_token_id,
        pad_token_id=tokenizer.pad_token_id,
    )
    with torch.random.fork_rng():
        torch.manual_seed(seed)
        model = LlamaForCausalLM(config)
        for name, parameter in model.named_parameters():
            if "norm" in name:
                torch.nn.init.normal_(parameter, mean=1.0, std=0.1)
    model.save_pretrained(folder)
    return folder


def _train_tokenizer() -> PreTrainedTokenizerFast:
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.Digits(individual_digits=True),
            pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=True),
        ]
    )
    tokenizer.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=400,
        special_tokens=list(SPECIAL_TOKENS),
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        show_progress=False,
    )
    tokenizer.train_from_iterator(_SENTENCES, trainer)
    fast = PreTrainedTokenizerFast(tokenizer_object=tokenizer, eos_token="<|end|>", pad_token="<|pad|>")
    fast.chat_template = CHAT_TEMPLATE
    return fast


def make_hypernet(folder: Path, seed: int) -> None:
    """Write a variant-L checkpoint as the reference implementation does: flags, PEFT config, pickled state dict."""
    folder.mkdir()
    torch.save(dict(_state_dict(torch.Generator().manual_seed(seed))), folder / "hypermod.pt")
    (folder / "args.yaml").write_text(
        "autoreg_gen: false\ndelta_w_scaling: 10000\nemb_model: gte-tiny\nencoder_type: linear\nfactorized: false\n"
        f"head_in_size: {HEAD_IN}\nhypernet_latent_size: {LATENT}\nlearnable_AB_offset: false\n"
        "learnable_pos_emb: false\nmodel_dir: tiny/base\nmt_lora_path: null\npred_z_score: true\n"
        "shared_AB_head: false\ntarget_modules:\n- q_proj\n- v_proj\ntraining_task: sft\nuse_one_hot_task_emb: false\n",
        encoding="utf-8",
    )
    config = {
        "peft_type": "LORA",
        "task_type": "CAUSAL_LM",
        "base_model_name_or_path": "tiny/base",
        "r": RANK,
        "lora_alpha": 16,
        "lora_dropout": 0.05,
        "bias": "none",
        "target_modules": ["q_proj", "v_proj"],
        "use_dora": False,
        "use_rslora": True,
    }
    (folder / "adapter_config.json").write_text(json.dumps(config), encoding="utf-8")


def _state_dict(generator: torch.Generator) -> Iterator[tuple[str, torch.Tensor]]:
    outputs = {"q_proj": HIDDEN, "v_proj": HIDDEN // HEADS * KV_HEADS}
    for prefix, value in (("AB_offset", 0.0), ("mean_recon_target", 0.0), ("std_recon_target", 1.0)):
        for module in outputs:
            yield f"{prefix}.A.{module}", torch.full((LAYERS, RANK, HIDDEN), value)
        for module, out in outputs.items():
            yield f"{prefix}.B.{module}", torch.full((LAYERS, out, RANK), value)

    def linear(name: str, rows: int, columns: int) -> Iterator[tuple[str, torch.Tensor]]:
        yield f"{name}.weight", torch.randn(rows, columns, generator=generator) / columns**0.5
        yield f"{name}.bias", torch.randn(rows, generator=generator) * 0.1

    def norm(name: str, width: int) -> Iterator[tuple[str, torch.Tensor]]:
        yield f"{name}.weight", 1 + torch.randn(width, generator=generator) * 0.1
        yield f"{name}.bias", torch.randn(width, generator=generator) * 0.1

    yield from linear("task_encoder.mlp.0", LATENT // 2, EMBEDDING)
    yield from norm("task_encoder.mlp.1", LATENT // 2)
    for encoder, count in (("layer_depth_encoder", LAYERS), ("layer_type_encoder", len(outputs))):
        yield f"{encoder}.0.weight", torch.randn(count, LATENT // 4, generator=generator)
        yield from norm(f"{encoder}.1", LATENT // 4)
    yield from linear("mixer.1", 4 * LATENT, LATENT)
    yield from linear("mixer.4", LATENT, 4 * LATENT)
    for block, out in (("mlp1.mlp", LATENT), ("mlp2.mlp", LATENT), ("mlp3", HEAD_IN)):
        yield from norm(f"{block}.0", LATENT)
        yield from linear(f"{block}.1", 4 * LATENT, LATENT)
        yield from linear(f"{block}.4", out, 4 * LATENT)
    for module, out in outputs.items():
        yield from linear(f"heads.{module}", RANK * (HIDDEN + out), HEAD_IN)


def _sums(folder: Path) -> dict[str, str]:
    return {file.name: _sha256(file) for file in sorted(folder.iterdir())}


def _sha256(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()
