"""What a network makes of two numbers: a map of its answers and, of XOR, the truth table of the corners."""

from __future__ import annotations

from html import escape

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import Qt
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from cnngui.engine.protocol import PlaneFetched
from cnngui.network.names import titles
from cnngui.network.network import Network
from cnngui.state.inputs import SIDE
from cnngui.state.predictor import Predictor
from cnngui.state.unit_planes import UnitPlanes
from cnngui.ui.draw.case_table import CaseTable
from cnngui.ui.draw.decision import Plane, answer_plane, is_class_map, read_cases, unit_plane
from cnngui.ui.draw.decision_map import DecisionMap, classes_image, plane_image
from cnngui.ui.draw.plane_words import case_texts, line_words
from cnngui.ui.draw.point_marks import FORMS, class_colour
from cnngui.ui.draw.squared import Squared
from cnngui.ui.draw.unit_strip import UnitStrip
from cnngui.ui.shared.theme import GAP_PX, theme
from cnngui.ui.shared.widgets import label

MOST_LINES = 6
"""Lines of more units over the answers would hide them."""
MOST_UNITS = 27
_LINES = 2
_MOST_NAMED = 10
_SMALL_PX = 48
"""Of the small maps: ten of 200 pixels took 30 ms, ten times a second while a network learns."""


class PairView(QWidget):
    """Follows the predictor: while it trains, the colours move as the network learns.

    Below the map are small ones: the answer's, and those of the units of the selected layer. What is chosen
    there is shown large and in the table; over the answer are the lines at which the units turn over. In the
    place of the table, data of many points have their marks told.
    """

    def __init__(self, predictor: Predictor, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._predictor = predictor
        self._planes: UnitPlanes | None = None
        self._answers: Plane | None = None
        self._classes: npt.NDArray[np.float32] | None = None
        self._units: list[Plane | None] = []
        self.map = DecisionMap(predictor.subject.inputs)
        self.table = CaseTable(predictor.subject.inputs)
        self.legend = label("", "muted", wraps=True, name="point_legend")
        self.legend.setTextFormat(Qt.TextFormat.RichText)
        self.strip = UnitStrip()
        self.words = label("", "muted", figures=True, wraps=True, name="unit_words")
        self.words.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        # The map would jump with every unit whose words need a line more.
        self.words.setFixedHeight(_LINES * self.words.fontMetrics().lineSpacing())
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP_PX)
        column.addWidget(Squared(self.map))
        for part in (self.legend, self.words, self.strip, self.table):
            column.addWidget(part)
        predictor.answer_changed.connect(self._show)
        predictor.model.changed.connect(self._show)
        self.strip.chosen_changed.connect(self._show_chosen)
        theme().changed.connect(self._show)
        predictor.subject.inputs.region_changed.connect(self._show)
        self._show()

    def show_units(self, planes: UnitPlanes) -> None:
        """Show from now on what the units of the selected layer answer, too."""
        self._planes = planes
        planes.changed.connect(self._show)
        planes.look.off_changed.connect(self._show)
        planes.watch(self.isVisible())

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._watch(True)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._watch(False)

    def _watch(self, watched: bool) -> None:
        if self._planes is not None:
            self._planes.watch(watched)

    def _show(self) -> None:
        answer, data = self._predictor.answer, self._predictor.subject.data
        # Behind a change of networks, the last answer may still be about a sentence.
        about_pairs = answer is not None and answer.others is not None and len(answer.others) == SIDE * SIDE
        answers = answer.others if answer is not None and about_pairs else None
        names = self._predictor.model.class_names or (data.class_names if data is not None else ())
        cases = read_cases(answers, data)
        self._answers = None if answers is None else answer_plane(answers)
        self._classes = answers if is_class_map(answers) else None
        self.map.show_answers(answers, cases, names)
        self.map.show_points(*((None, None) if data is None else (data.points, data.point_labels)))
        self.legend.setText("" if cases or data is None else self._legend_of(data.class_names))
        self.legend.setVisible(bool(self.legend.text()))
        self.table.setVisible(bool(cases))
        self.table.show_cases(cases, names)
        self._units = [] if self._fetched is None else _planes_of(self._fetched)
        self._show_strip()
        self._show_chosen()

    def _legend_of(self, names: tuple[str, ...]) -> str:
        """Return which mark is which class's; foreign names are plain text."""
        two = len(names) <= 2
        mark = '<span style="color:{0}">{1}</span>&nbsp;{2}'
        told = [
            mark.format(class_colour(place, two=two), FORMS[place % len(FORMS)], escape(name))
            for place, name in enumerate(names[:_MOST_NAMED])
        ]
        more = " …" if len(names) > _MOST_NAMED else ""
        return self.tr("To train on: {0}").format(" &nbsp; ".join(told) + more)

    # The units of a layer -------------------------------------------------------------------------

    @property
    def _fetched(self) -> PlaneFetched | None:
        return None if self._planes is None else self._planes.fetched

    @property
    def _network(self) -> Network:
        assert self._planes is not None
        return self._planes.look.model.network

    @property
    def _title(self) -> str:
        layer = "" if self._fetched is None else self._fetched.layer
        return titles(self._network.entries).get(layer, layer)

    def _show_strip(self) -> None:
        """Offer the answer and the units of the layer that is selected."""
        units = self._units
        for part in (self.words, self.strip):
            part.setVisible(bool(units))
        if not units:
            self.strip.chosen = 0
            return
        self.words.setToolTip(self.tr("Select another layer's card to see its units"))
        planes = (self._answers, *units)
        names = (self.tr("answer"), *(str(place + 1) for place in range(len(units))))
        tips = (
            self.tr("What the network answers, and where the units turn over"),
            *(self._unit_title(place) for place in range(len(units))),
        )
        pictures = [None if plane is None else plane_image(plane, _SMALL_PX) for plane in planes]
        if self._classes is not None:
            pictures[0] = classes_image(self._classes, _SMALL_PX)
        self.strip.show_pictures(names, tips, tuple(pictures))

    def _heading_words(self) -> str:
        heading, fetched = self.tr("Units of {0}").format(self._title), self._fetched
        if fetched is not None and (count := fetched.values.shape[1]) > MOST_UNITS:
            words = self.tr("The first {0} of {1} units of {2}")
            heading = words.format(MOST_UNITS, count, self._title)
        if self._planes is not None and self._planes.look.model.untrained:
            heading += self.tr(", not trained yet")
        return heading

    def _unit_title(self, place: int) -> str:
        return self.tr("Unit {0} of {1}").format(place + 1, self._title)

    def _show_chosen(self) -> None:
        place, fetched = self.strip.chosen - 1, self._fetched
        unit = self._units[place] if 0 <= place < len(self._units) else None
        self.map.show_unit(unit, "" if unit is None else self._unit_title(place))
        drawn = {str(at): plane.margins for at, plane in enumerate(self._units, start=1) if plane is not None}
        few = 0 < len(drawn) <= MOST_LINES and not self._is_output
        self.map.show_lines(drawn if few else {})
        if unit is None or fetched is None:
            self.table.show_unit("", ())
            self.words.setText(self._answer_words(few=few))
            return
        values = {
            case: float(fetched.values[unit.at(case.first, case.second), place]) for case in self.table.cases
        }
        self.table.show_unit(self.tr("unit {0}").format(place + 1), case_texts(values, unit))
        self.words.setText(line_words(self._unit_title(place), unit, self.map.region))

    @property
    def _is_output(self) -> bool:
        return self._fetched is not None and self._network.names[-1:] == (self._fetched.layer,)

    def _answer_words(self, *, few: bool) -> str:
        if not self._units:
            return ""
        if self._is_output:
            return self.tr("Select the card of a hidden layer to see how its units cut the plane.")
        words = self.tr("{0}. Dashed: where each turns over, from off to on.")
        if not few:
            words = self.tr("{0}: choose one to see where it turns over, from off to on.")
        aside = self.tr(" Units that were switched off are on here.") if self._units_off else ""
        return words.format(self._heading_words()) + aside

    @property
    def _units_off(self) -> bool:
        return self._planes is not None and self._planes.look.units_off > 0


def _planes_of(fetched: PlaneFetched) -> list[Plane | None]:
    """Return the plane of each unit, None for one whose values are not finite."""
    units = min(MOST_UNITS, fetched.values.shape[1])
    return [
        unit_plane(fetched.values[:, unit], fetched.margins[:, unit], fetched.activation)
        for unit in range(units)
    ]
