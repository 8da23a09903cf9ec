"""The starter pack as it is shipped: sound, tokenised alike everywhere, and the same adapter in PEFT and llama.cpp."""

from __future__ import annotations

import ctypes
import json
import random
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import gguf
import llama_cpp
import peft
import pytest
import torch
from tokenizers import Tokenizer, decoders, models, pre_tokenizers
from transformers import LlamaConfig, LlamaForCausalLM

from t2l_desktop.core.messages import Say, WorkerKind
from t2l_desktop.core.records import Pack
from t2l_desktop.core.resources import resources_folder
from t2l_desktop.formats.base_facts import read_base_facts
from t2l_desktop.formats.gguf_adapter import write_gguf_adapter
from t2l_desktop.formats.gguf_base import write_gguf_base
from t2l_desktop.formats.peft_folder import read_peft
from t2l_desktop.library.packs import PartState, load_pack, verify_pack
from t2l_desktop.link.worker_link import WorkerLink
from t2l_desktop.operations.generate import generate_to_folder
from t2l_desktop.training.evaluation import Evaluator, unseen_wordings
from t2l_desktop.training.tasks.catalogue import all_tasks, named_tasks, shown_to_hypernet
from t2l_desktop.training.tasks.small_talk import intents

MEGABYTE = 10**6
TRAINED = shown_to_hypernet(named_tasks())
NEW_TOKENS = 24
ODD_PIECES = ("é", "日本", "it's", "WE'LL", "42", " 7", "\n\n", "  ", "\t", "…", "Ab")


@pytest.fixture(scope="module")
def starter() -> Pack:
    return load_pack(resources_folder() / "starter")


@pytest.fixture(scope="module")
def tokenizer(starter: Pack) -> Tokenizer:
    """The base's tokenizer as transformers has it, built from what the GGUF file says."""
    fields = gguf.GGUFReader(starter.base).fields
    tokens, merges, types = (fields[f"tokenizer.ggml.{key}"].contents() for key in ("tokens", "merges", "token_type"))
    built = Tokenizer(
        models.BPE(
            vocab={token: number for number, token in enumerate(tokens)},
            merges=[tuple(merge.split(" ")) for merge in merges],
        )
    )
    built.pre_tokenizer = pre_tokenizers.Sequence(
        [pre_tokenizers.Digits(individual_digits=True), pre_tokenizers.ByteLevel(add_prefix_space=False)]
    )
    built.decoder = decoders.ByteLevel()
    control = [token for token, kind in zip(tokens, types, strict=True) if kind == gguf.TokenType.CONTROL]
    built.add_special_tokens(control)
    return built


@pytest.fixture(scope="module")
def model(starter: Pack) -> LlamaForCausalLM:
    """The base in transformers, whose own reader of GGUF undoes what ours did to q and k."""
    assert starter.base is not None
    read = LlamaForCausalLM.from_pretrained(starter.folder, gguf_file=starter.base.name, dtype=torch.float32)
    # what comes from GGUF counts as quantised and cannot be saved: a plain copy can
    settings = read.config.to_dict()
    settings.pop("quantization_config", None)
    plain = LlamaForCausalLM(LlamaConfig.from_dict(settings)).eval()
    plain.load_state_dict(read.state_dict())
    return plain


@pytest.fixture(scope="module")
def llama(
    model: LlamaForCausalLM, tokenizer: Tokenizer, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[llama_cpp.Llama]:
    """The same weights in float32 and with a float32 memory, so that nothing but our files can make a difference."""
    folder = tmp_path_factory.mktemp("f32")
    model.save_pretrained(folder)
    tokenizer.save(str(folder / "tokenizer.json"))
    base = folder / "base.gguf"
    write_gguf_base(folder, base, outtype="f32", name="starter", chat_template="")
    llama = llama_cpp.Llama(
        str(base), n_ctx=256, n_threads=1, type_k=llama_cpp.GGML_TYPE_F32, type_v=llama_cpp.GGML_TYPE_F32,
        flash_attn=False, verbose=False,
    )  # fmt: skip
    yield llama
    llama.close()


def test_every_file_is_the_one_that_was_measured(starter: Pack) -> None:
    assert {check.state for check in verify_pack(starter)} == {PartState.SOUND}
    assert starter.embedder is not None
    in_git = [file for file in starter.folder.rglob("*") if file.is_file() and starter.embedder not in file.parents]
    assert sum(file.stat().st_size for file in in_git) < 40 * MEGABYTE


def test_the_card_holds_the_scores_that_the_pack_promises(starter: Pack) -> None:
    scores: Any = starter.card["scores"]
    percent = {name: score["percent"] for name, score in scores.items()}
    assert scores["trained_tasks_matched"]["asked"] >= 1000
    assert percent["trained_tasks_matched"] >= 75
    assert percent["trained_tasks_matched"] - percent["trained_tasks_shuffled"] >= 60
    assert starter.card.keys() >= {"recipe", "machine", "versions"}


def test_the_scores_can_be_had_again(starter: Pack, tmp_path: Path) -> None:
    tasks = [task for task in TRAINED if task.name in {"brackets", "capital", "checkboxes", "email", "iso", "past"}]
    generator, chatter = (WorkerLink(kind, stderr_log=tmp_path / kind) for kind in WorkerKind)
    try:
        score = Evaluator(starter, generator, chatter, inputs=10).ask(tasks, unseen_wordings)
    finally:
        generator.close()
        chatter.close()
    assert score.asked == 60
    assert score.right >= 48


def test_long_messages_are_asked_whatever_their_number(starter: Pack, tmp_path: Path) -> None:
    generator, chatter = (WorkerLink(kind, stderr_log=tmp_path / kind) for kind in WorkerKind)
    for inputs in (3, 20):
        evaluator = Evaluator(starter, generator, chatter, inputs=inputs)
        found = [question for task in TRAINED if (question := evaluator.long_question(task)) is not None]
        assert len(found) >= 60
        texts = [text for question in found for text, _ in question.examples]
        assert len(texts) == inputs * len(found)
        assert min(map(len, texts)) > 200


def test_plain_small_talk_is_answered_as_meant(starter: Pack, tmp_path: Path) -> None:
    answer_of = {intent.name: intent.answer for intent in intents()}
    said = {
        "greeting": ("hi", "Hello!"), "thanks": ("thanks", "Thank you!"), "goodbye": ("bye",),
        "who_are_you": ("Who are you?", "who are you"), "what_can_you_do": ("What can you do?", "what can u do?"),
        "how_are_you": ("How are you?",), "help": ("help",), "japanese_greeting": ("こんにちは",),
        "japanese_thanks": ("ありがとう",), "japanese_goodbye": ("さようなら",),
        "japanese_how_are_you": ("元気ですか?",), "japanese_who_are_you": ("あなたは誰ですか?",),
        "japanese_what_can_you_do": ("何ができますか?",),
    }  # fmt: skip
    with closing(WorkerLink(WorkerKind.CHATTER, stderr_log=tmp_path / "chatter")) as chatter:
        for intent, messages in said.items():
            for text in messages:
                request = Say(base=str(starter.base), messages=({"role": "user", "text": text},), max_tokens=100)
                assert chatter.call(request)["text"].strip() == answer_of[intent], text


def test_the_gauge_knows_the_trained_descriptions(starter: Pack) -> None:
    assert starter.descriptions is not None
    with starter.descriptions.open("rb") as file:
        size = int.from_bytes(file.read(8), "little")
        header = json.loads(file.read(size))
    rows, width = header["states"]["shape"]
    assert rows >= 1000
    assert width == 256


def test_a_thousand_texts_give_the_tokens_of_transformers(llama: llama_cpp.Llama, tokenizer: Tokenizer) -> None:
    rng = random.Random(0)
    texts = []
    for _ in range(250):
        task = rng.choice(all_tasks())
        text = rng.choice(task.pools).draw(rng, "test")
        texts += [rng.choice(task.wordings.unseen), text, task.answer(text)]
        texts.append("".join(rng.choices(ODD_PIECES, k=6)))
    assert len(texts) == 1000
    for text in texts:
        expected = tokenizer.encode(text, add_special_tokens=False).ids
        assert llama.tokenize(text.encode(), add_bos=False, special=False) == expected, repr(text)


# peft itself asks transformers by a name that is on its way out.
@pytest.mark.filterwarnings("ignore:`is_gradient_checkpointing`:FutureWarning")
def test_peft_and_llama_cpp_say_the_same_with_our_adapter(
    starter: Pack, model: LlamaForCausalLM, llama: llama_cpp.Llama, tokenizer: Tokenizer, tmp_path: Path
) -> None:
    assert starter.hypernet is not None
    assert starter.embedder is not None
    rng = random.Random(1)
    tasks = rng.sample(TRAINED, 4)
    generator = WorkerLink(WorkerKind.GENERATOR, stderr_log=tmp_path / "log")
    differing = 0
    try:
        for number, task in enumerate(tasks):
            folder = tmp_path / str(number)
            generate_to_folder(
                generator, description=task.wordings.unseen[0], hypernet=starter.hypernet, embedder=starter.embedder,
                out=folder, formats=("peft",),
            )  # fmt: skip
            adapter = folder / "adapter.gguf"
            write_gguf_adapter(adapter, read_peft(folder), read_base_facts(Path(llama.model_path)), outtype="f32")
            adapted = peft.PeftModel.from_pretrained(model, folder)
            for _ in range(5):
                text = rng.choice(task.pools).draw(rng, "test")
                prompt = tokenizer.encode(f"<|user|>{text}<|end|><|assistant|>", add_special_tokens=False).ids
                ours, theirs = _greedy_llama(llama, adapter, prompt), _greedy(adapted, prompt)
                _assert_same_or_tied(adapted, prompt, ours, theirs)
                differing += ours != _greedy_llama(llama, None, prompt)
            adapted.unload()
    finally:
        generator.close()
    assert differing >= 10, "adapters that change nothing would agree as well"


def _greedy(model: Any, prompt: Sequence[int]) -> list[int]:
    end = model.config.eos_token_id
    with torch.inference_mode():
        said: list[int] = model.generate(
            input_ids=torch.tensor([prompt]), attention_mask=torch.ones(1, len(prompt)), do_sample=False,
            max_new_tokens=NEW_TOKENS, pad_token_id=end,
        )[0, len(prompt) :].tolist()  # fmt: skip
    return said[: said.index(end)] if end in said else said


def _greedy_llama(llama: llama_cpp.Llama, adapter: Path | None, prompt: Sequence[int]) -> list[int]:
    loaded = llama_cpp.llama_adapter_lora_init(llama.model, str(adapter).encode()) if adapter else None
    pointers = (llama_cpp.llama_adapter_lora_p_ctypes * 1)(loaded)
    scale = (ctypes.c_float * 1)(1.0)
    assert llama_cpp.llama_set_adapters_lora(llama.ctx, pointers, int(adapter is not None), scale) == 0
    llama.reset()
    llama_cpp.llama_memory_clear(llama_cpp.llama_get_memory(llama.ctx), True)  # noqa: FBT003 - a C function
    said: list[int] = []
    for token in llama.generate(list(prompt), temp=0.0):
        if token == llama.token_eos() or len(said) == NEW_TOKENS:
            break
        said.append(token)
    assert llama_cpp.llama_set_adapters_lora(llama.ctx, pointers, 0, scale) == 0
    if loaded is not None:
        llama_cpp.llama_adapter_lora_free(loaded)
    return said


def _assert_same_or_tied(model: Any, prompt: Sequence[int], ours: list[int], theirs: list[int]) -> None:
    """Equal tokens; where they part, the two best logits lie within 1e-3, which rounding alone decides."""
    if ours == theirs:
        return
    at = next(
        (n for n, (one, other) in enumerate(zip(ours, theirs, strict=False)) if one != other),
        min(len(ours), len(theirs)),
    )
    with torch.inference_mode():
        logits = model(input_ids=torch.tensor([[*prompt, *theirs[:at]]])).logits[0, -1]
    best, second = logits.topk(2).values.tolist()
    assert best - second < 1e-3, (ours, theirs)
