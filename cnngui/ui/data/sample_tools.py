"""What can be done with the chosen samples: buttons below the grid, and the same as a menu."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QMenu, QWidget

from cnngui.datasets.dataset import StoredPart
from cnngui.datasets.standing import Places
from cnngui.state.data_samples import DataSamples
from cnngui.state.sample_edits import SampleEdits
from cnngui.ui.data.choice import Choice
from cnngui.ui.shared.class_menu import class_menu
from cnngui.ui.shared.edits_dialog import EditsDialog, edits_text
from cnngui.ui.shared.flow import FlowLayout
from cnngui.ui.shared.widgets import icon_button, named, push_button, set_role


class SampleTools(QWidget):
    """Edits what `choice` has.

    Attributes:
        edits_button: tells of the edits to the data; it stands where there is room for it.

    Signals:
        open_wanted: the sample that is pointed at is to be shown to the network.
    """

    open_wanted = Signal()

    def __init__(self, data: DataSamples, edits: SampleEdits, choice: Choice) -> None:
        super().__init__()
        self._data, self._edits, self._choice = data, edits, choice
        tr = self.tr
        self.relabel_button = push_button(
            tr("It is a …"),
            self._on_relabel,
            name="relabel_samples_button",
            tip=tr("Give the chosen samples another label; the data stay, your edit is kept beside them"),
            role="small",
        )
        self.leave_button = push_button(
            "",
            self.leave_out,
            name="leave_samples_out_button",
            tip=tr("Neither train on the chosen samples nor test with them (Del)"),
            role="small",
        )
        self.move_button = push_button(
            "",
            self._on_move,
            name="move_samples_button",
            tip=tr("Have the chosen samples belong to the other part of the data"),
            role="small",
        )
        self.undo_button = named(icon_button("undo", ""), "undo_data_edit_button")
        self.redo_button = named(icon_button("redo", ""), "redo_data_edit_button")
        for small in (self.undo_button, self.redo_button):
            set_role(small, "compact")
        tip, name = tr("Undo the last edit of data (Ctrl+Z)"), tr("Undo the last edit of data")
        self.undo_button.setToolTip(tip)
        self.undo_button.setAccessibleName(name)
        self.undo_button.clicked.connect(edits.undo_stack.undo)
        tip, name = tr("Do it again (Ctrl+Shift+Z)"), tr("Do the edit of data again")
        self.redo_button.setToolTip(tip)
        self.redo_button.setAccessibleName(name)
        self.redo_button.clicked.connect(edits.undo_stack.redo)
        self.edits_button = push_button(
            "",
            self.show_edits,
            name="data_edits_button",
            tip=tr("Your own edits to these data: see them, and take them back"),
            role="small",
        )
        row = FlowLayout(self, 6)
        for button in (
            self.relabel_button,
            self.leave_button,
            self.move_button,
            self.undo_button,
            self.redo_button,
        ):
            row.addWidget(button)
        edits.undo_stack.indexChanged.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Show what can be done now."""
        stack, some = self._edits.undo_stack, len(self._choice) > 0
        editable = self._data.data is not None
        self.setVisible(editable)
        for button in (self.relabel_button, self.leave_button, self.move_button):
            button.setEnabled(editable and some)
        self.leave_button.setText(self.tr("Take in again") if self._all_out else self.tr("Leave out"))
        to_test = self.tr("Move to test")
        self.move_button.setText(to_test if self._other_part == "test" else self.tr("Move to training"))
        self.undo_button.setEnabled(stack.canUndo())
        self.redo_button.setEnabled(stack.canRedo())
        told = edits_text(self._data.applied)
        self.edits_button.setText(told)
        self.edits_button.setVisible(bool(told))

    @property
    def _chosen(self) -> Places:
        return self._choice.samples

    @property
    def _all_out(self) -> bool:
        chosen = self._chosen
        return len(chosen) > 0 and bool(self._data.now.excluded[chosen].all())

    @property
    def _other_part(self) -> StoredPart:
        """Return the part to which the chosen samples can be moved: the one in which not all of them are."""
        chosen = self._chosen
        return "train" if len(chosen) and bool(self._data.now.test[chosen].all()) else "test"

    # What a person does -------------------------------------------------------------------------

    def relabel(self, name: str) -> None:
        """Let the chosen samples be of the class of this name."""
        for label, each in self._data.classes.items():
            if each == name:
                self._edits.relabel(self._chosen, label)
                return

    def leave_out(self) -> None:
        """Leave the chosen samples out, or take them in again if none of them counts."""
        if len(self._chosen):
            self._edits.leave_out(self._chosen, out=not self._all_out)

    def _on_move(self) -> None:
        self._edits.move(self._chosen, self._other_part)

    def _on_restore(self) -> None:
        self._edits.restore(self._chosen)

    def _label_menu(self) -> QMenu:
        classes, labels = self._data.classes, set(self._data.now.labels[self._chosen].tolist())
        current = classes.get(labels.pop(), "") if len(labels) == 1 else ""
        return class_menu(self, classes.values(), self.relabel, current=current)

    def _on_relabel(self) -> None:
        menu = self._label_menu()
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self.relabel_button.mapToGlobal(self.relabel_button.rect().bottomLeft()))

    def menu(self) -> QMenu | None:
        """Return what can be done with the chosen samples."""
        if not len(self._chosen):
            return None
        menu = QMenu(self)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.addAction(self.tr("Show to the network (Draw, Look inside)"), self.open_wanted.emit)
        if self._data.data is None:
            return menu
        menu.addSeparator()
        labels = self._label_menu()
        labels.setParent(menu, labels.windowFlags())
        menu.addMenu(labels).setText(self.tr("It is a …"))
        menu.addAction(self.leave_button.text(), self.leave_out)
        menu.addAction(self.move_button.text(), self._on_move)
        if bool(self._data.now.edited[self._chosen].any()):
            menu.addAction(self.tr("As it came"), self._on_restore)
        return menu

    def show_edits(self) -> None:
        """Show the edits to the data."""
        if (data := self._data.data) is not None:
            EditsDialog(self._data.edits, data, self.window()).open()
