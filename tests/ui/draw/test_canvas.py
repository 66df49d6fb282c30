"""What a person does on the canvas, by real events."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QMimeData, QPoint, QPointF, QRect, Qt, QUrl
from PySide6.QtGui import (
    QAction,
    QColor,
    QDragEnterEvent,
    QDropEvent,
    QGuiApplication,
    QImage,
    QInputDevice,
    QKeySequence,
    QPointingDevice,
    QTabletEvent,
    QTouchEvent,
)
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from cnngui.datasets.ink import Stroke
from cnngui.state.drawing import Drawing, Sample
from cnngui.ui.draw.canvas import DrawingCanvas
from cnngui.ui.draw.squared import Squared

SIDE = 140


@pytest.fixture
def drawing(qapp) -> Drawing:
    return Drawing()


@pytest.fixture
def canvas(qtbot, drawing) -> DrawingCanvas:
    made = DrawingCanvas(drawing)
    qtbot.addWidget(made)
    made.resize(SIDE, SIDE)
    made.show()
    return made


def draw(canvas: QWidget, *points: tuple[int, int], button=Qt.MouseButton.LeftButton) -> None:
    QTest.mousePress(canvas, button, pos=QPoint(*points[0]))
    for point in points[1:]:
        QTest.mouseMove(canvas, QPoint(*point))
    QTest.mouseRelease(canvas, button, pos=QPoint(*points[-1]))


def pixel(canvas: QWidget, x: int, y: int) -> int:
    return canvas.grab().toImage().pixelColor(x, y).lightness()


def test_the_mouse_draws_in_canvas_pixels(canvas, drawing):
    draw(canvas, (20, 30), (60, 30), (60, 90))
    assert drawing.sheet.strokes == (Stroke(((40, 60), (120, 60), (120, 180))),)


def test_ink_is_white_on_black_where_the_mouse_was(canvas):
    draw(canvas, (20, 30), (120, 30))
    assert pixel(canvas, 70, 30) == 255
    assert pixel(canvas, 70, 100) == 0


def test_the_pen_only_draws_while_it_is_down(canvas, drawing):
    draw(canvas, (20, 30), (60, 30))
    QTest.mouseMove(canvas, QPoint(100, 100))
    assert len(drawing.sheet.strokes[0].points) == 2


def test_ink_outside_is_put_on_the_edge(canvas, drawing):
    draw(canvas, (70, 70), (300, -50))
    assert drawing.sheet.strokes[0].points[-1] == (280, 0)


def test_the_right_button_neither_erases_nor_draws(canvas, drawing):
    draw(canvas, (20, 70), (120, 70))
    before = drawing.sheet
    draw(canvas, (70, 40), (70, 100), button=Qt.MouseButton.RightButton)
    assert drawing.sheet is before
    drawing.set_picture(np.zeros((8, 8), np.uint8))
    before = drawing.sheet
    draw(canvas, (70, 40), (70, 100), button=Qt.MouseButton.RightButton)
    assert drawing.sheet is before


def test_an_eraser_takes_no_picture_away(canvas, drawing):
    drawing.set_picture(np.zeros((8, 8), np.uint8))
    before = drawing.sheet
    drawing.set_tool("eraser")
    draw(canvas, (20, 70), (120, 70))
    assert drawing.sheet.is_as(before)


def test_the_menu_of_the_canvas_copies_saves_and_clears(qtbot, canvas, drawing, tmp_path):
    draw(canvas, (20, 70), (120, 70))
    menu = canvas.menu()
    with qtbot.waitSignal(canvas.saved):
        menu.save(str(tmp_path / "drawn.png"))
    saved = QImage(str(tmp_path / "drawn.png"))
    assert (saved.width(), saved.height()) == drawing.canvas
    assert saved.pixelColor(140, 140).lightness() > 200
    assert saved.pixelColor(140, 20).lightness() == 0
    menu.copy()
    entries = {action.text(): action for action in menu.actions()}
    assert {"Copy picture", "Save picture …", "Paste picture", "Undo", "Clear"} <= set(entries)
    entries["Clear"].trigger()
    assert drawing.sheet.empty
    drawing.undo()
    assert not drawing.sheet.empty


def test_the_eraser_tool_erases(canvas, drawing):
    draw(canvas, (20, 70), (120, 70))
    drawing.set_tool("eraser")
    draw(canvas, (20, 70), (120, 70))
    assert drawing.sheet.empty
    assert drawing.tool == "eraser"


def tablet(
    canvas: QWidget,
    kind: QEvent.Type,
    x: float,
    y: float,
    tip=QPointingDevice.PointerType.Pen,
    pressure: float | None = None,
    button=Qt.MouseButton.LeftButton,
) -> None:
    able = QInputDevice.Capability.Position
    if pressure is not None:
        able |= QInputDevice.Capability.Pressure
    device = QPointingDevice("stylus", 7, QInputDevice.DeviceType.Stylus, tip, able, 1, 1)
    event = QTabletEvent(
        kind,
        device,
        QPointF(x, y),
        canvas.mapToGlobal(QPointF(x, y)),
        0.5 if pressure is None else pressure,
        0,
        0,
        0,
        0,
        0,
        Qt.KeyboardModifier.NoModifier,
        button,
        button,
    )
    QApplication.sendEvent(canvas, event)


def test_a_tablet_draws_and_its_other_end_erases(canvas, drawing):
    pen, rubber = QPointingDevice.PointerType.Pen, QPointingDevice.PointerType.Eraser
    tablet(canvas, QEvent.Type.TabletPress, 20, 70, pen)
    tablet(canvas, QEvent.Type.TabletMove, 120, 70, pen)
    tablet(canvas, QEvent.Type.TabletRelease, 120, 70, pen)
    assert drawing.sheet.strokes == (Stroke(((40, 140), (240, 140))),)
    tablet(canvas, QEvent.Type.TabletPress, 70, 70, rubber)
    tablet(canvas, QEvent.Type.TabletRelease, 70, 70, rubber)
    assert len(drawing.sheet.strokes) == 2


def test_a_finger_draws(canvas, drawing):
    device = QTest.createTouchDevice()
    QTest.touchEvent(canvas, device).press(1, QPoint(20, 70), canvas).commit()
    QTest.touchEvent(canvas, device).move(1, QPoint(120, 70), canvas).commit()
    QTest.touchEvent(canvas, device).release(1, QPoint(120, 70), canvas).commit()
    assert drawing.sheet.strokes == (Stroke(((40, 140), (240, 140))),)


PRESS, MOVE, LIFT = QEvent.Type.TabletPress, QEvent.Type.TabletMove, QEvent.Type.TabletRelease


def test_a_pen_draws_as_wide_as_it_is_pressed(canvas, drawing):
    for kind, x, pressure in ((PRESS, 20, 0.0), (MOVE, 70, 0.5), (MOVE, 120, 1.0), (LIFT, 120, 0.0)):
        tablet(canvas, kind, x, 70, pressure=pressure)
    assert drawing.sheet.strokes == (Stroke(((40, 140), (140, 140), (240, 140)), 16.0, (0.5, 1.0, 1.5)),)
    image = canvas.grab().toImage()
    inked = [sum(image.pixelColor(x, y).lightness() > 127 for y in range(SIDE)) for x in (30, 110)]
    assert inked[0] < 8 < inked[1]


def test_the_side_button_of_a_pen_draws_nothing(canvas, drawing):
    for button in (Qt.MouseButton.RightButton, Qt.MouseButton.MiddleButton):
        tablet(canvas, PRESS, 20, 70, button=button)
        tablet(canvas, MOVE, 120, 70, button=button)
        tablet(canvas, LIFT, 120, 70, button=button)
    assert drawing.sheet.empty


def test_the_pen_is_a_pen_again_after_its_other_end_was_used(canvas, drawing):
    tablet(canvas, PRESS, 70, 70, QPointingDevice.PointerType.Eraser)
    assert drawing.tool == "eraser"
    tablet(canvas, LIFT, 70, 70, QPointingDevice.PointerType.Eraser)
    assert drawing.tool == "pen"


def fingers(canvas: QWidget):
    return QTest.touchEvent(canvas, QTest.createTouchDevice())


def test_a_second_finger_neither_draws_nor_bends_the_line(canvas, drawing):
    touch = fingers(canvas)
    touch.press(1, QPoint(20, 70), canvas).commit()
    touch.move(1, QPoint(60, 70), canvas).commit()
    touch.stationary(1).press(2, QPoint(100, 20), canvas).commit()
    touch.move(1, QPoint(80, 70), canvas).move(2, QPoint(100, 30), canvas).commit()
    touch.release(1, QPoint(80, 70), canvas).stationary(2).commit()
    touch.move(2, QPoint(20, 120), canvas).commit()
    touch.release(2, QPoint(20, 120), canvas).commit()
    assert drawing.sheet.strokes == (Stroke(((40, 140), (120, 140), (160, 140))),)


def test_two_fingers_at_once_leave_no_ink(canvas, drawing):
    touch = fingers(canvas)
    touch.press(1, QPoint(20, 70), canvas).commit()
    touch.stationary(1).press(2, QPoint(100, 20), canvas).commit()
    touch.move(1, QPoint(40, 90), canvas).move(2, QPoint(80, 40), canvas).commit()
    touch.release(1, QPoint(40, 90), canvas).release(2, QPoint(80, 40), canvas).commit()
    assert drawing.sheet.empty
    assert not drawing.can_undo


def test_a_touch_that_the_system_takes_away_leaves_no_ink_and_no_pen_down(canvas, drawing):
    touch = fingers(canvas)
    touch.press(1, QPoint(20, 70), canvas).commit()
    touch.move(1, QPoint(60, 70), canvas).commit()
    device = QTest.createTouchDevice()
    QApplication.sendEvent(canvas, QTouchEvent(QEvent.Type.TouchCancel, device))
    assert drawing.sheet.empty
    touch.move(1, QPoint(120, 70), canvas).commit()
    assert drawing.sheet.empty


def test_a_palm_beside_the_pen_draws_nothing(canvas, drawing):
    tablet(canvas, PRESS, 20, 70)
    fingers(canvas).press(1, QPoint(100, 120), canvas).commit()
    tablet(canvas, MOVE, 120, 70)
    tablet(canvas, LIFT, 120, 70)
    assert drawing.sheet.strokes == (Stroke(((40, 140), (240, 140))),)


# Keys ---------------------------------------------------------------------------------------------


SHIFT, NONE = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.NoModifier
SPACE, RIGHT, DOWN = Qt.Key.Key_Space, Qt.Key.Key_Right, Qt.Key.Key_Down


@pytest.fixture
def keyed(canvas) -> DrawingCanvas:
    canvas.setFocus()
    return canvas


def press_keys(canvas: QWidget, *keys: Qt.Key, modifier=NONE) -> None:
    for key in keys:
        QTest.keyClick(canvas, key, modifier)


def test_keys_draw_from_the_middle_in_small_and_large_steps(keyed, drawing):
    press_keys(keyed, RIGHT)
    assert keyed.key_pen.shown
    assert drawing.sheet.empty, "the first arrow only shows where the pen is"
    press_keys(keyed, SPACE, RIGHT, DOWN)
    press_keys(keyed, DOWN, modifier=SHIFT)
    press_keys(keyed, SPACE, RIGHT)
    assert drawing.sheet.strokes == (Stroke(((140, 140), (144, 140), (144, 144), (144, 160))),)
    drawing.undo()
    assert drawing.sheet.empty


def test_two_arrows_held_together_draw_aslant(keyed, drawing):
    press_keys(keyed, SPACE)
    QTest.keyPress(keyed, RIGHT)
    QTest.keyPress(keyed, DOWN)
    QTest.keyRelease(keyed, RIGHT)
    QTest.keyRelease(keyed, DOWN)
    press_keys(keyed, SPACE)
    assert drawing.sheet.strokes == (Stroke(((140, 140), (144, 140), (148, 144))),)


def test_the_cross_hair_stays_on_the_canvas(keyed):
    press_keys(keyed, *[RIGHT] * 12, modifier=SHIFT)
    assert keyed.key_pen.place == (280, 140)
    assert keyed.key_pen.words == "pen up at 280, 140"


def test_the_cross_hair_is_seen_and_goes_by_escape_by_the_mouse_and_with_the_focus(keyed, drawing):
    empty = keyed.grab().toImage()
    for leave in (
        lambda: press_keys(keyed, Qt.Key.Key_Escape),
        lambda: QTest.mouseClick(keyed, Qt.MouseButton.LeftButton, pos=QPoint(20, 20)),
        keyed.clearFocus,
    ):
        keyed.setFocus()
        drawing.clear()
        press_keys(keyed, RIGHT, SPACE)
        assert keyed.grab().toImage() != empty
        assert keyed.key_pen.words.startswith("pen down")
        leave()
        assert not keyed.key_pen.shown
        assert not keyed.key_pen.down


def test_undo_by_keys_ends_the_stroke_that_keys_draw(keyed, drawing):
    press_keys(keyed, SPACE, RIGHT)
    QTest.keyClick(keyed, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert drawing.sheet.empty
    press_keys(keyed, RIGHT)
    assert drawing.sheet.empty


def test_the_eraser_is_moved_by_keys_too(keyed, drawing):
    drawing.set_strokes((Stroke(((140, 140), (200, 140))),))
    drawing.set_tool("eraser")
    press_keys(keyed, SPACE, *[RIGHT] * 16, SPACE)
    assert drawing.sheet.empty


def test_who_comes_by_the_tab_key_is_told_that_keys_draw(canvas):
    def hint() -> QImage:
        # Within the ring of the focus.
        return canvas.grab(QRect(10, 10, SIDE - 20, SIDE - 20)).toImage()

    canvas.setFocus(Qt.FocusReason.MouseFocusReason)
    before = hint()
    canvas.clearFocus()
    canvas.setFocus(Qt.FocusReason.TabFocusReason)
    assert hint() != before
    canvas.clearFocus()
    assert hint() == before
    assert "Space" in canvas.accessibleDescription()


def test_keys_undo_redo_and_clear_the_ink(canvas, drawing):
    draw(canvas, (20, 70), (120, 70))
    canvas.setFocus()
    QTest.keyClick(canvas, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert drawing.sheet.empty
    QTest.keyClick(
        canvas, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    )
    assert len(drawing.sheet.strokes) == 1
    QTest.keyClick(canvas, Qt.Key.Key_Delete)
    assert drawing.sheet.empty


@pytest.mark.parametrize("focus_on_canvas", [True, False])
def test_the_windows_own_undo_is_not_meant_while_the_canvas_has_the_focus(qtbot, drawing, focus_on_canvas):
    window = QWidget()
    qtbot.addWidget(window)
    action = QAction(window)
    done = []
    action.triggered.connect(lambda: done.append("window"))
    action.setShortcut(QKeySequence.StandardKey.Undo)
    window.addAction(action)
    column = QVBoxLayout(window)
    canvas, other = DrawingCanvas(drawing), QWidget()
    other.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    column.addWidget(canvas)
    column.addWidget(other)
    with qtbot.waitActive(window):
        window.show()
    draw(canvas, (20, 70), (120, 70))
    focused = canvas if focus_on_canvas else other
    focused.setFocus()
    QTest.keyClick(window.windowHandle(), Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert drawing.sheet.empty == focus_on_canvas
    assert done == ([] if focus_on_canvas else ["window"])


def picture(width: int = 60, height: int = 80) -> QImage:
    image = QImage(width, height, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.white)
    for y in range(height // 4, height // 2):
        for x in range(width // 3, width // 2):
            image.setPixelColor(x, y, QColor(0, 0, 0))
    return image


def test_a_pasted_picture_takes_the_place_of_the_ink(canvas, drawing, qtbot):
    draw(canvas, (20, 70), (120, 70))
    QGuiApplication.clipboard().setImage(picture())
    canvas.setFocus()
    with qtbot.waitSignal(drawing.changed):
        QTest.keyClick(canvas, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert drawing.sheet.picture.shape == (80, 60, 3)
    assert pixel(canvas, 70, 10) == 255
    assert pixel(canvas, 5, 70) == 0
    drawing.undo()
    assert len(drawing.sheet.strokes) == 1


def drop(canvas: QWidget, mime: QMimeData) -> None:
    action, buttons, keys = (
        Qt.DropAction.CopyAction,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    QApplication.sendEvent(canvas, QDragEnterEvent(QPoint(10, 10), action, mime, buttons, keys))
    QApplication.sendEvent(canvas, QDropEvent(QPointF(10, 10), action, mime, buttons, keys))


def test_a_dropped_file_is_shown(canvas, drawing, qtbot, tmp_path):
    picture().save(str(tmp_path / "seven.png"))
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(tmp_path / "seven.png"))])
    with qtbot.waitSignal(drawing.changed):
        drop(canvas, mime)
    assert drawing.sheet.picture is not None


def test_a_dropped_file_that_is_no_picture_is_a_problem_and_changes_nothing(canvas, drawing, qtbot, tmp_path):
    draw(canvas, (20, 70), (120, 70))
    (tmp_path / "seven.png").write_text("no picture")
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(tmp_path / "seven.png"))])
    with qtbot.waitSignal(canvas.problem_raised) as raised:
        drop(canvas, mime)
    assert raised.args[0].code == "datasets.picture_unreadable"
    assert len(drawing.sheet.strokes) == 1


def test_a_sample_is_shown_with_sharp_pixels(canvas, drawing):
    image = np.zeros((28, 28, 1), np.uint8)
    image[14:, :] = 200
    drawing.set_sample(Sample(image, "7"))
    assert pixel(canvas, 100, 69) == 0
    assert pixel(canvas, 100, 71) == 200


def test_the_hint_is_there_while_the_canvas_is_empty(canvas, drawing):
    def brightest() -> int:
        image = canvas.grab().toImage()
        return max(image.pixelColor(x, y).lightness() for x in range(20, 120) for y in range(50, 90))

    assert 50 < brightest() < 200
    draw(canvas, (5, 5), (9, 5))
    assert brightest() == 0
    drawing.clear()
    assert brightest() > 50


def test_the_cursor_is_as_wide_as_the_pen(canvas, drawing):
    def width() -> int:
        return canvas.cursor().pixmap().width()

    drawing.set_pen_px(16)
    narrow = width()
    drawing.set_pen_px(28)
    assert width() - narrow == 12 // 2
    assert abs(narrow - 6 - 16 * SIDE / 280) < 1


@pytest.mark.parametrize(("width", "height", "side"), [(266, 500, 266), (266, 180, 180), (300, 120, 120)])
def test_the_canvas_stays_square_and_within_its_room(qtbot, drawing, width, height, side):
    canvas, window = DrawingCanvas(drawing), QWidget()
    qtbot.addWidget(window)
    column = QVBoxLayout(window)
    column.setContentsMargins(0, 0, 0, 0)
    column.addWidget(Squared(canvas))
    column.addStretch(1)
    window.resize(width, height)
    window.show()
    qtbot.waitUntil(lambda: canvas.width() == side)
    assert (canvas.width(), canvas.height()) == (side, side)


def test_the_canvas_has_a_name_for_those_who_do_not_see_it(canvas):
    assert canvas.objectName() == "drawing_canvas"
    assert canvas.accessibleName()
    assert "sample" in canvas.accessibleDescription()
