"""The whole window with a worker that the test plays itself."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication

from cnngui.app import App, build_state
from cnngui.ui.shared.theme import set_up, theme
from tests.recording import RecordingTransport
from tests.windows import window_on


@pytest.fixture(autouse=True)
def _looks(qapp: QApplication) -> None:
    """Sizes and colours are those of the window, whichever test ran before."""
    set_up(qapp)
    theme().choose("light")


@pytest.fixture
def transport() -> RecordingTransport:
    return RecordingTransport()


@pytest.fixture
def app(qtbot, request: pytest.FixtureRequest, transport: RecordingTransport) -> App:
    made = window_on(request, build_state(lambda: transport))
    made.window.resize(1280, 720)
    with qtbot.waitSignal(made.state.engine.ready_changed):
        made.start()
    return made
