from __future__ import annotations

import numpy as np
import pytest

from cnngui.datasets import averages as module
from cnngui.datasets.averages import averages


@pytest.mark.parametrize("at_once", [4_000_000, 50])
def test_they_are_numpys_in_blocks_too(monkeypatch: pytest.MonkeyPatch, at_once: int) -> None:
    monkeypatch.setattr(module, "_VALUES_AT_ONCE", at_once)
    random = np.random.default_rng(1)
    first, second = (random.integers(0, 256, (n, 4, 5, 3), dtype=np.uint8) for n in (40, 30))
    places = np.array([0, 3, 4, 39]), np.array([29])
    found = averages([(first, places[0]), (second, places[1])])
    assert found is not None
    some = np.concatenate([first[places[0]], second[places[1]]]).astype(np.float64)
    np.testing.assert_allclose(found.mean, some.mean(axis=0), rtol=1e-6)
    np.testing.assert_allclose(found.deviation, some.std(axis=0), rtol=1e-5, atol=1e-4)
    assert found.samples == 5


def test_rows_far_from_zero_lose_no_digits() -> None:
    rows = (1e6 + np.array([[0.0, 1], [1, 1], [2, 1]])).astype(np.float32)
    found = averages([(rows, np.arange(3))])
    assert found is not None
    np.testing.assert_allclose(found.deviation, [np.sqrt(2 / 3), 0], atol=1e-6)


def test_no_samples_and_sentences_have_none() -> None:
    assert averages([]) is None
    assert averages([(np.zeros((3, 2), np.float32), np.empty(0, np.int64))]) is None
    assert averages([(np.zeros((3, 16), np.int32), np.arange(3))]) is None


def test_work_that_nobody_wants_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_VALUES_AT_ONCE", 10)
    calls: list[int] = []

    def go_on() -> None:
        calls.append(1)
        if len(calls) == 3:
            raise InterruptedError

    with pytest.raises(InterruptedError):
        averages([(np.zeros((100, 5), np.float32), np.arange(100))], go_on)
    assert len(calls) == 3
