"""A few pictures of a folder are shown before all of them are read; what is broken is passed over."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from cnngui.datasets.catalog import load_dataset
from cnngui.datasets.examples import examples_in, examples_of
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


def test_of_large_pictures_a_small_one_is_shown_and_a_whole_one_prepared(tmp_path: Path) -> None:
    for number in range(4):
        path = tmp_path / "ab"[number % 2] / f"{number}.png"
        path.parent.mkdir(exist_ok=True)
        Image.fromarray(np.full((300, 600, 3), 60 * number, np.uint8)).save(path)
    found = examples_in(tmp_path, 2)
    assert {picture.shape for picture in found.before()} == {(128, 256, 3)}
    large = AS_IT_CAME.model_copy(update={"size": (300, 300)})
    assert {picture.shape for picture in found.after(large)} == {(300, 300, 3)}


def test_data_that_are_read_give_some_of_each_class() -> None:
    digits = load_dataset("digits")
    found = examples_of(digits, 10)
    assert found.side == digits.input_shape[:2]
    assert {picture.shape for picture in found.before()} == {digits.input_shape[:2]}
    assert {picture.shape for picture in found.after(AS_IT_CAME)} == {digits.input_shape}
    with pytest.raises(CnnguiError) as told:
        examples_of(load_dataset("xor"), 2)
    assert told.value.code == "preparation.no_pictures"
