"""One picture, one input: window, command line and training give a network the same to the last bit."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QMimeData, QUrl
from PySide6.QtGui import QImage

from cnngui.api.model import Model
from cnngui.datasets.input_format import InputFormat
from cnngui.datasets.preparing import prepare_samples
from cnngui.engine.keras_backend.steps import Samples
from cnngui.state.drawing import Drawing, Sample
from cnngui.ui.shared.pictures import picture_job

LEVELS = [(0.0, 1.0), (-1.0, 1.0), (0.0, 255.0), (-0.5, 0.5)]


def formats(
    shape: tuple[int, int, int], levels: tuple[float, float], kind: str, polarity: str
) -> InputFormat:
    black, white = levels
    return InputFormat(kind=kind, shape=shape, black=black, white=white, polarity=polarity)


def in_the_window(mime: QMimeData, shape: tuple[int, ...], told: InputFormat) -> np.ndarray | None:
    job = picture_job(mime)
    assert job is not None
    drawing = Drawing()
    drawing.set_picture(job())
    return drawing.network_input(shape, told)


def dropped(path: Path) -> QMimeData:
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path))])
    return mime


def pasted(path: Path) -> QMimeData:
    mime = QMimeData()
    mime.setImageData(QImage(str(path)))
    return mime


def by_command(path: Path, shape: tuple[int, ...], told: InputFormat) -> np.ndarray:
    return Model(path, shape, ("a", "b"), "", told).read_picture(path)


def photo(width: int, height: int, channels: int) -> Image.Image:
    """Return a picture with ink on uneven paper, and, in colour, of three different channels."""
    rng = np.random.default_rng(width)
    y, x = np.mgrid[:height, :width]
    grey = 200 + 30 * x / width - 20 * y / height + rng.normal(0, 2, (height, width))
    stroke = (abs(x / width - 0.5 - 0.1 * np.sin(9 * y / height)) < 0.05) & (abs(y / height - 0.5) < 0.35)
    grey[stroke] -= 140
    colours = np.stack([grey, grey * 0.9, grey * 0.8], axis=-1)[..., :channels]
    pixels = np.clip(colours, 0, 255).astype(np.uint8)
    return Image.fromarray(pixels[..., 0] if channels == 1 else pixels)


@pytest.fixture(autouse=True)
def _application(qapp) -> None:
    pass


@pytest.mark.parametrize("size", [(28, 28), (61, 40), (40, 61), (97, 1501), (1301, 640)])
@pytest.mark.parametrize("channels", [1, 3])
@pytest.mark.parametrize(
    ("shape", "kind", "polarity"),
    [
        ((28, 28, 1), "ink", "light_on_dark"),
        ((28, 28, 1), "ink", "dark_on_light"),
        ((32, 32, 3), "picture", "light_on_dark"),
        ((24, 32, 1), "picture", "light_on_dark"),
    ],
)
def test_window_and_command_line_give_the_same(tmp_path, size, channels, shape, kind, polarity) -> None:
    path = tmp_path / "photo.png"
    photo(*size, channels).save(path)
    for levels in LEVELS[:2]:
        told = formats(shape, levels, kind, polarity)
        given = by_command(path, shape, told)
        np.testing.assert_array_equal(in_the_window(dropped(path), shape, told), given)
        np.testing.assert_array_equal(in_the_window(pasted(path), shape, told), given)


@pytest.mark.parametrize("levels", LEVELS)
@pytest.mark.parametrize("polarity", ["light_on_dark", "dark_on_light"])
@pytest.mark.parametrize(("channels", "kind"), [(1, "ink"), (1, "picture"), (3, "picture")])
def test_a_sample_is_shown_as_it_was_trained_on(tmp_path, levels, polarity, channels, kind) -> None:
    """As a sample of the data set, as a file of its pixels, and in training."""
    shape = (28, 28, channels)
    told = formats(shape, levels, kind, polarity)
    sample = np.random.default_rng(1).integers(0, 256, shape, np.uint8)
    if kind == "ink":
        # Every brightness there is, within a border of paper.
        sample[:] = 0
        sample[4:20, 6:22] = np.arange(256, dtype=np.uint8).reshape(16, 16, 1)
        sample = 255 - sample if polarity == "dark_on_light" else sample
    trained, _ = Samples.of(sample[np.newaxis], np.zeros(1, np.int64), told.scaling(channels)).batch([0])
    path = tmp_path / "sample.png"
    Image.fromarray(sample[..., 0] if channels == 1 else sample).save(path)
    drawing = Drawing()
    drawing.set_sample(Sample(sample, "a", stored=told))
    for given in (
        prepare_samples(sample[np.newaxis], shape, told)[0],
        drawing.network_input(shape, told),
        by_command(path, shape, told),
        in_the_window(dropped(path), shape, told),
        in_the_window(pasted(path), shape, told),
    ):
        np.testing.assert_array_equal(given, trained[0])


def test_a_smaller_sample_has_the_border_of_training() -> None:
    told = formats((28, 28, 1), (-1.0, 1.0), "ink", "light_on_dark")
    sample = np.random.default_rng(1).integers(0, 256, (28, 28, 1), np.uint8)
    padded = np.pad(sample, ((2, 2), (2, 2), (0, 0)))
    trained, _ = Samples.of(padded[np.newaxis], np.zeros(1, np.int64), told.scaling(1)).batch([0])
    np.testing.assert_array_equal(prepare_samples(sample[np.newaxis], (32, 32, 1), told), trained)
