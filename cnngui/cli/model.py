"""A trained network that answers, and pictures, numbers and sentences made ready for it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from cnngui.cli.terminal import progress_bar, quiet_loading
from cnngui.datasets.catalog import catalog, load_dataset
from cnngui.datasets.pixels import normalise_pixels
from cnngui.datasets.words import encoded, words_of
from cnngui.errors import CnnguiError
from cnngui.files import folders
from cnngui.files.opening import shown_text
from cnngui.messages import text
from cnngui.network.inference.shapes import shape_text
from cnngui.runs.opening import open_file

if TYPE_CHECKING:
    from cnngui.engine.session import Predictor

Sample = NDArray[np.float32]


@dataclass(frozen=True)
class Model:
    """What can be known of a trained network without TensorFlow.

    Attributes:
        input_shape: (height, width, channels) for pictures.
        data: key or path of what it learned from, "" when unknown.
    """

    path: Path
    input_shape: tuple[int, ...]
    class_names: tuple[str, ...]
    data: str

    @property
    def frame_px(self) -> int:
        """Side of the frame that ink is put into.

        Pictures smaller than the input got a border in training (`cnngui.datasets.preparing.fitted`), so ink
        must be framed as large as in those, not as large as the input.
        """
        shapes = {entry.key: entry.input_shape for entry in catalog()}
        return min(self.input_shape[0], shapes.get(self.data, self.input_shape)[0])

    def read_values(self, written: str) -> Sample:
        """Return a row of numbers, written with commas between them, as this network reads it.

        Raises:
            CnnguiError: ``cli.not_numbers``, ``cli.other_values``.
        """
        try:
            values = np.array([float(part) for part in written.split(",")], np.float32)
        except ValueError:
            raise CnnguiError("cli.not_numbers", found=shown_text(written, 60)) from None
        if not np.isfinite(values).all():
            raise CnnguiError("cli.not_numbers", found=shown_text(written, 60))
        if values.shape != self.input_shape:
            shape = shape_text(self.input_shape)
            raise CnnguiError("cli.other_values", path=self.path.name, found=len(values), shape=shape)
        return values

    def read_text(self, written: str) -> Sample:
        """Return a sentence as the numbers of its words.

        Raises:
            CnnguiError: ``cli.reads_no_text``, ``cli.no_words``; or the data it learned from cannot be read.
        """
        if not self._vocabulary:
            raise CnnguiError("cli.reads_no_text", path=self.path.name)
        if not words_of(written):
            raise CnnguiError("cli.no_words", found=shown_text(written, 60))
        return encoded([written], self._vocabulary, self.input_shape[0])[0].astype(np.float32)

    def unknown_words(self, written: str) -> list[str]:
        """Return the words of a sentence that the network's vocabulary lacks."""
        return [word for word in words_of(written) if word not in self._vocabulary]

    @cached_property
    def _vocabulary(self) -> tuple[str, ...]:
        if len(self.input_shape) != 1 or not self.data:
            return ()
        dataset = load_dataset(self.data)
        return dataset.vocabulary if dataset.input_shape == self.input_shape else ()

    def must_read_pictures(self) -> None:
        """Raise CnnguiError ``cli.reads_no_pictures`` unless the network reads grey or coloured pictures."""
        if len(self.input_shape) != 3 or self.input_shape[2] not in (1, 3):
            shape = shape_text(self.input_shape)
            raise CnnguiError("cli.reads_no_pictures", path=self.path.name, shape=shape)

    def read_picture(self, path: Path) -> Sample:
        """Return a picture as this network reads it: float32 (height, width, channels), 0..1.

        For one channel it takes the way of the window's canvas: ink light on black, cropped, centred. A
        colour picture is only resized.

        Raises:
            CnnguiError: no picture, ``cli.no_ink``, or ``cli.reads_no_pictures``.
        """
        from cnngui.datasets.pictures import read_picture

        self.must_read_pictures()
        picture = read_picture(path)
        height, width, channels = self.input_shape
        if channels != 1 or height != width:
            return _resized(picture, height, width, channels)
        frames = normalise_pixels(picture, self.frame_px)
        if frames is None:
            raise CnnguiError("cli.no_ink", path=str(path))
        return frames.centred[:, :, np.newaxis]

    def load(self) -> Predictor:
        """Load TensorFlow and the weights."""
        with progress_bar() as bar, quiet_loading():
            bar.add_task(text("cli.loading"), total=None)
            from cnngui.engine.session import load_predictor

            return load_predictor(self.path)


def find_model(path: Path | None) -> Model:
    """Return the trained network at `path`, or the one that came with the program.

    Raises:
        CnnguiError: it cannot be read, or is untrained.
    """
    path = path or folders.models() / "digits.cnn"
    project = open_file(path).project
    shape = project.network.input_shape
    if not project.weights:
        raise CnnguiError("engine.untrained", path=path.name)
    return Model(path, shape, project.class_names, project.data)


def _resized(picture: NDArray[np.uint8], height: int, width: int, channels: int) -> Sample:
    image = Image.fromarray(picture).convert("L" if channels == 1 else "RGB")
    pixels: NDArray[Any] = np.asarray(image.resize((width, height), Image.Resampling.LANCZOS))
    return (pixels.astype(np.float32) / np.float32(255)).reshape(height, width, channels)
