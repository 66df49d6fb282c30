"""The whole window in a test: it is closed without questions when the test ends."""

from __future__ import annotations

import pytest
import shiboken6

from cnngui.app import App, AppState


def window_on(request: pytest.FixtureRequest, state: AppState) -> App:
    """Return a window on `state`, not shown yet; it, or what has taken its place, goes with the test."""
    app = App(state)
    request.addfinalizer(lambda: leave(app))
    return app


def leave(app: App) -> None:
    """Close the window as if there were nothing to save."""
    if shiboken6.isValid(app.state.owner):
        app.state.document.undo_stack.setClean()
        app.state.document.mark_reset()
    if shiboken6.isValid(app.window):
        app.window.close()
        app.window.deleteLater()
