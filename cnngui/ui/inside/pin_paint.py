"""A pinned unit's maps in one scale, and what is said of them. Numpy and QImage only."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QImage

from cnngui.state.pinned_units import Frame, Pin, reach_of
from cnngui.ui.inside.titles import number_text
from cnngui.ui.shared.colour_maps import LEVELS, SIGNED, VIRIDIS, ZERO

Values = npt.NDArray[np.float32]


def limits(pin: Pin) -> tuple[float, bool]:
    """Return the largest finite magnitude of now and of the whole film, and whether any value is negative.

    One scale for all moments: what grows is seen to grow.
    """
    reaches = [frame.reach for frame in pin.film] + ([] if pin.now is None else [reach_of(pin.now)])
    return max((most for most, _ in reaches), default=0.0), any(signed for _, signed in reaches)


def picture(values: Values, most: float, *, signed: bool) -> QImage:
    """Return a map (height, width) in the colours of the maps, `most` being the strongest."""
    top = LEVELS - 1
    shares = np.where(np.isfinite(values), values, 0.0) / max(most, 1e-35)
    levels = ZERO + shares * (top - ZERO) if signed else shares * top
    table = SIGNED if signed else VIRIDIS
    pixels = np.ascontiguousarray(table.take(np.clip(np.rint(levels), 0, top).astype(np.intp)))
    height, width = pixels.shape
    return QImage(pixels.data, width, height, 4 * width, QImage.Format.Format_RGB32).copy()


def moment_text(epoch: int, step: int) -> str:
    """Return when a frame was taken."""
    if step:
        return _tr("epoch {0}, batch {1:,}").format(epoch + 1, step)
    return _tr("after epoch {0}").format(epoch) if epoch else _tr("before training")


def short_moment(epoch: int, step: int) -> str:
    """Return when a frame was taken, in as little room as the width of its picture."""
    return _tr("epoch {0} · {1:,}").format(epoch + 1, step) if step else moment_text(epoch, step)


def value_text(values: Values) -> str:
    """Return the value of a unit, or the range of a map and its mean."""
    if values.size == 1:
        return number_text(float(values[0, 0]))
    low, high, mean = (number_text(float(each)) for each in (values.min(), values.max(), values.mean()))
    return _tr("{0} to {1}, mean {2}").format(low, high, mean)


def frame_at(pin: Pin, moment: tuple[int, int]) -> Frame | None:
    """Return its last frame up to a moment (epoch, step); None if it was pinned later."""
    earlier = [frame for frame in pin.film if (frame.epoch, frame.step) <= moment]
    return earlier[-1] if earlier else None


def _tr(words: str) -> str:
    return QCoreApplication.translate("Pins", words)
