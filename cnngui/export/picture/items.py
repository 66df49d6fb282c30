"""What a diagram is made of, and the few shapes that its items are drawn with.

All places and sizes are in pixels, from the upper left corner. Writers know the shapes only: how a box looks
is said once, here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal

HEAD_SIZE, TITLE_SIZE, DETAIL_SIZE = 16.0, 13.0, 11.0
"""Of fonts."""
WHITE = "#ffffff"
INK = "#1b1f24"
MUTED = "#68707c"
EDGE = "#c3c8d0"
ARROW = "#7b8490"
WRONG = "#b3261e"
_HEAD = 4.0

Point = tuple[float, float]

# Shapes ---------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Area:
    """Where something stands, from its upper left corner on."""

    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True)
class Rect(Area):
    """A rectangle with round corners: a circle where they take up all of it."""

    radius: float
    fill: str = ""
    edge: str = ""
    pen: float = 1.0
    dashed: bool = False


@dataclass(frozen=True)
class Path:
    """A line through points, or the area within them."""

    points: tuple[Point, ...]
    filled: bool = False
    colour: str = ARROW
    pen: float = 1.4


@dataclass(frozen=True)
class Label:
    """A line of text; `y` is its middle.

    Attributes:
        size: of the font.
    """

    x: float
    y: float
    text: str
    size: float
    anchor: Literal["start", "middle", "end"] = "start"
    bold: bool = False
    colour: str = INK

    def shapes(self) -> Iterator[Shape]:
        """Yield itself."""
        yield self


Shape = Rect | Path | Label

# Items ----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Box(Area):
    """A layer: a title, a line of details below it, and a stripe of the kind's colour at the left.

    Attributes:
        name: of the layer, or of the block whose branches it joins.
    """

    title: str
    detail: str
    colour: str
    wrong: bool = False
    name: str = ""

    def shapes(self) -> Iterator[Shape]:
        """Yield the box, its stripe and its text."""
        edge, pen = (WRONG, 2.0) if self.wrong else (EDGE, 1.0)
        yield Rect(self.x, self.y, self.width, self.height, 5, WHITE, edge, pen)
        yield Rect(self.x, self.y, 5, self.height, 2.5, self.colour)
        middle, first = self.x + self.width / 2, 0.34 if self.detail else 0.5
        yield Label(middle, self.y + first * self.height, self.title, TITLE_SIZE, "middle", bold=True)
        if self.detail:
            below = self.y + 0.71 * self.height
            yield Label(middle, below, self.detail, DETAIL_SIZE, "middle", colour=MUTED)


@dataclass(frozen=True)
class Frame(Area):
    """A dashed line around what is repeated, by the Repeat of that name."""

    name: str = ""

    def shapes(self) -> Iterator[Shape]:
        """Yield the line."""
        yield Rect(self.x, self.y, self.width, self.height, 8, edge=ARROW, dashed=True)


@dataclass(frozen=True)
class Line:
    """A path through points, its last piece upright or level; an arrow has a head at the last one."""

    points: tuple[Point, ...]
    arrow: bool = False

    def shapes(self) -> Iterator[Shape]:
        """Yield the line, and the triangle at its end."""
        yield Path(self.points)
        if self.arrow:
            (x0, y0), (x, y) = self.points[-2:]
            across, along = (_HEAD, 0.0) if x0 == x else (0.0, _HEAD)
            back_x = x - 2 * along if x >= x0 else x + 2 * along
            back_y = y - 2 * across if y >= y0 else y + 2 * across
            sides = (back_x - across, back_y - along), (back_x + across, back_y + along)
            yield Path(((x, y), *sides), filled=True)


@dataclass(frozen=True)
class Disc:
    """A small circle with a sign: where the branches of the block of that name are taken value by value."""

    x: float
    y: float
    radius: float
    sign: str
    wrong: bool = False
    name: str = ""

    def shapes(self) -> Iterator[Shape]:
        """Yield the circle and its sign."""
        side, edge = 2 * self.radius, WRONG if self.wrong else ARROW
        corner = self.x - self.radius, self.y - self.radius
        yield Rect(*corner, side, side, self.radius, WHITE, edge, 1.4)
        size = TITLE_SIZE + 2 if len(self.sign) == 1 else DETAIL_SIZE - 1
        yield Label(self.x, self.y, self.sign, size, "middle", bold=True)


Item = Box | Frame | Line | Disc | Label


@dataclass(frozen=True)
class Drawing:
    """A whole diagram, the items in the order in which they are painted.

    Attributes:
        places: where each entry of the network stands, by its name, a block with all that is in it; the
            input's words too.
    """

    width: float
    height: float
    title: str
    items: tuple[Item, ...]
    places: Mapping[str, Area] = field(default_factory=dict)

    def shapes(self) -> Iterator[Shape]:
        """Yield all that is drawn, on white ground."""
        for item in self.items:
            yield from item.shapes()
