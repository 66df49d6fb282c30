"""Digits drawn by the pen model: framed as the app frames them, and read as what they are."""

from __future__ import annotations

import importlib

import numpy as np
import pytest

from cnngui.datasets.ink_like import longer_sides, stroke_widths
from cnngui.datasets.pen import centre_of_mass


@pytest.fixture(scope="module")
def pen():
    return importlib.import_module("pen_digits")


@pytest.fixture(scope="module")
def drawn(pen):
    return pen.batch(400, 1)


def test_one_seed_gives_one_result(pen, drawn):
    pictures, labels = drawn
    again, labels_again = pen.batch(400, 1)
    assert pictures.shape == (400, 28, 28)
    assert pictures.dtype == np.uint8
    assert (pictures == again).all()
    assert (labels == labels_again).all()
    assert (pictures != pen.batch(400, 2)[0]).any()
    assert set(labels) == set(range(10))


def test_digits_are_framed_as_the_app_frames_a_drawing(drawn):
    ink = drawn[0] > 127
    sides = longer_sides(ink)
    assert np.quantile(sides, [0.05, 0.95]).tolist() == pytest.approx([20, 20], abs=1.5)
    middles = np.array([centre_of_mass(picture.astype(np.float32)) for picture in drawn[0]])
    assert np.abs(middles.mean(axis=0) - 14).max() < 0.2
    assert np.quantile(np.abs(middles - 14), 0.95) < 1
    assert np.median(stroke_widths(ink)) == pytest.approx(2.6, abs=0.5)


@pytest.mark.parametrize("label", range(10))
def test_every_form_of_a_digit_is_drawn_anew_each_time(pen, label):
    rng = np.random.default_rng(label)
    for form in pen.DIGITS[label]:
        first, second = (pen._strokes(form, rng) for _ in range(2))
        assert len(first) == len(form.split("|"))
        for line, other in zip(first, second, strict=True):
            ends, other_ends = line[[0, -1]], other[[0, -1]]
            assert 0 < np.abs(ends - other_ends).max() < 0.6
            assert line.min() > -0.5
            assert line.max() < 1.5


def test_a_curve_goes_through_its_points_and_turns_sharply_at_corners(pen):
    points = np.array([[0, 0], [1, 0], [1, 1], [0, 1]], float)
    round_line = pen._curve(points, [False] * 4)
    for point in points:
        assert np.hypot(*(round_line - point).T).min() < 1e-9
    assert round_line[:, 0].max() > 1.05
    assert (pen._curve(points, [True] * 4) == points).all()


def test_the_stem_of_a_nine_is_never_cut_away(pen):
    rng = np.random.default_rng(0)
    line = np.array([[0, 1.0], [0, 0], [1, 0], [1, 1]])
    for _ in range(50):
        made = pen._open_or_crossed(line, rng)
        assert (made[0] == line[0]).all()
        assert np.hypot(*(made[-1] - line[-1])) < 0.45


def test_what_is_cut_by_the_border_lies_within_it(pen):
    rng = np.random.default_rng(0)
    lines = [np.array([[0.0, 0], [1, 1]]), np.array([[0.5, 0.5], [0.6, 0.2]])]
    low, high, cut = pen._cut(lines, np.zeros(2), np.ones(2), rng)
    assert (high - low).min() < 0.98
    assert all((line >= low).all() and (line <= high).all() for line in cut)


def test_what_is_no_digit_is_drawn_too(pen):
    pictures = pen.others(200, 1)
    assert (pictures == pen.others(200, 1)).all()
    assert (pictures.reshape(200, -1).max(axis=1) > 100).all()
