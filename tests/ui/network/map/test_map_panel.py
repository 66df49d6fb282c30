"""The map follows the document, and the cards follow the map."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QToolButton
from pytestqt.qtbot import QtBot

from cnngui.course.presets import preset
from cnngui.network.layers import Conv2D, Dense, Flatten
from cnngui.network.names import INPUT
from cnngui.network.network import Network
from cnngui.state.document import Contents, Document
from cnngui.ui.network.map.map_panel import MapPanel
from cnngui.ui.network.network_panel import NetworkPanel

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def document(qapp: object) -> Document:
    chosen = preset("mini-resnet")
    return Document(Contents(chosen.network, chosen.recipe, chosen.data))


@pytest.fixture
def panel(qtbot: QtBot, document: Document) -> NetworkPanel:
    made = NetworkPanel(document)
    qtbot.addWidget(made)
    qtbot.addWidget(made.map)
    made.resize(270, 700)
    made.map.setGeometry(300, 0, 360, 700)
    made.show()
    made.map.show()
    return made


@pytest.fixture
def shown(panel: NetworkPanel) -> MapPanel:
    return panel.map


def titles(shown: MapPanel) -> list[str]:
    return [box.title for box in shown.view.scene.boxes]


def test_a_click_on_the_map_goes_to_the_card_and_back(
    qtbot: QtBot, panel: NetworkPanel, document: Document
) -> None:
    view = panel.map.view
    inner = next(each for each in document.network.names if document.network.place(each).block)
    view.show_selection(inner, ())
    qtbot.waitUntil(lambda: not view.is_moving)
    QTest.mouseClick(view.viewport(), LEFT, pos=view.spot(inner))
    assert document.selection == inner
    card = panel.stack.column.card(inner)
    assert card is not None, "the block around it is unfolded"
    assert card.selected
    assert not card.visibleRegion().isEmpty()
    document.select(document.network.names[-1])
    qtbot.waitUntil(lambda: not view.is_moving)
    assert view.viewport().rect().contains(view.spot(document.network.names[-1]))


def test_it_follows_edits_and_undo_at_once(shown: MapPanel, document: Document) -> None:
    before = titles(shown)
    document.insert_layers((Flatten(),), 0)
    assert titles(shown) == ["Flatten", *before]
    document.undo_stack.undo()
    assert titles(shown) == before
    document.set_field(document.network.names[0], "filters", 7)
    assert shown.view.scene.boxes[0].detail.startswith("7 ·")


def test_a_hidden_map_costs_nothing_and_is_right_when_it_is_seen(shown: MapPanel, document: Document) -> None:
    shown.hide()
    scene = shown.view.scene
    document.insert_layers((Flatten(),), 0)
    document.select(document.network.names[-1])
    assert shown.view.scene is scene
    shown.show()
    assert titles(shown)[0] == "Flatten"
    assert document.network.names[-1] in shown.view.accessibleName() or "Dense" in shown.view.accessibleName()


def test_another_network_is_seen_from_its_input_on(qtbot: QtBot, shown: MapPanel, document: Document) -> None:
    document.select(document.network.names[-1])
    QTest.keyClick(shown.view, Qt.Key.Key_Plus)
    qtbot.waitUntil(lambda: not shown.view.is_moving)
    other = preset("resnet-50")
    document.replace_all(Contents(other.network, other.recipe, other.data))
    assert shown.view.fit == "width"
    assert shown.view.target.y == 0


def test_it_says_what_is_selected_and_what_is_pointed_at(
    qtbot: QtBot, shown: MapPanel, document: Document
) -> None:
    first, second = document.network.names[:2]
    document.select(first)
    said = shown.view.accessibleName()
    assert document.network.layer(first).kind in said
    assert "28×28×" in said
    assert "parameters" in said
    read_out = shown.findChild(QLabel, "map_read_out")
    assert read_out.text() in said
    QTest.mouseMove(shown.view.viewport(), shown.view.spot(second))
    qtbot.waitUntil(lambda: read_out.text() == shown.read_out(second))
    assert shown.view.accessibleName() == said
    document.select("")
    assert "nothing selected" in shown.view.accessibleName()


def test_problems_stand_at_their_layers(shown: MapPanel, document: Document) -> None:
    broken = Network(input_shape=(8, 8, 1), layers=(Flatten(), Conv2D(name="late"), Dense(units=3)))
    document.set_network(broken, "broken")
    painted = shown.view.look()
    assert painted.severities == {"late": "error"}
    assert document.inference.errors[0].message({"late": "late"}).what in shown.read_out("late")


def test_data_that_do_not_fit_are_told_at_the_input_and_take_no_counts(
    document: Document, qtbot: QtBot
) -> None:
    panel = MapPanel(document)
    qtbot.addWidget(panel)
    panel.show()
    document.set_data_facts(10, (64, 64, 3))
    where = {problem.where or INPUT for problem in document.inference.errors}
    assert where
    assert set(panel.view.look().severities) >= where
    assert f"{document.counted.total_parameters:,} parameters" in [
        label.text for label in panel.view.scene.labels
    ]


@pytest.mark.qt_log_ignore("^This plugin does not support grabbing the keyboard", extend=True)
def test_an_empty_network_offers_a_first_layer(qtbot: QtBot, panel: NetworkPanel, document: Document) -> None:
    shown = panel.map
    document.set_network(Network(), "empty")
    assert not shown.view.isVisible()
    assert shown.empty.isVisible()
    assert not shown.findChild(QToolButton, "map_zoom_in_button").isEnabled()
    with qtbot.waitSignal(shown.add_asked):
        QTest.mouseClick(shown.empty.button, LEFT)
    assert panel.palette_popup.isVisible()
    panel.palette_popup.hide()
    document.insert_layers((Dense(),), 0)
    assert shown.view.isVisible()
    assert not shown.empty.isVisible()


def test_buttons_zoom_and_the_zoom_is_told(qtbot: QtBot, shown: MapPanel) -> None:
    told = shown.findChild(QLabel, "map_zoom_label")
    before = shown.view.sight.zoom
    assert told.text() == f"{100 * before:.0f} %"
    for name, larger in (("map_zoom_in_button", True), ("map_whole_button", False)):
        QTest.mouseClick(shown.findChild(QToolButton, name), LEFT)
        qtbot.waitUntil(lambda: not shown.view.is_moving)
        assert (shown.view.sight.zoom > before) is larger
        assert told.text() == f"{100 * shown.view.sight.zoom:.0f} %"
    QTest.mouseClick(shown.findChild(QToolButton, "map_width_button"), LEFT)
    qtbot.waitUntil(lambda: shown.view.sight.zoom == pytest.approx(before))


def test_delete_and_copy_mean_the_selected_layer(qtbot: QtBot, shown: MapPanel, document: Document) -> None:
    names = {action.objectName() for action in shown.actions()}
    assert {"delete_layer_action", "copy_layer_action", "duplicate_layer_action"} <= names
    document.select(document.network.names[0])
    gone = document.selection
    shown.activateWindow()
    shown.view.setFocus()
    qtbot.waitUntil(shown.view.hasFocus)
    QTest.keyClick(shown.view, Qt.Key.Key_Delete)
    assert gone not in document.network.names


def test_return_leads_to_the_form(qtbot: QtBot, panel: NetworkPanel, document: Document) -> None:
    document.select(document.network.names[0])
    panel.activateWindow()
    QTest.keyClick(panel.map.view, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: panel.form.isAncestorOf(panel.focusWidget()))
