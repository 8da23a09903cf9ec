"""What is done to skills of the library: the work, and what is said about it, with Undo."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial

from PySide6.QtCore import QObject, Signal, Slot

from t2l_desktop.core.records import Adapter
from t2l_desktop.gui.jobs.runner import JobRunner
from t2l_desktop.gui.messages import MessageBus
from t2l_desktop.operations.adapters import (
    bin_adapters,
    describe_adapter,
    duplicate_adapter,
    remove_adapters,
    rename_adapter,
    restore_adapters,
    save_drafts,
    set_favourite,
    set_tags,
)


class SkillActions(QObject):
    """Tells which skills were changed, only got other marks, or came into the library, and that some went out of it."""

    changed = Signal(object)
    marked = Signal(object)
    came = Signal(object)
    went = Signal()

    def __init__(self, parent: QObject, runner: JobRunner, messages: MessageBus) -> None:
        super().__init__(parent)
        self._runner = runner
        self._messages = messages

    def rename(self, adapter: Adapter, name: str) -> None:
        """Give a skill another name."""
        self._runner.run(rename_adapter, adapter_id=adapter.id, name=name).succeeded.connect(self._on_change_succeeded)

    def describe(self, adapter: Adapter, *, notes: str | None = None, strength: float | None = None) -> None:
        """Keep what was noted of a skill, or the strength that it is offered at."""
        job = self._runner.run(describe_adapter, adapter_id=adapter.id, notes=notes, strength=strength)
        job.succeeded.connect(self._on_change_succeeded)

    def set_favourite(self, adapters: Sequence[Adapter], *, favourite: bool) -> None:
        """Give skills their star, or take it."""
        ids = [adapter.id for adapter in adapters]
        self._runner.run(set_favourite, adapter_ids=ids, favourite=favourite).succeeded.connect(self.marked)

    def set_tags(self, adapters: Sequence[Adapter], tags: Sequence[str]) -> None:
        """Give skills these tags, beside those of theirs that not all of them have; for many that can be undone."""
        common = common_tags(adapters)
        wanted = {each.id: (*(tag for tag in each.tags if tag not in common), *tags) for each in adapters}
        job = self._runner.run(set_tags, tags=wanted)
        job.succeeded.connect(self.marked)
        if len(adapters) > 1:
            job.succeeded.connect(partial(self._on_tags_succeeded, {each.id: each.tags for each in adapters}))

    def duplicate(self, adapter: Adapter) -> None:
        """Copy a skill, to change the copy."""
        name = self.tr("{name} copy").format(name=adapter.name)
        job = self._runner.run(duplicate_adapter, adapter_id=adapter.id, name=name)
        job.succeeded.connect(self._on_duplicate_succeeded)

    def save(self, adapter_ids: Sequence[str]) -> None:
        """Keep what was not saved yet."""
        self._runner.run(save_drafts, adapter_ids=adapter_ids).succeeded.connect(self.came)

    def delete(self, adapters: Sequence[Adapter]) -> None:
        """Put skills into the bin."""
        if adapters:
            job = self._runner.run(bin_adapters, adapter_ids=[adapter.id for adapter in adapters])
            job.succeeded.connect(self._on_bin_succeeded)

    def restore(self, adapter_ids: Sequence[str]) -> None:
        """Bring skills back from the bin."""
        self._runner.run(restore_adapters, adapter_ids=adapter_ids).succeeded.connect(self.came)

    def remove(self, adapter_ids: Sequence[str]) -> None:
        """Delete skills for good."""
        self._runner.run(remove_adapters, adapter_ids=adapter_ids).succeeded.connect(self.went)

    @Slot(object)
    def _on_change_succeeded(self, adapter: Adapter) -> None:
        self.changed.emit([adapter])

    @Slot(object)
    def _on_duplicate_succeeded(self, adapter: Adapter) -> None:
        self.came.emit([adapter])
        self._messages.undoable(
            self.tr("The skill was duplicated as “{name}”.").format(name=adapter.name), partial(self.delete, [adapter])
        )

    @Slot(object)
    def _on_bin_succeeded(self, adapters: list[Adapter]) -> None:
        self.went.emit()
        text = self.tr("{count} skills were deleted.").format(count=len(adapters))
        if len(adapters) == 1:
            text = self.tr("“{name}” was deleted.").format(name=adapters[0].name)
        self._messages.undoable(text, partial(self.restore, [adapter.id for adapter in adapters]))

    def _on_tags_succeeded(self, before: Mapping[str, Sequence[str]], adapters: list[Adapter]) -> None:
        text = self.tr("The tags of {count} skills were changed.").format(count=len(adapters))
        self._messages.undoable(text, partial(self._put_tags_back, before))

    def _put_tags_back(self, before: Mapping[str, Sequence[str]]) -> None:
        self._runner.run(set_tags, tags=before).succeeded.connect(self.marked)


def common_tags(adapters: Sequence[Adapter]) -> tuple[str, ...]:
    """The tags that all of these have, in the order of the first."""
    first, *others = adapters
    return tuple(tag for tag in first.tags if all(tag in each.tags for each in others))
