"""The numbers of the examples: as printed, or made by a rule where the slides have none."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise
from math import dist, hypot
from random import Random

from cnngui.course.scenes.scene import Nested, Rows


def picture(rows: Rows) -> Nested:
    """Return (rows, columns, 1) of rows of numbers."""
    return tuple(tuple((value,) for value in row) for row in rows)


def counted(side: int) -> Nested:
    """Return 1, 2, 3 … as one reads, (side, side, 1)."""
    return picture(tuple(tuple(side * row + column + 1 for column in range(side)) for row in range(side)))


def alike(side: int, *values: float) -> Nested:
    """Return a kernel (side, side, 1, filters): each filter has one value throughout."""
    return (((values,),) * side,) * side


def drawn(side: int, channels: int, filters: int, spread: float, seed: int, digits: int) -> Nested:
    """Return a kernel (side, side, channels, filters) of normally distributed numbers, rounded."""
    source = Random(seed)

    def number() -> float:
        return round(source.gauss(0, spread), digits)

    def pixel() -> Nested:
        return tuple(tuple(number() for _ in range(filters)) for _ in range(channels))

    return tuple(tuple(pixel() for _ in range(side)) for _ in range(side))


def painted(side: int, *colours: Callable[[float, float], float]) -> Nested:
    """Return (side, side, channels): for each channel a function of x and y, both from 0 to 1."""
    steps = [place / (side - 1) for place in range(side)]
    return tuple(tuple(tuple(round(colour(x, y), 2) for colour in colours) for x in steps) for y in steps)


def written(side: int, line: Sequence[tuple[float, float]], width: float) -> Nested:
    """Return (side, side, 1): a pen's line through points (x, y) in pixels, from 0 to 1 like ink."""

    def ink(x: int, y: int) -> float:
        near = min(_distance((x, y), *ends) for ends in pairwise(line))
        return round(min(1.0, max(0.0, width - near)), 2)

    return picture(tuple(tuple(ink(x, y) for x in range(side)) for y in range(side)))


def _distance(point: tuple[float, float], start: tuple[float, float], end: tuple[float, float]) -> float:
    along = end[0] - start[0], end[1] - start[1]
    share = (point[0] - start[0]) * along[0] + (point[1] - start[1]) * along[1]
    share = min(1.0, max(0.0, share / (hypot(*along) ** 2 or 1.0)))
    return dist(point, (start[0] + share * along[0], start[1] + share * along[1]))
