"""The Ensemble page in the window, with a worker that the test plays itself."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtWidgets import QLabel

from cnngui.app import App
from cnngui.engine import protocol
from cnngui.engine.shares import Workers
from cnngui.results.vote import vote
from cnngui.runs.history import EpochRow
from cnngui.runs.run import Run
from cnngui.state.ensemble_training import EnsembleTraining, Member
from cnngui.ui.ensemble.ensemble_panel import EnsemblePanel
from cnngui.ui.ensemble.several_dialog import SeveralDialog
from tests.recording import RecordingTransport
from tests.results.test_vote import FIRST, SECOND, THIRD, TRUTH
from tests.runs.test_project import trained
from tests.runs.test_run import RECORD
from tests.ui.test_keeping_work import press


def panel_of(app: App) -> EnsemblePanel:
    found = app.window.findChild(EnsemblePanel)
    assert found is not None
    return found


@pytest.fixture
def runs(tmp_path: Path) -> list[Run]:
    """Three runs with weights."""
    made = [Run(tmp_path / name) for name in ("a", "b", "c")]
    for run in made:
        run.begin(RECORD)
        run.checkpoints.write(trained())
    return made


def cells(panel: EnsemblePanel) -> list[list[str]]:
    table = panel.table
    return [
        [item.text() if (item := table.item(row, column)) else "" for column in range(table.columnCount())]
        for row in range(table.rowCount())
    ]


def test_before_the_first_there_is_one_sentence_and_one_button(app: App) -> None:
    panel = panel_of(app)
    app.window.pages.show_page(panel)
    assert panel.empty.isVisible()
    assert panel.empty.button.text() == "Train several …"
    assert panel.empty.button.isEnabled()


def test_what_members_reach_and_what_divides_them_is_shown(
    qtbot, app: App, transport: RecordingTransport, runs: list[Run]
) -> None:
    panel, ensemble = panel_of(app), app.state.ensemble
    app.window.pages.show_page(panel)
    ensemble.choose(runs)
    qtbot.waitUntil(lambda: any(isinstance(each, protocol.TakeVote) for each in transport.sent))
    asked = transport.last(protocol.TakeVote)
    assert isinstance(asked, protocol.TakeVote)
    found = vote(TRUTH, [FIRST, SECOND, THIRD])
    samples = np.zeros((3, 6, 6), np.uint8)
    with qtbot.waitSignal(ensemble.changed, check_params_cb=lambda: ensemble.vote is not None):
        transport.say(
            protocol.Voted(
                *(asked.request_id, asked.paths, asked.data, "Digits", found),
                class_names=("zero", "one"),
                samples=samples,
                texts=("", "", ""),
            )
        )
    shown = cells(panel)
    assert [row[-1] for row in shown] == ["0.5000", "1.0000", "0.7500", "0.7500", "1.0000", "0.7500"]
    assert shown[4][:2] == ["Best", "Number 2"]
    assert shown[5][:2] == ["Ensemble", "together"]
    assert panel.divided_pane.isVisible()
    said = panel.divided.accessibleDescription()
    assert said.startswith("zero: together one; alone one zero zero")
    assert panel.draw.isEnabled()
    panel.draw.click()
    loaded = transport.last(protocol.LoadEnsemble)
    assert isinstance(loaded, protocol.LoadEnsemble)
    assert loaded.paths == asked.paths
    assert app.state.predictor.model.owner == "ensemble"
    panel.results.click()
    assert not panel.isVisible()
    measured = transport.last(protocol.Evaluate)
    assert isinstance(measured, protocol.Evaluate)
    assert measured.members == asked.paths
    assert [each.members for each in app.state.results.models() if each.members] == [asked.paths]


def test_curves_end_with_the_last_known_values(app: App, runs: list[Run]) -> None:
    rows = {epoch: EpochRow(epoch, 1 / epoch, 0.5, 0.5, 0.1 * epoch, 1, 1, 0.1) for epoch in (1, 2, 3)}
    members = [Member(run, "Small", seed, "kept", 3, 1.0, rows=rows) for seed, run in enumerate(runs)]
    app.state.members.show(members)
    panel = panel_of(app)
    assert panel.validation.accessibleDescription() == "1: 0.3000, 2: 0.3000, 3: 0.3000"
    assert panel.cost.accessibleDescription().startswith("1: 0.3333")
    low, high = panel.validation.bounds()
    assert low < 0.1 < 0.3 < high
    panel.validation.grab()


def test_members_of_different_networks_are_told_apart_by_them(app: App, runs: list[Run]) -> None:
    titles = ("Small", "Large", "Small")
    members = [Member(run, title, 1, "kept") for run, title in zip(runs, titles, strict=True)]
    app.state.members.show(members)
    assert [row[0] for row in cells(panel_of(app))] == [
        "1 · Small, seed 1",
        "2 · Large, seed 1",
        "3 · Small, seed 1",
    ]
    assert app.state.ensemble.title == "Small, Large"


def test_the_dialog_says_why_so_many_at_once(qtbot, app: App, monkeypatch: pytest.MonkeyPatch) -> None:
    dialogs = {
        Workers(2, "cores", 2): ("One for each of 2 cores", "More than the 2 cores", "2 at once would"),
        Workers(2, "memory", 8, 2): ("There is memory for 2", "more may end", "2 at once would"),
    }
    for best, (same, more, fewer) in dialogs.items():
        monkeypatch.setattr(EnsembleTraining, "best_workers", lambda *_, best=best: best)
        dialog = SeveralDialog(app.state.members, 4, 0)
        qtbot.addWidget(dialog)
        assert dialog.answer().workers == 2
        assert "4 to 8" in dialog.seeds_note.text()
        for workers, words in ((2, same), (3, more), (1, fewer)):
            dialog.workers.setValue(workers)
            assert words in dialog.workers_note.text()
        dialog.count.setValue(2)
        assert dialog.workers.maximum() == 2


def test_closing_asks_while_members_are_in_training(app: App, runs: list[Run]) -> None:
    app.state.members.show([Member(run, "Small", 1, "training") for run in runs])
    app.state.members._pool = object()  # type: ignore[assignment]
    try:
        press("members_question", "Go on training")
        app.window.close()
        assert app.window.isVisible()
    finally:
        app.state.members._pool = None


def test_what_a_full_disk_did_not_keep_of_a_member_is_said(app: App, runs: list[Run]) -> None:
    rows = {1: EpochRow(1, 1.0, 0.5, 0.5, 0.5, 1, 1, 0.1)}
    members = [Member(run, "Small", seed, "finished", 1, 1.0, rows=rows) for seed, run in enumerate(runs, 1)]
    for file in runs[2].folder.glob("?.cnn"):
        file.unlink()
    app.state.members.show(members)
    app.state.ensemble._on_ended()
    assert [row[1] for row in cells(panel_of(app))][:3] == ["finished", "finished", "ended, not kept"]
    item = panel_of(app).table.item(2, 1)
    assert item is not None
    assert "no vote" in item.toolTip()


def test_who_trains_several_is_told_of_frozen_layers(qtbot, app: App) -> None:
    def words() -> str:
        dialog = SeveralDialog(app.state.members, 4, 0)
        qtbot.addWidget(dialog)
        return " ".join(each.text() for each in dialog.findChildren(QLabel))

    assert "Frozen" not in words()
    app.state.document.set_trainable(app.state.document.network.names[:1], False)
    assert "Frozen layers keep these random weights" in words()
