"""Where one sign ends and the next begins: by how ink lies, and by what a network answers."""

from __future__ import annotations

import math

import numpy as np
import pytest

from cnngui.datasets.ink import Stroke, line_of_strokes
from cnngui.datasets.segmenting import Line, Part, Span, are_signs, divide, line_of

Points = list[tuple[float, float]]

ZERO: Points = [(30, 0), (5, 30), (5, 70), (30, 100), (55, 70), (55, 30), (30, 0)]
FOUR: tuple[Points, Points] = [(30, 0), (0, 60), (60, 60)], [(45, 30), (45, 100)]
FIVE: tuple[Points, Points] = [(10, 10), (8, 45), (40, 45), (55, 70), (40, 100), (0, 95)], [(14, 2), (55, 0)]
SEVEN: tuple[Points, Points] = [(0, 0), (55, 0), (20, 100)], [(10, 50), (45, 50)]
SLASH: Points = [(60, 0), (0, 100)]


def placed(*digits: tuple[float, tuple[Points, ...]], pen: float = 10) -> list[Stroke]:
    """Return strokes whose x begins at the number before them."""
    return [Stroke(tuple((x + left, y) for x, y in line), pen) for left, lines in digits for line in lines]


def groups(line: Line, spans: tuple[Span, ...]) -> list[tuple[int, ...]]:
    return [line.members(span) for span in spans]


@pytest.mark.parametrize(
    "lines",
    [(ZERO,), FOUR, FIVE, SEVEN, (ZERO, SLASH)],
    ids=["0", "4 of two strokes", "5 with its bar apart", "barred 7", "slashed 0"],
)
def test_a_digit_of_several_strokes_is_one_part(lines: tuple[Points, ...]) -> None:
    line = line_of_strokes(placed((0, lines)))
    assert len(line.parts) == 1
    assert divide(line).spans == ((0, 1),)


def test_digits_apart_are_divided_without_a_network_and_read_from_left_to_right() -> None:
    # Drawn in another order than they are read.
    line = line_of_strokes(placed((200, SEVEN), (0, FOUR), (100, (ZERO, SLASH))))
    assert line.seams == (math.inf, math.inf)
    assert line.spans == ((0, 1), (1, 2), (2, 3))
    assert groups(line, divide(line).spans) == [(2, 3), (4, 5), (0, 1)]
    assert line.box((0, 2)) == (0, 0, 160, 100)


def test_what_is_too_low_for_a_digit_belongs_to_the_nearest() -> None:
    bar_apart: tuple[Points, ...] = FIVE[0], [(62, 2), (100, 0)]
    line = line_of_strokes(placed((0, bar_apart), (200, (ZERO,))))
    assert groups(line, divide(line).spans) == [(0, 1), (2,)]


def test_a_dot_belongs_to_the_nearest_digit_however_far() -> None:
    line = line_of_strokes(placed((0, (ZERO,)), (260, ([(0, 50)],))))
    assert [part.members for part in line.parts] == [(0, 1)]


def test_dots_alone_are_one_sign() -> None:
    line = line_of_strokes(placed((0, ([(0, 0)],)), (200, ([(0, 0)],))))
    assert [part.members for part in line.parts] == [(0, 1)]
    assert line_of([], 10).parts == ()
    assert divide(line_of([], 10)).spans == ()


def sure(share: float) -> np.ndarray:
    """Return what a network answers whose best class has `share`."""
    return np.array([share, *[(1 - share) / 9] * 9])


def stem_apart() -> Line:
    """A 4 whose stem stands beside it, or a 6 and a 1."""
    corner: Points = [(20, 0), (0, 60), (60, 60)]
    return line_of_strokes(placed((0, (corner,)), (66, ([(0, 10), (0, 100)],))))


@pytest.mark.parametrize(
    ("together", "first", "second", "spans"),
    [(0.99, 0.2, 0.3, ((0, 2),)), (0.4, 0.99, 0.99, ((0, 1), (1, 2)))],
)
def test_where_gaps_do_not_tell_the_surest_answers_do(
    together: float, first: float, second: float, spans: tuple[Span, ...]
) -> None:
    line = stem_apart()
    assert line.spans == ((0, 1), (0, 2), (1, 2))
    answers = dict(zip(line.spans, map(sure, (first, together, second)), strict=True))
    division = divide(line, answers)
    assert division.spans == spans
    assert division.other == ()


def test_a_division_that_is_hardly_better_than_another_is_not_sure() -> None:
    line = stem_apart()
    answers = dict(zip(line.spans, map(sure, (0.7, 0.95, 0.8)), strict=True))
    division = divide(line, answers)
    assert {division.spans, division.other} == {((0, 2),), ((0, 1), (1, 2))}


def test_doubt_about_one_digit_leaves_the_others_as_they_are() -> None:
    corner: Points = [(20, 0), (0, 60), (60, 60)]
    stem: Points = [(0, 10), (0, 100)]
    line = line_of_strokes(placed((0, (ZERO,)), (120, (corner,)), (186, (stem,)), (260, (ZERO,))))
    answers = {span: sure(0.95 if span == (1, 3) else 0.75) for span in line.spans}
    division = divide(line, answers)
    either = ((0, 1), (1, 3), (3, 4)), ((0, 1), (1, 2), (2, 3), (3, 4))
    assert {division.spans, division.other} == set(either)


@pytest.mark.parametrize("outputs", [np.array([8.0, -3.0]), np.array([np.nan, 0.1]), np.array([])])
def test_outputs_that_are_no_probabilities_leave_it_to_the_gaps(outputs: np.ndarray) -> None:
    line = stem_apart()
    assert divide(line, dict.fromkeys(line.spans, outputs)).spans == divide(line).spans


def test_a_scribble_of_many_strokes_asks_for_few_answers() -> None:
    boxes = [(10.0 * place, 0.0, 10.0 * place + 8, 100.0) for place in range(40)]
    line = line_of(boxes, 1)
    assert len(line.spans) < 4 * len(boxes)
    assert sum(end - first for first, end in divide(line).spans) == len(line.parts)


def test_hatching_of_very_many_strokes_is_one_sign() -> None:
    line = line_of([(3.0 * place, 0.0, 3.0 * place + 1, 100.0) for place in range(2000)], 1)
    assert [len(part.members) for part in line.parts] == [2000]
    assert line.spans == ((0, 1),)


def test_seams_side_by_side_are_left_open_only_where_ink_is_nearest() -> None:
    left, boxes = 0.0, []
    for gap in (2, 3, 9, 2, 3, 2, 3):
        boxes.append((left, 0.0, left + 20, 100.0))
        left += 20 + gap
    line = line_of(boxes, 1)
    assert [seam == math.inf for seam in line.seams] == [False, False, True, False, False, False]


def test_every_way_that_strokes_are_ordered_gives_the_same_digits() -> None:
    strokes = placed((0, FOUR), (100, (ZERO, SLASH)), (200, SEVEN))
    expected = {frozenset(stroke for stroke in strokes[at : at + 2]) for at in (0, 2, 4)}
    rng = np.random.default_rng(0)
    for _ in range(20):
        order = rng.permutation(len(strokes))
        line = line_of_strokes([strokes[place] for place in order])
        found = groups(line, divide(line).spans)
        assert {frozenset(strokes[order[place]] for place in group) for group in found} == expected
        assert line.parts == tuple(sorted(line.parts, key=lambda part: part.box[0]))
        assert all(isinstance(part, Part) for part in line.parts)


@pytest.mark.parametrize("count", [17, 22, 40, 64])
@pytest.mark.parametrize("apart", [15.0, 12.0, 16.0])
def test_hatching_is_few_ways_to_divide(count: int, apart: float) -> None:
    boxes = [(place * apart, 60.0, place * apart + 16.0, 200.0) for place in range(count)]
    line = line_of(boxes, 6.0)
    runs = "".join("|" if seam == math.inf else "." for seam in line.seams).split("|")
    assert max(map(len, runs)) <= 6, "2 to the power of the open seams are tried, in the window"
    assert divide(line).spans[-1][1] == len(line.parts)


def lowered(strokes: list[Stroke], down: float) -> list[Stroke]:
    return [Stroke(tuple((x, y + down) for x, y in stroke.points), stroke.width_px) for stroke in strokes]


def test_two_rows_are_read_one_after_the_other() -> None:
    above = placed((0, (ZERO,)), (100, FOUR), (200, SEVEN))
    below = lowered(placed((30, FIVE), (130, (ZERO, SLASH))), 115)
    line = line_of_strokes([*below, *above])
    assert groups(line, divide(line).spans) == [(4,), (5, 6), (7, 8), (0, 1), (2, 3)]
    assert [line.row(span) for span in divide(line).spans] == [0, 0, 0, 1, 1]
    assert line.rows == (3,)


def test_a_mark_is_of_the_row_that_is_nearest() -> None:
    above, below = placed((0, (ZERO,)), (100, (ZERO,))), lowered(placed((0, (ZERO,)), (100, (ZERO,))), 150)
    foot = Stroke(((100.0, 140.0), (150.0, 140.0)), 10)
    line = line_of_strokes([*above, *below, foot])
    assert groups(line, divide(line).spans) == [(0,), (1,), (2,), (3, 4)]


def test_a_staircase_is_a_single_row() -> None:
    stairs = [
        *placed((200, (ZERO,))),
        *lowered(placed((100, (ZERO,))), 120),
        *lowered(placed((0, (ZERO,))), 240),
    ]
    line = line_of_strokes(stairs)
    assert line.rows == ()
    assert groups(line, divide(line).spans) == [(2,), (1,), (0,)]


@pytest.mark.parametrize("count", [2, 5, 40])
def test_bars_below_each_other_are_one_sign(count: int) -> None:
    bars = [Stroke(((0.0, 30.0 * place), (100.0, 30.0 * place + 5)), 10) for place in range(count)]
    assert len(line_of_strokes(bars).parts) == 1


@pytest.mark.parametrize(("gap", "apart"), [(10.0, False), (35.0, True), (80.0, True)])
def test_a_sign_above_another_is_one_of_two_pieces_if_they_are_near(gap: float, apart: bool) -> None:
    rings = [*placed((0, (ZERO,))), *lowered(placed((0, (ZERO,))), 100 + gap)]
    line = line_of_strokes(rings)
    answers = {span: sure(0.99) for span in line.spans}
    assert len(divide(line, answers).spans) == 1 + apart


@pytest.mark.parametrize("gap", [3.0, 8.0])
def test_rings_whose_ink_touches_are_eights_also_side_by_side(gap: float) -> None:
    ring: Points = [(20, 0), (5, 15), (5, 45), (20, 60), (35, 45), (35, 15), (20, 0)]
    rings = [
        stroke
        for down in (0.0, 60 + gap)
        for left in (0, 90)
        for stroke in lowered(placed((left, (ring,))), down)
    ]
    line = line_of_strokes(rings)
    assert groups(line, divide(line).spans) == [(0, 2), (1, 3)]


def test_a_digit_below_and_beside_another_is_divided_by_the_gap_across() -> None:
    line = line_of_strokes([*placed((0, (ZERO,))), *lowered(placed((47, (ZERO,))), 112)])
    assert line.rows == (1,)
    assert line.seams[0] == pytest.approx(-3 / 100)


def test_a_column_of_digits_is_a_row_each() -> None:
    column = [stroke for at in range(4) for stroke in lowered(placed((0, SEVEN)), 160.0 * at)]
    line = line_of_strokes(column)
    assert [line.row(span) for span in divide(line).spans] == [0, 1, 2, 3]


@pytest.mark.parametrize(
    ("names", "signs"),
    [
        (("0", "10", "a", "é", "Ω", "я"), True),
        (("cat", "dog"), False),
        (("가", "나"), False),
        (("木", "林"), False),
        (("い", "け"), False),
    ],
)
def test_signs_are_what_stands_in_rows_each_in_one_piece(names: tuple[str, ...], signs: bool) -> None:
    assert are_signs(names) is signs
