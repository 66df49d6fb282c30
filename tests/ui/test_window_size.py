"""The window fits its screen, gets no smaller than what is in it, and a screen of 1024×640 suffices."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
from PySide6.QtCore import QByteArray, QRect, QSize, Qt
from PySide6.QtGui import QScreen
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QLabel, QWidget

from cnngui.app import App, build_state
from cnngui.engine import protocol
from cnngui.messages import message
from cnngui.runs.history import EpochRow
from cnngui.runs.model_id import DRAFT
from cnngui.state.settings import Settings
from cnngui.ui.draw.probability_bars import ClassProbabilities
from cnngui.ui.shared.widgets import ElidedLabel
from cnngui.ui.train.curve_plot import CurvePlot
from tests.recording import RecordingTransport
from tests.windows import window_on


def cut(window: QWidget) -> Iterator[str]:
    """Yield the visible texts that have less room than they need; those that shorten themselves have it."""
    for part in (*window.findChildren(QLabel), *window.findChildren(QAbstractButton)):
        if not part.isVisible() or isinstance(part, ElidedLabel) or not part.text():
            continue
        if part.property("role") == "problem" or (isinstance(part, QLabel) and part.wordWrap()):
            continue
        seen = part.visibleRegion().boundingRect()
        scrolled = part.parent() is not None and seen.height() < part.height()
        if part.width() < part.minimumSizeHint().width() or (seen.width() < part.width() and not scrolled):
            yield f"{type(part).__name__} “{part.text()}” {seen.width()} < {part.minimumSizeHint().width()}"


def trained(qtbot, app: App, transport: RecordingTransport) -> None:
    app.window.train_actions.train.trigger()
    run, values = app.state.training.run_id, np.full(40, 0.123456, np.float32)
    transport.say(protocol.Started(run, 40, 0, 5, 4000, 1000, False, "x", "accuracy"))
    columns = {"batch_loss": values, "batch_metric": values}
    transport.say(protocol.Batches(run, 1, 0, columns, 12345.0, 0.001))
    row = EpochRow(1, 0.12345, 0.9765, 0.12345, 0.9765, 1.0, 100.0, 0.001)
    with qtbot.waitSignal(app.state.training.history_changed):
        transport.say(protocol.Epochs(run, (row,)))
    plots = [plot for plot in app.window.findChildren(CurvePlot) if plot.isVisible()]
    qtbot.waitUntil(lambda: all(plot.batches == len(values) for plot in plots))
    QTest.qWait(50)


@pytest.mark.parametrize("size", [(1024, 600), (1024, 640), (1280, 720), (1440, 900)], ids=str)
@pytest.mark.parametrize("learned", [False, True])
def test_nothing_is_cut(
    qtbot, app: App, transport: RecordingTransport, size: tuple[int, int], learned: bool
) -> None:
    app.window.resize(*size)
    qtbot.waitUntil(lambda: app.window.size() == QSize(*size))
    if learned:
        trained(qtbot, app, transport)
    QTest.qWait(50)
    assert list(cut(app.window)) == []
    for name in ("cost_plot", "accuracy_plot"):
        plot = app.window.findChild(QWidget, name)
        assert plot.height() >= 110
        assert plot.width() >= 200


def app_on_a_screen(
    request: pytest.FixtureRequest,
    monkeypatch: pytest.MonkeyPatch,
    screen: tuple[int, int],
    transport: RecordingTransport,
) -> App:
    monkeypatch.setattr(QScreen, "availableGeometry", lambda self: QRect(0, 24, *screen))
    monkeypatch.setattr(Settings, "window", lambda self: (QByteArray(), QByteArray()))
    return window_on(request, build_state(lambda: transport))


@pytest.mark.parametrize("state", ["usual", "notice", "error", "pair", "question"])
def test_the_window_gets_no_smaller_than_what_is_in_it(
    qtbot,
    request: pytest.FixtureRequest,
    monkeypatch: pytest.MonkeyPatch,
    transport: RecordingTransport,
    state: str,
) -> None:
    app = app_on_a_screen(request, monkeypatch, (1920, 1080), transport)
    window = app.window
    window.resize(1024, 600)
    with qtbot.waitSignal(app.state.engine.ready_changed):
        app.start()
    if state == "notice":
        app.state.notices.show_note(message("runs.without_means", name="a.cnn", limit_mb=500))
    elif state == "error":
        app.state.document.remove_layers("flatten")
    elif state == "pair":
        app.state.files.new("xor-2-2-1")
    elif state == "question":
        transport.say(protocol.ModelReady(DRAFT, app.state.document.network, tuple("0123456789")))
        qtbot.waitUntil(window.findChild(QWidget, "trained_on_question").isVisible)
    QTest.qWait(50)
    least, needed = window.minimumSize(), window.minimumSizeHint()
    assert needed.width() <= least.width() <= 1024
    assert needed.height() <= least.height() <= 600
    # What is there is laid out anew in turn: on a busy machine that takes its time.
    for part in (window.centralWidget(), *window.docks):
        qtbot.waitUntil(lambda part=part: part.geometry().bottom() < window.statusBar().y())
    bars = window.findChild(ClassProbabilities)
    qtbot.waitUntil(lambda: bars.verticalScrollBar().maximum() == 0)


def test_what_has_no_room_comes_back_with_it(qtbot, app: App) -> None:
    strip, frames = (
        app.window.findChild(QWidget, "answers_strip"),
        app.window.findChild(QWidget, "frame_strip"),
    )
    for height, seen in ((600, False), (900, True), (600, False)):
        app.window.resize(1024, height)
        qtbot.waitUntil(lambda shown=seen: strip.isVisible() is shown)
    app.state.files.new("xor-2-2-1")
    assert not frames.isVisible()
    app.state.files.new("mnist-cnn")
    qtbot.waitUntil(frames.isVisible)


@pytest.mark.parametrize("screen", [(1920, 1080), (1366, 768), (1280, 720), (1024, 640)], ids=str)
def test_the_first_window_fits_the_screen_with_its_title_bar(
    request: pytest.FixtureRequest,
    monkeypatch: pytest.MonkeyPatch,
    transport: RecordingTransport,
    screen: tuple[int, int],
) -> None:
    window = app_on_a_screen(request, monkeypatch, screen, transport).window
    assert window.width() == min(1440, screen[0])
    assert window.height() <= min(900, screen[1] - 30)
    assert window.y() >= 24
    assert window.y() + window.height() <= 24 + screen[1]


def test_the_engine_starts_once_the_window_has_been_seen(
    qtbot, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    order: list[str] = []
    app = window_on(request, build_state(RecordingTransport))
    app.window.painted.connect(lambda: order.append("painted"))
    app.state.engine.starting.connect(lambda: order.append("started"))
    app.start()
    qtbot.waitUntil(lambda: len(order) == 2)
    assert order == ["painted", "started"]


@pytest.mark.qt_log_ignore("^This plugin does not support grabbing the keyboard", extend=True)
def test_options_of_a_page_open_from_a_button_where_they_do_not_fit(qtbot, app: App) -> None:
    button, box = app.window.findChild(QAbstractButton, "page_options_button"), None
    app.window.resize(1680, 1050)
    qtbot.waitUntil(lambda: not button.isVisible())
    (box,) = [each for each in app.window.findChildren(QAbstractButton) if each.text() == "follow"]
    assert box.isVisible()
    app.window.resize(1024, 640)
    qtbot.waitUntil(button.isVisible)
    assert not box.isVisible()
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert box.isVisible()
    box.window().hide()
