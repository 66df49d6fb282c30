"""When 99 % of MNIST was reached first, and what is said where MNIST is not."""

from __future__ import annotations

import math
from pathlib import Path

import pytest

from benchmarks import mnist
from benchmarks.mnist import Epoch, reached
from cnngui.course.presets import preset


@pytest.mark.parametrize(
    ("accuracies", "count"),
    [((0.95, 0.99, 0.98), 2), ((0.991,), 1), ((0.95, 0.9899), math.inf), ((), math.inf)],
)
def test_the_first_epoch_that_is_good_enough_counts(accuracies: tuple[float, ...], count: float) -> None:
    assert reached([Epoch(1.0, accuracy) for accuracy in accuracies])[0] == count


def test_the_ratio_is_of_the_median_of_the_seeds() -> None:
    ours = [
        [Epoch(10.0, 0.98), Epoch(20.0, 0.991)],
        [Epoch(12.0, 0.992)],
        [Epoch(11.0, 0.98), Epoch(30.0, 0.99)],
    ]
    theirs = [Epoch(80.0, 0.98), Epoch(160.0, 0.99)]
    speed, accuracy = mnist.results(preset("mnist-fast"), preset("mnist-cnn"), ours, theirs)
    assert speed.value == pytest.approx(160 / 20)
    assert speed.note.startswith("20.0, 12.0, 30.0 against 160 s; 176 against ")
    assert accuracy.value == pytest.approx(99.1)
    assert accuracy.met
    never = [[Epoch(9.0, 0.9)], [Epoch(9.0, 0.9)], *ours[:1]]
    speed, accuracy = mnist.results(preset("mnist-fast"), preset("mnist-cnn"), never, theirs)
    assert (speed.met, accuracy.met) == (False, False)


def test_without_mnist_the_rows_say_so(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("CNNGUI_HOME", str(tmp_path))
    monkeypatch.delenv(mnist.VARIABLE, raising=False)
    rows = mnist.measure()
    assert [row.value for row in rows] == [None, None]
    assert all("MNIST is not here" in row.note for row in rows)
