from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest

from cnngui.errors import CnnguiError
from cnngui.runs.checkpoints import Checkpoints, checkpoint_folder, remove_old_checkpoints
from cnngui.runs.project import Project, read_project
from tests.runs.test_project import trained


def at(epoch: int) -> Project:
    project = trained()
    assert project.training is not None
    return replace(project, training=replace(project.training, epoch=epoch))


def epoch_of(path: Path | None) -> int:
    assert path is not None
    training = read_project(path).training
    assert training is not None
    return training.epoch


def test_the_newest_of_two_is_gone_on_from(tmp_path: Path) -> None:
    checkpoints = Checkpoints(tmp_path / "new" / "folder")
    assert checkpoints.latest() is None
    written = []
    for epoch in (1, 2, 3, 4):
        written.append(checkpoints.write(at(epoch)))
        assert epoch_of(checkpoints.latest()) == epoch
    assert written[0] == written[2] != written[1] == written[3]
    assert len(list(checkpoints.folder.iterdir())) == 2


def test_a_damaged_one_leaves_the_one_before(tmp_path: Path) -> None:
    checkpoints = Checkpoints(tmp_path)
    checkpoints.write(at(1))
    checkpoints.write(at(2)).write_bytes(b"half")
    assert epoch_of(checkpoints.latest()) == 1


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(CnnguiError) as caught:
        Checkpoints(tmp_path / "file" / "folder").write(at(1))
    assert caught.value.code == "files.cannot_write"


def test_a_session_that_ends_as_it_should_leaves_nothing(tmp_path: Path) -> None:
    checkpoints = Checkpoints(tmp_path / "folder")
    checkpoints.write(at(1))
    checkpoints.clear()
    checkpoints.clear()
    assert list(tmp_path.iterdir()) == []


def test_only_what_is_two_weeks_old_is_removed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("CNNGUI_HOME", str(tmp_path))
    remove_old_checkpoints()
    for pid, days in ((1, 15), (2, 13)):
        Checkpoints(checkpoint_folder(pid)).write(at(1))
        then = checkpoint_folder(pid).stat().st_mtime - days * 24 * 3600
        os.utime(checkpoint_folder(pid), (then, then))
    remove_old_checkpoints()
    assert not checkpoint_folder(1).exists()
    assert checkpoint_folder(2).exists()
