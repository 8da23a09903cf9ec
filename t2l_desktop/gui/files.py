"""Asking where something should go, with the system's own dialogs, and saying where it went."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QFileInfo, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog, QWidget

from t2l_desktop.gui.last_folders import keep_folder, last_folder
from t2l_desktop.gui.messages import MessageBus
from t2l_desktop.operations.adapter_export import ExportFormat
from t2l_desktop.operations.backups import backup_name
from t2l_desktop.operations.chat_files import ChatFormat
from t2l_desktop.operations.pack_bundles import BUNDLE_SUFFIX
from t2l_desktop.operations.words import file_stem


def ask_where_to_export(parent: QWidget | None, name: str, format: ExportFormat) -> Path | None:
    """The file, or the folder in which to make one, for a skill of this name; None when the person thinks better."""
    translate = QCoreApplication.translate
    if format in ("peft", "modelfile"):
        return ask_for_export_folder(parent)
    if format == "t2lskill":
        kinds = translate("files", "Skill (*.t2lskill)")
        return _ask_to_save(parent, translate("files", "Export as a skill file"), f"{file_stem(name)}.t2lskill", kinds)
    if format in ("merged", "merged-f16"):
        kinds = translate("files", "GGUF model (*.gguf)")
        suggested = f"{file_stem(name)}-merged.gguf"
        return _ask_to_save(parent, translate("files", "Export the whole model"), suggested, kinds)
    kinds = translate("files", "GGUF adapter (*.gguf)")
    return _ask_to_save(parent, translate("files", "Export as a GGUF file"), f"{file_stem(name)}.gguf", kinds)


def ask_for_export_folder(parent: QWidget | None) -> Path | None:
    """The folder for many skills at once; None when the person thinks better of it."""
    title = QCoreApplication.translate("files", "Export into the folder…")
    return _ask_for_folder(parent, title, "export folder")


def ask_for_skills(parent: QWidget | None) -> list[Path]:
    """The skills to import; a PEFT folder is chosen by one of its files. None when the person thinks better of it."""
    title = QCoreApplication.translate("files", "Import skills")
    endings = "*.t2lskill *.gguf *.zip adapter_config.json adapter_model.safetensors adapter_model.bin"
    kinds = QCoreApplication.translate("files", "Skills ({endings})").format(endings=endings)
    return _ask_to_open(parent, title, kinds, "skills")


def ask_for_chat_file(parent: QWidget | None, title: str, format: ChatFormat) -> Path | None:
    """Where to write a chat."""
    if format == "markdown":
        ending, kinds = ".md", QCoreApplication.translate("files", "Markdown text (*.md)")
    else:
        ending, kinds = ".json", QCoreApplication.translate("files", "Chat file (*.json)")
    caption = QCoreApplication.translate("files", "Export the chat")
    return _ask_to_save(parent, caption, f"{file_stem(title, otherwise='chat')}{ending}", kinds)


def ask_for_chats(parent: QWidget | None) -> list[Path]:
    """The chat files to import; none when the person thinks better of it."""
    caption = QCoreApplication.translate("files", "Import chats")
    kinds = QCoreApplication.translate("files", "Chat file (*.json)")
    return _ask_to_open(parent, caption, kinds, "chats")


def show_folder(folder: Path) -> None:
    """Open a folder in the system's own file manager."""
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))


def tell_of_export(messages: MessageBus, path: Path) -> None:
    """Say where something was exported to, and offer to show the folder."""
    text = QCoreApplication.translate("files", "Exported to {path}.").format(path=path)
    offer_folder(messages, text, path.parent)


def offer_folder(messages: MessageBus, text: str, folder: Path) -> None:
    """Say something, and offer to show the folder that it is about."""
    show = QCoreApplication.translate("files", "Show the folder")
    messages.offer(text, show, partial(show_folder, folder))


def ask_for_models(parent: QWidget | None) -> list[Path]:
    """Files that a pack is made of, or whole packs."""
    caption = QCoreApplication.translate("files", "Add a model")
    kinds = QCoreApplication.translate("files", "Models and packs (*.gguf *.t2lpack);;All files (*)")
    return _ask_to_open(parent, caption, kinds, "models")


def ask_for_part_folder(parent: QWidget | None) -> Path | None:
    """The folder of a hypernetwork or an embedder."""
    caption = QCoreApplication.translate("files", "The folder of a hypernetwork or an embedder")
    return _ask_for_folder(parent, caption, "parts")


def ask_for_bundle(parent: QWidget | None, name: str) -> Path | None:
    """Where to write a whole pack as one file."""
    caption = QCoreApplication.translate("files", "Export the model with everything it needs")
    kinds = QCoreApplication.translate("files", "T2L pack (*.t2lpack)")
    return _ask_to_save(parent, caption, f"{file_stem(name, otherwise='model')}{BUNDLE_SUFFIX}", kinds)


def ask_for_data_folder(parent: QWidget | None) -> Path | None:
    """The folder of the data as it is now, or where to move it."""
    caption = QCoreApplication.translate("files", "The data folder")
    return _ask_for_folder(parent, caption, "data folder")


def ask_where_to_back_up(parent: QWidget | None) -> Path | None:
    """Where to write a backup."""
    caption = QCoreApplication.translate("files", "Back up skills, chats and settings")
    kinds = QCoreApplication.translate("files", "T2L backup (*.t2lbackup)")
    return _ask_to_save(parent, caption, backup_name(), kinds)


def ask_for_backup(parent: QWidget | None) -> Path | None:
    """The backup to restore."""
    caption = QCoreApplication.translate("files", "Restore a backup")
    kinds = QCoreApplication.translate("files", "T2L backup (*.t2lbackup)")
    return _ask_for_one(parent, caption, kinds, "save .t2lbackup")


def ask_for_sheet(parent: QWidget | None) -> Path | None:
    """The file to import a test sheet from."""
    title = QCoreApplication.translate("files", "Import a test sheet")
    kinds = QCoreApplication.translate("files", "Test sheets (*.csv *.tsv *.jsonl *.txt);;All files (*)")
    return _ask_for_one(parent, title, kinds, "sheets")


def ask_for_results(parent: QWidget | None, name: str) -> Path | None:
    """Where to write the results of a skill's test sheet."""
    title = QCoreApplication.translate("files", "Export the results")
    kinds = QCoreApplication.translate("files", "Table (*.csv)")
    return _ask_to_save(parent, title, f"{file_stem(name)}.csv", kinds)


def _ask_to_open(parent: QWidget | None, title: str, kinds: str, purpose: str) -> list[Path]:
    chosen, _ = QFileDialog.getOpenFileNames(parent, title, str(last_folder(parent, purpose)), kinds)
    return _kept(parent, purpose, chosen)


def _ask_for_one(parent: QWidget | None, title: str, kinds: str, purpose: str) -> Path | None:
    chosen, _ = QFileDialog.getOpenFileName(parent, title, str(last_folder(parent, purpose)), kinds)
    return _kept(parent, purpose, [chosen])[0] if chosen else None


def _ask_for_folder(parent: QWidget | None, title: str, purpose: str) -> Path | None:
    chosen = QFileDialog.getExistingDirectory(parent, title, str(last_folder(parent, purpose)))
    if not chosen:
        return None
    keep_folder(parent, purpose, Path(chosen))
    return Path(chosen)


def _ask_to_save(parent: QWidget | None, title: str, suggested: str, kinds: str) -> Path | None:
    """The place that was chosen, with the suggested ending even where it was typed without."""
    ending = Path(suggested).suffix
    place = last_folder(parent, f"save {ending}") / suggested
    while True:
        chosen, _ = QFileDialog.getSaveFileName(parent, title, str(place), kinds)
        if not chosen:
            return None
        (path,) = _kept(parent, f"save {ending}", [chosen])
        if path.suffix.casefold() == ending:
            return path
        place = path.with_name(f"{path.name}{ending}")
        # The dialog asked about a file of the name that was typed; of this one it has to ask, too.
        if not QFileInfo.exists(str(place)):
            return place


def _kept(parent: QWidget | None, purpose: str, chosen: Sequence[str]) -> list[Path]:
    paths = [Path(each) for each in chosen]
    if paths:
        keep_folder(parent, purpose, paths[0].parent)
    return paths
