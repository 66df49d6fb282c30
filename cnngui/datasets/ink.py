"""From pen strokes to the frame the network reads; `cnngui.datasets.preparing` is the way there."""

from __future__ import annotations

import gzip
import json
import math
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, NoReturn

import numpy as np
import numpy.typing as npt

from cnngui.datasets.pen import Picture, Points, centred_corner, paint
from cnngui.datasets.pixels import FRAME_PX, INK_PX, THICKEST_PX, THINNEST_PX, InkFrames, normalise_pixels
from cnngui.datasets.segmenting import Box, Line, line_of
from cnngui.errors import CnnguiError
from cnngui.files.opening import MB, open_regular, shown_text

__all__ = [
    "CANVAS",
    "PEN_PX",
    "InkFrames",
    "InkSamples",
    "Stroke",
    "line_of_strokes",
    "normalise_pixels",
    "rasterise",
    "read_ink",
]

CANVAS = (280, 280)
"""Width and height of the drawing canvas, in pixels."""
PEN_PX = 16.0
"""The pen's usual width on that canvas."""

_SHOWN_PX = 70
_FARTHEST_PX = 100_000
_WIDEST_PX = 1_000
_MOST_BYTES = 64 * MB
_MOST_SAMPLES = 100_000
_MOST_POINTS = 5_000_000
_MOST_LABEL = 999


@dataclass(frozen=True)
class Stroke:
    """One line of the pen, from touching down to lifting.

    Attributes:
        points: (x, y) in canvas pixels, y down; a single point is a dot.
        width_px: width of the pen in canvas pixels.
        widths: at each point as a part of that, as a pen was pressed; () where it is the same all along.
    """

    points: tuple[tuple[float, float], ...]
    width_px: float = PEN_PX
    widths: tuple[float, ...] = ()

    @cached_property
    def box(self) -> Box:
        """Left, top, right and bottom of its points."""
        across, down = zip(*self.points, strict=True)
        return min(across), min(down), max(across), max(down)

    def cut(self, first: int, end: int | None = None) -> Stroke:
        """Return the points from `first` to before `end`, with their widths."""
        return Stroke(self.points[first:end], self.width_px, self.widths[first:end])


@dataclass(frozen=True)
class InkSamples:
    """Pen-drawn samples with their labels.

    Attributes:
        drawings: the strokes of each sample.
        labels: (n,) int64.
    """

    drawings: tuple[tuple[Stroke, ...], ...]
    labels: npt.NDArray[np.int64]

    def rasterise_all(self, size: int = FRAME_PX, ink_share: float = INK_PX / FRAME_PX) -> Picture:
        """Return (n, size, size) in 0..1; a sample without ink is an empty frame."""
        frames = (rasterise(strokes, size=size, ink_share=ink_share) for strokes in self.drawings)
        empty = np.zeros((size, size), dtype=np.float32)
        return np.stack([empty if frame is None else frame.centred for frame in frames])


def rasterise(
    strokes: Sequence[Stroke],
    canvas: tuple[int, int] = CANVAS,
    size: int = FRAME_PX,
    ink_share: float = INK_PX / FRAME_PX,
) -> InkFrames | None:
    """Return the frames of a drawing, or None when there is no ink.

    Args:
        strokes: as drawn; only the `ink` frame depends on where on the canvas they lie.
        canvas: its width and height in pixels.
        size: side of the `centred` frame. ink_share: the ink's longer side as a part of it.

    The lines are scaled before they are painted, so the pen can keep a width between 2.2 and 3.2 px of 28:
    neither a small drawing nor a large one changes the picture, and nothing is blurred by resizing. How a pen
    was pressed is seen within these widths.

    Raises:
        CnnguiError: `ink.not_finite`, `ink.too_far` or `ink.pen`, when a number makes no sense on a canvas.
    """
    lines = [np.array(stroke.points, dtype=np.float64).reshape(-1, 2) for stroke in strokes if stroke.points]
    if not lines:
        return None
    everything = np.concatenate(lines)
    pen = _pen(strokes)
    if not np.isfinite(everything).all():
        raise CnnguiError("ink.not_finite")
    if np.abs(everything).max() > _FARTHEST_PX:
        raise CnnguiError("ink.too_far", limit=_FARTHEST_PX)
    corner = everything.min(axis=0)
    extent = everything.max(axis=0) - corner
    shown = _SHOWN_PX / max(canvas)
    box_shown = min(shown, _SHOWN_PX / float(extent.max() + pen))
    lines_at_0 = [line - corner for line in lines]
    side_px = size * ink_share * FRAME_PX / INK_PX
    scale, width = _fit(float(extent.max()), pen, side_px)
    pressed = _Pressed.of(strokes)
    read = pressed.within(width, *(side_px * px / FRAME_PX for px in (THINNEST_PX, THICKEST_PX)))
    scaled = _boxed(lines_at_0, extent, scale, read)
    shift = np.array(centred_corner(scaled, size)) + read.width / 2
    canvas_shape = _px(canvas[1], shown), _px(canvas[0], shown)
    on_canvas = pressed.within(pen * shown)
    return InkFrames(
        ink=paint([line * shown for line in lines], on_canvas.width / 2, canvas_shape, on_canvas.radii),
        crop=_boxed(lines_at_0, extent, box_shown, pressed.within(pen * box_shown)),
        scaled=scaled,
        centred=paint(
            [line * scale + shift for line in lines_at_0], read.width / 2, (size, size), read.radii
        ),
    )


def line_of_strokes(strokes: Sequence[Stroke]) -> Line:
    """Return which strokes, all with points, are surely one sign, as one reads."""
    return line_of([stroke.box for stroke in strokes], _pen(strokes))


def read_ink(path: str | Path, width_px: float = PEN_PX) -> InkSamples:
    """Return the samples of a file of pen strokes, `.json` or gzipped, drawn with a pen of `width_px`.

    The format is ``{"samples": [{"label": 7, "strokes": [[[x, y], …], …]}, …]}`` with x, y on a canvas of
    280×280, y down; other members are ignored.

    Raises:
        CnnguiError: what `open_regular` raises; `ink.damaged`, `ink.not_json`, `ink.bad_sample`,
            `ink.no_samples`, `ink.too_large` or `ink.too_many`.
    """
    shown = shown_text(path)
    document = _document(path, shown)
    samples = document.get("samples") if isinstance(document, dict) else None
    if not isinstance(samples, list) or not samples:
        raise CnnguiError("ink.no_samples", path=shown)
    if len(samples) > _MOST_SAMPLES:
        raise CnnguiError("ink.too_many", path=shown, limit=_MOST_SAMPLES, what="samples")
    points_left = _MOST_POINTS
    drawings = []
    for index, sample in enumerate(samples):
        strokes = tuple(_strokes(sample, width_px, shown, index))
        points_left -= sum(len(stroke.points) for stroke in strokes)
        if points_left < 0:
            raise CnnguiError("ink.too_many", path=shown, limit=_MOST_POINTS, what="points")
        drawings.append(strokes)
    return InkSamples(tuple(drawings), np.array([sample["label"] for sample in samples], dtype=np.int64))


@dataclass(frozen=True, eq=False)
class _Widths:
    """A pen's largest width, in pixels of a picture, and its radius at each point where that differs."""

    width: float
    radii: list[Points] | None = None


@dataclass(frozen=True, eq=False)
class _Pressed:
    """The pen's width at each point of each stroke as a part of its mean; None where it is the same."""

    shares: list[Points] | None = None

    @classmethod
    def of(cls, strokes: Sequence[Stroke]) -> _Pressed:
        strokes = [stroke for stroke in strokes if stroke.points]
        if not any(stroke.widths for stroke in strokes):
            return cls()
        widths = [np.array(stroke.widths or (1.0,) * len(stroke.points)) for stroke in strokes]
        return cls([each / each.mean() for each in widths])

    def within(self, width: float, least: float = 0.0, most: float = math.inf) -> _Widths:
        """Return the widths of a pen of a mean `width`, kept between two others."""
        if self.shares is None:
            return _Widths(width)
        radii = [np.clip(width * share, least, most) / 2 for share in self.shares]
        return _Widths(2 * max(float(each.max()) for each in radii), radii)


def _pen(strokes: Sequence[Stroke]) -> float:
    """Return the mean pen width; strokes of several widths are read as one pen."""
    widths = (
        stroke.width_px * (sum(stroke.widths) / len(stroke.widths) if stroke.widths else 1)
        for stroke in strokes
    )
    width = sum(widths) / len(strokes)
    if not math.isfinite(width):
        raise CnnguiError("ink.not_finite")
    if not 0 < width <= _WIDEST_PX:
        raise CnnguiError("ink.pen", width=width, limit=_WIDEST_PX)
    return width


def _fit(longer: float, pen: float, size: float) -> tuple[float, float]:
    """Return the scale and the pen width, in frame pixels, that make the ink's longer side 20 of 28."""
    ink_px, thinnest, thickest = (size * px / FRAME_PX for px in (INK_PX, THINNEST_PX, THICKEST_PX))
    width = min(max(pen * ink_px / (longer + pen), thinnest), thickest)
    # What is smaller than the pen itself is a dot: blowing it up would show the trembling of the hand.
    return (ink_px - width) / max(longer, pen), width


def _boxed(lines_at_0: list[Points], extent: npt.NDArray[np.float64], scale: float, pen: _Widths) -> Picture:
    """Return the picture that just holds `lines_at_0` drawn at `scale` with a pen."""
    columns, rows = (_px(float(side), scale, pen.width) for side in extent)
    reach = pen.width / 2
    return paint([line * scale + reach for line in lines_at_0], reach, (rows, columns), pen.radii)


def _px(length: float, scale: float, more: float = 0.0) -> int:
    # Rounding errors of the scale must not add an empty row.
    return max(1, math.ceil(length * scale + more - 1e-6))


def _document(path: str | Path, shown: str) -> Any:
    with open_regular(path, _MOST_BYTES) as raw:
        try:
            packed = raw.read(2) == b"\x1f\x8b"
            raw.seek(0)
            content = (gzip.GzipFile(fileobj=raw) if packed else raw).read(_MOST_BYTES + 1)
        except (OSError, EOFError, zlib.error) as error:
            raise CnnguiError("ink.damaged", path=shown, reason=str(error)) from error
    if len(content) > _MOST_BYTES:
        raise CnnguiError("ink.too_large", path=shown, limit=_MOST_BYTES // MB)
    try:
        return json.loads(content, parse_constant=_refuse_constant)
    except RecursionError:
        raise CnnguiError("ink.not_json", path=shown, reason="it is nested too deeply") from None
    except ValueError as error:
        raise CnnguiError("ink.not_json", path=shown, reason=shown_text(error)) from error


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not a number")


def _strokes(sample: Any, width_px: float, shown: str, index: int) -> Iterator[Stroke]:
    def bad(reason: str) -> CnnguiError:
        return CnnguiError("ink.bad_sample", path=shown, index=index, reason=reason)

    if not isinstance(sample, dict):
        raise bad("it is not an object")
    label, strokes = sample.get("label"), sample.get("strokes")
    if type(label) is not int or not 0 <= label <= _MOST_LABEL:
        raise bad("its label is not a whole number from 0 on")
    if not isinstance(strokes, list):
        raise bad("it has no list of strokes")
    for stroke in strokes:
        if not isinstance(stroke, list):
            raise bad("a stroke is not a list of points")
        if not all(_is_point(point) for point in stroke):
            raise bad(f"a point is not two numbers within ±{_FARTHEST_PX}")
        yield Stroke(tuple((float(x), float(y)) for x, y in stroke), width_px)


def _is_point(point: Any) -> bool:
    return (
        isinstance(point, list)
        and len(point) == 2
        and all(type(number) in (int, float) and abs(number) <= _FARTHEST_PX for number in point)
    )
