from __future__ import annotations

import numpy as np
import pytest

from cnngui.export.picture.chart import Chart, Curve, round_step, tick_text
from cnngui.export.picture.items import Label, Path

X = np.arange(5.0)


def lines(chart: Chart, colour: str) -> list[Path]:
    return [shape for shape in chart.shapes() if isinstance(shape, Path) and shape.colour == colour]


def test_a_curve_goes_from_corner_to_corner() -> None:
    *_, curve = lines(Chart("", "", [Curve("", X, 2 * X, "#111111")]), "#111111")
    (left, low), (right, high) = curve.points[0], curve.points[-1]
    assert (left, low) == (56.0, 216.0)
    assert (right, high) == (428.0, 30.0)
    assert curve.points[2] == pytest.approx(((left + right) / 2, (low + high) / 2))


def test_on_a_logarithmic_axis_each_power_of_ten_is_as_far() -> None:
    *_, curve = lines(Chart("", "", [Curve("", X, 10.0**-X, "#111111")], logarithmic=True), "#111111")
    heights = [y for _, y in curve.points]
    np.testing.assert_allclose(np.diff(heights), np.diff(heights)[0])


@pytest.mark.parametrize("values", [[1.0, 0.0, 2.0], [1.0, -1.0, 2.0]])
def test_values_that_have_no_logarithm_are_drawn_all_the_same(values: list[float]) -> None:
    *_, curve = lines(Chart("", "", [Curve("", X[:3], np.array(values), "#111111")], True), "#111111")
    assert len(curve.points) == 3


def test_what_was_not_measured_is_left_out() -> None:
    values = np.array([1.0, np.nan, 3.0, np.nan, 5.0])
    *_, curve = lines(Chart("", "", [Curve("", X, values, "#111111")]), "#111111")
    assert len(curve.points) == 3
    assert [shape.text for shape in Chart("Title", "", [Curve("", X, X * np.nan, "#1")]).shapes()] == [
        "Title"
    ]


def test_a_single_value_is_a_dot_and_a_constant_a_line() -> None:
    dot = Chart("", "", [Curve("", X[:1], X[:1], "#111111")])
    assert any(getattr(shape, "fill", "") == "#111111" for shape in dot.shapes())
    *_, flat = lines(Chart("", "", [Curve("", X, X * 0 + 3, "#111111")]), "#111111")
    assert len({y for _, y in flat.points}) == 1


def test_a_dashed_curve_is_dashes_on_the_same_line() -> None:
    _, _, *pieces, _ = lines(Chart("", "", [Curve("", X, X, "#111111", dashed=True)]), "#111111")
    assert len(pieces) > 20
    for piece in pieces:
        (x0, y0), (x1, y1) = piece.points[0], piece.points[-1]
        assert np.hypot(x1 - x0, y1 - y0) == pytest.approx(5.0)


def test_very_many_points_are_means_of_stretches() -> None:
    x = np.arange(100_000.0)
    noisy = x + 1000.0 * (-1.0) ** x
    *_, curve = lines(Chart("", "", [Curve("", x, noisy, "#111111")]), "#111111")
    assert len(curve.points) == 400
    heights = np.array([y for _, y in curve.points])
    assert (np.diff(heights) < 0).all()


@pytest.mark.parametrize(
    ("least", "step"), [(0.3, 0.5), (1.0, 1.0), (1.1, 2.0), (6.0, 10.0), (0.0021, 0.005)]
)
def test_steps_are_round(least: float, step: float) -> None:
    assert round_step(least) == pytest.approx(step)


def test_the_axis_has_round_numbers() -> None:
    chart = Chart("", "", [Curve("", np.array([0.0, 10.0]), np.array([0.62, 0.98]), "#111111")])
    told = [shape.text for shape in chart.shapes() if isinstance(shape, Label)]
    assert {"0", "2", "10", "0.7", "0.9"} <= set(told)
    assert tick_text(-0.25) == "−0.25"
