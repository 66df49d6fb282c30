"""What a person should know about the data, at the top of the page: a line each, with what mends it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from cnngui.datasets.advice import Advice, Mend
from cnngui.ui.shared.widgets import bare_column, discard, label, push_button, set_role


class _Line(QFrame):
    """As high as its words need at its width; Qt takes a share of that where room is scarce."""

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if (row := self.layout()) is not None:
            self.setMinimumHeight(row.heightForWidth(event.size().width()))


class AdviceList(QWidget):
    """Shows advice; a line can be put away until the data are others.

    Signals:
        show_wanted: the samples that some advice is about (carries the `Advice`). mend_wanted: what mends it
            (carries a `Mend`).
    """

    show_wanted = Signal(object)
    mend_wanted = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("data_advice")
        self._column = bare_column(self, 4)
        self._all: list[Advice] = []
        self._away: set[str] = set()
        self._open = False
        self._most = 2
        self._more = push_button("", self._on_more, name="more_advice_button", role="flat")
        self._column.addWidget(self._more, 0, Qt.AlignmentFlag.AlignLeft)
        self.lines: list[QFrame] = []
        self._more.hide()
        self.hide()

    @property
    def shown(self) -> list[Advice]:
        """Return what is seen."""
        there = [each for each in self._all if each.code not in self._away]
        return there if self._open else there[: self._most]

    def show_advice(self, advice: Sequence[Advice]) -> None:
        """Show these."""
        if list(advice) != self._all:
            self._all = list(advice)
            self._build()

    def set_most(self, lines: int) -> None:
        """Show so many lines until the person asks for all: samples are what the page is for."""
        if lines != self._most:
            self._most = lines
            self._build()

    def begin_anew(self) -> None:
        """Show again what was put away: the data are others."""
        self._away.clear()
        self._all, self._open = [], False
        self._build()

    def _build(self) -> None:
        discard(*self.lines)
        shown = self.shown
        self.lines = [self._line(each) for each in shown]
        for place, line in enumerate(self.lines):
            self._column.insertWidget(place, line)
        there = sum(each.code not in self._away for each in self._all)
        self._more.setVisible(there > self._most)
        more = self.tr("and {0} more").format(there - len(shown))
        self._more.setText(self.tr("Show less") if self._open else more)
        self.setVisible(bool(shown))

    def _line(self, advice: Advice) -> QFrame:
        frame = _Line()
        set_role(frame, "warning")
        row = QHBoxLayout(frame)
        row.setContentsMargins(10, 4, 6, 4)
        row.setSpacing(6)
        words = label(str(advice), wraps=True)
        words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        row.addWidget(words, 1)
        if advice.show is not None:
            row.addWidget(
                push_button(
                    self.tr("Show"),
                    partial(self._on_show, advice),
                    tip=self.tr("Show these samples"),
                    role="small",
                )
            )
        if advice.mend:
            row.addWidget(push_button(self._mend(advice.mend), partial(self._on_mend, advice), role="small"))
        away = push_button(
            self.tr("Hide"),
            partial(self._on_away, advice),
            tip=self.tr("Put this away until other data are chosen"),
            role="small",
        )
        row.addWidget(away)
        return frame

    def _mend(self, mend: Mend) -> str:
        words = {
            "leave_across_out": self.tr("Leave them out of the test"),
            "class_weights": self.tr("Class weights"),
            "fit": self.tr("Fit to the data"),
        }
        return words[mend]

    def _on_show(self, advice: Advice, *_: object) -> None:
        self.show_wanted.emit(advice)

    def _on_mend(self, advice: Advice, *_: object) -> None:
        self.mend_wanted.emit(advice.mend)

    def _on_away(self, advice: Advice, *_: object) -> None:
        self._away.add(advice.code)
        self._build()

    def _on_more(self) -> None:
        self._open = not self._open
        self._build()
