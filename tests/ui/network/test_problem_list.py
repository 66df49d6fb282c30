"""What keeps a network from being trained is said above the cards, first and in one line, with its fix."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton

from cnngui.network.layers import Conv2D, Dense, Flatten
from cnngui.network.network import Network
from cnngui.state.document import Document
from cnngui.ui.network.network_panel import NetworkPanel
from cnngui.ui.network.problem_box import ProblemBox


def test_the_blocking_problem_and_its_button_are_seen_when_flatten_goes(
    panel: NetworkPanel, document: Document
) -> None:
    panel.resize(256, 560)
    assert not panel.problems.isVisible()
    document.remove_layers(["flatten"])
    line = panel.problems.lines[0]
    assert line.isVisible()
    assert line.text() == document.inference.errors[0].message().what
    assert line.height() < 30
    fix = next(
        button for button in panel.problems.findChildren(QPushButton) if button.text() == "add Flatten before"
    )
    assert panel.rect().contains(fix.mapTo(panel, fix.rect().bottomRight()))
    QTest.mouseClick(fix, Qt.MouseButton.LeftButton)
    assert document.inference.ok
    assert not panel.problems.isVisible()


def test_problems_call_layers_what_their_cards_call_them(panel: NetworkPanel, document: Document) -> None:
    layers = (Conv2D(kernel_size=(3, 3)), Conv2D(kernel_size=(40, 40)), Flatten(), Dense(units=10))
    document.set_network(Network(layers=layers), "Test")
    card = panel.stack.column.card("conv2d_1")
    assert card.contents.title == "Conv2D 2"
    assert panel.problems.lines[0].text().startswith("Conv2D 2 needs a 40×40 window")
    assert "Conv2D 2 needs" in card.accessibleName()
    QTest.mouseClick(panel.problems.lines[0], Qt.MouseButton.LeftButton)
    assert document.selection == "conv2d_1"


def test_many_errors_take_three_lines(panel: NetworkPanel, document: Document) -> None:
    broken = [Conv2D(strides=(2, 2), dilation_rate=(2, 2), padding="same") for _ in range(5)]
    document.set_network(Network(layers=(*broken, Flatten(), Dense(units=10))), "x")
    shown = [line for line in panel.problems.lines if line.isVisible()]
    assert len(shown) == min(3, len(document.inference.errors))


def test_a_warning_takes_one_line_until_its_card_is_selected(panel: NetworkPanel, document: Document) -> None:
    document.remove_layers(["flatten"])
    card = panel.stack.column.card("dense")
    (box,) = card.findChildren(ProblemBox)
    document.select("input")
    low = box.height()
    document.select("dense")
    assert box.height() > low + 20
    assert card.rect().contains(box.geometry())
    below = panel.stack.column.card("dense_1")
    assert below.y() >= card.y() + card.height()
    document.select("input")
    assert box.height() == low
    assert panel.stack.column.card("dense_1").y() >= card.y() + card.height()


def test_all_that_the_data_bring_is_mended_in_one_step(panel: NetworkPanel, document: Document) -> None:
    document.set_data_facts(3, (48, 48, 3))
    button = panel.problems.findChild(QPushButton, "fit_to_data_button")
    assert button is not None
    before = document.network
    steps = document.undo_stack.count()
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert document.network.input_shape == (48, 48, 3)
    assert document.inference.ok
    assert not panel.problems.isVisible()
    assert document.undo_stack.count() == steps + 1
    document.undo_stack.undo()
    assert document.network == before


def test_data_that_no_change_of_the_input_makes_readable_bring_a_network_of_their_own(
    qtbot, panel: NetworkPanel, document: Document
) -> None:
    document.set_data_facts(2, (2,))
    button = panel.problems.findChild(QPushButton, "small_network_button")
    assert button.isVisibleTo(panel.problems)
    with qtbot.waitSignal(panel.problems.small_wanted):
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    document.set_data_facts(10, (32, 32, 1))
    assert not document.inference.ok
    left = panel.problems.findChildren(QPushButton, "small_network_button")
    assert not any(each.isVisibleTo(panel.problems) for each in left)
