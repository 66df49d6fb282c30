"""How a run ended is said in words, and what is called a test was kept aside."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest

from cnngui.app import AppState, build_state
from cnngui.engine import protocol
from cnngui.ui.train.outcome_note import OutcomeNote
from tests.recording import RecordingTransport


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


def ended(
    qtbot,
    state: AppState,
    transport: RecordingTransport,
    *,
    metric: str = "accuracy",
    test: bool = True,
    **how: int,
) -> str:
    note = OutcomeNote(state.training)
    qtbot.addWidget(note)
    state.training.train()
    run = state.training.run_id
    transport.say(protocol.Started(run, 10, 0, 9, 1000, 200, False, "mse", metric, test_samples=500))
    columns = {name: np.ones(10, np.float32) for name in ("batch_loss", "batch_metric")}
    transport.say(protocol.Batches(run, 1, 0, columns, 100.0, 0.1))
    if test:
        transport.say(protocol.Tested(run, 0.125, 0.9825, 500))
    with qtbot.waitSignal(state.training.ended):
        transport.say(protocol.Finished(run, 8, 3.0, **how))
    assert note.isHidden() == (not note.text())
    return note.text()


def test_a_run_that_stopped_early_says_why_and_whose_weights_there_are(qtbot, state, transport) -> None:
    text = ended(qtbot, state, transport, test=False, waited=3, weights_epoch=5)
    assert text == (
        "Stopped early after epoch 8: the last 3 were no better. "
        "The weights are those of epoch 5, the best one."
    )


def test_a_test_says_of_how_many_samples_it_is(qtbot, state, transport) -> None:
    text = ended(qtbot, state, transport)
    assert text == "Test: accuracy 98.25 %, cost 0.125, on 500 samples that were kept aside."
    assert state.training.tested is not None


def test_an_error_is_no_share_of_a_hundred(qtbot, state, transport) -> None:
    text = ended(qtbot, state, transport, metric="mean_absolute_error")
    assert text.startswith("Test: mean absolute error 0.983, cost 0.125")


def test_a_run_with_nothing_more_to_say_says_nothing(qtbot, state, transport) -> None:
    assert ended(qtbot, state, transport, test=False) == ""


def test_the_next_run_forgets_the_test_of_the_last(qtbot, state, transport) -> None:
    ended(qtbot, state, transport)
    state.training.train()
    assert state.training.tested is None
