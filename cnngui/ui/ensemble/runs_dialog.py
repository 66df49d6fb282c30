"""Asks which runs are to answer together."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QDateTime, QLocale, Qt
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from cnngui.datasets.data_reference import words_of
from cnngui.runs.run_row import RunRow
from cnngui.ui.shared.widgets import label, named

_ID = Qt.ItemDataRole.UserRole


class RunsDialog(QDialog):
    """Every run that has weights, the newest first, with a box before it; two at least are needed."""

    def __init__(self, rows: Sequence[RunRow], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("voters_dialog")
        self.setWindowTitle(self.tr("Choose runs"))
        column = QVBoxLayout(self)
        column.setSpacing(8)
        about = self.tr(
            "Runs of the same data vote together, also with different networks. Their probabilities are "
            "summed, and the largest sum wins."
        )
        column.addWidget(label(about, "muted", wraps=True))
        self.list = named(QListWidget(), "voters_list", spoken=self.tr("Runs"))
        column.addWidget(self.list, 1)
        self.note = label("", "muted", wraps=True)
        column.addWidget(self.note)
        buttons = QDialogButtonBox()
        self.vote: QPushButton = buttons.addButton(self.tr("Vote"), QDialogButtonBox.ButtonRole.AcceptRole)
        self.vote.setObjectName("vote_button")
        buttons.addButton(self.tr("Cancel"), QDialogButtonBox.ButtonRole.RejectRole)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        column.addWidget(buttons)
        self._groups = {row.id: row.group for row in rows}
        for row in reversed(rows):
            self._add(row)
        self.list.itemChanged.connect(self._show)
        self._show()
        self.resize(660, 420)

    def _add(self, row: RunRow) -> None:
        best = "–" if row.best_metric is None else f"{row.best_metric:.4f}"
        began = QLocale().toString(QDateTime.fromSecsSinceEpoch(int(row.started_s)), "d MMM HH:mm")
        words = self.tr("{0} · {1} · validation {2} · {3}").format(
            self._name(row), words_of(row.data), best, began
        )
        item = QListWidgetItem(words, self.list)
        item.setData(_ID, row.id)
        item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
        item.setCheckState(Qt.CheckState.Unchecked)

    def _name(self, row: RunRow) -> str:
        """Return what a run is called, with its seed: members often differ in nothing else."""
        seed = self.tr("seed {0}").format(row.settings.get("seed"))
        return row.shown_name if seed in row.apart else f"{row.shown_name} · {seed}"

    def chosen(self) -> list[str]:
        """Return the ids of the runs that are chosen, the oldest first."""
        items = [self.list.item(place) for place in range(self.list.count())]
        return [item.data(_ID) for item in reversed(items) if item.checkState() == Qt.CheckState.Checked]

    def _show(self) -> None:
        count = len(self.chosen())
        self.vote.setEnabled(count > 1)
        self.note.setText(
            self.tr("{0} chosen").format(count) if count > 1 else self.tr("Choose two or more.")
        )
