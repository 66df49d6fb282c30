from __future__ import annotations

import numpy as np
import pytest

from cnngui.ui.shared.colour_maps import LEVELS, SIGNED, VIRIDIS, ZERO


def rgb(table: np.ndarray) -> np.ndarray:
    return np.stack([table >> 16 & 255, table >> 8 & 255, table & 255], axis=1).astype(int)


def lightness(table: np.ndarray) -> np.ndarray:
    """Return CIE L* of sRGB colours."""
    linear = rgb(table) / 255
    linear = np.where(linear <= 0.04045, linear / 12.92, ((linear + 0.055) / 1.055) ** 2.4)
    luminance = linear @ np.array([0.2126, 0.7152, 0.0722])
    return np.where(luminance > 0.008856, 116 * np.cbrt(luminance) - 16, 903.3 * luminance)


def test_viridis_is_the_published_table():
    """Against the copy that pyqtgraph ships."""
    colormap = pytest.importorskip("pyqtgraph").colormap
    published = colormap.get("viridis").getLookupTable(0.0, 1.0, LEVELS)
    np.testing.assert_allclose(rgb(VIRIDIS), published[:, :3], atol=1)


def test_viridis_grows_lighter_in_even_steps():
    steps = np.diff(lightness(VIRIDIS))
    assert (steps > 0).mean() > 0.97
    assert lightness(VIRIDIS)[0] < 20
    assert lightness(VIRIDIS)[-1] > 85


def test_signed_colours_are_white_at_zero_and_darken_to_both_sides():
    assert rgb(SIGNED)[ZERO].tolist() == [255, 255, 255]
    assert rgb(SIGNED)[1].tolist() == [0x00, 0x72, 0xB2]
    assert rgb(SIGNED)[-1].tolist() == [0xD5, 0x5E, 0x00]
    light = lightness(SIGNED)
    assert (np.diff(light[1 : ZERO + 1]) > 0).all()
    assert (np.diff(light[ZERO:]) < 0).all()


@pytest.mark.parametrize("table", [VIRIDIS, SIGNED], ids=["viridis", "signed"])
def test_colours_are_opaque_32_bit_pixels(table):
    assert table.dtype == np.uint32
    assert table.shape == (LEVELS,)
    assert (table >> 24 == 255).all()
