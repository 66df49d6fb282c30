from __future__ import annotations

import pickle
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from cnngui.datasets.dataset import Dataset, Note
from cnngui.datasets.preparing import prepare_samples


def made(**changes: Any) -> Dataset:
    values: dict[str, Any] = {
        "key": "some",
        "label": "Some",
        "x_train": np.arange(2 * 4 * 3, dtype=np.uint8).reshape(2, 4, 3, 1),
        "y_train": np.array([0, 1]),
        "x_test": np.zeros((1, 4, 3, 1), np.uint8),
        "y_test": np.array([1]),
        "class_names": ("a", "b"),
        "source": "",
        "licence": "",
    }
    return Dataset(**(values | changes))


def test_it_says_what_a_network_must_take_and_give() -> None:
    assert made().input_shape == (4, 3, 1)
    assert made().classes == 2


def test_the_fingerprint_is_of_the_data_and_not_of_its_name_or_place() -> None:
    by_column = np.asfortranarray(made().x_train)
    assert made(x_train=by_column, key="other", source="elsewhere").fingerprint() == made().fingerprint()
    assert len(made().fingerprint()) == 64


@pytest.mark.parametrize(
    "changes",
    [
        {"x_train": np.ones((2, 4, 3, 1), np.uint8)},
        {"y_train": np.array([1, 0])},
        {"y_test": np.array([0])},
        {"class_names": ("a", "c")},
        {"x_train": made().x_train.reshape(2, 3, 4, 1), "x_test": np.zeros((1, 3, 4, 1), np.uint8)},
    ],
)
def test_any_change_of_the_data_changes_the_fingerprint(changes: dict[str, Any]) -> None:
    assert made(**changes).fingerprint() != made().fingerprint()


def test_nobody_can_change_the_data_by_accident() -> None:
    data = made()
    with pytest.raises(ValueError, match="read-only"):
        data.x_train[0] = 0


def test_the_arrays_given_stay_writable_for_their_owner() -> None:
    mine = np.zeros((2, 4, 3, 1), np.uint8)
    made(x_train=mine)
    mine[0] = 1


@pytest.mark.parametrize(
    "changes",
    [
        {"x_train": np.zeros((2, 4, 3, 1), np.float32), "x_test": np.zeros((1, 4, 3, 1), np.float32)},
        {"x_train": np.zeros((2, 4, 3, 1), np.float32)},
        {"x_train": np.zeros((2, 4), np.uint8), "x_test": np.zeros((1, 4), np.uint8)},
        {"x_train": np.zeros((2, 4), np.int32), "x_test": np.zeros((1, 4), np.int32)},
        {"vocabulary": ("", "□", "a")},
        {"y_train": np.array([0, 1], np.int32)},
        {"y_train": np.array([0, 1, 1])},
        {"x_test": np.zeros((1, 4, 4, 1), np.uint8)},
        {"x_train": np.zeros((2, 4, 3), np.uint8)},
    ],
)
def test_arrays_that_do_not_fit_are_a_mistake_of_the_loader(changes: dict[str, Any]) -> None:
    with pytest.raises(ValueError):
        made(**changes)


ROWS = {"x_train": np.float32([[0, 1], [1, 0]]), "x_test": np.float32([[1, 1]])}
WORDS = {"x_train": np.int32([[2, 0], [2, 2]]), "x_test": np.int32([[0, 0]]), "vocabulary": ("", "□", "a")}


def test_rows_and_sentences_are_samples_too() -> None:
    assert made(**ROWS).input_shape == (2,)
    assert made(**WORDS).input_shape == (2,)


def test_the_words_belong_to_the_fingerprint() -> None:
    assert made(**WORDS).fingerprint() != made(**WORDS | {"vocabulary": ("", "□", "b")}).fingerprint()


def test_pictures_are_read_from_0_to_1_and_all_else_as_it_is() -> None:
    for data, factor in ((made(), 255), (made(**ROWS), 1), (made(**WORDS), 1)):
        read = prepare_samples(data.x_train, data.input_shape)
        assert read.dtype == np.float32
        np.testing.assert_allclose(read * factor, data.x_train, atol=1e-4)


def test_it_crosses_a_process_border_whole() -> None:
    data = replace(made(), notes=(Note("datasets.note_split", {"train": 4, "test": 1}),))
    back = pickle.loads(pickle.dumps(data))  # noqa: S301 our own bytes
    assert back.fingerprint() == data.fingerprint()
    assert str(back.notes[0]) == "There is no test part: 1 pictures were set aside for testing, 4 remain."
