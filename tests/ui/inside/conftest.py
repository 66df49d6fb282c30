from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication

from tests.ui.draw.stage import Stage, stage


@pytest.fixture
def staged(qapp: QApplication) -> Iterator[Stage]:
    """State objects whose worker is ready and has trained the network on the cards."""
    with stage() as made:
        made.ship()
        made.own()
        yield made
