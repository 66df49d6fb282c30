from __future__ import annotations

import shutil
import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest

from cnngui.runs.catalogue import FILE, Catalogue, damage
from cnngui.runs.run import Run
from cnngui.runs.run_files import Note, Summary
from cnngui.runs.run_row import RunRow
from tests.runs.test_run import RECORD


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for number, state in enumerate(("finished", "training", "stopped")):
        run = Run(tmp_path / f"run{number}")
        run.begin(replace(RECORD, started_s=10.0 - number))
        summary = Summary(state=state, epoch=3, epochs=7, val_metric=0.5 + number / 10)  # type: ignore[arg-type]
        run.write_summary(summary)
    return tmp_path


def names(rows: list[RunRow]) -> list[str]:
    return [row.id for row in rows]


def test_each_run_is_a_row_the_oldest_first(folder: Path) -> None:
    (folder / "no_run").mkdir()
    rows = Catalogue(folder).rows()
    assert names(rows) == ["run2", "run1", "run0"]
    row = rows[0]
    assert (row.state, row.epochs, row.planned, row.last_metric) == ("stopped", 3, 7, 0.7)
    assert row.shown_name == "A small one · #1"
    assert row.settings["optimizer"] == "Adam"
    assert row.settings["optimizer.learning_rate"] == 0.001
    assert row.settings["epochs"] == 7
    assert row.size_bytes > 0


def test_what_changes_in_a_folder_changes_its_row(folder: Path) -> None:
    catalogue = Catalogue(folder)
    before = catalogue.rows()
    Run(folder / "run0").write_note(Note(name="Mine", tags=("good",), color="#0072b2"))
    Run(folder / "run1").remove()
    after = catalogue.rows()
    assert names(after) == ["run2", "run0"]
    assert (after[1].shown_name, after[1].tags) == ("Mine", ("good",))
    assert after[0] == replace(before[0], apart="")
    assert Catalogue(folder).rows() == after


def test_a_run_whose_process_died_is_interrupted(folder: Path) -> None:
    lock = Run(folder / "run1").lock()
    assert lock.take()
    catalogue = Catalogue(folder)
    assert catalogue.rows()[1].state == "training"
    lock.release()
    assert catalogue.rows()[1].state == "interrupted"
    assert catalogue.rows()[1].can_go_on


def test_the_file_is_not_the_truth(folder: Path) -> None:
    rows = Catalogue(folder).rows()
    for content in (b"", b"not a database" * 100):
        (folder / FILE).write_bytes(content)
        assert Catalogue(folder).rows() == rows
        assert Catalogue(folder).rows() == rows
    store = sqlite3.connect(folder / FILE)
    store.execute("UPDATE rows SET row = '{}'")
    store.commit()
    store.close()
    assert Catalogue(folder).rows() == rows


def test_a_file_that_another_process_holds_costs_nothing(folder: Path) -> None:
    rows = Catalogue(folder).rows()
    store = sqlite3.connect(folder / FILE, isolation_level=None)
    store.execute("BEGIN EXCLUSIVE")
    assert Catalogue(folder).rows() == rows
    store.close()


def test_a_damaged_record_hides_no_other_run(folder: Path) -> None:
    (folder / "run0" / "run.json").write_text("{")
    catalogue = Catalogue(folder)
    assert names(catalogue.rows()) == ["run2", "run1"]
    assert names(catalogue.rows()) == ["run2", "run1"]
    assert "JSON" in catalogue.damaged["run0"]


@pytest.mark.parametrize("kind", ["empty", "cut", "folder", "gone"])
def test_a_run_that_cannot_be_read_is_told_of_until_it_can(folder: Path, kind: str) -> None:
    catalogue, record = Catalogue(folder), folder / "run1" / "run.json"
    catalogue.rows()
    assert damage(folder, catalogue.damaged) is None
    content = record.read_bytes()
    record.unlink()
    if kind == "folder":
        record.mkdir()
    elif kind != "gone":
        record.write_bytes(content[: 100 if kind == "cut" else 0])
    assert names(catalogue.rows()) == ["run2", "run0"]
    told = damage(folder, catalogue.damaged)
    assert told is not None
    assert "run1" in str(told)
    assert str(folder) in str(told)
    if kind == "folder":
        record.rmdir()
    record.write_bytes(content)
    assert names(catalogue.rows()) == ["run2", "run1", "run0"]
    assert not catalogue.damaged


def test_no_folder_has_no_runs(tmp_path: Path) -> None:
    assert Catalogue(tmp_path / "none").rows() == []
    shutil.rmtree(tmp_path)
    assert Catalogue(tmp_path).rows() == []
