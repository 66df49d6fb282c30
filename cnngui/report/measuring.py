"""What a report tells of answers to labelled samples."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from cnngui.report.contents import Measured, Mistake
from cnngui.results.classified import Classified

MISTAKES = 8
_SIDE_PX = 56


def measured_of(
    classified: Classified,
    part: str,
    shown: Sequence[NDArray[Any]],
    labels: NDArray[np.int64],
    names: Sequence[str],
) -> Measured:
    """Return what is told.

    Args:
        part: which samples were asked, in words.
        shown: the samples of the first `MISTAKES` of `Classified.mistakes`, as the data have them; fewer, or
            none, where they could not be had.
        labels: int64 (samples,), the true class of each measured one by `names`, the classes of the data.
    """
    return Measured(
        part=part,
        samples=classified.samples,
        accuracy=classified.accuracy,
        interval=classified.interval,
        class_names=classified.class_names,
        confusion=classified.confusion,
        mistakes=[
            Mistake(
                picture_png(sample),
                names[int(labels[position])],
                classified.class_names[int(classified.predicted[position])],
                float(classified.confidence[position]),
            )
            for position, sample in zip(classified.mistakes, shown, strict=False)
        ],
    )


def picture_png(sample: NDArray[Any]) -> bytes:
    """Return a sample as a small PNG file, b"" for one that is no picture.

    Args:
        sample: uint8 0..255 or float 0..1, (height, width, 1) or (height, width, 3).
    """
    if sample.ndim != 3 or sample.shape[2] not in (1, 3):
        return b""
    pixels = sample
    if pixels.dtype != np.uint8:
        pixels = np.rint(np.clip(pixels.astype(np.float32), 0, 1) * 255).astype(np.uint8)
    image = Image.fromarray(pixels[:, :, 0] if pixels.shape[2] == 1 else pixels)
    larger = max(1, _SIDE_PX // max(image.size))
    image = image.resize((image.width * larger, image.height * larger), Image.Resampling.NEAREST)
    written = BytesIO()
    image.save(written, "PNG")
    return written.getvalue()
