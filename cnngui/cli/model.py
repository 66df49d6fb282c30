"""A trained network that answers, and pictures, numbers and sentences made ready for it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from cnngui.cli.progress import progress_bar
from cnngui.cli.quiet import quiet_loading
from cnngui.datasets.catalog import catalog, load_dataset
from cnngui.datasets.input_format import InputFormat
from cnngui.datasets.pictures import read_picture
from cnngui.datasets.preparing import prepare_picture, prepare_sentences
from cnngui.datasets.words import words_of
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
        trained_on: how those samples were; None when the file does not tell.
    """

    path: Path
    input_shape: tuple[int, ...]
    class_names: tuple[str, ...]
    data: str
    trained_on: InputFormat | None = None

    @property
    def input_format(self) -> InputFormat:
        """What it was trained on; without a word of that in the file, by the data's or its own shape."""
        shapes = {entry.key: entry.input_shape for entry in catalog()}
        return self.trained_on or InputFormat.of_shape(shapes.get(self.data, self.input_shape))

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
        return prepare_sentences([written], self._vocabulary, self.input_shape)[0]

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
        """Return a picture as this network reads it (`cnngui.datasets.preparing.prepare_picture`).

        Raises:
            CnnguiError: no picture, ``cli.no_ink``, or ``cli.reads_no_pictures``.
        """
        self.must_read_pictures()
        sample = prepare_picture(read_picture(path), self.input_shape, self.input_format)
        if sample is None:
            raise CnnguiError("cli.no_ink", path=str(path))
        return sample

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
    return Model(path, shape, project.class_names, project.data, project.input_format)
