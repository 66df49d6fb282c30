"""A trained network that answers, and pictures and sentences made ready for it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from cnngui.datasets.catalog import DatasetInfo, catalog, load_dataset
from cnngui.datasets.data_reference import source_of
from cnngui.datasets.dataset import Dataset, Note
from cnngui.datasets.input_format import InputFormat, picture_shape
from cnngui.datasets.pictures import read_picture
from cnngui.datasets.preparing import prepare_picture, prepare_samples, prepare_sentences
from cnngui.datasets.reading import Reading
from cnngui.datasets.words import words_of
from cnngui.errors import CnnguiError
from cnngui.files import folders
from cnngui.files.opening import shown_name, shown_text
from cnngui.network.inference.data_fit import reads_bytes
from cnngui.network.inference.shapes import shape_text
from cnngui.runs.opening import open_file
from cnngui.runs.project import Project

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
        reads_bytes: its first layers are made for pixels of 0 to 255.
        reads_from: as `cnngui.results.verdict.verdict_of` takes it.
    """

    path: Path
    input_shape: tuple[int, ...]
    class_names: tuple[str, ...]
    data: str
    trained_on: InputFormat | None = None
    reads_bytes: bool = False
    reads_from: float = 0.0

    @property
    def reading(self) -> Reading:
        """How it reads samples."""
        return Reading(self.path.name, self.input_shape, self.data, self.trained_on, self.reads_bytes)

    @property
    def input_format(self) -> InputFormat:
        """What it was trained on; if the file does not tell, by its data, its shape and first layers."""
        return self.reading.input_format

    @property
    def assumption(self) -> Note | None:
        """What has to be assumed of a network of pictures whose file does not tell what it was trained on."""
        return self.reading.assumption

    def like(self, dataset: Dataset) -> Model:
        """Return the same network, known to be trained on samples such as those of a data set."""
        taken, told = self.input_format, InputFormat.of(dataset)
        if dataset.preparation.scale is None and not told.mean:
            told = told.read_as((taken.black, taken.white))
        return replace(self, trained_on=told)

    @property
    def _known_data(self) -> DatasetInfo | None:
        return next((entry for entry in catalog() if entry.key == source_of(self.data)), None)

    @property
    def _picture_shape(self) -> tuple[int, ...] | None:
        return picture_shape(self.input_shape, self.trained_on)

    def read_text(self, written: str) -> Sample:
        """Return a sentence as the numbers of its words.

        Raises:
            CnnguiError: ``api.reads_no_text``, ``api.no_words``; or the data it learned from cannot be read.
        """
        if not self._vocabulary:
            raise CnnguiError("api.reads_no_text", path=self.path.name)
        if not words_of(written):
            raise CnnguiError("api.no_words", found=shown_name(written))
        return prepare_sentences([written], self._vocabulary, self.input_shape)[0]

    def unknown_words(self, written: str) -> list[str]:
        """Return the words of a sentence that the network's vocabulary lacks."""
        return [word for word in words_of(written) if word not in self._vocabulary]

    @cached_property
    def _vocabulary(self) -> tuple[str, ...]:
        known = self._known_data
        # No file of a person has a vocabulary, and what a project names is not opened unasked.
        if known is None or len(self.input_shape) != 1 or known.input_shape != self.input_shape:
            return ()
        return load_dataset(known.key).vocabulary

    @property
    def reads_pictures(self) -> bool:
        """Whether it reads grey or coloured pictures."""
        return bool(self._picture_shape)

    def must_read_pictures(self) -> None:
        """Raise CnnguiError ``api.reads_no_pictures`` unless the network reads grey or coloured pictures."""
        if not self.reads_pictures:
            shape = shape_text(self.input_shape)
            raise CnnguiError("api.reads_no_pictures", path=self.path.name, shape=shape)

    def read_picture(self, path: Path) -> Sample:
        """Return a picture as this network reads it (`cnngui.datasets.preparing.prepare_picture`).

        Raises:
            CnnguiError: no picture, ``api.no_ink``, or ``api.reads_no_pictures``.
        """
        self.must_read_pictures()
        sample = prepare_picture(
            read_picture(path, self.input_format.paper), self.input_shape, self.input_format
        )
        if sample is None:
            raise CnnguiError("api.no_ink", path=str(path))
        return sample

    def read(self, sample: str | Path) -> Sample:
        """Return a sentence for a network that reads words, else the picture in a file.

        Raises:
            CnnguiError: as `read_text` and `read_picture`.
        """
        return self.read_text(str(sample)) if self._vocabulary else self.read_picture(Path(sample))

    @cached_property
    def predictor(self) -> Predictor:
        """What answers; TensorFlow and the weights are loaded when it is first asked for."""
        from cnngui.engine.session import load_predictor

        return load_predictor(self.path)


def load_project(path: str | Path) -> Project:
    """Return all that a project (.cnn) or a model of Keras holds: network, recipe, weights, history.

    Raises:
        CnnguiError: what of it cannot be read.
    """
    return open_file(path).project


def load_model(path: str | Path | None = None) -> Model:
    """Return the trained network in a file, or without one that which came with the program.

    Raises:
        CnnguiError: it cannot be read, or is untrained.
    """
    path = Path(path or folders.shipped_network())
    project = load_project(path)
    if not project.weights:
        raise CnnguiError("engine.untrained", path=path.name)
    # Whoever wrote the file chose the names: none of them may be what a terminal takes for a command.
    names = tuple(map(shown_text, project.class_names))
    network, told = project.network, project.input_format
    found = Model(path, network.input_shape, names, project.data, told, reads_bytes(network))
    if path != folders.shipped_network():
        return found
    from cnngui.engine.shipped import READS_FROM

    return replace(found, reads_from=READS_FROM)


def as_model(model: Model | str | Path) -> Model:
    """Return the trained network itself, or that in a file."""
    return model if isinstance(model, Model) else load_model(model)


def predict(
    model: Model | str | Path, samples: NDArray[Any] | Sequence[Any] | str | Path
) -> NDArray[np.float32]:
    """Return the probability of every class: float32 (samples, classes), rows summing to 1.

    Args:
        model: a trained network, or its file.
        samples: numbers (samples, …): pictures, uint8 0..255 or float as the network reads them, mostly 0..1
            (`Model.input_format`), which may be smaller than the input, or rows of values. Or picture files;
            or sentences, for a network that reads words.

    Raises:
        CnnguiError: a file or a shape that it cannot read.
    """
    found = as_model(model)
    if not isinstance(samples, np.ndarray):
        given = [samples] if isinstance(samples, (str, Path)) else samples
        samples = np.asarray([found.read(each) if isinstance(each, (str, Path)) else each for each in given])
    return found.predictor.predict(prepare_samples(samples, found.input_shape, found.input_format))
