"""The one path from ink, a picture, a sample or a sentence to what a network reads.

Window, command line and engine all take it, so that they give one answer. What the network was trained on
decides (`InputFormat`); where nobody knows that, the shape of its input does (`InputFormat.of_shape`).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from cnngui.datasets.dataset import Samples
from cnngui.datasets.input_format import InputFormat, picture_shape
from cnngui.datasets.pictures import middle_of, resized
from cnngui.datasets.pixels import FRAME_PX, INK_PX, InkFrames, normalise_pixels
from cnngui.datasets.stored_samples import stored
from cnngui.datasets.words import encoded
from cnngui.errors import CnnguiError
from cnngui.network.inference.data_fit import fits
from cnngui.network.inference.shapes import shape_text
from cnngui.network.network import Shape

Number = TypeVar("Number", bound=np.generic)
Input = NDArray[np.float32]


def prepare_framed(
    frames_of: Callable[[int, float], InkFrames | None],
    input_shape: Shape,
    trained_on: InputFormat | None = None,
) -> Input | None:
    """Return ink as float32 of `input_shape`; None without ink, or if that is no square picture.

    Args:
        frames_of: returns the ink's frames, None without ink, by the side of the last one in pixels and the
            ink's share of it, as `cnngui.datasets.ink.rasterise` and `normalise_pixels` make them.
    """
    side = frame_side(input_shape, trained_on)
    frames = None if side is None else frames_of(side, ink_share(trained_on))
    return None if frames is None else prepare_ink(frames.centred[np.newaxis], input_shape, trained_on)[0]


def prepare_ink(ink: Input, input_shape: Shape, trained_on: InputFormat | None = None) -> Input:
    """Return framed ink as float32 (samples, *input_shape).

    Args:
        ink: (samples, side, side) in 0..1, ink 1, framed to `frame_side`.

    Raises:
        CnnguiError: ``engine.other_samples``: they are larger than the input.
    """
    shape = picture_shape(input_shape, trained_on) or input_shape
    # For every byte x, x / 255 · 255 is x again in float32.
    levels = np.repeat(ink[..., np.newaxis] * np.float32(255), shape[-1], axis=3)
    if trained_on is not None and trained_on.polarity == "dark_on_light":
        levels = 255 - levels
    return _levelled(fitted(levels, input_shape), trained_on)


def prepare_picture(
    picture: NDArray[np.uint8],
    input_shape: Shape,
    trained_on: InputFormat | None = None,
    frames_of: Callable[[int, float], InkFrames | None] | None = None,
) -> Input | None:
    """Return a picture as float32 of `input_shape`; None if no ink is found in it, or that is no picture.

    Args:
        picture: uint8 (height, width) or (height, width, 3), as `cnngui.datasets.pictures` reads it.
        frames_of: as `prepare_framed` takes it, for ink that was looked for already.

    For a network of ink it takes the way of a drawing. For all others it is prepared as its data were.
    """
    shape = picture_shape(input_shape, trained_on)
    if shape is None:
        return None
    trained_on = trained_on or InputFormat.of_shape(shape)
    if trained_on.kind != "ink" or frame_side(input_shape, trained_on) is None:
        framed = resized(picture, _framed(shape, trained_on), trained_on.fit, trained_on.pad)[np.newaxis]
        framed = 255 - framed if trained_on.invert else framed
        return prepare_samples(framed, input_shape, trained_on)[0]
    return prepare_framed(frames_of or partial(normalise_pixels, picture), input_shape, trained_on)


def photo_middle(
    picture: NDArray[np.uint8], input_shape: Shape, trained_on: InputFormat | None = None
) -> NDArray[np.uint8] | None:
    """Return the part of a picture that `prepare_picture` resizes for a network, at its own size.

    It is all of a picture that is squeezed. None where the picture is taken as ink, where the network reads
    no picture, and where what it reads has a border around the picture.
    """
    shape = picture_shape(input_shape, trained_on)
    if shape is None:
        return None
    trained_on = trained_on or InputFormat.of_shape(shape)
    as_ink = trained_on.kind == "ink" and frame_side(input_shape, trained_on) is not None
    if as_ink or _framed(shape, trained_on) != shape or trained_on.fit == "pad":
        return None
    if trained_on.fit == "squeeze":
        return picture
    return middle_of(picture, *shape[:2])


def prepare_samples(
    samples: Samples,
    input_shape: Shape,
    trained_on: InputFormat | None = None,
    stored: InputFormat | None = None,
) -> Input:
    """Return samples of a data set as float32 (samples, *input_shape): pictures scaled, all else as it is.

    Args:
        stored: how the samples are; those of the other polarity than the network's are inverted.

    Raises:
        CnnguiError: ``engine.other_samples``, as `fitted` does.
    """
    if inverted(trained_on, stored):
        samples = 255 - samples
    values = fitted(samples, input_shape).astype(np.float32)
    return _levelled(values, trained_on) if samples.dtype == np.uint8 else values


def inverted(trained_on: InputFormat | None, stored: InputFormat | None) -> bool:
    """Whether samples are of the other polarity than those that the network was trained on."""
    if trained_on is None or stored is None:
        return False
    if trained_on.kind == stored.kind == "picture":
        return trained_on.invert != stored.invert
    return trained_on.kind == stored.kind == "ink" and trained_on.polarity != stored.polarity


def prepare_sentences(sentences: Sequence[str], vocabulary: Sequence[str], input_shape: Shape) -> Input:
    """Return sentences as float32 (sentences, words): the indices of their words."""
    return encoded(sentences, vocabulary, input_shape[0]).astype(np.float32)


def ink_share(trained_on: InputFormat | None) -> float:
    """Return the longer side of ink as a part of the frame's."""
    return INK_PX / FRAME_PX if trained_on is None else trained_on.ink_share


def frame_side(input_shape: Shape, trained_on: InputFormat | None = None) -> int | None:
    """Return the side of the frame that ink is put into, in pixels; None if the input is no square picture.

    It is the side of the data's pictures where the input adds a border to them.
    """
    shape = picture_shape(input_shape, trained_on)
    if shape is None:
        return None
    height, width, _ = _framed(shape, trained_on)
    return height if height == width and shape[0] == shape[1] else None


def fitted(samples: NDArray[Number], input_shape: Shape) -> NDArray[Number]:
    """Return samples (samples, …) of `input_shape`; smaller pictures get a border of zeros.

    LeNet-5 reads digits of 28×28 so, on 32×32. The border is even, or one pixel wider below and right. An
    input without an axis for channels gets grey pictures without it, and a row the values of each picture.

    Raises:
        CnnguiError: ``engine.other_samples``: they are of another shape, as `fits` tells.
    """
    shape = samples.shape[1:]
    if shape == input_shape:
        return samples
    if not fits(shape, input_shape):
        raise CnnguiError("engine.other_samples", found=shape_text(shape), wanted=shape_text(input_shape))
    if (unread := stored(samples)) is not None:
        return unread.fitted(input_shape, partial(fitted, input_shape=input_shape))
    if len(input_shape) < 3:
        samples = samples.reshape(len(samples), *(shape[:2] if len(input_shape) == 2 else input_shape))
    missing: list[int] = [wants - has for has, wants in zip(samples.shape[1:], input_shape, strict=True)]
    if not any(missing):
        return samples
    return np.pad(samples, [(0, 0), *((rest // 2, rest - rest // 2) for rest in missing)])


def _framed(shape: Shape, trained_on: InputFormat | None) -> Shape:
    """Return the shape of the data's picture within the input's: what is around it is border."""
    if trained_on is None or len(trained_on.shape) != 3:
        return shape
    return (*map(min, shape[:2], trained_on.shape[:2]), shape[2])


def _levelled(pictures: Input, trained_on: InputFormat | None) -> Input:
    """Return pictures in 0..255 from the network's black to its white, by the very sums of training.

    That is `cnngui.engine.keras_backend.steps.Samples`; another order of its factors differs in the last bit.
    """
    taken = trained_on or InputFormat.of_shape(pictures.shape[1:])
    factor, offset = taken.scaling(pictures.shape[-1])
    values: Input = pictures * factor
    return values + offset if np.any(offset) else values
