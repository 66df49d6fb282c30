"""From a layer's output to the pixels of its maps. Numpy only; the widget shows what is made here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from cnngui.ui.shared.colour_maps import LEVELS, SIGNED, VIRIDIS, ZERO

Scale = Literal["map", "layer"]
Maps = npt.NDArray[np.float32]

MOST_VALUES = 600_000
"""Outputs with more values are shown with rows and columns left out: the panel has no more pixels."""
NOT_A_NUMBER = 0xFF808080
"""The grey of NaN and infinity, which neither table holds."""


@dataclass(frozen=True)
class MapSheet:
    """All maps of one output side by side, ready to be a QImage.

    Attributes:
        pixels: uint32 (rows * height, columns * width), 0xffRRGGBB; cells behind the last map are black.
        columns: maps in a row of the sheet.
        height, width: of one map, in pixels of the sheet.
        signed: coloured around zero, because some value is negative; otherwise from zero up.
        limits: float32 (maps,), the value of the strongest colour in each map, 0 for a map of zeros.
    """

    pixels: npt.NDArray[np.uint32]
    columns: int
    height: int
    width: int
    signed: bool
    limits: npt.NDArray[np.float32]

    def place(self, index: int) -> tuple[int, int]:
        """Return x and y of the map's first pixel in the sheet."""
        row, column = divmod(index, self.columns)
        return column * self.width, row * self.height


def as_maps(output: npt.NDArray[Any]) -> Maps:
    """Return `output` as (height, width, maps).

    A row of units is maps of one pixel. A table (steps, features) is one map with the steps side by side, as
    the words of a sentence are.
    """
    values = np.asarray(output, dtype=np.float32)
    if values.ndim == 3:
        return values
    if values.ndim < 2:
        return values.reshape(1, 1, -1)
    return values.T[:, :, np.newaxis] if values.ndim == 2 else values.reshape(-1, *values.shape[-2:])


def compose(
    maps: Maps,
    scale: Scale = "map",
    only: int | None = None,
    *,
    signed: bool | None = None,
    limits: Maps | None = None,
) -> MapSheet:
    """Return the sheet of `maps` (height, width, maps), or of the one map `only` in the layer's colours.

    Zero always has the same colour, the darkest, or white when some value of the layer is negative: a map
    that stays silent looks silent. The strongest colour is the largest magnitude of each map ("map") or of
    all of them ("layer"). Values that are not finite are grey and count for no scale.

    Args:
        signed, limits: of the layer and of each map, where `maps` are not all of it, or not whole.
    """
    layer = _stacked(maps)
    stack = layer if only is None else _stacked(maps[:, :, only : only + 1])
    signed = bool((layer < 0).any()) if signed is None else signed
    if limits is None:
        limits = _limits(stack)
        if scale == "layer":
            limits = np.full_like(limits, _limits(layer).max(initial=0.0))
    top = LEVELS - 1
    # The floor keeps the factor finite where the largest value is a denormal number.
    factor = (top - ZERO if signed else top) / np.maximum(limits, np.float32(1e-35))
    finite = np.isfinite(stack)
    broken = not finite.all()
    levels = (np.where(finite, stack, np.float32(0)) if broken else stack) * factor[:, np.newaxis, np.newaxis]
    levels += np.float32(ZERO + 0.5 if signed else 0.5)
    colours = (SIGNED if signed else VIRIDIS).take(levels.astype(np.uint8))
    if broken:
        colours[~finite] = NOT_A_NUMBER
    pixels, columns = _side_by_side(colours)
    _, height, width = stack.shape
    return MapSheet(pixels, columns, height, width, signed, limits)


def _stacked(maps: Maps) -> Maps:
    """Return (maps, height, width), thinned out to at most `MOST_VALUES`."""
    step = max(1, int(np.ceil(np.sqrt(maps.size / MOST_VALUES))))
    return np.ascontiguousarray(maps[::step, ::step].transpose(2, 0, 1))


def _limits(stack: Maps) -> Maps:
    """Return the largest finite magnitude of each map of (maps, height, width)."""
    magnitude = np.abs(stack).reshape(len(stack), -1)
    limits: Maps = magnitude.max(axis=1, initial=0.0)
    if not np.isfinite(limits).all():
        limits = np.where(np.isfinite(magnitude), magnitude, np.float32(0)).max(axis=1, initial=0.0)
    return limits


def _side_by_side(colours: npt.NDArray[np.uint32]) -> tuple[npt.NDArray[np.uint32], int]:
    """Return (maps, height, width) laid out in a nearly square sheet, and its number of columns.

    Nearly square, because QPainter's coordinates end at 32,767 pixels.
    """
    count, height, width = colours.shape
    columns = max(1, min(count, round(np.sqrt(count * height / max(1, width)))))
    rows = -(-count // columns)
    sheet = np.full((rows, height, columns, width), 0xFF000000, dtype=np.uint32)
    full = count // columns
    sheet[:full] = colours[: full * columns].reshape(full, columns, height, width).transpose(0, 2, 1, 3)
    for index in range(full * columns, count):
        sheet[full, :, index - full * columns] = colours[index]
    return sheet.reshape(rows * height, columns * width), columns
