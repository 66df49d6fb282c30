from __future__ import annotations

import math

import pytest

from cnngui.runs.best import best_index, last_is_best
from cnngui.runs.history import EpochRow, History

NAN = math.nan


def history(*metrics: tuple[float, float]) -> History:
    made = History()
    for epoch, (metric, validated) in enumerate(metrics, 1):
        made.append_epoch(EpochRow(epoch, 1.0, metric, 1.0, validated, 1.0, 1.0, 0.1))
    return made


@pytest.mark.parametrize(
    ("metrics", "name", "index"),
    [
        ([], "accuracy", None),
        ([(0.1, 0.5), (0.2, 0.7), (0.9, 0.6)], "accuracy", 1),
        ([(0.1, 0.5), (0.2, 0.7), (0.9, 0.7)], "accuracy", 1),
        ([(0.1, NAN), (0.9, NAN), (0.2, NAN)], "accuracy", 1),
        ([(0.1, NAN), (0.9, 0.2)], "accuracy", 1),
        ([(0.1, 0.5), (0.2, 0.3), (0.9, 0.4)], "mean_absolute_error", 1),
        ([(NAN, NAN)], "accuracy", None),
    ],
)
def test_the_best_epoch_is_the_earliest_of_the_best(
    metrics: list[tuple[float, float]], name: str, index: int | None
) -> None:
    assert best_index(history(*metrics), name) == index


def test_an_epoch_as_good_as_another_is_not_better() -> None:
    assert last_is_best(history((0, 0.5)), "accuracy")
    assert last_is_best(history((0, 0.5), (0, 0.6)), "accuracy")
    assert not last_is_best(history((0, 0.6), (0, 0.6)), "accuracy")
    assert not last_is_best(History(), "accuracy")
