"""The window can be built anew on the same state at any moment, and nothing is lost."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import shiboken6
from PySide6.QtCore import QCoreApplication, QEvent, QMetaMethod, QObject, QTimer
from PySide6.QtWidgets import QApplication, QLabel, QProgressBar, QTabBar, QWidget

from cnngui.app import App, AppState, build_state
from cnngui.datasets.ink import Stroke
from cnngui.engine import protocol
from cnngui.engine.transports import ThreadTransport
from cnngui.errors import CnnguiError
from cnngui.messages import message
from cnngui.network.blocks import Block
from cnngui.network.layers import Dense, Flatten
from cnngui.network.network import Network
from cnngui.network.recipe import Recipe
from cnngui.runs.model_id import DRAFT
from cnngui.state.document import Contents
from cnngui.state.training import Status
from cnngui.ui.draw.canvas import DrawingCanvas
from cnngui.ui.main_window import MainWindow
from cnngui.ui.pages import PageSplit
from cnngui.ui.shared.theme import theme
from cnngui.ui.train.curve_plot import CurvePlot
from tests.windows import window_on

SEVEN = ((80, 90), (190, 85), (150, 150), (120, 230))
SMALL = Contents(
    Network(layers=(Flatten(), Dense(units=10, activation="softmax"))),
    Recipe(epochs=400, batch_size=100),
    "digits",
)


def rebuild(app: App) -> QWidget:
    """Build the window anew and let the old one go; return the new one."""
    app.rebuild_window()
    QApplication.processEvents()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    return app.window


def emit_all(state: AppState) -> None:
    """Emit all signals without values: a dead widget that hears one makes the test fail."""
    for part in vars(state).values():
        methods = part.metaObject() if isinstance(part, QObject) else None
        for index in range(QObject.staticMetaObject.methodCount(), methods.methodCount() if methods else 0):
            method = methods.method(index)
            if method.methodType() == QMetaMethod.MethodType.Signal and not method.parameterCount():
                getattr(part, bytes(method.name()).decode()).emit()


class Shown(QObject):
    """Notes what is shown as a window of its own: for an instant, where it is laid into another later."""

    def __init__(self) -> None:
        super().__init__()
        self.windows: list[QWidget] = []

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Show and isinstance(watched, QWidget) and watched.parent() is None:
            self.windows.append(watched)
        return False


@pytest.fixture
def training(qtbot, request: pytest.FixtureRequest) -> App:
    """A window in which a small network is being trained by a worker in a thread."""
    app = window_on(request, build_state(ThreadTransport))
    state = app.state
    state.document.replace_all(SMALL, title="small")
    app.start()
    qtbot.waitUntil(lambda: state.library.described is not None, timeout=60_000)
    state.training.train()
    qtbot.waitUntil(lambda: len(state.training.history.epoch) > 1, timeout=60_000)
    return app


@pytest.mark.timeout(120)
def test_a_window_built_in_the_middle_of_a_training_shows_all_of_it(qtbot, training: App) -> None:
    app, state = training, training.state
    state.drawing.set_strokes((Stroke(SEVEN, 18.0),))
    state.document.select("dense")
    state.document.set_recipe(state.document.recipe.model_copy(update={"batch_size": 50}))
    state.notices.show_note(message("runs.without_means", name="a.cnn", limit_mb=500))
    before, run, seen = app.window, state.training.started, len(state.training.history.batch_x)

    shown = Shown()
    QApplication.instance().installEventFilter(shown)
    window = rebuild(app)
    tabs = window.findChild(QTabBar, "page_tabs")
    for page in (*range(tabs.count()), 0):
        tabs.setCurrentIndex(page)
        QApplication.processEvents()
    QApplication.instance().removeEventFilter(shown)

    assert [each for each in shown.windows if shiboken6.isValid(each)] == [window]
    assert not shiboken6.isValid(before)
    assert [each for each in QApplication.topLevelWidgets() if isinstance(each, MainWindow)] == [window]
    assert state.training.status is Status.TRAINING
    qtbot.waitUntil(lambda: len(state.training.history.batch_x) > seen + 100)
    assert state.training.started is run
    plot = window.findChild(CurvePlot, "cost_plot")
    qtbot.waitUntil(lambda: plot.batches >= seen)
    qtbot.waitUntil(lambda: window.findChild(QProgressBar, "progress_bar").value() > 0)
    canvas = window.findChild(DrawingCanvas, "drawing_canvas")
    assert (
        canvas.grab().toImage().pixelColor(canvas.width() // 2, canvas.height() * 87 // 280).lightness() > 200
    )
    label = window.findChild(QLabel, "prediction_label")
    qtbot.waitUntil(lambda: label.text() != "")
    assert window.findChild(QWidget, "layer_stack").column.card("dense").selected
    assert window.notice.isVisible()
    assert "a.cnn" in window.notice.text()
    assert state.document.undo_stack.canUndo()
    window.undo_actions[0].trigger()
    assert state.document.recipe.batch_size == 100
    window.train_actions.stop.trigger()
    qtbot.waitUntil(lambda: state.training.status is Status.IDLE, timeout=60_000)


def test_no_signal_reaches_a_widget_that_is_gone(qtbot, app: App) -> None:
    tops = len(QApplication.topLevelWidgets())
    for _ in range(2):
        rebuild(app)
        emit_all(app.state)
        theme().changed.emit()
        QApplication.processEvents()
    # What an earlier test left to be deleted may go meanwhile.
    assert len(QApplication.topLevelWidgets()) <= tops


def test_no_timer_of_the_old_window_goes_on(qtbot, app: App) -> None:
    old = app.window.findChildren(QTimer)
    assert any(timer.isActive() for timer in old)
    rebuild(app)
    assert not [timer for timer in old if shiboken6.isValid(timer)]


def test_the_page_the_folds_and_the_last_saved_network_are_kept(qtbot, app: App) -> None:
    app.state.files.new("mini-resnet")
    saved = app.state.document.network
    block = next(each.name for each in saved.layers if isinstance(each, Block))
    folded = app.state.folding(block)
    app.window.findChild(QWidget, "layer_stack").fold(block, not folded)
    app.state.document.remove_layers(saved.layers[-1].name)
    app.window.findChild(QTabBar, "page_tabs").setCurrentIndex(1)
    app.window.resize(1300, 800)

    window = rebuild(app)

    assert window.findChild(QTabBar, "page_tabs").currentIndex() == 1
    card = window.findChild(QWidget, "layer_stack").column.card(block)
    assert card.contents.folded is not folded
    assert app.state.last_saved.network == saved
    assert (window.width(), window.height()) == (1300, 800)


def test_a_map_that_is_enlarged_does_not_squeeze_the_plots_of_the_new_window(qtbot, app: App) -> None:
    split = app.window.findChild(PageSplit)
    split.setSizes([300, 260])
    before = split.sizes()
    split.give_lower(True)
    assert split.sizes() != before

    assert rebuild(app).findChild(PageSplit).sizes() == before


def test_what_is_said_is_said_again_with_its_button(qtbot, app: App, transport, tmp_path: Path) -> None:
    transport.say(protocol.WorkerDied(-9, CnnguiError("engine.died", reason="probably out of memory")))
    qtbot.waitUntil(app.window.notice.isVisible)
    window = rebuild(app)
    assert "out of memory" in window.notice.text()
    with qtbot.waitSignal(app.state.engine.ready_changed):
        window.notice.acted.emit()
        transport.say(protocol.Ready("CPU", "float32", 2, {}))
    assert not window.notice.isVisible()


def test_answers_and_their_words_are_there_in_a_new_window(qtbot, app: App, transport) -> None:
    app.window.train_actions.train.trigger()
    run = transport.last(protocol.Train).run_id
    names = tuple("abcdefghij")
    transport.say(protocol.ModelReady(DRAFT, app.state.document.network, names))
    transport.say(protocol.Started(run, 40, 0, 2, 4000, 1000, False, "x", "accuracy", ("conv2d",)))
    samples, labels = np.zeros((2, 28, 28, 1), np.uint8), np.array([1, 2])
    with qtbot.waitSignal(app.state.training.answers_changed):
        transport.say(protocol.Answers(run, samples, labels, np.array([1, 3])))
    window = rebuild(app)
    strip = window.findChild(QWidget, "answers_strip")
    assert "1 of 2" in strip.accessibleName()
    assert strip.class_names == names
    assert window.findChild(CurvePlot, "cost_plot").title.text() == "Total cost"
