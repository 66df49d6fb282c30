from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from pydantic import ValidationError

from cnngui.datasets.catalog import load_dataset
from cnngui.datasets.dataset import Dataset
from cnngui.datasets.input_format import InputFormat, picture_shape
from cnngui.datasets.words import SENTENCE_WORDS


@pytest.mark.parametrize(
    ("shape", "kind"),
    [
        ((28, 28, 1), "ink"),
        ((28, 20, 1), "picture"),
        ((32, 32, 3), "picture"),
        ((2,), "values"),
        ((28, 28), "values"),
    ],
)
def test_a_shape_alone_tells_what_is_most_likely(shape: tuple[int, ...], kind: str) -> None:
    taken = InputFormat.of_shape(shape)
    assert (taken.kind, taken.shape) == (kind, shape)
    assert (taken.polarity, taken.black, taken.white) == ("light_on_dark", 0, 1)


@pytest.mark.parametrize(
    ("key", "kind", "shape"),
    [("digits", "ink", (28, 28, 1)), ("xor", "values", (2,)), ("sentences", "words", (16,))],
)
def test_a_data_set_tells_how_its_samples_are(key: str, kind: str, shape: tuple[int, ...]) -> None:
    taken = InputFormat.of(load_dataset(key))
    assert (taken.kind, taken.shape) == (kind, shape)


def test_colour_pictures_are_photographs() -> None:
    x, y = np.zeros((2, 4, 4, 3), np.uint8), np.array([0, 1])
    assert InputFormat.of(Dataset("k", "L", x, y, x, y, ("a", "b"), "", "")).kind == "picture"


def like_digits(change: Any) -> InputFormat:
    digits = load_dataset("digits")
    x, y = change(digits.x_train[:300]), digits.y_train[:300]
    return InputFormat.of(Dataset("k", "L", x, y, x, y, digits.class_names, "", ""))


def test_polarity_and_size_of_ink_are_measured() -> None:
    usual = InputFormat.of(load_dataset("digits"))
    assert (usual.polarity, usual.ink_share) == ("light_on_dark", 20 / 28)
    assert like_digits(lambda x: 255 - x) == usual.model_copy(update={"polarity": "dark_on_light"})
    large = like_digits(lambda x: x[:, 4:24, 4:24])
    assert (large.kind, large.shape) == ("ink", (20, 20, 1))
    assert large.ink_share > 0.9


def test_grey_pictures_that_are_no_ink_are_pictures() -> None:
    texture = np.random.default_rng(0).integers(0, 256, (300, 28, 28, 1), np.uint8)
    assert like_digits(lambda _: texture).kind == "picture"
    assert like_digits(lambda x: np.where(x > 0, x, 90).astype(np.uint8)).kind == "picture"


@pytest.mark.parametrize(
    ("shape", "kind", "picture"),
    [
        ((28, 28, 1), "ink", (28, 28, 1)),
        ((28, 28), "ink", (28, 28, 1)),
        ((784,), "ink", (28, 28, 1)),
        ((3072,), "picture", (32, 32, 3)),
        ((32, 32, 3), "picture", (32, 32, 3)),
        ((28, 20), "picture", (28, 20, 1)),
        ((16,), "values", (16,)),
    ],
)
def test_what_nobody_told_is_taken_from_the_network(
    shape: tuple[int, ...], kind: str, picture: tuple[int, ...]
) -> None:
    for data in ("", "mine.npz", "sentences"):
        taken = InputFormat.assumed(shape, data)
        assert (taken.kind, taken.shape, taken.white) == (kind, picture, 1)
        assert InputFormat.assumed(shape, data, reads_bytes=True).white == 255


@pytest.mark.parametrize(
    ("data", "kind", "shape"),
    [
        ("mnist", "ink", (28, 28, 1)),
        ("fashion-mnist", "picture", (28, 28, 1)),
        ("cifar10", "picture", (32, 32, 3)),
        ("sentences", "values", (SENTENCE_WORDS,)),
    ],
)
def test_what_nobody_told_is_taken_from_the_name_of_known_data(
    data: str, kind: str, shape: tuple[int, ...]
) -> None:
    for input_shape in (shape, (math.prod(shape),)):
        taken = InputFormat.assumed(input_shape, data)
        assert (taken.kind, taken.shape) == (kind, shape)


def test_a_row_holds_a_picture_only_if_the_data_are_pictures() -> None:
    assert picture_shape((784,), InputFormat(kind="values", shape=(784,))) is None
    assert picture_shape((560,), InputFormat(kind="picture", shape=(28, 20, 1))) == (28, 20, 1)


def test_it_goes_through_json_and_serves_as_a_key() -> None:
    taken = InputFormat(kind="ink", shape=(28, 28, 1), polarity="dark_on_light", black=-1, white=1)
    again = InputFormat.model_validate_json(taken.model_dump_json())
    assert again == taken
    assert {taken: 1}[again] == 1


@pytest.mark.parametrize(
    "change",
    [
        {"kind": "sound"},
        {"kind": "words"},
        {"shape": ()},
        {"shape": (28, 28)},
        {"shape": (28, 28, 0)},
        {"shape": (28, 28, True)},
        {"shape": (28, 28, 10**9)},
        {"shape": (28, 28, 1, 1)},
        {"polarity": "upside_down"},
        {"black": float("nan")},
        {"white": float("inf")},
        {"white": "1"},
        {"white": 0.0},
        {"ink_share": 0.0},
        {"ink_share": 1.5},
        {"more": 1},
    ],
)
def test_what_makes_no_sense_is_refused(change: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        InputFormat.model_validate({"kind": "ink", "shape": (28, 28, 1), **change})
