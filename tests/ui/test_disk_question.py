"""Train asks first when the runs would take more of the disk than is allowed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QWidget

from cnngui.network.layers import Dense, Flatten
from cnngui.network.network import Network
from cnngui.network.recipe import Recipe
from cnngui.runs.run import Run
from cnngui.runs.run_files import Summary
from cnngui.state.document import Contents, Document
from cnngui.state.engine_client import EngineClient
from cnngui.state.run_list import RunList
from cnngui.state.settings import Settings
from cnngui.state.training import TrainingSession
from cnngui.ui.disk_question import KEY, may_keep
from tests.recording import RecordingTransport
from tests.runs.test_project import trained
from tests.runs.test_run import RECORD
from tests.ui.test_memory_question import answering


@pytest.fixture
def document() -> Document:
    network = Network(layers=(Flatten(), Dense(units=10)))
    return Document(Contents(network, Recipe(batch_size=100), "digits"))


@pytest.fixture(autouse=True)
def _own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is allowed is remembered, and other tests are not to be asked."""
    monkeypatch.setenv("CNNGUI_HOME", str(tmp_path / "home"))


@pytest.fixture
def runs(qtbot, document: Document, tmp_path: Path) -> Iterator[RunList]:
    run = Run(tmp_path / "runs" / "one")
    run.begin(RECORD)
    run.checkpoints.write(trained())
    run.keep_epoch(1, trained(), most=20)
    run.write_summary(Summary(state="finished"))
    made = RunList(TrainingSession(document, EngineClient(RecordingTransport)), tmp_path / "runs")
    with qtbot.waitSignal(made.rows_changed):
        made.refresh()
    yield made
    made.close()


@pytest.fixture
def settings(runs: RunList) -> Settings:
    made = Settings()
    made.set_number(KEY, 1000.0)
    return made


def test_where_there_is_room_nothing_is_asked(document: Document, runs: RunList) -> None:
    assert may_keep(document, runs, Settings(), QWidget())


def test_more_can_be_allowed(document: Document, runs: RunList, settings: Settings) -> None:
    window = QWidget()
    asked = answering("Allow")
    assert may_keep(document, runs, settings, window)
    assert "Your runs take" in asked[0]
    assert settings.number(KEY, 0) > 1000
    assert may_keep(document, runs, settings, window), "it is asked once"


def test_the_weights_of_epochs_can_be_let_go(document: Document, runs: RunList, settings: Settings) -> None:
    window = QWidget()
    answering("epochs go")
    assert may_keep(document, runs, settings, window)
    runs.flush()
    run = Run(runs.folder / "one")
    assert run.kept_epochs == []
    assert run.has_weights("last")


def test_a_person_may_think_again(document: Document, runs: RunList, settings: Settings) -> None:
    window = QWidget()
    answering("Cancel")
    assert not may_keep(document, runs, settings, window)
    assert Run(runs.folder / "one").kept_epochs == [1]
