"""Arrays as pictures; what is pasted is tested with `shared.pictures`."""

from __future__ import annotations

import numpy as np
import pytest

from cnngui.ui.shared.pixels import from_image, to_image


@pytest.mark.parametrize("channels", [1, 2, 4])
def test_of_channels_that_are_no_colours_the_first_is_shown(channels: int) -> None:
    pixels = np.random.default_rng(1).integers(0, 255, (5, 7, channels)).astype(np.uint8)
    shown = from_image(to_image(pixels))
    assert shown.shape == (5, 7, 3)
    for channel in range(3):
        np.testing.assert_array_equal(shown[:, :, channel], pixels[:, :, 0])
