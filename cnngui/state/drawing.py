"""What is on the canvas: strokes, or a picture taken in their place; with its own undo."""

from __future__ import annotations

import math
import random
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import zip_longest
from typing import Any, Literal, TypeVar

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QObject, Qt, QTimer, Signal

from cnngui.datasets.ink import (
    CANVAS,
    PEN_PX,
    InkFrames,
    Stroke,
    line_of_strokes,
    normalise_pixels,
    rasterise,
)
from cnngui.datasets.ink_pieces import InkPieces, Writing, writing_on
from cnngui.datasets.input_format import InputFormat, picture_shape
from cnngui.datasets.pixels import FRAME_PX, INK_PX, frames_of
from cnngui.datasets.preparing import (
    Input,
    prepare_framed,
    prepare_picture,
    prepare_samples,
)
from cnngui.datasets.segmenting import Line
from cnngui.datasets.words import sample_text
from cnngui.engine.protocol import DataDescribed
from cnngui.errors import CnnguiError
from cnngui.network.network import Shape

Tool = Literal["pen", "eraser"]
Members = tuple[int, ...]
"""Places of strokes on the sheet, or of pieces of ink on its picture."""
Made = TypeVar("Made")
CLOSER_THAN_PX = 1.0
DOT_PX = 4.0
"""How far a pen may slip that taps, and a finger."""
LEAST_BETWEEN_MS = 12
"""A screen shows nothing oftener than every 16 ms; less than that, so that a mouse of 60 Hz never waits."""
UNDO_LIMIT = 200
_LARGEST_PX = 512


@dataclass(frozen=True)
class Sample:
    """A labelled sample of a data set; a picture is shown in place of a drawing.

    Attributes:
        values: uint8 (height, width, channels), or a row or sentence as `cnngui.datasets.dataset` has them.
        label: the name of its class. text: how it is written, "" for a picture.
        stored: how the samples of its data set are, where that is known.
    """

    values: npt.NDArray[Any]
    label: str
    text: str = ""
    stored: InputFormat | None = None


@dataclass(frozen=True)
class Sheet:
    """One state of the canvas: strokes, or a pasted picture (uint8, grey or RGB), or a sample; or nothing."""

    strokes: tuple[Stroke, ...] = ()
    picture: npt.NDArray[np.uint8] | None = None
    sample: Sample | None = None

    @property
    def empty(self) -> bool:
        return not self.strokes and self.picture is None and self.sample is None

    def is_as(self, other: Sheet) -> bool:
        """Whether both show the same; arrays are compared by identity."""
        return self.strokes == other.strokes and self.picture is other.picture and self.sample is other.sample


class Drawing(QObject):
    """The canvas as strokes. The pixels a network reads are made from them on demand (`network_input`).

    `changed` is emitted as soon as something has changed, so that the prediction follows the pen; but for
    points of a stroke at most every `LEAST_BETWEEN_MS`. A tablet gives 1,000 a second: to show each took
    4 ms, and the ink fell half a minute behind.
    """

    changed = Signal()
    tool_changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.canvas = CANVAS
        self.pen_px = PEN_PX
        self.tool: Tool = "pen"
        self._sheet = Sheet()
        self._grown = self._untold = False
        self._told_s = 0.0
        self._later = QTimer(self, singleShot=True, timerType=Qt.TimerType.PreciseTimer)
        self._later.timeout.connect(self._tell)
        self._before: list[Sheet] = []
        self._after: list[Sheet] = []
        self._undone: list[Sheet] = []
        self._live: list[tuple[float, float]] | None = None
        self._widths: list[float] = []
        self._written: tuple[npt.NDArray[np.uint8], Writing] | None = None
        self._made: dict[tuple[object, ...], tuple[tuple[Stroke, ...], Any]] = {}

    @property
    def sheet(self) -> Sheet:
        """What is on the canvas now, all points included."""
        if self._grown:
            self._take(Sheet((*self._sheet.strokes[:-1], self._line())))
        return self._sheet

    # Drawing ------------------------------------------------------------------------------------

    def set_tool(self, tool: Tool) -> None:
        """Draw or erase from now on."""
        self.tool = tool
        self.tool_changed.emit()

    def set_pen_px(self, pen_px: float) -> None:
        """Draw with a pen this wide, in canvas pixels, from now on."""
        self.pen_px = pen_px
        self.tool_changed.emit()

    def begin(self, x: float, y: float, width: float = 1.0) -> None:
        """Touch down at (x, y), in canvas pixels.

        Args:
            width: of the pen as a part of `pen_px`, as it is pressed.
        """
        self._remember()
        self._live, self._widths = [(x, y)], [width]
        kept = self.sheet.strokes
        if self.tool == "eraser":
            self._erase((x, y))
        else:
            self._show(Sheet((*kept, self._line())))

    def extend(self, x: float, y: float, width: float = 1.0) -> None:
        """Move on to (x, y); movements below a pixel are left out."""
        if self._live is None or math.dist(self._live[-1], (x, y)) < CLOSER_THAN_PX:
            return
        start = self._live[-1]
        self._live.append((x, y))
        self._widths.append(width)
        if self.tool == "eraser":
            self._erase(start, (x, y))
        else:
            self._grown = self._untold = True
            self._tell_soon()

    def end(self) -> None:
        """Lift the pen. An erasure that met no ink is no step to undo."""
        self._tell()
        if self._live is not None and self._before[-1].is_as(self.sheet):
            self._before.pop()
            self._after = self._undone
        self._live = None

    @property
    def pen_is_down(self) -> bool:
        """Whether a stroke is being drawn, or an erasure."""
        return self._live is not None

    @property
    def is_dot(self) -> bool:
        """Whether the pen is down and has hardly moved, as when somebody taps."""
        live = self._live or []
        return len(live) > 0 and all(math.dist(live[0], point) <= DOT_PX for point in live)

    def take_back(self) -> None:
        """Lift the pen as if it had not been put down."""
        if self._live is not None:
            self._live = None
            self._after = self._undone
            self._show(self._before.pop())

    def clear(self) -> None:
        """Empty the canvas, undoably."""
        if not self.sheet.empty:
            self._replace(Sheet())

    def set_strokes(self, strokes: tuple[Stroke, ...]) -> None:
        """Put whole strokes on the canvas, undoably."""
        self._replace(Sheet(strokes))

    def set_picture(self, picture: npt.NDArray[np.uint8], written: Writing | None = None) -> None:
        """Show a pasted or dropped picture, uint8 (height, width) or (height, width, 3).

        Args:
            written: what is written on it, where another thread has looked for that.
        """
        if written is not None:
            self._written = picture, written
        self._replace(Sheet(picture=picture))

    def set_sample(self, sample: Sample) -> None:
        """Show a sample of a data set."""
        self._replace(Sheet(sample=sample))

    # Undo ---------------------------------------------------------------------------------------

    @property
    def can_undo(self) -> bool:
        return bool(self._before)

    @property
    def can_redo(self) -> bool:
        return bool(self._after)

    def undo(self) -> None:
        """Take back the last stroke, erasure, clearing or picture."""
        if self._before:
            self._live = None
            self._after.append(self.sheet)
            self._show(self._before.pop())

    def redo(self) -> None:
        """Do again what was taken back."""
        if self._after:
            self._live = None
            self._before.append(self.sheet)
            self._show(self._after.pop())

    # What the network is given ------------------------------------------------------------------

    def line(self) -> Line | None:
        """Return which strokes, or pieces of ink on a picture, are surely one sign, as one reads.

        None where there are not several.
        """
        strokes = self.sheet.strokes
        if len(strokes) > 1:
            return self._once("line", strokes, lambda: line_of_strokes(strokes))
        pieces = self._pieces()
        return None if pieces is None else pieces.line

    def part(self, only: Members | None) -> Sheet:
        """Return some of the sheet by itself: the strokes, or the pieces of ink on its picture, at these
        places; all of it for None."""
        sheet = self.sheet
        if only is None:
            return sheet
        if (pieces := self._pieces()) is not None:
            return self._once(("part", only), (), lambda: Sheet(picture=pieces.picture(only)))
        return Sheet(tuple(sheet.strokes[place] for place in only))

    def frames(
        self, size: int = FRAME_PX, share: float = INK_PX / FRAME_PX, only: Members | None = None
    ) -> InkFrames | None:
        """Return the four frames from ink to network input, or None for an empty canvas or a sample.

        Args:
            size: side of the last one, in pixels. share: the ink's longer side as a part of it.
            only: as `part` takes it.
        """
        if self._sheet.picture is not None:
            return self._once(("frames", size, share, only), (), lambda: self._read_frames(size, share, only))
        strokes = self.part(only).strokes
        return self._once(
            ("frames", size, share), strokes, lambda: rasterise(strokes, self.canvas, size, share)
        )

    def network_input(
        self, shape: Shape, trained_on: InputFormat | None = None, only: Members | None = None
    ) -> Input | None:
        """Return the canvas as float32 of `shape`, made ready for a network that reads it.

        Args:
            trained_on: what the network learned from, where that is known.
            only: as `part` takes it.

        None when the canvas is empty or cannot be shown to such a network: a sample of another size, or
        a shape that is no picture of 1 or 3 channels, and for strokes no square one of at most 512 pixels.
        """
        as_picture = picture_shape(shape, trained_on)
        if as_picture is None:
            return None
        is_picture = self.sheet.picture is not None
        sheet = self.sheet if is_picture else self.part(only)
        if sheet.sample is None and max(as_picture) > _LARGEST_PX:
            return None
        return self._once(
            (shape, trained_on, only if is_picture else None),
            sheet.strokes,
            lambda: self._made_input(sheet, shape, trained_on, only),
        )

    # Inside -------------------------------------------------------------------------------------

    def _read_frames(self, size: int, share: float, only: Members | None) -> InkFrames | None:
        """Return the frames of the picture, or of pieces of its ink; one of a frame's size is framed."""
        picture, pieces = self._sheet.picture, self._pieces()
        assert picture is not None
        if only is not None and pieces is not None:
            return frames_of(pieces.only(only), size, share)
        if picture.shape[:2] == (size, size):
            return normalise_pixels(picture, size, share)
        return frames_of(self._writing(picture).sheet, size, share)

    def _writing(self, picture: npt.NDArray[np.uint8]) -> Writing:
        """Return what is written on the picture; that of the last one is kept, also while it is undone."""
        if self._written is None or self._written[0] is not picture:
            self._written = picture, writing_on(picture, self.canvas)
        return self._written[1]

    def _pieces(self) -> InkPieces | None:
        """Return the pieces of ink on a picture; None for strokes, a sample, or a picture with one sign."""
        picture = self._sheet.picture
        return None if picture is None else self._writing(picture).pieces

    def _once(self, what: object, strokes: tuple[Stroke, ...], make: Callable[[], Made]) -> Made:
        """Return what is made of strokes, made anew only when one of them has changed."""
        key = what, *map(id, strokes)
        if key not in self._made:
            self._made[key] = strokes, make()
        made: Made = self._made[key][1]
        return made

    def _made_input(
        self, sheet: Sheet, shape: Shape, trained_on: InputFormat | None, only: Members | None
    ) -> Input | None:
        if sheet.sample is not None:
            try:
                sample = sheet.sample
                return prepare_samples(sample.values[np.newaxis], shape, trained_on, sample.stored)[0]
            except CnnguiError:
                return None
        if sheet.picture is not None:
            return prepare_picture(sheet.picture, shape, trained_on, partial(self.frames, only=only))
        return prepare_framed(partial(self.frames, only=only), shape, trained_on)

    def _line(self) -> Stroke:
        pressed = any(width != 1.0 for width in self._widths)
        return Stroke(tuple(self._live or ()), self.pen_px, tuple(self._widths) if pressed else ())

    def _erase(self, *path: tuple[float, float]) -> None:
        """Take ink away; a picture has none and stays."""
        if self.sheet.strokes:
            self._show(Sheet(self._erased(self.sheet.strokes, *path)))

    def _erased(
        self, strokes: tuple[Stroke, ...], start: tuple[float, float], end: tuple[float, float] | None = None
    ) -> tuple[Stroke, ...]:
        path = _between(start, end or start, self.pen_px / 2)
        return tuple(piece for stroke in strokes for piece in erase(stroke, path, self.pen_px))

    def _remember(self) -> None:
        self._before = [*self._before[-UNDO_LIMIT:], self.sheet]
        self._undone, self._after = self._after, []

    def _replace(self, sheet: Sheet) -> None:
        self._remember()
        self._live = None
        self._show(sheet)

    def _show(self, sheet: Sheet) -> None:
        self._take(sheet)
        self._untold = True
        self._tell()

    def _take(self, sheet: Sheet) -> None:
        self._sheet, self._grown = sheet, False
        # Of several digits only the one that is being drawn is made ready anew.
        here = set(map(id, sheet.strokes))
        self._made = {
            key: made
            for key, made in self._made.items()
            if made[0] and all(id(stroke) in here for stroke in made[0])
        }

    def _tell_soon(self) -> None:
        """Say now that something has changed, or later if that was said a moment ago."""
        wait_ms = LEAST_BETWEEN_MS - 1000 * (time.monotonic() - self._told_s)
        if wait_ms <= 0:
            self._tell()
        elif not self._later.isActive():
            self._later.start(math.ceil(wait_ms))

    def _tell(self) -> None:
        """Say that something has changed, if that is not said yet."""
        self._later.stop()
        if self._untold:
            self._untold, self._told_s = False, time.monotonic()
            self.changed.emit()


def sample_of(
    described: DataDescribed | None, chance: random.Random, label: int | None = None
) -> Sample | None:
    """Return one of the samples of a data set, of class `label` if given; None when there is none."""
    if described is None:
        return None
    fitting = [i for i, is_label in enumerate(described.labels) if label is None or is_label == label]
    if not fitting:
        return None
    index = chance.choice(fitting)
    values, name = described.samples[index], described.class_names[int(described.labels[index])]
    return Sample(values, name, sample_text(values, described.vocabulary), described.input_format)


def erase(stroke: Stroke, path: Sequence[tuple[float, ...]], radius: float) -> list[Stroke]:
    """Return what is left of `stroke` once everything within `radius` of the points of `path` is gone.

    A stroke that is cut in the middle falls into pieces; long segments are cut finely first.
    """
    points, rubber = np.array(stroke.points), np.array(path)
    low, high = rubber.min(axis=0) - radius, rubber.max(axis=0) + radius
    starts, ends = points[:-1], points[1:]
    near = ((np.maximum(starts, ends) >= low) & (np.minimum(starts, ends) <= high)).all(axis=1)
    # Further numbers of a point, such as its width, go with it.
    wide = [(*point, *width) for point, width in zip_longest(stroke.points, zip(stroke.widths), fillvalue=())]
    fine: list[tuple[float, ...]] = wide[:1]
    for start, end, is_near in zip(wide, wide[1:], near, strict=False):
        fine.extend(_between(start, end, max(1.0, radius / 4))[1:] if is_near else (end,))
    away = np.array(fine)[:, np.newaxis, :2] - rubber
    touched = (np.einsum("pri,pri->pr", away, away) <= radius**2).any(axis=1)
    if not touched.any():
        return [stroke]
    pieces: list[list[tuple[float, ...]]] = [[]]
    for point, gone in zip(fine, touched, strict=True):
        if gone:
            pieces.append([])
        else:
            pieces[-1].append(point)
    return [
        Stroke(
            tuple((x, y) for x, y, *_ in piece),
            stroke.width_px,
            tuple(width for _, _, *widths in piece for width in widths),
        )
        for piece in pieces
        if piece
    ]


def _between(start: tuple[float, ...], end: tuple[float, ...], step: float) -> list[tuple[float, ...]]:
    """Return points from `start` to `end`, at most `step` apart, both exactly as given."""
    count = max(1, math.ceil(math.dist(start[:2], end[:2]) / max(step, 0.5)))
    ways = [to - at for at, to in zip(start, end, strict=True)]
    between = (
        tuple(at + way * i / count for at, way in zip(start, ways, strict=True)) for i in range(1, count)
    )
    return [start, *between, end]
