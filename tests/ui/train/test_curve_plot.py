"""What a person reads off the plot."""

from __future__ import annotations

import numpy as np
import pyqtgraph as pg
import pytest
from PySide6.QtWidgets import QApplication, QLabel

from cnngui.ui.shared.value_axis import log_ticks
from cnngui.ui.shared.value_text import exact_number, exact_percent, percent, short_number
from cnngui.ui.train.curve_plot import CurvePlot
from cnngui.ui.train.plot_spec import PlotSpec


@pytest.fixture
def plot(qtbot) -> CurvePlot:
    plot = CurvePlot(PlotSpec("cost_plot", "Cost", "batch_loss", "val_loss", logarithmic=True))
    qtbot.addWidget(plot)
    plot.resize(400, 300)
    plot.show()
    return plot


def show(plot: CurvePlot, count: int, value: float = 0.5) -> None:
    x = np.arange(1, count + 1) / 10
    plot.show_history(x, np.full(count, value), np.array([1.0]), np.array([0.25]))


def test_the_newest_smoothed_value_and_the_last_validation_are_written(plot: CurvePlot) -> None:
    show(plot, 20)
    assert plot.value.text() == "0.500"
    assert plot.validation_value.text() == "validation 0.250"


@pytest.mark.parametrize(("value", "written"), [(0.98134, "0.981"), (0.000412, "4e-04")])
def test_a_small_value_is_no_zero_in_a_narrow_plot(plot: CurvePlot, value: float, written: str) -> None:
    plot.resize(220, 300)
    show(plot, 20, value)
    assert plot.value.text() == written


def test_all_of_the_run_is_in_view_until_it_is_dragged(plot: CurvePlot) -> None:
    plot.set_last_epoch(5)
    show(plot, 20)
    low, high = plot.plot.getViewBox().viewRange()[0]
    assert low <= 0
    assert high >= 5
    plot.plot.getViewBox().sigRangeChangedManually.emit([True, True])
    assert plot.held
    plot.set_last_epoch(9)
    show(plot, 40)
    assert plot.plot.getViewBox().viewRange()[0][1] == pytest.approx(high)
    plot.follow()
    assert plot.plot.getViewBox().viewRange()[0][1] >= 9


@pytest.mark.parametrize("size", [(400, 300), (200, 124)], ids=str)
def test_the_words_at_a_change_of_the_recipe_are_whole(qtbot, plot: CurvePlot, size: tuple[int, int]) -> None:
    plot.resize(*size)
    show(plot, 20)
    plot.show_marks(np.array([0.4, 1.9]))
    QApplication.processEvents()
    view = plot.plot.getViewBox()
    words = [each for each in view.allChildren() if isinstance(each, pg.InfLineLabel)]
    assert len(words) == 2
    for each in words:
        assert view.sceneBoundingRect().contains(each.textItem.sceneBoundingRect())


def test_a_cost_of_zero_or_nan_does_not_break_the_logarithm(plot: CurvePlot) -> None:
    plot.set_log(True)
    plot.show_history(
        np.array([0.5, 1.0, 1.5]), np.array([0.0, np.nan, 1.0]), np.array([1.0]), np.array([np.nan])
    )
    assert plot.validation_value.text().strip() == "validation"
    assert all(np.isfinite(plot.plot.getViewBox().viewRange()[1]))


def test_a_shorter_history_starts_the_line_anew(plot: CurvePlot) -> None:
    show(plot, 50, value=10.0)
    show(plot, 5, value=1.0)
    assert plot.value.text() == "1.000"


@pytest.mark.parametrize(
    ("value", "text"),
    [(0.0312, "0.031"), (0.0001234, "0.000123"), (414.2006, "414.201"), (2302.6, "2.3e+03")],
)
def test_costs_are_written_with_the_figures_that_matter(value: float, text: str) -> None:
    assert exact_number(value) == text


def test_shares_are_percents() -> None:
    assert (percent(0.9), exact_percent(0.98134)) == ("90 %", "98.13 %")


def test_a_logarithmic_axis_is_marked_with_costs_not_exponents(plot: CurvePlot) -> None:
    plot.set_log(True)
    axis = plot.plot.getAxis("left")
    (_, ticks), *_ = axis.tickValues(-2.2, 0.6, 200)
    assert axis.tickStrings(ticks, 1, 1) == ["0.01", "0.03", "0.1", "0.3", "1", "3"]


def test_ten_thousand_epochs_are_drawn_as_the_few_points_that_a_screen_shows(plot: CurvePlot) -> None:
    epochs = np.arange(1.0, 10_001.0)
    validation = np.where(epochs == 5_000, 9.0, np.exp(-epochs / 3_000))
    plot.set_last_epoch(10_000)
    plot.show_history(epochs, np.exp(-epochs / 3_000), epochs, validation)
    x, y = plot.drawn()
    assert len(x) < 2_000
    assert y.max() == 9.0
    assert x[-1] == 10_000


@pytest.mark.parametrize(
    ("low", "high", "shown"),
    [
        (0.01, 10.0, ["0.01", "0.03", "0.1", "0.3", "1", "3", "10"]),
        (0.4, 1.2, ["0.5", "1"]),
        (0.683, 0.702, ["0.685", "0.69", "0.695", "0.7"]),
        (20.5, 49.0, ["25", "30", "35", "40", "45"]),
    ],
)
def test_a_logarithmic_axis_has_numbers_however_narrow_it_is(
    low: float, high: float, shown: list[str]
) -> None:
    assert [short_number(10**tick) for tick in log_ticks(np.log10(low), np.log10(high), 20)] == shown


@pytest.mark.parametrize(
    ("low", "high", "most", "shown"),
    [
        (0.01, 10.0, 4, ["0.01", "0.1", "1", "10"]),
        (0.01, 10.0, 3, ["0.01", "1"]),
        (0.4, 6.0, 2, ["1", "3"]),
        (20.5, 49.0, 3, ["25", "35", "45"]),
    ],
)
def test_a_low_plot_has_fewer_numbers(low: float, high: float, most: int, shown: list[str]) -> None:
    assert [short_number(10**tick) for tick in log_ticks(np.log10(low), np.log10(high), most)] == shown


def test_a_cost_that_stands_still_has_an_axis_to_read_it_by(plot: CurvePlot) -> None:
    plot.set_log(True)
    x = np.arange(1.0, 1001.0)
    cost = 0.6931472 + 1e-7 * np.sin(x)
    plot.show_history(x, cost, x, cost)
    low, high = plot.plot.getViewBox().viewRange()[1]
    labels = [short_number(10**tick) for tick in log_ticks(low, high, 20)]
    assert len(labels) == len(set(labels)) >= 2


@pytest.mark.parametrize("width", range(200, 520, 20))
def test_no_value_is_cut_at_any_width(qtbot, width: int) -> None:
    plot = CurvePlot(PlotSpec("p", "Accuracy", "batch_metric", "val_metric", percent, exact_percent))
    qtbot.addWidget(plot)
    plot.resize(width, 200)
    plot.show()
    steps = np.arange(1, 41) / 20
    plot.show_history(steps, np.full(40, 0.8868), np.array([1.0, 2.0]), np.array([0.8160, 0.8160]))
    for point in (None, plot.plot.getViewBox().sceneBoundingRect().center()):
        if point is not None:
            plot._on_mouse_moved(point)
        plot.layout().activate()
        for part in plot.findChildren(QLabel):
            if part.isVisible() and part.text():
                assert part.width() >= part.minimumSizeHint().width(), part.text()
                assert part.visibleRegion().boundingRect().width() == part.width(), part.text()
