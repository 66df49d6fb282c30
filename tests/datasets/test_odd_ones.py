from __future__ import annotations

import numpy as np

from cnngui.datasets.odd_ones import ODD, oddness


def test_a_sample_far_from_its_class_is_odd_and_no_other() -> None:
    random = np.random.default_rng(1)
    labels = np.arange(60) % 2
    rows = (random.normal(0, 1, (60, 20)) + 10 * labels[:, np.newaxis]).astype(np.float32)
    rows[8] += 10  # looks like the other class
    scores = oddness((rows[:40], rows[40:]), labels, np.ones(60, bool))
    assert np.flatnonzero(scores > ODD).tolist() == [8]
    rest = rows[(labels == 0)]
    distances = np.sqrt(np.square(rest - rest.mean(axis=0)).mean(axis=1))
    away = distances - np.median(distances)
    expected = 0.6745 * away / np.median(np.abs(away))
    np.testing.assert_allclose(scores[labels == 0], expected, rtol=1e-4, atol=1e-4)


def test_pictures_are_compared_with_their_mean_picture() -> None:
    pictures = np.random.default_rng(1).integers(0, 40, (30, 6, 6, 1), dtype=np.uint8)
    pictures[17] += 150
    scores = oddness((pictures, pictures[:0]), np.zeros(30, np.int64), np.ones(30, bool))
    assert scores.argmax() == 17
    assert scores[17] > ODD


def test_what_does_not_count_and_small_classes_have_no_score() -> None:
    rows = np.random.default_rng(1).normal(0, 1, (30, 5)).astype(np.float32)
    rows[3] += 100
    labels = np.where(np.arange(30) < 22, 0, 1)
    counts = np.ones(30, bool)
    counts[3] = False
    scores = oddness((rows, rows[:0]), labels, counts)
    assert scores[3] == 0
    assert (scores[22:] == 0).all(), "of eight samples none can be called odd"
    assert not oddness((np.ones((30, 4), np.int32),) * 2, np.zeros(60, np.int64), np.ones(60, bool)).any()


def test_equal_samples_are_not_odd() -> None:
    rows = np.ones((20, 3), np.float32)
    assert not oddness((rows, rows[:0]), np.zeros(20, np.int64), np.ones(20, bool)).any()
