from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from cnngui.datasets.labels import class_indices, samples_of_labels
from tests.datasets.crafted import refused


def read(*parts: Any, names: list[str] | None = None) -> tuple[list[list[int]], tuple[str, ...]]:
    indices, classes = class_indices([np.asarray(part) for part in parts], names, shown="y_train")
    assert all(part.dtype == np.int64 for part in indices)
    return [part.tolist() for part in indices], classes


@pytest.mark.parametrize(
    ("labels", "indices", "names"),
    [
        ([0, 1, 2, 1], [0, 1, 2, 1], ("0", "1", "2")),
        ([3, 7, 7, 3], [0, 1, 1, 0], ("3", "7")),
        ([-5, 2**62, -5], [0, 1, 0], ("-5", str(2**62))),
        ([[4], [2], [4]], [1, 0, 1], ("2", "4")),
        ([[0, 1, 0], [0, 0, 1], [0, 1, 0]], [0, 1, 0], ("1", "2")),
        (np.eye(3, dtype=np.float32)[[2, 0, 1]], [2, 0, 1], ("0", "1", "2")),
        ([True, False, True], [1, 0, 1], ("0", "1")),
        ([1.0, 3.0], [0, 1], ("1", "3")),
        ([0.5, 1.5, 0.5], [0, 1, 0], ("0.5", "1.5")),
        (["dog", "cat", "dog"], [1, 0, 1], ("cat", "dog")),
        ([b"dog", b"\xc3\xa9cu", b"dog"], [0, 1, 0], ("dog", "écu")),
    ],
)
def test_classes_are_the_distinct_labels(labels: Any, indices: list[int], names: tuple[str, ...]) -> None:
    assert read(labels) == ([indices], names)


def test_parts_share_their_classes() -> None:
    assert read([5, 9], [9, 7]) == ([[0, 2], [2, 1]], ("5", "7", "9"))


def test_numbers_written_as_text_are_numbers() -> None:
    assert read(["9", "10", "2"]) == ([[1, 2, 0]], ("2", "9", "10"))
    assert read([0, 1], ["1", "0"]) == ([[0, 1], [1, 0]], ("0", "1"))
    assert read(["01", "1"])[1] == ("01", "1")


def test_text_has_the_order_of_its_names() -> None:
    names = ["zero", "one", "two"]
    assert read(["one", "zero", "one"], names=names) == ([[1, 0, 1]], ("zero", "one"))


def test_a_huge_label_does_not_make_a_huge_network() -> None:
    assert len(read([0, 10**9])[1]) == 2


@pytest.mark.parametrize(
    ("labels", "names", "classes"),
    [
        ([0, 1, 2], ["a", "b", "c"], ("a", "b", "c")),
        (["0", "1", "2"], ["a", "b", "c"], ("a", "b", "c")),
        (
            [134, 517, 3],
            ["crane" if at in (134, 517) else "x" for at in range(600)],
            ("x", "crane (134)", "crane (517)"),
        ),
        ([2, 0, 2], ["a", "b", "c"], ("a", "c")),
        ([1, 2, 3], ["a", "b", "c"], ("a", "b", "c")),
        (["x", "y"], ["a"], ("x", "y")),
    ],
)
def test_names_stand_for_labels_by_value_or_by_rank(
    labels: list[Any], names: list[str], classes: tuple[str, ...]
) -> None:
    assert read(labels, names=names)[1] == classes


@pytest.mark.parametrize(
    ("parts", "names", "code"),
    [
        ([[1, 1, 1]], None, "one_class"),
        ([[1, 1], [1, 2]], None, "one_class"),
        ([["a", "a"]], None, "one_class"),
        ([[0.0, np.nan]], None, "labels_not_finite"),
        ([[0.0, np.inf]], None, "labels_not_finite"),
        ([np.array([1, 2**63], np.uint64)], None, "labels_not_finite"),
        ([np.linspace(0, 1, 1001)], None, "too_many_classes"),
        ([[0, 1], ["0", "one"]], None, "labels_differ"),
        ([[[1, 1], [0, 1]]], None, "not_one_hot"),
        ([[[0, 0], [0, 1]]], None, "not_one_hot"),
        ([[[0.3, 0.7], [0.5, 0.5]]], None, "not_one_hot"),
        ([[["a", "b"], ["c", "d"]]], None, "not_one_hot"),
        ([[0, 1, 5]], ["a", "b"], "names_do_not_fit"),
        ([[-1, 1]], ["a", "b", "c"], "names_do_not_fit"),
        ([[b"\xff", b"a"]], None, "text_damaged"),
        ([np.array([0x110000, 97], np.uint32).view("U1")], None, "text_damaged"),
    ],
)
def test_what_is_no_class_is_refused(parts: list[Any], names: list[str] | None, code: str) -> None:
    assert refused(lambda: read(*parts, names=names)) == f"datasets.{code}"


@pytest.mark.parametrize("shape", [(), (5, 0), (5, 1001), (5, 2, 2)])
def test_shapes_that_are_no_labels_are_refused(shape: tuple[int, ...]) -> None:
    assert refused(lambda: samples_of_labels(shape, shown="y")) == "datasets.label_shape"


@pytest.mark.parametrize("shape", [(5,), (5, 1), (5, 1000), (0, 2)])
def test_labels_are_one_number_or_one_column_for_each_class(shape: tuple[int, ...]) -> None:
    assert samples_of_labels(shape, shown="y") == shape[0]


def test_a_thousand_classes_are_possible() -> None:
    assert len(read(np.arange(1000))[1]) == 1000


def test_the_largest_number_a_label_can_be_is_read() -> None:
    assert read(np.array([0, 2**63 - 1], np.uint64)) == ([[0, 1]], ("0", str(2**63 - 1)))


def test_floats_that_could_be_a_neighbouring_whole_number_stay_floats() -> None:
    assert read([0.0, 2.0**53 - 1])[1] == ("0", str(2**53 - 1))
    assert read([0.0, 2.0**53])[1] == ("0", "9.0072e+15")


def test_a_name_for_zero_counts_among_the_values() -> None:
    assert read([0, 2], names=["a", "b", "c"])[1] == ("a", "c")
    assert refused(lambda: read([0, 3, 3], names=["a", "b", "c"])) == "datasets.names_do_not_fit"


def test_foreign_text_cannot_steer_a_terminal() -> None:
    assert read(["a\x1b[31m\n", "b"])[1] == ("a\ufffd[31m\ufffd", "b")


def test_the_last_character_of_unicode_is_one() -> None:
    assert read(np.array([0x10FFFF, 97], np.uint32).view("U1"))[0] == [[1, 0]]
