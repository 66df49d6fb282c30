from __future__ import annotations

import json
import os
import subprocess
import sys
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from cnngui.errors import CnnguiError
from cnngui.network.layers import Dense
from cnngui.network.network import Network
from cnngui.network.recipe import Recipe
from cnngui.runs.project import read_history, read_project
from cnngui.runs.run import Run, find_runs, new_run_id, old_checkpoints_folder, remove_old_checkpoints
from cnngui.runs.run_files import Change, Note, RunRecord, Summary
from tests.runs.test_project import trained

RECORD = RunRecord(
    network=Network(input_shape=(4,), layers=(Dense(units=2, activation="softmax"),)),
    recipe=Recipe(epochs=7, seed=5),
    data="digits",
    fingerprint="ab12",
    started_s=1.5e9,
    created_with={"cnngui": "0.1.0"},
    title="A small one",
    parent="earlier",
    parent_epoch=3,
    threads=2,
    precision="float32",
    parameters=10,
)


def test_what_is_trained_is_written_down_and_read_again(tmp_path: Path) -> None:
    run = Run(tmp_path / "runs" / "one")
    run.begin(RECORD)
    assert Run(run.folder).record() == RECORD
    assert run.id == "one"


def test_how_its_data_are_prepared_is_written_down(tmp_path: Path) -> None:
    run = Run(tmp_path / "one")
    record = replace(RECORD, data="/ada/pets?size=32x32&invert=yes")
    run.begin(record)
    assert run.record() == record
    assert json.loads((run.folder / "run.json").read_bytes())["data"] == "/ada/pets"


def test_what_version_1_wrote_is_read(tmp_path: Path) -> None:
    run = Run(tmp_path / "one")
    run.begin(RECORD)
    newer = ("title", "edited", "parent", "parent_epoch", "group", "machine", "threads", "precision", "parts")
    newer = (*newer, "preparation")
    text = (run.folder / "run.json").read_text("utf-8").replace('"version": 3', '"version": 1', 1)
    lines = [line for line in text.splitlines() if not any(line.startswith(f' "{name}":') for name in newer)]
    text = "\n".join(lines).replace(' "parameters": 10\n', "").replace("},\n}", "}\n}")
    (run.folder / "run.json").write_text(text, "utf-8")
    assert run.record() == replace(
        RECORD, title="", parent="", parent_epoch=0, threads=0, precision="", parameters=0
    )
    assert run.summary() == Summary()
    assert run.note() == Note()


def test_what_came_of_it_and_what_is_said_of_it_are_read_again(tmp_path: Path) -> None:
    run = Run(tmp_path / "one")
    run.begin(RECORD)
    change = Change(epoch=2, step=7, recipe={"epochs": 9})
    summary = Summary(state="stopped", epoch=3, epochs=7, val_metric=0.5, changes=(change,))
    note = Note(name="Größer 더 큰", tags=("a", "b"), color="#0072b2")
    run.write_summary(summary)
    run.write_note(note)
    assert Run(run.folder).summary() == summary
    assert Run(run.folder).note() == note


def test_checkpoints_lie_in_the_run_and_go_with_it(tmp_path: Path) -> None:
    run = Run(tmp_path / "one")
    run.begin(RECORD)
    path = run.checkpoints.write(trained())
    assert run.weights_file("last") == path
    assert run.size_bytes > path.stat().st_size
    run.remove()
    run.remove()
    assert list(tmp_path.iterdir()) == []


def test_the_best_weights_and_those_of_epochs_are_kept(tmp_path: Path) -> None:
    run = Run(tmp_path / "one")
    run.begin(RECORD)
    project = trained()
    run.keep_best(project)
    for epoch in range(1, 6):
        run.keep_epoch(epoch, project, most=3)
    assert run.kept_epochs == [1, 2, 4]
    for weights in ("best", 2, 4):
        kept = read_project(run.weights_file(weights))  # type: ignore[arg-type]
        assert kept.weights.keys() == project.weights.keys()
        assert kept.training is None or kept.training.optimizer is None
    for weights in ("last", 3, 5):
        with pytest.raises(CnnguiError) as caught:
            run.weights_file(weights)  # type: ignore[arg-type]
        assert caught.value.code == "runs.no_weights"


@pytest.mark.parametrize("weights", ["last", "best", 2])
def test_weights_that_are_there_and_cannot_be_read_are_called_damaged(tmp_path: Path, weights: Any) -> None:
    run = Run(tmp_path / "one")
    run.begin(RECORD)
    run.checkpoints.write(trained())
    run.keep_best(trained())
    run.keep_epoch(2, trained(), most=3)
    for file in (run.folder / "a.cnn", run.folder / "best.cnn", run.folder / "epochs" / "0002.cnn"):
        file.write_bytes(b"")
    with pytest.raises(CnnguiError) as caught:
        run.weights_file(weights)
    assert caught.value.code == "runs.weights_damaged"
    assert str(run.folder) in str(caught.value)
    assert run.called in str(caught.value)


def test_a_run_is_live_while_a_process_trains_it_and_no_longer(tmp_path: Path) -> None:
    run = Run(tmp_path / "one")
    run.begin(RECORD)
    assert not run.is_live
    code = "import sys; from cnngui.files.locks import FileLock; from pathlib import Path"
    code += "; print(FileLock(Path(sys.argv[1])).take(), flush=True); input()"
    command = [sys.executable, "-c", code, str(run.folder / "run.lock")]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == b"True\n"
        assert run.is_live
        assert not run.lock().take()
        other.kill()
    assert not run.is_live


def test_runs_are_found_where_they_are(tmp_path: Path) -> None:
    for name in ("two", "one"):
        Run(tmp_path / name).begin(RECORD)
    (tmp_path / "none").mkdir()
    assert [run.id for run in find_runs(tmp_path)] == ["one", "two"]
    assert [run.id for run in find_runs(tmp_path / "two")] == ["two"]


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
        b'{"format": "cnngui-run", "version": 4}',
        b'{"format": "cnngui-run", "version": 2}',
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


def test_only_old_checkpoints_of_version_0_1_are_removed(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("CNNGUI_HOME", str(tmp_path))
    remove_old_checkpoints()
    for name, days in (("old", 15), ("asked", 15), ("new", 13)):
        run = Run(old_checkpoints_folder() / name)
        run.begin(RECORD)
        then = run.folder.stat().st_mtime - days * 24 * 3600
        os.utime(run.folder, (then, then))
    remove_old_checkpoints({str(old_checkpoints_folder() / "asked")})
    assert sorted(folder.name for folder in old_checkpoints_folder().iterdir()) == ["asked", "new"]


def test_the_history_is_read_without_the_weights(tmp_path: Path) -> None:
    run = Run(tmp_path / "one")
    run.begin(RECORD)
    assert run.history().batch_x.size == 0
    project = trained()
    path = run.checkpoints.write(project)
    history = run.history()
    for name, column in project.history.items():
        np.testing.assert_array_equal(history.column(name), column)
    # Bytes of weights are not looked at; those of the history are, and then the other checkpoint serves.
    content = path.read_bytes()
    weight = project.weights["conv2d"][0].tobytes()[:40]
    path.write_bytes(content.replace(weight, b"\x00" * 40, 1))
    assert path.read_bytes() != content
    with pytest.raises(CnnguiError):
        read_project(path)
    assert len(run.history().batch_loss) == 2


def test_a_damaged_history_is_refused_and_the_older_checkpoint_read(tmp_path: Path) -> None:
    run = Run(tmp_path / "one")
    run.checkpoints.write(replace(trained(), data="older"))
    newest = run.checkpoints.write(trained())
    with zipfile.ZipFile(newest) as archive:
        place = archive.getinfo("history/batch_loss.npy").header_offset + 60
    content = bytearray(newest.read_bytes())
    content[place : place + 20] = bytes(20)
    newest.write_bytes(bytes(content))
    with pytest.raises(CnnguiError):
        read_history(newest)
    assert len(run.history().batch_loss) == 2
    newest.unlink()
    run.weights_file("last").unlink()
    assert len(run.history().batch_loss) == 0
