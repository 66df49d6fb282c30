from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from cnngui.engine import protocol
from cnngui.errors import CnnguiError
from cnngui.runs.deleted import FOLDER, Deleted
from cnngui.runs.run import Run
from cnngui.runs.run_files import Note, Summary
from cnngui.state.document import Document
from cnngui.state.engine_client import EngineClient
from cnngui.state.run_list import RunList
from cnngui.state.training import TrainingSession
from tests.recording import RecordingTransport
from tests.runs.test_project import trained
from tests.runs.test_run import RECORD


def make(folder: Path, name: str, state: str = "finished", started_s: float = 1.0) -> Run:
    run = Run(folder / name)
    run.begin(replace(RECORD, started_s=started_s))
    run.write_summary(Summary(state=state, epoch=3, epochs=7, val_metric=0.5))  # type: ignore[arg-type]
    return run


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for number, name in enumerate(("one", "two", "셋")):
        make(tmp_path, name, started_s=float(number))
    return tmp_path


@pytest.fixture
def training(document: Document, engine: EngineClient) -> TrainingSession:
    session = TrainingSession(document, engine)
    engine.event_received.emit(protocol.Ready("CPU", "float32", 2, {}))
    return session


@pytest.fixture
def runs(qtbot, folder: Path, training: TrainingSession) -> Iterator[RunList]:
    made = RunList(training, folder)
    with qtbot.waitSignal(made.rows_changed):
        made.watch(made, True)
    yield made
    made.close()


def test_runs_of_another_folder_are_taken_in_once(qtbot, runs: RunList, tmp_path_factory) -> None:
    other = tmp_path_factory.mktemp("elsewhere")
    make(other, "four", started_s=9.0)
    for count in (1, 0):
        with qtbot.waitSignal(runs.taken_in) as told:
            runs.take_in(other)
        assert told.args == [count]
    until(qtbot, runs, ["one", "two", "셋", "four"])
    with qtbot.waitSignal(runs.failed) as failed:
        runs.take_in(tmp_path_factory.mktemp("empty"))
    assert failed.args[0].code == "runs.no_run"


def test_a_run_that_became_unreadable_is_told_of(qtbot, runs: RunList, folder: Path) -> None:
    (folder / "two" / "run.json").write_text("")
    until(qtbot, runs, ["one", "셋"])
    assert runs.damage is not None
    assert "two" in str(runs.damage)


def ids(runs: RunList) -> list[str]:
    return [row.id for row in runs.rows]


def until(qtbot, runs: RunList, expected: list[str]) -> None:
    qtbot.waitUntil(lambda: ids(runs) == expected)


def test_nothing_is_read_before_somebody_looks(qtbot, folder: Path, training: TrainingSession) -> None:
    made = RunList(training, folder)
    qtbot.wait(50)
    assert (made.rows, made.loaded) == ([], False)
    assert not (folder / "catalogue.sqlite").exists()
    with qtbot.waitSignal(made.rows_changed):
        made.watch(made, True)
    assert ids(made) == ["one", "two", "셋"]
    made.close()


def test_a_folder_without_runs_is_told_too(qtbot, tmp_path: Path, training: TrainingSession) -> None:
    made = RunList(training, tmp_path / "none")
    with qtbot.waitSignal(made.rows_changed):
        made.watch(made, True)
    assert (made.rows, made.loaded) == ([], True)
    made.close()


def test_what_another_window_writes_is_seen(qtbot, folder: Path, runs: RunList) -> None:
    make(folder, "four", started_s=9.0)
    until(qtbot, runs, ["one", "two", "셋", "four"])


def test_while_nobody_looks_nothing_is_read(qtbot, folder: Path, runs: RunList) -> None:
    runs.watch(runs, False)
    runs.flush()
    make(folder, "four", started_s=9.0)
    with qtbot.assertNotEmitted(runs.rows_changed, wait=2300):
        pass


def test_names_notes_and_tags_are_written_and_undone(qtbot, folder: Path, runs: RunList) -> None:
    runs.edit("Rename", ["two"], name="  더 넓게 ")
    assert runs.rows[1].shown_name == "더 넓게"
    runs.edit("Tag", ["one", "two"], tags=("good", " good", ""))
    runs.flush()
    assert Run(folder / "two").note() == Note(name="더 넓게", tags=("good",))
    assert Run(folder / "one").note() == Note(tags=("good",))
    runs.undo_stack.undo()
    assert [row.tags for row in runs.rows] == [(), (), ()]
    runs.undo_stack.undo()
    runs.flush()
    assert Run(folder / "two").note() == Note()
    runs.undo_stack.redo()
    runs.flush()
    assert Run(folder / "two").note() == Note(name="더 넓게")
    qtbot.waitUntil(lambda: runs.rows[1].name == "더 넓게")


def test_what_was_edited_stays_while_older_readings_come_in(qtbot, runs: RunList) -> None:
    runs.refresh()
    runs.edit("Rename", ["two"], name="New")
    for _ in range(20):
        runs.refresh()
        qtbot.wait(5)
        assert runs.rows[1].name == "New"


def test_an_edit_that_changes_nothing_is_none(runs: RunList) -> None:
    runs.edit("Rename", ["two"], name="")
    assert runs.undo_stack.count() == 0


def test_what_is_too_long_is_cut(runs: RunList, folder: Path) -> None:
    runs.edit("Rename", ["one"], name="n" * 300, note="m" * 5000, tags=["t" * 99])
    runs.flush()
    note = Run(folder / "one").note()
    assert (len(note.name), len(note.note), len(note.tags[0])) == (200, 4096, 60)


def test_tags_are_kept_once_each_and_at_most_fifty(runs: RunList, folder: Path) -> None:
    runs.edit("Tag", ["one"], tags=["b", "a", " b ", "", *(str(number) for number in range(60))])
    runs.flush()
    assert Run(folder / "one").note().tags == ("b", "a", *(str(number) for number in range(48)))


def test_several_runs_are_edited_as_one_step_each_in_its_way(runs: RunList, folder: Path) -> None:
    runs.edit_each(
        "Colour", {"one": {"color": "#0072b2"}, "two": {"color": ""}, "gone": {"color": "#000000"}}
    )
    runs.flush()
    assert [row.color for row in runs.rows] == ["#0072b2", "", ""]
    assert not (folder / "two" / "note.json").exists(), "nothing changed there"
    assert not (folder / "gone").exists()
    assert runs.undo_stack.count() == 1
    runs.undo_stack.undo()
    assert [row.color for row in runs.rows] == ["", "", ""]


def test_how_far_a_run_is_is_a_share_of_its_epochs(runs: RunList) -> None:
    row = runs.rows[0]
    shares = [
        runs.fraction(replace(row, epochs=epochs, planned=planned))
        for epochs, planned in ((0, 4), (3, 4), (4, 4), (9, 4), (0, 0))
    ]
    assert shares == [0, 0.75, 1, 1, 0]
    assert runs.row("two") is runs.rows[1]
    assert runs.row("gone") is None


def test_what_nobody_foresaw_is_told_and_the_next_reading_works(
    qtbot, folder: Path, runs: RunList, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = runs.rows
    with monkeypatch.context() as patched, qtbot.waitSignal(runs.failed) as told:

        def broken() -> None:
            raise ValueError("x" * 300)

        patched.setattr(runs._catalogue, "rows", broken)
        runs.refresh()
    assert told.args[0].code == "window.unexpected"
    assert told.args[0].values == {"kind": "ValueError", "reason": "x" * 200}
    assert runs.rows == before
    make(folder, "four", started_s=9.0)
    runs.refresh()
    until(qtbot, runs, ["one", "two", "셋", "four"])


def test_weights_of_epochs_are_let_go_of_runs_that_nobody_trains(qtbot, folder: Path, runs: RunList) -> None:
    ended, live = Run(folder / "one"), make(folder, "live", state="training", started_s=9.0)
    lock = live.lock()
    assert lock.take()
    for run in (ended, live):
        run.keep_epoch(1, trained(), most=20)
    until(qtbot, runs, ["one", "two", "셋", "live"])
    runs.drop_epochs()
    runs.flush()
    assert (ended.kept_epochs, live.kept_epochs) == ([], [1])
    lock.release()


def test_a_name_that_cannot_be_written_is_told_and_goes_back(qtbot, folder: Path, runs: RunList) -> None:
    (folder / "one" / "note.json").mkdir()
    with qtbot.waitSignal(runs.failed) as told:
        runs.edit("Rename", ["one"], name="Mine")
    assert isinstance(told.args[0], CnnguiError)
    qtbot.waitUntil(lambda: runs.rows[0].name == "")


def test_deleted_runs_come_back_by_undo_and_are_gone_at_the_end(qtbot, folder: Path, runs: RunList) -> None:
    size = runs.rows[0].size_bytes
    with qtbot.waitSignal(runs.deleted) as told:
        runs.delete("Delete", ["one", "셋"])
        assert ids(runs) == ["two"]
    assert told.args[0] == 2
    assert told.args[1] == runs.aside_bytes > size
    runs.undo_stack.undo()
    until(qtbot, runs, ["one", "two", "셋"])
    assert runs.aside_bytes == 0
    runs.undo_stack.redo()
    until(qtbot, runs, ["two"])
    runs.close()
    assert sorted(path.name for path in folder.iterdir()) == ["catalogue.sqlite", "two"]


def test_undo_right_behind_deleting_brings_back(qtbot, folder: Path, runs: RunList) -> None:
    runs.delete("Delete", ["one"])
    runs.undo_stack.undo()
    runs.undo_stack.redo()
    runs.undo_stack.undo()
    until(qtbot, runs, ["one", "two", "셋"])
    runs.close()
    assert (folder / "one" / "run.json").is_file()


def test_the_space_can_be_freed_at_once(qtbot, folder: Path, runs: RunList) -> None:
    with qtbot.waitSignal(runs.deleted):
        runs.delete("Delete", ["one"])
    runs.remove_for_good()
    assert not runs.undo_stack.canUndo()
    runs.flush()
    assert not (folder / FOLDER).exists()
    with qtbot.waitSignal(runs.deleted):
        runs.delete("Delete", ["two"])
    runs.undo_stack.undo()
    until(qtbot, runs, ["two", "셋"])


def test_a_run_that_is_trained_is_not_deleted(qtbot, folder: Path, runs: RunList) -> None:
    run = make(folder, "live", state="training", started_s=9.0)
    lock = run.lock()
    assert lock.take()
    until(qtbot, runs, ["one", "two", "셋", "live"])
    with qtbot.waitSignal(runs.failed) as told:
        runs.delete("Delete", ["live"])
    assert told.args[0].code == "runs.live"
    assert runs.undo_stack.count() == 0
    lock.release()


def test_one_that_began_to_be_trained_meanwhile_is_told_and_stays(qtbot, folder: Path, runs: RunList) -> None:
    lock = Run(folder / "one").lock()
    assert lock.take()
    with qtbot.waitSignal(runs.failed) as told:
        runs.delete("Delete", ["one", "two"])
    assert told.args[0].code == "runs.live"
    until(qtbot, runs, ["one", "셋"])
    runs.undo_stack.undo()
    until(qtbot, runs, ["one", "two", "셋"])
    lock.release()


def test_what_a_crashed_session_deleted_is_told(qtbot, folder: Path, training: TrainingSession) -> None:
    crashed = Deleted(folder)
    crashed.put("one")
    crashed._lock.release()
    made = RunList(training, folder)
    with qtbot.waitSignals([made.brought_back, made.rows_changed]):
        made.watch(made, True)
    until(qtbot, made, ["one", "two", "셋"])
    made.close()


def test_it_comes_back_at_the_first_reading_whoever_reads(
    qtbot, folder: Path, training: TrainingSession
) -> None:
    crashed = Deleted(folder)
    crashed.put("one")
    crashed._lock.release()
    made = RunList(training, folder)
    with qtbot.waitSignals([made.brought_back, made.rows_changed]):
        made.refresh()  # as at the start of the program, before the page is seen
    assert ids(made) == ["one", "two", "셋"]
    made.close()


def test_the_row_of_the_run_under_way_moves_with_it(
    qtbot, folder: Path, runs: RunList, training: TrainingSession, transport: RecordingTransport
) -> None:
    training.train()
    qtbot.waitUntil(lambda: isinstance(transport.sent[-1], protocol.Train))
    run_id = training.run_id
    run = make(folder, run_id, state="training", started_s=9.0)
    lock = run.lock()
    assert lock.take()
    started = protocol.Started(run_id, 40, 0, 2, 4000, 1000, False, "mean_squared_error", "accuracy")
    transport.say(started)
    qtbot.waitUntil(lambda: run_id in ids(runs))
    columns = {"batch_loss": np.ones(20), "batch_metric": np.full(20, 0.5)}
    with qtbot.waitSignal(runs.row_changed) as told:
        transport.say(protocol.Batches(run_id, 1, 0, columns, 1234.0, 0.001))
    assert told.args == [run_id]
    row = runs.row(run_id)
    assert row is not None
    assert (row.state, row.epochs, row.planned, row.images_per_second) == ("training", 0, 2, 1234.0)
    assert runs.is_own_live(run_id)
    assert 0.2 < runs.fraction(row) <= 0.5
    transport.say(protocol.Stopped(run_id, 1, 0.1))
    qtbot.waitUntil(lambda: not runs.is_own_live(run_id))
    runs._timer.stop()  # what the worker writes behind that is seen without it
    runs.flush()
    run.write_summary(Summary(state="stopped", epoch=1, epochs=2))
    lock.release()
    qtbot.waitUntil(lambda: runs.row(run_id).state == "stopped", timeout=3000)
