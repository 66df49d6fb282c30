"""Icons follow the theme, and survive what Qt does to them."""

from __future__ import annotations

import gc

import pytest
from PySide6.QtGui import QColor, QIcon, QPixmap

from cnngui.files.folders import resources
from cnngui.ui.shared.icons import icon
from cnngui.ui.shared.theme import DARK, LIGHT, theme

NAMES = sorted(path.stem for path in (resources() / "icons" / "ui").glob("*.svg"))


def darkest(made: QIcon) -> int:
    image = made.pixmap(32, 32).toImage()
    pixels = [image.pixelColor(x, y) for x in range(image.width()) for y in range(image.height())]
    return min((colour.lightness() for colour in pixels if colour.alpha() > 200), default=255)


@pytest.mark.parametrize("name", NAMES)
def test_every_drawing_shows_something(qapp: object, name: str) -> None:
    theme().choose("light")
    assert darkest(icon(name)) < 128


def test_an_icon_made_in_light_is_light_in_the_dark(qapp: object) -> None:
    theme().choose("light")
    made = icon("play")
    assert darkest(made) == pytest.approx(QColor(LIGHT.text).lightness(), abs=3)
    theme().choose("dark")
    assert darkest(made) == pytest.approx(QColor(DARK.text).lightness(), abs=3)
    theme().choose("light")


def test_an_icon_that_qt_copies_lives_on(qapp: object) -> None:
    for _ in range(50):
        first = icon("play")
        second = QIcon(first)
        second.addPixmap(QPixmap(16, 16))
        gc.collect(0)
        assert not second.pixmap(16, 16).isNull()
        assert not first.pixmap(16, 16).isNull()
