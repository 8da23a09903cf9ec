"""Tokens per second through the app, beside llama-cpp-python's own loop with the same model and adapter."""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from t2l_desktop.core.messages import Say, WorkerKind
from t2l_desktop.core.paths import AppPaths
from t2l_desktop.operations.services import open_worker
from tests.bench.table import Row, rate, row

TOKENS, THREADS, CONTEXT = 96, 2, 512
PROMPT = "Tell me about the old robot and the green door."


def measure(repeats: int) -> list[Row]:
    """Both rates from runs in turn."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        model, adapter = _make_model(folder)
        reference = subprocess.Popen(
            [sys.executable, "-m", "tests.bench.speaking", str(model), str(adapter)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
        )  # fmt: skip
        chatter = open_worker(WorkerKind.CHATTER, AppPaths.locate(folder / "home"))
        request = Say(
            base=str(model), messages=({"role": "user", "text": PROMPT},), adapters=((str(adapter), 1.0),),
            context_length=CONTEXT, threads=THREADS, max_tokens=TOKENS,
        )  # fmt: skip
        ours, theirs = [], []
        assert reference.stdin is not None
        assert reference.stdout is not None
        try:
            for number in range(repeats + 1):
                reference.stdin.write("go\n")
                reference.stdin.flush()
                their_rate = float(reference.stdout.readline())
                answer = chatter.call(request)
                assert answer["tokens"] == TOKENS, "the random model has ended its answer early"
                if number:
                    theirs.append(their_rate)
                    # both clocks begin when the prompt is read, and the first token costs nothing more
                    ours.append((TOKENS - 1) / answer["seconds"]["answer"])
        finally:
            chatter.close()
            reference.stdin.close()
            reference.wait()
            reference.stdout.close()
    share = statistics.median(ours) / statistics.median(theirs)
    return [
        row("speed of an answer, 135 M random base, adapter on", ours, unit=rate,
            reference=f"{100 * share:.0f} % of the next; at least 97 %"),
        row("… `Llama.generate` and detokenize", theirs, unit=rate),
    ]  # fmt: skip


def _make_model(folder: Path) -> tuple[Path, Path]:
    """A random Llama with the dimensions of a 135 M model, and a random rank-8 adapter for it, both as GGUF."""
    subprocess.run([sys.executable, "-m", "tests.bench.speaking", str(folder)], check=True, capture_output=True)
    return folder / "base.gguf", folder / "adapter.gguf"


def write_model(folder: Path) -> None:
    """Write both files; in a process of its own, because torch and llama.cpp must not meet."""
    import numpy as np  # noqa: PLC0415
    import torch  # noqa: PLC0415
    from transformers import LlamaConfig, LlamaForCausalLM  # noqa: PLC0415

    from t2l_desktop.formats.base_facts import read_base_facts  # noqa: PLC0415
    from t2l_desktop.formats.gguf_adapter import write_gguf_adapter  # noqa: PLC0415
    from t2l_desktop.formats.gguf_base import write_gguf_base  # noqa: PLC0415
    from t2l_desktop.formats.peft_folder import PeftAdapter  # noqa: PLC0415
    from tests.helpers.tiny_pack import make_tiny_base  # noqa: PLC0415

    torch.manual_seed(0)
    hf = make_tiny_base(folder / "hf")
    config = LlamaConfig(
        vocab_size=49152, hidden_size=576, intermediate_size=1536, num_hidden_layers=30, num_attention_heads=9,
        num_key_value_heads=3, max_position_embeddings=CONTEXT, tie_word_embeddings=True, bos_token_id=None,
        eos_token_id=None, pad_token_id=None,
    )  # fmt: skip
    LlamaForCausalLM(config).half().save_pretrained(hf)
    write_gguf_base(hf, folder / "base.gguf", name="Random 135M")
    rng = np.random.default_rng(0)
    tensors = {}
    for layer in range(config.num_hidden_layers):
        for module, width in (("q_proj", 576), ("v_proj", 192)):
            stem = f"base_model.model.model.layers.{layer}.self_attn.{module}"
            tensors[f"{stem}.lora_A.weight"] = rng.normal(0, 0.02, (8, 576)).astype(np.float32)
            tensors[f"{stem}.lora_B.weight"] = rng.normal(0, 0.02, (width, 8)).astype(np.float32)
    adapter = PeftAdapter(tensors=tensors, rank=8, alpha=16.0, target_modules=("q_proj", "v_proj"), base_name="")
    write_gguf_adapter(folder / "adapter.gguf", adapter, read_base_facts(folder / "base.gguf"))


def _serve_reference(model: str, adapter: str) -> None:
    """Answer each line on stdin with the tokens per second of llama-cpp-python's own loop."""
    import ctypes  # noqa: PLC0415

    import llama_cpp  # noqa: PLC0415

    llm = llama_cpp.Llama(model, n_ctx=CONTEXT, n_threads=THREADS, n_threads_batch=THREADS, verbose=False)
    lora = llama_cpp.llama_adapter_lora_init(llm.model, adapter.encode())
    pointers = (llama_cpp.llama_adapter_lora_p_ctypes * 1)(lora)
    llama_cpp.llama_set_adapters_lora(llm.ctx, pointers, 1, (ctypes.c_float * 1)(1.0))
    tokens = llm.tokenize(f"<|user|>{PROMPT}<|end|><|assistant|>".encode(), add_bos=False, special=True)
    for _ in sys.stdin:
        llm.reset()
        written: list[int] = []
        text = b""
        began = 0.0
        for token in llm.generate(tokens, temp=0.0):
            began = began or time.perf_counter()
            written.append(token)
            text += llm.detokenize([token], prev_tokens=tokens + written[:-1])
            if len(written) == TOKENS:
                break
        sys.stdout.write(f"{(TOKENS - 1) / (time.perf_counter() - began)}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    if len(sys.argv) == 2:
        write_model(Path(sys.argv[1]))
    else:
        _serve_reference(sys.argv[1], sys.argv[2])
