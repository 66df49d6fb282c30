"""A diagram made ready for painting: its items by kind, with where they are, so that few are looked at."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QLineF

from cnngui.export.picture.items import Area, Box, Disc, Drawing, Frame, Label, Line
from cnngui.network.names import INPUT

_LABEL_HALF_PX = 8.0
_LETTER_PX = 8.0
"""Of a label, from above: what is not quite seen may be painted in vain."""
_COUNT_PX = 48.0
"""How wide the corner of a frame is that its count stands in, and twice how high."""


class Scene:
    """The items of a diagram by kind, found again by where they are and by the entry they stand for.

    Attributes:
        size: of the diagram, width and height.
        marks: what is painted of each entry and can be clicked, by name: a layer's box, the sign where
            branches meet, a Repeat's frame, the input's words.
    """

    def __init__(self, drawing: Drawing) -> None:
        self.drawing = drawing
        self.size = drawing.width, drawing.height
        items = drawing.items
        self.boxes = [item for item in items if isinstance(item, Box)]
        self.discs = [item for item in items if isinstance(item, Disc)]
        self.frames = [item for item in items if isinstance(item, Frame)]
        self.labels = [item for item in items if isinstance(item, Label)]
        self.lines = [item for item in items if isinstance(item, Line)]
        self._solid: list[tuple[str, Area]] = [(each.name, each) for each in self.boxes]
        self._solid += [(each.name, _disc_area(each)) for each in self.discs]
        if INPUT in drawing.places:
            self._solid.append((INPUT, drawing.places[INPUT]))
        self.marks: dict[str, Area] = {each.name: each for each in self.frames} | dict(self._solid)
        self._blocks = {each.name for each in self.frames} | {each.name for each in self.discs}
        self._blocks |= {each.name for each in self.boxes if each.height < drawing.places[each.name].height}
        self._solid_bounds = _bounds([area for _, area in self._solid])
        self._box_bounds = _bounds(self.boxes)
        self._label_bounds = _bounds([_label_area(each) for each in self.labels])
        self._line_bounds = _bounds([_line_area(each) for each in self.lines])
        self._pieces = [[QLineF(*ends[0], *ends[1]) for ends in pairwise(each.points)] for each in self.lines]

    def block_area(self, name: str) -> Area | None:
        """Return where the block of that name stands with all that is in it; None for anything else."""
        return self.drawing.places[name] if name in self._blocks else None

    def boxes_in(self, area: Area) -> list[Box]:
        """Return the boxes that reach into an area of the diagram."""
        return [self.boxes[number] for number in _reaching(self._box_bounds, area)]

    def labels_in(self, area: Area) -> list[Label]:
        """Return the labels that reach into an area of the diagram."""
        return [self.labels[number] for number in _reaching(self._label_bounds, area)]

    def lines_in(self, area: Area) -> tuple[list[QLineF], list[Line]]:
        """Return the straight pieces of the lines that reach into an area, and those lines with a head."""
        found = _reaching(self._line_bounds, area)
        pieces = [piece for number in found for piece in self._pieces[number]]
        return pieces, [self.lines[number] for number in found if self.lines[number].arrow]

    def name_at(self, x: float, y: float, slack: float) -> str:
        """Return the entry that is painted at a place of the diagram, "" where none is.

        Args:
            slack: how far beside it still counts, in pixels of the diagram.
        """
        near = _reaching(self._solid_bounds, Area(x - slack, y - slack, 2 * slack, 2 * slack))
        if near:
            return min((self._solid[number] for number in near), key=lambda each: _outside(each[1], x, y))[0]
        # A frame in a frame comes behind it.
        frames = (each.name for each in reversed(self.frames) if _on_frame(each, x, y, slack))
        return next(frames, "")


def _bounds(areas: Sequence[Area]) -> NDArray[np.float64]:
    """Return float64 (areas, left top right bottom)."""
    corners = [(each.x, each.y, each.x + each.width, each.y + each.height) for each in areas]
    return np.array(corners, np.float64).reshape(-1, 4)


def _reaching(bounds: NDArray[np.float64], area: Area) -> list[int]:
    left, top, right, bottom = bounds.T
    inside = (left <= area.x + area.width) & (right >= area.x)
    inside &= (top <= area.y + area.height) & (bottom >= area.y)
    return np.flatnonzero(inside).tolist()


def _outside(area: Area, x: float, y: float) -> float:
    """Return how far a place is outside of an area; below 0 inside."""
    return max(area.x - x, x - area.x - area.width, area.y - y, y - area.y - area.height)


def _on_frame(frame: Frame, x: float, y: float, slack: float) -> bool:
    """Return whether a place is on the line of a frame, or on its count in the upper right corner."""
    corner = Area(frame.x + frame.width - _COUNT_PX, frame.y, _COUNT_PX, _COUNT_PX / 2)
    return abs(_outside(frame, x, y)) <= slack or _outside(corner, x, y) <= 0


def _disc_area(disc: Disc) -> Area:
    return Area(disc.x - disc.radius, disc.y - disc.radius, 2 * disc.radius, 2 * disc.radius)


def _label_area(label: Label) -> Area:
    width = _LETTER_PX * len(label.text)
    left = label.x - {"start": 0.0, "middle": 0.5, "end": 1.0}[label.anchor] * width
    return Area(left, label.y - _LABEL_HALF_PX, width, 2 * _LABEL_HALF_PX)


def _line_area(line: Line) -> Area:
    xs, ys = [x for x, _ in line.points], [y for _, y in line.points]
    return Area(min(xs), min(ys), max(xs) - min(xs), max(ys) - min(ys))
