from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication

from tests.ui.draw.stage import Stage, stage


@pytest.fixture
def staged(qapp: QApplication) -> Iterator[Stage]:
    """State objects whose worker is ready, with the shipped network."""
    with stage() as made:
        made.ship()
        yield made
