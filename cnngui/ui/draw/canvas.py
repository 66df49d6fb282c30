"""The canvas: mouse, tablet and touch become strokes; what is on the sheet is shown."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QKeyCombination, QMimeData, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QDragEnterEvent,
    QDropEvent,
    QFocusEvent,
    QGuiApplication,
    QImage,
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
from PySide6.QtWidgets import QMenu, QSizePolicy, QWidget

from cnngui.errors import CnnguiError
from cnngui.state.drawing import Drawing, Sheet
from cnngui.ui.draw.canvas_paint import paint_caption, paint_hint, paint_picture, pen_cursor
from cnngui.ui.draw.ink_layer import InkLayer
from cnngui.ui.draw.pictures import holds_picture, picture_job
from cnngui.ui.shared.jobs import FileWriter, Jobs
from cnngui.ui.shared.picture_menu import PictureMenu
from cnngui.ui.shared.pixels import to_image
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
    drop or paste.
    """

    problem_raised = Signal(CnnguiError)
    saved = Signal(str)

    def __init__(self, drawing: Drawing, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("drawing_canvas")
        self.setAccessibleName(self.tr("Drawing canvas"))
        self.setAccessibleDescription(
            self.tr("Draw a digit with the mouse, a pen or a finger. By keyboard, choose a sample instead.")
        )
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAttribute(Qt.WidgetAttribute.WA_AcceptTouchEvents)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setAcceptDrops(True)
        self._drawing = drawing
        self._wants_photo = False
        self._ink = InkLayer()
        self._picture: QImage | None = None
        self._caption = ""
        self._sheet = Sheet()
        self._tool_before: str | None = None
        self._down = False
        # Twelve megapixels take most of a second.
        self._reader = Jobs(self)
        self._reader.done.connect(drawing.set_picture)
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

    # From the drawing ---------------------------------------------------------------------------

    def _on_changed(self) -> None:
        before, self._sheet = self._sheet, self._drawing.sheet
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

    # To the drawing -----------------------------------------------------------------------------

    def _press(self, point: QPointF, *, erase: bool) -> None:
        self._release()
        self._down = True
        if erase and self._drawing.tool != "eraser":
            self._tool_before = self._drawing.tool
            self._drawing.set_tool("eraser")
        self._drawing.begin(*self._on_canvas(point))

    def _move(self, point: QPointF) -> None:
        if self._down:
            self._drawing.extend(*self._on_canvas(point))

    def _release(self) -> None:
        if not self._down:
            return
        self._down = False
        self._drawing.end()
        if self._tool_before is not None:
            self._tool_before = None
            self._drawing.set_tool("pen")

    def _on_canvas(self, point: QPointF) -> tuple[float, float]:
        """Return canvas pixels; what lies outside is put on the edge, so that no ink is out of sight."""
        width, height = self._drawing.canvas
        x, y = point.x() * width / max(1, self.width()), point.y() * height / max(1, self.height())
        return max(0.0, min(float(width), x)), max(0.0, min(float(height), y))

    # Mouse, tablet, touch -----------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:
        # A pen's side button comes as the right one, and is for the menu as well.
        if event.button() == Qt.MouseButton.LeftButton:
            self._press(event.position(), erase=False)

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
        if event.type() == QEvent.Type.TabletPress:
            tip = event.pointerType() == QPointingDevice.PointerType.Eraser
            if tip or event.button() != Qt.MouseButton.RightButton:
                self._press(event.position(), erase=tip)
        elif event.type() == QEvent.Type.TabletMove:
            self._move(event.position())
        else:
            self._release()
        event.accept()

    def _touch(self, event: QTouchEvent) -> None:
        points = event.points()
        if not points:
            return
        if event.type() == QEvent.Type.TouchBegin:
            self._press(points[0].position(), erase=False)
        elif event.type() == QEvent.Type.TouchUpdate:
            self._move(points[0].position())
        else:
            self._release()
        event.accept()

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QTouchEvent):
            self._touch(event)
            return True
        # The window has the same keys for its own undo and delete; with the focus here they mean the ink.
        if (
            isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.ShortcutOverride
            and self._command(event)
        ):
            event.accept()
            return True
        if event.type() == QEvent.Type.DevicePixelRatioChange:
            self._fit()
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
        if command is None:
            super().keyPressEvent(event)
        else:
            self._release()
            command()

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
        job = picture_job(mime) if mime is not None else None
        if job is not None:
            self._reader.start(job)

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
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
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
            words = (self.tr("Draw a digit here"), self.tr("or drop a picture"))
            if self._wants_photo:
                words = (self.tr("Drop a photo here"), self.tr("or paste one, or choose a sample"))
            paint_hint(painter, self.rect(), self.font(), words)
        self._paint_frame(painter)
        painter.end()

    def _paint_frame(self, painter: QPainter) -> None:
        colours = theme().colours
        if self.hasFocus():
            painter.setPen(QPen(QColor(colours.accent), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(QRectF(self.rect()).adjusted(1, 1, -1, -1))
