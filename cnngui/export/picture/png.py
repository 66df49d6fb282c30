"""A network's diagram as a PNG file, painted without a window."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from io import BytesIO

from PIL import Image, ImageDraw, ImageFont

from cnngui.errors import CnnguiError
from cnngui.export.picture.items import WHITE, Drawing, Label, Path, Point, Rect, Shape
from cnngui.export.picture.layout import network_drawing
from cnngui.network.network import Network

SCALES = (2.0, 1.0)
"""Pixels of the file for a pixel of the diagram: sharp on paper and on fine screens, or else smaller."""
MAX_PIXELS = 80_000_000
"""240 MB while it is painted; ResNet-152 takes half of it."""
_SMOOTH = 2
"""Lines are painted larger and shrunk: Pillow's own have stairs."""
_FONTS = (
    ("DejaVuSans.ttf", "DejaVuSans-Bold.ttf"),
    ("LiberationSans-Regular.ttf", "LiberationSans-Bold.ttf"),
    ("NotoSans-Regular.ttf", "NotoSans-Bold.ttf"),
    ("arial.ttf", "arialbd.ttf"),
    ("Arial.ttf", "Arial Bold.ttf"),
    ("Helvetica.ttc", "Helvetica.ttc"),
)
_ANCHORS = {"start": "lm", "middle": "mm", "end": "rm"}
Font = ImageFont.FreeTypeFont | ImageFont.ImageFont


def network_png(network: Network, title: str = "") -> bytes:
    """Return a PNG file with the diagram of a network, on white ground.

    Raises:
        CnnguiError: ``runs.picture_too_large``.
    """
    return drawing_png(network_drawing(network, title))


def drawing_png(drawing: Drawing) -> bytes:
    """Return a diagram as a PNG file of twice its size; very large ones keep their size.

    Raises:
        CnnguiError: ``runs.picture_too_large``.
    """
    area = drawing.width * drawing.height * _SMOOTH**2
    scale = next((each for each in SCALES if area * each**2 <= MAX_PIXELS), None)
    if scale is None:
        raise CnnguiError("runs.picture_too_large", width=drawing.width, height=drawing.height)
    picture = _painted(drawing, scale)
    written = BytesIO()
    picture.save(written, "PNG", dpi=(96 * scale, 96 * scale))
    return written.getvalue()


def _painted(drawing: Drawing, scale: float) -> Image.Image:
    size = round(drawing.width * scale), round(drawing.height * scale)
    image = Image.new("RGB", (size[0] * _SMOOTH, size[1] * _SMOOTH), WHITE)
    draw = ImageDraw.Draw(image)
    for shape in drawing.shapes():
        _paint(draw, shape, scale * _SMOOTH)
    return image.resize(size, Image.Resampling.LANCZOS)


def _paint(draw: ImageDraw.ImageDraw, shape: Shape, factor: float) -> None:
    """Paint one shape; its places are multiplied on the way."""
    match shape:
        case Rect(dashed=True):
            for start, end in _dashes(shape):
                _paint(draw, Path((start, end), colour=shape.edge, pen=shape.pen), factor)
        case Rect(x, y, width, height, radius, fill, edge, pen):
            corners = _scaled(((x, y), (x + width, y + height)), factor)
            draw.rounded_rectangle(corners, radius * factor, fill, edge or None, _pen(pen, factor))
        case Path(points, filled, colour, pen):
            if filled:
                draw.polygon(_scaled(points, factor), fill=colour)
            else:
                draw.line(_scaled(points, factor), fill=colour, width=_pen(pen, factor))
        case Label(x, y, words, size, anchor, bold, colour):
            font = _font(round(size * factor), bold)
            draw.text((x * factor, y * factor), words, colour, font, anchor=_ANCHORS[anchor])


def _dashes(rect: Rect) -> Iterator[tuple[Point, Point]]:
    """Yield short lines along the sides, 9 px apart: Pillow draws none."""
    right, bottom = rect.x + rect.width, rect.y + rect.height
    for x in (rect.x + 9 * number for number in range(int(rect.width // 9) + 1)):
        yield from (((x, y), (min(x + 5, right), y)) for y in (rect.y, bottom))
    for y in (rect.y + 9 * number for number in range(int(rect.height // 9) + 1)):
        yield from (((x, y), (x, min(y + 5, bottom))) for x in (rect.x, right))


def _scaled(points: tuple[Point, ...], factor: float) -> list[Point]:
    return [(x * factor, y * factor) for x, y in points]


def _pen(width: float, factor: float) -> int:
    return max(1, round(width * factor))


@cache
def _font(size: int, bold: bool) -> Font:
    """Return the first usual font that this computer has, or Pillow's own."""
    for regular, heavy in _FONTS:
        try:
            return ImageFont.truetype(heavy if bold else regular, size)
        except OSError:
            continue
    return ImageFont.load_default(size)
