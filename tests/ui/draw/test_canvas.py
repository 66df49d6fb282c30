"""What a person does on the canvas, by real events."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QMimeData, QPoint, QPointF, Qt, QUrl
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


def tablet(canvas: QWidget, kind: QEvent.Type, x: float, y: float, tip) -> None:
    device = QPointingDevice(
        "stylus",
        7,
        QInputDevice.DeviceType.Stylus,
        tip,
        QInputDevice.Capability.Position,
        1,
        1,
    )
    event = QTabletEvent(
        kind,
        device,
        QPointF(x, y),
        canvas.mapToGlobal(QPointF(x, y)),
        0.5,
        0,
        0,
        0,
        0,
        0,
        Qt.KeyboardModifier.NoModifier,
        Qt.MouseButton.LeftButton,
        Qt.MouseButton.LeftButton,
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
