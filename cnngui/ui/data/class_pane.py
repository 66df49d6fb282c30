"""The classes with their counts, and what a person does to them: other names, and several as one."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QInputDialog, QMenu, QWidget

from cnngui.datasets.kept_edits import LONGEST_NAME
from cnngui.state.data_samples import DataSamples
from cnngui.state.sample_edits import SampleEdits
from cnngui.ui.data.averages_view import AveragesView
from cnngui.ui.data.class_list import ClassCount, ClassList
from cnngui.ui.shared.flow import FlowLayout
from cnngui.ui.shared.widgets import bare_column, label, push_button


class ClassPane(QWidget):
    """A click on a class shows its samples alone."""

    def __init__(self, data: DataSamples, edits: SampleEdits) -> None:
        super().__init__()
        self._data, self._edits = data, edits
        self.list, self.averages = ClassList(), AveragesView()
        self.key_label = label(self.tr("blue: to train on · orange: to test"), "muted", wraps=True)
        self.rename_button = push_button(
            self.tr("Rename …"),
            self.rename,
            name="rename_class_button",
            tip=self.tr("Call the chosen class otherwise (F2); a name of another merges them"),
            role="small",
        )
        self.merge_button = push_button(
            self.tr("Merge"),
            self.merge,
            name="merge_classes_button",
            tip=self.tr("Let the chosen classes be one (choose several with Ctrl)"),
            role="small",
        )
        self.apart_button = push_button(
            self.tr("Take apart"),
            self.take_apart,
            name="part_class_button",
            tip=self.tr("Let what was merged into the chosen class be classes of their own again"),
            role="small",
        )
        self._tools = QWidget()
        row = FlowLayout(self._tools, 6)
        for button in (self.rename_button, self.merge_button, self.apart_button):
            row.addWidget(button)
        column = bare_column(self)
        column.addWidget(self.list, 1)
        for widget in (self.key_label, self._tools, self.averages):
            column.addWidget(widget)
        self.list.chosen_changed.connect(self._on_chosen)
        self.list.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.list.customContextMenuRequested.connect(self._on_menu)
        data.averages_changed.connect(self._show_averages)

    def refresh(self) -> None:
        """Show the classes as they are now."""
        data = self._data
        if data.told is None:
            return
        classes = data.classes
        train, test = (data.now.counts(len(data.told.class_names), part) for part in ("train", "test"))
        counts = [ClassCount(each, name, int(train[each]), int(test[each])) for each, name in classes.items()]
        self.list.show_counts(counts, data.wanted.classes)
        self.key_label.setVisible(bool(test.any()))
        chosen = data.wanted.classes
        self._tools.setVisible(data.data is not None and bool(chosen))
        self.rename_button.setVisible(len(chosen) == 1)
        self.merge_button.setVisible(len(chosen) > 1)
        self.merge_button.setText(self.tr("Merge {0} classes").format(len(chosen)))
        self.apart_button.setVisible(len(chosen) == 1 and self._merged_into(next(iter(chosen))))
        self._show_averages()

    def _merged_into(self, label_index: int) -> bool:
        return label_index in self._data.applied.merged.values()

    def _show_averages(self) -> None:
        self.averages.show_averages(self._data.averages)

    def _on_chosen(self) -> None:
        self._data.want(replace(self._data.wanted, classes=self.list.chosen))

    def _on_menu(self, point: QPoint) -> None:
        if self._data.data is None or not self.list.chosen:
            return
        menu = QMenu(self)
        menu.aboutToHide.connect(menu.deleteLater)
        for button in (self.rename_button, self.merge_button, self.apart_button):
            if not button.isHidden():
                menu.addAction(button.text(), button.click)
        menu.popup(self.list.viewport().mapToGlobal(point))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_F2:
            self.rename()
        else:
            super().keyPressEvent(event)

    # What a person does -------------------------------------------------------------------------

    def rename(self) -> None:
        """Ask for another name of the chosen class."""
        chosen = self.list.chosen
        if len(chosen) != 1 or self._data.data is None:
            return
        (chosen_one,) = chosen
        dialog = QInputDialog(self.window())
        dialog.setObjectName("rename_class_dialog")
        dialog.setWindowTitle(self.tr("Rename a class"))
        dialog.setLabelText(self.tr("What is it called?"))
        dialog.setTextValue(self._data.classes[chosen_one])
        if dialog.exec():
            self._edits.rename(chosen_one, dialog.textValue()[:LONGEST_NAME])
        dialog.deleteLater()

    def merge(self) -> None:
        """Let the chosen classes be one, called as the largest of them."""
        chosen = self.list.chosen
        if len(chosen) > 1:
            counts = {each.label: each.samples for each in self.list.counts}
            into = max(sorted(chosen), key=lambda each: counts[each])
            self._edits.merge(chosen, into)
            if chosen - {into} <= self._data.applied.merged.keys():
                self._data.want(replace(self._data.wanted, classes=frozenset({into})))

    def take_apart(self) -> None:
        """Let what was merged into the chosen class be classes of their own again."""
        for each in self.list.chosen:
            self._edits.take_apart(each)
