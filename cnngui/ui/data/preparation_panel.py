"""How the data are prepared, setting by setting, and what that makes of a few pictures."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QLocale, Qt
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDoubleSpinBox,
    QFormLayout,
    QFrame,
    QScrollArea,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from cnngui.datasets.data_reference import side_of
from cnngui.datasets.preparation import AS_IT_CAME, BY_NAME, LARGEST_SIDE, Split
from cnngui.network.inference.shapes import shape_text
from cnngui.state.data_preparation import DataPreparation
from cnngui.ui.data.before_after import BeforeAfter
from cnngui.ui.shared.theme import GAP_PX
from cnngui.ui.shared.undo_keys import OwnUndoKeys, UndoKeys
from cnngui.ui.shared.widgets import ElidedCombo, label, named, push_button, rule

_SIZES = (16, 28, 32, 48, 64, 96, 128)


class PreparationPanel(QScrollArea):
    """A form of the preparation, with pictures before and after above it. Each change can be undone."""

    def __init__(self, preparation: DataPreparation) -> None:
        super().__init__()
        self.setObjectName("preparation_panel")
        self.setAccessibleName(self.tr("How the data are prepared"))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._preparation = preparation
        self._inner = inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, 6, 0)
        column.setSpacing(GAP_PX)
        self.pictures = BeforeAfter()
        self.told = label("", "muted", wraps=True, name="preparation_told")
        column.addWidget(self.pictures)
        column.addWidget(self.told)
        self._pixels = self._made_pixels()
        column.addLayout(self._pixels)
        column.addWidget(rule())
        self._parts = self._made_parts()
        column.addLayout(self._parts)
        self.reset_button = push_button(
            self.tr("Reset"),
            preparation.reset,
            name="reset_preparation_button",
            tip=self.tr("Take the data as they came. Undo brings it back."),
            role="small",
        )
        column.addWidget(self.reset_button, 0, Qt.AlignmentFlag.AlignLeft)
        column.addStretch(1)
        self.setWidget(inner)
        # The page around it has an undo of its own, for edits to the data.
        OwnUndoKeys(self, preparation.undo_stack)
        preparation.changed.connect(self._show)
        self._show()

    # What there is ------------------------------------------------------------------------------

    def _made_pixels(self) -> QFormLayout:
        form = _form()
        self.colour = self._choice("colour")
        self.colour.add(self.tr("as they are"), "as_they_are")
        self.colour.add(self.tr("grey"), "grey")
        self.colour.add(self.tr("three channels"), "colour")
        tip = self.tr(
            "Grey: 0.299 red + 0.587 green + 0.114 blue. Fewer numbers, where colour tells nothing."
        )
        self._row(form, self.tr("Colours"), self.colour, tip)
        self.size_box = named(_Choice(), "preparation_size")
        self.size_box.setEditable(True)
        self.size_box.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.size_box.addItem(self.tr("as they are"), None)
        for side in _SIZES:
            self.size_box.addItem(f"{side}", (side, side))
        self.size_box.activated.connect(lambda place: self._on_size())
        editor = self.size_box.lineEdit()
        assert editor is not None
        editor.editingFinished.connect(self._on_size)
        UndoKeys(editor, self._on_size)
        tip = self.tr("Pixels a side, such as 32, or height and width, such as 24x32; up to {0}.")
        self._row(form, self.tr("Size"), self.size_box, tip.format(LARGEST_SIDE))
        self.fit = self._choice("fit")
        self.fit.add(self.tr("crop to the middle"), "crop")
        self.fit.add(self.tr("add a border"), "pad")
        self.fit.add(self.tr("squeeze"), "squeeze")
        tip = self.tr("What becomes of pictures whose sides have another ratio than the size.")
        self._row(form, self.tr("Other ratio"), self.fit, tip)
        self.pad = self._choice("pad")
        for level, word in (
            ("black", self.tr("black")),
            ("grey", self.tr("grey")),
            ("white", self.tr("white")),
        ):
            self.pad.add(word, level)
        self._row(form, self.tr("Border"), self.pad, self.tr("What is around the picture."))
        self.paper = self._choice("paper")
        self.paper.add(self.tr("automatic"), "auto")
        self.paper.add(self.tr("white"), "white")
        self.paper.add(self.tr("black"), "black")
        tip = self.tr("What transparent parts are laid on: white, but black under light ones, if automatic.")
        self._row(form, self.tr("Transparent"), self.paper, tip)
        self.invert = self._box(self.tr("Invert"), partial(self._set, "invert"), "preparation_invert")
        self.invert.setToolTip(self.tr("Black becomes white, and white black."))
        form.addRow("", self.invert)
        self.scale = self._choice("scale")
        self.scale.add(self.tr("as needed"), None)
        for ends, word in (("0..1", "0 … 1"), ("-1..1", "−1 … 1"), ("0..255", "0 … 255")):
            self.scale.add(word, ends)
        tip = self.tr("The numbers for black and white. As needed, they are 0 … 1, or 0 … 255 for a network ")
        tip += self.tr("whose first layers rescale them.")
        self._row(form, self.tr("Numbers"), self.scale, tip)
        self.normalise = self._box(
            self.tr("Normalise"),
            lambda on: self._set("normalise", "channels" if on else "none"),
            "preparation_normalise",
        )
        tip = self.tr("Take off the mean of each channel and divide by its standard deviation, both of the ")
        self.normalise.setToolTip(tip + self.tr("training part: then numbers lie around 0."))
        form.addRow("", self.normalise)
        return form

    def _made_parts(self) -> QFormLayout:
        form = _form()
        self.test_part = _Choice()
        self.test_part.setObjectName("preparation_test_part")
        self.test_part.add(self.tr("as the data have it"), "")
        self.test_part.add(self.tr("a share of all"), "share")
        self.test_part.activated.connect(lambda place: self._on_test_part())
        tip = self.tr("What is never learned from. Data without a test part get one of 20 % of each class.")
        self._row(form, self.tr("Test part"), self.test_part, tip)
        self.fraction = QDoubleSpinBox()
        self.fraction.setLocale(QLocale.c())
        self.fraction.setRange(1, 90)
        self.fraction.setDecimals(0)
        self.fraction.setSingleStep(5)
        self.fraction.setSuffix(" %")
        self.fraction.setKeyboardTracking(False)
        self.fraction.setObjectName("preparation_fraction")
        self.fraction.lineEdit().setTextMargins(6, 0, 6, 0)
        self.fraction.valueChanged.connect(lambda share: self._divide("fraction", share / 100))
        UndoKeys(self.fraction, self.fraction.interpretText)
        self._row(form, self.tr("Share"), self.fraction, self.tr("How much of all samples tests."))
        self.stratified = self._box(
            self.tr("Each class alike"), partial(self._divide, "stratified"), "preparation_stratified"
        )
        self.stratified.setToolTip(self.tr("The same share of each class (stratified); else drawn from all."))
        form.addRow("", self.stratified)
        self.group = named(_Choice(), "preparation_group")
        self.group.setEditable(True)
        self.group.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.group.addItem(self.tr("nothing"), "")
        self.group.addItem(self.tr("names up to _ or -"), BY_NAME)
        self.group.activated.connect(lambda place: self._on_group())
        editor = self.group.lineEdit()
        assert editor is not None
        editor.editingFinished.connect(self._on_group)
        UndoKeys(editor, self._on_group)
        tip = self.tr(
            "Pictures of one person or one day in both parts would make the accuracy lie. Told by what "
        )
        tip += self.tr(
            "file names begin with, or type the heading of a column of the table beside the pictures."
        )
        self._row(form, self.tr("Keep together"), self.group, tip)
        self.seed = QSpinBox()
        self.seed.setLocale(QLocale.c())
        self.seed.setRange(0, 2**31 - 1)
        self.seed.setKeyboardTracking(False)
        self.seed.setObjectName("preparation_seed")
        self.seed.lineEdit().setTextMargins(6, 0, 6, 0)
        self.seed.valueChanged.connect(partial(self._divide, "seed"))
        UndoKeys(self.seed, self.seed.interpretText)
        self._row(form, self.tr("Seed"), self.seed, self.tr("Another number draws other samples to test."))
        return form

    def _choice(self, field: str) -> _Choice:
        made = _Choice()
        made.setObjectName(f"preparation_{field}")
        made.activated.connect(lambda place: self._set(field, made.itemData(place)))
        return made

    def _box(self, text: str, slot: Callable[[bool], object], name: str) -> QCheckBox:
        made = named(QCheckBox(text), name)
        made.toggled.connect(slot)
        return made

    @staticmethod
    def _row(form: QFormLayout, word: str, editor: QWidget, tip: str) -> None:
        editor.setToolTip(tip)
        editor.setAccessibleName(word)
        editor.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        form.addRow(label(word, "muted"), editor)

    # What a person does -------------------------------------------------------------------------

    def _set(self, field: str, value: object) -> None:
        self._preparation.set(**{field: value})

    def _divide(self, field: str, value: object) -> None:
        self._preparation.divide(**{field: value})

    def _on_size(self) -> None:
        written = _taken(self.size_box)
        if written in ("", self.size_box.itemText(0)):
            self._set("size", None)
            return
        try:
            size = side_of(written)
        except ValueError as error:
            self.told.setText(str(error))
            return
        if max(size) > LARGEST_SIDE or min(size) < 1:
            self.told.setText(self.tr("A side has 1 to {0} pixels.").format(LARGEST_SIDE))
            return
        self._set("size", size)

    def _on_group(self) -> None:
        written = _taken(self.group)
        known = {
            self.group.itemText(place): self.group.itemData(place) for place in range(self.group.count())
        }
        group = known.get(written, written)
        if self._preparation.preparation.split is not None:
            self._divide("group", group)

    def _on_test_part(self) -> None:
        if self.test_part.currentData():
            self._preparation.divide()
        else:
            self._preparation.divide_as_came()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._preparation.watch(True)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._preparation.watch(False)

    # What is shown ------------------------------------------------------------------------------

    def _show(self) -> None:
        state = self._preparation
        now, pictures = state.preparation, state.has_pictures
        self._show_pictures()
        for editor, value in (
            (self.colour, now.colour),
            (self.fit, now.fit),
            (self.pad, now.pad),
            (self.paper, now.paper),
            (self.scale, now.scale),
            (self.test_part, "share" if now.split else ""),
        ):
            editor.show_value(value)
        _show_text(self.size_box, self.size_box.itemText(0) if now.size is None else _size_text(now.size))
        _check(self.invert, now.invert)
        _check(self.normalise, now.normalise != "none")
        for row in range(self._pixels.rowCount()):
            self._pixels.setRowVisible(row, pictures)
        self._pixels.setRowVisible(self.pad, pictures and now.fit == "pad")
        self._pixels.setRowVisible(self.paper, pictures and (state.from_files or now.paper != "auto"))
        self._show_parts(now.split)
        self.reset_button.setEnabled(now != AS_IT_CAME)
        self._inner.setEnabled(state.has_data)

    def _show_parts(self, split: Split | None) -> None:
        shown = split or Split()
        for box, value in ((self.fraction, round(100 * shown.fraction)), (self.seed, shown.seed)):
            box.blockSignals(True)
            box.setValue(value)
            box.blockSignals(False)
        _check(self.stratified, shown.stratified)
        place = self.group.findData(shown.group)
        _show_text(self.group, shown.group if place < 0 else self.group.itemText(place))
        for editor in (self.fraction, self.stratified, self.seed):
            self._parts.setRowVisible(editor, split is not None)
        grouped = split is not None and (self._preparation.from_files or bool(split.group))
        self._parts.setRowVisible(self.group, grouped)

    def _show_pictures(self) -> None:
        state = self._preparation
        if not state.has_data:
            self.pictures.show_sentence(self.tr("Choose data in the toolbar."))
        elif state.examples is not None and state.examples.after:
            self.pictures.show_pictures(state.examples.before, state.examples.after)
        elif state.error is not None and state.has_pictures:
            self.pictures.show_sentence(state.error.message().one_line())
        else:
            self.pictures.show_sentence(self.tr("Pictures appear here as soon as some are read."))
        self.pictures.setVisible(state.has_pictures)
        self.told.setText(self._words())

    def _words(self) -> str:
        described = self._preparation.library.described
        if described is None:
            refused = self._preparation.refused
            return "" if refused is None else refused.message().one_line()
        parts = self.tr("Samples: {0:,} to train on, {1:,} to test.").format(
            described.train_samples, described.test_samples
        )
        told = described.input_format
        if len(described.input_shape) != 3 or told is None:
            return parts
        words = [self.tr("Each is {0}").format(shape_text(described.input_shape))]
        if told.mean:
            figures = (", ".join(f"{each:.3f}" for each in part) for part in (told.mean, told.deviation))
            words.append(self.tr("less the mean {0}, divided by the deviation {1}").format(*figures))
        return f"{', '.join(words)}. {parts}"


class _Choice(ElidedCombo):
    """One of several values, each with its word."""

    def __init__(self) -> None:
        super().__init__()
        self.setMinimumContentsLength(6)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)

    def add(self, word: str, value: object) -> None:
        """Offer a value."""
        self.addItem(word, value)

    def show_value(self, value: object) -> None:
        """Show a value as chosen."""
        values: Sequence[object] = [self.itemData(place) for place in range(self.count())]
        self.setCurrentIndex(values.index(value))


def _form() -> QFormLayout:
    form = QFormLayout()
    form.setContentsMargins(0, 0, 0, 0)
    form.setSpacing(6)
    form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
    return form


def _check(box: QCheckBox, on: bool) -> None:
    box.blockSignals(True)
    box.setChecked(on)
    box.blockSignals(False)


def _taken(box: QComboBox) -> str:
    """Return what is written, which from now on is not half typed any more."""
    editor = box.lineEdit()
    assert editor is not None
    editor.setModified(False)
    return box.currentText().strip()


def _show_text(box: QComboBox, text: str) -> None:
    """Show a text, but not over what a person is typing."""
    editor = box.lineEdit()
    assert editor is not None
    if not (editor.hasFocus() and editor.isModified()):
        box.setEditText(text)


def _size_text(size: tuple[int, int]) -> str:
    return f"{size[0]}" if size[0] == size[1] else f"{size[0]}x{size[1]}"
