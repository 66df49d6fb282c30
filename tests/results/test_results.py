"""Figures printed in documentation, worked by hand, or counted the slow way."""

from __future__ import annotations

import numpy as np
import pytest

from cnngui.results.calibration import bin_of, calibration
from cnngui.results.classified import Classified
from cnngui.results.confusion import column_shares, confusion_matrix, row_shares
from cnngui.results.disagreement import disagreement
from cnngui.results.intervals import wilson_interval
from cnngui.results.per_class import class_scores, macro, weighted
from cnngui.results.regression import regression


def ints(*values: int) -> np.ndarray:
    return np.array(values, np.int64)


def sure(truth: np.ndarray, predicted: np.ndarray, names: tuple[str, ...]) -> Classified:
    return Classified(
        names, truth, np.eye(len(names), dtype=np.float32)[predicted], np.arange(len(truth), dtype=np.int64)
    )


@pytest.mark.parametrize(
    ("right", "samples", "low", "high"),
    # Solved by hand from the quadratic (p − share)² = z² p (1 − p) / n.
    [(8, 10, 0.4902, 0.9433), (0, 10, 0.0, 0.2775), (10, 10, 0.7225, 1.0), (987, 1000, 0.9779, 0.9924)],
)
def test_the_interval_of_wilson(right: int, samples: int, low: float, high: float) -> None:
    assert wilson_interval(right, samples) == pytest.approx((low, high), abs=5e-5)


@pytest.mark.parametrize("right", [1, 37, 99])
def test_its_ends_solve_the_equation_that_it_comes_from(right: int) -> None:
    for end in wilson_interval(right, 100):
        assert abs(end - right / 100) == pytest.approx(1.959964 * (end * (1 - end) / 100) ** 0.5, rel=1e-6)


def test_without_samples_nothing_is_known() -> None:
    assert wilson_interval(0, 0) == (0.0, 1.0)


def test_per_class_figures_are_those_that_scikit_learn_prints() -> None:
    """The example of `sklearn.metrics.classification_report`; its 0/0 are printed as 0.00."""
    scores = class_scores(ints(0, 1, 2, 2, 2), ints(0, 0, 2, 2, 1), ("class 0", "class 1", "class 2"))
    printed = [[f"{each:.2f}" for each in (s.precision, s.recall, s.f1)] for s in scores]
    assert printed == [["0.50", "1.00", "0.67"], ["0.00", "0.00", "0.00"], ["1.00", "0.67", "0.80"]]
    assert [s.samples for s in scores] == [1, 1, 3]
    for averages, wanted in ((macro(scores), "0.50 0.56 0.49"), (weighted(scores), "0.70 0.60 0.61")):
        assert f"{averages.precision:.2f} {averages.recall:.2f} {averages.f1:.2f}" == wanted


def test_a_class_without_samples_and_answers_is_0_and_its_accuracy_unknown() -> None:
    (_, bird) = class_scores(ints(0), ints(0), ("cat", "bird"))
    assert (bird.precision, bird.recall, bird.f1, bird.accuracy) == (0, 0, 0, None)


def test_what_an_unknown_class_is_taken_for_counts_against_precision() -> None:
    (cat,) = class_scores(ints(0, -1), ints(0, 0), ("cat",))
    assert (cat.samples, cat.correct, cat.predicted, cat.precision) == (1, 1, 2, 0.5)


def test_the_matrix_counts_rows_of_truth_and_columns_of_answers() -> None:
    truth, predicted = ints(0, 0, 0, 1, -1), ints(0, 1, 1, 1, 1)
    matrix = confusion_matrix(truth, predicted, 3)
    assert matrix.tolist() == [[1, 2, 0], [0, 1, 0], [0, 0, 0]]
    assert row_shares(matrix).tolist() == [[1 / 3, 2 / 3, 0], [0, 1, 0], [0, 0, 0]]
    assert column_shares(matrix).tolist() == [[1, 2 / 3, 0], [0, 1 / 3, 0], [0, 0, 0]]


def test_the_matrix_agrees_with_counting() -> None:
    random = np.random.default_rng(3)
    truth, predicted = random.integers(0, 7, 500), random.integers(0, 7, 500)
    matrix = confusion_matrix(truth, predicted, 7)
    for true in range(7):
        for taken in range(7):
            assert matrix[true, taken] == sum((truth == true) & (predicted == taken))


def test_calibration_worked_by_hand() -> None:
    """Two bins: 0.4 (right) and 0.5 (wrong) below, 0.8 (right), 0.9 (right) and 1.0 (wrong) above."""
    found = calibration(np.array([0.4, 0.5, 0.8, 0.9, 1.0]), np.array([1, 0, 1, 1, 0], bool), bins=2)
    assert found.counts.tolist() == [2, 3]
    assert found.confidence == pytest.approx([0.45, 0.9])
    assert found.accuracy == pytest.approx([0.5, 2 / 3])
    assert found.error == pytest.approx((2 * 0.05 + 3 * (0.9 - 2 / 3)) / 5)


def test_a_bin_has_its_upper_edge_and_not_its_lower_one() -> None:
    assert bin_of(np.array([0.0, 0.2, 0.2000001, 1.0]), 5).tolist() == [0, 0, 1, 4]


def test_an_empty_bin_is_no_number_and_adds_nothing() -> None:
    found = calibration(np.array([0.99, 0.99]), np.array([True, True]))
    assert found.counts.tolist() == [0] * 14 + [2]
    assert np.isnan(found.accuracy[:14]).all()
    assert found.error == pytest.approx(0.01)


def test_regression_figures_are_those_that_scikit_learn_prints() -> None:
    """The examples of its `r2_score`, `mean_squared_error` and `mean_absolute_error`."""
    found = regression(np.array([3, -0.5, 2, 7]), np.array([2.5, 0.0, 2, 8]))
    assert found.mean_squared_error == pytest.approx(0.375)
    assert found.mean_absolute_error == pytest.approx(0.5)
    assert f"{found.r2:.3f}" == "0.949"
    assert found.residuals.tolist() == [0.5, -0.5, 0, -1]


def test_where_all_that_is_wanted_is_the_same_r2_is_1_or_0() -> None:
    assert regression(np.array([2, 2]), np.array([2, 2])).r2 == 1
    assert regression(np.array([2, 2]), np.array([2, 3])).r2 == 0


def test_disagreement_tells_who_is_right() -> None:
    found = disagreement(ints(0, 0, 0, 0, 1), ints(0, 0, 1, 1, 1), ints(0, 1, 0, 2, 1))
    assert (found.first.tolist(), found.second.tolist(), found.neither.tolist()) == ([1], [2], [3])
    assert found.positions.tolist() == [1, 2, 3]
    assert (found.samples, found.both_right) == (5, 2)


def test_mistakes_come_with_the_surest_first() -> None:
    probabilities = np.array([[0.6, 0.4], [0.9, 0.1], [0.2, 0.8], [0.9, 0.1]], np.float32)
    found = Classified(("a", "b"), ints(1, 1, 1, 1), probabilities, ints(4, 5, 6, 7))
    assert found.mistakes.tolist() == [1, 3, 0]
    assert found.cell(1, 0).tolist() == [1, 3, 0]
    assert found.confidence.tolist() == pytest.approx([0.6, 0.9, 0.8, 0.9])


def test_scores_of_a_small_example() -> None:
    found = sure(ints(0, 0, 1, 1, 1), ints(0, 1, 1, 1, 0), ("cat", "dog", "bird"))
    assert found.accuracy == pytest.approx(3 / 5)
    assert [(each.label, each.accuracy) for each in found.per_class] == [
        ("cat", 1 / 2),
        ("dog", 2 / 3),
        ("bird", None),
    ]
    assert found.confusion.tolist() == [[1, 1, 0], [1, 2, 0], [0, 0, 0]]


def test_a_class_the_network_does_not_know_is_always_wrong() -> None:
    found = sure(ints(-1, 1), ints(1, 1), ("0", "1"))
    assert (found.samples, found.accuracy, found.confusion.sum()) == (2, 0.5, 1)


def test_other_labels_and_fewer_samples() -> None:
    found = sure(ints(0, 1, 1), ints(1, 1, 0), ("0", "1"))
    mended = found.with_truth(ints(1, 1, 1), np.array([True, True, False]))
    assert (mended.accuracy, mended.indices.tolist()) == (1.0, [0, 1])


def test_numbers_are_compared_with_the_index_of_the_class() -> None:
    one = Classified(
        ("0", "1"), ints(0, 1, -1), np.eye(2, dtype=np.float32)[[0, 1, 1]], ints(0, 1, 2),
        np.array([0.25, 1.0, 9.0], np.float32),
    )  # fmt: skip
    assert one.regression is not None
    assert one.regression.mean_squared_error == pytest.approx(0.25**2 / 2)
    assert sure(ints(0), ints(0), ("0", "1")).regression is None
