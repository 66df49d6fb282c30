"""The stepper is opened from the window: by a key, from a menu, from the panel of maps."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton

from cnngui.app import App, build_state
from cnngui.ui.stepper.stepper_window import StepperWindow
from tests.recording import RecordingTransport
from tests.windows import window_on


@pytest.fixture
def app(qtbot, request: pytest.FixtureRequest) -> App:
    made = window_on(request, build_state(RecordingTransport))
    with qtbot.waitSignal(made.state.engine.ready_changed):
        made.start()
    return made


def opened(app: App) -> list[StepperWindow]:
    return app.window.findChildren(StepperWindow)


def test_key_and_button_open_one_window_on_the_selected_layer(app):
    action = app.window.findChild(QAction, "step_through_action")
    assert action.shortcut().toString() == "F8"
    assert opened(app) == []
    action.trigger()
    (window,) = opened(app)
    assert window.isVisible()
    assert window.scene is None
    assert app.state.steps.watched
    window.close()
    app.window.findChild(QPushButton, "step_through_button").click()
    assert opened(app) == [window]
    assert window.isVisible()


def test_the_view_menu_has_the_examples(app):
    (menu,) = (action.menu() for action in app.window.view_menu.actions() if action.menu() is not None)
    assert menu.title() == "Course examples"
    menu.aboutToShow.emit()
    QTest.qWait(1)
    next(action for action in menu.actions() if action.objectName() == "scene_a4").trigger()
    (window,) = opened(app)
    assert window.title.text() == "Convolution with padding"
    assert not app.state.steps.watched


def test_a_new_window_on_the_same_state_has_a_stepper_of_its_own(app):
    app.window.findChild(QAction, "step_through_action").trigger()
    app.rebuild_window()
    QTest.qWait(5)
    app.window.findChild(QAction, "step_through_action").trigger()
    (window,) = opened(app)
    assert window.isVisible()
    assert app.state.steps.watched
