"""The answer in words: the class, how sure, and what it might be instead; or why there is none."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QWidget

from cnngui.engine.protocol import Predicted
from cnngui.results.verdict import Verdict, verdict_of
from cnngui.state.answering_model import Unavailable
from cnngui.state.digits import Reading
from cnngui.ui.draw.digit_marks import number_text
from cnngui.ui.shared.theme import tabular
from cnngui.ui.shared.unavailable import why_no_answer
from cnngui.ui.shared.value_text import class_name, sure_percent
from cnngui.ui.shared.widgets import ElidedLabel, label, set_role

HEIGHT_PX = 52
DIGIT_PX = 28
LONGEST_HUGE = 2
LONGEST_NUMBER = 3
"""Digits that leave the words beside them room at the panel's least width."""


class AnswerView(QWidget):
    """Keeps its height whatever it says, so that nothing jumps while a person draws."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedHeight(HEIGHT_PX)
        self.prediction = ElidedLabel("", "huge", self)
        self.prediction.setObjectName("prediction_label")
        self.prediction.setAccessibleName(self.tr("Prediction"))
        self.prediction.setMinimumWidth(DIGIT_PX)
        self.word = ElidedLabel("")
        self.sureness = ElidedLabel("", "muted")
        self.sureness.setObjectName("sureness_label")
        self.sureness.setFont(tabular(self.sureness.font()))
        self.reason = label("", "muted")
        self.reason.setObjectName("no_prediction_label")
        self.reason.setWordWrap(True)
        self.reason.setAlignment(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft)
        self._short: bool | None = None
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(12)
        self._grid.setVerticalSpacing(0)
        self._grid.setColumnStretch(1, 1)
        self._grid.addWidget(self.reason, 0, 0, 3, 2)
        self.show_reason("")

    # What is said -------------------------------------------------------------------------------

    def show_answer(self, answer: Predicted, doubt: str = "", reads_from: float = 0.0) -> None:
        """Say what the network answers; `doubt` stands where it would say how sure it is.

        Args:
            reads_from: as `verdict_of` takes it.
        """
        verdict = verdict_of(answer.probabilities, reads_from)
        if verdict is None or verdict.kind == "broken":
            self._show_sentence(self.tr("The network answers with NaN: its weights are broken. Reset it."))
            return
        if verdict.kind == "nothing":
            nothing = self.tr("Nothing to read here: none of the {0} classes fits.")
            self._show_sentence(nothing.format(len(answer.probabilities)))
            return
        name = class_name(answer.class_names, verdict.best)
        self.reason.hide()
        self._place(short=len(name) <= LONGEST_HUGE)
        self.prediction.setText(name)
        self.word.setText(self._word(name))
        self.word.setToolTip("")
        self.sureness.setText(doubt or self._sureness(verdict, answer.class_names))
        self.sureness.setToolTip(doubt)
        self.setAccessibleName(f"{name}, {self.sureness.text()}")

    def show_number(self, reading: Reading, names: tuple[str, ...], reads_from: float = 0.0) -> None:
        """Say which number several digits make, and of the one that is looked at how sure the network is.

        Args:
            reads_from: as `verdict_of` takes it.
        """
        number = number_text(reading.digits, names, reads_from)
        looked_at = number_text((reading.looked_at,), names, reads_from)
        place = self.tr("digit {0} of {1}: {2}")
        words = place.format(reading.chosen + 1, len(reading.digits), self._word(looked_at))
        self.reason.hide()
        self._place(short=len(number) <= LONGEST_NUMBER)
        self.prediction.setText(number)
        self.word.setText(words)
        self.word.setToolTip(
            self.tr(
                "Click another box on the canvas, or press Page Up or Page Down there, to look at its digit"
            )
        )
        self.sureness.setText(self._of_number(reading, names, reads_from))
        self.sureness.setToolTip(self.sureness.text())
        self.setAccessibleName(f"{number}, {words}, {self.sureness.text()}")

    def doubt(self, reading: Reading | None, names: tuple[str, ...]) -> str:
        """Return that the network is not sure where digits end, "" if it is."""
        if reading is None or not reading.other:
            return ""
        either, other = (number_text(digits, names) for digits in (reading.digits, reading.other))
        return self.tr("not sure: {0} or {1}").format(either, other)

    def _of_number(self, reading: Reading, names: tuple[str, ...], reads_from: float) -> str:
        if doubt := self.doubt(reading, names):
            return doubt
        verdicts = [verdict_of(digit.outputs, reads_from) for digit in reading.digits]
        chosen = verdicts[reading.chosen]
        if chosen is None or chosen.kind == "broken":
            return self.tr("the network answers with NaN")
        if chosen.kind == "nothing":
            return self.tr("nothing to read in this box")
        # Of what is not to be trusted first.
        for place, verdict in enumerate(verdicts):
            if verdict is not None and verdict.kind == "unsure" and chosen.kind == "sure":
                return self.tr("digit {0} {1}").format(place + 1, self._sureness(verdict, names))
        sureness = self._sureness(chosen, names)
        # Beside a long number there is no room for a word that says of which digit this is.
        return sureness if self._short else self.tr("digit {0}: {1}").format(reading.chosen + 1, sureness)

    def show_reason(self, why: Unavailable) -> None:
        """Say in one sentence why there is no answer; nothing while one is on its way."""
        self._show_sentence(why_no_answer(why))

    def _show_sentence(self, sentence: str) -> None:
        for part in (self.prediction, self.word, self.sureness):
            part.setText("")
            part.hide()
        self.reason.setText(sentence)
        self.reason.show()
        self.setAccessibleName(sentence)

    def _word(self, name: str) -> str:
        """Return a digit in words; other names are words already."""
        words = (
            self.tr("zero"),
            self.tr("one"),
            self.tr("two"),
            self.tr("three"),
            self.tr("four"),
            self.tr("five"),
            self.tr("six"),
            self.tr("seven"),
            self.tr("eight"),
            self.tr("nine"),
        )
        return words[int(name)] if name in tuple("0123456789") else name

    def _sureness(self, verdict: Verdict, names: tuple[str, ...]) -> str:
        best = class_name(names, verdict.best)
        if verdict.kind == "raw":
            return self.tr("largest output: {0:.2f}").format(verdict.share)
        if verdict.second is None:
            return self.tr("{0} % sure").format(sure_percent(verdict.share))
        second = class_name(names, verdict.second)
        if verdict.kind == "unsure":
            return self.tr("not sure: {0} or {1}").format(best, second)
        return self.tr("{0} % sure · next {1}").format(sure_percent(verdict.share), second)

    # Where it stands ----------------------------------------------------------------------------

    def _place(self, *, short: bool) -> None:
        """Put a digit beside its words, a long name above them; show them once they have a parent."""
        if short != self._short:
            self._short = short
            self._arrange(short)
        self.prediction.show()
        self.sureness.show()
        self.word.setVisible(short)

    def _arrange(self, short: bool) -> None:
        grid = self._grid
        for part in (self.prediction, self.word, self.sureness):
            grid.removeWidget(part)
        set_role(self.prediction, "huge" if short else "large")
        if short:
            grid.addWidget(self.prediction, 0, 0, 2, 1)
            grid.addWidget(self.word, 0, 1, Qt.AlignmentFlag.AlignBottom)
            grid.addWidget(self.sureness, 1, 1, Qt.AlignmentFlag.AlignTop)
        else:
            grid.addWidget(self.prediction, 0, 0, 1, 2, Qt.AlignmentFlag.AlignBottom)
            grid.addWidget(self.sureness, 1, 0, 1, 2, Qt.AlignmentFlag.AlignTop)
        self.prediction.setSizePolicy(
            QSizePolicy.Policy.Fixed if short else QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred
        )
