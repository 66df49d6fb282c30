"""A diagram as SVG text."""

from __future__ import annotations

from collections.abc import Iterator
from xml.sax.saxutils import escape, quoteattr

from cnngui.export.picture.items import (
    ARROW,
    EDGE,
    INK,
    MUTED,
    WRONG,
    Box,
    Disc,
    Drawing,
    Frame,
    Item,
    Label,
    Line,
    Point,
)
from cnngui.export.picture.layout import DETAIL_SIZE, TITLE_SIZE, network_drawing
from cnngui.network.network import Network

_FONTS = "Helvetica, Arial, 'Noto Sans', 'DejaVu Sans', sans-serif"
_HEAD = 4.0


def network_svg(network: Network, title: str = "") -> str:
    """Return the text of an SVG file with the diagram of a network."""
    return drawing_svg(network_drawing(network, title))


def drawing_svg(drawing: Drawing) -> str:
    """Return the text of an SVG file: shapes, lines and text only, nothing fetched from anywhere."""
    width, height = _number(drawing.width), _number(drawing.height)
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}"'
        f' viewBox="0 0 {width} {height}" role="img" font-family={quoteattr(_FONTS)}>',
        f"  <title>{escape(drawing.title or 'network')}</title>",
        f'  <rect width="{width}" height="{height}" fill="#ffffff"/>',
    ]
    lines += [f"  {element}" for item in drawing.items for element in _elements(item)]
    return "\n".join([*lines, "</svg>", ""])


def _elements(item: Item) -> Iterator[str]:
    match item:
        case Box():
            yield from _box(item)
        case Frame(x, y, width, height):
            place = _attributes(x=x, y=y, width=width, height=height, rx=8)
            yield f'<rect {place} fill="none" stroke="{ARROW}" stroke-dasharray="5 4"/>'
        case Line(points, arrow):
            yield f'<polyline points="{_points(points)}" fill="none" stroke="{ARROW}" stroke-width="1.4"/>'
            if arrow:
                yield f'<polygon points="{_points(arrow_head(points))}" fill="{ARROW}"/>'
        case Disc(x, y, radius, sign, wrong):
            edge = WRONG if wrong else ARROW
            place = _attributes(cx=x, cy=y, r=radius)
            yield f'<circle {place} fill="#ffffff" stroke="{edge}" stroke-width="1.4"/>'
            yield _text(x, y, sign, TITLE_SIZE + 2, "middle", INK, bold=True)
        case Label(x, y, words, size, anchor, bold, muted):
            yield _text(x, y, words, size, anchor, MUTED if muted else INK, bold=bold)


def _box(box: Box) -> Iterator[str]:
    place = _attributes(x=box.x, y=box.y, width=box.width, height=box.height, rx=5)
    edge = f'stroke="{WRONG}" stroke-width="2"' if box.wrong else f'stroke="{EDGE}"'
    yield f'<rect {place} fill="#ffffff" {edge}/>'
    stripe = _attributes(x=box.x, y=box.y, width=5, height=box.height, rx=2.5)
    yield f'<rect {stripe} fill="{box.colour}"/>'
    middle, half = box.x + box.width / 2, box.y + box.height / 2
    above, below = title_places(box)
    yield _text(middle, above if box.detail else half, box.title, TITLE_SIZE, "middle", INK, bold=True)
    if box.detail:
        yield _text(middle, below, box.detail, DETAIL_SIZE, "middle", MUTED)


def title_places(box: Box) -> tuple[float, float]:
    """Return the middles of a box's title and of its details."""
    return box.y + 0.34 * box.height, box.y + 0.71 * box.height


def arrow_head(points: tuple[Point, ...]) -> tuple[Point, Point, Point]:
    """Return the triangle at the end of a path whose last piece is upright or level."""
    (x0, y0), (x, y) = points[-2:]
    if x0 == x:
        back = y - 2 * _HEAD if y >= y0 else y + 2 * _HEAD
        return (x, y), (x - _HEAD, back), (x + _HEAD, back)
    back = x - 2 * _HEAD if x >= x0 else x + 2 * _HEAD
    return (x, y), (back, y - _HEAD), (back, y + _HEAD)


def _text(x: float, y: float, words: str, size: float, anchor: str, fill: str, *, bold: bool = False) -> str:
    # Not dominant-baseline: some programs do not know it. Capitals are some 0.7 of the size high.
    place = _attributes(x=x, y=y + 0.35 * size, font_size=size)
    weight = ' font-weight="600"' if bold else ""
    return f'<text {place} text-anchor="{anchor}" fill="{fill}"{weight}>{escape(words)}</text>'


def _attributes(**values: float) -> str:
    return " ".join(f'{name.replace("_", "-")}="{_number(value)}"' for name, value in values.items())


def _points(points: tuple[Point, ...]) -> str:
    return " ".join(f"{_number(x)},{_number(y)}" for x, y in points)


def _number(value: float) -> str:
    return f"{round(value, 2):g}"
