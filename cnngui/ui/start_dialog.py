"""Asks what a network is to start from: which run or file, and which of its layers stay as they are."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QDateTime, QLocale, Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QDialogButtonBox,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from cnngui.errors import CnnguiError
from cnngui.network.inference.starting import Freeze, Start
from cnngui.runs.run_row import RunRow
from cnngui.ui.shared.widgets import label, named, set_role

_ID = Qt.ItemDataRole.UserRole

Plan = Callable[[str, Freeze], Start]
"""Returns what of a run, by its id, would be taken; raises CnnguiError where nothing can be."""


class StartDialog(QDialog):
    """Every run that has weights, the newest first, and beside it what of the chosen one fits the data.

    Signals:
        file_wanted: the person would rather choose a file.
    """

    file_wanted = Signal()

    def __init__(
        self, rows: Sequence[RunRow], plan: Plan, run_id: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("start_dialog")
        self.setWindowTitle(self.tr("Start from a trained network"))
        self._plan = plan
        self._names = {row.id: row.shown_name for row in rows}
        column = QVBoxLayout(self)
        column.setSpacing(8)
        about = self.tr(
            "Its first layers come along with what they have learned, as far as they fit your data. The last "
            "layer is made new for your classes. So a few hundred samples can be enough."
        )
        column.addWidget(label(about, "muted", wraps=True))
        self.list = named(QListWidget(), "start_list", spoken=self.tr("Trained networks"))
        column.addWidget(self.list, 1)
        self.freeze = named(
            QCheckBox(self.tr("Freeze the layers that are taken: only what is new learns")),
            "freeze_taken",
            tip=self.tr(
                "Quicker, and what they have learned stays. Without it all layers go on learning, which "
                "suits samples that look otherwise. The locks on the cards can be opened later, too."
            ),
        )
        self.freeze.setChecked(True)
        column.addWidget(self.freeze)
        self.preview = label("", wraps=True)
        self.preview.setObjectName("start_preview")
        column.addWidget(self.preview)
        column.addWidget(self._buttons())
        self._fill(rows, run_id)
        self.list.currentItemChanged.connect(lambda *_: self._show())
        self.list.itemDoubleClicked.connect(lambda _: self.start.click())
        self.freeze.toggled.connect(lambda _: self._show())
        self._show()
        self.resize(600, 460)

    @property
    def run_id(self) -> str:
        """The run that is chosen, "" for none."""
        item = self.list.currentItem()
        return "" if item is None else str(item.data(_ID))

    @property
    def frozen(self) -> Freeze:
        """Which of the taken layers are to be frozen."""
        return "all" if self.freeze.isChecked() else "none"

    def _buttons(self) -> QDialogButtonBox:
        buttons = QDialogButtonBox()
        self.start: QPushButton = buttons.addButton(self.tr("Start"), QDialogButtonBox.ButtonRole.AcceptRole)
        self.start.setObjectName("start_button")
        self.file: QPushButton = buttons.addButton(
            self.tr("From a file …"), QDialogButtonBox.ButtonRole.ActionRole
        )
        self.file.setObjectName("start_file_button")
        self.file.setToolTip(self.tr("A project of cnngui (.cnn) or a Keras model (.keras)"))
        buttons.addButton(self.tr("Cancel"), QDialogButtonBox.ButtonRole.RejectRole)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        self.file.clicked.connect(self.file_wanted)
        return buttons

    def _fill(self, rows: Sequence[RunRow], run_id: str) -> None:
        for row in reversed(rows):
            best = "–" if row.best_metric is None else f"{row.best_metric:.4f}"
            began = QLocale().toString(QDateTime.fromSecsSinceEpoch(int(row.started_s)), "d MMM HH:mm")
            words = self.tr("{0} · {1} · validation {2} · {3}").format(row.shown_name, row.data, best, began)
            item = QListWidgetItem(words, self.list)
            item.setData(_ID, row.id)
            if row.id == run_id or self.list.currentItem() is None:
                self.list.setCurrentItem(item)

    def _show(self) -> None:
        """Say what would be taken of the chosen run, or why it cannot be."""
        fits = False
        if not self.run_id:
            words = self.tr("No run has weights yet. Train one on other data first, or choose a file.")
        else:
            try:
                told = self._plan(self.run_id, self.frozen).told(self._names[self.run_id])
            except CnnguiError as error:
                words = error.message().one_line()
            else:
                fits, words = True, f"{told.what} {told.why}"
        self.start.setEnabled(fits)
        self.preview.setText(words)
        set_role(self.preview, "" if fits else "error_text" if self.run_id else "muted")
