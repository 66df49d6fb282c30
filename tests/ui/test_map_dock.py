"""When the map of the network is beside the cards, and what that takes from the others."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QByteArray, QRect, Qt
from PySide6.QtGui import QAction, QScreen
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDockWidget, QToolButton, QWidget

from cnngui.app import App, build_state
from cnngui.course.presets import presets
from cnngui.network.layers import Dense
from cnngui.network.network import Network
from cnngui.state.settings import Settings
from cnngui.ui.main_window import LAYOUT_VERSION
from cnngui.ui.map_dock import MOST_WITHOUT, drawn_count
from tests.recording import RecordingTransport
from tests.ui.test_window_size import cut
from tests.windows import window_on

LEFT = Qt.MouseButton.LeftButton
LARGE, SMALL = "resnet-50", "mnist-cnn"


@pytest.fixture(params=[(1920, 1080)], ids=str)
def wide(
    qtbot, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, transport: RecordingTransport
) -> Iterator[App]:
    """A window on a screen of this size, whose person has chosen nothing yet."""
    size = request.param
    monkeypatch.setattr(QScreen, "availableGeometry", lambda self: QRect(0, 0, *size))
    monkeypatch.setattr(Settings, "window", lambda self: (QByteArray(), QByteArray()))
    Settings().set_word("network/map", "")
    app = window_on(request, build_state(lambda: transport))
    app.window.resize(min(1440, size[0]), min(900, size[1]))
    with qtbot.waitSignal(app.state.engine.ready_changed):
        app.start()
    yield app
    Settings().set_word("network/map", "")


def dock(app: App) -> QDockWidget:
    (found,) = [each for each in app.window.docks if each.objectName() == "map_dock"]
    return found


def action(app: App) -> QAction:
    return app.window.findChild(QAction, "map_action")


def test_what_is_repeated_is_counted_once() -> None:
    counts = {each.name: drawn_count(each.network) for each in presets()}
    assert counts["mnist-cnn"] == 11
    assert counts["resnet-152"] == counts["resnet-101"] > MOST_WITHOUT
    assert counts["mini-inception"] > MOST_WITHOUT
    assert counts["alphago-policy"] < MOST_WITHOUT


def test_until_it_is_seen_it_is_not_made(wide: App) -> None:
    assert wide.window.findChild(QWidget, "network_map") is None
    wide.state.files.new(LARGE)
    assert wide.window.findChild(QWidget, "network_map") is not None


def test_it_comes_by_itself_with_a_large_network_and_goes_with_a_small_one(wide: App) -> None:
    assert dock(wide).isHidden()
    wide.state.files.new(LARGE)
    assert dock(wide).isVisible()
    assert action(wide).isChecked()
    wide.state.files.new(SMALL)
    assert dock(wide).isHidden()


def test_a_network_that_grows_by_edits_moves_nothing(wide: App) -> None:
    layers = tuple(Dense(units=2) for _ in range(MOST_WITHOUT + 5))
    wide.state.document.set_network(Network(input_shape=(4,), layers=layers), "grown")
    assert dock(wide).isHidden()


@pytest.mark.parametrize("way", ["action", "button", "close"])
def test_put_away_by_a_person_it_stays_away(wide: App, way: str) -> None:
    wide.state.files.new(LARGE)
    if way == "action":
        action(wide).trigger()
    elif way == "button":
        QTest.mouseClick(wide.window.findChild(QToolButton, "map_button"), LEFT)
    else:
        dock(wide).close()
    assert dock(wide).isHidden()
    wide.state.files.new("googlenet")
    assert dock(wide).isHidden()


def test_wanted_by_a_person_it_stays_with_small_networks(wide: App) -> None:
    QTest.keyClick(wide.window, Qt.Key.Key_M, Qt.KeyboardModifier.ControlModifier)
    assert dock(wide).isVisible()
    wide.state.files.new("lenet-5")
    assert dock(wide).isVisible()


def test_a_choice_and_the_map_outlive_the_window(wide: App) -> None:
    action(wide).trigger()
    assert Settings().word("network/map", "") == "on"
    wide.rebuild_window()
    QApplication.processEvents()
    assert dock(wide).isVisible()
    assert action(wide).isChecked()


def test_leaving_the_program_is_no_choice(wide: App) -> None:
    wide.state.files.new(LARGE)
    wide.state.document.undo_stack.setClean()
    wide.window.close()
    assert Settings().word("network/map", "") == ""


def test_on_a_smaller_screen_it_does_not_come_back(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, wide: App, transport: RecordingTransport
) -> None:
    wide.state.files.new(LARGE)
    window = wide.window
    kept = window.saveGeometry(), window.saveState(LAYOUT_VERSION)
    monkeypatch.setattr(Settings, "window", lambda self: kept)
    again = window_on(request, build_state(lambda: transport))
    assert not dock(again).isHidden()
    monkeypatch.setattr(QScreen, "availableGeometry", lambda self: QRect(0, 0, 1_024, 640))
    smaller = window_on(request, build_state(lambda: transport))
    assert dock(smaller).isHidden()


def test_reset_layout_forgets_the_choice(wide: App) -> None:
    wide.state.files.new(LARGE)
    action(wide).trigger()
    wide.window.reset_layout()
    assert dock(wide).isVisible()
    wide.state.files.new(SMALL)
    assert dock(wide).isHidden()


def test_it_stands_between_the_cards_and_the_pages(qtbot, wide: App) -> None:
    wide.state.files.new(LARGE)
    QApplication.processEvents()
    network, _, shown = wide.window.docks
    assert network.geometry().right() < shown.geometry().left()
    assert shown.geometry().right() < wide.window.centralWidget().geometry().left()
    assert wide.window.centralWidget().width() > shown.width() > 300


@pytest.mark.parametrize("wide", [(1280, 720), (1366, 768), (1920, 1080)], ids=str, indirect=True)
def test_nothing_is_cut_beside_it(qtbot, wide: App) -> None:
    wide.state.files.new(LARGE)
    wide.state.notices.dismiss()
    assert dock(wide).isVisible()
    QTest.qWait(50)
    assert list(cut(wide.window)) == []
    window = wide.window
    assert window.minimumSizeHint().width() <= window.minimumWidth() <= window.width()
    assert window.minimumWidth() <= window.screen().availableGeometry().width()


@pytest.mark.parametrize("way", ["action", "close"])
def test_what_it_leaves_goes_to_the_pages(qtbot, wide: App, way: str) -> None:
    wide.state.files.new(LARGE)
    QTest.qWait(50)
    network, draw, shown = wide.window.docks
    before, pages = (network.width(), draw.width()), wide.window.centralWidget().width()
    taken = shown.width()
    action(wide).trigger() if way == "action" else shown.close()
    qtbot.waitUntil(lambda: wide.window.centralWidget().width() >= pages + taken)
    assert (network.width(), draw.width()) == before


def test_the_window_may_be_small_again_without_it(wide: App) -> None:
    least = wide.window.minimumWidth()
    action(wide).trigger()
    QApplication.processEvents()
    assert wide.window.minimumWidth() > least
    action(wide).trigger()
    QApplication.processEvents()
    assert wide.window.minimumWidth() == least


@pytest.mark.parametrize("wide", [(1024, 640)], ids=str, indirect=True)
def test_on_a_small_screen_it_comes_only_when_asked_and_then_in_a_window(wide: App) -> None:
    wide.state.files.new(LARGE)
    assert dock(wide).isHidden()
    action(wide).trigger()
    assert dock(wide).isFloating()
    assert dock(wide).isVisible()


@pytest.mark.parametrize("wide", [(1024, 640)], ids=str, indirect=True)
def test_there_it_cannot_come_back_and_says_so(wide: App) -> None:
    action(wide).trigger()
    QTest.mouseClick(wide.window.findChild(QToolButton, "map_window_button"), LEFT)
    assert dock(wide).isFloating()
    assert "too narrow" in wide.window.statusBar().currentMessage()


def test_a_narrow_window_grows_only_when_a_person_asks(qtbot, wide: App) -> None:
    wide.window.resize(1_050, 700)
    qtbot.waitUntil(lambda: wide.window.width() == 1_050)
    wide.state.files.new(LARGE)
    assert dock(wide).isHidden()
    assert wide.window.width() == 1_050
    action(wide).trigger()
    qtbot.waitUntil(lambda: wide.window.width() > 1_250)
    assert dock(wide).isVisible()
    assert not dock(wide).isFloating()


def test_a_window_of_its_own_and_back(qtbot, wide: App) -> None:
    wide.state.files.new("googlenet")
    QTest.qWait(50)
    before = wide.window.centralWidget().width()
    button = wide.window.findChild(QToolButton, "map_window_button")
    QTest.mouseClick(button, LEFT)
    qtbot.waitUntil(lambda: dock(wide).isFloating())
    assert dock(wide).titleBarWidget() is None, "a window is moved by its title bar"
    assert dock(wide).width() > 1_200
    qtbot.waitUntil(lambda: wide.window.centralWidget().width() > before)
    wide.state.document.select(wide.state.document.network.names[3])
    QTest.mouseClick(button, LEFT)
    qtbot.waitUntil(lambda: not dock(wide).isFloating())
    assert dock(wide).titleBarWidget() is not None
    qtbot.waitUntil(lambda: abs(wide.window.centralWidget().width() - before) < 40)


def test_the_map_can_be_reached_with_tab(qtbot, wide: App) -> None:
    wide.state.files.new(LARGE)
    QApplication.processEvents()
    view = wide.window.findChild(QWidget, "network_map")
    assert view in wide.window.tab_stops()
