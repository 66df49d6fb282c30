"""Own samples reach a network the way of a drawing, and varied they are the same class still."""

from __future__ import annotations

import numpy as np
import pytest

from cnngui.datasets.ink import PEN_PX, Stroke, rasterise
from cnngui.datasets.input_format import InputFormat
from cnngui.datasets.own_pictures import INK, picture_of, pictures_of, varied
from cnngui.datasets.own_samples import OwnSample
from cnngui.state.drawing import Drawing

SEVEN = Stroke(((80, 90), (190, 85), (150, 150), (120, 230)), PEN_PX)
BAR = Stroke(((100, 160), (180, 155)), PEN_PX)
SAMPLE = OwnSample.of("7", [SEVEN, BAR])
FORMATS = [
    INK,
    InputFormat(kind="ink", shape=(28, 28, 1), polarity="dark_on_light", white=255.0),
    InputFormat(kind="picture", shape=(32, 32, 3)),
    InputFormat(kind="ink", shape=(16, 16, 1), ink_share=0.9),
]


@pytest.mark.parametrize("trained_on", FORMATS)
def test_a_network_is_shown_what_it_is_shown_of_the_drawing(qapp: object, trained_on: InputFormat) -> None:
    drawing = Drawing()
    drawing.set_strokes(SAMPLE.strokes)
    shown = drawing.network_input(trained_on.shape, trained_on)
    assert shown is not None
    picture = picture_of(SAMPLE, trained_on)
    assert picture is not None
    assert picture.shape == trained_on.shape
    black, white = trained_on.black, trained_on.white
    levels = black + picture.astype(np.float32) / 255 * (white - black)
    np.testing.assert_allclose(levels, shown, atol=(white - black) / 500)


def test_a_picture_without_ink_is_left_out() -> None:
    blank = OwnSample.of("0", picture=np.full((60, 60), 255, np.uint8))
    pictures, places = pictures_of([blank, SAMPLE, blank])
    assert pictures.shape == (1, 28, 28, 1)
    assert places.tolist() == [1]
    assert pictures_of([blank])[0].shape == (0, 28, 28, 1)


def test_a_drawing_drawn_once_more_is_another_and_alike() -> None:
    chance = np.random.default_rng(1)
    whole = rasterise(SAMPLE.strokes)
    assert whole is not None
    keys, overlaps = set(), []
    for _ in range(30):
        again = varied(SAMPLE, chance)
        assert again.label == "7"
        assert [len(each.points) for each in again.strokes] == [4, 2]
        keys.add(again.key)
        frames = rasterise(again.strokes)
        assert frames is not None
        overlaps.append(float(np.minimum(frames.centred, whole.centred).sum() / whole.centred.sum()))
    assert len(keys) == 30
    assert min(overlaps) > 0.3
    assert max(overlaps) < 0.999


def test_a_dot_and_a_picture_can_be_drawn_again() -> None:
    chance = np.random.default_rng(1)
    dot = OwnSample.of("1", [Stroke(((10, 10),), PEN_PX)])
    assert picture_of(varied(dot, chance)) is not None
    picture = OwnSample.of("1", picture=np.zeros((28, 28), np.uint8))
    assert varied(picture, chance) is picture
