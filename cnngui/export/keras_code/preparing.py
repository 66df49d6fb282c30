"""How data are prepared, in code: the very steps of `cnngui.datasets`, with Pillow and numpy.

Keras' own Resizing weighs pixels otherwise than Pillow does, with which the network was trained.
"""

from __future__ import annotations

from cnngui.datasets.preparation import Preparation
from cnngui.export.keras_code.lines import Page
from cnngui.messages import text
from cnngui.network.inference.data_fit import reads_bytes
from cnngui.network.network import Network, Shape

_BOTH = "x_train, x_test"
_NAMES = {"black": "black", "grey": "gray", "white": "white"}
"""As Pillow calls the levels of 0, 128 and 255, in grey pictures and in those of colours."""


def prepared_shape(shape: Shape, preparation: Preparation) -> Shape:
    """Return (height, width, channels) of pictures that had `shape` before."""
    side = preparation.size or shape[:2]
    return (*side, {"grey": 1, "colour": 3}.get(preparation.colour, shape[2]))


def write_pixels(page: Page, preparation: Preparation, *, teaching: bool) -> None:
    """Write what is done to the pixels of ``x_train`` and ``x_test``, uint8 (samples, height, width[, 3]).

    Grey ones have no axis for the channel behind it, if they are brought to a size or to grey.
    """
    if preparation.size is not None or preparation.colour != "as_they_are":
        _write_function(page, preparation, teaching=teaching)
        page.write(f"{_BOTH} = prepared(x_train), prepared(x_test)")
    if preparation.invert:
        page.write(f"{_BOTH} = 255 - x_train, 255 - x_test")


def _write_function(page: Page, preparation: Preparation, *, teaching: bool) -> None:
    page.gap(2)
    page.write("def prepared(x):")
    page.depth += 1
    if teaching:
        page.remarks([text("code.prepared")])
    mode = {"grey": '.convert("L")', "colour": '.convert("RGB")'}.get(preparation.colour, "")
    page.write(f"images = [Image.fromarray(picture.squeeze()){mode} for picture in x]")
    if preparation.size is not None:
        height, width = preparation.size
        page.write(f"size, how = ({width}, {height}), Image.Resampling.BILINEAR")
        made = {
            "crop": "ImageOps.fit(image, size, how)",
            "pad": f'ImageOps.pad(image, size, how, color="{_NAMES[preparation.pad]}")',
            "squeeze": "image.resize(size, how)",
        }[preparation.fit]
        page.write(f"images = [{made} for image in images]")
    page.write("return np.stack([np.asarray(image) for image in images])")
    page.depth -= 1
    page.gap(2)


def write_figures(page: Page, preparation: Preparation, *, teaching: bool) -> None:
    """Write the mean and the deviation of each channel, if these are taken off; before any border."""
    if preparation.normalise == "none":
        return
    if teaching:
        page.remarks([text("code.figures")])
    page.write("mean, deviation = x_train.mean(axis=(0, 1, 2)), x_train.std(axis=(0, 1, 2))")
    page.write("deviation = np.maximum(deviation, 1e-6)")


def write_numbers(page: Page, preparation: Preparation, network: Network, *, teaching: bool) -> None:
    """Write what makes numbers of bytes."""
    if preparation.normalise != "none":
        # Any scale before it would fall out of the sum.
        page.write("x_train = (x_train - mean) / deviation")
        page.write("x_test = (x_test - mean) / deviation")
        return
    scale = preparation.scale or ("0..255" if reads_bytes(network) else "0..1")
    if scale == "-1..1":
        if teaching:
            page.remarks([text("code.scaled_around_0")])
        page.write(f"{_BOTH} = x_train / 127.5 - 1, x_test / 127.5 - 1")
        return
    if teaching:
        asked = "code.rescaled" if preparation.scale is None else "code.unscaled"
        page.remarks([text("code.scaled" if scale == "0..1" else asked)])
    if scale == "0..1":
        page.write(f"{_BOTH} = x_train / 255, x_test / 255")
