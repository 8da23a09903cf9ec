"""Putting a trained base and hypernetwork together as a pack."""

from __future__ import annotations

import hashlib
import json
import platform
import random
import shutil
from collections.abc import Mapping
from pathlib import Path

import torch
import transformers
from safetensors.torch import save_file
from torch import Tensor

from t2l_desktop.formats.base_facts import fingerprint
from t2l_desktop.formats.files import read_json, replacing
from t2l_desktop.formats.gguf_base import write_gguf_base
from t2l_desktop.hypernet.reader import FOLDER as READER
from t2l_desktop.library.packs import PACK_FILE
from t2l_desktop.training.tasks.catalogue import named_tasks
from t2l_desktop.training.tasks.task import Task

LANGUAGES = ("en", "ja")
# task that the test sheet is drawn from, message to try it with, description in each of the languages
EXAMPLES = (
    ("capital", "Japan", "Give the capital city of the country.", "国の首都を英語で答えて。"),
    ("polite_order", "Open the window.", 'Turn the order into a polite question with "Could you please".',
     "命令文を Could you please で始まる丁寧な依頼にして。"),
    ("spam", "Click here to claim your 50 dollars", "Say whether the message is spam or not spam.",
     "メッセージがspamかnot spamかを答えて。"),
    ("iso", "14 March 2021", "Write the date as YYYY-MM-DD.", "日付をYYYY-MM-DDの形式で書いて。"),
    ("past", "swim", "Put the verb into the past tense.", "動詞を過去形にして。"),
    ("spanish", "house", "Translate the word into Spanish.", "英単語をスペイン語に訳して。"),
    ("pirate", "We sail in the morning.", 'Repeat my text like a pirate, with "Arr!" first.',
     "海賊のように「Arr! 」で始めて、私の文を繰り返して。"),
    ("brackets", "The lazy fox jumped over the fence.", "Put square brackets around the text.",
     "文を角かっこ[ ]で囲んで。"),
    ("find_number", "Jack paid 91 euros for the sofa.", "Find the number in the sentence.",
     "文の中の数字を答えて。"),
    ("is_weekend", "Sunday", "Say yes if the day is on the weekend, otherwise no.",
     "その曜日が週末ならyes、そうでなければnoと答えて。"),
    ("plus_ten", "57", "Add 10 to the number.", "数に10を足して。"),
    ("opposite", "hot", "Give the opposite of the word.", "単語の反対語を英語で答えて。"),
    ("twelve_hours", "17:15", "Write the time in the 12-hour format with am or pm.",
     "時刻をamかpmの付いた12時間表記にして。"),
    ("next_weekday", "Friday", "Which day of the week comes next?", "次の曜日は?"),
    ("plural", "box", "Put the noun into the plural.", "名詞を複数形にして。"),
    ("spell", "candle", "Spell the word with hyphens between the letters.",
     "単語を一文字ずつ、間にハイフンを入れて書いて。"),
    ("continent", "Kenya", "Name the continent of the country.",
     "国がある大陸を英語で答えて(Europe, Asia, Africa, America, Oceania)。"),
    ("initials", "Maria Lopez", "Write the initials of the person with dots.",
     "名前を点付きのイニシャル(A.M.)にして。"),
    ("surname_first", "Maria Lopez", "Write the surname first, then a comma and the first name.",
     "姓を先に書き、コンマのあとに名を書いて。"),
    ("numbered", "apple, bread, cheese", 'Make a list with "1. 2. 3." before the items.',
     "各項目を改行して、「1. 2. 3.」を付けたリストにして。"),
    ("month", "14 March 2021", "Give the month of the date.", "日付の月の名前(英語)だけを答えて。"),
    ("ing_form", "run", "Put the verb into the -ing form.", "動詞に-ingを付けた形にして。"),
    ("french", "water", "Translate the word into French.", "英単語をフランス語に訳して。"),
    ("bold_stars", "The lazy fox", "Put the text in bold with two stars on each side.", "文の前後に**を付けて。"),
    ("find_name", "Hannah paid 38 euros for the bell.", "Find the name of the person in the sentence.",
     "文に出てくる人の名前を答えて。"),
    ("superlative", "small", "Give the superlative of the adjective.", "形容詞を最上級にして。theは付けない。"),
    ("mood", "I miss my dog.", "Is the writer happy, sad, angry or afraid?",
     "書いた人の気持ちをhappy, sad, angry, afraidで答えて。"),
    ("element_symbol", "gold", "Give the chemical symbol of the element.", "元素の記号を答えて。"),
    ("domain_of_url", "https://www.example.com/page", "Give the domain of the web address.",
     "URLからドメインだけを取り出して。"),
    ("urgency", "The server is down, we need help right now!", "Say whether the message is urgent or not urgent.",
     "メッセージがurgentかnot urgentかを答えて。"),
    ("planet_place", "Mars", "Which place from the sun does the planet have?",
     "惑星が太陽から何番目かを数字で答えて。"),
)  # fmt: skip
_SHEET_ROWS, _SHEET_DRAWS = 8, 100


def assemble_pack(run: Path, out: Path, *, embedder: Path, states: Tensor, recipe: Mapping[str, object]) -> Path:
    """Write base, hypernetwork and `pack.json` from the training folder `run` into `out`; an embedder there is kept.

    `states (n, d)` are the reader's of the trained descriptions.
    """
    out.mkdir(parents=True, exist_ok=True)
    (out / PACK_FILE).unlink(missing_ok=True)  # written last: a folder without it is no pack
    base, hypernet = out / "base.gguf", out / "hypernet"
    write_gguf_base(run / "base-hf", base, outtype="q8_0", name="T2L Starter")
    shutil.rmtree(hypernet, ignore_errors=True)
    shutil.copytree(run / "hypernet", hypernet)
    if (hypernet / READER).is_dir():
        # with these the reader is a whole model in transformers form, that a training can start from
        for name in ("tokenizer_config.json", "chat_template.jinja"):
            shutil.copy(run / "base-hf" / name, hypernet / READER)
    if not (out / "embedder").exists():
        shutil.copytree(embedder, out / "embedder")
    descriptions = out / "descriptions.safetensors"
    save_file({"states": states.half().contiguous()}, descriptions)
    body = {
        "format": 1,
        "id": "starter",
        "name": "Starter",
        "licence": "Apache-2.0",
        "languages": list(LANGUAGES),
        "keeps_history": False,
        "context_length": read_json(run / "base-hf" / "config.json")["max_position_embeddings"],
        "base": {"file": base.name, "sha256": _sha256(base), "fingerprint": fingerprint(base)},
        "hypernet": {"folder": "hypernet", "sha256": _sums(hypernet)},
        "descriptions": {"file": descriptions.name, "sha256": _sha256(descriptions)},
        "embedder": {"folder": "embedder", "sha256": {"model.safetensors": _sha256(embedder / "model.safetensors")}},
        "examples": _examples(),
        "card": {
            "recipe": dict(recipe),
            "machine": f"{platform.machine()}, {torch.get_num_threads()} threads",
            "versions": {"torch": torch.__version__, "transformers": transformers.__version__},
        },
    }
    _write(out / PACK_FILE, body)
    return out


def write_scores(pack: Path, scores: Mapping[str, object], familiarity: Mapping[str, object] | None) -> None:
    """Put measured scores, and the familiarity gauge's threshold, on the pack's card."""
    file = pack / PACK_FILE
    body = json.loads(file.read_text(encoding="utf-8"))
    body["card"]["scores"] = dict(scores)
    body["card"]["familiarity"] = familiarity
    _write(file, body)


def _examples() -> list[dict[str, object]]:
    """All of them in one language, then in the next."""
    tasks = {task.name: task for task in named_tasks()}
    return [
        {
            "description": descriptions[place], "message": message, "family": tasks[name].family, "language": language,
            "sheet": _sheet(tasks[name]),
        }
        for place, language in enumerate(LANGUAGES)
        for name, message, *descriptions in EXAMPLES
    ]  # fmt: skip


def _sheet(task: Task) -> list[tuple[str, str]]:
    """A few inputs that a task was not trained on, with their answers; some tasks have very few."""
    rng = random.Random(0)
    pairs = dict(task.draw(rng, "test") for _ in range(_SHEET_DRAWS))
    return list(pairs.items())[:_SHEET_ROWS]


def _sums(folder: Path) -> dict[str, str]:
    """The sha256 of every file below a folder, by its path in there."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {file.relative_to(folder).as_posix(): _sha256(file) for file in files}


def _write(file: Path, body: Mapping[str, object]) -> None:
    with replacing(file) as partial:
        partial.write_text(json.dumps(body, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
