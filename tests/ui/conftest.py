"""The whole window with a worker that the test plays itself."""

from __future__ import annotations

import pytest

from cnngui.app import App, build
from tests.recording import RecordingTransport


@pytest.fixture
def transport() -> RecordingTransport:
    return RecordingTransport()


@pytest.fixture
def app(qtbot, transport: RecordingTransport) -> App:
    made = build(lambda: transport)

    def forget(_window: object) -> None:
        made.document.undo_stack.setClean()
        made.document.mark_reset()

    qtbot.addWidget(made.window, before_close_func=forget)
    made.window.resize(1280, 720)
    with qtbot.waitSignal(made.engine.ready_changed):
        made.start()
    return made
