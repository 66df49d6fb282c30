"""The list of samples; the grid that shows it is tested with its pages."""

from __future__ import annotations

import pytest

from cnngui.ui.samples import sample_rows
from cnngui.ui.samples.sample_rows import SampleRows
from cnngui.ui.samples.sample_view import SampleView
from tests.drawn_shapes import shape_samples


def test_pictures_that_a_frame_has_no_time_for_have_the_next(qtbot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sample_rows, "_MOST_S", 0.0)
    rows, (first, second, *_) = SampleRows(), shape_samples(1)
    with qtbot.assertNotEmitted(rows.pictures_due):
        assert not rows.picture(first).isNull()
    with qtbot.waitSignal(rows.pictures_due):
        assert rows.picture(second).isNull()
    rows.begin_frame()
    assert not rows.picture(second).isNull()


def test_all_in_sight_have_their_pictures_in_the_end(qtbot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sample_rows, "_MOST_S", 0.0)
    rows, samples = SampleRows(), shape_samples(4)
    view = SampleView(rows)
    qtbot.addWidget(view)
    view.resize(600, 400)
    view.show()
    view.show_samples(samples)
    qtbot.waitUntil(lambda: len(rows._pictures) == len(samples))


def test_a_sample_whose_picture_is_not_made_yet_takes_as_much_room(
    qtbot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Qt keeps the size it measures: laid out so, all stayed cut off after a message had come and gone."""
    monkeypatch.setattr(sample_rows, "_MOST_S", -1.0)
    view = SampleView(SampleRows())
    qtbot.addWidget(view)
    view.resize(600, 400)
    view.show()
    view.show_samples(shape_samples(4))
    view.resize(600, 300)
    qtbot.waitUntil(lambda: view.visualRect(view.model().index(1)).left() > 0)
    assert view.visualRect(view.model().index(0)).size() == sample_rows.CELL
