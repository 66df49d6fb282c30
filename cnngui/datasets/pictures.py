"""Read one picture from a file, whatever it claims to be."""

from __future__ import annotations

import math
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageOps

from cnngui.datasets.preparation import PAD_LEVELS, Fit, PadColour, Paper
from cnngui.errors import CnnguiError
from cnngui.files.opening import MB, open_regular, shown_text

FORMATS = ("PNG", "JPEG", "BMP", "GIF", "WEBP", "TIFF")
"""What is read: common formats, none of which can refer to other files."""

MAX_FILE_BYTES = 50_000_000
MAX_PIXELS = 32_000_000
"""A camera's 24 million pixels fit."""
LONGEST_PX = 1280
"""Longest side given back, to the window and the command line alike: networks read far less."""

_WHITE = 255
_MAY_TURN = ("exif", "Raw profile type exif", "xmp", "XML:com.adobe.xmp")
"""Where Pillow (13.0) looks for how a picture is turned; and in the tags of a TIFF file."""
_ORIENTATION, _ON_ITS_SIDE = 0x0112, (5, 6, 7, 8)
_LUMA = np.array([0.299, 0.587, 0.114], np.float32)
_LIGHT = 0.75 * _WHITE


def read_picture(path: str | Path, paper: Paper = "auto") -> NDArray[np.uint8]:
    """Return a picture upright, on paper: uint8 (height, width) if it is grey, else (height, width, 3).

    Of an animation it is the first frame; 1 or up to 16 bit become 8; sides above
    `LONGEST_PX` are reduced by averaging.

    Args:
        paper: under what is transparent; "auto" is as `on_paper` chooses.

    Raises:
        CnnguiError: no regular file, no picture of a known format, damaged, or more than `MAX_PIXELS`.
    """
    with open_regular(path, MAX_FILE_BYTES) as file:
        return picture_from(file, path, paper)


def picture_from(file: BinaryIO, name: str | Path, paper: Paper = "auto") -> NDArray[np.uint8]:
    """Return what `read_picture` does of an open file; `name` is what sentences call it."""
    with _opened(file, name) as image:
        # Lets JPEG decode at a half, a quarter or an eighth.
        image.draft(None, (LONGEST_PX, LONGEST_PX))
        image.load()
        # Of very many small pictures each of these steps costs a tenth of the time, and most need none.
        if hasattr(image, "tag_v2") or not image.info.keys().isdisjoint(_MAY_TURN):
            ImageOps.exif_transpose(image, in_place=True)
        return _pixels(image if _is_plain(image) else _on_paper(image, paper))


def picture_size(file: BinaryIO, name: str | Path) -> tuple[int, int]:
    """Return width and height of a picture as it stands upright, by its header alone.

    Raises:
        CnnguiError: as `read_picture` does.
    """
    with _opened(file, name) as image:
        # Of a PNG without them in front, Pillow decodes all pixels to look for them behind.
        told = image.format != "PNG" or "exif" in image.info
        turned = told and image.getexif().get(_ORIENTATION, 1) in _ON_ITS_SIDE
        return (image.height, image.width) if turned else (image.width, image.height)


def _is_plain(image: Image.Image) -> bool:
    """Return whether an image is as `_on_paper` would return it."""
    told = image.mode == "RGB" or (image.mode == "L" and image.getextrema() != (0, 1))
    return told and max(image.size) <= LONGEST_PX and not image.has_transparency_data


def _pixels(image: Image.Image) -> NDArray[np.uint8]:
    """Return the values of an image of mode "L" or "RGB"."""
    shape = image.size[::-1] if image.mode == "L" else (*image.size[::-1], 3)
    return np.frombuffer(bytearray(image.tobytes()), np.uint8).reshape(shape)


@contextmanager
def _opened(file: BinaryIO, name: str | Path) -> Iterator[Image.Image]:
    try:
        with Image.open(file, formats=FORMATS) as image:
            if image.width * image.height > MAX_PIXELS:
                raise _too_large(name, image.width, image.height)
            yield image
    except CnnguiError:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        # Pillow's own guard, before the size is known here: a warning, and an error from twice as much.
        raise CnnguiError("datasets.picture_bomb", path=shown_text(name)) from None
    except Exception:
        # Damaged bytes make Pillow raise nearly anything: OSError, SyntaxError, struct.error, KeyError…
        raise CnnguiError("datasets.picture_unreadable", path=shown_text(name)) from None


def as_picture(pixels: NDArray[np.uint8], paper: Paper = "auto") -> NDArray[np.uint8]:
    """Return pixels as `read_picture` returns those of a file that has no loss.

    Args:
        pixels: uint8 (height, width), (height, width, 3), or with an axis of 4, the last being opacity.
    """
    return _pixels(_on_paper(Image.fromarray(pixels), paper))


def _on_paper(image: Image.Image, paper: Paper) -> Image.Image:
    """Return an image of mode "L" or "RGB", reduced before it is flattened: one large copy is enough."""
    deep = image.mode.startswith("I")
    grey = deep or image.mode in ("1", "L", "LA")
    factor = math.ceil(max(image.size) / LONGEST_PX)
    if deep:  # 16 bit grey; convert("L") would cut off at 255 instead of scaling
        image = _of_depth(np.asarray(image))
    elif image.mode == "L" and image.getextrema() == (0, 1):
        image = image.point(lambda level: level * _WHITE)
    if not image.has_transparency_data:
        return image.convert("L" if grey else "RGB").reduce(factor)
    colours = np.asarray(image.convert("RGBA").reduce(factor))
    return Image.fromarray(on_paper(colours, paper)).convert("L" if grey else "RGB")


def _of_depth(levels: NDArray[Any]) -> Image.Image:
    """Return grey levels of more than 8 bits in 8: of so many bits as the brightest one needs.

    Scanners and cameras store 10, 12 or 14 bits in files of 16, and masks 8 or a single one.
    """
    brightest = max(int(levels.max(initial=0)), 0)
    depth = next(bits for bits in (1, 8, 10, 12, 14, 16, 32) if brightest < 2**bits)
    scaled = np.clip(levels, 0, None).astype(np.int64) * _WHITE // (2**depth - 1)
    return Image.fromarray(scaled.astype(np.uint8))


def on_paper(colours: NDArray[np.uint8], paper: Paper = "auto") -> NDArray[np.uint8]:
    """Return a picture with transparent parts, (height, width, 4), flattened: uint8 (height, width, 3).

    Where it is "auto", the paper is white; black if what is drawn is so light that nobody would see it on
    white.
    """
    alpha = colours[..., 3:].astype(np.float32) / 255
    light = (colours[..., :3] @ _LUMA)[..., np.newaxis] * alpha
    if paper == "auto":
        paper = "black" if float(light.sum()) > _LIGHT * float(alpha.sum()) else "white"
    flat = colours[..., :3] * alpha + PAD_LEVELS[paper] * (1 - alpha)
    return np.rint(flat).astype(np.uint8)


def _too_large(path: str | Path, width: int, height: int) -> CnnguiError:
    return CnnguiError(
        "datasets.picture_too_large",
        path=shown_text(path),
        width=width,
        height=height,
        limit_mp=MAX_PIXELS / MB,
    )


def resized(
    picture: NDArray[np.uint8], shape: tuple[int, ...], fit: Fit = "crop", pad: PadColour = "black"
) -> NDArray[np.uint8]:
    """Return a picture as networks for photos read it, in training too: uint8 of `shape`.

    Args:
        picture: uint8 (height, width) or (height, width, 3).
        shape: (height, width, channels) with 1 or 3 channels.
        fit: what becomes of another ratio of the sides (`cnngui.datasets.preparation.Preparation`). pad: of
            the border then.

    Colours become grey first; then it is brought to size, its finer detail averaged.
    """
    height, width, channels = shape
    image = Image.fromarray(picture).convert("RGB" if channels == 3 else "L")
    if image.size == (width, height):
        return np.asarray(image).reshape(shape)
    how, level = Image.Resampling.BILINEAR, PAD_LEVELS[pad]
    if fit == "pad":
        made = ImageOps.pad(image, (width, height), how, color=(level,) * 3 if channels == 3 else level)
    elif fit == "squeeze":
        made = image.resize((width, height), how)
    else:
        made = ImageOps.fit(image, (width, height), how)
    return np.asarray(made).reshape(shape)


def cropped(picture: NDArray[np.uint8], shape: tuple[int, ...]) -> NDArray[np.uint8]:
    """Return the middle of a picture, uint8 of `shape`: `resized` without a border and not squeezed."""
    return resized(picture, shape)


def middle_of(picture: NDArray[np.uint8], height: int, width: int) -> NDArray[np.uint8]:
    """Return the part of a picture that `cropped` reads, at the picture's own size and as a view of it.

    Args:
        height, width: of what it is resized to; their ratio is that of the part, to a pixel.
    """
    rows, columns = picture.shape[:2]
    kept = (
        min(rows, max(1, round(columns * height / width))),
        min(columns, max(1, round(rows * width / height))),
    )
    top, left = (rows - kept[0]) // 2, (columns - kept[1]) // 2
    return picture[top : top + kept[0], left : left + kept[1]]
