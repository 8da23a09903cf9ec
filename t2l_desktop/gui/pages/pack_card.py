"""One installed pack: what it can do, whether it fits, and what can be done with it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import QDate, QLocale, Qt, Signal, Slot
from PySide6.QtWidgets import QWidget

from t2l_desktop.core.errors import UserFacingError
from t2l_desktop.core.records import Pack
from t2l_desktop.gui import errors
from t2l_desktop.gui.card_words import modest_words
from t2l_desktop.gui.jobs.job import Job
from t2l_desktop.gui.language import language_name, listed
from t2l_desktop.gui.pages.pack_context import PackContext
from t2l_desktop.gui.widgets.basics import button, label, row, set_role, stack
from t2l_desktop.gui.widgets.busy import BusyRow
from t2l_desktop.gui.widgets.section import Cell, Section, Table
from t2l_desktop.library.packs import STARTER
from t2l_desktop.operations.fit import Fit, default_context
from t2l_desktop.operations.pack_test import PackCheck
from t2l_desktop.operations.packs import LONGEST_CONTEXT

_ROUNDING = 1e-6  # of float32, which depends on the machine


class PackCard(Section):
    """Tells what is wished for its pack; what came of it is shown here too."""

    use_requested = Signal(object)
    verify_requested = Signal(object)
    export_requested = Signal(object)
    remove_requested = Signal(object)
    context_requested = Signal(object, int)

    def __init__(self, pack: Pack) -> None:
        super().__init__()
        self.pack = pack
        self._is_current = False
        self._fit: Fit | UserFacingError | None = None
        self._checks: Sequence[PackCheck] = ()
        self._badge = label("muted", wraps=False)
        self._can = label("plain")
        self._memory = label("muted")
        self.shrink = button("plain")
        self._found = label("plain")
        self.use = button("plain")
        self.verify = button("plain")
        self.export = button("plain")
        self.remove = button("plain")
        self.more = button("link")
        self._details = QWidget()
        self._table = Table(1)
        self.context = PackContext()
        self.busy = BusyRow()
        self._build_ui()
        self._connect_signals()
        self._retranslate()

    def show_pack(self, pack: Pack) -> None:
        """The pack as it is by now; what was found held for the one before, and what fits is measured anew."""
        self.pack, self._checks = pack, ()
        self._retranslate()

    def set_current(self, current: bool) -> None:
        """Whether the app works with this pack now."""
        self._is_current = current
        self._retranslate()

    def show_fit(self, fit: Fit | UserFacingError) -> None:
        """Whether it fits into memory, or why nobody can say."""
        self._fit = fit
        self._retranslate()

    def show_checks(self, checks: Sequence[PackCheck]) -> None:
        """What was found when it was verified."""
        self._checks = checks
        self._retranslate()

    def hold(self, job: Job) -> None:
        """Begin nothing else with the pack until the job is finished."""
        self._set_free(free=False)
        job.finished.connect(self._on_job_finished)

    def _set_free(self, *, free: bool) -> None:
        for each in (self.shrink, self.verify, self.export, self.remove, self.context):
            each.setEnabled(free)

    def _build_ui(self) -> None:
        head = row(spacing=12)
        self.column.removeWidget(self.heading)
        head.addWidget(self.heading, 1)
        head.addWidget(self._badge)
        buttons = row()
        for each in (self.use, self.shrink, self.verify, self.export, self.more):
            buttons.addWidget(each)
        buttons.addStretch(1)
        buttons.addWidget(self.remove)
        details = stack()
        details.addLayout(self._table)
        details.addWidget(self.context)
        self._details.setLayout(details)
        self._details.hide()
        self.context.hide()
        self._found.hide()
        self.more.setCheckable(True)
        self.column.addLayout(head)
        for shown in (self._can, self._memory, self._found, self._details, self.busy):
            self.column.addWidget(shown)
        self.column.addLayout(buttons)
        # not before it is inside the card: shown without a parent it would be a window of its own for a moment
        self.remove.setVisible(self.pack.id != STARTER)

    def _connect_signals(self) -> None:
        self.use.clicked.connect(self._on_use_clicked)
        self.verify.clicked.connect(self._on_verify_clicked)
        self.export.clicked.connect(self._on_export_clicked)
        self.shrink.clicked.connect(self._on_shrink_clicked)
        self.remove.clicked.connect(self._on_remove_clicked)
        self.context.chosen.connect(self._on_context_chosen)
        self.more.toggled.connect(self._details.setVisible)

    def _retranslate(self) -> None:
        self.heading.setText(self.pack.name)
        self._badge.setText(self.tr("In use") if self._is_current else "")
        self.use.setText(self.tr("Use this model"))
        self.use.setVisible(not self._is_current)
        self.verify.setText(self.tr("Verify"))
        self.export.setText(self.tr("Export…"))
        self.remove.setText(self.tr("Remove"))
        self.more.setText(self.tr("Details"))
        for each in (self.use, self.verify, self.export, self.remove, self.more):
            each.setAccessibleName(f"{each.text()}: {self.pack.name}")
        self._can.setText(self._abilities())
        self._show_fit()
        self._show_checks()
        self._table.fill(self._facts())

    def _abilities(self) -> str:
        writes = self.pack.can_create
        if writes and self.pack.base is not None:
            does = self.tr("Writes skills and chats with them.")
        elif writes:
            does = self.tr("Writes skills as PEFT folders, from the command line; it has no model to chat with.")
        else:
            does = self.tr("Chats, and takes skills from elsewhere; it cannot write any.")
        if not writes:
            return does
        languages = listed(language_name(code) for code in self.pack.languages)
        reads = self.tr("Descriptions in: {languages}.").format(languages=languages)
        return errors.joined(does, reads, modest_words(self.pack))

    def _show_fit(self) -> None:
        fit = self._fit if isinstance(self._fit, Fit) else None
        said = fit.words if fit is not None else self._fit
        words = errors.in_one_line(said) if isinstance(said, UserFacingError) else ""
        self._memory.setText(words)
        self._memory.setVisible(bool(words))
        self.context.setVisible(self._has_choice())
        if fit is not None and self._has_choice():
            most = min(fit.trained_length, LONGEST_CONTEXT)
            self.context.show_size(min(default_context(self.pack), most), most)
        smaller = fit.smaller_context if fit is not None else None
        self.shrink.setVisible(smaller is not None and self.pack.id != STARTER)
        self.shrink.setText(self.tr("Read at most {count} tokens").format(count=smaller))
        set_role(self._memory, "muted" if self._fit is None or (fit is not None and fit.fits) else "warn")

    def _has_choice(self) -> bool:
        """Whether one can say how much is read at once."""
        return isinstance(self._fit, Fit) and self._fit.trained_length > 0 and self.pack.id != STARTER

    def _show_checks(self) -> None:
        failed = [check for check in self._checks if not check.passed]
        tried = [check for check in self._checks if not check.is_of_file]
        lines = [errors.in_one_line(check.words) for check in failed or tried]
        if self._checks and not failed:
            text = self.tr("Everything is in order: all {count} files are as they were made.")
            lines.insert(0, text.format(count=len(self._checks) - len(tried)))
        self._found.setText("\n".join(lines))
        self._found.setVisible(bool(lines))
        set_role(self._found, "error" if failed else "muted")

    def _facts(self) -> list[Sequence[Cell]]:
        pack, said = self.pack, self.pack.card.get("imported")
        imported: Mapping[str, object] = said if isinstance(said, dict) else {}
        base, hypernet = _text(imported, "base_file"), _text(imported, "hypernet_folder") or self.tr("yes")
        facts: list[tuple[str, Any]] = [
            (self.tr("Base model"), (base or pack.base.name) if pack.base is not None else self.tr("none")),
            (self.tr("Hypernetwork"), hypernet if pack.hypernet is not None else self.tr("none")),
            (self.tr("Its conversion"), self._conversion(imported)),
            (self.tr("Embedder"), self._embedder()),
            (
                self.tr("Context"),
                "" if self._has_choice() else self.tr("{count} tokens").format(count=pack.context_length),
            ),
            (self.tr("Licence"), pack.licence or self.tr("not named")),
            (self.tr("Fingerprint of the base"), pack.base_fingerprint[:16]),
            (self.tr("Added on"), _date(_text(imported, "at"))),
            (self.tr("Trained on"), _text(pack.card, "machine")),
            (self.tr("Folder"), str(pack.folder)),
        ]
        return [((name, "muted"), (str(value), "plain")) for name, value in facts if value != ""]

    def _conversion(self, imported: Mapping[str, object]) -> str:
        """What putting the hypernetwork into our own format changed in the numbers of its skills."""
        difference, largest = imported.get("largest_difference"), imported.get("of_values_up_to")
        if not isinstance(difference, float) or not isinstance(largest, float):
            return ""
        if difference <= _ROUNDING * largest:
            return self.tr("exact")
        text = self.tr("changes the numbers of skills by at most {difference}, where they go up to {largest}")
        figures = QLocale()
        return text.format(difference=figures.toString(difference, "g", 2), largest=figures.toString(largest, "g", 2))

    def _embedder(self) -> str:
        if self.pack.embeds_with_base:
            return self.tr("the base model itself")
        return self.pack.embedder.name if self.pack.embedder is not None else self.tr("none")

    @Slot()
    def _on_job_finished(self) -> None:
        self._set_free(free=True)

    @Slot()
    def _on_use_clicked(self) -> None:
        self.use_requested.emit(self.pack)

    @Slot()
    def _on_verify_clicked(self) -> None:
        self.verify_requested.emit(self.pack)

    @Slot()
    def _on_export_clicked(self) -> None:
        self.export_requested.emit(self.pack)

    @Slot()
    def _on_shrink_clicked(self) -> None:
        if isinstance(self._fit, Fit) and self._fit.smaller_context is not None:
            self.context_requested.emit(self.pack, self._fit.smaller_context)

    @Slot(int)
    def _on_context_chosen(self, tokens: int) -> None:
        self.context_requested.emit(self.pack, tokens)

    @Slot()
    def _on_remove_clicked(self) -> None:
        self.remove_requested.emit(self.pack)


def _text(said: Mapping[str, object], key: str) -> str:
    """A text that a card may hold; whatever else stands there is not shown."""
    value = said.get(key)
    return value if isinstance(value, str) else ""


def _date(text: str) -> str:
    date = QDate.fromString(text, Qt.DateFormat.ISODate)
    return QLocale().toString(date, QLocale.FormatType.ShortFormat) if date.isValid() else ""
