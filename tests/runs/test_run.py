from __future__ import annotations

import os
from pathlib import Path

import pytest

from cnngui.errors import CnnguiError
from cnngui.network.layers import Dense
from cnngui.network.network import Network
from cnngui.network.recipe import Recipe
from cnngui.runs.run import Run, RunRecord, new_run_id, old_checkpoints_folder, remove_old_runs, runs_folder
from tests.runs.test_project import trained

RECORD = RunRecord(
    network=Network(input_shape=(4,), layers=(Dense(units=2, activation="softmax"),)),
    recipe=Recipe(epochs=7, seed=5),
    data="digits",
    fingerprint="ab12",
    started_s=1.5e9,
    created_with={"cnngui": "0.1.0"},
)


def test_what_is_trained_is_written_down_and_read_again(tmp_path: Path) -> None:
    run = Run(tmp_path / "runs" / "one")
    run.begin(RECORD)
    assert Run(run.folder).record() == RECORD
    assert run.id == "one"


def test_checkpoints_lie_in_the_run_and_go_with_it(tmp_path: Path) -> None:
    run = Run(tmp_path / "one")
    run.begin(RECORD)
    run.checkpoints.write(trained())
    assert run.checkpoints.newest_first()
    run.remove()
    run.remove()
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(CnnguiError) as caught:
        Run(tmp_path / "file" / "one").begin(RECORD)
    assert caught.value.code.endswith("cannot_write")


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff",
        b"[]",
        b'{"format": "cnngui-run", "version": 2}',
        b'{"format": "cnngui-run", "version": 1}',
    ],
)
def test_a_damaged_record_is_told(tmp_path: Path, content: bytes) -> None:
    run = Run(tmp_path / "one")
    run.begin(RECORD)
    (run.folder / "run.json").write_bytes(content)
    with pytest.raises(CnnguiError):
        run.record()


def test_no_two_runs_have_one_name() -> None:
    names = [new_run_id() for _ in range(50)]
    assert len(set(names)) == 50


def test_only_what_is_two_weeks_old_is_removed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("CNNGUI_HOME", str(tmp_path))
    remove_old_runs()
    for place in (runs_folder(), old_checkpoints_folder()):
        for name, days in (("old", 15), ("new", 13)):
            run = Run(place / name)
            run.begin(RECORD)
            then = run.folder.stat().st_mtime - days * 24 * 3600
            os.utime(run.folder, (then, then))
        remove_old_runs()
        assert [folder.name for folder in place.iterdir()] == ["new"]
