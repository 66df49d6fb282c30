"""The pen: a disc moved along a line, painted on a small grid with soft edges."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Points = npt.NDArray[np.float64]
Picture = npt.NDArray[np.float32]

# Discs this close leave the outline within 2 % of the radius of the true one.
_STEP_IN_RADII = 0.4
# A scribble longer than this many discs is painted with a longer step: it bounds the time of one picture.
_MOST_DISCS = 1500


def along(line: Points, step: float) -> Points:
    """Return points at most `step` apart on the polyline `line` (n, 2), both ends included.

    Further columns are what the line has at each point, and are interpolated with it.
    """
    lengths = np.hypot(*np.diff(line[:, :2], axis=0).T)
    run = np.concatenate(([0.0], np.cumsum(lengths)))
    count = int(np.ceil(run[-1] / step)) + 1
    at = np.linspace(0.0, run[-1], count)
    return np.stack([np.interp(at, run, column) for column in line.T], axis=1)


def paint(
    lines: list[Points], radius: float, shape: tuple[int, int], radii: list[Points] | None = None
) -> Picture:
    """Return the picture (height, width) in 0..1 of a round pen drawn along `lines`.

    Args:
        lines: polylines (n, 2) of x, y in pixels of the picture, where pixel (row, column) is centred on
            (column + ½, row + ½). Ink outside the picture is lost.
        radius: of the pen, in pixels.
        shape: height and width of the picture.
        radii: the pen's at each point of each line, where they differ; `radius` is the largest then.

    A pixel's darkness is how far it lies inside the pen, clip(radius + ½ - distance, 0, 1), the largest of
    all discs: crossing strokes do not add up.
    """
    thinnest = radius if radii is None else min(float(each.min()) for each in radii)
    step = max(thinnest, 0.5) * _STEP_IN_RADII
    total = sum(float(np.hypot(*np.diff(line, axis=0).T).sum()) for line in lines)
    step = max(step, total / _MOST_DISCS)
    if radii is not None:
        lines = [np.column_stack(each) for each in zip(lines, radii, strict=True)]
    discs = np.concatenate([along(line, step) for line in lines])
    centres = discs[:, :2]
    reach = int(np.ceil(radius + 0.5))
    height, width = shape
    inside = ((centres > -reach) & (centres < (width + reach, height + reach))).all(axis=1)
    centres = centres[inside]
    reaches = (
        np.float32(radius + 0.5)
        if radii is None
        else (discs[inside, 2] + 0.5).astype(np.float32)[:, None, None]
    )
    corner = np.floor(centres).astype(np.intp)
    part = (centres - corner).astype(np.float32)
    around = np.arange(-reach, reach + 1)
    middle = around.astype(np.float32) + np.float32(0.5)
    dx = middle - part[:, :1]
    dy = middle - part[:, 1:]
    cover = np.clip(reaches - np.sqrt(dy[:, :, None] ** 2 + dx[:, None, :] ** 2), 0.0, 1.0)
    # A margin as wide as twice the reach takes every disc whose centre is at most one reach outside.
    margin = 2 * reach
    padded = np.zeros((height + 2 * margin, width + 2 * margin), dtype=np.float32)
    rows = corner[:, 1:] + around + margin
    columns = corner[:, :1] + around + margin
    cells = rows[:, :, None] * padded.shape[1] + columns[:, None, :]
    np.maximum.at(padded.reshape(-1), cells.reshape(-1), cover.reshape(-1))
    return padded[margin : margin + height, margin : margin + width]


def centre_of_mass(picture: npt.NDArray[np.floating]) -> tuple[float, float]:
    """Return x, y of the ink's centre of mass in pixels, ½ being the middle of the first pixel.

    A pen far thinner than a pixel may leave none: then it is the picture's own middle.
    """
    mass = float(picture.sum(dtype=np.float64))
    rows, columns = picture.shape
    if not mass:
        return columns / 2, rows / 2
    x = float(picture.sum(axis=0, dtype=np.float64) @ (np.arange(columns) + 0.5)) / mass
    y = float(picture.sum(axis=1, dtype=np.float64) @ (np.arange(rows) + 0.5)) / mass
    return x, y


def centred_corner(ink: npt.NDArray[np.floating], size: int) -> tuple[float, float]:
    """Return x, y of where `ink` begins in a frame of `size` if its centre of mass is to be in the middle.

    Ink that nearly fills the frame is not pushed out of it.
    """
    corner = []
    for middle, length in zip(centre_of_mass(ink), (ink.shape[1], ink.shape[0]), strict=True):
        room = size - max(ink.shape)
        at = size / 2 - middle
        corner.append(min(max(at, 0.0), float(size - length)) if 0 <= room < size / 8 else at)
    return corner[0], corner[1]
