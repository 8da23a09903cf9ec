"""Every operation that writes to the disk, on a library with something of everything in it.

As a script (`python -m tests.helpers.writes HOME`) it does all of them after HOME has become read-only, and prints as
JSON what came of each: "done", the words of the refusal, or the traceback of a bug.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from t2l_desktop.core.errors import UserFacingError
from t2l_desktop.core.messages import Adopt, Convert, Generate, Request
from t2l_desktop.core.paths import AppPaths
from t2l_desktop.core.records import PLAIN, Adapter, Chat, Manner, Pack, Preset, Role
from t2l_desktop.core.sheets import Sheet, SheetRow
from t2l_desktop.library.packs import PackShelf
from t2l_desktop.library.settings import Settings, save_settings
from t2l_desktop.library.storage import disk_errors
from t2l_desktop.library.store import Library
from t2l_desktop.link.worker_link import LinkState, WorkerLink
from t2l_desktop.operations import adapters, backups, chat_files, chats, packs, presets, sheets
from t2l_desktop.operations.adapter_export import export_adapter
from t2l_desktop.operations.adapter_import import import_adapter
from t2l_desktop.operations.pack_bundles import export_pack, import_bundle
from t2l_desktop.operations.services import Services
from t2l_desktop.operations.sheet_files import write_results

WEIGHTS = bytes(range(256)) * 100


class WritingWorker:
    """Writes files of some size where a worker would, and refuses as one would."""

    state = LinkState.STOPPED

    def call(self, request: Request, **_: Any) -> dict[str, Any]:
        assert isinstance(request, Generate | Adopt | Convert)
        if isinstance(request, Convert):
            with disk_errors(Path(request.out)):
                Path(request.out).write_bytes(WEIGHTS)
            return {}
        out = Path(request.out)
        with disk_errors(out):
            for name in ("adapter_model.safetensors", "adapter.gguf"):
                (out / name).write_bytes(WEIGHTS)
            (out / "adapter_config.json").write_text('{"lora_alpha": 16, "r": 8}')
        return {"rank": 8, "base": 0, "name": "", "description": "Talk.", "seconds": {}}


@dataclass(frozen=True)
class Scene:
    """A library, and what the operations work on; `out` is a folder for what they export."""

    services: Services
    out: Path
    pack: Pack
    adapter: Adapter
    chat: Chat
    foreign_file: Path
    chat_file: Path
    pack_file: Path

    @property
    def library(self) -> Library:
        return self.services.library


Write = Callable[[Scene], object]


@contextmanager
def scene(paths: AppPaths, folder: Path) -> Iterator[Scene]:
    """Fill the library of `paths`; what is exported and imported is in `folder`."""
    worker = cast("WorkerLink", WritingWorker())
    out = folder / "out"
    out.mkdir(parents=True)
    save_settings(paths.settings, Settings(theme="dark"))
    with Library(paths) as library:
        shelf = PackShelf(paths, starter=folder / "no-starter")
        services = Services(paths=paths, library=library, packs=shelf, generator=worker, chatter=worker)
        pack = _make_pack(paths, shelf)
        adapter = adapters.create_adapter(services, description="Talk like a pirate.", pack=pack).adapter
        adapter = adapters.save_adapter(services, adapter_id=adapter.id, name="Pirate")
        sheets.save_sheet(
            services, adapter_id=adapter.id, sheet=Sheet(rows=(SheetRow(question="Ahoy?", expected="Arr"),))
        )
        chat = library.add_chat(pack_id=pack.id, title="Sea")
        library.add_message(chat.id, Role.USER, text="Ahoy " * 2000)
        presets.save_preset(services, preset=Preset(name="Kind"))
        backups.keep_daily_backup(services)
        foreign = folder / "other.gguf"
        foreign.write_bytes(b"GGUF" + WEIGHTS)
        yield Scene(
            services=services,
            out=out,
            pack=pack,
            adapter=adapter,
            chat=chat,
            foreign_file=foreign,
            chat_file=chat_files.export_chat(services, chat_id=chat.id, out=folder / "chat.json", format="json"),
            pack_file=export_pack(services, pack=pack, out=folder / "other.t2lpack"),
        )


def _make_pack(paths: AppPaths, shelf: PackShelf) -> Pack:
    folder = paths.packs / "tiny"
    for name in ("base.gguf", "hypernet/h", "embedder/e"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(WEIGHTS)
    body = {
        "format": 1,
        "id": "tiny",
        "name": "Tiny",
        "base": {"file": "base.gguf", "sha256": hashlib.sha256(WEIGHTS).hexdigest(), "fingerprint": "ab"},
        "hypernet": {"folder": "hypernet"},
        "embedder": {"folder": "embedder"},
    }
    (folder / "pack.json").write_text(json.dumps(body))
    return shelf.pack("tiny")


def _import_pack(scene: Scene) -> None:
    packs.remove_pack(scene.services, pack_id=scene.pack.id)
    try:
        import_bundle(scene.services, file=scene.pack_file)
    finally:
        if not scene.pack.folder.exists():
            packs.restore_pack(scene.services, pack_id=scene.pack.id)


def _import_skill(scene: Scene) -> object:
    return import_adapter(scene.services, path=scene.foreign_file, pack=scene.pack)


WRITES: dict[str, Write] = {
    "start a chat": lambda s: chats.start_chat(s.services, pack=s.pack, manner=PLAIN),
    "say something": lambda s: s.library.add_message(s.chat.id, Role.USER, text="More " * 3000),
    "rename a chat": lambda s: chats.rename_chat(s.services, chat_id=s.chat.id, title="Ocean"),
    "set a manner": lambda s: chats.set_manner(s.services, chat_id=s.chat.id, manner=Manner(system_prompt="Short.")),
    "pin a chat": lambda s: chats.pin_chat(s.services, chat_id=s.chat.id, pinned=True),
    "bin a chat": lambda s: chats.bin_chat(s.services, chat_id=s.chat.id),
    "restore a chat": lambda s: chats.restore_chat(s.services, chat_id=s.chat.id),
    "import a chat": lambda s: chat_files.import_chat(s.services, path=s.chat_file),
    "create a skill": lambda s: adapters.create_adapter(s.services, description="Sing.", pack=s.pack),
    "save a skill": lambda s: adapters.save_adapter(s.services, adapter_id=s.adapter.id, name="Captain"),
    "rename a skill": lambda s: adapters.rename_adapter(s.services, adapter_id=s.adapter.id, name="Mate"),
    "describe a skill": lambda s: adapters.describe_adapter(s.services, adapter_id=s.adapter.id, notes="Good."),
    "bin a skill": lambda s: adapters.bin_adapters(s.services, adapter_ids=[s.adapter.id]),
    "restore a skill": lambda s: adapters.restore_adapters(s.services, adapter_ids=[s.adapter.id]),
    "copy a skill": lambda s: adapters.duplicate_adapter(s.services, adapter_id=s.adapter.id, name="Twin"),
    "tag a skill": lambda s: adapters.set_tags(s.services, tags={s.adapter.id: ["sea"]}),
    "like a skill": lambda s: adapters.set_favourite(s.services, adapter_ids=[s.adapter.id], favourite=True),
    "save a preset": lambda s: presets.save_preset(s.services, preset=Preset(name="Brief")),
    "remove a preset": lambda s: presets.remove_preset(s.services, name="Kind"),
    "save a sheet": lambda s: sheets.save_sheet(
        s.services, adapter_id=s.adapter.id, sheet=Sheet(rows=(SheetRow(question="Ho?", expected="Hum"),) * 100)
    ),
    "import a skill": _import_skill,
    "export a chat": lambda s: chat_files.export_chat(
        s.services, chat_id=s.chat.id, out=s.out / "chat.md", format="markdown"
    ),
    "export as GGUF": lambda s: export_adapter(s.services, adapter_id=s.adapter.id, out=s.out, format="gguf"),
    "export in full": lambda s: export_adapter(s.services, adapter_id=s.adapter.id, out=s.out, format="gguf-f32"),
    "export as PEFT": lambda s: export_adapter(s.services, adapter_id=s.adapter.id, out=s.out, format="peft"),
    "export for Ollama": lambda s: export_adapter(s.services, adapter_id=s.adapter.id, out=s.out, format="modelfile"),
    "export as a skill": lambda s: export_adapter(s.services, adapter_id=s.adapter.id, out=s.out, format="t2lskill"),
    "export results": lambda s: write_results(s.services, path=s.out / "results.csv", table=[["a", "b"]] * 2000),
    "export a pack": lambda s: export_pack(s.services, pack=s.pack, out=s.out),
    "import a pack": _import_pack,
    "change a pack": lambda s: packs.set_context_length(s.services, pack_id="tiny", context_length=1024),
    "save settings": lambda s: save_settings(s.services.paths.settings, Settings(theme="light")),
    "keep a backup": lambda s: backups.keep_backup_of_changes(s.services),
    "back up": lambda s: backups.back_up_data(s.services, out=s.out, with_packs=True),
}


def outcome(write: Write, on: Scene) -> str:
    """What comes of an operation, in a word or a sentence; a bug brings its traceback."""
    try:
        write(on)
    except UserFacingError as error:
        return error.message
    except Exception:  # noqa: BLE001 - told to whoever compares it
        return traceback.format_exc()
    return "done"


def main(home: Path) -> None:
    """Do everything on a home that becomes read-only after the library was opened."""
    paths = AppPaths.locate(home).ensure()
    with scene(paths, home / "outside") as made:
        # modules that are loaded on demand are loaded here
        for write in WRITES.values():
            outcome(write, made)
        for folder, _, names in os.walk(home):
            for name in names:
                (Path(folder) / name).chmod(0o444)
            Path(folder).chmod(0o555)
        sys.stdout.write(json.dumps({name: outcome(write, made) for name, write in WRITES.items()}))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
