"""Several signs on one picture, each read by itself, as the canvas of the window has it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from cnngui.api.model import Model, as_model, predict
from cnngui.datasets.ink_pieces import writing_on
from cnngui.datasets.pictures import read_picture
from cnngui.datasets.pixels import frames_of
from cnngui.datasets.preparing import frame_side, prepare_picture
from cnngui.datasets.segmenting import Box, are_signs, divide


@dataclass(frozen=True, eq=False)
class Sign:
    """One of several.

    Attributes:
        box: left, top, right and bottom of the pen's way, in pixels of the picture.
        probabilities: float32 (classes,).
        row: in which row it stands, from 0 at the top.
    """

    box: Box
    probabilities: NDArray[np.float32]
    row: int = 0


@dataclass(frozen=True)
class Signs:
    """What is written on a picture.

    Attributes:
        read: row by row, each from left to right.
        other: what it may be instead if it is not sure where signs end, else ().
    """

    read: tuple[Sign, ...]
    other: tuple[Sign, ...] = ()


def read_signs(model: Model | str | Path, path: str | Path) -> Signs | None:
    """Return the digits or letters that a picture shows in rows; None where it is one picture to read.

    It is that to a network of photographs or of other classes, and where its ink is one sign.

    Raises:
        CnnguiError: it is no picture.
    """
    found = as_model(model)
    taken = found.input_format
    if not are_signs(found.class_names) or taken.kind != "ink" or not found.reads_pictures:
        return None
    if frame_side(found.input_shape, taken) is None:
        return None
    picture = read_picture(path, taken.paper)
    pieces = writing_on(picture, (picture.shape[1], picture.shape[0])).pieces
    if pieces is None or len(pieces.line.parts) < 2:
        return None
    line = pieces.line
    sheets = (pieces.only(line.members(span)) for span in line.spans)
    samples = [
        prepare_picture(picture, found.input_shape, taken, partial(frames_of, sheet)) for sheet in sheets
    ]
    answers = dict(zip(line.spans, predict(found, samples), strict=True))
    division = divide(line, answers)
    read, other = (
        tuple(Sign(line.box(span), answers[span], line.row(span)) for span in spans)
        for spans in (division.spans, division.other)
    )
    return Signs(read, other) if len(read) > 1 else None
