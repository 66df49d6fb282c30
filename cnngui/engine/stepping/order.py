"""The order in which cells are gone through: as one reads."""

from __future__ import annotations

from math import isqrt

from cnngui.engine.stepping.windows import Pair

Place = tuple[int, int, int]
"""Row, column and channel of an output, from 0."""
Shape3 = tuple[int, int, int]
_LONGEST_ROW = 16
_MOST_STRETCHED = 4


def is_row(shape: Shape3) -> bool:
    """Whether (rows, columns, channels) are units: one pixel of many channels."""
    return shape[0] * shape[1] == 1


def step_count(shape: Shape3) -> int:
    """Return how many cells are gone through: those of one channel, or all units of a row."""
    return shape[2] if is_row(shape) else shape[0] * shape[1]


def place_at(shape: Shape3, step: int, channel: int) -> Place:
    """Return the cell at a step from 0; the channel does not count where units are gone through."""
    if is_row(shape):
        return 0, 0, step
    row, column = divmod(step, shape[1])
    return row, column, channel


def step_of(shape: Shape3, place: Place) -> int:
    """Return the step at which a cell's turn is."""
    return place[2] if is_row(shape) else place[0] * shape[1] + place[1]


def folded(count: int) -> Pair:
    """Return rows and columns to show a row of values in: one row of few, else nearly square if it comes out
    even."""
    if count <= _LONGEST_ROW:
        return 1, count
    rows = next(each for each in range(isqrt(count), 0, -1) if count % each == 0)
    return (rows, count // rows) if count <= _MOST_STRETCHED * rows * rows else (1, count)


def swapped(place: tuple[int, ...], first: int, second: int) -> tuple[int, ...]:
    """Return where the value at `place` is once two axes have changed places."""
    moved = list(place)
    moved[first], moved[second] = moved[second], moved[first]
    return tuple(moved)
