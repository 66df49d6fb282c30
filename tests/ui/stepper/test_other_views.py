"""The examples that are no layer: axes that change places, and a graph."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest

from cnngui.course.scenes import scene
from cnngui.ui.stepper.axes_view import AxesView, block_cell, block_index, block_plane
from cnngui.ui.stepper.graph_view import GraphView, depths, places


@pytest.fixture
def axes(qtbot) -> AxesView:
    made = AxesView()
    qtbot.addWidget(made)
    made.resize(800, 420)
    made.show()
    return made


@pytest.fixture
def graph(qtbot) -> GraphView:
    made = GraphView()
    qtbot.addWidget(made)
    made.resize(800, 420)
    made.show()
    made.show_case(scene("n7").cases[0])
    return made


@pytest.mark.parametrize("shape", [(1, 3), (3, 1), (1, 4, 2), (4, 1, 2), (2, 4, 1)])
def test_every_number_of_an_array_has_its_cell(shape: tuple[int, ...]) -> None:
    values = np.arange(float(np.prod(shape))).reshape(shape)
    plane = block_plane(values)
    for index in np.ndindex(shape):
        cell = block_cell(shape, index)
        assert plane.values[cell] == values[index]
        assert not plane.blank[cell]
        assert block_index(shape, cell) == index
    assert plane.blank.sum() == plane.values.size - values.size


def test_a_number_is_framed_before_and_after(axes) -> None:
    case = next(case for case in scene("a9").cases if case.code == "axes_02")
    axes.show_case(case)
    assert axes.count == 8
    axes.show_step(5)
    assert axes.told.text() == "5 at [0, 2, 1] goes to [1, 2, 0]"
    assert axes.before.framed == ((2, 1),)
    assert axes.after.framed == ((7, 0),)
    assert axes.after.plane.values[7, 0] == 5
    assert "Shape (1, 4, 2) becomes (2, 4, 1)." in axes.read_out()


def test_the_two_arrays_are_linked_both_ways(axes, qtbot) -> None:
    axes.show_case(scene("a9").cases[0])
    QTest.mouseMove(axes.after, axes.after.cell_rect((2, 0)).center().toPoint())
    assert axes.before.lit == ((0, 2),)
    with qtbot.waitSignal(axes.step_asked, check_params_cb=lambda step: step == 1):
        QTest.mouseClick(
            axes.after, Qt.MouseButton.LeftButton, pos=axes.after.cell_rect((1, 0)).center().toPoint()
        )


def test_numbers_go_forward_and_then_gradients_backward(graph) -> None:
    assert graph.count == 10
    assert graph.seen.numbers == {"w": -2}
    graph.show_step(3)
    assert graph.read_out() == "Forward: g = w × x = (−2) × 5 = −10"
    graph.show_step(4)
    assert graph.read_out() == "Forward: f = g + b = (−10) + 3 = −7"
    graph.show_step(5)
    assert graph.seen.gradients == {"f": 1}
    graph.show_step(9)
    assert graph.seen.gradients == {"f": 1, "g": 1, "b": 1, "w": 5, "x": -2}
    assert graph.read_out() == (
        "Backward: ∂f/∂x = ∂f/∂g · ∂g/∂x = 1 · (−2) = −2. The local gradient ∂g/∂x is w = −2."
    )
    assert graph.accessibleName() == graph.read_out()


def test_nodes_stand_behind_what_feeds_them(graph) -> None:
    assert depths(graph.values) == {"w": 0, "x": 0, "b": 0, "g": 1, "f": 2}
    found = places(graph.values, 600, 300)
    assert found["w"].x() < found["g"].x() < found["f"].x()
    assert found["w"].y() < found["g"].y() < found["x"].y()


def test_a_click_on_a_node_goes_to_its_gradient(graph, qtbot) -> None:
    graph.show_step(9)
    middle = graph._places()["w"].toPoint()
    assert graph.node_at(QPointF(middle)) == "w"
    with qtbot.waitSignal(graph.step_asked, check_params_cb=lambda step: step == 8):
        QTest.mouseClick(graph, Qt.MouseButton.LeftButton, pos=middle)
    with qtbot.assertNotEmitted(graph.step_asked):
        QTest.mouseClick(graph, Qt.MouseButton.LeftButton, pos=QPoint(3, 3))


def test_what_is_known_is_painted(graph) -> None:
    before = graph.grab().toImage()
    graph.show_step(9)
    assert graph.grab().toImage() != before
