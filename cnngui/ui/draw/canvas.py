"""The canvas: mouse, tablet and touch become strokes; what is on the sheet is shown."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QKeyCombination, QMimeData, QPoint, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QColor,
    QContextMenuEvent,
    QDragEnterEvent,
    QDropEvent,
    QEventPoint,
    QFocusEvent,
    QGuiApplication,
    QHelpEvent,
    QImage,
    QInputDevice,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPointingDevice,
    QResizeEvent,
    QTabletEvent,
    QTouchEvent,
)
from PySide6.QtWidgets import QMenu, QSizePolicy, QToolTip, QWidget

from cnngui.datasets.ink_pieces import Writing, writing_on
from cnngui.datasets.preparation import Paper
from cnngui.errors import CnnguiError
from cnngui.state.drawing import Drawing, Sheet
from cnngui.ui.draw.canvas_paint import paint_caption, paint_hint, paint_picture, pen_cursor
from cnngui.ui.draw.digit_marks import DigitMark, chip_at, mark_at, paint_marks
from cnngui.ui.draw.ink_layer import InkLayer
from cnngui.ui.draw.key_pen import KeyPen, paint_cross_hair
from cnngui.ui.shared.jobs import FileWriter, Jobs
from cnngui.ui.shared.picture_menu import PictureMenu
from cnngui.ui.shared.pictures import holds_picture, picture_job
from cnngui.ui.shared.pixels import Pixels, to_image
from cnngui.ui.shared.theme import theme

GROUND = QColor(0, 0, 0)
_KEYS = QKeySequence.StandardKey
# Redo is Ctrl+Y on Windows by Qt's table; here both are redo everywhere.
_REDO_KEYS = QKeyCombination(
    Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier, Qt.Key.Key_Z
)


class DrawingCanvas(QWidget):
    """A square on which a person draws; always light ink on black, as the network reads it.

    The square shows the whole drawing canvas (280×280) at any size of the widget. It accepts a picture by
    drop or paste. Where several digits are drawn, each has a box; a click on one looks at it.

    Attributes:
        paper: what transparent pictures are laid on that are dropped or pasted from now on.

    Signals:
        digit_chosen: the place of a digit, as one reads.
    """

    problem_raised = Signal(CnnguiError)
    saved = Signal(str)
    digit_chosen = Signal(int)

    def __init__(self, drawing: Drawing, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("drawing_canvas")
        self.setAccessibleName(self.tr("Drawing canvas"))
        self.setAccessibleDescription(
            self.tr(
                "Draw with the mouse, a pen or a finger, digits also in rows, or drop a picture. By "
                "keyboard: the arrows move a cross-hair, with Shift in larger steps; Space puts the pen "
                "down and lifts it; Page Up and Page Down look at the digit before and the next. Or choose "
                "a sample."
            )
        )
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAttribute(Qt.WidgetAttribute.WA_AcceptTouchEvents)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setAcceptDrops(True)
        self._drawing = drawing
        self._wants_photo = False
        self._wanted_class = ""
        self.paper: Paper = "auto"
        self._ink = InkLayer()
        self._picture: QImage | None = None
        self._caption = ""
        self._sheet = Sheet()
        self._tool_before: str | None = None
        self._down = False
        self._tapped: int | None = None
        self._finger: int | None = None
        self._by_keyboard = False
        self.key_pen = KeyPen(drawing, self._announce)
        self.marks: tuple[DigitMark, ...] = ()
        # Twelve megapixels take most of a second, and a tenth to find what is written on them.
        self._reader = Jobs(self)
        self._reader.done.connect(self._on_read)
        self._reader.failed.connect(self.problem_raised)
        self._writer = FileWriter(self)
        self._writer.done.connect(self.saved.emit)
        self._writer.failed.connect(self.problem_raised)
        drawing.changed.connect(self._on_changed)
        drawing.tool_changed.connect(self._show_cursor)
        theme().changed.connect(self.update)
        self._on_changed()

    def invite(self, *, photo: bool) -> None:
        """Ask for a photograph while there is nothing on the canvas, or for a digit."""
        if photo != self._wants_photo:
            self._wants_photo = photo
            self.update()

    def invite_for(self, name: str) -> None:
        """Ask for a drawing of a class while there is nothing on the canvas; "" for no certain one."""
        if name != self._wanted_class:
            self._wanted_class = name
            self.update()

    # From the drawing ---------------------------------------------------------------------------

    def _on_changed(self) -> None:
        before, self._sheet = self._sheet, self._drawing.sheet
        if not self._sheet.strokes:
            self.show_marks(())
        if self._sheet.picture is not before.picture or self._sheet.sample is not before.sample:
            self._take_picture()
        dirty = self._ink.show(self._sheet.strokes)
        plain = self._sheet.empty == before.empty and self._picture is None
        if dirty is None or not plain:
            self.update()
        else:
            self.update(dirty.toAlignedRect())

    def _take_picture(self) -> None:
        sheet = self._sheet
        self._picture, self._caption = None, ""
        if sheet.sample is not None:
            self._picture = to_image(sheet.sample.values)
            self._caption = self.tr("sample: {0}").format(sheet.sample.label)
        elif sheet.picture is not None:
            self._picture = to_image(sheet.picture)

    def show_marks(self, marks: tuple[DigitMark, ...]) -> None:
        """Show boxes around these digits, none for a single one."""
        if marks != self.marks:
            self.marks = marks
            self.update()

    # To the drawing -----------------------------------------------------------------------------

    def _press(self, point: QPointF, *, erase: bool = False, width: float = 1.0) -> None:
        self._release()
        self.key_pen.hide()
        erasing = erase or self._drawing.tool == "eraser"
        label = None if erasing else chip_at(self.marks, point, self._scale, self.font())
        if label is None and self._sheet.picture is not None:
            # A dot would take the place of the whole picture.
            label = mark_at(self.marks, point, self._scale)
        if label is not None:
            self.digit_chosen.emit(label)
            return
        self._down = True
        self._tapped = None if erasing else self._beside(point)
        if erase and self._drawing.tool != "eraser":
            self._tool_before = self._drawing.tool
            self._drawing.set_tool("eraser")
        self._drawing.begin(*self._on_canvas(point), width)

    def _move(self, point: QPointF, width: float = 1.0) -> None:
        if self._down:
            self._drawing.extend(*self._on_canvas(point), width)

    def _release(self) -> None:
        if not self._down:
            return
        self._down = False
        if self._tapped is not None and self._drawing.is_dot:
            self._drawing.take_back()
            self.digit_chosen.emit(self._tapped)
        else:
            self._drawing.end()
        if self._tool_before is not None:
            self._tool_before = None
            self._drawing.set_tool("pen")

    def _beside(self, point: QPointF) -> int | None:
        """Return the digit under a point if it is another than the one that is looked at."""
        place = mark_at(self.marks, point, self._scale)
        return None if place is None or self.marks[place].chosen else place

    @property
    def _scale(self) -> float:
        """Widget pixels for each of the canvas."""
        return self.width() / self._drawing.canvas[0]

    def _on_canvas(self, point: QPointF) -> tuple[float, float]:
        """Return canvas pixels; what lies outside is put on the edge, so that no ink is out of sight."""
        width, height = self._drawing.canvas
        x, y = point.x() * width / max(1, self.width()), point.y() * height / max(1, self.height())
        return max(0.0, min(float(width), x)), max(0.0, min(float(height), y))

    # Mouse, tablet, touch -----------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:
        # A pen's side button comes as the right one, and is for the menu as well.
        if event.button() == Qt.MouseButton.LeftButton:
            self._press(event.position())

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        self.menu().popup(event.globalPos())

    def menu(self) -> QMenu:
        """Return what can be done with the sheet."""
        drawing, pasted = self._drawing, QGuiApplication.clipboard().mimeData()
        entries = (
            (self.tr("Paste picture"), self.paste, pasted is not None and holds_picture(pasted)),
            (self.tr("Undo"), drawing.undo, drawing.can_undo),
            (self.tr("Redo"), drawing.redo, drawing.can_redo),
            (self.tr("Clear"), drawing.clear, not drawing.sheet.empty),
        )
        return PictureMenu(self, self._grabbed, "drawing", entries, self._writer)

    def _grabbed(self) -> QImage:
        """Return the sheet without caption and ring, as large as it is drawn on."""
        if self._picture is not None:
            return self._picture
        image = QImage(*self._drawing.canvas, QImage.Format.Format_RGB32)
        image.fill(GROUND)
        painter = QPainter(image)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        shown = QImage(self.size() * self.devicePixelRatioF(), QImage.Format.Format_RGB32)
        shown.setDevicePixelRatio(self.devicePixelRatioF())
        shown.fill(GROUND)
        ink = QPainter(shown)
        self._ink.paint(ink)
        ink.end()
        painter.drawImage(QRectF(image.rect()), shown)
        painter.end()
        return image

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._move(event.position())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._release()

    def tabletEvent(self, event: QTabletEvent) -> None:
        width = pressed_width(event)
        if event.type() == QEvent.Type.TabletPress:
            if event.button() == Qt.MouseButton.LeftButton:
                erase = event.pointerType() == QPointingDevice.PointerType.Eraser
                self._press(event.position(), erase=erase, width=width)
        elif event.type() == QEvent.Type.TabletMove:
            self._move(event.position(), width)
        else:
            self._release()
        event.accept()

    def _touch(self, event: QTouchEvent) -> None:
        """Draw with the finger that came first. A second one at once means no ink: a pinch, a palm."""
        event.accept()
        if event.type() == QEvent.Type.TouchCancel:
            self._take_back()
        elif event.type() == QEvent.Type.TouchBegin:
            if not self._down:
                self._finger = event.points()[0].id()
                self._press(event.points()[0].position())
        elif self._finger is not None:
            first = next((point for point in event.points() if point.id() == self._finger), None)
            if first is None or first.state() == QEventPoint.State.Released:
                self._finger = None
                self._release()
            elif len(event.points()) > 1 and self._drawing.is_dot:
                self._take_back()
            else:
                self._move(first.position())

    def _take_back(self) -> None:
        """Lift the pen as if it had not touched."""
        self._finger = None
        if self._down:
            self._drawing.take_back()
            self._release()

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QTouchEvent):
            self._touch(event)
            return True
        # The window has the same keys for its own undo and delete; with the focus here they mean the ink.
        if (
            isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.ShortcutOverride
            and (self._command(event) or (event.key() == Qt.Key.Key_Escape and self.key_pen.shown))
        ):
            event.accept()
            return True
        if event.type() == QEvent.Type.DevicePixelRatioChange:
            self._fit()
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            self._tell_of(event.pos(), event.globalPos())
            return True
        return super().event(event)

    # Keys ---------------------------------------------------------------------------------------

    def _command(self, event: QKeyEvent) -> Callable[[], None] | None:
        drawing = self._drawing
        if event.matches(_KEYS.Undo):
            return drawing.undo
        if event.matches(_KEYS.Redo) or event.keyCombination() == _REDO_KEYS:
            return drawing.redo
        if event.matches(_KEYS.Paste):
            return self.paste
        if event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            return drawing.clear
        return None

    def keyPressEvent(self, event: QKeyEvent) -> None:
        command = self._command(event)
        if command is not None:
            self._release()
            self.key_pen.lift()
            command()
        elif self._moves_pen(event) or self._turns_digits(event):
            self.update()
        else:
            super().keyPressEvent(event)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        if not event.isAutoRepeat():
            self.key_pen.release(event.key())
        super().keyReleaseEvent(event)

    def _moves_pen(self, event: QKeyEvent) -> bool:
        shift = Qt.KeyboardModifier.ShiftModifier
        if event.modifiers() & ~(shift | Qt.KeyboardModifier.KeypadModifier) or self._down:
            return False
        if event.key() == Qt.Key.Key_Space and event.isAutoRepeat():
            return True
        return self.key_pen.press(event.key(), large=bool(event.modifiers() & shift))

    def _turns_digits(self, event: QKeyEvent) -> bool:
        step = {Qt.Key.Key_PageUp: -1, Qt.Key.Key_PageDown: 1}.get(Qt.Key(event.key()))
        chosen = next((place for place, mark in enumerate(self.marks) if mark.chosen), None)
        if step is None or chosen is None:
            return False
        self.digit_chosen.emit((chosen + step) % len(self.marks))
        return True

    def announce_digit(self) -> None:
        """Say to screen readers which of several digits is looked at, and what it is taken for."""
        for place, mark in enumerate(self.marks):
            if mark.chosen:
                told = self.tr("digit {0} of {1}: {2}").format(place + 1, len(self.marks), mark.told)
                self._announce(told.replace("\n", ", "))

    def _announce(self, words: str) -> None:
        """Have screen readers say something while the focus is here."""
        if QAccessible.isActive():
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, words))

    def _tell_of(self, point: QPoint, on_screen: QPoint) -> None:
        place = mark_at(self.marks, QPointF(point), self._scale)
        if place is None or self._down:
            QToolTip.hideText()
        else:
            mark = self.marks[place]
            more = "" if mark.chosen else "\n" + self.tr("Click to look at this digit (Page Up, Page Down)")
            QToolTip.showText(on_screen, mark.told + more, self)

    # Pictures from outside ----------------------------------------------------------------------

    def paste(self) -> None:
        """Show the picture on the clipboard."""
        self._take(QGuiApplication.clipboard().mimeData())

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if holds_picture(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        event.acceptProposedAction()
        self._take(event.mimeData())

    def _take(self, mime: QMimeData | None) -> None:
        # Where there is no clipboard, it hands out nothing.
        job, canvas = picture_job(mime, self.paper) if mime is not None else None, self._drawing.canvas
        if job is not None:
            self._reader.start(lambda: ((picture := job()), writing_on(picture, canvas)))

    def _on_read(self, read: tuple[Pixels, Writing]) -> None:
        self._drawing.set_picture(*read)

    # Looks --------------------------------------------------------------------------------------

    def sizeHint(self) -> QSize:
        return QSize(264, 264)

    def minimumSizeHint(self) -> QSize:
        return QSize(112, 112)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._fit()

    def _fit(self) -> None:
        self._ink.resize(min(self.width(), self.height()), self.devicePixelRatioF(), self._drawing.canvas[0])
        self._show_cursor()
        self.update()

    def _show_cursor(self) -> None:
        side_px = self._drawing.pen_px * self.width() / self._drawing.canvas[0]
        self.setCursor(pen_cursor(side_px, self.devicePixelRatioF(), erasing=self._drawing.tool == "eraser"))

    def focusInEvent(self, event: QFocusEvent) -> None:
        self._by_keyboard = event.reason() in (
            Qt.FocusReason.TabFocusReason,
            Qt.FocusReason.BacktabFocusReason,
        )
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self.key_pen.hide()
        self._by_keyboard = False
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(event.rect(), GROUND)
        if self._picture is not None:
            # A sample's pixels are the network's own and stay squares; a photo is scaled smoothly.
            paint_picture(painter, self.size(), self._picture, smooth=self._sheet.sample is None)
            if self._caption:
                paint_caption(painter, self.size(), self.font(), self._caption)
        elif self._sheet.strokes:
            self._ink.paint(painter)
        else:
            keys = self.tr("by arrow keys and Space, too") if self._by_keyboard else ""
            words = (self.tr("Draw a digit here"), keys or self.tr("or a number, or drop a picture"))
            if self._wants_photo:
                words = (self.tr("Drop a photo here"), self.tr("or paste one, or choose a sample"))
            if self._wanted_class:
                words = (self._wanted_class, self.tr("draw it here, then press Enter; 1 to 9 choose a class"))
            paint_hint(painter, self.rect(), self.font(), words)
        if self.marks:
            paint_marks(painter, self.marks, self._scale, self.font())
        if self.key_pen.shown:
            paint_cross_hair(painter, self.key_pen, self._drawing.pen_px, self._scale)
            paint_caption(painter, self.size(), self.font(), self.key_pen.words)
        self._paint_frame(painter)
        painter.end()

    def _paint_frame(self, painter: QPainter) -> None:
        colours = theme().colours
        if self.hasFocus():
            painter.setPen(QPen(QColor(colours.accent), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(QRectF(self.rect()).adjusted(1, 1, -1, -1))


def pressed_width(event: QTabletEvent) -> float:
    """Return how wide a pen draws that is pressed so: from half its width to one and a half.

    Pressed half it has its own width, and so has a pen that does not tell.
    """
    if not event.pointingDevice().hasCapability(QInputDevice.Capability.Pressure):
        return 1.0
    return round(0.5 + min(max(event.pressure(), 0.0), 1.0), 3)
