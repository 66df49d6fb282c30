from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QRect

from cnngui.datasets.ink import Stroke, rasterise
from cnngui.ui.draw.frame_strip import CAPTION_PX, FrameStrip
from cnngui.ui.shared.theme import theme


@pytest.fixture
def strip(qtbot) -> FrameStrip:
    made = FrameStrip()
    qtbot.addWidget(made)
    made.resize(56 * 4 + 14 * 3, 56 + CAPTION_PX)
    made.show()
    return made


def square(strip: FrameStrip, index: int) -> np.ndarray:
    """Return the grey levels (56, 56) of one frame."""
    image = strip.grab(QRect(index * 70, 0, 56, 56)).toImage()
    return np.array([[image.pixelColor(x, y).lightness() for x in range(56)] for y in range(56)])


def test_the_last_frame_is_what_the_network_reads(strip):
    frames = rasterise((Stroke(((80, 90), (190, 85), (120, 230))),))
    strip.show_frames(frames, (28, 28))
    expected = np.repeat(np.repeat(np.rint(frames.centred * 255), 2, axis=0), 2, axis=1)
    np.testing.assert_allclose(square(strip, 3), expected, atol=1)
    assert strip.captions() == ("ink", "crop", "20 px", "28×28")


def test_a_crop_keeps_its_proportion(strip):
    frames = rasterise((Stroke(((20, 140), (260, 140))),))
    strip.show_frames(frames, (28, 28))
    rows = np.flatnonzero(square(strip, 1).max(axis=1) > 60)
    assert len(rows) < 12
    assert rows.mean() == pytest.approx(27.5, abs=2)


def test_the_size_that_the_network_reads_is_the_caption(strip):
    strip.show_frames(None, (32, 32))
    assert strip.captions()[3] == "32×32"


def test_without_ink_the_frames_are_black(strip):
    strip.show_frames(None, (28, 28))
    assert [int(square(strip, index).max()) for index in range(4)] == [0, 0, 0, 0]


def test_a_sample_needs_no_preparation(strip):
    image = np.full((28, 28, 1), 90, np.uint8)
    strip.show_sample(image)
    assert (square(strip, 3) == 90).all()
    assert (square(strip, 0) != 0).all()


def test_a_narrow_or_low_strip_shrinks_its_frames(strip):
    for width, height in ((266, 52), (180, 72), (266, 72)):
        strip.resize(width, height)
        side = strip.side()
        assert 4 * side <= width
        assert side + CAPTION_PX <= height
        strip.grab()


def test_the_ground_follows_the_theme(strip):
    for choice in ("dark", "light"):
        theme().choose(choice)
        ground = strip.grab().toImage().pixelColor(60, 5).name()
        assert ground == theme().colours.pane


def test_a_photo_has_no_ink_but_a_middle_that_is_resized(strip):
    whole = np.zeros((40, 80, 3), np.uint8)
    whole[:, 20:60] = 200
    given = np.full((32, 32, 3), 0.5, np.float32)
    strip.show_photo(whole, whole[:, 20:60], given)
    assert strip.captions() == ("photo", "its middle", "32×32")
    assert "ink" not in strip.toolTip()
    last = strip.grab(QRect(strip.width() - 56, 0, 56, 56)).toImage()
    assert last.pixelColor(28, 28).lightness() == pytest.approx(127, abs=2)
    strip.show_frames(None, (28, 28))
    assert strip.captions()[0] == "ink"
    assert "ink" in strip.toolTip()
