"""A network's diagram as a PNG file, painted without a window."""

from __future__ import annotations

from functools import cache
from io import BytesIO

from PIL import Image, ImageDraw, ImageFont

from cnngui.errors import CnnguiError
from cnngui.export.picture import Drawing, network_drawing
from cnngui.export.picture.items import (
    ARROW,
    EDGE,
    INK,
    MUTED,
    WRONG,
    Box,
    Disc,
    Frame,
    Label,
    Line,
    Point,
)
from cnngui.export.picture.layout import DETAIL_SIZE, TITLE_SIZE
from cnngui.export.picture.svg import arrow_head, title_places
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
    picture = _Canvas(drawing, scale).painted()
    written = BytesIO()
    picture.save(written, "PNG", dpi=(96 * scale, 96 * scale))
    return written.getvalue()


class _Canvas:
    """Paints items; places of the diagram are multiplied on the way."""

    def __init__(self, drawing: Drawing, scale: float) -> None:
        self._drawing = drawing
        self._size = round(drawing.width * scale), round(drawing.height * scale)
        self._image = Image.new("RGB", (self._size[0] * _SMOOTH, self._size[1] * _SMOOTH), "#ffffff")
        self._draw = ImageDraw.Draw(self._image)
        self._factor = scale * _SMOOTH

    def painted(self) -> Image.Image:
        """Return the finished picture."""
        for item in self._drawing.items:
            match item:
                case Box():
                    self._box(item)
                case Frame(x, y, width, height):
                    self._dashed((x, y), (x + width, y + height))
                case Line(points, arrow):
                    self._draw.line(self._scaled(points), fill=ARROW, width=self._pen(1.4))
                    if arrow:
                        self._draw.polygon(self._scaled(arrow_head(points)), fill=ARROW)
                case Disc(x, y, radius, sign, wrong):
                    corners = self._scaled(((x - radius, y - radius), (x + radius, y + radius)))
                    edge = WRONG if wrong else ARROW
                    self._draw.ellipse(corners, fill="#ffffff", outline=edge, width=self._pen(1.4))
                    self._text(x, y, sign, TITLE_SIZE + 2, "middle", INK, bold=True)
                case Label(x, y, words, size, anchor, bold, muted):
                    self._text(x, y, words, size, anchor, MUTED if muted else INK, bold=bold)
        return self._image.resize(self._size, Image.Resampling.LANCZOS)

    def _box(self, box: Box) -> None:
        corners = self._scaled(((box.x, box.y), (box.x + box.width, box.y + box.height)))
        edge, pen = (WRONG, 2.0) if box.wrong else (EDGE, 1.0)
        radius = 5 * self._factor
        self._draw.rounded_rectangle(corners, radius, fill="#ffffff", outline=edge, width=self._pen(pen))
        stripe = self._scaled(((box.x, box.y), (box.x + 5, box.y + box.height)))
        self._draw.rounded_rectangle(stripe, 2.5 * self._factor, fill=box.colour)
        middle, half = box.x + box.width / 2, box.y + box.height / 2
        above, below = title_places(box)
        self._text(middle, above if box.detail else half, box.title, TITLE_SIZE, "middle", INK, bold=True)
        if box.detail:
            self._text(middle, below, box.detail, DETAIL_SIZE, "middle", MUTED)

    def _dashed(self, start: Point, end: Point) -> None:
        """Paint a rectangle of short lines."""
        (left, top), (right, bottom) = start, end
        for y in (top, bottom):
            for x in _steps(left, right):
                self._line((x, y), (min(x + 5, right), y))
        for x in (left, right):
            for y in _steps(top, bottom):
                self._line((x, y), (x, min(y + 5, bottom)))

    def _line(self, start: Point, end: Point) -> None:
        self._draw.line(self._scaled((start, end)), fill=ARROW, width=self._pen(1.0))

    def _text(
        self, x: float, y: float, words: str, size: float, anchor: str, fill: str, *, bold: bool = False
    ) -> None:
        sides = {"start": "lm", "middle": "mm", "end": "rm"}
        place = (x * self._factor, y * self._factor)
        self._draw.text(place, words, fill, _font(round(size * self._factor), bold), anchor=sides[anchor])

    def _scaled(self, points: tuple[Point, ...]) -> list[Point]:
        return [(x * self._factor, y * self._factor) for x, y in points]

    def _pen(self, width: float) -> int:
        return max(1, round(width * self._factor))


def _steps(start: float, end: float) -> list[float]:
    """Return where dashes begin, 9 px apart."""
    return [start + 9 * number for number in range(int((end - start) // 9) + 1)]


@cache
def _font(size: int, bold: bool) -> Font:
    """Return the first usual font that this computer has, or Pillow's own."""
    for regular, heavy in _FONTS:
        try:
            return ImageFont.truetype(heavy if bold else regular, size)
        except OSError:
            continue
    return ImageFont.load_default(size)
