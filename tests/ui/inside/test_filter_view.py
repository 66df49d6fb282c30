"""What a layer looks for, as a person sees it: with an empty canvas too."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from cnngui.engine.layer_numbers import LayerNumbers
from cnngui.engine.protocol import FetchNumbers, NumbersFetched
from cnngui.network.layers import BatchNormalization, Conv2D, MaxPooling2D
from cnngui.ui.inside.inside_panel import FILTERS, MAPS, InsidePanel
from cnngui.ui.inside.weight_figures import BINS
from cnngui.ui.shared.widgets import ElidedLabel
from tests.ui.draw.stage import Stage
from tests.ui.inside.test_inside_panel import panel_of

NOTHING = np.zeros(0, np.float32)
KERNEL = np.arange(3 * 3 * 2 * 4, dtype=np.float32).reshape(3, 3, 2, 4)


@pytest.fixture
def panel(qtbot, staged: Stage) -> InsidePanel:
    made = panel_of(staged)
    qtbot.addWidget(made)
    made.resize(840, 330)
    made.show()
    staged.document.select("conv2d")
    return made


def tell(staged: Stage, numbers: LayerNumbers) -> None:
    asked = staged.asked(FetchNumbers)[-1]
    staged.hear(NumbersFetched(asked.request_id, asked.model, asked.layer, numbers))


def test_the_filters_are_shown_before_anything_was_drawn(panel: InsidePanel, staged: Stage) -> None:
    assert staged.asked(FetchNumbers) == []
    panel.tabs.setCurrentIndex(FILTERS)
    asked = staged.asked(FetchNumbers)[-1]
    assert asked.layer == "conv2d"
    assert not asked.sample.any()
    tell(staged, LayerNumbers(Conv2D(filters=4, use_bias=False), NOTHING, (KERNEL,), NOTHING))
    view = panel.filters
    assert view.view.isVisible()
    np.testing.assert_array_equal(view.view.maps, KERNEL[:, :, 0])
    assert panel.controls.facts.text() == "4 filters of 3×3"
    assert view.channel_box.isVisible()
    view.channel_box.setValue(2)
    np.testing.assert_array_equal(view.view.maps, KERNEL[:, :, 1])
    panel.tabs.setCurrentIndex(MAPS)
    assert not view.channel_box.isVisible()


def test_a_layer_without_filters_says_so(panel: InsidePanel, staged: Stage) -> None:
    panel.tabs.setCurrentIndex(FILTERS)
    tell(staged, LayerNumbers(Conv2D(filters=4, use_bias=False), NOTHING, (KERNEL,), NOTHING))
    staged.document.select("max_pooling2d")
    asked = staged.asked(FetchNumbers)[-1]
    assert asked.layer == "max_pooling2d"
    tell(staged, LayerNumbers(MaxPooling2D(), NOTHING, (), NOTHING))
    assert panel.filters.empty.isVisible()
    assert panel.filters.empty.sentence.text().startswith("MaxPooling2D has no filters")
    assert panel.controls.facts.text() == ""


def test_who_looks_at_filters_asks_beside_who_steps_through(panel: InsidePanel, staged: Stage) -> None:
    panel.tabs.setCurrentIndex(FILTERS)
    staged.draw()
    staged.state.steps.watch(True)
    first, second = staged.asked(FetchNumbers)[-2:]
    assert first.topic != second.topic, "neither takes the other's answer away"


def test_beside_the_filters_stands_how_the_weights_are_spread(panel: InsidePanel, staged: Stage) -> None:
    panel.tabs.setCurrentIndex(FILTERS)
    bias = np.float32([0, 0, 0, 1])
    tell(staged, LayerNumbers(Conv2D(filters=4), NOTHING, (KERNEL, bias), NOTHING))
    charts = panel.filters.spread.charts
    assert [chart.heading() for chart in charts] == ["kernel · 3 × 3 × 2 × 4", "bias · 4"]
    assert charts[1].facts() == "mean 0.25, deviation 0.433; 75.0 % are 0, 75.0 % near 0"
    QTest.mouseMove(charts[1], charts[1].bar_rect(BINS // 2).center().toPoint())
    spot = panel.filters.findChild(ElidedLabel, "filter_spot")
    assert spot.text() == "bias: 3 of 4 (75.0 %) lie from −0.0244 to 0.0244"
    charts[1].setFocus()
    QTest.keyClick(charts[1], Qt.Key.Key_Right)
    assert charts[1].place == BINS // 2 + 1
    first = charts[0].figures
    staged.draw()
    tell(staged, LayerNumbers(Conv2D(filters=4), NOTHING, (KERNEL.copy(), bias), NOTHING))
    assert panel.filters.spread.charts[0].figures is first, "the same weights are not counted again"


def test_weights_that_are_no_pictures_are_told_in_figures(panel: InsidePanel, staged: Stage) -> None:
    panel.tabs.setCurrentIndex(FILTERS)
    tell(staged, LayerNumbers(Conv2D(filters=4), NOTHING, (KERNEL, np.zeros(4, np.float32)), NOTHING))
    weights = tuple(np.full(3, each, np.float32) for each in (1, 0, 0.5, 2))
    tell_again = LayerNumbers(BatchNormalization(), NOTHING, weights, NOTHING)
    staged.document.select("dense")
    tell(staged, tell_again)
    names = [chart.figures.name for chart in panel.filters.spread.charts]
    assert names == ["gamma", "beta", "moving_mean", "moving_variance"]
    assert panel.filters.no_filters.isVisible()
    assert "are no pictures" in panel.filters.no_filters.sentence.text()
    assert not panel.filters.view.isVisible()
