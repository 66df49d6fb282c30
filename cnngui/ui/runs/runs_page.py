"""The page "Runs". What it consists of is made when it is first seen: a start does not pay for it."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QSize, QTimer, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent, QKeySequence, QShowEvent
from PySide6.QtWidgets import QStackedWidget, QWidget

from cnngui.state.run_histories import RunHistories
from cnngui.state.run_list import RunList
from cnngui.state.settings import Settings
from cnngui.ui.runs.deeds import Deeds
from cnngui.ui.runs.overlay_options import OverlayOptions
from cnngui.ui.shared.widgets import EmptyState, Pane, bare_column, push_button

if TYPE_CHECKING:
    from cnngui.ui.runs.browser import RunBrowser
    from cnngui.ui.runs.details import RunDetails

_KEYS = QKeySequence.StandardKey


class RunsPage(QWidget):
    """Shows all runs, or one; while there are none, what to do.

    Undo and redo are the page's own while something in it has the keyboard.

    Attributes:
        header: how curves are drawn, for the tab strip above.

    Signals:
        train_wanted: a first run is to be trained. problem_raised, saved, told: for the window to say.
    """

    train_wanted = Signal()
    problem_raised = Signal(object)
    saved = Signal(str)
    told = Signal(str)

    def __init__(self, runs: RunList, histories: RunHistories, settings: Settings, deeds: Deeds) -> None:
        super().__init__()
        self.setObjectName("runs_page")
        self._runs, self._histories, self._settings = runs, histories, settings
        self._deeds = deeds
        self.header = OverlayOptions(settings)
        self._stack = QStackedWidget()
        bare_column(self).addWidget(self._stack)
        self._ground = Pane()
        self.empty = EmptyState("", "")
        self.empty.acted.connect(self.train_wanted)
        elsewhere = push_button(self.tr("Take in runs of a folder …"), self._on_take_in, role="flat")
        elsewhere.setToolTip(self.tr("Such as “cnngui train --out” leaves, or those of another computer"))
        self.empty.add_below(elsewhere)
        self._ground.body.addWidget(self.empty)
        self._stack.addWidget(self._ground)
        runs.rows_changed.connect(self._on_rows_changed)
        runs.failed.connect(self._on_failed)

    @cached_property
    def browser(self) -> RunBrowser:
        """The table, with the curves below it."""
        from cnngui.ui.runs.browser import RunBrowser

        made = RunBrowser(self._runs, self._histories, self._settings, self.header, self._deeds)
        made.opened.connect(self.open)
        self._hear(made)
        made.told.connect(self.told)
        self._stack.addWidget(made)
        return made

    @cached_property
    def details(self) -> RunDetails:
        """One run."""
        from cnngui.ui.runs.details import RunDetails

        made = RunDetails(self._runs, self._histories, self._settings, self.header, self._deeds)
        made.left.connect(self.leave)
        self._hear(made)
        self._stack.addWidget(made)
        return made

    def _hear(self, part: RunBrowser | RunDetails) -> None:
        part.problem_raised.connect(self.problem_raised)
        part.saved.connect(self.saved)

    def minimumSizeHint(self) -> QSize:
        return QSize(320, 240)

    def open(self, run_id: str) -> None:
        """Show one run in the place of the table."""
        row = self._runs.row(run_id)
        if row is not None:
            from cnngui.ui.runs.run_colours import colours_of

            self.details.show_run(row, colours_of(self._runs.rows)[run_id])
            self._stack.setCurrentWidget(self.details)
            self.details.setFocus()

    def leave(self) -> None:
        """Show all runs again."""
        self._stack.setCurrentWidget(self.browser)
        self.browser.table.setFocus()
        self._show()

    # What is shown ------------------------------------------------------------------------------

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._show()
        # Behind the first paint: the window answers before it reads.
        QTimer.singleShot(0, self, self._watch)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._runs.watch(self, False)

    def _watch(self) -> None:
        self._runs.watch(self, self.isVisible())

    def _on_take_in(self) -> None:
        from cnngui.ui.runs.run_acts import ask_run_folder

        ask_run_folder(self, self._runs)

    def _on_rows_changed(self) -> None:
        seen = self._stack.currentWidget()
        if self.isVisible() and (seen is self._ground or not self._runs.rows):
            self._show()

    def _on_failed(self, error: object) -> None:
        if vars(self).get("browser") is None:  # which tells of it once it is there
            self.problem_raised.emit(error)

    def _show(self) -> None:
        if not self._runs.rows:
            told = self.tr("No run yet. Every training is kept here as a run, with its curves and weights.")
            if (damage := self._runs.damage) is not None:
                told = damage.message().one_line()
            wait = self.tr("Reading the runs …")
            self.empty.show_sentence(*((told, self.tr("Train")) if self._runs.loaded else (wait, "")))
            self._stack.setCurrentWidget(self._ground)
            return
        if vars(self).get("details") is None or self._stack.currentWidget() is not self.details:
            self._stack.setCurrentWidget(self.browser)

    # Undo ---------------------------------------------------------------------------------------

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride and self._undo_of(event):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if (act := self._undo_of(event)) is not None:
            act()
        else:
            super().keyPressEvent(event)

    def _undo_of(self, event: QEvent):  # type: ignore[no-untyped-def]
        """Return what a key undoes or does again here, None for other keys."""
        if not isinstance(event, QKeyEvent):
            return None
        stack, pressed = self._runs.undo_stack, QKeySequence(event.keyCombination())
        if event.matches(_KEYS.Undo):
            return stack.undo
        again = pressed in (QKeySequence("Ctrl+Shift+Z"), QKeySequence("Ctrl+Y")) or event.matches(_KEYS.Redo)
        return stack.redo if again else None
