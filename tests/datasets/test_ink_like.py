from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image, ImageDraw

from cnngui.datasets.catalog import load_dataset
from cnngui.datasets.ink_like import ink_like, stroke_widths
from cnngui.datasets.upright import turned_upright

Array = np.ndarray[Any, Any]
RNG = np.random.default_rng(0)


def digits() -> Array:
    return load_dataset("digits").x_train[:600]


def small(side: int) -> Array:
    boxed = [
        np.asarray(Image.fromarray(x[..., 0]).resize((side, side), Image.Resampling.BOX)) for x in digits()
    ]
    return np.stack(boxed)[..., np.newaxis]


def drawn(draw: Callable[[ImageDraw.ImageDraw], None], paper: int = 0, side: int = 28) -> Array:
    images = [Image.new("L", (side, side), paper) for _ in range(100)]
    for image in images:
        draw(ImageDraw.Draw(image))
    return np.stack([np.asarray(image) for image in images])[..., np.newaxis]


def shirt(draw: ImageDraw.ImageDraw) -> None:
    outline = [(6, 2), (22, 2), (27, 12), (22, 14), (21, 27), (7, 27), (6, 14), (1, 12)]
    draw.polygon(outline, fill=int(RNG.integers(60, 255)))


def shoe(draw: ImageDraw.ImageDraw) -> None:
    outline = [(0, 18), (4, 12), (12, 15), (22, 11), (27, 12), (27, 20), (0, 21)]
    draw.polygon(outline, fill=int(RNG.integers(60, 255)))


def disc(draw: ImageDraw.ImageDraw) -> None:
    radius = int(RNG.integers(5, 11))
    x, y = RNG.integers(radius, 28 - radius, 2).tolist()
    draw.ellipse([x - radius, y - radius, x + radius, y + radius], fill=255)


def letter(draw: ImageDraw.ImageDraw) -> None:
    draw.line([(8, 4), (8, 24), (20, 24)], fill=255, width=3)


@pytest.mark.parametrize(
    ("pictures", "light"),
    [
        (digits, True),
        (lambda: 255 - digits(), False),
        (lambda: (digits() > 100) * np.uint8(255), True),
        (lambda: small(8), True),
        (lambda: small(14), True),
        (lambda: digits() // 2, True),
        (
            lambda: np.clip(digits().astype(int) + RNG.integers(0, 12, (600, 28, 28, 1)), 0, 255).astype(
                "u1"
            ),
            True,
        ),
        (lambda: drawn(letter), True),
        (lambda: 255 - drawn(letter), False),
        (lambda: np.pad(digits(), ((0, 0), (2, 2), (2, 2), (0, 0))), True),
    ],
)
def test_thin_strokes_on_even_paper_are_ink(pictures: Callable[[], Array], light: bool) -> None:
    found = ink_like(pictures())
    assert found is not None
    assert found.light_on_dark is light


@pytest.mark.parametrize(
    "pictures",
    [
        lambda: drawn(shirt),
        lambda: drawn(shoe),
        lambda: 255 - drawn(shoe),
        lambda: drawn(disc),
        lambda: drawn(lambda draw: draw.line([(4, 4), (20, 22)], fill=255, width=2), paper=128),  # no paper
        lambda: RNG.integers(0, 256, (100, 28, 28, 1), np.uint8),
        lambda: np.repeat(digits(), 3, axis=3),
        lambda: digits()[:, :20],
        lambda: np.zeros((10, 28, 28, 1), np.uint8),
        lambda: np.cumsum(RNG.integers(0, 9, (100, 28, 28, 1)), axis=1).clip(0, 255).astype(np.uint8),
    ],
)
def test_all_else_is_a_picture(pictures: Callable[[], Array]) -> None:
    assert ink_like(pictures()) is None


def test_how_much_of_the_picture_ink_fills_is_measured() -> None:
    whole = ink_like(digits())
    cut = ink_like(digits()[:, 4:24, 4:24])
    assert whole is not None
    assert cut is not None
    assert whole.share == pytest.approx(20 / 28)
    assert cut.share == pytest.approx(1, abs=0.06)


@pytest.mark.parametrize("dark", [False, True])
def test_emnist_is_turned_upright(dark: bool) -> None:
    pictures = 255 - digits() if dark else digits()
    parts, notes = turned_upright([pictures.transpose(0, 2, 1, 3)], named=True)
    np.testing.assert_array_equal(parts[0], pictures)
    assert [note.code for note in notes] == ["datasets.note_turned"]


def test_what_is_upright_already_stays_so_whatever_it_is_called() -> None:
    parts, notes = turned_upright([digits()], named=True)
    np.testing.assert_array_equal(parts[0], digits())
    assert notes == ()


def test_what_is_not_called_so_is_not_turned_but_told() -> None:
    lying = digits().transpose(0, 2, 1, 3)
    parts, notes = turned_upright([lying], named=False)
    np.testing.assert_array_equal(parts[0], lying)
    assert [note.code for note in notes] == ["datasets.note_maybe_turned"]


def test_the_width_of_a_stroke_is_its_area_over_half_its_outline() -> None:
    masks = np.zeros((3, 60, 60), bool)
    for mask, width in zip(masks, (2, 5, 9), strict=True):
        mask[10:50, 20 : 20 + width] = True
    found = stroke_widths(masks)
    np.testing.assert_allclose(found, [40 * w / (40 + w) * 4 / np.pi for w in (2, 5, 9)])
    np.testing.assert_allclose(stroke_widths(masks.transpose(0, 2, 1)), found)
    assert stroke_widths(np.zeros((1, 8, 8), bool)).tolist() == [0]


@pytest.mark.parametrize(("name", "note"), [("emnist-digits.npz", "turned"), ("others.npz", "maybe_turned")])
def test_a_file_that_is_called_like_emnist_is_turned(tmp_path: Path, name: str, note: str) -> None:
    lying = digits().transpose(0, 2, 1, 3)
    labels = load_dataset("digits").y_train[:600]
    np.savez(tmp_path / name, x_train=lying, y_train=labels, x_test=lying, y_test=labels)
    data = load_dataset(tmp_path / name)
    assert f"datasets.note_{note}" in [each.code for each in data.notes]
    np.testing.assert_array_equal(data.x_train, digits() if note == "turned" else lying)
