from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from pydantic import ValidationError

from cnngui.datasets.catalog import load_dataset
from cnngui.datasets.dataset import Dataset
from cnngui.datasets.input_format import InputFormat


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
        {"more": 1},
    ],
)
def test_what_makes_no_sense_is_refused(change: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        InputFormat.model_validate({"kind": "ink", "shape": (28, 28, 1), **change})
