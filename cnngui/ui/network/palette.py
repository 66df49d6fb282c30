"""The palette: type a few letters, press Enter, and the layer is there."""

from __future__ import annotations

from PySide6.QtCore import (
    QAbstractListModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QFont, QFontMetrics, QGuiApplication, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QFrame,
    QLineEdit,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from cnngui.network.table import spec
from cnngui.ui.network.palette_rows import PaletteRow, palette_rows
from cnngui.ui.shared.icons import icon
from cnngui.ui.shared.theme import GAP_PX, GROUP_COLOURS, theme
from cnngui.ui.shared.widgets import label

_Index = QModelIndex | QPersistentModelIndex
_SIZE = QSize(320, 400)
_ROW_PX, _HEADING_PX = 44, 26
_ROW_ROLE = Qt.ItemDataRole.UserRole


class LayerPalette(QFrame):
    """A pop-up list of all layers with a search field. Arrows move, Enter adds, Esc closes.

    Signals:
        kind_chosen: the layer to add.
    """

    kind_chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setObjectName("layer_palette")
        self.setProperty("role", "palette")
        self.setAccessibleName(self.tr("Add a layer"))
        self._likely: tuple[str, ...] = ()
        self.search = QLineEdit()
        self.search.setObjectName("palette_search")
        self.search.setPlaceholderText(self.tr("Search layers"))
        self.search.setAccessibleName(self.tr("Search layers"))
        self.search.addAction(icon("search", "muted"), QLineEdit.ActionPosition.LeadingPosition)
        self.search.textChanged.connect(self._on_search)
        self.search.installEventFilter(self)
        self._model = _Rows(self)
        self.list = QListView()
        self.list.setModel(self._model)
        self.list.setItemDelegate(_Delegate(self.list))
        self.list.setMouseTracking(True)
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.list.setAccessibleName(self.tr("Layers to add"))
        self.list.clicked.connect(self._on_clicked)
        self._nothing = label("", "muted")
        self._nothing.setWordWrap(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(GAP_PX, GAP_PX, GAP_PX, GAP_PX)
        column.setSpacing(GAP_PX)
        column.addWidget(self.search)
        column.addWidget(self._nothing)
        column.addWidget(self.list, 1)
        self.resize(_SIZE)

    def open_at(self, place: QPoint, likely: tuple[str, ...]) -> None:
        """Open below `place` (global), within the screen, with `likely` layers first."""
        self._likely = likely
        self.search.clear()
        self._on_search()
        screen = QGuiApplication.screenAt(place) or QGuiApplication.primaryScreen()
        room = screen.availableGeometry()
        corner = place + QPoint(-_SIZE.width() // 2, 12)
        if corner.y() + _SIZE.height() > room.bottom():
            corner.setY(max(room.top(), place.y() - 12 - _SIZE.height()))
        left = max(room.left() + GAP_PX, min(corner.x(), room.right() - _SIZE.width() - GAP_PX))
        corner.setX(left)
        self.move(corner)
        self.show()
        self.search.setFocus()

    def rows(self) -> list[PaletteRow]:
        """The rows shown now."""
        return list(self._model.rows)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Let the search field keep the keyboard while arrows and Enter speak to the list."""
        if event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return super().eventFilter(watched, event)
        steps = {
            Qt.Key.Key_Up: -1,
            Qt.Key.Key_Down: 1,
            Qt.Key.Key_PageUp: -5,
            Qt.Key.Key_PageDown: 5,
        }
        key = Qt.Key(event.key())
        if key in steps:
            self._step(steps[key])
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._choose(self.list.currentIndex())
        else:
            return super().eventFilter(watched, event)
        return True

    def _step(self, step: int) -> None:
        layers = [place for place, row in enumerate(self._model.rows) if row.section == "layer"]
        if not layers:
            return
        now = self.list.currentIndex().row()
        at = layers.index(now) if now in layers else -1
        target = layers[max(0, min(len(layers) - 1, at + step))]
        self.list.setCurrentIndex(self._model.index(target))
        if target == layers[0]:
            self.list.scrollToTop()

    def _on_search(self) -> None:
        self._model.show_rows(palette_rows(self.search.text(), self._likely))
        self._nothing.setVisible(not self._model.rows)
        self._nothing.setText(self.tr("No layer is called “{0}”.").format(self.search.text()))
        self._step(0)
        if self._model.rows:
            self.list.scrollToTop()
            first = next(place for place, row in enumerate(self._model.rows) if row.section == "layer")
            self.list.setCurrentIndex(self._model.index(first))

    def _on_clicked(self, index: QModelIndex) -> None:
        self._choose(index)

    def _choose(self, index: _Index) -> None:
        row = index.data(_ROW_ROLE)
        if isinstance(row, PaletteRow) and row.section == "layer":
            self.hide()
            self.kind_chosen.emit(row.key)


class _Rows(QAbstractListModel):
    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.rows: list[PaletteRow] = []

    def show_rows(self, rows: list[PaletteRow]) -> None:
        self.beginResetModel()
        self.rows = rows
        self.endResetModel()

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else len(self.rows)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        row = self.rows[index.row()]
        if role == _ROW_ROLE:
            return row
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return self.heading(row.key) if row.section == "heading" else spec(row.key).label
        if row.section == "layer" and role in (
            Qt.ItemDataRole.ToolTipRole,
            Qt.ItemDataRole.AccessibleDescriptionRole,
        ):
            return spec(row.key).help
        return None

    def flags(self, index: _Index) -> Qt.ItemFlag:
        if self.rows[index.row()].section == "heading":
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable

    def heading(self, key: str) -> str:
        return {
            "likely": self.tr("Likely next"),
            "convolution": self.tr("Convolution"),
            "pooling": self.tr("Pooling"),
            "shape": self.tr("Shape"),
            "dense": self.tr("Dense"),
            "dropout": self.tr("Regularization"),
            "normalization": self.tr("Normalization"),
            "activation": self.tr("Activation"),
        }[key]


class _Delegate(QStyledItemDelegate):
    """Paints a heading, or a colour dot, a label and one line of help."""

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        heading = index.data(_ROW_ROLE).section == "heading"
        return QSize(100, _HEADING_PX if heading else _ROW_PX)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        row: PaletteRow = index.data(_ROW_ROLE)
        rect: QRect = option.rect  # type: ignore[attr-defined]
        colours = theme().colours
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if row.section == "heading":
            font = QFont(option.font)  # type: ignore[attr-defined]
            font.setPixelSize(11)
            painter.setFont(font)
            painter.setPen(QColor(colours.muted))
            place = rect.adjusted(8, 0, -8, -3)
            painter.drawText(place, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignBottom, index.data())
        else:
            state = option.state  # type: ignore[attr-defined]
            if state & (QStyle.StateFlag.State_Selected | QStyle.StateFlag.State_MouseOver):
                chosen = bool(state & QStyle.StateFlag.State_Selected)
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(QColor(colours.selected if chosen else colours.hover))
                painter.drawRoundedRect(rect, 6, 6)
            self._paint_layer(painter, rect, QFont(option.font), row.key)  # type: ignore[attr-defined]
        painter.restore()

    def _paint_layer(self, painter: QPainter, rect: QRect, font: QFont, kind: str) -> None:
        row, colours = spec(kind), theme().colours
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(GROUP_COLOURS[row.group]))
        painter.drawEllipse(QPoint(rect.left() + 14, rect.top() + 14), 4, 4)
        left, width = rect.left() + 28, rect.width() - 36
        font.setWeight(QFont.Weight.DemiBold)
        painter.setFont(font)
        painter.setPen(QColor(colours.text))
        align = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(QRect(left, rect.top() + 4, width, 18), align, row.label)
        font.setWeight(QFont.Weight.Normal)
        font.setPixelSize(11)
        painter.setFont(font)
        painter.setPen(QColor(colours.muted))
        shown = QFontMetrics(font).elidedText(row.help, Qt.TextElideMode.ElideRight, width)
        painter.drawText(QRect(left, rect.top() + 22, width, 16), align, shown)
