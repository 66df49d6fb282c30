"""A diagram as SVG text."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from typing import Protocol

from cnngui.export.picture.items import WHITE, Label, Path, Rect, Shape
from cnngui.export.picture.layout import network_drawing
from cnngui.network.network import Network

_FONTS = "Helvetica, Arial, 'Noto Sans', 'DejaVu Sans', sans-serif"


def network_svg(network: Network, title: str = "") -> str:
    """Return the text of an SVG file with the diagram of a network."""
    return drawing_svg(network_drawing(network, title))


class Picture(Protocol):
    """What has a size and a title, and says of which shapes it is."""

    @property
    def width(self) -> float: ...
    @property
    def height(self) -> float: ...
    @property
    def title(self) -> str: ...
    def shapes(self) -> Iterator[Shape]: ...


def drawing_svg(drawing: Picture) -> str:
    """Return the text of an SVG file: shapes, lines and text only, nothing fetched from anywhere."""
    width, height = _number(drawing.width), _number(drawing.height)
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}"'
        f' viewBox="0 0 {width} {height}" role="img" font-family="{_FONTS}">',
        f"  <title>{escape(drawing.title or 'network', quote=False)}</title>",
        f'  <rect width="{width}" height="{height}" fill="{WHITE}"/>',
    ]
    return "\n".join([*lines, *(f"  {_element(shape)}" for shape in drawing.shapes()), "</svg>", ""])


def _element(shape: Shape) -> str:
    match shape:
        case Rect(x, y, width, height, radius, fill, edge, pen, dashed):
            stroke = f' stroke="{edge}" stroke-width="{_number(pen)}"' if edge else ""
            dashes = ' stroke-dasharray="5 4"' if dashed else ""
            place = _attributes(x=x, y=y, width=width, height=height, rx=radius)
            return f'<rect {place} fill="{fill or "none"}"{stroke}{dashes}/>'
        case Path(points, filled, colour, pen):
            places = " ".join(f"{_number(x)},{_number(y)}" for x, y in points)
            if filled:
                return f'<polygon points="{places}" fill="{colour}"/>'
            return (
                f'<polyline points="{places}" fill="none" stroke="{colour}" stroke-width="{_number(pen)}"/>'
            )
        case Label(x, y, words, size, anchor, bold, colour):
            # Not dominant-baseline: some programs do not know it. Capitals are some 0.7 of the size high.
            place = _attributes(x=x, y=y + 0.35 * size, font_size=size)
            weight = ' font-weight="600"' if bold else ""
            text = escape(words, quote=False)
            return f'<text {place} text-anchor="{anchor}" fill="{colour}"{weight}>{text}</text>'


def _attributes(**values: float) -> str:
    return " ".join(f'{name.replace("_", "-")}="{_number(value)}"' for name, value in values.items())


def _number(value: float) -> str:
    return f"{round(value, 2):g}"
