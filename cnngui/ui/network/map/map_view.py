"""The diagram of a network on the screen: to zoom, to pan, to click and to walk in."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import (
    QEasingCurve,
    QEvent,
    QPoint,
    QPointF,
    QRectF,
    QSize,
    Qt,
    QVariantAnimation,
    Signal,
    SignalInstance,
)
from PySide6.QtGui import (
    QAccessible,
    QColor,
    QContextMenuEvent,
    QFocusEvent,
    QHelpEvent,
    QInputDevice,
    QKeyEvent,
    QMouseEvent,
    QNativeGestureEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import (
    QAbstractScrollArea,
    QApplication,
    QFrame,
    QGestureEvent,
    QPinchGesture,
    QToolTip,
)

from cnngui.export.picture import network_drawing
from cnngui.export.picture.items import Area
from cnngui.network.inference.infer import Inference
from cnngui.network.inference.shapes import shape_text
from cnngui.network.names import INPUT
from cnngui.network.network import Network
from cnngui.ui.network.cards import contents_of
from cnngui.ui.network.figures import thousands
from cnngui.ui.network.map.map_paint import MARK_PX, Look, paint_map
from cnngui.ui.network.map.scene import Scene
from cnngui.ui.network.map.sight import (
    Fit,
    Sight,
    Size,
    between,
    bounded,
    fitting_zoom,
    panned,
    showing,
    zoomed,
)
from cnngui.ui.network.map.steps import Direction, stepped
from cnngui.ui.network.moves import reached
from cnngui.ui.network.telling import tip
from cnngui.ui.shared.theme import theme

KEY_FACTOR = 1.25
_NOTCHES_TO_DOUBLE = 4
_NOTCH = 120
_MOVE_MS = 140
_MARGIN_PX = 28.0
_SLACK_PX = 3.0
_PAGE = 0.85
_DIRECTIONS: dict[Qt.Key, Direction] = {
    Qt.Key.Key_Up: "up",
    Qt.Key.Key_Down: "down",
    Qt.Key.Key_Left: "left",
    Qt.Key.Key_Right: "right",
    Qt.Key.Key_Home: "first",
    Qt.Key.Key_End: "last",
    Qt.Key.Key_Escape: "out",
}
_STACK_STEPS = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}


class NetworkMap(QAbstractScrollArea):
    """Shows a network as the export of pictures draws it, and what is selected of it.

    Attributes:
        sight: what is seen now. target: what will be when nothing moves any more.
        fit: how the zoom follows the room, "" when a person has chosen one.
        pointed: name of the entry below the pointer, "" where none is.

    Signals:
        chosen, extend_asked: name of an entry that is to be selected, alone or with all up to it.
        edit_asked: the selected layer's form is wanted.
        menu_asked: the point where the menu should open (global).
        sight_changed, pointed_changed: read them anew.
    """

    accessible_role = QAccessible.Role.Graphic
    chosen = Signal(str)
    extend_asked = Signal(str)
    edit_asked = Signal()
    menu_asked = Signal(QPoint)
    sight_changed = Signal()
    pointed_changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("network_map")
        self.setAccessibleName(self.tr("Map of the network"))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.viewport().setMouseTracking(True)
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.viewport().grabGesture(Qt.GestureType.PinchGesture)
        self.network, self.sight, self.target = Network(), Sight(), Sight()
        self.fit: Fit | str = "width"
        self.pointed = ""
        self._inference: Inference | None = None
        self._severities: dict[str, str] = {}
        self._selection = ""
        self._selected: tuple[str, ...] = ()
        self.scene = Scene(network_drawing(self.network))
        self._pressed: QPointF | None = None
        self._panning = self._clicking = self._syncing = False
        self._moving = QVariantAnimation(self)
        self._moving.setStartValue(0.0)
        self._moving.setEndValue(1.0)
        self._moving.setDuration(_MOVE_MS)
        self._moving.setEasingCurve(QEasingCurve.Type.OutCubic)
        self._moving.valueChanged.connect(self._on_moving)
        self._moved_from = self.sight
        for bar in (self.horizontalScrollBar(), self.verticalScrollBar()):
            bar.valueChanged.connect(self._on_scrolled)
        theme().changed.connect(self.viewport().update)

    # What is shown ------------------------------------------------------------------------------

    def show_network(self, network: Network, inference: Inference, counted: Inference) -> None:
        """Show a network; the selected layer stays where it is seen.

        Args:
            inference: has the problems. counted: has the counts.
        """
        before = self._mark(self._selection)
        self.network, self._inference = network, inference
        self.scene = Scene(network_drawing(network, inference=counted))
        self._severities = {}
        for problem in inference.problems:
            if self._severities.get(problem.where or INPUT) != "error":
                self._severities[problem.where or INPUT] = problem.severity
        after, sight = self._mark(self._selection), self.target
        if before is not None and after is not None and self._is_seen(before):
            sight = Sight(sight.zoom, sight.x + after.x - before.x, sight.y + after.y - before.y)
        self._point_at("")
        self._go(self._fitted(sight), at_once=True)

    def show_selection(self, selection: str, selected: Sequence[str] = ()) -> None:
        """Ring the selected entry, and all that are, and bring it into sight."""
        self._selection, self._selected = selection, tuple(selected)
        self.reveal()
        self.viewport().update()

    def reveal(self) -> None:
        """Bring the selected entry into sight: a block whole, if it has room."""
        mark, block = self._mark(self._selection), self.scene.block_area(self._selection)
        if mark is None:
            return
        across, down = self._window()
        if (
            block is not None
            and block.width * self.target.zoom < across
            and block.height * self.target.zoom < down
        ):
            mark = block
        margin = 0.0 if self._clicking else _MARGIN_PX
        self._go(showing(self.target, mark, margin, self.scene.size, self._window()))

    def start_anew(self) -> None:
        """Show another network from its input on, as wide as there is room."""
        self.fit = "width"
        self._go(self._fitted(Sight()), at_once=True)

    # Zoom ---------------------------------------------------------------------------------------

    def zoom_by(self, factor: float, around: QPointF | None = None) -> None:
        """Zoom; what is at `around` stays: by default the selected layer if it is seen, else the middle."""
        across, down = self._window()
        place = (across / 2, down / 2)
        mark = self._mark(self._selection)
        if around is not None:
            place = around.x(), around.y()
        elif mark is not None and self._is_seen(mark):
            seen = self.target.seen(mark)
            place = seen.x + seen.width / 2, seen.y + seen.height / 2
        self._zoom_to(self.target.zoom * factor, place)

    def step_zoom(self, steps: int) -> None:
        """Zoom in by so many steps of the keys and buttons, or out."""
        self.zoom_by(KEY_FACTOR**steps)

    def show_actual_size(self) -> None:
        """Show the diagram as large as it is exported."""
        self.zoom_by(1 / self.target.zoom)

    def fit_zoom(self, fit: Fit) -> float:
        """Return the zoom with which the network fits the room."""
        return fitting_zoom(self.scene.size, self._room(), fit)

    def show_fitting(self, fit: Fit) -> None:
        """Let the zoom follow the room: the diagram's width, or all of it, is seen."""
        self.fit = fit
        self._go(self._fitted(self.target))
        if fit == "width":
            self.reveal()

    def _zoom_to(self, zoom: float, place: Size) -> None:
        self.fit = ""
        self._go(zoomed(self.target, zoom, place, self.scene.size, self._window()))

    def _fitted(self, sight: Sight) -> Sight:
        """Return the sight with the zoom that fits, the middle of what is seen kept, and within bounds."""
        window = self._window()
        if self.fit == "":
            return bounded(sight, self.scene.size, window)
        zoom = self.fit_zoom("width" if self.fit == "width" else "whole")
        # The upper end stays where it is seen: a network is read from there.
        anchor = 0.0 if sight.y <= 0 else window[1] / 2
        return zoomed(sight, zoom, (window[0] / 2, anchor), self.scene.size, window)

    def _window(self) -> Size:
        size = self.viewport().size()
        return max(1.0, size.width()), max(1.0, size.height())

    def _room(self) -> Size:
        """Return what a fitting zoom may count on: it must not depend on whether scroll bars are shown."""
        size, bar = self.maximumViewportSize(), self.verticalScrollBar().sizeHint().width()
        return size.width() - bar, size.height()

    # Moving -------------------------------------------------------------------------------------

    @property
    def is_moving(self) -> bool:
        return self._moving.state() == QVariantAnimation.State.Running

    def _go(self, target: Sight, *, at_once: bool = False) -> None:
        if target == self.target and not at_once:
            return
        self._moving.stop()
        self.target = target
        if at_once or not self.isVisible():
            self._set_sight(target)
        else:
            self._moved_from = self.sight
            self._moving.start()

    def _on_moving(self, share: float) -> None:
        self._set_sight(between(self._moved_from, self.target, share))

    def _set_sight(self, sight: Sight) -> None:
        self.sight = sight
        self._sync_bars()
        self.viewport().update()
        self.sight_changed.emit()

    def _sync_bars(self) -> None:
        sight = self.sight
        self._syncing = True
        for bar, start, length, room in zip(
            (self.horizontalScrollBar(), self.verticalScrollBar()),
            (sight.x, sight.y),
            self.scene.size,
            self._window(),
            strict=True,
        ):
            bar.setRange(0, max(0, round(length * sight.zoom - room)))
            bar.setPageStep(round(room))
            bar.setSingleStep(24)
            bar.setValue(round(start * sight.zoom))
        self._syncing = False

    def _on_scrolled(self) -> None:
        if not self._syncing:
            zoom = self.target.zoom
            across, down = (
                bar.value() / zoom for bar in (self.horizontalScrollBar(), self.verticalScrollBar())
            )
            self._go(bounded(Sight(zoom, across, down), self.scene.size, self._window()), at_once=True)

    def _pan(self, across: float, down: float, *, at_once: bool = True) -> None:
        self._go(panned(self.target, across, down, self.scene.size, self._window()), at_once=at_once)

    def look(self) -> Look:
        """Return what is shown beside the diagram."""
        return Look(
            self._selection, self._selected, self.pointed, self._severities, self._figures, self.hasFocus()
        )

    # What is where ------------------------------------------------------------------------------

    def name_at(self, place: QPointF) -> str:
        """Return the entry that is painted at a place of the window, "" where none is."""
        return self.scene.name_at(*self.sight.place(place.x(), place.y()), _SLACK_PX / self.sight.zoom)

    def spot(self, name: str) -> QPoint:
        """Return where an entry can be clicked, in pixels of the window. Raises KeyError for none."""
        seen = self.sight.seen(self.scene.marks[name])
        # A Repeat is its line; what is in it lies in the middle.
        inside = name in self.network.names and self.scene.block_area(name) is self.scene.drawing.places[name]
        down = 0.0 if inside and seen.height > 3 * MARK_PX else seen.height / 2
        return QPoint(round(seen.x + seen.width / 2), round(seen.y + down))

    def tip_of(self, name: str) -> str:
        """Return all about an entry, its problems first."""
        assert self._inference is not None
        contents = contents_of(self.network, self._inference, name)
        return "\n\n".join([*(told.one_line() for told in contents.told), tip(contents)])

    def _mark(self, name: str) -> Area | None:
        return self.scene.marks.get(name)

    def _is_seen(self, area: Area) -> bool:
        seen = self.target.seen(area)
        across, down = self._window()
        return seen.x < across and seen.x + seen.width > 0 and seen.y < down and seen.y + seen.height > 0

    def _figures(self, name: str) -> Sequence[str]:
        """Return what comes out of a layer and its parameters, in words and in short."""
        result = self._inference.result(name) if self._inference is not None else None
        if result is None or result.output_shape is None or result.parameters is None:
            return ()
        shape, count = shape_text(result.output_shape), thousands(result.parameters)
        return self.tr("{0} · {1} parameters").format(shape, count), f"{shape} · {count}", shape

    def _point_at(self, name: str) -> None:
        if name != self.pointed:
            self.pointed = name
            self.viewport().update()
            self.pointed_changed.emit()

    # Qt -----------------------------------------------------------------------------------------

    def sizeHint(self) -> QSize:
        return QSize(320, 400)

    def minimumSizeHint(self) -> QSize:
        return QSize(160, 120)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._go(self._fitted(self.target), at_once=True)

    def focusInEvent(self, event: QFocusEvent) -> None:
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self.viewport().update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        painter.fillRect(event.rect(), QColor(theme().colours.pane))
        paint_map(painter, self.scene, self.sight, QRectF(event.rect()), self.font(), self.look())
        painter.end()

    def viewportEvent(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            name = self.name_at(QPointF(event.pos()))
            QToolTip.showText(event.globalPos(), self.tip_of(name) if name else "", self.viewport())
            return True
        zooms = Qt.NativeGestureType.ZoomNativeGesture
        if isinstance(event, QNativeGestureEvent) and event.gestureType() == zooms:
            self.zoom_by(1 + event.value(), event.position())
            return True
        if isinstance(event, QGestureEvent):
            pinch = event.gesture(Qt.GestureType.PinchGesture)
            if isinstance(pinch, QPinchGesture):
                middle = QPointF(self.viewport().mapFromGlobal(pinch.centerPoint().toPoint()))
                self.zoom_by(pinch.scaleFactor(), middle)
                return True
        if event.type() == QEvent.Type.Leave:
            self._point_at("")
        return super().viewportEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom; a touchpad and Shift scroll, as fingers pinch there to zoom."""
        turned, modifiers = event.angleDelta(), event.modifiers()
        device = event.device()
        touchpad = device is not None and device.type() == QInputDevice.DeviceType.TouchPad
        if touchpad and not modifiers & Qt.KeyboardModifier.ControlModifier:
            moved = event.pixelDelta() if not event.pixelDelta().isNull() else turned / 2
            self._pan(moved.x(), moved.y())
        elif modifiers & (Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.AltModifier):
            self._pan(turned.x() / 2, turned.y() / 2, at_once=False)
        elif turned.y():
            self.zoom_by(2 ** (turned.y() / _NOTCH / _NOTCHES_TO_DOUBLE), event.position())
        event.accept()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() in (Qt.MouseButton.LeftButton, Qt.MouseButton.MiddleButton):
            self._pressed, self._panning = event.position(), event.button() == Qt.MouseButton.MiddleButton

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._pressed is None:
            name = self.name_at(event.position())
            self._point_at(name)
            shape = Qt.CursorShape.PointingHandCursor if name else Qt.CursorShape.OpenHandCursor
            self.viewport().setCursor(shape)
            return
        way = event.position() - self._pressed
        if not self._panning and way.manhattanLength() >= QApplication.startDragDistance():
            self._panning = True
            self._point_at("")
        if self._panning:
            self.viewport().setCursor(Qt.CursorShape.ClosedHandCursor)
            self._pressed = event.position()
            self._pan(way.x(), way.y())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        pressed, self._pressed = self._pressed, None
        if pressed is None or self._panning:
            self._panning = False
            self.viewport().unsetCursor()
        elif name := self.name_at(pressed):
            extends = event.modifiers() & Qt.KeyboardModifier.ShiftModifier
            self._choose(name, self.extend_asked if extends else self.chosen)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and self.name_at(event.position()):
            self.edit_asked.emit()

    def _choose(self, name: str, asked: SignalInstance) -> None:
        # What was clicked is seen: it must not move away below the pointer.
        self._clicking = True
        asked.emit(name)
        self._clicking = False

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        mark = self._mark(self._selection)
        if event.reason() == QContextMenuEvent.Reason.Keyboard and mark is not None:
            self.menu_asked.emit(self.viewport().mapToGlobal(self.spot(self._selection)))
            return
        if name := self.name_at(QPointF(event.pos())):
            if name not in self._selected:
                self._choose(name, self.chosen)
            self.menu_asked.emit(event.globalPos())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, modifiers = Qt.Key(event.key()), event.modifiers()
        free = modifiers & ~(Qt.KeyboardModifier.KeypadModifier | Qt.KeyboardModifier.ControlModifier)
        if key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal):
            self.step_zoom(1)
        elif key == Qt.Key.Key_Minus:
            self.step_zoom(-1)
        elif key == Qt.Key.Key_0:
            self.show_fitting("width")
        elif key == Qt.Key.Key_F and not modifiers:
            self.show_fitting("whole")
        elif key == Qt.Key.Key_1 and not free:
            self.show_actual_size()
        elif key in (Qt.Key.Key_PageUp, Qt.Key.Key_PageDown):
            page = _PAGE * self._window()[1]
            self._pan(0, page if key == Qt.Key.Key_PageUp else -page, at_once=False)
        elif key in _DIRECTIONS and modifiers in (
            Qt.KeyboardModifier.NoModifier,
            Qt.KeyboardModifier.KeypadModifier,
        ):
            self._step(_DIRECTIONS[key], event)
        elif key in _STACK_STEPS and modifiers == Qt.KeyboardModifier.ShiftModifier:
            if name := reached(self.network, self._selection, _STACK_STEPS[key]):
                self.extend_asked.emit(name)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.edit_asked.emit()
        else:
            super().keyPressEvent(event)

    def _step(self, direction: Direction, event: QKeyEvent) -> None:
        name = stepped(self.network, self.scene.drawing.places, self._selection, direction)
        if name != self._selection:
            self.chosen.emit(name)
        elif direction == "out":
            event.ignore()
