"""A library with something of everything in it, and what can be read back from one."""

from __future__ import annotations

from dataclasses import dataclass

from t2l_desktop.core.paths import AppPaths
from t2l_desktop.core.records import Adapter, Role
from t2l_desktop.library.settings import Settings, load_settings, save_settings
from t2l_desktop.library.store import Library


@dataclass(frozen=True)
class Contents:
    """Names of saved adapters whose files are there, titles of chats, and the theme."""

    adapters: frozenset[str]
    chats: frozenset[str]
    theme: str
    packs: frozenset[str]


def add_adapter(library: Library, name: str) -> Adapter:
    """A saved adapter whose weights are its name."""
    folder = library.new_adapter_folder(needed_bytes=1000)
    (folder / "adapter.gguf").write_bytes(name.encode())
    adapter = library.add_adapter(folder, name=name, description="Talk.", pack_id="tiny", base_fingerprint="ab", rank=8)
    return library.update_adapter(adapter.id, is_saved=True)


def add_chat(library: Library, title: str) -> None:
    """A chat of one message."""
    library.add_message(library.add_chat(pack_id="tiny", title=title).id, Role.USER, text=title)


def fill(paths: AppPaths, *names: str, theme: str = "dark") -> Contents:
    """Add an adapter, a chat and a pack of each name."""
    with Library(paths) as library:
        for name in names:
            add_adapter(library, name)
            add_chat(library, name)
            (paths.packs / name).mkdir()
            (paths.packs / name / "base.gguf").write_bytes(name.encode() * 1000)
    save_settings(paths.settings, Settings(theme=theme))
    return contents(paths)


def contents(paths: AppPaths) -> Contents:
    """What is there; adapters whose files are wrong or gone do not count."""
    with Library(paths) as library:
        assert library.notices == ()
        adapters = [
            adapter.name
            for adapter in library.adapters()
            if (library.adapter_folder(adapter.id) / "adapter.gguf").read_bytes() == adapter.name.encode()
        ]
        chats = [library.messages(chat.id)[0].text for chat in library.chats()]
    packs = [folder.name for folder in paths.packs.iterdir() if (folder / "base.gguf").stat().st_size > 1000]
    return Contents(frozenset(adapters), frozenset(chats), load_settings(paths.settings).theme, frozenset(packs))
