"""A set of drawings as a folder of PNG pictures by class, which every other program reads."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from cnngui.datasets.ink import CANVAS, Stroke
from cnngui.datasets.own_samples import OwnSample, counts
from cnngui.datasets.pen import paint
from cnngui.files.writing import atomic_folder

_LONGEST_NAME = 60
_NOT_IN_NAMES = re.compile(r'[<>:"/\\|?*\x00-\x1f]+')
_RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)
"""Names that Windows keeps for devices."""


def picture_of_strokes(strokes: Sequence[Stroke]) -> NDArray[np.uint8]:
    """Return a drawing as it stands on the canvas: uint8 (height, width), light ink on black."""
    inked = [stroke for stroke in strokes if stroke.points]
    height, width = CANVAS[1], CANVAS[0]
    if not inked:
        return np.zeros((height, width), np.uint8)
    lines = [np.array(stroke.points, np.float64) for stroke in inked]
    radii = [np.array(stroke.widths or (1.0,) * len(stroke.points)) * stroke.width_px / 2 for stroke in inked]
    largest = max(float(each.max()) for each in radii)
    return np.rint(paint(lines, largest, (height, width), radii) * 255).astype(np.uint8)


def write_pictures(into: Path, name: str, samples: Sequence[OwnSample]) -> Path:
    """Write a PNG of each sample into a new folder, a sub-folder for each class, whole or not at all.

    Args:
        into: where the new folder is made; it is called like `name`, with a number if that is taken.

    Returns:
        The new folder.

    Raises:
        CnnguiError: it cannot be written.
    """
    folder = into / _free(file_name(name), {path.name.casefold() for path in into.glob("*")})
    classes: dict[str, str] = {}
    for label in counts(samples):
        classes[label] = _free(file_name(label), {each.casefold() for each in classes.values()})

    def fill(made: Path) -> None:
        for label, called in classes.items():
            (made / called).mkdir(parents=True)
            members = [sample for sample in samples if sample.label == label]
            for place, sample in enumerate(members, 1):
                pixels = picture_of_strokes(sample.strokes) if sample.picture is None else sample.picture
                Image.fromarray(pixels).save(made / called / f"{called}-{place:04d}.png")

    atomic_folder(folder, fill, "")
    return folder


def file_name(name: str) -> str:
    """Return a name as every system can have it for a file or folder."""
    plain = _NOT_IN_NAMES.sub("-", name)[:_LONGEST_NAME].strip(" .")
    return f"{plain}-" if _RESERVED.fullmatch(plain) else plain or "-"


def _free(name: str, taken: Iterable[str]) -> str:
    there, free, times = set(taken), name, 2
    while free.casefold() in there:
        free, times = f"{name}-{times}", times + 1
    return free
