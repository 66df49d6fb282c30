"""Pen, eraser, undo, clear, the pen's width and samples, in one row below the canvas."""

from __future__ import annotations

import random

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QMenu, QPushButton, QSlider, QToolButton, QWidget

from cnngui.state.data_library import DataLibrary
from cnngui.state.drawing import Drawing, Tool, sample_of
from cnngui.state.settings import Settings
from cnngui.ui.shared.icons import icon
from cnngui.ui.shared.widgets import icon_button, set_role

THINNEST_PX, THICKEST_PX = 8, 28
# With these, the row and the word "Clear" fit into a column of 270 px.
GAP_PX, ICON_BUTTON_PX = 4, 34
REMEMBERED = "draw/pen_px"


class ToolRow(QWidget):
    """What a person draws with. The pen's width is remembered between starts."""

    def __init__(
        self, drawing: Drawing, data_library: DataLibrary, settings: Settings, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._drawing, self._library, self._settings = drawing, data_library, settings
        self._chance = random.Random()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GAP_PX)
        self._tools = QButtonGroup(self)
        self.pen_button = self._tool_button("pen", "pen", self.tr("Pen"))
        self.eraser_button = self._tool_button(
            "eraser", "eraser", self.tr("Erase (also: the other end of a pen)")
        )
        self.undo_button = icon_button(
            "undo", self.tr("Undo on the canvas (Ctrl+Z, again: Ctrl+Shift+Z)"), flat=False
        )
        self.undo_button.clicked.connect(drawing.undo)
        self.clear_button = QPushButton(self.tr("Clear"))
        self.clear_button.setObjectName("clear_canvas_button")
        self.clear_button.setToolTip(self.tr("Empty the canvas (Del)"))
        self.clear_button.clicked.connect(drawing.clear)
        self.slider = self._made_slider()
        self.sample_button = self._made_sample_button()
        for widget in (self.pen_button, self.eraser_button, self.undo_button, self.clear_button):
            row.addWidget(widget)
        row.addWidget(self.slider, 1)
        row.addWidget(self.sample_button)
        for button in (self.pen_button, self.eraser_button, self.undo_button, self.sample_button):
            button.setFixedWidth(ICON_BUTTON_PX)
            set_role(button, "compact")
        drawing.changed.connect(self._show_state)
        drawing.tool_changed.connect(self._show_tool)
        data_library.described_changed.connect(self._show_samples)
        drawing.set_pen_px(self._remembered())
        self._show_samples()
        self._show_state()

    # Parts --------------------------------------------------------------------------------------

    def _tool_button(self, tool: Tool, picture: str, tip: str) -> QToolButton:
        button = icon_button(picture, tip, flat=False)
        button.setCheckable(True)
        self._tools.addButton(button)
        button.clicked.connect(lambda: self._drawing.set_tool(tool))
        return button

    def _made_slider(self) -> QSlider:
        slider = QSlider(Qt.Orientation.Horizontal)
        slider.setObjectName("pen_width_slider")
        slider.setRange(THINNEST_PX, THICKEST_PX)
        slider.setPageStep(4)
        slider.setMinimumWidth(32)
        slider.setAccessibleName(self.tr("Pen width"))
        slider.valueChanged.connect(self._on_width)
        return slider

    def _made_sample_button(self) -> QToolButton:
        button = QToolButton()
        button.setObjectName("sample_button")
        button.setText(self.tr("Sample"))
        button.setIcon(icon("image"))
        button.setIconSize(QSize(16, 16))
        button.setAccessibleName(self.tr("Use a sample"))
        button.clicked.connect(lambda: self.use_sample())
        button.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        button.customContextMenuRequested.connect(self._choose_class)
        return button

    # What a person does -------------------------------------------------------------------------

    def use_sample(self, label: int | None = None) -> None:
        """Put a random sample of the data set on the canvas, of class `label` if given."""
        sample = sample_of(self._library.described, self._chance, label)
        if sample is not None:
            self._drawing.set_sample(sample)

    def class_menu(self) -> QMenu:
        """Return a menu of the classes that there are samples of."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        described = self._library.described
        if described is not None:
            for label in sorted(set(described.labels.tolist())):
                action = menu.addAction(self.tr("A sample of {0}").format(described.class_names[label]))
                action.triggered.connect(lambda _checked=False, label=label: self.use_sample(label))
        return menu

    def _choose_class(self) -> None:
        menu = self.class_menu()
        if not menu.isEmpty():
            menu.popup(self.sample_button.mapToGlobal(self.sample_button.rect().bottomLeft()))

    def _on_width(self, pen_px: int) -> None:
        self._drawing.set_pen_px(float(pen_px))
        self._settings.set_number(REMEMBERED, pen_px)

    def _remembered(self) -> float:
        return max(THINNEST_PX, min(THICKEST_PX, self._settings.number(REMEMBERED, self._drawing.pen_px)))

    # What is shown ------------------------------------------------------------------------------

    def _show_state(self) -> None:
        self.undo_button.setEnabled(self._drawing.can_undo)
        self.clear_button.setEnabled(not self._drawing.sheet.empty)

    def _show_tool(self) -> None:
        drawing = self._drawing
        (self.eraser_button if drawing.tool == "eraser" else self.pen_button).setChecked(True)
        self.slider.blockSignals(True)
        self.slider.setValue(round(drawing.pen_px))
        self.slider.blockSignals(False)
        self.slider.setToolTip(self.tr("Pen width: {0} px").format(round(drawing.pen_px)))

    def _show_samples(self) -> None:
        described = self._library.described
        has_pictures = described is not None and described.samples.ndim == 4 and len(described.labels) > 0
        self.sample_button.setEnabled(has_pictures)
        self.sample_button.setToolTip(
            self.tr("Use a random sample of {0}; right-click to choose its class").format(described.label)
            if described is not None
            else self.tr("The samples are being read")
        )
