"""What a network makes of two numbers: a map of its answers and the truth table of the four corners."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from cnngui.state.inputs import SIDE
from cnngui.state.predictor import Predictor
from cnngui.ui.draw.case_table import CaseTable
from cnngui.ui.draw.decision import read_cases
from cnngui.ui.draw.decision_map import DecisionMap
from cnngui.ui.draw.squared import Squared
from cnngui.ui.shared.theme import GAP_PX


class PairView(QWidget):
    """Follows the predictor: while it trains, the colours move as the network learns."""

    def __init__(self, predictor: Predictor, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._predictor = predictor
        self.map = DecisionMap(predictor.subject.inputs)
        self.table = CaseTable(predictor.subject.inputs)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP_PX)
        column.addWidget(Squared(self.map))
        column.addWidget(self.table)
        predictor.answer_changed.connect(self._show)
        predictor.model.changed.connect(self._show)
        self._show()

    def _show(self) -> None:
        answer, data = self._predictor.answer, self._predictor.subject.data
        # Behind a change of networks, the last answer may still be about a sentence.
        about_pairs = answer is not None and answer.others is not None and len(answer.others) == SIDE * SIDE
        answers = answer.others if answer is not None and about_pairs else None
        names = self._predictor.model.class_names or (data.class_names if data is not None else ())
        cases = read_cases(answers, data)
        self.map.show_answers(answers, cases, names)
        self.table.show_cases(cases, names)
