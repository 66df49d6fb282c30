"""Drawings as they may go wrong: what `measure_digits.py` lets the network read, strokes in canvas pixels."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping

import numpy as np
from PIL import Image, ImageFilter

from cnngui.datasets.ink import CANVAS, Stroke, normalise_pixels, rasterise
from cnngui.datasets.pen import Points, paint

Drawing = tuple[Stroke, ...]
SIZES = (90.0, 240.0)
"""Smallest and largest longer side of a drawn digit, in canvas pixels."""
SLANT_DEG, TURN_DEG = 20, 15
BEYOND = 0.08
"""How far a drawing cut by the border ran over it, as a part of its size there."""
APART = 0.12
"""How far a stroke moves from the others, as a part of the longer side."""
_PHOTO_PX = 420


def lines_of(drawing: Drawing) -> list[Points]:
    """Return the points (n, 2) of each stroke."""
    return [np.array(stroke.points) for stroke in drawing]


def drawn(lines: list[Points], pen: float) -> Drawing:
    """Return lines as strokes of a pen of `pen` px."""
    return tuple(Stroke(tuple((float(x), float(y)) for x, y in line), pen) for line in lines)


def placed(drawing: Drawing, size: float, pen: float, rng: np.random.Generator) -> Drawing:
    """Return a drawing with its longer side `size` px, drawn by a pen of `pen` px anywhere on the canvas."""
    lines = lines_of(drawing)
    corner, extent = _box(lines)
    scale = size / max(float(extent.max()), 1e-6)
    place = rng.uniform(0, 1, 2) * np.maximum(np.array(CANVAS) - extent * scale, 0)
    return drawn([(line - corner) * scale + place for line in lines], pen)


def _box(lines: list[Points]) -> tuple[Points, Points]:
    everything = np.concatenate(lines)
    corner = everything.min(axis=0)
    return corner, everything.max(axis=0) - corner


def _moved(drawing: Drawing, change: Callable[[list[Points]], list[Points]]) -> Drawing:
    return drawn(change(lines_of(drawing)), drawing[0].width_px)


def _linear(matrix: list[list[float]]) -> Callable[[Drawing, np.random.Generator], Drawing]:
    by = np.array(matrix).T
    return lambda drawing, rng: _moved(drawing, lambda lines: [line @ by for line in lines])


def _turned(degrees: float) -> Callable[[Drawing, np.random.Generator], Drawing]:
    c, s = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
    return _linear([[c, -s], [s, c]])


def with_dot(drawing: Drawing, rng: np.random.Generator) -> Drawing:
    """Return a drawing and a dot that a hand left, at most a quarter of its size beside it."""
    lines = lines_of(drawing)
    corner, extent = _box(lines)
    dot = corner + extent / 2 + rng.uniform(-0.75, 0.75, 2) * extent.max()
    return drawn([*lines, dot[None]], drawing[0].width_px)


def cut(drawing: Drawing, rng: np.random.Generator) -> Drawing:
    """Return a drawing that ran over one side of the canvas: what was beyond it lies along the border."""
    lines = lines_of(drawing)
    low, extent = _box(lines)
    high = low + extent
    axis = int(rng.integers(2))
    if rng.random() < 0.5:
        low[axis] += BEYOND * extent[axis]
    else:
        high[axis] -= BEYOND * extent[axis]
    return drawn([np.clip(line, low, high) for line in lines], drawing[0].width_px)


def apart(drawing: Drawing, rng: np.random.Generator) -> Drawing:
    """Return a drawing of several strokes with the last moved away from the others; others as they are."""
    lines = lines_of(drawing)
    if len(lines) > 1:
        away = lines[-1].mean(axis=0) - np.concatenate(lines[:-1]).mean(axis=0)
        step = APART * float(_box(lines)[1].max()) / max(float(np.hypot(*away)), 1e-6)
        lines[-1] = lines[-1] + away * step
    return drawn(lines, drawing[0].width_px)


CHANGES: Mapping[str, Callable[[Drawing, np.random.Generator], Drawing]] = {
    f"slanted {SLANT_DEG}° to the right": _linear([[1, -math.tan(math.radians(SLANT_DEG))], [0, 1]]),
    f"slanted {SLANT_DEG}° to the left": _linear([[1, math.tan(math.radians(SLANT_DEG))], [0, 1]]),
    f"turned {TURN_DEG}° to the right": _turned(TURN_DEG),
    f"turned {TURN_DEG}° to the left": _turned(-TURN_DEG),
    "an accidental dot": with_dot,
    "cut by the border": cut,
    "two strokes far apart": apart,
}
"""By what the card calls them."""


def frame(drawing: Drawing) -> np.ndarray:
    """Return (28, 28) in 0..1 as the app frames a drawing, empty without ink."""
    framed = rasterise(drawing)
    return np.zeros((28, 28), np.float32) if framed is None else framed.centred


def photo(drawing: Drawing, rng: np.random.Generator) -> np.ndarray:
    """Return uint8 (420, 420, 3): the drawing on paper, photographed by uneven light, blurred, with noise."""
    scale = _PHOTO_PX / max(CANVAS)
    lines = [line * scale * 0.8 + 0.1 * _PHOTO_PX for line in lines_of(drawing)]
    ink = paint(lines, rng.uniform(3, 7), (_PHOTO_PX, _PHOTO_PX)) * rng.uniform(0.7, 1)
    blurred = Image.fromarray(np.rint(ink * 255).astype(np.uint8)).filter(
        ImageFilter.GaussianBlur(rng.uniform(0.6, 1.6))
    )
    y, x = np.mgrid[0 : 1 : _PHOTO_PX * 1j, 0 : 1 : _PHOTO_PX * 1j]
    tilt, bow = rng.uniform(-0.35, 0.35, 2), rng.uniform(0, 0.3)
    x, y = x - 0.5, y - 0.5
    light = rng.uniform(0.65, 0.9) * (1 + tilt[0] * x + tilt[1] * y - bow * (x**2 + y**2))
    paper = np.array([1.0, rng.uniform(0.95, 1.0), rng.uniform(0.85, 1.0)])
    colour = np.array([rng.uniform(0, 0.25), rng.uniform(0, 0.25), rng.uniform(0.05, 0.5)])
    cover = np.asarray(blurred)[..., None] / 255
    seen = light[..., None] * (paper * (1 - cover) + colour * cover)
    noisy = seen + rng.normal(0, rng.uniform(0.005, 0.025), seen.shape)
    return np.rint(np.clip(noisy, 0, 1) * 255).astype(np.uint8)


def photo_frame(drawing: Drawing, rng: np.random.Generator) -> np.ndarray:
    """Return (28, 28) in 0..1 as the app prepares a photo of the drawing; empty if it finds no ink."""
    framed = normalise_pixels(photo(drawing, rng))
    return np.zeros((28, 28), np.float32) if framed is None else framed.centred
