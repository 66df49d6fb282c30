"""The canvas as strokes: drawing, erasing, undo, and what the network is given."""

from __future__ import annotations

import math
import random
from collections.abc import Iterator

import numpy as np
import pytest

from cnngui.datasets.ink import Stroke, rasterise
from cnngui.datasets.input_format import InputFormat
from cnngui.engine.protocol import DataDescribed
from cnngui.state.drawing import UNDO_LIMIT, Drawing, Sample, Sheet, erase, sample_of

LINE = tuple((float(x), 100.0) for x in range(20, 260, 4))


def draw(drawing: Drawing, points=LINE) -> None:
    drawing.begin(*points[0])
    for point in points[1:]:
        drawing.extend(*point)
    drawing.end()


def sample(height: int = 28, width: int = 28, channels: int = 1) -> Sample:
    image = np.arange(height * width * channels, dtype=np.uint32).reshape(height, width, channels)
    return Sample((image % 256).astype(np.uint8), "7")


@pytest.fixture
def drawing(qapp) -> Iterator[Drawing]:
    drawing = Drawing()
    yield drawing
    drawing.end()  # a pen that still moves has a timer


def told(drawing: Drawing) -> list[int]:
    """Return a list that grows by the points of the last stroke, each time that something has changed."""
    seen: list[int] = []
    drawing.changed.connect(lambda: seen.append(len(drawing.sheet.strokes[-1].points)))
    return seen


def test_a_point_that_comes_a_moment_after_another_is_announced_at_once(drawing, monkeypatch):
    monkeypatch.setattr("cnngui.state.drawing.LEAST_BETWEEN_MS", 0)
    seen = told(drawing)
    draw(drawing, LINE[:4])
    assert seen == [1, 2, 3, 4]
    assert drawing.sheet.strokes == (Stroke(LINE[:4], 16.0),)


def test_points_that_come_faster_are_announced_together_and_none_is_lost(drawing, monkeypatch):
    monkeypatch.setattr("cnngui.state.drawing.LEAST_BETWEEN_MS", 3_600_000)
    seen = told(drawing)
    drawing.begin(*LINE[0])
    drawing.extend(*LINE[1])
    before = drawing.frames()
    drawing.extend(*LINE[2])
    assert drawing.sheet.strokes[0].points == LINE[:3], "whoever looks sees all points"
    assert drawing.frames() is not before
    assert seen == [1]
    drawing.end()
    assert seen == [1, 3], "nobody waits for the end of a stroke"


def test_a_pen_that_rests_on_the_canvas_is_announced_to_its_last_point(drawing, monkeypatch, qtbot):
    monkeypatch.setattr("cnngui.state.drawing.LEAST_BETWEEN_MS", 50)
    seen = told(drawing)
    drawing.begin(*LINE[0])
    for point in LINE[1:]:
        drawing.extend(*point)
    qtbot.waitUntil(lambda: seen[-1] == len(LINE))
    drawing.end()
    assert seen[-2:] != [len(LINE)] * 2, "and only once"


def test_movements_below_a_pixel_are_left_out(drawing):
    drawing.begin(10, 10)
    drawing.extend(10.5, 10.5)
    drawing.extend(12, 10)
    assert drawing.sheet.strokes[0].points == ((10, 10), (12, 10))


def test_moving_without_touching_draws_nothing(drawing):
    drawing.extend(50, 50)
    draw(drawing)
    drawing.extend(50, 50)
    assert drawing.sheet.strokes == (Stroke(LINE),)


def test_a_stroke_keeps_the_width_of_its_pen(drawing):
    draw(drawing)
    drawing.set_pen_px(24)
    draw(drawing)
    assert [stroke.width_px for stroke in drawing.sheet.strokes] == [16, 24]


def test_a_whole_stroke_is_one_step_of_undo(drawing):
    draw(drawing)
    draw(drawing, LINE[:5])
    drawing.undo()
    assert drawing.sheet.strokes == (Stroke(LINE),)
    drawing.undo()
    assert drawing.sheet.empty
    assert not drawing.can_undo
    drawing.redo()
    drawing.redo()
    assert drawing.sheet.strokes == (Stroke(LINE), Stroke(LINE[:5]))
    assert not drawing.can_redo


def test_drawing_after_undo_forgets_what_was_undone(drawing):
    draw(drawing)
    drawing.undo()
    draw(drawing, LINE[:5])
    assert not drawing.can_redo


def test_undo_in_the_middle_of_a_stroke_ends_it(drawing):
    """The pen is still down, but its next move must not change the stroke before."""
    draw(drawing)
    drawing.begin(10, 200)
    drawing.extend(20, 200)
    drawing.undo()
    drawing.extend(30, 200)
    assert drawing.sheet.strokes == (Stroke(LINE),)


def test_redo_in_the_middle_of_a_stroke_ends_it(drawing):
    draw(drawing)
    drawing.undo()
    drawing.redo()
    drawing.begin(10, 200)
    drawing.undo()
    drawing.redo()
    drawing.extend(30, 200)
    assert drawing.sheet.strokes == (Stroke(LINE), Stroke(((10, 200),)))


def test_undo_goes_back_a_bounded_way(drawing):
    for _ in range(UNDO_LIMIT + 50):
        draw(drawing, LINE[:1])
    steps = 0
    while drawing.can_undo:
        drawing.undo()
        steps += 1
    assert UNDO_LIMIT <= steps <= UNDO_LIMIT + 1


def test_clear_can_be_undone_and_is_no_step_on_an_empty_canvas(drawing):
    drawing.clear()
    assert not drawing.can_undo
    draw(drawing)
    drawing.clear()
    assert drawing.sheet.empty
    drawing.undo()
    assert drawing.sheet.strokes == (Stroke(LINE),)


def test_the_eraser_cuts_a_stroke_in_two_as_wide_as_the_rubber_and_the_line(drawing):
    draw(drawing)
    drawing.set_tool("eraser")
    draw(drawing, ((140.0, 60.0), (140.0, 140.0)))
    left, right = drawing.sheet.strokes
    assert max(x for x, _ in left.points) == pytest.approx(140 - 16, abs=4)
    assert min(x for x, _ in right.points) == pytest.approx(140 + 16, abs=4)
    drawing.undo()
    assert drawing.sheet.strokes == (Stroke(LINE),)


def test_a_fast_eraser_leaves_no_gaps(drawing):
    draw(drawing)
    drawing.set_tool("eraser")
    draw(drawing, ((10.0, 100.0), (270.0, 100.0)))
    assert drawing.sheet.empty


def test_erasing_nothing_is_no_step_of_undo(drawing):
    draw(drawing)
    drawing.set_tool("eraser")
    draw(drawing, ((20.0, 250.0), (200.0, 250.0)))
    assert drawing.sheet.strokes == (Stroke(LINE),)
    drawing.undo()
    assert drawing.sheet.empty


def test_erasing_leaves_a_picture_alone(drawing):
    picture = np.full((40, 40), 255, np.uint8)
    drawing.set_picture(picture)
    drawing.set_tool("eraser")
    draw(drawing, LINE)
    assert drawing.sheet.picture is picture
    drawing.undo()
    assert drawing.sheet.empty, "an erasure that met no ink is no step"


@pytest.mark.parametrize("seed", range(20))
def test_erase_removes_what_is_near_and_nothing_else(seed):
    """Against the definition: a point of the line stays if it is farther than the radius from the rubber."""
    random_points = np.random.default_rng(seed).uniform(0, 280, size=(30, 2))
    stroke = Stroke(tuple(map(tuple, random_points.tolist())), 12.0)
    rubber = [(float(x), float(y)) for x, y in np.random.default_rng(seed + 100).uniform(0, 280, size=(3, 2))]
    radius = 14.0
    pieces = erase(stroke, rubber, radius)
    for piece in pieces:
        assert piece.width_px == 12.0
        for point in piece.points:
            assert min(math.dist(point, other) for other in rubber) > radius
    kept = {point for piece in pieces for point in piece.points}
    for point in stroke.points:
        far = min(math.dist(point, other) for other in rubber) > radius
        assert (point in kept) == far


def test_erase_far_from_a_stroke_returns_it_untouched():
    stroke = Stroke(((0.0, 0.0), (100.0, 0.0)))
    assert erase(stroke, [(50.0, 40.0)], 16.0) == [stroke]
    assert erase(Stroke(((5.0, 5.0),)), [(50.0, 40.0)], 16.0) == [Stroke(((5.0, 5.0),))]


def test_erase_cuts_the_middle_of_a_long_segment():
    first, second = erase(Stroke(((0.0, 0.0), (200.0, 0.0))), [(100.0, 5.0)], 16.0)
    half = math.sqrt(16**2 - 5**2)
    assert first.points[0] == (0.0, 0.0)
    assert first.points[-1][0] == pytest.approx(100 - half, abs=4)
    assert second.points[0][0] == pytest.approx(100 + half, abs=4)
    assert second.points[-1] == (200.0, 0.0)


def test_a_dot_is_erased_whole():
    assert erase(Stroke(((50.0, 50.0),)), [(55.0, 50.0)], 16.0) == []


def test_the_network_is_given_the_rasterised_strokes(drawing):
    draw(drawing)
    given = drawing.network_input((28, 28, 1))
    assert given.shape == (28, 28, 1)
    assert given.dtype == np.float32
    np.testing.assert_allclose(given[:, :, 0], rasterise((Stroke(LINE),)).centred, atol=1e-6)


def test_other_sizes_and_colour_networks_read_the_drawing_too(drawing):
    draw(drawing)
    given = drawing.network_input((32, 32, 3))
    assert given.shape == (32, 32, 3)
    np.testing.assert_array_equal(given[:, :, 0], given[:, :, 2])


@pytest.mark.parametrize("shape", [(28, 20, 1), (785,), (2,), (28, 28, 2), (4000, 4000, 1)])
def test_networks_that_read_no_square_picture_are_given_nothing(drawing, shape):
    draw(drawing)
    assert drawing.network_input(shape) is None


def test_a_network_of_512_pixels_is_drawn_for_and_none_larger(drawing):
    draw(drawing)
    assert drawing.network_input((512, 512, 1)).shape == (512, 512, 1)
    assert drawing.network_input((513, 513, 1)) is None


def test_a_sample_that_is_no_picture_is_nothing_to_draw_on(drawing):
    drawing.set_sample(Sample(np.float32([0.25, 0.75]), "inside"))
    assert drawing.network_input((2,)) is None


def test_a_large_sample_is_given_to_networks_of_its_size(drawing):
    drawing.set_sample(sample(600, 600))
    assert drawing.network_input((600, 600, 1)).shape == (600, 600, 1)


def test_an_empty_canvas_gives_nothing(drawing):
    assert drawing.frames() is None
    assert drawing.network_input((28, 28, 1)) is None


def test_a_sample_is_given_as_it_is_to_networks_of_its_size(drawing):
    shown = sample()
    drawing.set_sample(shown)
    np.testing.assert_allclose(drawing.network_input((28, 28, 1)), shown.values / 255, atol=1e-6)
    assert drawing.network_input((32, 32, 3)) is None
    assert drawing.frames() is None


def test_a_network_that_learns_with_a_border_reads_the_drawing_with_the_same(drawing):
    draw(drawing)
    given = drawing.network_input((32, 32, 1), trained_on=InputFormat.of_shape((28, 28, 1)))
    np.testing.assert_array_equal(given[2:30, 2:30], drawing.network_input((28, 28, 1)))
    assert given.sum() == pytest.approx(drawing.network_input((28, 28, 1)).sum())


def test_what_a_network_was_trained_on_decides_what_it_is_given(drawing):
    draw(drawing)
    told = InputFormat(kind="ink", shape=(28, 28, 1), polarity="dark_on_light", white=255)
    given = drawing.network_input((32, 32, 1), trained_on=told)
    plain = drawing.network_input((28, 28, 1))
    np.testing.assert_allclose(given[2:30, 2:30], 255 * (1 - plain), atol=1e-4)


def test_the_input_follows_the_pen_and_is_made_once_for_each_state(drawing):
    draw(drawing)
    before = drawing.network_input((28, 28, 1))
    assert drawing.network_input((28, 28, 1)) is before
    draw(drawing, ((200.0, 20.0), (40.0, 260.0)))
    assert not np.array_equal(drawing.network_input((28, 28, 1)), before)


def test_a_colour_network_sees_a_picture_in_colour(drawing):
    picture = np.zeros((50, 80, 3), np.uint8)
    picture[:, :, 0] = 255
    drawing.set_picture(picture)
    given = drawing.network_input((32, 32, 3))
    np.testing.assert_allclose(given[:, :, 0], 1.0)
    np.testing.assert_allclose(given[:, :, 1:], 0.0)


def test_the_pen_replaces_a_sample(drawing):
    drawing.set_sample(sample())
    draw(drawing)
    assert drawing.sheet.sample is None
    assert drawing.sheet.strokes == (Stroke(LINE),)


def test_frames_are_made_once_for_each_state(drawing):
    draw(drawing)
    assert drawing.frames() is drawing.frames()
    before = drawing.frames()
    drawing.set_pen_px(20)
    assert drawing.frames() is before
    draw(drawing, LINE[:3])
    assert drawing.frames() is not before


def test_sheets_with_pictures_can_be_compared():
    picture = np.zeros((5, 5), np.uint8)
    assert Sheet(picture=picture).is_as(Sheet(picture=picture))
    assert not Sheet(picture=picture).is_as(Sheet(picture=picture.copy()))
    assert not Sheet().is_as(Sheet((Stroke(LINE),)))


def described(labels) -> DataDescribed:
    images = np.array(labels, np.uint8).reshape(-1, 1, 1, 1) * np.ones((1, 28, 28, 1), np.uint8)
    names = ("zero", "one", "two")
    return DataDescribed(1, "x", "X", (28, 28, 1), names, 10, 10, images, np.array(labels))


def test_a_sample_comes_with_the_name_of_its_class():
    found = [sample_of(described([0, 1, 2]), random.Random(seed)) for seed in range(30)]
    assert {one.label for one in found} == {"zero", "one", "two"}
    assert all({"zero": 0, "one": 1, "two": 2}[one.label] == one.values[0, 0, 0] for one in found)


def test_a_sample_of_a_class_is_of_that_class():
    assert {sample_of(described([0, 2, 2]), random.Random(s), 2).label for s in range(9)} == {"two"}
    assert sample_of(described([0, 2]), random.Random(0), 1) is None
    assert sample_of(None, random.Random(0)) is None


@pytest.mark.parametrize(("radius", "step"), [(16.0, 4.0), (2.0, 1.0)])
def test_erase_leaves_at_most_a_step_more_than_the_rubber_covers(radius: float, step: float) -> None:
    first, second = erase(Stroke(((0.0, 0.0), (200.0, 0.0))), [(100.3, 0.0)], radius)
    assert 0 < 100.3 - radius - first.points[-1][0] <= step
    assert 0 < second.points[0][0] - 100.3 - radius <= step
    assert second.points[0][0] - first.points[-1][0] <= 2 * radius + step


def test_a_movement_of_a_pixel_is_drawn_and_a_smaller_one_is_not(drawing):
    drawing.begin(10.0, 10.0)
    drawing.extend(10.9, 10.0)
    drawing.extend(11.0, 10.0)
    drawing.extend(11.0, 10.0)
    drawing.end()
    assert drawing.sheet.strokes[0].points == ((10.0, 10.0), (11.0, 10.0))


def test_a_pen_that_is_pressed_keeps_its_width_at_each_point(drawing):
    drawing.begin(20, 20, 0.5)
    drawing.extend(60, 20, 1.0)
    drawing.extend(100, 20, 1.5)
    drawing.end()
    assert drawing.sheet.strokes == (Stroke(((20, 20), (60, 20), (100, 20)), 16.0, (0.5, 1.0, 1.5)),)


def test_pieces_of_a_pressed_stroke_are_as_wide_as_they_were():
    pieces = erase(Stroke(((0.0, 0.0), (100.0, 0.0)), 16.0, (0.5, 1.5)), [(50.0, 0.0)], 10)
    assert len(pieces) == 2
    for piece in pieces:
        assert len(piece.widths) == len(piece.points)
        np.testing.assert_allclose(piece.widths, [0.5 + x / 100 for x, _ in piece.points])


def test_a_touch_that_is_taken_back_leaves_nothing_not_even_in_the_undo(drawing):
    draw(drawing)
    drawing.undo()
    told = []
    drawing.changed.connect(lambda: told.append(drawing.sheet))
    drawing.begin(10, 10)
    assert drawing.is_dot
    drawing.take_back()
    assert drawing.sheet.empty
    assert told[-1].empty
    assert not drawing.can_undo
    drawing.redo()
    assert drawing.sheet.strokes == (Stroke(LINE),)


def test_an_eraser_that_meets_no_ink_leaves_what_can_be_done_again(drawing):
    draw(drawing)
    drawing.undo()
    drawing.set_tool("eraser")
    drawing.begin(10, 10)
    drawing.end()
    drawing.redo()
    assert drawing.sheet.strokes == (Stroke(LINE),)


def test_of_several_strokes_those_that_are_meant_are_made_ready(drawing):
    seven, bar = ((40.0, 40.0), (90.0, 40.0), (50.0, 200.0)), ((200.0, 60.0), (200.0, 200.0))
    for points in (seven, bar):
        draw(drawing, points)
    alone = Drawing()
    draw(alone, bar)
    np.testing.assert_array_equal(
        drawing.network_input((28, 28, 1), only=(1,)), alone.network_input((28, 28, 1))
    )
    np.testing.assert_array_equal(drawing.frames(only=(1,)).crop, alone.frames().crop)
    assert drawing.network_input((28, 28, 1), only=(0, 1)) is drawing.network_input((28, 28, 1))
    assert not np.array_equal(drawing.network_input((28, 28, 1), only=(0,)), alone.network_input((28, 28, 1)))


def test_a_digit_that_is_not_drawn_on_is_not_made_ready_anew(drawing):
    draw(drawing, ((40.0, 40.0), (90.0, 40.0), (50.0, 200.0)))
    first = drawing.network_input((28, 28, 1), only=(0,))
    drawing.begin(200, 60)
    second = drawing.network_input((28, 28, 1), only=(1,))
    drawing.extend(200, 200)
    assert drawing.network_input((28, 28, 1), only=(0,)) is first
    assert not np.array_equal(drawing.network_input((28, 28, 1), only=(1,)), second)
    drawing.end()
    drawing.undo()
    assert drawing.network_input((28, 28, 1), only=(0,)) is first


def test_strokes_side_by_side_make_a_line_and_a_single_one_none(drawing):
    draw(drawing, ((40.0, 40.0), (90.0, 40.0), (50.0, 200.0)))
    assert drawing.line() is None
    draw(drawing, ((200.0, 60.0), (200.0, 200.0)))
    assert [part.members for part in drawing.line().parts] == [(0,), (1,)]
    drawing.set_picture(np.zeros((8, 8), np.uint8))
    assert drawing.line() is None
