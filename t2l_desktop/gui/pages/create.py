"""The first page: say what the model should be good at, get a skill."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QWidget

from t2l_desktop.core.records import Adapter, Example, Pack
from t2l_desktop.gui import errors
from t2l_desktop.gui.card_words import modest_words
from t2l_desktop.gui.jobs.job import Job
from t2l_desktop.gui.jobs.runner import JobRunner, Lane
from t2l_desktop.gui.language import chosen
from t2l_desktop.gui.messages import MessageBus
from t2l_desktop.gui.pages.result_card import ResultCard
from t2l_desktop.gui.preferences import Preferences
from t2l_desktop.gui.shortcuts import Key, shown
from t2l_desktop.gui.widgets.basics import Page, button, label, row, stack
from t2l_desktop.gui.widgets.busy import BusyRow
from t2l_desktop.gui.widgets.description import DescriptionEdit, LengthNote
from t2l_desktop.gui.widgets.empty import EmptyState
from t2l_desktop.gui.widgets.examples import ExampleChips
from t2l_desktop.gui.widgets.familiarity import FamiliarityGauge
from t2l_desktop.gui.widgets.foreign_note import ForeignNote
from t2l_desktop.gui.widgets.translated import Translated
from t2l_desktop.gui.widgets.typist import Typist
from t2l_desktop.operations.adapters import CreatedAdapter, create_adapter


class CreatePage(Translated, Page):
    """Description, Create, the latest result, and below it examples."""

    created = Signal()
    adapters_changed = Signal()
    chat_requested = Signal(object, float, bool)
    sheet_requested = Signal(object, float, bool)
    models_requested = Signal()

    def __init__(self, runner: JobRunner, messages: MessageBus, preferences: Preferences) -> None:
        super().__init__()
        self._runner = runner
        self._messages = messages
        self._preferences = preferences
        self._pack: Pack | None = None
        self._job: Job | None = None
        self._message = ""
        self._offered: Sequence[Example] = ()
        self._form = QWidget()
        self._title = label("title")
        self._lead = label("muted")
        self._description = DescriptionEdit()
        self._typist = Typist(self._description)
        self._note = ForeignNote(self._description)
        self._length_note = LengthNote(self._description)
        self._create = button("filled")
        self._keys = label("muted", wraps=False)
        self._gauge = FamiliarityGauge(runner, preferences)
        self._doubt = label("warn")
        self._busy = BusyRow()
        self._examples = ExampleChips()
        self._result = ResultCard(runner, messages, preferences)
        self._empty = EmptyState("create")
        self._build_ui()
        self._connect_signals()
        self._retranslate()

    def set_pack(self, pack: Pack | None) -> None:
        """Create with this pack from now on; without one, or with one that cannot, the page says what to do."""
        self._pack = pack
        self._form.setVisible(self._can_create)
        self._empty.setVisible(not self._can_create)
        self._gauge.set_pack(pack)
        self._note.set_languages(pack.languages if pack is not None else ())
        self._retranslate()
        self._on_description_text_changed()

    @property
    def _can_create(self) -> bool:
        return self._pack is not None and self._pack.can_create_and_chat

    @property
    def can_show_how(self) -> bool:
        """Whether there is an example to show."""
        return self._can_create and bool(self._offered)

    def show_how(self) -> None:
        """Type the first example and press Create before the person's eyes; words that are there already serve too."""
        if self._typist.is_typing:
            return
        if self._description.toPlainText().strip():
            self._create.animateClick()
        elif self._offered:
            self._typist.type(self._offered[0].description)

    def describe(self, description: str) -> None:
        """Begin with this description, to be changed."""
        self._typist.stop()
        self._description.setPlainText(description)
        self._description.moveCursor(QTextCursor.MoveOperation.End)
        self._description.setFocus()
        self.ensureWidgetVisible(self._title)

    @Slot()
    def reload(self) -> None:
        """Read the shown skill again."""
        self._result.reload()

    def replace_skill(self, former_id: str, adapter: Adapter) -> None:
        """Show what has taken a skill's place, where that one is shown."""
        self._result.replace_skill(former_id, adapter)

    def _build_ui(self) -> None:
        form = stack()
        self._form.setLayout(form)
        self.column.addWidget(self._form)
        form.addWidget(self._title)
        form.addWidget(self._lead)
        form.addWidget(self._description)
        form.addWidget(self._note)
        form.addWidget(self._length_note)
        action = row(spacing=12)
        action.addWidget(self._create)
        action.addWidget(self._keys)
        action.addStretch(1)
        action.addWidget(self._gauge)
        form.addLayout(action)
        form.addWidget(self._doubt)
        form.addWidget(self._busy)
        form.addWidget(self._result)
        form.addWidget(self._examples)
        self.column.addWidget(self._empty, 1)
        self.column.addStretch(1)
        self.setFocusProxy(self._description)
        for each in (self._doubt, self._result, self._empty):
            each.hide()

    def _connect_signals(self) -> None:
        self._description.textChanged.connect(self._on_description_text_changed)
        self._description.send_requested.connect(self._on_create_clicked)
        self._description.refused.connect(self._messages.info)
        self._create.clicked.connect(self._on_create_clicked)
        self._gauge.doubted.connect(self._on_gauge_doubted)
        self._typist.finished.connect(self._create.animateClick)
        self._examples.chosen.connect(self._on_example_chosen)
        self._empty.action_requested.connect(self.models_requested)
        self._result.saved.connect(self.adapters_changed)
        self._result.chat_requested.connect(self.chat_requested)
        self._result.sheet_requested.connect(self.sheet_requested)

    def _retranslate(self) -> None:
        self._title.setText(self.tr("What should your model be good at?"))
        lead = self.tr("Describe it in a sentence or two. A small skill is written for it on this computer.")
        self._lead.setText(errors.joined(lead, modest_words(self._pack) if self._pack is not None else ""))
        self._offered = self._in_words_of_the_window()
        self._examples.set_examples(self._offered)
        # the last one, which has no chip where there are many
        last = self._offered[-1].description if self._offered else ""
        self._description.setPlaceholderText(
            self.tr("For example: {description}").format(description=last) if last else ""
        )
        self._description.setAccessibleName(self._title.text())
        self._create.setText(self.tr("Create"))
        self._keys.setText(shown(Key.CREATE))
        self._explain_emptiness()

    def _explain_emptiness(self) -> None:
        if self._pack is None:
            self._empty.say(
                self.tr("No model is installed"),
                self.tr("Add one on the Models page."),
                action=self.tr("Choose a model"),
            )
        elif self._pack.can_create:
            self._empty.say(
                self.tr("This model writes skills from the command line only"),
                self.tr("It has no model to chat with, so a skill could not be tried here. Use another model."),
                action=self.tr("Choose a model"),
            )
        else:
            self._empty.say(
                self.tr("This model chats but cannot write skills"),
                self.tr("Use one that writes them, or add this one again with a hypernetwork and an embedder for it."),
                action=self.tr("Choose a model"),
            )

    def _in_words_of_the_window(self) -> Sequence[Example]:
        """The pack's examples in the language of the window, or all of them where it has none."""
        examples = self._pack.examples if self._pack is not None else ()
        language = chosen(self._preferences.current.language)
        return [each for each in examples if each.language == language] or examples

    def _show_state(self) -> None:
        can_be_used = bool(self._description.description) and not self._description.is_too_long
        self._create.setEnabled(self._can_create and self._job is None and can_be_used)

    @Slot()
    def _on_description_text_changed(self) -> None:
        self._show_state()
        self._gauge.measure_soon(self._description.description)

    @Slot(str)
    def _on_gauge_doubted(self, doubt: str) -> None:
        self._doubt.setText(doubt)
        self._doubt.setVisible(bool(doubt))

    @Slot(str)
    def _on_example_chosen(self, description: str) -> None:
        self._description.setPlainText(description)
        self._description.setFocus()
        self.ensureWidgetVisible(self._description)

    @Slot()
    def _on_create_clicked(self) -> None:
        description = self._description.description
        if not self._create.isEnabled() or self._pack is None:
            return
        self._typist.stop()
        self._gauge.stop()
        self._result.stop_measuring()
        self._message = next((e.message for e in self._pack.examples if e.description.strip() == description), "")
        self._job = self._runner.run(
            create_adapter,
            lane=Lane.GENERATOR,
            description=description,
            pack=self._pack,
            device=self._preferences.current.device,
        )
        self._job.succeeded.connect(partial(self._on_create_succeeded, self._pack))
        self._job.finished.connect(self._on_create_finished)
        self._busy.follow(self._job, self.tr("Writing the skill…"))
        self._show_state()

    def _on_create_succeeded(self, pack: Pack, created: CreatedAdapter) -> None:
        self._result.show_result(created, pack, self._message)
        QTimer.singleShot(0, self._show_result)
        self.created.emit()

    @Slot()
    def _show_result(self) -> None:
        self.ensureWidgetVisible(self._result, 0, 24)

    @Slot()
    def _on_create_finished(self) -> None:
        self._job = None
        self._on_description_text_changed()
