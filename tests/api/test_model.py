from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from cnngui.api.model import Model


def model(shape: tuple[int, ...], data: str = "") -> Model:
    return Model(Path("any.cnn"), shape, ("a", "b"), data)


@pytest.mark.parametrize(
    ("shape", "data", "side"),
    [
        ((28, 28, 1), "mnist", 28),
        ((32, 32, 1), "digits", 28),
        ((32, 32, 1), "mine.npz", 32),
        ((20, 20, 1), "", 20),
    ],
)
def test_ink_is_framed_as_large_as_in_training(shape: tuple[int, ...], data: str, side: int) -> None:
    assert model(shape, data).frame_px == side


def test_a_colour_picture_is_only_resized(tmp_path: Path) -> None:
    Image.new("RGB", (100, 50), (255, 0, 51)).save(tmp_path / "red.png")
    picture = model((32, 24, 3)).read_picture(tmp_path / "red.png")
    assert picture.shape == (32, 24, 3)
    assert picture.dtype == np.float32
    assert np.allclose(picture, (1, 0, 0.2), atol=1e-6)


def test_a_drawing_takes_the_way_of_the_canvas(tmp_path: Path) -> None:
    page = np.full((200, 300), 255, np.uint8)
    page[40:140, 200:210] = 0
    Image.fromarray(page).save(tmp_path / "one.png")
    picture = model((28, 28, 1)).read_picture(tmp_path / "one.png")
    assert picture.shape == (28, 28, 1)
    rows, columns = np.nonzero(picture[:, :, 0] > 0.5)
    assert 19 <= np.ptp(rows) + 1 <= 21
    assert abs(columns.mean() - 13.5) < 0.6
