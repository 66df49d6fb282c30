"""Rates are searched for while the window is open; one is taken by a press, in one step of undo."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt

from cnngui.app import AppState, build_state
from cnngui.engine import protocol
from cnngui.engine.finding import ramp, suggested_rate
from cnngui.errors import CnnguiError
from cnngui.ui.train.rate_dialog import RateDialog
from tests.recording import RecordingTransport

RATES = ramp(120, 1e-6, 10.0)
LOSSES = 2.3 / (1 + (RATES / 1e-3) ** 1.5) + (RATES > 1) * (RATES - 1)


@pytest.fixture
def transport() -> RecordingTransport:
    return RecordingTransport()


@pytest.fixture
def state(qtbot, transport: RecordingTransport) -> Iterator[AppState]:
    state = build_state(lambda: transport, RecordingTransport)
    state.engine.start()
    qtbot.waitUntil(lambda: state.training.can_train)
    yield state
    state.close()


@pytest.fixture
def dialog(qtbot, state: AppState) -> RateDialog:
    dialog = RateDialog(state.document, state.recipe_tools.finder, None)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
    dialog.show()
    return dialog


def asked(transport: RecordingTransport) -> protocol.FindRate:
    found = transport.last(protocol.FindRate)
    assert isinstance(found, protocol.FindRate)
    return found


def tried(qtbot, state: AppState, transport: RecordingTransport, count: int = 120) -> None:
    transport.say(protocol.RatesTried(RATES[:count], LOSSES[:count]))
    qtbot.waitUntil(lambda: len(state.recipe_tools.finder.rates) == count)


def found(qtbot, state: AppState, transport: RecordingTransport) -> float:
    tried(qtbot, state, transport)
    suggestion = suggested_rate(RATES, LOSSES)
    assert suggestion is not None
    transport.say(protocol.RatesFound(asked(transport).request_id, suggestion, False))
    qtbot.waitUntil(lambda: not state.recipe_tools.finder.running)
    return suggestion


def test_the_search_begins_by_itself_with_the_network_on_the_cards(qtbot, dialog, state, transport) -> None:
    request = asked(transport)
    assert (request.network, request.recipe) == (state.document.network, state.document.recipe)
    assert dialog.search.text() == "Cancel"
    tried(qtbot, state, transport, 40)
    assert dialog.told.text().startswith("Trying")
    dialog.search.click()
    assert isinstance(transport.sent[-1], protocol.StopFinding)


def test_the_suggestion_is_called_one_and_taken_in_one_step_of_undo(qtbot, dialog, state, transport) -> None:
    before = state.document.recipe
    suggestion = found(qtbot, state, transport)
    assert dialog.suggestion.text().startswith("Suggestion: ")
    assert "a suggestion, no more" in dialog.told.text()
    assert dialog.rate.value() == pytest.approx(suggestion, rel=0.05)
    dialog.take.click()
    assert state.document.recipe.optimizer.learning_rate == dialog.rate.value()
    state.document.undo_stack.undo()
    assert state.document.recipe == before


def test_a_press_in_the_plot_chooses_a_rate(qtbot, dialog, state, transport) -> None:
    found(qtbot, state, transport)
    place = QPoint(dialog.curve.width() // 2, dialog.curve.height() // 2)
    qtbot.mouseClick(dialog.curve.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert dialog.rate.value() == pytest.approx(dialog.curve.rate_at(place.toPointF()), rel=0.06)
    right = QPoint(place.x() + 100, place.y())
    assert dialog.curve.rate_at(right.toPointF()) > 3 * dialog.rate.value()
    dialog.suggestion.click()
    assert dialog.rate.value() == pytest.approx(state.recipe_tools.finder.suggestion, rel=0.05)


def test_the_axis_reads_as_rates_though_it_is_even_in_their_powers(dialog) -> None:
    axis = dialog.curve.getPlotItem().getAxis("bottom")
    (_, ticks), *_ = axis.tickValues(-6.0, 1.0, 500.0)
    assert axis.tickStrings(ticks, 1.0, 1.0) == [
        "1e-06", "1e-05", "1e-04", "0.001", "0.01", "0.1", "1", "10"
    ]  # fmt: skip


def test_closing_ends_the_search_and_takes_nothing(qtbot, dialog, state, transport) -> None:
    before = state.document.recipe
    tried(qtbot, state, transport, 40)
    dialog.close()
    assert isinstance(transport.sent[-1], protocol.StopFinding)
    assert state.document.recipe == before


def test_a_search_that_fails_says_why(qtbot, dialog, state, transport) -> None:
    error = CnnguiError("engine.network_has_errors", problem="no output")
    transport.say(protocol.RequestFailed(asked(transport).request_id, error))
    qtbot.waitUntil(lambda: not state.recipe_tools.finder.running)
    assert "cannot be trained yet" in dialog.told.text()
    assert dialog.search.text() == "Search again"


def test_no_fall_is_no_suggestion(qtbot, dialog, state, transport) -> None:
    transport.say(protocol.RatesTried(RATES, np.linspace(1, 5, 120)))
    transport.say(protocol.RatesFound(asked(transport).request_id, None, False))
    qtbot.waitUntil(lambda: not state.recipe_tools.finder.running)
    assert "no suggestion" in dialog.told.text()
    assert dialog.suggestion.isHidden()
