"""What can be done with several skills at once."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from t2l_desktop.core.recipes import MAX_PARTS
from t2l_desktop.core.records import Adapter
from t2l_desktop.gui.exporting import ExportMenu
from t2l_desktop.gui.jobs.runner import JobRunner
from t2l_desktop.gui.language import listed
from t2l_desktop.gui.messages import MessageBus
from t2l_desktop.gui.pages.skill_rows import MOST_ROWS
from t2l_desktop.gui.skill_actions import SkillActions, common_tags
from t2l_desktop.gui.widgets.basics import button, label
from t2l_desktop.gui.widgets.flow import FlowLayout
from t2l_desktop.gui.widgets.tag_edit import TagEdit
from t2l_desktop.gui.widgets.translated import Translated

_NAMED = 12  # skills; the others are counted


class SkillSelection(Translated, QWidget):
    """Stands where the details stand while two skills or more are selected."""

    chat_requested = Signal(object)
    blend_requested = Signal(object)

    def __init__(self, runner: JobRunner, messages: MessageBus, actions: SkillActions) -> None:
        super().__init__()
        self._actions = actions
        self._adapters: Sequence[Adapter] = ()
        self._title = label("heading")
        self._names = label("muted")
        self._chat = button("filled")
        self._why_no_chat = label("muted")
        self._blend = button("plain")
        self._export = button("plain")
        self._favourite = button("plain")
        self._delete = button("plain")
        self._export_menu = ExportMenu(self, runner, messages)
        self._tags_label = label("strong")
        self._tags = TagEdit()
        self._build_ui()
        self._connect_signals()
        self._retranslate()

    def set_skills(self, adapters: Sequence[Adapter]) -> None:
        """Act on these from now on."""
        if [each.id for each in adapters] != [each.id for each in self._adapters]:
            self._tags.clear_line()
        self._adapters = adapters
        self._export_menu.set_adapters(adapters)
        self._tags.set_tags(common_tags(adapters))
        self._retranslate()

    def set_known_tags(self, tags: Sequence[str]) -> None:
        """Offer these while one types a tag."""
        self._tags.set_known(tags)

    def _build_ui(self) -> None:
        self._export.setMenu(self._export_menu)
        self.buttons = QWidget()
        flow = FlowLayout(self.buttons, 8)
        for each in (self._chat, self._blend, self._export, self._favourite, self._delete):
            flow.addWidget(each)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 2, 8, 8)
        whole.setSpacing(14)
        for widget in (self._title, self._names, self.buttons, self._why_no_chat, self._export_menu.busy):
            whole.addWidget(widget)
        whole.addWidget(self._tags_label)
        whole.addSpacing(-8)
        whole.addWidget(self._tags)
        whole.addStretch(1)

    def _connect_signals(self) -> None:
        self._chat.clicked.connect(self._on_chat_clicked)
        self._blend.clicked.connect(self._on_blend_clicked)
        self._favourite.clicked.connect(self._on_favourite_clicked)
        self._delete.clicked.connect(self._on_delete_clicked)
        self._tags.tags_changed.connect(self._on_tags_changed)

    def _retranslate(self) -> None:
        count = len(self._adapters)
        self._title.setText(self.tr("{count} skills selected").format(count=count))
        names = [adapter.name for adapter in self._adapters[:_NAMED]]
        more = [self.tr("{count} more").format(count=count - _NAMED)] if count > _NAMED else []
        self._names.setText(listed([*names, *more]))
        self._chat.setText(self.tr("Chat with them"))
        self._blend.setText(self.tr("Blend…"))
        self._blend.setToolTip(self.tr("Mix them into one new skill, each with a weight of its own"))
        self._export.setText(self.tr("Export…"))
        off, on = self.tr("Remove from favourites"), self.tr("Make them favourites")
        self._favourite.setText(off if self._are_favourites else on)
        self._delete.setText(self.tr("Delete"))
        self._tags_label.setText(self.tr("Tags that all of them have"))
        reason = self._reason()
        self._chat.setEnabled(not reason)
        self._blend.setEnabled(count <= MAX_PARTS and self._are_of_one_base)
        self._why_no_chat.setText(reason)
        self._why_no_chat.setVisible(bool(reason))

    @property
    def _are_favourites(self) -> bool:
        return all(adapter.is_favourite for adapter in self._adapters)

    @property
    def _are_of_one_base(self) -> bool:
        return len({adapter.base_fingerprint for adapter in self._adapters}) == 1

    def _reason(self) -> str:
        """Why one cannot chat with all of them at once; empty where one can."""
        if len(self._adapters) > MOST_ROWS:
            return self.tr("A chat takes at most {count} skills.").format(count=MOST_ROWS)
        if not self._are_of_one_base or len({adapter.pack_id for adapter in self._adapters}) > 1:
            return self.tr("These skills were made for different models, so they cannot be in one chat.")
        return ""

    @Slot()
    def _on_chat_clicked(self) -> None:
        self.chat_requested.emit(list(self._adapters))

    @Slot()
    def _on_blend_clicked(self) -> None:
        self.blend_requested.emit(list(self._adapters))

    @Slot()
    def _on_favourite_clicked(self) -> None:
        self._actions.set_favourite(self._adapters, favourite=not self._are_favourites)

    @Slot()
    def _on_delete_clicked(self) -> None:
        self._actions.delete(self._adapters)

    @Slot(object)
    def _on_tags_changed(self, tags: Sequence[str]) -> None:
        self._actions.set_tags(self._adapters, tags)
