from __future__ import annotations

import numpy as np
import pytest

from cnngui.ui.inside.bars import WIDEST_PX, bar_spans, lay_out_bars


def spans(*values: float, height: float = 100.0):
    return bar_spans(np.array(values, np.float32), height)


def test_positive_values_stand_on_the_lower_edge():
    ends, zero = spans(0.0, 1.0, 4.0)
    assert zero == 100
    assert ends.tolist() == [[100, 100], [75, 100], [0, 100]]


def test_negative_values_hang_from_the_upper_edge():
    ends, zero = spans(0.0, -2.0)
    assert zero == 0
    assert ends.tolist() == [[0, 0], [0, 100]]


def test_both_signs_share_the_height_in_proportion():
    ends, zero = spans(3.0, -1.0)
    assert zero == pytest.approx(75)
    assert ends[0].tolist() == pytest.approx([0, 75])
    assert ends[1].tolist() == pytest.approx([75, 100])


def test_zeros_and_values_that_are_no_numbers_have_no_bar():
    ends, zero = spans(0.0, 0.0)
    assert zero == 100
    assert (ends == 100).all()
    ends, _ = spans(np.nan, np.inf, 2.0)
    assert ends[0].tolist() == [100, 100]
    assert ends[2].tolist() == [0, 100]


def test_bars_share_the_width_but_stay_slender():
    bars = lay_out_bars(100, 800, 200)
    assert bars.slot == 8
    assert (bars.at(0), bars.at(799), bars.at(801), bars.at(-1)) == (0, 99, None, None)
    assert lay_out_bars(3, 800, 200).slot == WIDEST_PX


def test_labels_take_room_only_where_they_can_be_read():
    few, many = lay_out_bars(10, 800, 200), lay_out_bars(100, 800, 200)
    assert few.labelled
    assert few.height < 200
    assert not many.labelled
    assert many.height == 200
