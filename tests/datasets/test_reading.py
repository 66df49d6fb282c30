from __future__ import annotations

import numpy as np
import pytest

from cnngui.datasets.catalog import load_dataset
from cnngui.datasets.dataset import Dataset
from cnngui.datasets.input_format import InputFormat
from cnngui.datasets.reading import Reading
from cnngui.network.network import Shape

INK = InputFormat(kind="ink", shape=(28, 28, 1))
DARK = INK.model_copy(update={"polarity": "dark_on_light"})


def codes(reading: Reading, stored: InputFormat | None = None) -> list[str]:
    return [note.code.removeprefix("datasets.note_") for note in reading.notes(stored)]


@pytest.mark.parametrize(
    ("shape", "data", "trained_on", "expected"),
    [
        # A foreign file of a network of pictures: a person has to know what is taken for black and white.
        ((28, 28, 1), "", None, ["assumed_ink"]),
        ((32, 32, 3), "", None, ["assumed_picture"]),
        ((28, 28, 1), "folder/own.npz", None, ["assumed_ink"]),
        # A row of 784 is a picture of 28×28, as in the course's first networks.
        ((784,), "", None, ["assumed_ink"]),
        # What the catalogue has is known, and so is what the file tells.
        ((28, 28, 1), "mnist", None, []),
        ((32, 32, 3), "cifar10", None, []),
        ((28, 28, 1), "", INK, []),
        # Two numbers or a sentence are no picture.
        ((2,), "", None, []),
        ((2,), "xor", None, []),
    ],
)
def test_what_is_assumed_of_a_network_of_pictures_is_said(
    shape: Shape, data: str, trained_on: InputFormat | None, expected: list[str]
) -> None:
    assert codes(Reading("foreign.keras", shape, data, trained_on)) == expected


@pytest.mark.parametrize(("reads_bytes", "white"), [(False, 1), (True, 255)])
def test_it_is_said_which_numbers_are_black_and_white(reads_bytes: bool, white: int) -> None:
    (note,) = Reading("foreign.keras", (28, 28, 1), reads_bytes=reads_bytes).notes()
    assert note.values == {"path": "foreign.keras", "black": 0, "white": white}
    assert f"from 0 to {white}." in str(note)


def test_a_file_that_tells_is_believed_before_its_data_and_its_layers() -> None:
    assert Reading("a", (28, 28, 1), "mnist", DARK, reads_bytes=True).input_format == DARK


@pytest.fixture(scope="module")
def digits() -> Dataset:
    return load_dataset("digits")


def test_samples_are_turned_to_what_is_known_and_else_given_as_they_are(digits: Dataset) -> None:
    assert Reading("foreign.keras", (28, 28, 1)).stored(digits) is None
    told = Reading("own.cnn", (28, 28, 1), "digits").stored(digits)
    assert told is not None
    assert (told.kind, told.polarity) == ("ink", "light_on_dark")


def test_samples_that_are_turned_over_are_said_to_be(digits: Dataset) -> None:
    """A network of dark ink on light paper is given MNIST's light ink on black the other way round."""
    dark = Reading("own.cnn", (28, 28, 1), "", DARK)
    assert codes(dark, dark.stored(digits)) == ["inverted_dark_on_light"]
    assert codes(Reading("own.cnn", (28, 28, 1), "", INK), InputFormat.of(digits)) == []
    negative = Dataset(
        **{
            **vars(digits),
            "x_train": np.subtract(255, digits.x_train),
            "x_test": np.subtract(255, digits.x_test),
        }
    )
    assert codes(Reading("own.cnn", (28, 28, 1), "digits"), InputFormat.of(negative)) == [
        "inverted_light_on_dark"
    ]
