from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication

from cnngui.ui.shared.theme import set_up, theme
from tests.ui.draw.stage import Stage, stage


@pytest.fixture(autouse=True)
def _looks(qapp: QApplication) -> None:
    """Sizes and colours are those of the window, whichever test ran before."""
    set_up(qapp)
    theme().choose("light")


@pytest.fixture
def staged(qapp: QApplication) -> Iterator[Stage]:
    """State objects whose worker is ready and has trained the network on the cards; a seven is drawn."""
    with stage() as made:
        made.ship()
        made.own()
        made.draw()
        made.document.select("conv2d")
        yield made
