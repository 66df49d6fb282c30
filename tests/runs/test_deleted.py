from __future__ import annotations

import multiprocessing
import os
from pathlib import Path

import pytest

from cnngui.errors import CnnguiError
from cnngui.runs.catalogue import Catalogue
from cnngui.runs.deleted import FOLDER, Deleted
from cnngui.runs.run import Run, find_runs
from cnngui.runs.run_files import Note
from tests.runs.test_project import trained
from tests.runs.test_run import RECORD


@pytest.fixture
def runs(tmp_path: Path) -> Path:
    for name in ("one", "둘"):
        run = Run(tmp_path / name)
        run.begin(RECORD)
        run.checkpoints.write(trained())
        run.write_note(Note(name=f"called {name}"))
    return tmp_path


def names(runs: Path) -> list[str]:
    return sorted(row.id for row in Catalogue(runs).rows())


def content(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_what_was_deleted_is_no_run_and_comes_back_as_it_was(runs: Path) -> None:
    before, deleted = content(runs / "둘"), Deleted(runs)
    deleted.put("둘")
    assert names(runs) == ["one"]
    assert [run.id for run in find_runs(runs)] == ["one"]
    deleted.bring_back("둘")
    assert names(runs) == ["one", "둘"]
    assert content(runs / "둘") == before
    deleted.remove_for_good()
    assert content(runs / "둘") == before


def test_the_end_of_the_session_removes_it_for_good(runs: Path) -> None:
    deleted = Deleted(runs)
    deleted.put("one")
    deleted.remove_for_good()
    assert not (runs / FOLDER).exists()
    assert names(runs) == ["둘"]
    assert Deleted(runs).bring_back_what_crashes_left() == []


def test_a_run_that_is_trained_stays(runs: Path) -> None:
    lock = Run(runs / "one").lock()
    assert lock.take()
    with pytest.raises(CnnguiError) as caught:
        Deleted(runs).put("one")
    assert caught.value.code == "runs.live"
    assert (runs / "one" / "run.json").is_file()
    lock.release()


def test_a_run_that_is_gone_is_told(runs: Path) -> None:
    with pytest.raises(CnnguiError) as caught:
        Deleted(runs).put("three")
    assert caught.value.code == "runs.not_deleted"


def test_what_stands_in_the_way_of_coming_back_is_told_and_nothing_is_lost(runs: Path) -> None:
    deleted = Deleted(runs)
    deleted.put("one")
    Run(runs / "one").begin(RECORD)
    with pytest.raises(CnnguiError) as caught:
        deleted.bring_back("one")
    assert caught.value.code == "runs.not_brought_back"
    assert len(list((runs / FOLDER).glob("*/one/a.cnn"))) == 1
    deleted.remove_for_good()


def _delete_and_die(runs: Path) -> None:
    Deleted(runs).put("one")
    os._exit(9)


def test_what_a_crashed_session_deleted_is_back_at_the_next_start(runs: Path) -> None:
    before = content(runs / "one")
    process = multiprocessing.get_context("spawn").Process(target=_delete_and_die, args=(runs,))
    process.start()
    process.join()
    assert process.exitcode == 9
    assert names(runs) == ["둘"]
    assert Deleted(runs).bring_back_what_crashes_left() == ["one"]
    assert content(runs / "one") == before
    assert not list((runs / FOLDER).iterdir())


def test_what_a_living_session_deleted_stays_deleted(runs: Path) -> None:
    deleted = Deleted(runs)
    deleted.put("one")
    assert Deleted(runs).bring_back_what_crashes_left() == []
    assert names(runs) == ["둘"]
    deleted.remove_for_good()


def test_a_removal_that_was_cut_short_brings_no_half_run_back(runs: Path) -> None:
    deleted = Deleted(runs)
    deleted.put("one")
    (session,) = (path for path in (runs / FOLDER).iterdir() if path.is_dir())
    session.rename(session.with_suffix(".gone"))
    assert Deleted(runs).bring_back_what_crashes_left() == []
    assert not session.with_suffix(".gone").exists()
    deleted.remove_for_good()
