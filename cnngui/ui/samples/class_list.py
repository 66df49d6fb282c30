"""The list of a set's classes: chosen, added, renamed, coloured and removed, by mouse and keyboard."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QColor, QPixmap
from PySide6.QtWidgets import QAbstractItemView, QHBoxLayout, QLineEdit, QMenu, QWidget

from cnngui.datasets.drawn_sets import COLOURS
from cnngui.datasets.own_samples import LONGEST_LABEL
from cnngui.ui.samples.class_rows import ClassLook, ClassRow, ClassRows
from cnngui.ui.samples.deeds_list_view import DeedsListView
from cnngui.ui.samples.sample_rows import SampleRows
from cnngui.ui.shared.ten_colours import colour_at
from cnngui.ui.shared.widgets import bare_column, named, push_button

_SWATCH_PX = 14


class ClassList(QWidget):
    """The classes, and a field below that adds one.

    Attributes:
        chosen: the class that is drawn for, "" for none.
        wanted: one that is chosen as soon as it is there: it was just typed.

    Signals:
        chosen_changed: another class is chosen. class_typed: a name for a new class.
        colour_wanted: a class, and which of ten colours it is to have. remove_wanted: a class.
    """

    chosen_changed = Signal()
    class_typed = Signal(str)
    colour_wanted = Signal(str, int)
    remove_wanted = Signal(str)

    def __init__(self, rename: Callable[[str, str], bool], samples: SampleRows) -> None:
        super().__init__()
        self.setObjectName("drawn_class_list")
        self.chosen = self.wanted = ""
        column = bare_column(self, 6)
        self.rows = ClassRows(rename)
        self.view = DeedsListView("drawn_classes", self.tr("Classes"))
        self.view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        triggers = QAbstractItemView.EditTrigger
        self.view.setEditTriggers(triggers.EditKeyPressed | triggers.DoubleClicked)
        self.view.setModel(self.rows)
        self.view.setItemDelegate(ClassLook(samples.picture, self.view))
        samples.pictures_due.connect(self.view.viewport().update)
        self.view.make_menu = self.menu
        self.view.selectionModel().currentChanged.connect(self._on_current)
        self.view.delete_wanted.connect(self._on_delete)
        column.addWidget(self.view, 1)
        row = QHBoxLayout()
        row.setSpacing(4)
        self.field = named(
            QLineEdit(),
            "new_class_field",
            tip=self.tr("Type the name of a class and press Enter"),
            spoken=self.tr("New class"),
        )
        self.field.setPlaceholderText(self.tr("New class …"))
        self.field.setMaxLength(LONGEST_LABEL)
        self.field.returnPressed.connect(self._on_typed)
        row.addWidget(self.field, 1)
        self.add_button = push_button(self.tr("Add"), self._on_typed, name="add_class_button", role="small")
        self.add_button.setToolTip(self.tr("Add a class of that name"))
        self.field.textChanged.connect(self._show_button)
        row.addWidget(self.add_button)
        column.addLayout(row)
        self._show_button()

    def show_rows(self, rows: list[ClassRow]) -> None:
        """Show these classes; the one that was chosen stays so, else the first is."""
        names = [row.name for row in rows]
        before = [row.name for row in self.rows.rows]
        place = before.index(self.chosen) if self.chosen in before else 0
        self.rows.show_rows(rows)
        if self.wanted in names:
            self.choose(self.wanted)
            self.wanted = ""
        elif self.chosen in names:
            self.choose(self.chosen)
        else:  # renamed, or taken out: what stands in its place now
            self.choose(names[min(place, len(names) - 1)] if names else "")

    def choose(self, name: str) -> None:
        """Draw for this class from now on."""
        names = [row.name for row in self.rows.rows]
        if name in names:
            index = self.rows.index(names.index(name))
            if self.view.currentIndex() != index:
                self.view.setCurrentIndex(index)
        self._choose(name)

    def choose_place(self, place: int) -> bool:
        """Draw for the class at a place, from 0; whether there is one."""
        if place >= len(self.rows.rows):
            return False
        self.choose(self.rows.rows[place].name)
        return True

    def menu(self) -> QMenu | None:
        """Return what can be done with the chosen class."""
        if not self.chosen:
            return None
        menu = QMenu(self)
        menu.addAction(self.tr("Rename"), lambda: self.view.edit(self.view.currentIndex()))
        colours = menu.addMenu(self.tr("Colour"))
        current = next((row.colour for row in self.rows.rows if row.name == self.chosen), 0)
        for place in range(COLOURS):
            swatch = QPixmap(_SWATCH_PX, _SWATCH_PX)
            swatch.fill(QColor(colour_at(place)))
            words = self.tr("Colour {0}").format(place + 1)
            action = colours.addAction(words, partial(self.colour_wanted.emit, self.chosen, place))
            action.setIcon(swatch)
            action.setCheckable(True)
            action.setChecked(place == current)
        menu.addAction(self.tr("Remove, with its samples"), partial(self.remove_wanted.emit, self.chosen))
        return menu

    def _choose(self, name: str) -> None:
        if name != self.chosen:
            self.chosen = name
            self.chosen_changed.emit()

    def _on_current(self) -> None:
        index = self.view.currentIndex()
        if index.isValid():
            self._choose(self.rows.rows[index.row()].name)

    def _on_typed(self) -> None:
        if name := self.field.text().strip():
            self.class_typed.emit(name)

    def _on_delete(self) -> None:
        if self.chosen:
            self.remove_wanted.emit(self.chosen)

    def _show_button(self) -> None:
        self.add_button.setEnabled(bool(self.field.text().strip()))
