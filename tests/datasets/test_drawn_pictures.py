"""A set as a folder of pictures: as drawn, read again by any program, whatever its classes are called."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from cnngui.datasets.catalog import load_dataset
from cnngui.datasets.drawn_pictures import file_name, picture_of_strokes, write_pictures
from cnngui.datasets.ink import Stroke
from cnngui.datasets.own_samples import OwnSample
from tests.drawn_shapes import SHAPES, shape_samples


def test_ink_stands_where_and_as_wide_as_it_was_drawn() -> None:
    picture = picture_of_strokes([Stroke(((40, 100), (240, 100)), 16.0)])
    assert picture.shape == (280, 280)
    assert (picture[95:105, 50:230] == 255).all()
    rows, columns = np.nonzero(picture > 127)
    assert (rows.min(), rows.max(), columns.min(), columns.max()) == (92, 107, 32, 247)


def test_a_pen_pressed_harder_draws_wider() -> None:
    thin, wide = (
        picture_of_strokes([Stroke(((40, 100), (240, 100)), 16.0, (share,) * 2)]) for share in (0.5, 1.5)
    )
    assert 2.5 < (wide > 127).sum() / (thin > 127).sum() < 3.5


def test_the_folder_is_data_as_it_lies_there(tmp_path: Path) -> None:
    folder = write_pictures(tmp_path, "Shapes", shape_samples(5))
    assert folder == tmp_path / "Shapes"
    data = load_dataset(folder)
    assert data.class_names == tuple(sorted(SHAPES))
    assert len(data.y_train) + len(data.y_test) == 15
    assert write_pictures(tmp_path, "Shapes", shape_samples(1)).name == "Shapes-2"


@pytest.mark.parametrize("name", ["a/b", "..", "CON", "x" * 200, " . ", 'a:"<>|?*', "한글", "nul.txt"])
def test_every_name_becomes_one_of_a_file(tmp_path: Path, name: str) -> None:
    made = file_name(name)
    assert made
    assert Path(made).name == made
    assert not set(made) & set('<>:"/\\|?*')
    (tmp_path / made).mkdir()


def test_classes_that_would_share_a_folder_have_their_own(tmp_path: Path) -> None:
    first, second, third = shape_samples(1)
    labels = [
        OwnSample.of(name, each.strokes)
        for name, each in zip(("a/b", "a:b", "A-B"), (first, second, third), strict=True)
    ]
    folder = write_pictures(tmp_path, "x", labels)
    assert len(list(folder.iterdir())) == 3
