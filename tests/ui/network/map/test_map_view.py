"""The map under mouse, wheel, fingers and keys."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import (
    QContextMenuEvent,
    QHelpEvent,
    QInputDevice,
    QNativeGestureEvent,
    QPointingDevice,
    QWheelEvent,
)
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QToolTip
from pytestqt.qtbot import QtBot

from cnngui.course.presets import preset
from cnngui.network.inference.infer import infer
from cnngui.network.layers import Conv2D, Dense, Flatten
from cnngui.network.names import INPUT
from cnngui.network.network import Network
from cnngui.ui.network.map.map_view import KEY_FACTOR, NetworkMap
from cnngui.ui.network.map.sight import Sight

NETWORK = preset("mini-resnet").network
FIRST, SECOND = NETWORK.names[:2]
LEFT = Qt.MouseButton.LeftButton
MOUSE = QPointingDevice(
    "mouse", 7, QInputDevice.DeviceType.Mouse, QPointingDevice.PointerType.Generic,
    QInputDevice.Capability.Scroll, 1, 3,
)  # fmt: skip
TOUCHPAD = QPointingDevice(
    "pad", 8, QInputDevice.DeviceType.TouchPad, QPointingDevice.PointerType.Finger,
    QInputDevice.Capability.Scroll, 2, 3,
)  # fmt: skip


def show(view: NetworkMap, network: Network) -> None:
    inference = infer(network)
    view.show_network(network, inference, inference)


@pytest.fixture
def view(qtbot: QtBot) -> NetworkMap:
    made = NetworkMap()
    qtbot.addWidget(made)
    made.resize(360, 600)
    show(made, NETWORK)
    made.start_anew()
    made.show()
    made.activateWindow()
    made.setFocus()
    qtbot.waitUntil(made.hasFocus)
    return made


def rest(qtbot: QtBot, view: NetworkMap) -> Sight:
    """Wait until nothing moves; return what is seen then."""
    qtbot.waitUntil(lambda: not view.is_moving)
    assert view.sight == view.target
    return view.sight


def wheel(
    view: NetworkMap,
    turned: QPoint,
    device: QPointingDevice = MOUSE,
    modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier,
) -> None:
    place = QPointF(100, 200)
    event = QWheelEvent(
        place,
        QPointF(view.viewport().mapToGlobal(place.toPoint())),
        QPoint(),
        turned,
        Qt.MouseButton.NoButton,
        modifiers,
        Qt.ScrollPhase.NoScrollPhase,
        False,
        Qt.MouseEventSource.MouseEventNotSynthesized,
        device,
    )
    QApplication.sendEvent(view.viewport(), event)


def test_at_first_a_network_is_seen_from_its_input_on_as_wide_as_there_is_room(view: NetworkMap) -> None:
    width, _ = view.scene.size
    assert view.sight.y == 0
    assert view.sight.seen(view.scene.drawing.places[INPUT]).y > 0
    assert width * view.sight.zoom <= view.viewport().width()
    assert view.horizontalScrollBar().maximum() == 0
    assert view.verticalScrollBar().maximum() > 0


def test_the_zoom_follows_the_room_until_a_person_chooses_one(qtbot: QtBot, view: NetworkMap) -> None:
    before = view.sight.zoom
    view.resize(500, 600)
    assert view.sight.zoom > before
    QTest.keyClick(view, Qt.Key.Key_Plus)
    chosen = rest(qtbot, view).zoom
    view.resize(360, 600)
    assert view.sight.zoom == chosen
    QTest.keyClick(view, Qt.Key.Key_0)
    assert rest(qtbot, view).zoom == pytest.approx(before)


def test_keys_zoom_and_fit(qtbot: QtBot, view: NetworkMap) -> None:
    before = view.sight.zoom
    QTest.keyClick(view, Qt.Key.Key_Plus)
    assert rest(qtbot, view).zoom == pytest.approx(KEY_FACTOR * before)
    QTest.keyClick(view, Qt.Key.Key_Minus)
    assert rest(qtbot, view).zoom == pytest.approx(before)
    QTest.keyClick(view, Qt.Key.Key_1)
    assert rest(qtbot, view).zoom == pytest.approx(1)
    QTest.keyClick(view, Qt.Key.Key_F)
    whole = rest(qtbot, view)
    _, height = view.scene.size
    assert height * whole.zoom == pytest.approx(view.viewport().height())
    assert view.verticalScrollBar().maximum() == 0


def test_the_wheel_zooms_around_the_pointer_smoothly(qtbot: QtBot, view: NetworkMap) -> None:
    before = view.sight
    place = before.place(100, 200)
    seen = []
    view.sight_changed.connect(lambda: seen.append(view.sight))
    wheel(view, QPoint(0, 480))
    assert view.is_moving
    after = rest(qtbot, view)
    assert after.zoom == pytest.approx(2 * before.zoom)
    assert all(each.place(100, 200) == pytest.approx(place) for each in seen)
    assert [each.zoom for each in seen] == sorted(each.zoom for each in seen)


def test_notches_that_come_while_it_moves_add_up(qtbot: QtBot, view: NetworkMap) -> None:
    before = view.sight.zoom
    for _ in range(4):
        wheel(view, QPoint(0, 120))
    assert rest(qtbot, view).zoom == pytest.approx(2 * before)


def test_two_fingers_scroll_and_pinch(qtbot: QtBot, view: NetworkMap) -> None:
    before = view.sight
    wheel(view, QPoint(0, -120), TOUCHPAD)
    assert view.sight.zoom == before.zoom
    assert view.sight.y == pytest.approx(before.y + 60 / before.zoom)
    place = QPointF(100, 200)
    pinch = QNativeGestureEvent(
        Qt.NativeGestureType.ZoomNativeGesture, TOUCHPAD, 2, place, place, place, 0.5, QPointF()
    )
    QApplication.sendEvent(view.viewport(), pinch)
    assert rest(qtbot, view).zoom == pytest.approx(1.5 * before.zoom)
    wheel(view, QPoint(0, 480), TOUCHPAD, Qt.KeyboardModifier.ControlModifier)
    assert rest(qtbot, view).zoom == pytest.approx(3 * before.zoom)


def test_shift_and_the_wheel_scroll(qtbot: QtBot, view: NetworkMap) -> None:
    before = view.sight
    wheel(view, QPoint(0, -120), modifiers=Qt.KeyboardModifier.ShiftModifier)
    after = rest(qtbot, view)
    assert after.zoom == before.zoom
    assert after.y > before.y


def test_a_drag_pans_and_selects_nothing(qtbot: QtBot, view: NetworkMap) -> None:
    chosen = []
    view.chosen.connect(chosen.append)
    start = view.spot(FIRST)
    QTest.mousePress(view.viewport(), LEFT, pos=start)
    for step in (10, 30, 60):
        QTest.mouseMove(view.viewport(), start - QPoint(0, step))
    QTest.mouseRelease(view.viewport(), LEFT, pos=start - QPoint(0, 60))
    assert view.sight.y == pytest.approx(60 / view.sight.zoom)
    assert chosen == []


def test_the_scroll_bar_scrolls_and_follows(qtbot: QtBot, view: NetworkMap) -> None:
    show(view, preset("resnet-50").network)
    bar = view.verticalScrollBar()
    bar.setValue(200)
    assert view.sight.y == pytest.approx(200 / view.sight.zoom)
    QTest.keyClick(view, Qt.Key.Key_PageDown)
    rest(qtbot, view)
    assert bar.value() == round(view.sight.y * view.sight.zoom) > 200
    QTest.keyClick(view, Qt.Key.Key_PageUp)
    rest(qtbot, view)
    assert bar.value() == 200


def test_a_click_chooses_and_with_shift_extends(qtbot: QtBot, view: NetworkMap) -> None:
    with qtbot.waitSignal(view.chosen) as chosen:
        QTest.mouseClick(view.viewport(), LEFT, pos=view.spot(SECOND))
    assert chosen.args == [SECOND]
    with qtbot.waitSignal(view.extend_asked) as extended:
        QTest.mouseClick(view.viewport(), LEFT, Qt.KeyboardModifier.ShiftModifier, view.spot(FIRST))
    assert extended.args == [FIRST]


def test_each_block_is_chosen_at_its_sum(qtbot: QtBot, view: NetworkMap) -> None:
    for disc in view.scene.discs:
        view.show_selection(disc.name, (disc.name,))
        rest(qtbot, view)
        with qtbot.waitSignal(view.chosen) as chosen:
            QTest.mouseClick(view.viewport(), LEFT, pos=view.spot(disc.name))
        assert chosen.args == [disc.name]


def test_a_double_click_and_return_want_the_form(qtbot: QtBot, view: NetworkMap) -> None:
    with qtbot.waitSignal(view.edit_asked):
        QTest.mouseDClick(view.viewport(), LEFT, pos=view.spot(FIRST))
    with qtbot.waitSignal(view.edit_asked):
        QTest.keyClick(view, Qt.Key.Key_Return)


def test_what_is_selected_elsewhere_comes_into_sight(qtbot: QtBot, view: NetworkMap) -> None:
    last = NETWORK.names[-1]
    view.show_selection(last, (last,))
    assert view.is_moving
    rest(qtbot, view)
    assert view.viewport().rect().contains(view.spot(last))


def test_what_is_clicked_stays_below_the_pointer(qtbot: QtBot, view: NetworkMap) -> None:
    view.chosen.connect(lambda name: view.show_selection(name, (name,)))
    # Its upper part is above the edge by no more than the margin that is else left around a layer.
    mark = view.scene.marks[FIRST]
    view.verticalScrollBar().setValue(round((mark.y - 4) * view.sight.zoom))
    before = view.sight
    QTest.mouseClick(view.viewport(), LEFT, pos=view.spot(FIRST))
    assert view.target == before


def test_arrows_walk_with_the_data(qtbot: QtBot, view: NetworkMap) -> None:
    view.chosen.connect(lambda name: view.show_selection(name, (name,)))
    chosen: list[str] = []
    view.chosen.connect(chosen.append)
    view.show_selection(FIRST, (FIRST,))
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Up, Qt.Key.Key_Home, Qt.Key.Key_End):
        QTest.keyClick(view, key)
    assert chosen == [SECOND, FIRST, INPUT, NETWORK.names[-1]]
    rest(qtbot, view)
    assert view.viewport().rect().contains(view.spot(NETWORK.names[-1]))


def test_shift_and_an_arrow_extend(qtbot: QtBot, view: NetworkMap) -> None:
    view.show_selection(FIRST, (FIRST,))
    with qtbot.waitSignal(view.extend_asked) as asked:
        QTest.keyClick(view, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    assert asked.args == [SECOND]


def test_escape_leads_out_of_a_block_and_elsewhere_is_for_others(qtbot: QtBot, view: NetworkMap) -> None:
    inner = next(each for each in NETWORK.names if NETWORK.place(each).block)
    view.show_selection(inner, (inner,))
    with qtbot.waitSignal(view.chosen) as chosen:
        QTest.keyClick(view, Qt.Key.Key_Escape)
    assert chosen.args == [NETWORK.place(inner).block]


def test_a_menu_is_asked_for_the_layer_below_the_pointer(qtbot: QtBot, view: NetworkMap) -> None:
    chosen: list[str] = []
    view.chosen.connect(chosen.append)
    place = view.spot(SECOND)
    with qtbot.waitSignal(view.menu_asked):
        event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, place, view.viewport().mapToGlobal(place))
        QApplication.sendEvent(view.viewport(), event)
    assert chosen == [SECOND]


def test_the_tip_tells_of_the_layer_and_its_problems(qtbot: QtBot, view: NetworkMap) -> None:
    broken = Network(input_shape=(8, 8, 1), layers=(Flatten(), Conv2D(name="late"), Dense(units=3)))
    show(view, broken)
    assert "Output 64" in view.tip_of("flatten")
    problem = infer(broken).errors[0]
    assert problem.message({"late": "late"}).what in view.tip_of("late")
    place = view.spot("late")
    event = QHelpEvent(QEvent.Type.ToolTip, place, view.viewport().mapToGlobal(place))
    QApplication.sendEvent(view.viewport(), event)
    assert "late" in QToolTip.text()
    QToolTip.hideText()


def test_the_pointer_points(qtbot: QtBot, view: NetworkMap) -> None:
    QTest.mouseMove(view.viewport(), view.spot(SECOND))
    qtbot.waitUntil(lambda: view.pointed == SECOND)
    assert view.viewport().cursor().shape() == Qt.CursorShape.PointingHandCursor
    QTest.mouseMove(view.viewport(), QPoint(2, 2))
    qtbot.waitUntil(lambda: view.pointed == "")


def test_an_edit_leaves_the_selected_layer_where_it_is_seen(qtbot: QtBot, view: NetworkMap) -> None:
    QTest.keyClick(view, Qt.Key.Key_1)
    rest(qtbot, view)
    view.show_selection(NETWORK.names[3], (NETWORK.names[3],))
    view.verticalScrollBar().setValue(150)
    before = view.spot(NETWORK.names[3])
    show(view, NETWORK.with_layers((Conv2D(name="new", padding="same"), *NETWORK.layers)))
    assert (view.spot(NETWORK.names[3]) - before).manhattanLength() <= 1


def test_every_preset_can_be_shown_and_painted(qtbot: QtBot, view: NetworkMap) -> None:
    for name in ("xor-by-hand", "googlenet", "resnet-152", "sentence-cnn"):
        network = preset(name).network
        show(view, network)
        view.start_anew()
        view.show_selection(network.names[-1], (network.names[-1],))
        view.grab()
    show(view, Network())
    view.grab()
