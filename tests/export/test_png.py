from __future__ import annotations

from io import BytesIO

import numpy as np
import pytest
from PIL import Image

from cnngui.errors import CnnguiError
from cnngui.export.picture import Drawing, network_drawing
from cnngui.export.picture import png as picture_file
from cnngui.export.picture.items import Box
from cnngui.export.picture.png import drawing_png, network_png
from cnngui.network.blocks import Parallel, Repeat, Residual
from cnngui.network.layers import Conv2D, Flatten
from cnngui.network.network import Network

CONV = Conv2D(filters=4, padding="same")
NETWORK = Network(
    input_shape=(8, 8, 4),
    layers=(
        CONV,
        Residual(branches=((CONV,), ())),
        Repeat(times=2, branches=((CONV,),)),
        Parallel(branches=((CONV,), ())),
        Flatten(),
    ),
)


def pixels(png: bytes) -> np.ndarray:
    return np.asarray(Image.open(BytesIO(png)).convert("RGB"))


def test_the_picture_has_twice_the_size_of_the_diagram() -> None:
    drawing = network_drawing(NETWORK, "네트워크")
    image = pixels(network_png(NETWORK, "네트워크"))
    assert image.shape == (round(2 * drawing.height), round(2 * drawing.width), 3)
    assert (image[:20] == 255).all()
    assert (image[:, :20] == 255).all()


def test_a_box_has_its_stripe_where_the_diagram_says() -> None:
    drawing = network_drawing(NETWORK)
    image = pixels(network_png(NETWORK))
    for box in (item for item in drawing.items if isinstance(item, Box)):
        found = image[round(2 * (box.y + box.height / 2)), round(2 * (box.x + 2.5))]
        wanted = [int(box.colour[place : place + 2], 16) for place in (1, 3, 5)]
        # Half the size by Lanczos: the middle of a stripe of 10 px keeps its colour, rounded.
        np.testing.assert_allclose(found, wanted, atol=3)


def test_a_picture_of_many_pixels_keeps_its_size(monkeypatch: pytest.MonkeyPatch) -> None:
    drawing = network_drawing(NETWORK)
    monkeypatch.setattr(picture_file, "MAX_PIXELS", 5 * drawing.width * drawing.height)
    assert pixels(drawing_png(drawing)).shape[:2] == (round(drawing.height), round(drawing.width))


def test_a_picture_that_would_fill_the_memory_is_refused() -> None:
    with pytest.raises(CnnguiError) as caught:
        drawing_png(Drawing(20_000, 20_000, "", ()))
    assert caught.value.code == "runs.picture_too_large"
