"""A few pictures of a folder are shown before all of them are read; what is broken is passed over."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from cnngui.datasets.examples import examples_in
from cnngui.datasets.preparation import AS_IT_CAME
from cnngui.errors import CnnguiError

FILES = 40


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for number in range(FILES):
        path = tmp_path / "ab"[number % 2] / f"{number:02}.png"
        path.parent.mkdir(exist_ok=True)
        Image.fromarray(np.full((30, 30), number, np.uint8)).save(path)
    return tmp_path


@pytest.mark.parametrize("every", [2, 3, 7])
def test_broken_files_are_passed_over(folder: Path, every: int) -> None:
    for path in sorted(folder.rglob("*.png"))[::every]:
        path.write_bytes(b"no picture")
    found = examples_in(folder, 4)
    assert found.side == (30, 30)
    assert len(found.after(AS_IT_CAME)) == 4


def test_nothing_but_damage_is_told(folder: Path) -> None:
    for path in folder.rglob("*.png"):
        path.write_bytes(b"no picture")
    with pytest.raises(CnnguiError) as told:
        examples_in(folder, 4)
    assert told.value.code == "datasets.folder_unreadable"
