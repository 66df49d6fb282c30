"""One run: what is told of it, and what can be done with it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from cnngui.app import AppState
from cnngui.engine import protocol
from cnngui.runs.run import Run, runs_folder
from cnngui.ui.runs.browser import RunBrowser
from cnngui.ui.runs.details import RunDetails
from cnngui.ui.runs.runs_page import RunsPage
from tests.recording import RecordingTransport
from tests.ui.runs.conftest import make


@pytest.fixture
def details(qtbot, browser: RunBrowser, page: RunsPage) -> RunDetails:
    page.open("run1")
    qtbot.waitUntil(lambda: page.details._contents is not None)
    return page.details


def facts(pane) -> dict[str, str]:
    return {row._name.text(): row._value.text() for row in pane._rows if not row.isHidden()}


def test_network_recipe_and_results_are_told(details: RunDetails) -> None:
    cells = [details.layers.item(0, column).text() for column in range(5)]
    assert cells == ["dense", "Dense", "2 · softmax", "2", "10"]
    assert facts(details.results)["Best"] == "75.00 %"
    assert facts(details.results)["at epoch"] == "2"
    assert facts(details.recipe)["learning rate"] == "0.001"
    assert facts(details.recipe)["seed"] == "5"
    assert facts(details.origin)["Threads"] == "2"


def test_its_curves_are_drawn_of_training_and_validation(qtbot, details: RunDetails) -> None:
    qtbot.waitUntil(lambda: len(details.curves.plots[1].drawn) == 2)
    by_name = {curve.name: curve for curve in details.curves.plots[1].drawn}
    assert by_name["둘째 망"].y.tolist() == [0.375, 0.75]
    assert by_name["training accuracy"].faint
    assert details.curves.plots[1].legend.text() == "pale: training"


def test_the_kept_epochs_are_a_slider(details: RunDetails) -> None:
    moments = details.moments
    assert moments.weights == "best"
    assert (moments.slider.minimum(), moments.slider.maximum()) == (0, 1)
    moments.slider.setValue(0)
    assert moments.weights == 1
    assert moments.told.text() == "epoch 1"
    moments.which._buttons["last"].click()
    assert moments.weights == "last"


def test_a_finished_run_is_not_resumed_but_trained_on(details: RunDetails) -> None:
    enabled = {name for name, button in details.buttons.items() if button.isEnabled()}
    assert enabled == {
        *("train_more", "fork", "replay", "use_as_draft", "draw_with", "measure"),
        *("report", "tensorboard"),
    }


def test_a_stopped_run_can_be_resumed(qtbot, browser: RunBrowser, page: RunsPage, state: AppState) -> None:
    make("stopped", 7, accuracy=0.5, state="stopped")
    qtbot.waitUntil(lambda: state.runs.row("run7") is not None)
    page.open("run7")
    qtbot.waitUntil(lambda: page.details.buttons["resume"].isEnabled())


def test_draw_with_asks_the_worker_for_the_chosen_weights(
    qtbot, details: RunDetails, transport: RecordingTransport, state: AppState
) -> None:
    details.moments.slider.setValue(0)
    details.buttons["draw_with"].click()
    asked = transport.last(protocol.LoadModel)
    assert asked.path == str(runs_folder() / "run1" / "epochs" / "0001.cnn")
    assert state.run_model.weights == 1
    details.moments.slider.setValue(1)
    assert state.run_model.weights == 2
    details.moments.which._buttons["best"].click()
    assert state.run_model.weights == "best"


def test_use_as_draft_puts_its_network_on_the_cards(qtbot, details: RunDetails, state: AppState) -> None:
    details.buttons["use_as_draft"].click()
    record = Run(runs_folder() / "run1").record()
    assert state.document.network == record.network
    assert state.document.recipe == record.recipe


def test_fork_and_more_epochs_open_the_files_of_the_run(
    qtbot, details: RunDetails, transport: RecordingTransport
) -> None:
    details.moments.which._buttons["best"].click()
    details.buttons["fork"].click()
    assert transport.last(protocol.Open).path == str(runs_folder() / "run1" / "best.cnn")
    details._on_more()
    assert transport.last(protocol.Open).path == str(runs_folder() / "run1" / "a.cnn")


def test_a_run_that_is_deleted_meanwhile_leads_back(
    qtbot, details: RunDetails, browser: RunBrowser, state: AppState
) -> None:
    state.runs.delete("delete", ["run1"])
    qtbot.waitUntil(lambda: browser.isVisible())


def test_a_damaged_record_is_told_and_the_row_stays(qtbot, browser: RunBrowser, page: RunsPage) -> None:
    (runs_folder() / "run1" / "run.json").write_text("{", "utf-8")
    with qtbot.waitSignal(page.problem_raised):
        page.open("run1")


def test_a_fork_names_what_it_came_from_and_no_word_leaves_the_pane(
    qtbot, three: list[Run], browser: RunBrowser, page: RunsPage
) -> None:
    page.open("run1")
    details = page.details
    row = details._runs.row("run1")
    assert row is not None
    details._show_row(replace(row, parent="run0", parent_epoch=2))
    assert facts(details.results)["Began from"] == "first, epoch 2"
    details._show_row(replace(row, parent="20261129-185904-4050fbea-and-so-on", parent_epoch=2))
    assert "…" in facts(details.results)["Began from"]
    width = details.results.minimumSizeHint().width()
    assert width <= 248


def test_in_a_small_window_no_value_is_cut(qtbot, browser: RunBrowser, page: RunsPage) -> None:
    page.setMinimumSize(page.minimumSizeHint())
    page.resize(437, 400)
    page.open("run1")
    qtbot.waitUntil(lambda: page.details._contents is not None)
    facts_pane = page.details._facts
    qtbot.waitUntil(lambda: facts_pane.width() < 248)
    right = facts_pane.mapTo(page, facts_pane.rect().topRight()).x()
    assert right <= page.width()
    inner = facts_pane.widget()
    assert inner.minimumSizeHint().width() <= facts_pane.viewport().width()
    assert [plot.isVisible() for plot in page.details.curves.plots] == [True, False]
    page.resize(900, 700)
    qtbot.waitUntil(lambda: page.details.curves.plots[1].isVisible())
