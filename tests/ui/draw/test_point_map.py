"""Points of data on the map of two numbers: where they lie decides what is mapped."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest

from cnngui.engine.protocol import FetchPlane, Predict
from cnngui.state.inputs import SQUARE
from cnngui.ui.draw.draw_panel import DrawPanel
from cnngui.ui.draw.point_marks import class_colour
from tests.ui.draw.stage import XOR, Stage, draw_panel_of


@pytest.fixture
def panel(qtbot, staged: Stage) -> DrawPanel:
    staged.document.set_network(XOR, "XOR")
    staged.describe_as("moons")
    made = draw_panel_of(staged)
    made.pair.show_units(staged.state.planes)
    qtbot.addWidget(made)
    made.resize(290, 840)
    made.show()
    return made


def answer(staged: Stage, names: tuple[str, ...]) -> None:
    """Answer with the class by the first number: an equal part of the map each."""
    first = staged.predictor.subject.inputs.region.points()[:, 0]
    rank = np.minimum(len(names) - 1, (first - first.min()) / np.ptp(first) * len(names)).astype(int)
    others = np.full((len(first), len(names)), 0.01, np.float32)
    others[np.arange(len(first)), rank] = 1 - 0.01 * (len(names) - 1)
    staged.answer(others[0], names=names, others=others)


def test_the_map_holds_all_points_and_has_no_truth_table(panel: DrawPanel, staged: Stage) -> None:
    points = staged.library.described.points
    region = staged.predictor.subject.inputs.region
    assert region != SQUARE
    assert (points > region.low).all()
    assert (points < region.high).all()
    assert not panel.pair.table.isVisible()
    assert "upper" in panel.pair.legend.text()
    staged.describe_as("xor")
    assert staged.predictor.subject.inputs.region == SQUARE
    assert panel.pair.table.isVisible()
    assert not panel.pair.legend.isVisible()


def test_what_is_asked_about_lies_where_the_points_are(panel: DrawPanel, staged: Stage) -> None:
    staged.own(("upper", "lower"))
    region = staged.predictor.subject.inputs.region
    asked = staged.asked(Predict)[-1]
    np.testing.assert_array_equal(asked.others, region.points())
    np.testing.assert_array_equal(staged.asked(FetchPlane)[-1].points, region.points())
    view = panel.pair.map
    QTest.mouseClick(view, Qt.MouseButton.LeftButton, pos=QPoint(view.width() // 2, view.height() // 2))
    assert staged.predictor.subject.inputs.pair == pytest.approx(region.values(0.5, 0.5), abs=0.05)
    before = staged.predictor.subject.inputs.pair
    QTest.keyClick(view, Qt.Key.Key_Up)
    moved = staged.predictor.subject.inputs.pair
    assert moved == pytest.approx((before[0], before[1] + region.step[1]))


def test_each_point_is_painted_in_the_colour_of_its_class(panel: DrawPanel, staged: Stage) -> None:
    view, data = panel.pair.map, staged.library.described
    image = view.grab().toImage()
    # A point that no other one covers.
    away = np.linalg.norm(data.points[:, None] - data.points[None], axis=2) + np.eye(len(data.points)) * 9
    for label in (0, 1):
        alone = int(np.argmax(np.where(data.point_labels == label, away.min(axis=1), 0)))
        place = view.place_of(*map(float, data.points[alone])).toPoint()
        assert image.pixelColor(place) == QColor(class_colour(label, two=True))


def test_of_three_classes_each_has_its_part_of_the_map(panel: DrawPanel, staged: Stage) -> None:
    names = ("a", "b<i>", "c")
    staged.own(names)
    answer(staged, names)
    panel.pair.map.show_points(None, None)
    image = panel.pair.map.grab().toImage()
    width, row = image.width(), image.height() // 3
    seen = [image.pixelColor(int(width * share), row) for share in (0.2, 0.5, 0.8)]
    for colour, place in zip(seen, range(3), strict=True):
        wanted = QColor(class_colour(place, two=False))
        channels = zip(colour.getRgb()[:3], wanted.getRgb()[:3], strict=True)
        assert sum(abs(one - other) for one, other in channels) < 400
    assert len({colour.rgb() for colour in seen}) == 3
    assert panel.pair._classes is not None
