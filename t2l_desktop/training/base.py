"""The starter's base: a small Llama that learns every task from its description in the prompt."""

from __future__ import annotations

import json
import random
import shutil
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from functools import partial
from pathlib import Path

import torch
from accelerate import Accelerator
from tokenizers import Tokenizer, decoders, models, pre_tokenizers
from transformers import LlamaConfig, LlamaForCausalLM, PreTrainedModel, PreTrainedTokenizerFast

from t2l_desktop.formats.files import read_json
from t2l_desktop.training.asking import by_kind, draw_questions, in_words, share_right
from t2l_desktop.training.bases import ATTENTION, compiled
from t2l_desktop.training.data import CHAT_TEMPLATE, END, PAD, SPECIAL_TOKENS, SYSTEM, draw_wording, hurried
from t2l_desktop.training.loop import (
    MAY_DIFFER,
    LoopArguments,
    TrainingLoop,
    muon_and_adamw,
    require_same,
    require_work_for_all,
)
from t2l_desktop.training.packing import Batch, collate, encoded_of, fill_row, packed_loss
from t2l_desktop.training.prompting import Encoded, Prompting, Sample, load_prompting
from t2l_desktop.training.tasks.mixture import Mixture
from t2l_desktop.training.tasks.small_talk import draw_talk, intents
from t2l_desktop.training.tasks.task import Trainable, tasks_digest

RECIPE = "recipe.json"


@dataclass(frozen=True, kw_only=True)
class BaseArguments(LoopArguments):
    """Sizes and recipe of the base; a step reads `rows` packed rows of `row_length` tokens.

    One step in `long_row_every` reads a quarter as many rows of four times the length, for messages that fit no other.
    In a `gist_share` of the samples nothing after a description sees more of it than its last `gist_tokens`.
    """

    width: int = 256
    layers: int = 8
    heads: int = 4
    kv_heads: int = 4
    intermediate: int = 704
    vocabulary: int = 1024
    context_length: int = 4096
    row_length: int = 256
    rows: int = 32
    long_row_every: int = 6
    steps: int = 1600
    save_every: int = 200
    learning_rate: float = 2e-3
    final_fraction: float = 0.33
    warmup_steps: int = 40
    rest_weight: float = 0.2
    bare_fraction: float = 0.06
    talk_fraction: float = 0.1
    corpus_samples: int = 30000
    gist_share: float = 0.0
    gist_tokens: int = 4

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.width % self.heads or self.heads % self.kv_heads:
            raise ValueError("width must divide by heads and heads by kv_heads")
        if self.bare_fraction < 0 or self.talk_fraction < 0 or self.bare_fraction + self.talk_fraction > 1:
            raise ValueError("bare_fraction and talk_fraction are shares of one whole")
        if not 0 <= self.gist_share <= 1 or self.gist_tokens < 1:
            raise ValueError("gist_share is a share, and a gist has a token at least")


def train_tokenizer(tasks: Sequence[Trainable], arguments: BaseArguments) -> PreTrainedTokenizerFast:
    """Letters: a token is a character, or one byte of a rare one.

    Pieces of words would hide the letters that half of the tasks are about. The characters beyond ASCII are the
    commonest of the trained wordings and of a spread of inputs and answers.
    """
    rng = random.Random(arguments.seed)
    mixture = Mixture(tasks)
    seen = Counter("".join(text for intent in intents() for text in (*intent.says, intent.answer)))
    for _ in range(arguments.corpus_samples):
        task = mixture.draw(rng)
        seen.update("".join((draw_wording(task, rng), *task.draw(rng, "train"))))
    named = [*SPECIAL_TOKENS, *sorted(pre_tokenizers.ByteLevel.alphabet())]
    vocabulary = {token: number for number, token in enumerate(named)}
    merges: list[tuple[str, str]] = []
    for character, _ in sorted(seen.items(), key=lambda each: (-each[1], each[0])):
        ((bytes_of_it, _),) = pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False).pre_tokenize_str(
            character
        )
        ends = [end for end in range(2, len(bytes_of_it) + 1) if bytes_of_it[:end] not in vocabulary]
        if len(vocabulary) + len(ends) > arguments.vocabulary:
            break
        for end in ends:
            vocabulary[bytes_of_it[:end]] = len(vocabulary)
            merges.append((bytes_of_it[: end - 1], bytes_of_it[end - 1]))
    tokenizer = Tokenizer(models.BPE(vocab=vocabulary, merges=merges))
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [pre_tokenizers.Digits(individual_digits=True), pre_tokenizers.ByteLevel(add_prefix_space=False)]
    )
    tokenizer.decoder = decoders.ByteLevel()
    tokenizer.add_special_tokens(list(SPECIAL_TOKENS))
    return PreTrainedTokenizerFast(
        tokenizer_object=tokenizer, eos_token=END, pad_token=PAD, chat_template=CHAT_TEMPLATE,
        clean_up_tokenization_spaces=False,
    )  # fmt: skip


def new_base(tokenizer: PreTrainedTokenizerFast, arguments: BaseArguments) -> LlamaForCausalLM:
    """A freshly initialised Llama of the wanted sizes, tied embeddings."""
    config = LlamaConfig(
        vocab_size=len(tokenizer),
        hidden_size=arguments.width,
        intermediate_size=arguments.intermediate,
        num_hidden_layers=arguments.layers,
        num_attention_heads=arguments.heads,
        num_key_value_heads=arguments.kv_heads,
        max_position_embeddings=arguments.context_length,
        tie_word_embeddings=True,
        attn_implementation=ATTENTION,
        bos_token_id=None,
        eos_token_id=tokenizer.eos_token_id,
        pad_token_id=tokenizer.pad_token_id,
    )
    torch.manual_seed(arguments.seed)
    return LlamaForCausalLM(config)


def draw_sample(mixture: Mixture, rng: random.Random, arguments: BaseArguments) -> Sample:
    """Description, input and answer; now and then without a description: small talk, or an input to be said again."""
    dice = rng.random()
    if dice < arguments.talk_fraction:
        message, answer = draw_talk(rng)
        return "", hurried(message, rng), answer
    task = mixture.draw(rng)
    text, answer = task.draw(rng, "train")
    if dice < arguments.talk_fraction + arguments.bare_fraction:
        return "", text, text
    return draw_wording(task, rng), text, answer


def with_gist(prompting: Prompting, sample: Encoded, tokens: int) -> Encoded:
    """The sample, all that follows its description, if it has one, seeing no more of it than its last `tokens`."""
    start, end = prompting.tokenizer.convert_tokens_to_ids([SYSTEM, END])
    if sample.ids[0] != start:
        return sample
    last = sample.ids.index(end) + 1
    return replace(sample, gist_start=max(0, last - tokens), gist_end=last)


def described_batch(
    prompting: Prompting, mixture: Mixture, rng: random.Random, arguments: BaseArguments, *, rows: int, processes: int
) -> Batch:
    """Packed rows of samples, most of them with a description in the prompt; one at least for each of `processes`."""
    length = arguments.row_length
    if rng.randrange(arguments.long_row_every) == 0:
        rows, length = max(processes, rows // 4), 4 * length
    drawn = encoded_of(fill_row(prompting, partial(draw_sample, mixture, rng, arguments), length) for _ in range(rows))
    if arguments.gist_share:
        drawn = [
            [
                with_gist(prompting, sample, arguments.gist_tokens) if rng.random() < arguments.gist_share else sample
                for sample in row
            ]
            for row in drawn
        ]
    return collate(drawn, length=length, pad=prompting.pad, rest_weight=arguments.rest_weight)


class BaseTraining(TrainingLoop):
    """Packed rows of samples, most of them with a description in the prompt."""

    def __init__(
        self, run: Path, tasks: Sequence[Trainable], arguments: BaseArguments, accelerator: Accelerator
    ) -> None:
        """Raises `UserFacingError` for fewer rows a step than processes."""
        require_work_for_all(arguments.rows, "rows", accelerator)
        # kept with the run: another wording would make another tokenizer, and the weights mean nothing to it
        kept = run / "tokenizer"
        if accelerator.is_main_process and not kept.is_dir():
            with _whole_folder(kept) as partial:
                train_tokenizer(tasks, arguments).save_pretrained(partial)
        accelerator.wait_for_everyone()
        self.prompting = load_prompting(kept)
        self.model = new_base(self.prompting.tokenizer, arguments).to(accelerator.device)
        self._blocks = compiled(self.model.model) if arguments.compiled else None
        self._tasks, self._mixture, self._arguments = tasks, Mixture(tasks), arguments
        super().__init__(
            run / "base.pt",
            arguments,
            modules={"model": self.model},
            optimizers=dict.fromkeys(muon_and_adamw(self.model, weight_decay=0.05), arguments.learning_rate),
            accelerator=accelerator,
            subject={"tasks": tasks_digest(tasks)},
        )

    def gradients(self) -> tuple[dict[str, float], int]:
        arguments = self._arguments
        batch = described_batch(
            self.prompting, self._mixture, self.rng, arguments, rows=arguments.rows,
            processes=self.accelerator.num_processes,
        )  # fmt: skip
        loss = packed_loss(self.model, self.share(batch), self._blocks)
        loss.backward()  # type: ignore[no-untyped-call]  # torch's own gap
        return {"loss": loss.item()}, batch.ids.numel()

    def score(self) -> dict[str, float]:
        scores: dict[str, float] = {}
        for kind, group in by_kind(self._tasks).items():
            questions = draw_questions(group, rounds=2, most=120)
            scores[kind] = share_right(self.model, self.prompting, questions, encode=in_words(self.prompting))
        return scores


def train_base(run: Path, tasks: Sequence[Trainable], arguments: BaseArguments, accelerator: Accelerator) -> Path:
    """Train in the folder `run`, resuming where it stopped; returns the transformers folder of the result.

    Raises:
        UserFacingError: a finished base is there, but of other settings.
    """
    out = run / "pretrained"
    if (out / "model.safetensors").is_file():
        require_same(out, read_json(out / RECIPE), asdict(arguments), but=MAY_DIFFER - {"steps"})
    else:
        training = BaseTraining(run, tasks, arguments, accelerator)
        minutes = training.fit()
        if accelerator.is_main_process:
            recipe = {**asdict(arguments), "minutes": round(minutes, 1)}
            save_base(out, training.model, training.prompting.tokenizer, recipe=recipe)
        accelerator.wait_for_everyone()
    return out


def save_base(
    out: Path, model: PreTrainedModel, tokenizer: PreTrainedTokenizerFast, *, recipe: Mapping[str, object]
) -> None:
    """Write model, tokenizer, chat template and recipe as a transformers folder, whole or not at all."""
    with _whole_folder(out) as partial:
        tokenizer.save_pretrained(partial)
        (partial / RECIPE).write_text(json.dumps(recipe, indent=1), encoding="utf-8")
        model.save_pretrained(partial)


@contextmanager
def _whole_folder(out: Path) -> Iterator[Path]:
    """Give an empty folder beside `out`, which takes its place once the block has ended well."""
    partial = out.with_name(f".{out.name}")
    shutil.rmtree(partial, ignore_errors=True)
    partial.mkdir(parents=True)
    yield partial
    shutil.rmtree(out, ignore_errors=True)
    partial.rename(out)
