"""llama.cpp's C functions in Python's terms: a model, contexts on it, tokens in and tokens out."""

from __future__ import annotations

import ctypes
import os
from collections import deque
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import llama_cpp
from llama_cpp import _ggml

from t2l_desktop.core.cancel import CancelToken
from t2l_desktop.core.errors import UserFacingError, WorkCancelledError
from t2l_desktop.core.records import Sampling

_ONE_THREAD_BYTES = 64 * 1024 * 1024  # of weights, below which threads wait for each other longer than they compute
BATCH = 256  # tokens; small enough that a chat's next prompt finds whole batches of the last one
DEFAULT_CONTEXT = 4096  # tokens; a model's own length may ask for more memory than there is
REPEAT_WINDOW = 64  # tokens
_ABORTED = 2
_NO_VOCABULARY, _SENTENCEPIECE = 0, 1

_lines: deque[str] = deque(maxlen=60)


@llama_cpp.llama_log_callback  # type: ignore[untyped-decorator] # ctypes' own decorator
def _keep_line(level: int, text: bytes | None, data: object) -> None:
    del level, data
    if text:
        _lines.extend(text.decode("utf-8", "replace").splitlines())


def last_lines() -> str:
    """What llama.cpp logged since the last `forget_lines`, the only place where it says why something failed."""
    return "\n".join(_lines)


def forget_lines() -> None:
    _lines.clear()


def start_backends() -> None:
    """Take over the log, and load the back ends where the build keeps them in libraries of their own."""
    llama_cpp.llama_log_set(_keep_line, None)
    llama_cpp.llama_backend_init()
    library = _ggml.libggml
    if not library.ggml_backend_reg_count():
        library.ggml_backend_load_all_from_path.argtypes = [ctypes.c_char_p]
        library.ggml_backend_load_all_from_path(str(_ggml.libggml_base_path).encode())


class NativeModel:
    """A loaded base model; not for use from two threads at once."""

    def __init__(
        self, path: Path, *, gpu_layers: int, on_progress: Callable[[float], None], cancel: CancelToken
    ) -> None:
        self._model: Any = None
        self.path = path
        start_backends()
        forget_lines()
        self._model = _load(path, gpu_layers=gpu_layers, on_progress=on_progress, cancel=cancel)
        try:
            self._vocabulary = llama_cpp.llama_model_get_vocab(self._model)
            self._require_chat_model(path)
        except BaseException:
            self.close()
            raise
        self.trained_length: int = llama_cpp.llama_model_n_ctx_train(self._model)
        self._vocabulary_size = llama_cpp.llama_vocab_n_tokens(self._vocabulary)
        self._piece_buffer = ctypes.create_string_buffer(256)
        self._strips_space = llama_cpp.llama_vocab_type(self._vocabulary) == _SENTENCEPIECE

    @property
    def handle(self) -> Any:
        """llama.cpp's pointer to the model."""
        return self._model

    def close(self) -> None:
        """Free the model, after its contexts; a second call does nothing."""
        if self._model:
            llama_cpp.llama_model_free(self._model)
        self._model = None

    def metadata(self, key: str, *, limit: int = 1024) -> str:
        """The value of a metadata key as text; empty when it is missing or has more than `limit` bytes."""
        size = llama_cpp.llama_model_meta_val_str(self._model, key.encode(), None, 0)
        if not 0 < size <= limit:
            return ""
        buffer = ctypes.create_string_buffer(size + 1)
        llama_cpp.llama_model_meta_val_str(self._model, key.encode(), buffer, size + 1)
        return buffer.value.decode("utf-8", "replace")

    def special_text(self, kind: str) -> str:
        """The text of the token that begins ("bos") or ends ("eos") a text; empty when there is none."""
        token = getattr(llama_cpp, f"llama_vocab_{kind}")(self._vocabulary)
        text: bytes | None = llama_cpp.llama_vocab_get_text(self._vocabulary, token) if token >= 0 else b""
        return (text or b"").decode("utf-8", "replace")

    def tokenize(self, text: str, *, special: bool) -> list[int]:
        """Tokens of `text`; `special` says whether "<|end|>" is the token of that name or seven characters."""
        data = text.encode("utf-8", "replace")
        room = len(data) + 8
        tokens = (llama_cpp.llama_token * room)()
        count = llama_cpp.llama_tokenize(self._vocabulary, data, len(data), tokens, room, False, special)  # noqa: FBT003
        if count < 0:
            raise RuntimeError(f"{len(data)} bytes gave {-count} tokens")
        return list(tokens[:count])

    def with_bos(self, tokens: Sequence[int]) -> list[int]:
        """Put the beginning-of-text token first where the model wants one and the template has not written it."""
        if not llama_cpp.llama_vocab_get_add_bos(self._vocabulary):
            return list(tokens)
        bos = llama_cpp.llama_vocab_bos(self._vocabulary)
        return list(tokens) if tokens[:1] == [bos] else [bos, *tokens]

    def control_tokens(self, tokens: Sequence[int]) -> list[int]:
        """Those of `tokens` that steer the model and stand for no text."""
        steering = llama_cpp.LLAMA_TOKEN_ATTR_CONTROL | llama_cpp.LLAMA_TOKEN_ATTR_UNKNOWN
        return [t for t in tokens if llama_cpp.llama_vocab_get_attr(self._vocabulary, t) & steering]

    def ends_answer(self, token: int) -> bool:
        return bool(llama_cpp.llama_vocab_is_eog(self._vocabulary, token))

    def piece(self, token: int, *, first: bool) -> bytes:
        """UTF-8 bytes of a token, possibly a part of a character; the first one loses SentencePiece's space."""
        strip, buffer = int(first and self._strips_space), self._piece_buffer
        size = llama_cpp.llama_token_to_piece(self._vocabulary, token, buffer, len(buffer), strip, False)  # noqa: FBT003
        if size < 0:
            self._piece_buffer = ctypes.create_string_buffer(-size)
            return self.piece(token, first=first)
        return ctypes.string_at(buffer, size)

    def make_sampler(self, sampling: Sampling) -> Any:
        """A chain of llama.cpp's samplers, to be given to `free_sampler`; temperature 0 takes the likeliest token."""
        chain = llama_cpp.llama_sampler_chain_init(llama_cpp.llama_sampler_chain_default_params())
        links = []
        if sampling.repeat_penalty != 1.0:
            penalties = llama_cpp.llama_sampler_init_penalties
            links.append(penalties(self._vocabulary_size, REPEAT_WINDOW, sampling.repeat_penalty, 0.0, 0.0))
        if sampling.temperature <= 0:
            links.append(llama_cpp.llama_sampler_init_greedy())
        else:
            links += [
                llama_cpp.llama_sampler_init_top_k(sampling.top_k),
                llama_cpp.llama_sampler_init_top_p(sampling.top_p, 1),
                llama_cpp.llama_sampler_init_min_p(sampling.min_p, 1),
                llama_cpp.llama_sampler_init_temp(sampling.temperature),
                llama_cpp.llama_sampler_init_dist(sampling.seed & 0xFFFFFFFF),
            ]
        for link in links:
            llama_cpp.llama_sampler_chain_add(chain, link)
        return chain

    def _require_chat_model(self, path: Path) -> None:
        encodes = llama_cpp.llama_model_has_encoder(self._model) or not llama_cpp.llama_model_has_decoder(self._model)
        if encodes or llama_cpp.llama_vocab_type(self._vocabulary) == _NO_VOCABULARY:
            raise _no_chat_model(path)


class NativeContext:
    """What one conversation with a model takes: its key/value memory and the adapters at work in it."""

    def __init__(self, model: NativeModel, *, context_length: int, threads: int, gives_states: bool = False) -> None:
        """Raises `UserFacingError` where there is not enough memory, or for a model that cannot write.

        One that `gives_states` computes in full precision, for reading a text rather than for answering.
        """
        self._read: list[int] = []
        self._dimension: int = llama_cpp.llama_model_n_embd_out(model.handle)
        self._context = _make_context(model, context_length, threads, gives_states=gives_states)
        self._memory = llama_cpp.llama_get_memory(self._context)
        if not self._memory:
            self.close()
            raise _no_chat_model(model.path)
        # One token is decoded thousands of times a second with a small model: its batch is made once.
        self._one_token = (llama_cpp.llama_token * 1)()
        self._one_batch = llama_cpp.llama_batch_get_one(self._one_token, 1)

    def close(self) -> None:
        """Free the context; a second call does nothing."""
        if self._context:
            llama_cpp.llama_free(self._context)
        self._context = None

    def set_adapters(self, adapters: Sequence[tuple[Any, float]]) -> None:
        """Replace the set of adapters (pointer, strength) and forget what was computed under the old one."""
        pointers = (llama_cpp.llama_adapter_lora_p_ctypes * len(adapters))(*(pointer for pointer, _ in adapters))
        scales = (ctypes.c_float * len(adapters))(*(scale for _, scale in adapters))
        if llama_cpp.llama_set_adapters_lora(self._context, pointers, len(adapters), scales):
            raise RuntimeError(f"the adapters could not be set: {last_lines()}")
        self.forget()

    def forget(self) -> None:
        """Empty the key/value memory: it knows neither about adapters nor about the last conversation."""
        self._read = []
        llama_cpp.llama_memory_clear(self._memory, True)  # noqa: FBT003 - a C function

    def read_prompt(self, tokens: Sequence[int], cancel: CancelToken) -> None:
        """Evaluate a prompt, or what is new of it since the last one.

        Raises `WorkCancelledError` soon after `cancel`, in the middle of a batch too.
        """
        known = self._keep_common(tokens)
        self._read = []
        abort = llama_cpp.ggml_abort_callback(lambda _: cancel.is_cancelled)
        llama_cpp.llama_set_abort_callback(self._context, abort, None)
        try:
            for start in range(known, len(tokens), BATCH):
                cancel.raise_if_cancelled()
                self._decode(tokens[start : start + BATCH])
        finally:
            # It runs hundreds of times a token: for single tokens, looking between them is quick enough.
            llama_cpp.llama_set_abort_callback(self._context, llama_cpp.ggml_abort_callback(), None)
        self._read = list(tokens)

    def _keep_common(self, tokens: Sequence[int]) -> int:
        """Forget all but the batches that begin both the last prompt and this one; gives how many tokens stay.

        Whole batches at the same places give the very same numbers as reading everything anew: the same conversation
        gets the same answer, however it came about.
        """
        common = next((at for at, (old, new) in enumerate(zip(self._read, tokens, strict=False)) if old != new), None)
        if common is None:
            common = min(len(self._read), len(tokens) - 1)
        kept = common // BATCH * BATCH
        # Some kinds of memory hold the last stretch only, or cannot go back.
        is_whole = llama_cpp.llama_memory_seq_pos_min(self._memory, 0) == 0
        if kept and is_whole and llama_cpp.llama_memory_seq_rm(self._memory, 0, kept, -1):
            return kept
        self.forget()
        return 0

    def append(self, token: int) -> None:
        """Take one token into the memory and compute the logits of the next."""
        self._one_token[0] = token
        self._check(llama_cpp.llama_decode(self._context, self._one_batch))

    def _decode(self, tokens: Sequence[int]) -> None:
        """Append at most `BATCH` tokens to the memory and compute the logits of the last."""
        array = (llama_cpp.llama_token * len(tokens))(*tokens)
        self._check(llama_cpp.llama_decode(self._context, llama_cpp.llama_batch_get_one(array, len(tokens))))

    def _check(self, code: int) -> None:
        if code == _ABORTED:
            raise WorkCancelledError
        if code:
            raise UserFacingError(
                "The model could not compute the answer.",
                hint="Try again with a shorter message or a smaller context.",
                detail=f"llama_decode: {code}\n{last_lines()}",
            )

    def logits_are_numbers(self) -> bool:
        """Whether the last logits hold no NaN, which the samplers would choke on.

        One of them is enough to look at: the norm before the output spreads a NaN over all.
        """
        first: float = llama_cpp.llama_get_logits_ith(self._context, -1)[0]
        return first == first  # noqa: PLR0124 - quicker than a call of math.isnan for every token

    def last_state(self) -> list[float]:
        """The state of the last token that was read, of a context that `gives_states`."""
        state = llama_cpp.llama_get_embeddings_ith(self._context, -1)
        if not state:
            raise RuntimeError(f"no state: {last_lines()}")
        return [float(value) for value in state[: self._dimension]]

    def sample(self, sampler: Any) -> int:
        return int(llama_cpp.llama_sampler_sample(sampler, self._context, -1))


def free_sampler(sampler: Any) -> None:
    llama_cpp.llama_sampler_free(sampler)


def _make_context(model: NativeModel, context_length: int, threads: int, *, gives_states: bool) -> Any:
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    params = llama_cpp.llama_context_default_params()
    params.n_ctx = context_length
    params.n_batch = params.n_ubatch = BATCH
    if llama_cpp.llama_model_size(model.handle) < _ONE_THREAD_BYTES:
        cores = 1
    params.n_threads = threads or (cores if cores <= 4 else cores // 2)
    params.n_threads_batch = threads or cores
    if gives_states:
        params.embeddings = True
        params.pooling_type = llama_cpp.LLAMA_POOLING_TYPE_NONE
        params.attention_type = llama_cpp.LLAMA_ATTENTION_TYPE_CAUSAL
        params.flash_attn_type = llama_cpp.LLAMA_FLASH_ATTN_TYPE_DISABLED
        params.type_k = params.type_v = llama_cpp.GGML_TYPE_F32
    context = llama_cpp.llama_init_from_model(model.handle, params)
    if not context:
        raise UserFacingError(
            "There is not enough memory for the model {file} with {length} tokens of context.",
            hint="Close other programs, choose a smaller context, or use a smaller model.",
            detail=last_lines(),
            file=model.path.name,
            length=context_length,
        )
    return context


def _load(path: Path, *, gpu_layers: int, on_progress: Callable[[float], None], cancel: CancelToken) -> Any:
    """Map a GGUF file into memory; `gpu_layers` below 0 means all. Raises `UserFacingError` with the reason."""
    if not path.is_file():
        raise UserFacingError(
            "The model file {file} is missing.", hint="Add the model again.", detail=str(path), file=path.name
        )
    reported = -1.0

    def report(fraction: float, data: object) -> bool:
        nonlocal reported
        del data
        if fraction - reported >= 0.01 or fraction >= 1.0 > reported:
            reported = fraction
            on_progress(fraction)
        return not cancel.is_cancelled

    callback = llama_cpp.llama_progress_callback(report)
    params = llama_cpp.llama_model_default_params()
    params.load_mode = llama_cpp.LLAMA_LOAD_MODE_MMAP
    params.n_gpu_layers = 0x7FFFFFFF if gpu_layers < 0 else gpu_layers
    params.progress_callback = callback
    model = llama_cpp.llama_model_load_from_file(str(path).encode("utf-8", "surrogateescape"), params)
    if cancel.is_cancelled:
        if model:
            llama_cpp.llama_model_free(model)
        raise WorkCancelledError
    if not model:
        raise _why_not_loaded(path)
    return model


def _no_chat_model(path: Path) -> UserFacingError:
    return UserFacingError(
        "The model {file} does not write text.",
        hint="Choose a chat model; embedding models and adapters cannot answer.",
        file=path.name,
    )


def _why_not_loaded(path: Path) -> UserFacingError:
    log = last_lines()
    if "invalid magic" in log or "failed to read magic" in log:
        return UserFacingError(
            "{file} is not a GGUF file.", hint="Choose a model in the GGUF format.", detail=log, file=path.name
        )
    if "unknown model architecture" in log or "bad GGUF version" in log:
        return UserFacingError(
            "This version of the app does not know the kind of model in {file}.",
            hint="Use another model, or a newer version of the app.",
            detail=log,
            file=path.name,
        )
    if "unable to allocate" in log or "failed to allocate" in log:
        return UserFacingError(
            "There is not enough memory for the model {file}.",
            hint="Close other programs, or use a smaller model.",
            detail=log,
            file=path.name,
        )
    return UserFacingError(
        "The model file {file} is damaged, incomplete or not a chat model.",
        hint="Download or copy it again.",
        detail=log,
        file=path.name,
    )
