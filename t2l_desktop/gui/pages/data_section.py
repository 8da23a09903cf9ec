"""Where the person's data are: what they take, moving them, backing them up and restoring them."""

from __future__ import annotations

import os
from functools import partial
from pathlib import Path

from PySide6.QtCore import QLocale, Qt, Signal, Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from t2l_desktop.gui import files
from t2l_desktop.gui.errands import Errand, Outcome
from t2l_desktop.gui.jobs.runner import JobRunner, Lane
from t2l_desktop.gui.messages import MessageBus
from t2l_desktop.gui.models.records import date_and_time
from t2l_desktop.gui.sizes import size_text
from t2l_desktop.gui.widgets.basics import Check, button, frame, label, row, stack
from t2l_desktop.gui.widgets.busy import BusyRow
from t2l_desktop.gui.widgets.section import Section
from t2l_desktop.library.data_bundle import BackupFacts
from t2l_desktop.library.restoring import KeptData
from t2l_desktop.operations.backups import Restored, back_up_data, bring_back, look_at_backup, restore_data
from t2l_desktop.operations.data_folder import DataFacts, MovePlan, measure_data, move_data, plan_move

Asked = MovePlan | tuple[Path, BackupFacts] | KeptData
_ROWS = ("folder", "backup", "restore", "kept")


class DataSection(Section):
    """Looks at the data folder whenever it is shown; what changes the whole folder is an errand for others."""

    errand_requested = Signal(object)
    asked = Signal()

    def __init__(self, runner: JobRunner, messages: MessageBus) -> None:
        super().__init__()
        self._runner = runner
        self._messages = messages
        self._facts: DataFacts | None = None
        self._asked: Asked | None = None
        self._names: dict[str, QLabel] = {name: label("plain") for name in _ROWS}
        self._notes: dict[str, QLabel] = {name: label("muted") for name in _ROWS}
        self._room = label("muted")
        self.with_packs = Check()
        self.show_folder, self.relocate = button("plain"), button("plain")
        self.back_up, self.restore, self.bring_back = button("plain"), button("plain"), button("plain")
        self.busy = BusyRow()
        self._looking = BusyRow()  # one may look for what to do next while a backup is still being written
        self._question = QWidget()
        self._question_text = label("strong")
        self._question_note = label("muted")
        self.go, self.leave = button("filled"), button("plain")
        self._grid = QGridLayout()
        self._build_ui()
        self._connect_signals()
        self._retranslate()

    def tell(self, errand: Errand, outcome: Outcome) -> None:
        """Say what came of an errand, and offer what can be done about it now."""
        if isinstance(outcome, Restored):
            self._messages.undoable(errand.done, partial(self._begin, outcome.kept))
        else:
            files.offer_folder(self._messages, errand.done, outcome.paths.data)

    def ask_to_restore(self, file: Path) -> None:
        """Look at a backup, say what is in it, and ask whether it shall take the place of what is here now."""
        job = self._runner.run(look_at_backup, lane=Lane.FILES, file=file)
        job.succeeded.connect(partial(self._on_look_succeeded, file))
        self._looking.follow(job, self.tr("Reading the backup…"))

    def _build_ui(self) -> None:
        grid = self._grid
        grid.setHorizontalSpacing(24)
        grid.setVerticalSpacing(2)
        grid.setColumnStretch(0, 1)
        more: dict[str, QWidget] = {"folder": self._room, "backup": self.with_packs}
        buttons = ((self.show_folder, self.relocate), (self.back_up,), (self.restore,), (self.bring_back,))
        for number, (name, offered) in enumerate(zip(_ROWS, buttons, strict=True)):
            first = 4 * number
            grid.addWidget(self._names[name], first, 0)
            grid.addWidget(self._notes[name], first + 1, 0)
            if name in more:
                grid.addWidget(more[name], first + 2, 0)
            across = row()
            for each in offered:
                across.addWidget(each)
            grid.addLayout(across, first, 1, 3, 1, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            if number < len(_ROWS) - 2:
                grid.setRowMinimumHeight(first + 3, 16)
        self.column.addLayout(grid)
        self.column.addWidget(self.busy)
        self.column.addWidget(self._looking)
        self.column.addWidget(self._question)
        answers = row()
        answers.addWidget(self.go)
        answers.addWidget(self.leave)
        answers.addStretch(1)
        question = stack(spacing=8)
        question.addWidget(frame("line"))
        question.addWidget(self._question_text)
        question.addWidget(self._question_note)
        question.addLayout(answers)
        self._question.setLayout(question)
        self._question.hide()
        self._show_facts()

    def _connect_signals(self) -> None:
        self.show_folder.clicked.connect(self._on_open_clicked)
        self.relocate.clicked.connect(self._on_move_clicked)
        self.back_up.clicked.connect(self._on_back_up_clicked)
        self.restore.clicked.connect(self._on_restore_clicked)
        self.bring_back.clicked.connect(self._on_bring_back_clicked)
        self.go.clicked.connect(self._on_go_clicked)
        self.leave.clicked.connect(self._on_leave_clicked)

    def _retranslate(self) -> None:
        self.heading.setText(self.tr("Your data"))
        for name, title in self._titles().items():
            self._names[name].setText(title)
        self.show_folder.setText(self.tr("Open"))
        self.show_folder.setAccessibleName(self.tr("Open the data folder"))
        self.relocate.setText(self.tr("Move…"))
        self.relocate.setAccessibleName(self.tr("Move the data folder…"))
        self.back_up.setText(self.tr("Back up…"))
        self.restore.setText(self.tr("Restore…"))
        self.bring_back.setText(self.tr("Bring back…"))
        self.bring_back.setAccessibleName(self.tr("Bring back what was here before the last restore…"))
        self.leave.setText(self.tr("Not now"))
        self._show_facts()
        self._show_question()

    def _titles(self) -> dict[str, str]:
        return {
            "folder": self.tr("Data folder"),
            "backup": self.tr("Backup"),
            "restore": self.tr("Restore"),
            "kept": self.tr("Before the last restore"),
        }

    def _show_facts(self) -> None:
        facts = self._facts
        backup = self.tr("Skills, chats and settings in one file, to keep in another place.")
        if facts is not None and facts.backed_up_at is not None:
            own = self.tr("The app itself keeps copies of all chats and of the list of skills; the last is of {date}.")
            backup = f"{backup}\n{own.format(date=date_and_time(facts.backed_up_at))}"
        self._notes["backup"].setText(backup)
        self._notes["restore"].setText(
            self.tr("Puts a backup in the place of what is here now, which is kept for thirty days.")
        )
        kept = facts.kept[0] if facts is not None and facts.kept else None
        for each in (self._names["kept"], self._notes["kept"], self.bring_back):
            each.setVisible(kept is not None)
        self._grid.setRowMinimumHeight(4 * len(_ROWS) - 5, 16 if kept is not None else 0)
        if kept is not None:
            self._notes["kept"].setText(self.tr("What was here until {date}.").format(date=date_and_time(kept.at)))
        self.with_packs.setVisible(facts is not None and facts.packs_nbytes > 0)
        self._room.setVisible(facts is not None)
        if facts is None:
            return
        self._notes["folder"].setText(_breakable(facts.folder))
        room = self.tr("{size}; {free} free on this drive.")
        if facts.packs_nbytes:
            room = self.tr("{size} in all ({models} for models); {free} free on this drive.")
        sizes = {"size": facts.nbytes, "models": facts.packs_nbytes, "free": facts.free}
        self._room.setText(room.format(**{name: size_text(count) for name, count in sizes.items()}))
        self.with_packs.setText(self.tr("With the models ({size})").format(size=size_text(facts.packs_nbytes)))

    def _show_question(self) -> None:
        self._question.setVisible(self._asked is not None)
        self.go.setText(self.tr("Move now"))
        if self._asked is None:
            return
        text, note, go = self._words(self._asked)
        self._question_text.setText(text)
        self._question_note.setText(note)
        self.go.setText(go)

    def _words(self, asked: Asked) -> tuple[str, str, str]:
        """The question, what follows, and what the button says."""
        if isinstance(asked, MovePlan):
            text = self.tr("Move everything to {folder}?").format(folder=_breakable(asked.target))
            note = self.tr("Chats and skills are closed meanwhile. Cancel leaves everything where it is.")
            return text, note, self.tr("Move now")
        kept = self.tr("What is here now is kept for thirty days and can be brought back.")
        if isinstance(asked, KeptData):
            return (
                self.tr("Bring back what was here until {date}?").format(date=date_and_time(asked.at)),
                kept,
                self.tr("Bring back"),
            )
        _, facts = asked
        text = self.tr("Restore the backup of {date}?").format(date=date_and_time(facts.created_at))
        inside = self.tr("Skills in it: {skills}. Chats in it: {chats}.").format(
            skills=QLocale().toString(facts.adapters), chats=QLocale().toString(facts.chats)
        )
        return text, f"{inside}\n{kept}", self.tr("Restore now")

    def _errand(self, asked: Asked) -> Errand:
        if isinstance(asked, MovePlan):
            return Errand(
                operation=move_data,
                arguments={"target": asked.target},
                doing=self.tr("Moving your data…"),
                done=self.tr("Your data is in {folder} now.").format(folder=asked.target),
            )
        if isinstance(asked, KeptData):
            return Errand(
                operation=bring_back,
                arguments={"kept": asked},
                doing=self.tr("Bringing back what was here…"),
                done=self.tr("What was here before is back."),
            )
        return Errand(
            operation=restore_data,
            arguments={"file": asked[0]},
            doing=self.tr("Checking and restoring the backup…"),
            done=self.tr("The backup of {date} was restored.").format(date=date_and_time(asked[1].created_at)),
        )

    def _ask(self, asked: Asked | None) -> None:
        self._asked = asked
        self._show_question()
        if asked is not None:
            self.go.setFocus()
            self.asked.emit()
        else:
            self.relocate.setFocus()

    def _begin(self, asked: Asked) -> None:
        self.errand_requested.emit(self._errand(asked))

    def _measure(self) -> None:
        self._runner.run(measure_data, lane=Lane.FILES).succeeded.connect(self._on_measure_succeeded)

    @Slot(object)
    def _on_measure_succeeded(self, facts: DataFacts) -> None:
        self._facts = facts
        self._show_facts()

    @Slot()
    def _on_open_clicked(self) -> None:
        if self._facts is not None:
            files.show_folder(self._facts.folder)

    @Slot()
    def _on_move_clicked(self) -> None:
        folder = files.ask_for_data_folder(self)
        if folder is not None:
            job = self._runner.run(plan_move, lane=Lane.FILES, folder=folder)
            job.succeeded.connect(self._on_plan_succeeded)
            self._looking.follow(job, self.tr("Looking at the folder…"))

    @Slot(object)
    def _on_plan_succeeded(self, plan: MovePlan) -> None:
        self._ask(plan)

    @Slot()
    def _on_back_up_clicked(self) -> None:
        out = files.ask_where_to_back_up(self)
        if out is None:
            return
        with_packs = self.with_packs.isChecked() and not self.with_packs.isHidden()
        job = self._runner.run(back_up_data, lane=Lane.FILES, out=out, with_packs=with_packs)
        job.succeeded.connect(self._on_back_up_succeeded)
        self.busy.follow(job, self.tr("Writing the backup…"))

    @Slot(object)
    def _on_back_up_succeeded(self, path: Path) -> None:
        text = self.tr("The backup was written to {path}.").format(path=path)
        files.offer_folder(self._messages, text, path.parent)

    @Slot()
    def _on_restore_clicked(self) -> None:
        file = files.ask_for_backup(self)
        if file is not None:
            self.ask_to_restore(file)

    def _on_look_succeeded(self, file: Path, facts: BackupFacts) -> None:
        self._ask((file, facts))

    @Slot()
    def _on_bring_back_clicked(self) -> None:
        if self._facts is not None and self._facts.kept:
            self._ask(self._facts.kept[0])

    @Slot()
    def _on_go_clicked(self) -> None:
        asked = self._asked
        if asked is not None:
            self._ask(None)
            self._begin(asked)

    @Slot()
    def _on_leave_clicked(self) -> None:
        self._ask(None)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._measure()


def _breakable(path: Path) -> str:
    """A path that may go on in the next line after each of its folders."""
    return str(path).replace(os.sep, f"{os.sep}\u200b")
