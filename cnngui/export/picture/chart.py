"""Curves as a diagram: axes with round numbers, lines, and what each line is."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cnngui.export.picture.items import DETAIL_SIZE, EDGE, INK, MUTED, TITLE_SIZE, Label, Path, Rect, Shape

WIDTH, HEIGHT = 440.0, 250.0
_LEFT, _RIGHT, _TOP, _BOTTOM = 56.0, 12.0, 30.0, 34.0
_DASH, _GAP = 5.0, 4.0
_MOST_POINTS = 400
_TICKS = 5


@dataclass(frozen=True, eq=False)
class Curve:
    """A line of a chart.

    Attributes:
        x, y: float64 (points,), x ascending; y is NaN where nothing was measured.
        dashed: as curves of validation are.
    """

    title: str
    x: NDArray[np.float64]
    y: NDArray[np.float64]
    colour: str
    dashed: bool = False


@dataclass(frozen=True, eq=False)
class Chart:
    """Curves over one axis.

    Attributes:
        logarithmic: of the values, where all are above 0.
    """

    title: str
    x_title: str
    curves: Sequence[Curve]
    logarithmic: bool = False
    width: float = WIDTH
    height: float = HEIGHT

    def shapes(self) -> Iterator[Shape]:
        """Yield the title, the axes with their numbers, the curves and their names."""
        yield Label(_LEFT, 14, self.title, TITLE_SIZE, bold=True)
        found = [curve for curve in map(_measured, self.curves) if len(curve.x)]
        if not found:
            return
        values = np.concatenate([curve.y for curve in found])
        log = self.logarithmic and bool((values > 0).all())
        xs, ys = _Axis.over(np.concatenate([curve.x for curve in found])), _Axis.over(values, log)
        right, bottom = self.width - _RIGHT, self.height - _BOTTOM
        for value in ys.ticks():
            y = bottom - ys.place(value) * (bottom - _TOP)
            yield Path(((_LEFT, y), (right, y)), colour=EDGE, pen=0.6)
            yield Label(_LEFT - 6, y, tick_text(value), DETAIL_SIZE, "end", colour=MUTED)
        for value in xs.ticks():
            x = _LEFT + xs.place(value) * (right - _LEFT)
            yield Label(x, bottom + 12, tick_text(value), DETAIL_SIZE, "middle", colour=MUTED)
        yield Label((_LEFT + right) / 2, bottom + 26, self.x_title, DETAIL_SIZE, "middle", colour=MUTED)
        yield from self._legend(right)
        for curve in found:
            across = _LEFT + xs.places(curve.x) * (right - _LEFT)
            down = bottom - ys.places(curve.y) * (bottom - _TOP)
            yield from _line(list(zip(across.tolist(), down.tolist(), strict=True)), curve)

    def _legend(self, right: float) -> Iterator[Shape]:
        x = right
        for curve in reversed(self.curves):
            x -= 7.0 * len(curve.title)
            yield Label(x, 14, curve.title, DETAIL_SIZE, colour=INK)
            x -= 16
            yield from _line([(x, 14.0), (x + 12, 14.0)], curve)
            x -= 10


@dataclass(frozen=True)
class _Axis:
    low: float
    high: float
    log: bool = False

    @classmethod
    def over(cls, values: NDArray[np.float64], log: bool = False) -> _Axis:
        low, high = float(values.min()), float(values.max())
        if low == high:
            low, high = (low / 2, high * 2) if log else (low - 0.5, high + 0.5)
        return cls(low, high, log)

    def place(self, value: float) -> float:
        return float(self.places(np.array([value]))[0])

    def places(self, values: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return where values lie, 0..1."""
        if self.log:
            low, high = math.log10(self.low), math.log10(self.high)
            return (np.log10(values) - low) / (high - low)
        return (values - self.low) / (self.high - self.low)

    def ticks(self) -> list[float]:
        """Return round values within the axis."""
        if self.log:
            first, last = math.ceil(math.log10(self.low)), math.floor(math.log10(self.high))
            apart = max(1, math.ceil((last - first + 1) / _TICKS))
            powers = [10.0**power for power in range(first, last + 1, apart)]
            if len(powers) > 2:
                return powers
            between = [factor * 10.0**power for power in range(first - 1, last + 1) for factor in (1, 2, 5)]
            return [each for each in between if self.low <= each <= self.high] or [self.low, self.high]
        step = round_step((self.high - self.low) / _TICKS)
        least = math.ceil(self.low / step - 1e-9)
        most = math.floor(self.high / step + 1e-9)
        return [number * step for number in range(least, most + 1)]


def round_step(least: float) -> float:
    """Return the smallest of 1, 2 and 5 times a power of ten that is at least `least`."""
    power = 10.0 ** math.floor(math.log10(least))
    return next(factor * power for factor in (1, 2, 5, 10) if factor * power >= least * (1 - 1e-9))


def tick_text(value: float) -> str:
    """Return a value in few figures."""
    return f"{value:.4g}".replace("-", "−")


def _measured(curve: Curve) -> Curve:
    """Return a curve without what was not measured; of very many points, as many as can be seen."""
    x, y = (np.asarray(each, np.float64) for each in (curve.x, curve.y))
    known = np.isfinite(x) & np.isfinite(y)
    x, y = x[known], y[known]
    if len(x) > _MOST_POINTS:
        # The mean of each stretch: single batches jump too much to be read in a small picture.
        edges = np.linspace(0, len(x), _MOST_POINTS + 1).astype(int)[:-1]
        counts = np.diff([*edges, len(x)])
        x, y = (np.add.reduceat(each, edges) / counts for each in (x, y))
    return Curve(curve.title, x, y, curve.colour, curve.dashed)


def _line(points: list[tuple[float, float]], curve: Curve) -> Iterator[Shape]:
    if len(points) == 1:
        ((x, y),) = points
        yield Rect(x - 2, y - 2, 4, 4, 2, curve.colour)
        return
    pieces = _dashes(points) if curve.dashed else [tuple(points)]
    yield from (Path(piece, colour=curve.colour, pen=1.6) for piece in pieces)


def _dashes(points: list[tuple[float, float]]) -> Iterator[tuple[tuple[float, float], ...]]:
    """Yield the pieces of a line that are seen: dashes are geometry here, as not every writer knows them."""
    places = np.array(points)
    lengths = np.hypot(*np.diff(places, axis=0).T)
    along = np.concatenate([[0.0], np.cumsum(lengths)])
    for start in np.arange(0.0, along[-1], _DASH + _GAP):
        end = min(start + _DASH, along[-1])
        inner = along[(along > start) & (along < end)]
        at = np.array([start, *inner, end])
        piece = np.column_stack([np.interp(at, along, places[:, axis]) for axis in (0, 1)])
        yield tuple((float(x), float(y)) for x, y in piece)
