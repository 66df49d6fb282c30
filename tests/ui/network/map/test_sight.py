"""What is seen of a diagram when one zooms, pans, or looks for a layer."""

from __future__ import annotations

from dataclasses import astuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnngui.export.picture.items import Area
from cnngui.ui.network.map.sight import (
    LEAST_ZOOM,
    MOST_ZOOM,
    Sight,
    between,
    bounded,
    fitting_zoom,
    panned,
    showing,
    zoomed,
)

DRAWING, WINDOW = (500.0, 6_000.0), (350.0, 700.0)
lengths = st.floats(50, 9_000)
sizes = st.tuples(lengths, lengths)
zooms = st.floats(LEAST_ZOOM, MOST_ZOOM)
places = st.floats(-2_000, 9_000)


def test_a_fitting_zoom_shows_the_width_or_all_and_enlarges_nothing() -> None:
    assert fitting_zoom(DRAWING, WINDOW, "width") == 0.7
    assert fitting_zoom(DRAWING, WINDOW, "whole") == pytest.approx(700 / 6_000)
    assert fitting_zoom((100, 200), WINDOW, "width") == fitting_zoom((100, 200), WINDOW, "whole") == 1


def test_what_is_at_the_pointer_stays_there() -> None:
    sight, around = Sight(1.0, 100, 2_000), (120.0, 400.0)
    nearer = zoomed(sight, 2.0, around, DRAWING, WINDOW)
    assert nearer.zoom == 2
    assert nearer.place(*around) == pytest.approx(sight.place(*around))


@given(sight=st.builds(Sight, zooms, places, places), zoom=st.floats(0.001, 100), drawing=sizes, window=sizes)
def test_zoom_has_its_limits_and_all_can_be_seen(
    sight: Sight, zoom: float, drawing: tuple[float, float], window: tuple[float, float]
) -> None:
    found = zoomed(sight, zoom, (1, 1), drawing, window)
    assert found.zoom <= MOST_ZOOM
    assert found.zoom >= min(LEAST_ZOOM, fitting_zoom(drawing, window, "whole"))


@given(sight=st.builds(Sight, zooms, places, places), drawing=sizes, window=sizes)
def test_no_empty_room_is_beside_what_does_not_fit(
    sight: Sight, drawing: tuple[float, float], window: tuple[float, float]
) -> None:
    seen = bounded(sight, drawing, window).seen(Area(0, 0, *drawing))
    for start, length, room in ((seen.x, seen.width, window[0]), (seen.y, seen.height, window[1])):
        if length <= room:
            assert start == pytest.approx((room - length) / 2, abs=1e-6)
        else:
            assert start <= 1e-6
            assert start + length >= room - 1e-6


def test_panning_moves_by_pixels_of_the_window_and_ends_at_the_edge() -> None:
    sight = Sight(2.0, 100, 1_000)
    assert panned(sight, -40, 60, DRAWING, WINDOW) == Sight(2.0, 120, 970)
    assert panned(sight, 0, 99_999, DRAWING, WINDOW).y == 0
    assert panned(sight, 0, -99_999, DRAWING, WINDOW).y == 6_000 - 350


@given(
    sight=st.builds(Sight, st.floats(0.2, 1.4), places, places),
    x=st.floats(0, 350),
    y=st.floats(0, 5_900),
    margin=st.floats(0, 60),
)
def test_a_layer_that_is_looked_for_is_seen_whole(sight: Sight, x: float, y: float, margin: float) -> None:
    layer = Area(x, y, 150, 42)
    seen = showing(bounded(sight, DRAWING, WINDOW), layer, margin, DRAWING, WINDOW).seen(layer)
    assert seen.x >= -1e-6
    assert seen.y >= -1e-6
    assert seen.x + seen.width <= WINDOW[0] + 1e-6
    assert seen.y + seen.height <= WINDOW[1] + 1e-6


def test_a_layer_that_is_seen_moves_nothing_and_of_a_large_block_the_start_is_seen() -> None:
    sight = Sight(1.0, 50, 1_000)
    assert showing(sight, Area(100, 1_200, 150, 42), 20, DRAWING, WINDOW) == sight
    assert showing(sight, Area(60, 2_000, 150, 3_000), 20, DRAWING, WINDOW).y == 2_000


@given(
    first=st.builds(Sight, zooms, places, places),
    share=st.floats(0, 1),
    zoom=zooms,
    x=st.floats(0, 350),
    y=st.floats(0, 700),
)
def test_what_stays_stays_all_the_way(first: Sight, share: float, zoom: float, x: float, y: float) -> None:
    fixed = first.place(x, y)
    last = Sight(zoom, fixed[0] - x / zoom, fixed[1] - y / zoom)
    on_the_way = between(first, last, share)
    assert on_the_way.place(x, y) == pytest.approx(fixed, abs=1e-6)


def test_a_way_begins_and_ends_where_it_should() -> None:
    first, last = Sight(0.5, 10, 20), Sight(2.0, 30, 500)
    assert astuple(between(first, last, 0)) == pytest.approx(astuple(first))
    assert between(first, last, 1) == last
