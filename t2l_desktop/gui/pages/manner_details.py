"""The finer points of how a model is talked to: presets, system prompt, sampling."""

from __future__ import annotations

import dataclasses
import unicodedata
from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QSignalBlocker, QSize, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QKeyEvent, QWheelEvent
from PySide6.QtWidgets import QAbstractSpinBox, QDoubleSpinBox, QGridLayout, QLineEdit, QWidget

from t2l_desktop.core.records import Preset, Sampling
from t2l_desktop.gui.jobs.runner import JobRunner
from t2l_desktop.gui.messages import MessageBus, Notice
from t2l_desktop.gui.widgets.basics import Choice, button, label, margins, row, stack
from t2l_desktop.gui.widgets.inputs import SendingEdit
from t2l_desktop.gui.widgets.translated import Translated
from t2l_desktop.operations.presets import list_presets, remove_preset, save_preset
from t2l_desktop.operations.words import MAX_NAME

# name, least, most, step, decimals
_NUMBERS = (
    ("temperature", 0.0, 5.0, 0.1, 2),
    ("top_p", 0.01, 1.0, 0.05, 2),
    ("top_k", 0, 1000, 1, 0),
    ("min_p", 0.0, 1.0, 0.01, 2),
    ("repeat_penalty", 0.5, 2.0, 0.05, 2),
    ("max_tokens", 1, 32768, 16, 0),
    ("seed", 0, 2**31 - 1, 1, 0),
)
_PAUSE_MS = 400


class MannerDetails(Translated, QWidget):
    """System prompt and sampling; `changed` comes when the person pauses."""

    changed = Signal()

    def __init__(self, runner: JobRunner, messages: MessageBus) -> None:
        super().__init__()
        self._runner = runner
        self._messages = messages
        self._default = Sampling()
        self._presets: Sequence[Preset] = ()
        self._undo: Notice | None = None  # while there is something to bring back
        self._preset_label = label("plain", wraps=False)
        self.presets = Choice()
        self.name = QLineEdit(maxLength=MAX_NAME)
        self.save = button("link")
        self.remove = button("link")
        self._prompt_label = label("plain", wraps=False)
        self.prompt = SendingEdit(least_lines=2, most_lines=5, sends_with_enter=False)
        self._labels = {name: label("muted", wraps=False) for name, *_ in _NUMBERS}
        self.numbers = {name: _number(*limits) for name, *limits in _NUMBERS}
        self.reset = button("link")
        self._timer = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._build_ui()
        self._connect_signals()
        self._retranslate()

    @property
    def system_prompt(self) -> str:
        return self.prompt.toPlainText().strip()

    @property
    def sampling(self) -> Sampling | None:
        """What is chosen, or None while it is what the pack would choose."""
        values = {name: int(box.value()) if box.decimals() == 0 else box.value() for name, box in self.numbers.items()}
        chosen = Sampling(**values)  # type: ignore[arg-type]  # the whole numbers are those without decimals
        return None if chosen == self._default else chosen

    def set_default(self, sampling: Sampling) -> None:
        """What the pack would choose; shown where the person has chosen nothing else."""
        was_default = self.sampling is None
        self._default = sampling
        if was_default:
            self._show_sampling(sampling)

    def show_values(self, system_prompt: str, sampling: Sampling | None) -> None:
        """Show what a chat goes on with, by whatever preset it came; that is no choice by the person."""
        self._show_values(system_prompt, sampling)
        self._fill_presets("")

    def _show_values(self, system_prompt: str, sampling: Sampling | None) -> None:
        self._withdraw_undo()
        blocker = QSignalBlocker(self.prompt)
        if system_prompt != self.system_prompt:
            self.prompt.setPlainText(system_prompt)
        blocker.unblock()
        self._show_sampling(sampling or self._default)
        self._timer.stop()

    def settle(self) -> None:
        """Tell at once what a pause would have told."""
        if self._timer.isActive():
            self._timer.stop()
            self.changed.emit()

    def set_narrow(self, narrow: bool) -> None:
        """Whether there is half the room."""
        columns = 3 if narrow else 4
        for number, (name, box) in enumerate(self.numbers.items()):
            line, column = divmod(number, columns)
            self._grid.addWidget(self._labels[name], 2 * line, column)
            self._grid.addWidget(box, 2 * line + 1, column)
        for column in range(4):
            self._grid.setColumnStretch(column, int(column < columns))
        line, column = divmod(len(self.numbers), columns)
        self._grid.addWidget(self.reset, 2 * line + 1, column, alignment=Qt.AlignmentFlag.AlignLeft)

    @Slot()
    def reload(self) -> None:
        """Read the presets again."""
        self._runner.run(list_presets).succeeded.connect(self._on_presets_succeeded)

    def _build_ui(self) -> None:
        self._preset_label.setBuddy(self.presets)
        self._prompt_label.setBuddy(self.prompt)
        above = row(spacing=8)
        above.addWidget(self._preset_label)
        above.addWidget(self.presets, 1)
        above.addWidget(self.name, 1)
        above.addWidget(self.save)
        above.addWidget(self.remove)
        grid = QGridLayout()
        margins(grid, 0)
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(4)
        self._grid = grid
        for name, box in self.numbers.items():
            self._labels[name].setBuddy(box)
        self.set_narrow(False)
        whole = stack(spacing=8)
        whole.addLayout(above)
        whole.addWidget(self._prompt_label)
        whole.addWidget(self.prompt)
        whole.addLayout(grid)
        self.setLayout(whole)
        self.name.hide()

    def _connect_signals(self) -> None:
        self.prompt.textChanged.connect(self._timer.start)
        self.prompt.textChanged.connect(self._withdraw_undo)
        self.prompt.refused.connect(self._messages.info)
        for box in self.numbers.values():
            box.valueChanged.connect(self._timer.start)
        self._timer.timeout.connect(self.changed)
        self.presets.activated.connect(self._on_presets_activated)
        self.save.clicked.connect(self._on_save_clicked)
        self.name.returnPressed.connect(self._on_name_return_pressed)
        self.remove.clicked.connect(self._on_remove_clicked)
        self.reset.clicked.connect(self._on_reset_clicked)

    def _retranslate(self) -> None:
        self._preset_label.setText(self.tr("Preset"))
        self.presets.setAccessibleName(self.tr("Preset"))
        self.name.setPlaceholderText(self.tr("Name of the preset, then Enter"))
        self.name.setAccessibleName(self.tr("Name of the preset"))
        self.save.setText(self.tr("Save as a preset…"))
        self.remove.setText(self.tr("Delete this preset"))
        self._prompt_label.setText(self.tr("System prompt"))
        self.prompt.setAccessibleName(self.tr("System prompt"))
        self.prompt.setPlaceholderText(self.tr("What the model should keep to in every answer"))
        self.reset.setText(self.tr("Back to the usual"))
        words = {
            "temperature": (self.tr("Temperature"), self.tr("0 always takes the likeliest word; more is freer.")),
            "top_p": (self.tr("Top-p"), self.tr("Only the likeliest words that together have this share are drawn.")),
            "top_k": (self.tr("Top-k"), self.tr("Only so many of the likeliest words are drawn; 0 is no limit.")),
            "min_p": (self.tr("Min-p"), self.tr("Words below this share of the likeliest one are never drawn.")),
            "repeat_penalty": (self.tr("Repeat penalty"), self.tr("Above 1, words that were just used come less.")),
            "max_tokens": (self.tr("Longest answer"), self.tr("In tokens: short words, parts of words or letters.")),
            "seed": (self.tr("Seed"), self.tr("The same number draws the same answer; 0 is another one each time.")),
        }
        for name, (text, help_text) in words.items():
            self._labels[name].setText(text)
            self.numbers[name].setAccessibleName(text)
            self.numbers[name].setAccessibleDescription(help_text)
            for each in (self._labels[name], self.numbers[name]):
                each.setToolTip(help_text)
        self._fill_presets("")

    def _show_sampling(self, sampling: Sampling) -> None:
        for name, box in self.numbers.items():
            blocker = QSignalBlocker(box)
            box.setValue(getattr(sampling, name))
            blocker.unblock()

    @property
    def _built_in(self) -> list[Preset]:
        return [
            Preset(name=self.tr("Exact"), sampling=dataclasses.replace(self._default, temperature=0.0)),
            Preset(name=self.tr("Balanced"), sampling=dataclasses.replace(self._default, temperature=0.7)),
            Preset(name=self.tr("Inventive"), sampling=dataclasses.replace(self._default, temperature=1.1)),
        ]

    def _fill_presets(self, chosen: str) -> None:
        self.presets.clear()
        self.presets.addItem(self.tr("Choose a preset"), "")
        for preset in self._built_in:
            self.presets.addItem(preset.name, "")
        for preset in self._presets:
            self.presets.addItem(preset.name, preset.name)
        self.presets.setCurrentIndex(max(0, self.presets.findData(chosen)) if chosen else 0)
        self._show_removable()

    def _show_removable(self) -> None:
        self.remove.setVisible(bool(self.presets.currentData()) and self.name.isHidden())

    @Slot(object)
    def _on_presets_succeeded(self, presets: list[Preset]) -> None:
        self._presets = presets
        self._fill_presets(self.presets.currentData() or "")

    @Slot(int)
    def _on_presets_activated(self, index: int) -> None:
        self._show_removable()
        if index > 0:
            preset = [*self._built_in, *self._presets][index - 1]
            is_own = bool(self.presets.currentData())
            text = self.tr("The preset “{name}” replaced the system prompt with its own.").format(name=preset.name)
            self._change_to(preset.system_prompt if is_own else self.system_prompt, preset.sampling, text)

    @Slot()
    def _on_save_clicked(self) -> None:
        self.name.setText(self.presets.currentData() or "")
        self._show_naming(True)  # noqa: FBT003 - a private switch
        self.name.setFocus()

    @Slot()
    def _on_name_return_pressed(self) -> None:
        name = self.name.text().strip()
        if name:
            self._show_naming(False)  # noqa: FBT003 - a private switch
            self._keep(Preset(name=name, system_prompt=self.system_prompt, sampling=self.sampling or self._default))
            self.presets.setFocus()

    def _show_naming(self, naming: bool) -> None:
        self.name.setVisible(naming)
        self.presets.setVisible(not naming)
        self.save.setVisible(not naming)
        self._show_removable()

    def _keep(self, preset: Preset) -> None:
        job = self._runner.run(save_preset, preset=preset)
        job.succeeded.connect(partial(self._on_keep_succeeded, preset.name))

    def _on_keep_succeeded(self, name: str, presets: list[Preset]) -> None:
        self._presets = presets
        self._fill_presets(" ".join(name.split()))

    @Slot()
    def _on_remove_clicked(self) -> None:
        name = self.presets.currentData()
        preset = next((each for each in self._presets if each.name == name), None)
        if preset is None:
            return
        job = self._runner.run(remove_preset, name=preset.name)
        job.succeeded.connect(partial(self._on_remove_succeeded, preset))

    def _on_remove_succeeded(self, preset: Preset, presets: list[Preset]) -> None:
        self._on_presets_succeeded(presets)
        text = self.tr("The preset “{name}” was deleted.").format(name=preset.name)
        self._messages.undoable(text, partial(self._keep, preset))

    @Slot()
    def _on_reset_clicked(self) -> None:
        self._change_to("", None, self.tr("The system prompt was removed."))
        self._fill_presets("")

    def _change_to(self, system_prompt: str, sampling: Sampling | None, text: str) -> None:
        """Go on with other values; a system prompt that is lost by that can be brought back, which `text` is about."""
        former_prompt, former_sampling = self.system_prompt, self.sampling
        self._show_values(system_prompt, sampling)
        self.changed.emit()
        if former_prompt not in ("", system_prompt):
            self._undo = self._messages.undoable(text, partial(self._bring_back, former_prompt, former_sampling))

    def _bring_back(self, system_prompt: str, sampling: Sampling | None) -> None:
        self.show_values(system_prompt, sampling)
        self.changed.emit()

    @Slot()
    def _withdraw_undo(self) -> None:
        """What would come back is no longer this chat's, or would take the place of what was written since."""
        if self._undo is not None:
            self._messages.withdraw(self._undo)
            self._undo = None

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.name.isVisible():
            self._show_naming(False)  # noqa: FBT003 - a private switch
            self.save.setFocus()
            return
        super().keyPressEvent(event)


class _Number(QDoubleSpinBox):
    """A field for a number, as wide as its column, for digits of any width, that a turning wheel passes over."""

    def __init__(self) -> None:
        super().__init__()
        self.setButtonSymbols(QAbstractSpinBox.ButtonSymbols.NoButtons)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def validate(self, text: str, position: int) -> object:
        before, after = (unicodedata.normalize("NFKC", part) for part in (text[:position], text[position:]))
        return super().validate(before + after, len(before))

    def minimumSizeHint(self) -> QSize:
        return QSize(self.fontMetrics().horizontalAdvance("0000000"), super().minimumSizeHint().height())

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()


def _number(least: float, most: float, step: float, decimals: int) -> QDoubleSpinBox:
    made = _Number()
    made.setDecimals(decimals)
    made.setRange(least, most)
    made.setSingleStep(step)
    return made
