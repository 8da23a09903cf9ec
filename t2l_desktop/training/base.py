"""The starter's base: a small Llama that learns every task from its description in the prompt."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path

import torch
import torch.nn.functional as F  # noqa: N812 - torch's own convention
from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers
from torch import Tensor
from transformers import LlamaConfig, LlamaForCausalLM

from t2l_desktop.training.data import (
    CHAT_TEMPLATE,
    END,
    PAD,
    SPECIAL_TOKENS,
    Encoded,
    draw_wording,
    encode_batch,
    pad_batch,
    token_id,
)
from t2l_desktop.training.loop import Schedule, TrainingLoop
from t2l_desktop.training.tasks.mixture import Mixture
from t2l_desktop.training.tasks.small_talk import draw_talk, intents
from t2l_desktop.training.tasks.task import Task

RECIPE = "recipe.json"


@dataclass(frozen=True, kw_only=True)
class BaseArguments:
    """Sizes and recipe of the base; a step reads `rows` packed rows of `row_length` tokens.

    One step in `long_row_every` reads half as many rows of twice the length, for messages that fit no other.
    """

    width: int = 256
    layers: int = 6
    heads: int = 8
    kv_heads: int = 4
    intermediate: int = 704
    vocabulary: int = 2048
    context_length: int = 1024
    row_length: int = 256
    rows: int = 16
    long_row_every: int = 10
    steps: int = 2200
    learning_rate: float = 2e-3
    final_fraction: float = 0.33
    warmup_steps: int = 40
    rest_weight: float = 0.2
    bare_fraction: float = 0.06
    talk_fraction: float = 0.04
    corpus_samples: int = 30000
    seed: int = 0
    save_every: int = 100

    def __post_init__(self) -> None:
        if self.width % self.heads or self.heads % self.kv_heads:
            raise ValueError("width must divide by heads and heads by kv_heads")
        if self.bare_fraction < 0 or self.talk_fraction < 0 or self.bare_fraction + self.talk_fraction > 1:
            raise ValueError("bare_fraction and talk_fraction are shares of one whole")


def train_tokenizer(tasks: Sequence[Task], arguments: BaseArguments) -> Tokenizer:
    """Byte-level BPE with single digits, over the trained wordings and a spread of inputs and answers.

    It learns on small letters, and every merge is repeated for capitals: a word then falls into the same pieces in both
    cases, and changing its case is a matter of single tokens.
    """
    rng = random.Random(arguments.seed)
    mixture = Mixture(tasks)
    corpus = [text for intent in intents() for text in (*intent.says, intent.answer)]
    for _ in range(arguments.corpus_samples):
        task = mixture.draw(rng)
        corpus += [draw_wording(task, rng), *task.draw(rng, "train")]
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [pre_tokenizers.Digits(individual_digits=True), pre_tokenizers.ByteLevel(add_prefix_space=False)]
    )
    tokenizer.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=arguments.vocabulary,
        special_tokens=list(SPECIAL_TOKENS),
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        show_progress=False,
    )
    tokenizer.train_from_iterator([text.lower() for text in corpus], trainer)
    model = json.loads(tokenizer.to_str())["model"]
    vocabulary: dict[str, int] = model["vocab"]
    merges = [(first, second) for first, second in model["merges"]]
    for first, second in [*merges]:
        capitals = (_capitals(first), _capitals(second))
        if "".join(capitals) not in vocabulary:
            merges.append(capitals)
            vocabulary["".join(capitals)] = len(vocabulary)
    tokenizer.model = models.BPE(vocab=vocabulary, merges=merges)
    return tokenizer


def _capitals(piece: str) -> str:
    """The same piece in capitals; bytes beyond ASCII stand in a token's name as letters, and stay as they are."""
    return "".join(letter.upper() if letter.isascii() else letter for letter in piece)


def new_base(tokenizer: Tokenizer, arguments: BaseArguments) -> LlamaForCausalLM:
    """A freshly initialised Llama of the wanted sizes, tied embeddings."""
    config = LlamaConfig(
        vocab_size=tokenizer.get_vocab_size(),
        hidden_size=arguments.width,
        intermediate_size=arguments.intermediate,
        num_hidden_layers=arguments.layers,
        num_attention_heads=arguments.heads,
        num_key_value_heads=arguments.kv_heads,
        max_position_embeddings=arguments.context_length,
        tie_word_embeddings=True,
        bos_token_id=None,
        eos_token_id=token_id(tokenizer, END),
        pad_token_id=token_id(tokenizer, PAD),
    )
    torch.manual_seed(arguments.seed)
    return LlamaForCausalLM(config)


def draw_sample(mixture: Mixture, rng: random.Random, arguments: BaseArguments) -> tuple[str, str, str]:
    """Description, input and answer; now and then without a description: small talk, or an input to be said again."""
    dice = rng.random()
    if dice < arguments.talk_fraction:
        return "", *draw_talk(rng)
    task = mixture.draw(rng)
    text, answer = task.draw(rng, "train")
    if dice < arguments.talk_fraction + arguments.bare_fraction:
        return "", text, text
    return draw_wording(task, rng), text, answer


def fill_row(tokenizer: Tokenizer, draw_one: Callable[[], tuple[str, str, str]], room: int) -> list[Encoded]:
    """As many of the samples that `draw_one` gives as fit into `room` tokens; one at least, cut where it must be."""
    row: list[Encoded] = []
    while True:
        for sample in encode_batch(tokenizer, [draw_one() for _ in range(8)]):
            if len(sample.ids) > room:
                return row or [Encoded(sample.ids[:room], min(sample.answer_start, room - 1))]
            row.append(sample)
            room -= len(sample.ids)


Batch = tuple[Tensor, Tensor, Tensor, Tensor]


def collate(rows: list[list[Encoded]], *, length: int, pad: int, rest_weight: float) -> Batch:
    """Ids `(b, t)`, positions `(b, t)`, block-diagonal causal mask `(b, 1, t, t)`, loss weights `(b, t)`.

    Answers weigh 1 a token, what stands before them `rest_weight`.
    """
    size = (len(rows), length)
    ids = torch.full(size, pad)
    positions, owners = torch.zeros(size, dtype=torch.long), torch.full(size, -1)
    weights = torch.zeros(size)
    for number, row in enumerate(rows):
        at = 0
        for owner, sample in enumerate(row):
            end = at + len(sample.ids)
            ids[number, at:end] = torch.tensor(sample.ids)
            positions[number, at:end] = torch.arange(len(sample.ids))
            owners[number, at:end] = owner
            weights[number, at + 1 : end] = rest_weight
            weights[number, at + sample.answer_start : end] = 1.0
            at = end
    same = owners[:, :, None] == owners[:, None, :]
    causal = torch.ones(length, length, dtype=torch.bool).tril()
    return ids, positions, (same & causal)[:, None], weights


def described_batch(
    tokenizer: Tokenizer, mixture: Mixture, rng: random.Random, arguments: BaseArguments, *, rows: int
) -> Batch:
    """Packed rows of samples, most of them with a description in the prompt."""
    length = arguments.row_length
    if rng.randrange(arguments.long_row_every) == 0:
        rows, length = max(1, rows // 2), 2 * length
    return collate(
        [fill_row(tokenizer, partial(draw_sample, mixture, rng, arguments), length) for _ in range(rows)],
        length=length,
        pad=token_id(tokenizer, PAD),
        rest_weight=arguments.rest_weight,
    )


class BaseTraining(TrainingLoop):
    """Packed rows of samples, most of them with a description in the prompt."""

    def __init__(self, run: Path, tasks: Sequence[Task], arguments: BaseArguments) -> None:
        self.tokenizer = train_tokenizer(tasks, arguments)
        self.model = new_base(self.tokenizer, arguments)
        self._tasks, self._mixture, self._arguments = tasks, Mixture(tasks), arguments
        super().__init__(
            run / "base.pt",
            Schedule(
                steps=arguments.steps, warmup=arguments.warmup_steps, final=arguments.final_fraction,
                save_every=arguments.save_every,
            ),
            modules={"model": self.model},
            optimizers=dict.fromkeys(base_optimizers(self.model), arguments.learning_rate),
            seed=arguments.seed,
        )  # fmt: skip

    def gradients(self) -> tuple[dict[str, float], int]:
        arguments = self._arguments
        batch = described_batch(self.tokenizer, self._mixture, self.rng, arguments, rows=arguments.rows)
        loss = packed_loss(self.model, batch)
        loss.backward()  # type: ignore[no-untyped-call]  # torch's own gap
        return {"loss": loss.item()}, batch[0].numel()

    def score(self) -> dict[str, float]:
        return exactness(self.model, self.tokenizer, self._tasks)


def train_base(run: Path, tasks: Sequence[Task], arguments: BaseArguments) -> Path:
    """Train in the folder `run`, resuming where it stopped; returns the transformers folder of the result."""
    out = run / "pretrained"
    if not (out / "model.safetensors").is_file():
        run.mkdir(parents=True, exist_ok=True)
        training = BaseTraining(run, tasks, arguments)
        minutes = training.fit()
        save_base(out, training.model, training.tokenizer, recipe={**asdict(arguments), "minutes": round(minutes, 1)})
    return out


def base_optimizers(model: LlamaForCausalLM) -> list[torch.optim.Optimizer]:
    """Muon for the matrices inside, AdamW for the embedding and the norms."""
    inside = [each for name, each in model.named_parameters() if each.ndim == 2 and "embed" not in name]
    others = [each for name, each in model.named_parameters() if each.ndim != 2 or "embed" in name]
    return [
        torch.optim.Muon(inside, weight_decay=0.05, adjust_lr_fn="match_rms_adamw"),
        torch.optim.AdamW(others, weight_decay=0.0, betas=(0.9, 0.95)),
    ]


@torch.inference_mode()
def exactness(
    model: LlamaForCausalLM, tokenizer: Tokenizer, tasks: Sequence[Task], *, most: int = 120
) -> dict[str, float]:
    """Share of held-out inputs answered exactly with a description in the prompt that is never trained on, by kind."""
    scores = {}
    for kind, group in by_kind(tasks).items():
        rng, right, asked = random.Random(0), 0, 0
        for some in batches(rng.sample(group, min(most, len(group))), 20):
            triples = [(rng.choice(task.wordings.unseen), *task.draw(rng, "test")) for task in some for _ in range(2)]
            ids, targets = pad_batch(encode_batch(tokenizer, triples), token_id(tokenizer, PAD))
            right += count_exact(model, ids, targets)
            asked += len(triples)
        scores[kind] = right / asked
    return scores


def by_kind(tasks: Iterable[Task]) -> dict[str, list[Task]]:
    """The tasks as named skills, pairs and inventions."""
    kinds: dict[str, list[Task]] = {}
    for task in tasks:
        kind = "pairs" if "+" in task.name else "invented" if ":" in task.name else "named"
        kinds.setdefault(kind, []).append(task)
    return kinds


def batches(tasks: Sequence[Task], size: int) -> Iterator[Sequence[Task]]:
    """The tasks, so many at a time."""
    for start in range(0, len(tasks), size):
        yield tasks[start : start + size]


def count_exact(model: LlamaForCausalLM, ids: Tensor, targets: Tensor) -> int:
    """How many answers in `targets (b, t)` are those that greedy decoding would give.

    An answer whose every token is the likeliest one after those before it is the greedy answer.
    """
    logits = model(input_ids=ids, use_cache=False).logits[:, :-1]
    wrong = (logits.argmax(-1) != targets[:, 1:]) & (targets[:, 1:] != -100)
    return int((~wrong.any(1)).sum())


def packed_loss(model: LlamaForCausalLM, batch: Batch) -> Tensor:
    """Cross-entropy of the next token, weighted per token, in bfloat16 autocast."""
    ids, positions, mask, weights = batch
    with torch.autocast("cpu", torch.bfloat16):
        hidden = model.model(input_ids=ids, position_ids=positions, attention_mask=mask, use_cache=False)[0]
        keep = weights[:, 1:] > 0
        logits = model.lm_head(hidden[:, :-1][keep])
    losses = F.cross_entropy(logits.float(), ids[:, 1:][keep], reduction="none")
    chosen = weights[:, 1:][keep]
    return (losses * chosen).sum() / chosen.sum()


def save_base(out: Path, model: LlamaForCausalLM, tokenizer: Tokenizer, *, recipe: Mapping[str, object]) -> None:
    """Write model, tokenizer, chat template and recipe as a transformers folder."""
    out.mkdir(parents=True, exist_ok=True)
    tokenizer.save(str(out / "tokenizer.json"))
    (out / "tokenizer_config.json").write_text(
        json.dumps(
            {"tokenizer_class": "PreTrainedTokenizerFast", "eos_token": END, "pad_token": PAD,
             "chat_template": CHAT_TEMPLATE, "clean_up_tokenization_spaces": False}
        )
    )  # fmt: skip
    (out / RECIPE).write_text(json.dumps(recipe, indent=1))
    model.save_pretrained(out)
