"""What is seen of a diagram: how large, and from which point on. Pure arithmetic."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from cnngui.export.picture.items import Area

LEAST_ZOOM, MOST_ZOOM = 0.2, 4.0
Size = tuple[float, float]
"""Width and height."""
Fit = Literal["width", "whole"]


@dataclass(frozen=True)
class Sight:
    """A diagram through a window.

    Attributes:
        zoom: pixels of the window for one of the diagram.
        x, y: the place of the diagram in the window's upper left corner.
    """

    zoom: float = 1.0
    x: float = 0.0
    y: float = 0.0

    def seen(self, area: Area) -> Area:
        """Return where an area of the diagram is in the window."""
        zoom = self.zoom
        return Area((area.x - self.x) * zoom, (area.y - self.y) * zoom, area.width * zoom, area.height * zoom)

    def place(self, x: float, y: float) -> tuple[float, float]:
        """Return the place of the diagram that is at a place of the window."""
        return self.x + x / self.zoom, self.y + y / self.zoom


def fitting_zoom(drawing: Size, window: Size, fit: Fit) -> float:
    """Return the zoom with which a diagram fits the window, across or both ways; never enlarged."""
    across, down = (max(1.0, length) for length in window)
    zoom = min(1.0, across / drawing[0])
    return zoom if fit == "width" else min(zoom, down / drawing[1])


def zoomed(sight: Sight, zoom: float, around: Size, drawing: Size, window: Size) -> Sight:
    """Return the sight with another zoom, within limits; what is at `around` in the window stays there."""
    least = min(LEAST_ZOOM, fitting_zoom(drawing, window, "whole"))
    zoom = max(least, min(MOST_ZOOM, zoom))
    x, y = sight.place(*around)
    return bounded(Sight(zoom, x - around[0] / zoom, y - around[1] / zoom), drawing, window)


def panned(sight: Sight, across: float, down: float, drawing: Size, window: Size) -> Sight:
    """Return the sight with the diagram moved by so many pixels of the window."""
    moved = replace(sight, x=sight.x - across / sight.zoom, y=sight.y - down / sight.zoom)
    return bounded(moved, drawing, window)


def bounded(sight: Sight, drawing: Size, window: Size) -> Sight:
    """Return the sight without empty room beside the diagram; one with room to spare is in the middle."""
    (width, height), (across, down) = drawing, (length / sight.zoom for length in window)
    return replace(sight, x=_within(sight.x, width, across), y=_within(sight.y, height, down))


def showing(sight: Sight, area: Area, margin: float, drawing: Size, window: Size) -> Sight:
    """Return the sight moved just so far that an area is seen whole, or where it is too large, its start.

    Args:
        margin: pixels of the window to leave around it, where there is room.
    """
    room = [length / sight.zoom for length in window]
    return bounded(
        replace(
            sight,
            x=_moved(sight.x, area.x, area.width, room[0], margin / sight.zoom),
            y=_moved(sight.y, area.y, area.height, room[1], margin / sight.zoom),
        ),
        drawing,
        window,
    )


def between(first: Sight, last: Sight, share: float) -> Sight:
    """Return a sight on the way, `share` 0..1; a place that is at the same spot in both stays there.

    That holds when what a pixel measures, 1 / zoom, changes as evenly as the corner does.
    """
    if share >= 1:
        return last
    rest = 1 - share
    return Sight(
        1 / (rest / first.zoom + share / last.zoom),
        rest * first.x + share * last.x,
        rest * first.y + share * last.y,
    )


def _within(start: float, length: float, room: float) -> float:
    return (length - room) / 2 if length <= room else max(0.0, min(length - room, start))


def _moved(start: float, place: float, length: float, room: float, margin: float) -> float:
    margin = max(0.0, min(margin, (room - length) / 2))
    if length > room:
        return place
    return max(place + length + margin - room, min(start, place - margin))
