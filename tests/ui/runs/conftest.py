"""The Runs page on a folder of runs with curves that a test can reckon."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from cnngui.app import AppState, build_state
from cnngui.network.recipe import Adam
from cnngui.runs.history import EpochRow, History
from cnngui.runs.run import Run, runs_folder
from cnngui.runs.run_files import Note, Summary
from cnngui.ui.runs.browser import RunBrowser
from cnngui.ui.runs.deeds import Deeds
from cnngui.ui.runs.runs_page import RunsPage
from tests.recording import RecordingTransport
from tests.runs.test_project import trained
from tests.runs.test_run import RECORD

NAMES = ("first", "둘째 망", "third")
ACCURACIES = (0.5, 0.75, 0.25)
RATES = (0.1, 0.001, 0.01)
STEPS = 4


def history(accuracy: float, epochs: int = 2) -> History:
    """Return a history whose validation accuracy ends at `accuracy`, with four batches an epoch."""
    made = History()
    for epoch in range(1, epochs + 1):
        loss = 1.0 / np.arange((epoch - 1) * STEPS + 1, epoch * STEPS + 1)
        columns = {"batch_loss": loss, "batch_metric": np.full(STEPS, accuracy)}
        made.append_batches(epoch, 0, columns, steps_per_epoch=STEPS)
        reached = accuracy * epoch / epochs
        made.append_epoch(
            EpochRow(epoch, float(loss.mean()), reached, 1.0 / epoch, reached, 10.0, 100.0, 0.01)
        )
    return made


def make(name: str, number: int, *, accuracy: float, rate: float = 0.001, state: str = "finished") -> Run:
    """Write a run that began `number` seconds after the others."""
    run = Run(runs_folder() / f"run{number}")
    recipe = RECORD.recipe.model_copy(update={"optimizer": Adam(learning_rate=rate)})
    run.begin(replace(RECORD, recipe=recipe, started_s=1e9 + number, parameters=10 * number, parent=""))
    project = trained()
    run.checkpoints.write(replace(project, history=history(accuracy).to_columns()))
    run.keep_best(project)
    for epoch in (1, 2):
        run.keep_epoch(epoch, project, most=20)
    done = Summary(state=state, epoch=2, epochs=2 if state == "finished" else 5, seconds=20.0)  # type: ignore[arg-type]
    told = {"best_metric": accuracy, "best_epoch": 2, "val_metric": accuracy, "metric_name": "accuracy"}
    run.write_summary(done.model_copy(update=told))
    run.write_note(Note(name=name, tags=("good",) if number == 1 else ()))
    return run


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("CNNGUI_HOME", str(tmp_path))
    return tmp_path


@pytest.fixture
def three(home: Path) -> list[Run]:
    given = zip(NAMES, ACCURACIES, RATES, strict=True)
    return [make(name, place, accuracy=best, rate=rate) for place, (name, best, rate) in enumerate(given)]


@pytest.fixture
def transport() -> RecordingTransport:
    return RecordingTransport()


@pytest.fixture
def state(qtbot, home: Path, transport: RecordingTransport) -> Iterator[AppState]:
    made = build_state(lambda: transport)
    made.engine.start()
    qtbot.waitUntil(lambda: made.engine.ready is not None)
    yield made
    made.close()


@pytest.fixture
def page(qtbot, state: AppState) -> RunsPage:
    """Return the page, shown, once its runs were read."""
    deeds = Deeds(state.run_actions, state.tensorboard, state.runs.folder, lambda then: then(), state.owner)
    made = RunsPage(state.runs, state.histories, state.settings, deeds)
    qtbot.addWidget(made)
    made.resize(900, 700)
    made.show()
    qtbot.waitUntil(lambda: state.runs.loaded)
    return made


@pytest.fixture
def browser(qtbot, three: list[Run], page: RunsPage) -> RunBrowser:
    qtbot.waitUntil(lambda: len(page.browser.shown) == 3)
    return page.browser
