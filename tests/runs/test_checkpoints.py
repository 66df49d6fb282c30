from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from cnngui.errors import CnnguiError
from cnngui.runs.checkpoints import Checkpoints
from cnngui.runs.project import Project
from tests.runs.newest import newest
from tests.runs.test_project import trained


def at(epoch: int) -> Project:
    project = trained()
    assert project.training is not None
    return replace(project, training=replace(project.training, epoch=epoch))


def epoch_of(project: Project | None) -> int:
    assert project is not None
    training = project.training
    assert training is not None
    return training.epoch


def test_the_newest_of_two_is_gone_on_from(tmp_path: Path) -> None:
    checkpoints = Checkpoints(tmp_path / "new" / "folder")
    assert newest(checkpoints) is None
    assert not checkpoints.newest_first()
    written = []
    for epoch in (1, 2, 3, 4):
        written.append(checkpoints.write(at(epoch)))
        assert epoch_of(newest(checkpoints)) == epoch
    assert written[0] == written[2] != written[1] == written[3]
    assert checkpoints.newest_first()
    assert len(list(checkpoints.folder.iterdir())) == 2


def test_a_damaged_one_leaves_the_one_before(tmp_path: Path) -> None:
    checkpoints = Checkpoints(tmp_path)
    checkpoints.write(at(1))
    checkpoints.write(at(2)).write_bytes(b"half")
    assert epoch_of(newest(checkpoints)) == 1


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(CnnguiError) as caught:
        Checkpoints(tmp_path / "file" / "folder").write(at(1))
    assert caught.value.code == "files.cannot_write"
