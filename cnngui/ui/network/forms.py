"""The form of one kind of layer, and of the input: rows of label and editor, each tied to the document."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QLineEdit, QPushButton, QWidget

from cnngui.network.fields import FieldSpec
from cnngui.network.inference.shapes import shape_text
from cnngui.network.names import INPUT
from cnngui.network.network import MAX_AXIS, Shape
from cnngui.network.table import spec
from cnngui.state.document import Document
from cnngui.ui.network.editors.binding import FieldBinding
from cnngui.ui.network.editors.factory import FieldEditor, field_title, make_editor
from cnngui.ui.network.editors.number_boxes import FloatBox, IntBox
from cnngui.ui.network.editors.part_box import PartBox
from cnngui.ui.network.editors.scrub_label import ScrubLabel
from cnngui.ui.network.editors.sides_box import SidesBox
from cnngui.ui.shared.icons import icon
from cnngui.ui.shared.widgets import bare_column, label, named, set_role

LABEL_PX = 92
_ROW_PX = 28
COMMON_INPUTS: tuple[Shape, ...] = ((28, 28, 1), (32, 32, 3))


class Form(QWidget):
    """Rows of label and editor.

    Signals:
        fault_changed: the sentence about a refused value, "" when all is well.
    """

    fault_changed = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.rows = bare_column(self, 4)
        self.bindings: list[FieldBinding] = []

    def refresh(self) -> None:
        """Show the values in force."""
        for binding in self.bindings:
            binding.show()

    def there(self) -> bool:
        """Return whether what the form shows still exists, and is selected.

        A form that is hidden because the selection has gone elsewhere loses the keyboard on the way: what is
        half typed then must not become an edit, which would fetch the selection back, amid an undo even.
        """
        raise NotImplementedError

    def focus_first(self) -> None:
        """Give the first editor the keyboard, ready to be typed over."""
        if not self.bindings:
            return
        editor = self.bindings[0].editor
        assert isinstance(editor, QWidget)
        editor.setFocus(Qt.FocusReason.ShortcutFocusReason)
        if isinstance(editor, (IntBox, FloatBox, QLineEdit)):
            editor.selectAll()

    def bind(self, editor: FieldEditor, read: Callable[[], Any], write: Callable[[Any], None]) -> None:
        """Tie `editor` to a value."""
        binding = FieldBinding(editor, read, write, self.there, self)
        binding.fault_changed.connect(self.fault_changed)
        self.bindings.append(binding)

    @staticmethod
    def row_grid() -> QGridLayout:
        """Return an empty grid for rows."""
        grid = QGridLayout()
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(4)
        grid.setColumnMinimumWidth(0, LABEL_PX)
        grid.setColumnStretch(1, 1)
        return grid

    @staticmethod
    def add_row(grid: QGridLayout, title: str, tip: str, editor: FieldEditor) -> None:
        """Put a labelled editor below the others."""
        if isinstance(editor, (IntBox, FloatBox, SidesBox)):
            words: QLabel = ScrubLabel(title, editor.stepBy)
        else:
            words = label(title, "muted")
        words.setFixedWidth(LABEL_PX)
        words.setWordWrap(True)
        words.setToolTip(tip)
        words.setBuddy(editor)
        row = grid.rowCount()
        tall = isinstance(editor, PartBox)
        if tall:
            words.setMinimumHeight(_ROW_PX)
        align = Qt.AlignmentFlag.AlignTop if tall else Qt.AlignmentFlag.AlignVCenter
        grid.addWidget(words, row, 0, align)
        grid.addWidget(editor, row, 1)


class LayerForm(Form):
    """The fields of one kind of layer, for whichever layer of that kind is selected."""

    def __init__(self, kind: str, document: Document, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.kind = kind
        self._document = document
        self._name = ""
        # A layer's name matters least often.
        fields = sorted(spec(kind).fields, key=lambda field: field.name == "name")
        self.rows.addLayout(self._grid([field for field in fields if not self._folded(field)]))
        self._add_more([field for field in fields if self._folded(field)])
        self.rows.addStretch(1)

    def refresh(self) -> None:
        """Show the selected layer."""
        self._name = self._document.selection
        super().refresh()

    def there(self) -> bool:
        """Return whether the layer last shown is still in the network, and selected."""
        network = self._document.network
        if self._name != self._document.selection:
            return False
        return self._name in network.names and network.layer(self._name).kind == self.kind

    @staticmethod
    def _folded(field: FieldSpec) -> bool:
        return field.advanced or field.name == "name"

    def _add_more(self, fields: list[FieldSpec]) -> None:
        if len(fields) < 2:
            self.rows.addLayout(self._grid(fields))
            return
        self.more = QPushButton(icon("chevron-right", "muted"), self.tr("More"))
        self.more.setObjectName("more_button")
        self.more.setCheckable(True)
        self.more.setToolTip(self.tr("Fields that are seldom changed"))
        set_role(self.more, "fold")
        folded = QWidget()
        grid = self._grid(fields)
        grid.setContentsMargins(0, 0, 0, 0)
        folded.setLayout(grid)
        folded.hide()
        self.more.toggled.connect(folded.setVisible)
        self.more.toggled.connect(self._on_more)
        self.rows.addWidget(self.more, 0, Qt.AlignmentFlag.AlignLeft)
        self.rows.addWidget(folded)

    def _on_more(self, shown: bool) -> None:
        self.more.setIcon(icon("chevron-down" if shown else "chevron-right", "muted"))
        self.more.setText(self.tr("Less") if shown else self.tr("More"))

    def _grid(self, fields: list[FieldSpec]) -> QGridLayout:
        grid = self.row_grid()
        for field in fields:
            editor = make_editor(field)
            self.add_row(grid, field_title(field), field.help, editor)
            self.bind(editor, partial(self._read, field.name), partial(self._write, field.name))
        return grid

    def _read(self, field: str) -> Any:
        return getattr(self._document.network.layer(self._name), field)

    def _write(self, field: str, value: Any) -> None:
        self._document.set_field(self._name, field, value)


class InputForm(Form):
    """Height, width and channels of what the network reads."""

    def __init__(self, axes: int, document: Document) -> None:
        super().__init__()
        self.axes = axes
        self._document = document
        grid = self.row_grid()
        for axis, (name, title, tip) in enumerate(self._axis_words(axes)):
            box = named(IntBox(1, MAX_AXIS), f"field_{name}", spoken=title)
            box.set_tip(tip)
            self.add_row(grid, title, tip, box)
            self.bind(box, partial(self._read, axis), partial(self._write, axis))
        self.rows.addLayout(grid)
        self.rows.addLayout(self._common_inputs())
        self.rows.addStretch(1)

    def there(self) -> bool:
        """Return whether the input is selected, and still has as many axes."""
        return self._document.selection == INPUT and len(self._document.network.input_shape) == self.axes

    def _axis_words(self, axes: int) -> list[tuple[str, str, str]]:
        if axes == 3:
            return [
                ("height", self.tr("Height"), self.tr("Rows of pixels")),
                ("width", self.tr("Width"), self.tr("Columns of pixels")),
                ("channels", self.tr("Channels"), self.tr("Values of each pixel: 1 for grey, 3 for colour")),
            ]
        if axes == 1:
            return [("values", self.tr("Values"), self.tr("How many numbers a sample has"))]
        return [
            (f"axis_{axis}", self.tr("Axis {0}").format(axis), self.tr("Length of this axis of a sample"))
            for axis in range(1, axes + 1)
        ]

    def _common_inputs(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setContentsMargins(LABEL_PX + 8, 0, 0, 0)
        row.setSpacing(4)
        for shape in COMMON_INPUTS:
            button = QPushButton(shape_text(shape))
            button.setToolTip(self.tr("Read pictures of {0}").format(shape_text(shape)))
            set_role(button, "small")
            button.clicked.connect(partial(self._document.set_input_shape, shape))
            row.addWidget(button)
        row.addStretch(1)
        return row

    def _read(self, axis: int) -> int:
        return self._document.network.input_shape[axis]

    def _write(self, axis: int, length: int) -> None:
        shape = list(self._document.network.input_shape)
        shape[axis] = length
        self._document.set_input_shape(tuple(shape))
