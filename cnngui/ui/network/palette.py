"""The palette: type a few letters, press Enter, and the layer or block is there."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPoint, QSize, Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent
from PySide6.QtWidgets import QFrame, QLineEdit, QListView, QVBoxLayout, QWidget

from cnngui.ui.network.palette_list import ROW_ROLE, Index, PaletteDelegate, PaletteModel
from cnngui.ui.network.palette_rows import PaletteRow, Part, palette_rows
from cnngui.ui.shared.icons import icon
from cnngui.ui.shared.theme import GAP_PX
from cnngui.ui.shared.widgets import Segmented, label, named

_SIZE = QSize(320, 400)


class LayerPalette(QFrame):
    """A pop-up list of all layers and blocks with a search field. Arrows move, Enter adds, Esc closes.

    Signals:
        chosen: the PaletteRow of what to add.
    """

    chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setObjectName("layer_palette")
        self.setProperty("role", "palette")
        self.setAccessibleName(self.tr("Add a layer"))
        self._likely: tuple[str, ...] = ()
        self._own: tuple[str, ...] = ()
        self.search = named(QLineEdit(), "palette_search")
        self.search.setPlaceholderText(self.tr("Search layers and blocks"))
        self.search.setAccessibleName(self.tr("Search layers and blocks"))
        self.search.addAction(icon("search", "muted"), QLineEdit.ActionPosition.LeadingPosition)
        self.search.textChanged.connect(self._on_search)
        self.search.installEventFilter(self)
        parts = [("layers", self.tr("Layers")), ("blocks", self.tr("Blocks"))]
        self.parts = Segmented(parts, self.tr("Show"))
        self.parts.set_value("layers")
        self.parts.chosen.connect(self._on_part)
        self._model = PaletteModel(self)
        self.list = QListView()
        self.list.setModel(self._model)
        self.list.setItemDelegate(PaletteDelegate(self.list))
        self.list.setMouseTracking(True)
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.list.setAccessibleName(self.tr("Layers to add"))
        self.list.clicked.connect(self._choose)
        self._nothing = label("", "muted", wraps=True)
        column = QVBoxLayout(self)
        column.setContentsMargins(GAP_PX, GAP_PX, GAP_PX, GAP_PX)
        column.setSpacing(GAP_PX)
        column.addWidget(self.search)
        column.addWidget(self.parts)
        column.addWidget(self._nothing)
        column.addWidget(self.list, 1)
        self.resize(_SIZE)

    def open_at(self, place: QPoint, likely: tuple[str, ...], own: tuple[str, ...] = ()) -> None:
        """Open below `place` (global), within the screen, with `likely` layers first.

        Args:
            own: titles of a person's own blocks.
        """
        self._likely, self._own = likely, own
        self.search.clear()
        self._on_search()
        screen = QGuiApplication.screenAt(place) or QGuiApplication.primaryScreen()
        space = screen.availableGeometry()
        corner = place + QPoint(-_SIZE.width() // 2, 12)
        if corner.y() + _SIZE.height() > space.bottom():
            corner.setY(max(space.top(), place.y() - 12 - _SIZE.height()))
        left = max(space.left() + GAP_PX, min(corner.x(), space.right() - _SIZE.width() - GAP_PX))
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
        layers = [place for place, row in enumerate(self._model.rows) if row.section != "heading"]
        if not layers:
            return
        now = self.list.currentIndex().row()
        at = layers.index(now) if now in layers else -1
        target = layers[max(0, min(len(layers) - 1, at + step))]
        self.list.setCurrentIndex(self._model.index(target))
        if target == layers[0]:
            self.list.scrollToTop()

    def _on_search(self) -> None:
        searching = bool(self.search.text().strip())
        self.parts.setVisible(not searching)
        part: Part = "blocks" if self.parts.value() == "blocks" else "layers"
        self._model.show_rows(palette_rows(self.search.text(), self._likely, self._own, part))
        self._nothing.setVisible(not self._model.rows)
        self._nothing.setText(self.tr("No layer or block is called “{0}”.").format(self.search.text()))
        self._step(0)
        if self._model.rows:
            self.list.scrollToTop()
            first = next(place for place, row in enumerate(self._model.rows) if row.section != "heading")
            self.list.setCurrentIndex(self._model.index(first))

    def _on_part(self) -> None:
        self._on_search()
        self.search.setFocus()

    def _choose(self, index: Index) -> None:
        row = index.data(ROW_ROLE)
        if isinstance(row, PaletteRow) and row.section != "heading":
            self.hide()
            self.chosen.emit(row)
