"""The slides' calculator of output sizes, with numbers of one's own."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtWidgets import QDialog, QFormLayout, QHBoxLayout, QSpinBox, QVBoxLayout, QWidget

from cnngui.engine.stepping.calculator import Fit, formula_text, places_text
from cnngui.ui.shared.theme import GAP_PX
from cnngui.ui.shared.widgets import label, named, push_button, set_role
from cnngui.ui.stepper.axis_picture import AxisPicture
from cnngui.ui.stepper.calculator_words import hint, verdict

SLIDES: Sequence[Fit] = (Fit(7, 3), Fit(7, 3, stride=2), Fit(7, 3, stride=3), Fit(7, 3, (1, 1)))
"""5, 3 and 2.33, and the one that keeps the size."""
_MOST_PX, _MOST_STRIDE = 4_096, 256
_BOX_PX = 110


class CalculatorDialog(QDialog):
    """N, F, P and S as a person types them, the formula with them, and whether the windows come out even."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("calculator_dialog")
        self.setWindowTitle(self.tr("Output size"))
        self.fit = SLIDES[0]
        self.length = self._box("calculator_n", self.tr("Length of the input (N)"), 1, _MOST_PX)
        self.window_length = self._box("calculator_f", self.tr("Length of the filter (F)"), 1, _MOST_PX)
        self.before = self._box("calculator_p", self.tr("Padding before (P)"), 0, _MOST_PX)
        self.behind = self._box("calculator_p_behind", self.tr("Padding behind (P)"), 0, _MOST_PX)
        self.stride = self._box("calculator_s", self.tr("Stride (S)"), 1, _MOST_STRIDE)
        self.formula = label("", "large", figures=True, name="calculator_formula")
        self.verdict = label("", wraps=True, name="calculator_verdict")
        self.hint = label("", "muted", wraps=True, name="calculator_hint")
        self.picture = AxisPicture(self.fit)
        self._arrange()
        self.before.valueChanged.connect(self._on_before)
        for box in (self.length, self.window_length, self.behind, self.stride):
            box.valueChanged.connect(self._show)
        self.show_fit(self.fit)
        self.length.setFocus()

    def _box(self, name: str, spoken: str, least: int, most: int) -> QSpinBox:
        box = named(QSpinBox(), name, spoken=spoken)
        box.setRange(least, most)
        box.setFixedWidth(_BOX_PX)
        return box

    def _arrange(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 12)
        column.setSpacing(GAP_PX)
        column.addWidget(
            label(
                self.tr("How many places a window has along one side of a picture: (N − F + 2P) / S + 1"),
                "muted",
            )
        )
        slides = QHBoxLayout()
        slides.addWidget(label(self.tr("On the slides:"), "muted"))
        for fit in SLIDES:
            words = self.tr("N {0}, F {1}, P {2}, S {3}: {4}").format(
                fit.length, fit.window, fit.padding[0], fit.stride, places_text(fit.places)
            )
            button = push_button(words, partial(self.show_fit, fit), role="small")
            button.setAutoDefault(False)
            slides.addWidget(button)
        slides.addStretch(1)
        column.addLayout(slides)
        form = QFormLayout()
        for box in (self.length, self.window_length, self.before, self.behind, self.stride):
            form.addRow(label(box.accessibleName()), box)
        column.addLayout(form)
        for part in (self.formula, self.verdict, self.hint, self.picture):
            column.addWidget(part)
        column.addStretch(1)

    def show_fit(self, fit: Fit) -> None:
        """Calculate with these numbers."""
        values = (fit.length, fit.window, *fit.padding, fit.stride)
        boxes = (self.length, self.window_length, self.before, self.behind, self.stride)
        for box, value in zip(boxes, values, strict=True):
            box.blockSignals(True)
            box.setValue(value)
            box.blockSignals(False)
        self._show()

    def _on_before(self, padding: int) -> None:
        """Keep both ends alike if they were: the slides' P is one number for both."""
        if self.fit.padding[0] == self.fit.padding[1]:
            self.behind.blockSignals(True)
            self.behind.setValue(padding)
            self.behind.blockSignals(False)
        self._show()

    def _show(self) -> None:
        self.fit = Fit(
            self.length.value(),
            self.window_length.value(),
            (self.before.value(), self.behind.value()),
            self.stride.value(),
        )
        self.formula.setText(formula_text(self.fit))
        self.verdict.setText(verdict(self.fit))
        set_role(self.verdict, "" if self.fit.fits else "warning_text")
        self.hint.setText(hint(self.fit))
        self.picture.show_fit(self.fit)
