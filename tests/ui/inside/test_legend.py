"""The colour scale: its numbers are read whole."""

from __future__ import annotations

import pytest

from cnngui.ui.inside.legend import GAP_PX, STRIP_PX, Legend


@pytest.mark.parametrize("limit", [0.5, 0.00905, 1.2345e-5, 7.89e-30, 99.99, 987.6, 123_456.0, 8.88e12])
def test_both_ends_have_room(qtbot, limit: float) -> None:
    legend = Legend()
    qtbot.addWidget(legend)
    legend.show_scale(True, limit)
    low, high = map(legend.fontMetrics().horizontalAdvance, legend.ends())
    assert low + high + 2 * GAP_PX + STRIP_PX <= legend.sizeHint().width()
