"""The line above the table: what to look for, how to group, which columns, and what was compared."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QCheckBox, QLineEdit, QMenu, QToolButton, QWidget

from cnngui.runs.run_row import RunRow
from cnngui.state.run_list import RunList
from cnngui.ui.runs.column_choice import ColumnChoice
from cnngui.ui.runs.columns import name_text, size_text
from cnngui.ui.shared.flow import FlowLayout
from cnngui.ui.shared.icons import icon
from cnngui.ui.shared.questions import DESTROY, Question
from cnngui.ui.shared.widgets import ElidedCombo, action_button, icon_button, label, named, push_button

_FILTER_PX = 176


class TableBar(QWidget):
    """Changes the list's choices.

    Attributes:
        selected_menu: for what can be done with the runs that are selected; empty until it is opened.

    Signals:
        changed: the runs are to be seen otherwise. typed: the same, by a line that is still being typed.
        export_wanted: the table as a file. picture_wanted: the curves as one.
        taking_in_wanted: of runs that are kept in another folder.
        damage_wanted: folders that cannot be read are to be told of.
    """

    changed = Signal()
    typed = Signal()
    export_wanted = Signal()
    picture_wanted = Signal()
    damage_wanted = Signal()
    taking_in_wanted = Signal()

    def __init__(self, runs: RunList, choice: ColumnChoice, selected_count: Callable[[], int]) -> None:
        super().__init__()
        self._runs, self._choice, self._selected_count = runs, choice, selected_count
        row = FlowLayout(self, spacing_px=6)
        self.filter = self._filter_line()
        self.count_label = label("", "muted", figures=True)
        self.group_box = self._group_box()
        self.differing_box = named(QCheckBox(self.tr("only what differs")), "only_differing_runs_box")
        self.differing_box.setToolTip(
            self.tr("Leave out columns in which these runs are alike; add the settings in which they are not")
        )
        self.differing_box.toggled.connect(self._on_differing)
        self.unpin = push_button("", self._on_unpin, name="unpin_baseline", role="small", picture="close")
        self.unpin.setToolTip(self.tr("Compare with no baseline any more"))
        self.damage_button = push_button("", self.damage_wanted.emit, name="damaged_runs", role="small")
        self.damage_button.setProperty("state", "warning")
        left = (self.filter, self.count_label, self.damage_button, self.unpin)
        for part in (*left, self.group_box, self.differing_box):
            row.addWidget(part)
        for button in (*self._undo_buttons(), self._menu_button()):
            row.addWidget(button)
        self.show_choices()

    def _filter_line(self) -> QLineEdit:
        line = named(QLineEdit(), "run_filter", spoken=self.tr("Filter"))
        line.setPlaceholderText(self.tr("Filter, tag:good …"))
        line.setToolTip(
            self.tr(
                "Words of a name, note, tag or recipe; or tag:good, state:stopped, optimizer:adam, "
                "accuracy>0.98, learning_rate<0.01; a minus in front leaves out"
            )
        )
        line.addAction(icon("search", "muted"), QLineEdit.ActionPosition.LeadingPosition)
        line.setClearButtonEnabled(True)
        line.setFixedWidth(_FILTER_PX)
        line.textChanged.connect(self._on_typed)
        return line

    def _group_box(self) -> ElidedCombo:
        box = named(
            ElidedCombo(), "run_group", tip=self.tr("Put runs together that have something in common")
        )
        box.setProperty("role", "flat")
        box.setAccessibleName(self.tr("Group"))
        box.setMaximumWidth(112)
        for key, words in self._choice.groups():
            box.addItem(words, key)
        box.activated.connect(self._on_group)
        return box

    def _undo_buttons(self) -> list[QToolButton]:
        """Return buttons for undo and redo of what is done in the table; their keys are the page's."""
        stack, made = self._runs.undo_stack, []
        for name, action in (
            ("undo", stack.createUndoAction(self, self.tr("Undo"))),
            ("redo", stack.createRedoAction(self, self.tr("Redo"))),
        ):
            action.setIcon(icon(name))
            button = action_button(action, flat=False)
            button.setProperty("role", "menu")
            button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonIconOnly)
            button.setObjectName(f"runs_{name}")
            made.append(button)
        return made

    def _menu_button(self) -> QToolButton:
        words = self.tr("The selected runs, columns and files")
        button = named(icon_button("more", words), "runs_menu_button")
        button.setToolTip(words)
        button.setAccessibleName(words)
        button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        menu = QMenu(button)
        self.selected_menu = menu.addMenu("")
        # What hangs in a closed menu would listen for its keys, beside those of the table.
        self.selected_menu.aboutToHide.connect(lambda: QTimer.singleShot(0, self, self.selected_menu.clear))
        menu.addSeparator()
        columns = menu.addMenu(self.tr("Columns"))
        columns.aboutToShow.connect(self._on_columns_menu)
        self._columns_menu = columns
        menu.addSeparator()
        menu.addAction(self.tr("Export the table as CSV …"), self.export_wanted.emit)
        menu.addAction(self.tr("Save the curves as PNG …"), self.picture_wanted.emit)
        take_in = menu.addAction(self.tr("Take in runs of a folder …"), self.taking_in_wanted.emit)
        take_in.setToolTip(self.tr("Such as “cnngui train --out” leaves, or those of another computer"))
        menu.setToolTipsVisible(True)
        self.free_action: QAction = menu.addAction("", self._on_free)
        menu.aboutToShow.connect(self._on_menu)
        button.setMenu(menu)
        return button

    def show_choices(self) -> None:
        """Show the choices as they are."""
        choices = self._runs.choices
        for part in (self.filter, self.differing_box):
            part.blockSignals(True)
        if self.filter.text() != choices.filter:
            self.filter.setText(choices.filter)
        self.differing_box.setChecked(choices.only_differing)
        self.group_box.setCurrentIndex(max(0, self.group_box.findData(choices.group_key)))
        for part in (self.filter, self.differing_box):
            part.blockSignals(False)

    def show_state(self, shown: int, baseline: RunRow | None, *, brushed: bool) -> None:
        """Say how many runs are shown, and what they are compared with."""
        total = len(self._runs.rows)
        words = self.tr("{0} runs") if shown != 1 or total != 1 else self.tr("{0} run")
        if shown != total:
            words = self.tr("{0} of {1} runs")
        told = words.format(f"{shown:,}", f"{total:,}")
        self.count_label.setText(told + (self.tr(", as the axes let through") if brushed else ""))
        damage = self._runs.damage
        self.damage_button.setVisible(damage is not None)
        if damage is not None:
            self.damage_button.setText(self.tr("{0} cannot be read").format(f"{len(self._runs.damaged):,}"))
            self.damage_button.setToolTip(damage.message().one_line())
        self.unpin.setVisible(baseline is not None)
        if baseline is not None:
            name = self.fontMetrics().elidedText(name_text(baseline), Qt.TextElideMode.ElideRight, 120)
            self.unpin.setText(self.tr("against {0}").format(name))

    def minimumSizeHint(self) -> QSize:
        return QSize(_FILTER_PX, super().minimumSizeHint().height())

    # What a person wants ------------------------------------------------------------------------

    def _on_typed(self, line: str) -> None:
        self._runs.choices.filter = line
        self.typed.emit()

    def _on_group(self) -> None:
        self._runs.choices.group_key = str(self.group_box.currentData())
        self.changed.emit()

    def _on_differing(self, only: bool) -> None:
        self._runs.choices.only_differing = only
        self.changed.emit()

    def _on_unpin(self) -> None:
        self._runs.choices.baseline = ""
        self.changed.emit()

    def _on_columns_menu(self) -> None:
        self._choice.fill(self._columns_menu, self._runs.rows)

    def _on_menu(self) -> None:
        selected = self._selected_count()
        words = self.tr("{0} selected runs") if selected > 1 else self.tr("Selected run")
        self.selected_menu.setTitle(words.format(selected))
        self.selected_menu.setEnabled(selected > 0)
        size = self._runs.aside_bytes
        self.free_action.setText(self.tr("Remove deleted runs for good, {0} …").format(size_text(size)))
        self.free_action.setVisible(bool(size))

    def _on_free(self) -> None:
        question = Question(self.window(), "free_question", self.tr("Remove the deleted runs for good?"))
        why = self.tr("{0} become free. Undo cannot bring them back then, nor take back earlier changes.")
        why = why.format(size_text(self._runs.aside_bytes))
        answer = question.ask(why, "cancel", remove=(self.tr("Remove"), DESTROY))
        question.deleteLater()
        if answer == "remove":
            self._runs.remove_for_good()
