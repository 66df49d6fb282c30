"""Which curves there are, what they are called, and when they are drawn."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
from PySide6.QtWidgets import QCheckBox, QLabel

from cnngui.app import AppState, build_state
from cnngui.engine import protocol
from cnngui.network.recipe import Recipe
from cnngui.network.schedules import OneCycle
from cnngui.runs.history import RECIPE_COLUMN, History
from cnngui.state.document import Document
from cnngui.state.training import TrainingSession
from cnngui.ui.train.curve_plot import CurvePlot
from cnngui.ui.train.plot_spec import PlotSpec, changes_of, plot_specs
from cnngui.ui.train.train_panel import TrainPanel
from tests.recording import RecordingTransport


@pytest.fixture
def transport() -> RecordingTransport:
    return RecordingTransport()


@pytest.fixture
def state(qtbot, transport: RecordingTransport) -> Iterator[AppState]:
    state = build_state(lambda: transport)
    state.engine.start()
    qtbot.waitUntil(lambda: state.engine.ready is not None)
    yield state
    state.close()


def shown(qtbot, state: AppState, specs=plot_specs) -> TrainPanel:
    panel = TrainPanel(state.document, state.training, state.settings, specs)
    qtbot.addWidget(panel)
    panel.resize(800, 500)
    panel.show()
    return panel


def train(qtbot, state: AppState, transport: RecordingTransport, metric: str, values: list[float]) -> None:
    """Let a run with this metric say the values of its first batches."""
    state.training.train()
    qtbot.waitUntil(lambda: isinstance(transport.sent[-1], protocol.Train))
    run = transport.last(protocol.Train).run_id
    transport.say(protocol.Started(run, 40, 0, 2, 4000, 1000, False, "mean_squared_error", metric))
    with qtbot.waitSignal(state.training.history_changed):
        columns = {"batch_loss": np.array(values), "batch_metric": np.array(values)}
        transport.say(protocol.Batches(run, 1, 0, columns, 1000.0, 0.001))


def stop(qtbot, state: AppState, transport: RecordingTransport) -> None:
    run = transport.last(protocol.Train).run_id
    with qtbot.waitSignal(state.training.ended):
        transport.say(protocol.Stopped(run, 1, 0.1))


def test_a_mean_absolute_error_is_called_so_and_is_no_share_of_a_hundred(qtbot, state, transport) -> None:
    panel = shown(qtbot, state)
    plot = panel.findChild(CurvePlot, "accuracy_plot")
    assert plot.title.text() == "Accuracy"
    train(qtbot, state, transport, "mean_absolute_error", [3.0, 3.0, 3.0])
    qtbot.waitUntil(lambda: plot.value.text() == "3.000")
    assert plot.title.text() == "Mean absolute error"
    assert plot.plot.accessibleName() == "Mean absolute error"
    low, high = plot.plot.getViewBox().viewRange()[1]
    assert low <= 0
    assert high > 3
    assert plot.plot.getAxis("left").tickStrings([2.0], 1, 1) == ["2"]
    stop(qtbot, state, transport)
    train(qtbot, state, transport, "accuracy", [0.5, 0.5])
    assert plot.title.text() == "Accuracy"
    qtbot.waitUntil(lambda: plot.value.text() == "50.00 %")


def test_before_a_run_the_recipe_says_which_metric_there_will_be(state: AppState) -> None:
    state.document.set_recipe(Recipe(metric="mean_absolute_error"))
    assert plot_specs(state.document, state.training)[1].title == "Mean absolute error"


def test_a_metric_without_words_of_its_own_has_its_name(qtbot, state, transport) -> None:
    train(qtbot, state, transport, "hinge_of_all", [1.0])
    assert plot_specs(state.document, state.training)[1].title == "Hinge of all"


def with_rate(document: Document, training: TrainingSession) -> list[PlotSpec]:
    """One more curve, which is not always shown."""
    more = PlotSpec("rate_plot", "Learning rate", "batch_metric", optional=True, tip="How far a step goes")
    return [*plot_specs(document, training), more]


def test_one_more_spec_is_one_more_curve_seen_when_it_is_asked_for(qtbot, state, transport) -> None:
    panel = shown(qtbot, state, with_rate)
    plot, box = panel.findChild(CurvePlot, "rate_plot"), panel.header.findChild(QCheckBox, "rate_plot_box")
    assert box.text() == "learning rate"
    assert not plot.isVisible()
    train(qtbot, state, transport, "accuracy", [0.5, 0.5])
    qtbot.waitUntil(lambda: panel.findChild(CurvePlot, "cost_plot").batches == 2)
    assert plot.batches == 0
    box.click()
    assert transport.last(protocol.Watch) == protocol.Watch(frozenset({"batch_metric"}))
    assert plot.isVisible()
    qtbot.waitUntil(lambda: plot.batches == 2)
    assert shown(qtbot, state, with_rate).header.findChild(QCheckBox, "rate_plot_box").isChecked()
    box.click()
    assert not plot.isVisible()
    assert transport.last(protocol.Watch) == protocol.Watch(frozenset())


def test_only_a_cost_is_drawn_logarithmically(qtbot, state, transport) -> None:
    panel = shown(qtbot, state)
    panel.log_box.setChecked(True)
    written = [plot.plot.getAxis("left").tickStrings([1.0], 1, 1) for plot in panel.plots]
    assert written == [["10"], ["100 %"], ["1"], ["1"]]
    panel.log_box.setChecked(False)
    assert panel.plots[0].plot.getAxis("left").tickStrings([1.0], 1, 1) == ["1"]


def test_a_recipe_changed_during_a_run_says_when_it_counts_and_is_marked(qtbot, state, transport) -> None:
    panel = shown(qtbot, state)
    note = panel.findChild(QLabel, "recipe_note")
    train(qtbot, state, transport, "accuracy", [0.5, 0.5])
    assert not note.isVisible()
    state.document.set_recipe(state.document.recipe.model_copy(update={"epochs": 9}))
    assert "once you pause" in note.text()
    run = transport.last(protocol.Train).run_id
    with qtbot.waitSignal(state.training.status_changed):
        transport.say(protocol.Paused(run))
    assert "from the next step on" in note.text()
    state.document.set_data_facts(3, (28, 28, 1))
    assert "do not fit" in note.text()
    state.document.set_data_facts(None, None)
    assert "from the next step on" in note.text()
    state.training.train()
    with qtbot.waitSignal(state.training.progress_changed):
        transport.say(protocol.RecipeChanged(run, state.document.recipe, 40, 9))
    assert not note.isVisible()
    columns = {name: np.ones(1) for name in ("batch_loss", "batch_metric", RECIPE_COLUMN)}
    with qtbot.waitSignal(state.training.history_changed):
        transport.say(protocol.Batches(run, 1, 2, columns, 1000.0, 0.001))
    assert changes_of(state.training.history).tolist() == [2 / 40]


def test_a_cycle_that_has_ended_is_said_while_training_goes_on(qtbot, state, transport) -> None:
    recipe = state.document.recipe.model_copy(update={"schedule": OneCycle(cycle_epochs=1)})
    state.document.set_recipe(recipe)
    panel = shown(qtbot, state)
    note = panel.findChild(QLabel, "recipe_note")
    train(qtbot, state, transport, "accuracy", [0.5, 0.5])
    run = transport.last(protocol.Train).run_id
    columns = {name: np.ones(1) for name in ("batch_loss", "batch_metric", RECIPE_COLUMN)}
    full = recipe.optimizer.learning_rate
    for rate, said in ((full / 2, False), (full / 1000, True)):
        with qtbot.waitSignal(state.training.progress_changed):
            transport.say(protocol.Batches(run, 1, 2, columns, 1000.0, rate))
        qtbot.waitUntil(lambda said=said: note.isVisible() == said)
    assert "one-cycle schedule has come to its end" in note.text()


def test_a_longer_history_in_the_place_of_a_shorter_one_is_smoothed_from_its_own_beginning(
    qtbot, state
) -> None:
    panel = shown(qtbot, state)
    plot = panel.findChild(CurvePlot, "cost_plot")
    state.training.adopt(costs(2.0, 10))
    qtbot.waitUntil(lambda: plot.batches == 10)
    state.training.adopt(costs(6.0, 20))
    qtbot.waitUntil(lambda: plot.batches == 20)
    assert plot.value.text() == "6.000"


def costs(value: float, count: int, more: int = 0, then: float = 0.0) -> History:
    """Return the history of so many batches of one cost, and then of another."""
    x, values = np.arange(1.0, count + more + 1), np.array([value] * count + [then] * more)
    return History.from_columns({"batch_x": x, "batch_loss": values, "batch_metric": values})
