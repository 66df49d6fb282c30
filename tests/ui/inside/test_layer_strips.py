"""All layers at once: where their maps lie, what is pointed at, and what a click opens."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton

from cnngui.engine.protocol import Predict, Predicted, Preview, Previewed
from cnngui.engine.strips import strip_of
from cnngui.runs.model_id import SHIPPED
from cnngui.ui.inside.inside_panel import LAYERS, MAPS, InsidePanel
from cnngui.ui.inside.layer_strips import LARGEST_MAP_PX, TITLE_PX, LayerStrips, lay_out
from tests.ui.draw.stage import DIGITS, Stage, draw_panel_of
from tests.ui.inside.test_inside_panel import SURE, panel_of

RANDOM = np.random.default_rng(0)
OUTPUTS = {
    "conv2d": RANDOM.random((28, 28, 4)).astype(np.float32),
    "max_pooling2d": RANDOM.random((14, 14, 4)).astype(np.float32),
    "flatten": RANDOM.random(784).astype(np.float32),
    "dense": SURE,
}
STRIPS = {name: strip_of(output) for name, output in OUTPUTS.items()}


@pytest.fixture
def strips(qtbot) -> LayerStrips:
    made = LayerStrips()
    qtbot.addWidget(made)
    made.resize(700, 200)
    made.show()
    made.show_strips(STRIPS, {name: name.upper() for name in STRIPS}, "conv2d")
    return made


@pytest.mark.parametrize("height", [60, 180, 400, 900])
@pytest.mark.parametrize("shape", [(28, 28, 24), (2, 40, 3), (1, 1, 128), (40, 40, 1), (1, 1, 1)])
def test_maps_of_a_column_stay_in_it_and_do_not_overlap(shape: tuple[int, int, int], height: int) -> None:
    columns = list(lay_out({"a": shape, "b": shape}, height, {"a": 70}).values())
    assert columns[0].width >= 70
    assert columns[1].left > columns[0].left + columns[0].width
    boxes = [columns[1].map_box(index) for index in range(columns[1].shown)]
    assert 1 <= len(boxes) <= shape[2]
    for index, box in enumerate(boxes):
        assert columns[1].left <= box.left()
        assert box.right() < columns[1].left + columns[1].width
        assert box.top() >= TITLE_PX
        assert box.bottom() < max(height, TITLE_PX + LARGEST_MAP_PX)
        assert not any(box.intersects(other) for other in boxes[:index])


def test_a_point_belongs_to_a_layer_and_a_map(strips: LayerStrips) -> None:
    column = strips._columns["max_pooling2d"]
    assert strips.at(QPointF(column.map_box(1).center())) == ("max_pooling2d", 1)
    assert strips.at(QPointF(column.left + 2, 4)) == ("max_pooling2d", -1)
    assert strips.at(QPointF(column.left - 4, 4)) is None
    QTest.mouseMove(strips.viewport(), column.map_box(1).center())
    assert strips.spot == ("max_pooling2d", 1)
    assert strips.value() == pytest.approx(OUTPUTS["max_pooling2d"][:, :, 1].max())


def test_arrows_walk_and_enter_opens(strips: LayerStrips, qtbot) -> None:
    opened = []
    strips.opened.connect(lambda *what: opened.append(what))
    for _ in range(3):
        QTest.keyClick(strips, Qt.Key.Key_Right)
    QTest.keyClick(strips, Qt.Key.Key_Return)
    assert opened == [("flatten", -1)]


def test_what_is_shown_is_what_the_layer_made(strips: LayerStrips) -> None:
    sheet, _ = strips._sheet("conv2d")
    assert sheet.limits == pytest.approx(OUTPUTS["conv2d"].max(axis=(0, 1)))
    wide = strip_of(RANDOM.normal(0, 1, (200, 90, 70)).astype(np.float32))
    assert wide.output.shape == (40, 30, 24)
    assert wide.units == 70
    assert wide.signed


def test_a_part_of_a_layer_is_coloured_as_all_of_it(strips: LayerStrips) -> None:
    output = np.abs(RANDOM.normal(0, 1, (80, 80, 30))).astype(np.float32)
    output[3, 3, 0] = 7.0
    output[1, 1, 29] = -50.0
    output[2, 2, 1] = np.nan
    strip = strip_of(output)
    assert (strip.units, strip.signed, strip.limit) == (30, True, 50.0)
    assert strip.limits[0] == 7.0, "of a pixel that is left out too"
    strips.show_strips({"a": strip}, {"a": "A"}, "a")
    assert strips._sheet("a")[0].signed
    assert strips._sheet("a")[0].limits == pytest.approx(strip.limits)
    strips.set_scale("layer")
    assert set(strips._sheet("a")[0].limits) == {50.0}
    strips._point_at(("a", 0))
    assert "at most 7" in strips.spot_text()


@pytest.fixture
def panel(qtbot, staged: Stage) -> InsidePanel:
    made = panel_of(staged)
    qtbot.addWidget(made)
    made.resize(840, 330)
    made.show()
    return made


def answer(staged: Stage) -> None:
    """Answer the newest question, with the layers if they are wanted."""
    request = staged.asked(Predict)[-1]
    strips = STRIPS if request.all_layers else {}
    staged.hear(
        Predicted(
            request.request_id,
            request.model,
            SURE,
            DIGITS,
            request.layer,
            OUTPUTS.get(request.layer),
            0.001,
            off=request.off,
            all_on=SURE if request.off else None,
            strips=strips,
        )
    )


def settle(staged: Stage) -> None:
    answer(staged)
    while not staged.predictor.settled:
        answer(staged)


def test_the_tab_asks_for_all_layers_and_a_click_looks_into_one(panel: InsidePanel, staged: Stage) -> None:
    staged.draw()
    settle(staged)
    assert not staged.asked(Predict)[-1].all_layers
    panel.tabs.setCurrentIndex(LAYERS)
    assert staged.asked(Predict)[-1].all_layers
    settle(staged)
    layers = panel.layers
    assert layers.isVisible()
    assert list(layers.strips) == list(OUTPUTS)
    assert not panel.controls.layer_combo.isVisible()
    place: QPoint = layers._columns["max_pooling2d"].map_box(2).center()
    QTest.mouseClick(layers.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert panel.tabs.currentIndex() == MAPS
    assert staged.document.selection == "max_pooling2d"
    assert not staged.asked(Predict)[-1].all_layers


def test_a_unit_is_switched_off_and_all_are_on_again(panel: InsidePanel, staged: Stage, qtbot) -> None:
    staged.draw()
    staged.document.select("conv2d")
    settle(staged)
    panel.view.setFocus()
    QTest.mouseMove(panel.view.viewport(), QPoint(*map(int, panel.view.grid.cell(2)[:2])) + QPoint(9, 9))
    QTest.keyClick(panel.view, Qt.Key.Key_O)
    assert staged.asked(Predict)[-1].off == {"conv2d": (2,)}
    settle(staged)
    assert panel.view.off == (2,)
    staged.document.select("dense")
    settle(staged)
    assert panel.view.off == ()
    assert not panel.view.switchable, "the units of the last layer are the answer"
    staged.state.inside.all_on()
    assert staged.asked(Predict)[-1].off == {}


def test_another_network_has_all_units_on(panel: InsidePanel, staged: Stage) -> None:
    staged.state.inside.switch("conv2d", 1)
    first = staged.document.network.layers[0]
    staged.document.set_network(
        staged.document.network.with_layers(
            (first.model_copy(update={"filters": 5}), *staged.document.network.layers[1:])
        ),
        "edit",
    )
    assert staged.state.inside.off == {}


def test_draw_says_that_units_are_off_and_what_all_would_answer(
    panel: InsidePanel, staged: Stage, qtbot
) -> None:
    draw = draw_panel_of(staged)
    qtbot.addWidget(draw)
    draw.show()
    staged.draw()
    staged.document.select("conv2d")
    settle(staged)
    assert not draw.silent.isVisible()
    panel.view.switched.emit(3)
    settle(staged)
    assert draw.silent.isVisible()
    assert not panel.silent.isVisible(), "said once"
    assert draw.silent.words.text() == "1 unit off · all on: 7 (91.0 %)"
    assert draw.silent.words.toolTip() == "Conv2D: unit 4"
    button = draw.silent.findChild(QPushButton, "all_units_on_button")
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    settle(staged)
    assert not draw.silent.isVisible()


def test_it_is_said_in_the_panel_where_draw_asks_another_network(
    panel: InsidePanel, staged: Stage, qtbot
) -> None:
    draw = draw_panel_of(staged)
    qtbot.addWidget(draw)
    draw.show()
    staged.document.set_field("conv2d", "filters", 6)  # what was trained is of another network
    staged.hear(Previewed(staged.asked_soon(Preview).request_id))
    staged.draw()
    staged.state.inside.switch("conv2d", 0)
    assert panel.silent.isVisible()
    assert not draw.silent.isVisible()
    asked = {each.model: each.off for each in staged.asked(Predict)}
    assert asked[SHIPPED] == {}
