"""A row for each member, and below them their mean, the best of them and what they reach together."""

from __future__ import annotations

import math

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPixmap
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableWidget, QTableWidgetItem, QWidget

from cnngui.runs.best import higher_is_better
from cnngui.state.ensemble import Ensemble
from cnngui.state.ensemble_training import EnsembleTraining, Member
from cnngui.ui.ensemble.member_colours import colour_of
from cnngui.ui.shared.theme import tabular, theme
from cnngui.ui.shared.widgets import named

_DOT_PX = 10
_SIDES = (Qt.AlignmentFlag.AlignLeft, Qt.AlignmentFlag.AlignLeft, *3 * (Qt.AlignmentFlag.AlignRight,))


class MemberTable(QTableWidget):
    """Says of each member how far it is, and what it has right on validation and on test samples."""

    def __init__(self, training: EnsembleTraining, ensemble: Ensemble, parent: QWidget | None = None) -> None:
        super().__init__(0, len(_SIDES), parent)
        named(self, "member_table", spoken=self.tr("Members and what they reach together"))
        self._training, self._ensemble = training, ensemble
        headings = (
            (self.tr("Member"), ""),
            (self.tr("State"), self.tr("How far it is, and how many samples it takes a second")),
            (self.tr("Epochs"), self.tr("Epochs behind it, of all that are planned")),
            (
                self.tr("Best val."),
                self.tr(
                    "The best validation accuracy so far. Where seeds hold other samples back, these compare"
                    " only roughly"
                ),
            ),
            (self.tr("Test"), self.tr("Share of the test part that its last weights have right")),
        )
        for column, (words, tip) in enumerate(headings):
            heading = QTableWidgetItem(words)
            heading.setToolTip(tip)
            heading.setTextAlignment(_SIDES[column] | Qt.AlignmentFlag.AlignVCenter)
            self.setHorizontalHeaderItem(column, heading)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(26)
        self.setShowGrid(False)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setMinimumSectionSize(56)
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
        self.setFont(tabular(self.font()))
        self.refresh()

    def refresh(self) -> None:
        """Show what is known now."""
        members, vote = self._training.members, self._ensemble.vote
        self.setRowCount(len(members) + (3 if vote is not None else 0))
        begun = sum(each.state in ("building", "training", "paused", "again") for each in members)
        starting = self._training.workers - begun if self._training.busy else 0
        for row, member in enumerate(members):
            words = self.state_words(member)
            if member.state == "waiting" and starting > 0:
                starting, words = starting - 1, self.tr("TensorFlow starts …")
            lost = self._is_lost(member)
            if lost:
                words = self.tr("ended, not kept")
            best = best_validation(member)
            test = self._ensemble.accuracy_of(member.run)
            self._fill(
                row,
                self._name(row, member, by_network=len({each.title for each in members}) > 1),
                words,
                f"{member.done:,} / {member.epochs:,}",
                "–" if best is None else f"{best:.4f}",
                "–" if test is None else f"{test:.4f}",
            )
            item = self.item(row, 0)
            if item is not None:
                item.setIcon(dot(colour_of(row)))
            state = self.item(row, 1)
            if state is not None:
                why = self.tr("Its weights could not be written, so it has no vote: train it again")
                state.setToolTip(
                    member.error.message().one_line() if member.error is not None else why if lost else ""
                )
        if vote is not None:
            self._fill_vote(len(members))

    def _is_lost(self, member: Member) -> bool:
        """Return whether a member has learned something that is on no disk."""
        if self._training.busy or not member.rows or member.state not in ("finished", "stopped"):
            return False
        return all(run.folder != member.run.folder for run in self._ensemble.voters)

    def _name(self, row: int, member: Member, *, by_network: bool) -> str:
        """Return a member's number with what tells it from the others."""
        if by_network:
            return f"{row + 1} · {member.title}, {self.tr('seed {0}').format(member.seed)}"
        return self.tr("{0} · seed {1}").format(row + 1, member.seed)

    def _fill_vote(self, row: int) -> None:
        assert self._ensemble.vote is not None
        vote = self._ensemble.vote.vote
        best = self.tr("Number {0}").format(self._ensemble.number_of(vote.best))
        told = (
            (self.tr("Mean"), self.tr("of the members"), vote.mean),
            (self.tr("Best"), best, vote.accuracies[vote.best]),
            (self.tr("Ensemble"), self.tr("together"), vote.accuracy),
        )
        for place, (name, words, accuracy) in enumerate(told):
            self._fill(row + place, name, words, "", "", "–" if math.isnan(accuracy) else f"{accuracy:.4f}")
            for column in range(self.columnCount()):
                item = self.item(row + place, column)
                if item is not None and place == len(told) - 1:
                    item.setToolTip(self.tr("Their probabilities are summed, and the largest sum wins"))
                if item is not None:
                    font = item.font()
                    font.setBold(place == len(told) - 1)
                    item.setFont(font)
                    item.setBackground(QColor(theme().colours.track))

    def _fill(self, row: int, *cells: str) -> None:
        for column, words in enumerate(cells):
            item = self.item(row, column)
            if item is None:
                item = QTableWidgetItem()
                item.setTextAlignment(_SIDES[column] | Qt.AlignmentFlag.AlignVCenter)
                self.setItem(row, column, item)
            if item.text() != words:
                item.setText(words)

    def setRowCount(self, rows: int) -> None:
        if rows != self.rowCount():
            self.clearContents()
            super().setRowCount(rows)

    def state_words(self, member: Member) -> str:
        """Return what a member does now."""
        tr = self.tr
        if member.state == "training":
            speed = f"{member.images_per_second:,.0f}"
            return tr("{0:.0f} % · {1} /s").format(100 * member.fraction, speed)
        words = {
            "waiting": tr("waits for its turn"),
            "building": tr("is being set up"),
            "paused": tr("paused"),
            "again": tr("its worker died: taken up again"),
            "finished": tr("finished"),
            "stopped": tr("stopped") if member.rows or member.fraction else tr("not begun"),
            "failed": tr("failed"),
            "kept": tr("kept run"),
        }
        return words[member.state]


def best_validation(member: Member) -> float | None:
    """Return a member's best validation metric so far, None before the first."""
    values = [row.val_metric for row in member.rows.values() if math.isfinite(row.val_metric)]
    if not values:
        return None
    return max(values) if higher_is_better(member.metric) else min(values)


def dot(colour: str) -> QIcon:
    """Return a small disc."""
    picture = QPixmap(_DOT_PX, _DOT_PX)
    picture.fill(QColor(0, 0, 0, 0))
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(colour))
    painter.drawEllipse(1, 1, _DOT_PX - 2, _DOT_PX - 2)
    painter.end()
    return QIcon(picture)
