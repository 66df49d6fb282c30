"""What a layer looks for, as a person sees it: with an empty canvas too."""

from __future__ import annotations

import numpy as np
import pytest

from cnngui.engine.layer_numbers import LayerNumbers
from cnngui.engine.protocol import FetchNumbers, NumbersFetched
from cnngui.network.layers import Conv2D, MaxPooling2D
from cnngui.ui.inside.inside_panel import FILTERS, MAPS, InsidePanel
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
    tell(staged, LayerNumbers(Conv2D(filters=4), NOTHING, (KERNEL,), NOTHING))
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
    tell(staged, LayerNumbers(Conv2D(filters=4), NOTHING, (KERNEL,), NOTHING))
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
