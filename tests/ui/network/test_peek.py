"""A drag that rests on a folded block."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from cnngui.network.blocks import Repeat, Residual
from cnngui.network.layers import Conv2D, Flatten
from cnngui.network.network import Network, Place
from cnngui.state.document import Document
from cnngui.ui.network.network_panel import NetworkPanel
from tests.ui.network.test_stack import card, drag_on, drag_to, drop, press_key, shown

FOLDED = ["input", "a", "n", "r", "f"]
UNFOLDED = ["input", "a", "n", "b", "c", "r", "f"]


def conv(name: str) -> Conv2D:
    return Conv2D(name=name, filters=4, kernel_size=(3, 3), padding="same")


@pytest.fixture
def folded(panel: NetworkPanel, document: Document) -> Document:
    """a; n, folded: b, c; r, folded: d and the identity; f."""
    layers = (
        conv("a"),
        Repeat(name="n", branches=((conv("b"), conv("c")),)),
        Residual(name="r", branches=((conv("d"),), ())),
        Flatten(name="f"),
    )
    document.set_network(Network(layers=layers), "Test")
    panel.stack.fold_all(True)
    document.select("f")
    return document


def rest_on(qtbot: QtBot, panel: NetworkPanel, name: str) -> None:
    drag_to(panel, "f", card(panel, name).head().center().y())
    qtbot.waitUntil(lambda: not card(panel, name).contents.folded)


def gap(panel: NetworkPanel, place: Place) -> int:
    found = panel.stack.column.gap(place)
    assert found is not None
    return found.y


def test_it_unfolds_and_takes_the_card(qtbot: QtBot, panel: NetworkPanel, folded: Document) -> None:
    rest_on(qtbot, panel, "n")
    assert shown(panel) == UNFOLDED
    assert panel.stack.column.rearranging.drag.active
    drag_on(panel, "f", gap(panel, Place(1, "n")))
    drop(panel, "f")
    assert [each.name for each in folded.network.stack(Place(0, "n"))] == ["b", "f", "c"]
    assert shown(panel) == ["input", "a", "n", "b", "f", "c", "r"]
    folded.undo_stack.undo()
    assert [each.name for each in folded.network.layers] == ["a", "n", "r", "f"]


def test_it_stays_folded_while_the_drag_only_passes(
    qtbot: QtBot, panel: NetworkPanel, folded: Document
) -> None:
    drag_to(panel, "f", card(panel, "n").geometry().center().y())
    drag_on(panel, "f", card(panel, "a").geometry().center().y())
    qtbot.wait(700)
    assert shown(panel) == FOLDED
    press_key(Qt.Key.Key_Escape)


def test_it_folds_again_when_the_drag_leaves(qtbot: QtBot, panel: NetworkPanel, folded: Document) -> None:
    rest_on(qtbot, panel, "n")
    drag_on(panel, "f", card(panel, "a").y() + 2)
    assert shown(panel) == FOLDED
    assert panel.stack.column.rearranging.drag.active
    drop(panel, "f")
    assert [each.name for each in folded.network.layers] == ["f", "a", "n", "r"]
    assert shown(panel) == ["input", "f", "a", "n", "r"]


def test_it_folds_again_when_the_drag_is_given_up(
    qtbot: QtBot, panel: NetworkPanel, folded: Document
) -> None:
    rest_on(qtbot, panel, "n")
    press_key(Qt.Key.Key_Escape)
    assert shown(panel) == FOLDED
    drop(panel, "f")
    assert folded.network.names[-1] == "f"


def test_the_image_stays_with_the_mouse_while_its_card_is_pushed_down(
    qtbot: QtBot, panel: NetworkPanel, folded: Document
) -> None:
    before = card(panel, "f").y()
    rest_on(qtbot, panel, "n")
    assert card(panel, "f").y() > before
    image = panel.stack.column.rearranging.drag.image
    assert image is not None
    assert abs(image.y() - card(panel, "n").y()) < card(panel, "n").head().height()


def test_an_undo_in_the_middle_leaves_the_cards_in_order(
    qtbot: QtBot, panel: NetworkPanel, folded: Document
) -> None:
    folded.set_field("a", "filters", 8)
    rest_on(qtbot, panel, "n")
    folded.undo_stack.undo()
    assert not panel.stack.column.rearranging.drag.active
    assert shown(panel) == UNFOLDED
    panel.stack.fold("n", True)
    assert shown(panel) == FOLDED
