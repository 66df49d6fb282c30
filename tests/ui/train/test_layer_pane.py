"""The table of layers: asked for, read, chosen from, and what it offers to mend."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QCheckBox

from cnngui.app import AppState, build_state
from cnngui.course.presets import preset
from cnngui.engine import protocol
from cnngui.state.document import Contents
from cnngui.ui.shared.theme import theme
from cnngui.ui.train.layer_pane import LayerPane
from cnngui.ui.train.layer_rows import RATIO_DECADES, along, columns, decades, numbers, rows_of
from cnngui.ui.train.layer_table import LOWEST_ROW_PX, LayerTable, histograms_picture
from cnngui.ui.train.train_panel import TrainPanel
from tests.recording import RecordingTransport

TEN = preset("xor-10-sigmoid")
NAMES = tuple(layer.name for layer in TEN.network.layers)


@pytest.fixture
def transport() -> RecordingTransport:
    return RecordingTransport()


@pytest.fixture
def state(qtbot, transport: RecordingTransport) -> Iterator[AppState]:
    state = build_state(lambda: transport)
    state.document.replace_all(Contents(TEN.network, TEN.recipe, TEN.data))
    state.engine.start()
    qtbot.waitUntil(lambda: state.engine.ready is not None)
    yield state
    state.close()


def health(run_id: str, count: int = 11, dead: float = float("nan")) -> protocol.LayerHealth:
    """Gradients that fall by a power of ten from each layer to the one before it."""
    norms = 10.0 ** np.arange(1.0 - count, 1.0)
    shares = np.zeros((count, 2, 24), np.float32)
    shares[:, 0, 12] = shares[:, 1, 3] = 1
    return protocol.LayerHealth(
        run_id,
        epoch=3,
        step=1,
        layers=NAMES[:count] if count <= len(NAMES) else tuple(f"dense.{at}" for at in range(count)),
        gradient_norm=norms,
        weight_norm=np.ones(count),
        update_ratio=0.1 * norms,
        dead_share=np.full(count, dead),
        dead_samples=4,
        histograms=shares,
        reach=np.ones(count, np.float32),
    )


@pytest.fixture
def tell(qtbot, state: AppState, transport: RecordingTransport) -> Callable[..., None]:
    """Let a run of the ten layers say how they fare."""

    def said(**others: float) -> None:
        if not state.training.run_id:
            state.training.train()
            qtbot.waitUntil(lambda: isinstance(transport.sent[-1], protocol.Train))
            run = state.training.run_id
            transport.say(protocol.Started(run, 1, 0, 9, 4, 4, False, "binary_crossentropy", "accuracy"))
        with qtbot.waitSignal(state.training.layers.changed):
            transport.say(health(state.training.run_id, **others))

    return said


@pytest.fixture
def pane(qtbot, state: AppState) -> LayerPane:
    made = LayerPane(state.document, state.training)
    qtbot.addWidget(made)
    made.resize(820, 290)
    made.show()
    return made


def test_it_is_hidden_until_it_is_asked_for_and_the_choice_is_remembered(qtbot, state, transport) -> None:
    def shown() -> TrainPanel:
        panel = TrainPanel(state.document, state.training, state.settings)
        qtbot.addWidget(panel)
        panel.resize(820, 700)
        panel.show()
        return panel

    panel = shown()
    box = panel.header.findChild(QCheckBox, "layers_box")
    assert not panel.layers.isVisible()
    assert panel.answers.isVisible()
    assert not any(isinstance(command, protocol.Watch) for command in transport.sent)
    with qtbot.waitSignal(panel.height_wanted):
        box.click()
    assert transport.last(protocol.Watch) == protocol.Watch(layers=True)
    assert panel.layers.isVisible()
    assert not panel.answers.isVisible()
    assert all(plot.height() >= 100 for plot in panel.plots if plot.isVisible())
    assert shown().layers.isVisible()
    box.click()
    assert transport.last(protocol.Watch) == protocol.Watch()
    assert panel.answers.isVisible()


def test_before_anything_is_measured_a_sentence_says_so(pane: LayerPane) -> None:
    assert pane.table.rows == []
    assert "seen here while the network trains" in pane.table.sentence
    assert pane.table.accessibleDescription() == pane.table.sentence


def test_rows_stand_in_the_networks_order_with_what_is_wrong_in_words(pane: LayerPane, tell) -> None:
    tell()
    rows = pane.table.rows
    assert [row.title for row in rows] == [f"Dense {number}" for number in range(1, 12)]
    assert rows[0].words == "vanishing: 10⁻¹⁰ of Dense 11’s"
    assert [row.severity for row in rows] == ["warning"] * 7 + ["", "", "", ""]
    assert "Dense 1 got 10⁻¹⁰ of what Dense 11 got" in pane.words.text()
    told = numbers(rows[0], 4)
    assert "Gradient norm 1e-10" in told
    assert "No ReLU behind it" in told


def test_a_bar_is_as_long_as_the_gradient_on_a_logarithmic_axis(pane: LayerPane, tell) -> None:
    tell()
    table = pane.table
    assert decades(table.rows) == (-10, 0)
    left, width = columns(table.viewport().width()).gradient
    picture = table.viewport().grab().toImage()
    track = QColor(theme().colours.track)
    for place, row in enumerate(table.rows):
        y = place * table.row_px + table.row_px // 2
        ends = [x for x in range(left, left + width) if picture.pixelColor(x, y) != track]
        assert len(ends) == pytest.approx(width * along(row.gradient, (-10, 0)), abs=1.5)


def test_along_an_axis() -> None:
    assert [along(value, (-4, 0)) for value in (1e-4, 1e-2, 1.0, 10.0, 0.0, float("nan"))] == [
        0,
        0.5,
        1,
        1,
        0,
        0,
    ]
    assert along(1e-3, RATIO_DECADES) == pytest.approx(5 / 8)


def test_a_histogram_is_filled_with_now_and_outlined_with_the_beginning(pane: LayerPane, tell) -> None:
    tell()
    picture = histograms_picture(pane.table.rows[:1], 48, 20, 1.0)
    alpha = np.array([[picture.pixelColor(x, y).alpha() for x in range(48)] for y in range(20)])
    assert (alpha[2:, 24:26] == 0x66).all(axis=0).any()  # bin 12 of 24, two pixels each
    assert (alpha[:, 6:8] == 255).any()
    assert not alpha[:, 10:22].any()


def test_a_row_selects_its_card_and_a_card_its_row(qtbot, state: AppState, pane: LayerPane, tell) -> None:
    tell()
    table = pane.table
    qtbot.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(30, 2 * table.row_px + 3))
    assert state.document.selection == "dense_2"
    assert "Dense 3, vanishing" in table.accessibleName()
    qtbot.keyClick(table, Qt.Key.Key_Down)
    assert state.document.selection == "dense_3"
    qtbot.keyClick(table, Qt.Key.Key_End)
    assert state.document.selection == "dense_10"
    state.document.select("dense_5")
    assert table.selected_source == "dense_5"
    state.document.select("input")
    assert "11 layers, 7 with something wrong" in table.accessibleName()


def test_the_mend_is_one_click_and_one_undo_and_only_for_the_network_told_of(
    qtbot, state: AppState, pane: LayerPane, tell
) -> None:
    tell()
    (button,) = pane.buttons
    assert button.text() == "relu in all 10"
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert state.document.network == preset("xor-10-relu").network
    assert pane.buttons == []
    assert "Use relu and a He start" in pane.words.text()
    state.document.undo_stack.undo()
    assert state.document.network == TEN.network
    assert len(pane.buttons) == 1


def test_dead_relus_have_their_share(pane: LayerPane, tell) -> None:
    tell(dead=0.25)
    assert "25 % of its ReLUs dead: silent for 4 training samples" in numbers(pane.table.rows[0], 4)


def test_rows_shrink_to_fit_and_scroll_when_they_cannot(qtbot, state, pane: LayerPane, tell) -> None:
    tell()
    table = pane.table
    assert table.verticalScrollBar().maximum() == 0
    pane.resize(640, 140)
    assert table.row_px == LOWEST_ROW_PX
    assert table.verticalScrollBar().maximum() > 0
    state.document.select("dense_10")
    assert table.row_at(table.viewport().height() - 1) == 10


def test_a_hidden_pane_does_no_work_and_catches_up_when_it_is_shown(state, pane: LayerPane, tell) -> None:
    pane.hide()
    tell()
    assert pane.table.rows == []
    pane.show()
    assert len(pane.table.rows) == 11


def test_rows_of_nothing_are_none(state: AppState) -> None:
    assert rows_of(state.training.layers) == []


def test_light_and_dark_are_painted_with_their_own_colours(pane: LayerPane, tell) -> None:
    tell()
    seen = set()
    for choice in ("light", "dark"):
        theme().choose(choice)
        picture = LayerTable.grab(pane.table).toImage()
        seen.add(picture.pixelColor(picture.width() - 2, picture.height() - 2).name())
        assert picture.pixelColor(picture.width() - 2, picture.height() - 2) == QColor(theme().colours.pane)
    theme().choose("system")
    assert len(seen) == 2


def test_frozen_layers_stand_among_the_others(qtbot, state, transport, pane) -> None:
    state.document.set_trainable(NAMES[:2], False)
    state.training.train()
    qtbot.waitUntil(lambda: isinstance(transport.sent[-1], protocol.Train))
    run = state.training.run_id
    transport.say(protocol.Started(run, 1, 0, 9, 4, 4, False, "binary_crossentropy", "accuracy"))
    with qtbot.waitSignal(state.training.layers.changed):
        transport.say(replace(health(run, len(NAMES) - 2), layers=NAMES[2:]))
    qtbot.waitUntil(lambda: len(pane.table.rows) == len(NAMES))
    assert [row.words == "frozen" for row in pane.table.rows] == [True, True] + [False] * (len(NAMES) - 2)
    row = pane.table.rows[0]
    assert numbers(row, 4) == ""
    assert "no gradient" in row.tip
    pane.table.select(row.source)
    assert "frozen" in pane.table.accessibleName()
    assert not pane.grab().isNull()
