"""What can be done with the chosen samples of a grid, by buttons, menu and keys, and undone."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, QPoint
from PySide6.QtGui import QUndoStack
from PySide6.QtWidgets import QMenu, QToolButton, QWidget

from cnngui.datasets.own_samples import OwnSample
from cnngui.state.drawing import Drawing
from cnngui.state.own_samples import OwnSamples
from cnngui.ui.samples.sample_view import SampleView
from cnngui.ui.shared.undo_keys import OwnUndoKeys
from cnngui.ui.shared.widgets import icon_button, named, push_button

LabelMenu = Callable[[Callable[[str], object]], QMenu]


class ChosenDeeds(QObject):
    """Relabels, deletes and shows what is chosen in `view`.

    Args:
        page: whose undo keys mean the samples.
        label_menu: returns the menu of what they can be said to be, which calls what it is given.
        name: of whose samples, in the names of the buttons.

    Attributes:
        relabel_button, delete_button, open_button, undo_button, redo_button: laid out by the page.
    """

    def __init__(
        self, page: QWidget, view: SampleView, drawing: Drawing, label_menu: LabelMenu, name: str
    ) -> None:
        super().__init__(page)
        self._page, self._view, self._drawing, self._label_menu = page, view, drawing, label_menu
        self._samples: OwnSamples | None = None
        self._keys: OwnUndoKeys | None = None
        tr = self.tr
        self.relabel_button = push_button(
            tr("It is a …"),
            self._on_relabel,
            name=f"relabel_{name}_button",
            tip=tr("Say of the chosen samples that they are of another class"),
            role="small",
        )
        self.delete_button = push_button(
            tr("Delete"),
            self.delete,
            name=f"delete_{name}_button",
            tip=tr("Delete the chosen samples (Del); Undo brings them back"),
            role="small",
        )
        self.open_button = push_button(
            tr("Show in Draw"),
            self._on_open,
            name=f"open_{name}_button",
            tip=tr("Put it on the canvas, to see what the network says of it now (Enter)"),
            role="small",
        )
        self.undo_button = self._step(
            "undo", f"undo_{name}_button", tr("Undo"), tr("Undo the last change of the samples (Ctrl+Z)")
        )
        self.redo_button = self._step(
            "redo", f"redo_{name}_button", tr("Redo"), tr("Do it again (Ctrl+Shift+Z)")
        )
        self.undo_button.clicked.connect(self._on_undo)
        self.redo_button.clicked.connect(self._on_redo)
        view.make_menu = self.menu
        view.chosen_changed.connect(self.show_buttons)
        view.opened.connect(self.open)
        view.delete_wanted.connect(self.delete)
        self.show_buttons()

    def _step(self, icon: str, name: str, spoken: str, tip: str) -> QToolButton:
        button = icon_button(icon, tip)
        named(button, name, tip=tip, spoken=spoken)
        return button

    def act_on(self, samples: OwnSamples | None) -> None:
        """Act on these samples from now on; None for none."""
        if self._keys is not None:
            self._page.removeEventFilter(self._keys)
            self._keys.deleteLater()
        self._samples, self._keys = samples, None
        if samples is not None:
            self._keys = OwnUndoKeys(self._page, samples.undo_stack)
            samples.undo_stack.indexChanged.connect(self.show_buttons)
        self.show_buttons()

    @property
    def _stack(self) -> QUndoStack | None:
        return self._samples.undo_stack if self._samples is not None else None

    def show_buttons(self) -> None:
        """Enable what can be done."""
        chosen, stack = len(self._view.chosen()), self._stack
        for button in (self.relabel_button, self.delete_button):
            button.setEnabled(chosen > 0)
        self.open_button.setEnabled(chosen == 1)
        self.undo_button.setEnabled(stack is not None and stack.canUndo())
        self.redo_button.setEnabled(stack is not None and stack.canRedo())

    # What a person does -------------------------------------------------------------------------

    def menu(self) -> QMenu | None:
        """Return what can be done with the chosen samples."""
        chosen = self._view.chosen()
        if not chosen:
            return None
        menu = QMenu(self._page)
        if len(chosen) == 1:
            menu.addAction(self.tr("Show in Draw"), partial(self.open, chosen[0]))
        labels = self._label_menu(self.relabel)
        labels.setTitle(self.tr("It is a …"))
        labels.setParent(menu, labels.windowFlags())
        menu.addMenu(labels)
        menu.addAction(self.tr("Delete"), self.delete)
        return menu

    def relabel(self, name: str) -> None:
        """Say of the chosen samples that they are of a class."""
        if self._samples is not None:
            self._samples.relabel(self._view.chosen(), name)

    def delete(self) -> None:
        """Delete the chosen samples."""
        if self._samples is not None:
            self._samples.delete(self._view.chosen())

    def open(self, sample: OwnSample) -> None:
        """Put a sample on the canvas."""
        if sample.strokes:
            self._drawing.set_strokes(sample.strokes)
        elif sample.picture is not None:
            self._drawing.set_picture(sample.picture)

    def _on_open(self) -> None:
        for sample in self._view.chosen()[:1]:
            self.open(sample)

    def _on_relabel(self) -> None:
        menu = self._label_menu(self.relabel)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self.relabel_button.mapToGlobal(QPoint(0, self.relabel_button.height())))

    def _on_undo(self) -> None:
        if (stack := self._stack) is not None:
            stack.undo()

    def _on_redo(self) -> None:
        if (stack := self._stack) is not None:
            stack.redo()
