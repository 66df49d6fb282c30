"""What a diagram is made of. All places and sizes are in pixels, from the upper left corner."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Point = tuple[float, float]


@dataclass(frozen=True)
class Box:
    """A layer: a title, a line of details below it, and a stripe of the kind's colour at the left."""

    x: float
    y: float
    width: float
    height: float
    title: str
    detail: str
    colour: str
    wrong: bool = False


@dataclass(frozen=True)
class Frame:
    """A dashed line around what is repeated."""

    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True)
class Line:
    """A path through points, with a head at the last one if it is an arrow."""

    points: tuple[Point, ...]
    arrow: bool = False


@dataclass(frozen=True)
class Disc:
    """A small circle with a sign: where branches are added."""

    x: float
    y: float
    radius: float
    sign: str
    wrong: bool = False


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
    muted: bool = False


Item = Box | Frame | Line | Disc | Label


@dataclass(frozen=True)
class Drawing:
    """A whole diagram, the items in the order in which they are painted."""

    width: float
    height: float
    title: str
    items: tuple[Item, ...]


INK = "#1b1f24"
MUTED = "#68707c"
EDGE = "#c3c8d0"
ARROW = "#7b8490"
WRONG = "#b3261e"
