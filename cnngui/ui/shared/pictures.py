"""Pictures that are pasted or dropped, as pixels."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

import numpy as np
from PySide6.QtCore import QMimeData
from PySide6.QtGui import QImage

from cnngui.datasets.ink import normalise_pixels
from cnngui.datasets.pictures import as_picture, read_picture
from cnngui.datasets.preparation import Paper
from cnngui.errors import CnnguiError
from cnngui.ui.shared.pixels import Pixels, from_image

_LEAST_CONTRAST = 20


def holds_picture(mime: QMimeData) -> bool:
    """Whether `mime` carries a picture or a file that may be one."""
    return mime.hasImage() or any(url.isLocalFile() for url in mime.urls())


def picture_job(mime: QMimeData, paper: Paper = "auto") -> Callable[[], Pixels] | None:
    """Return what reads the picture that was pasted or dropped; None when there is none.

    Args:
        paper: what is transparent is laid on (`cnngui.datasets.preparation.Preparation`).

    The job gives uint8 (height, width) or (height, width, 3), as `read_picture` does, in any thread.

    Raises:
        CnnguiError: from the job: the file is no picture that is read, or nothing can be seen on it.
    """
    files = [url.toLocalFile() for url in mime.urls() if url.isLocalFile()]
    if files:
        return partial(_read, files[0], paper)
    image = QImage(mime.imageData()) if mime.hasImage() else QImage()
    return None if image.isNull() else image_job(image, paper)


def image_job(image: QImage, paper: Paper = "auto") -> Callable[[], Pixels]:
    """Return what reads an image, as `picture_job` does."""
    return lambda: _checked(as_picture(_pixels(image), paper))


def picture_jobs(mime: QMimeData) -> list[Callable[[], Pixels]]:
    """Return what reads each picture that was pasted or dropped, as `picture_job` reads the first."""
    files = [url.toLocalFile() for url in mime.urls() if url.isLocalFile()]
    first = picture_job(mime)
    return file_jobs(files) or ([] if first is None else [first])


def file_jobs(paths: Sequence[str]) -> list[Callable[[], Pixels]]:
    """Return what reads each of these files."""
    return [partial(_read, path) for path in paths]


def _read(path: str, paper: Paper = "auto") -> Pixels:
    return _checked(read_picture(path, paper))


def _pixels(image: QImage) -> Pixels:
    """Return an image as a file would have it: with opacity only if it has any."""
    if not image.hasAlphaChannel():
        return from_image(image)
    colours = image.convertToFormat(QImage.Format.Format_RGBA8888)
    rows = np.frombuffer(colours.constBits(), np.uint8).reshape(colours.height(), colours.bytesPerLine())
    return rows[:, : 4 * colours.width()].reshape(colours.height(), colours.width(), 4).copy()


def _checked(pixels: Pixels) -> Pixels:
    # What is no ink may still be a photo for a network that reads those; what is all alike is neither.
    if normalise_pixels(pixels) is None and np.ptp(pixels) < _LEAST_CONTRAST:
        raise CnnguiError("draw.no_ink")
    return pixels
