"""How curves are drawn: over what, smoothed how much, and with what a slide prints behind them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QCheckBox, QComboBox, QWidget

from cnngui.state.settings import Settings
from cnngui.ui.runs.look import Look, Over
from cnngui.ui.shared.flow import FlowLayout
from cnngui.ui.shared.widgets import ElidedCombo, Segmented, named

if TYPE_CHECKING:
    from cnngui.ui.runs.printed import Printed

_SMOOTHINGS = (0.0, 0.6, 0.9, 0.97, 0.99)
_OVER: tuple[Over, ...] = ("epoch", "step", "time")


class OverlayOptions(QWidget):
    """A row for the line of tabs; what is chosen is remembered between starts."""

    changed = Signal()

    def __init__(self, settings: Settings) -> None:
        super().__init__()
        self._settings = settings
        row = FlowLayout(self, spacing_px=12)
        words = {"epoch": self.tr("epoch"), "step": self.tr("step"), "time": self.tr("time")}
        self.over = named(Segmented([(each, words[each]) for each in _OVER], self.tr("Over")), "overlay_over")
        over = settings.word("runs_over", "epoch")
        self.over.set_value(over if over in _OVER else "epoch")
        self.over.chosen.connect(self._on_changed)
        self.log_box = named(QCheckBox(self.tr("log cost")), "overlay_log")
        self.log_box.setToolTip(self.tr("Draw costs logarithmically: small improvements stay visible"))
        self.log_box.setChecked(settings.number("runs_log_cost", 1) > 0)
        self.log_box.toggled.connect(self._on_changed)
        self.smoothing = self._smoothing_box()
        self.printed = self._printed_box()
        for part in (self.over, self.log_box, self.smoothing, self.printed):
            row.addWidget(part)

    def _smoothing_box(self) -> QComboBox:
        box = named(QComboBox(), "overlay_smoothing")
        box.setProperty("role", "flat")
        box.setAccessibleName(self.tr("Smoothing"))
        box.setToolTip(self.tr("How much a curve of batches averages over past ones"))
        for weight in _SMOOTHINGS:
            box.addItem(self.tr("smoothing {0:g}").format(weight), weight)
        box.setCurrentIndex(max(0, box.findData(self._settings.number("runs_smoothing", 0.9))))
        box.activated.connect(self._on_changed)
        return box

    def _printed_box(self) -> QComboBox:
        box = named(
            ElidedCombo(), "overlay_printed", tip=self.tr("Draw what a slide prints behind the curves")
        )
        box.setProperty("role", "flat")
        box.setAccessibleName(self.tr("Printed curve"))
        box.setFixedWidth(128)
        box.addItem(self.tr("no printed curve"), "")
        box.activated.connect(self._on_changed)
        return box

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._offer_printed()

    def _offer_printed(self) -> tuple[Printed, ...]:
        """Offer the printed curves, when they can first be seen or chosen: a start needs none."""
        from cnngui.ui.runs.printed import printed_curves

        if self.printed.count() == 1:
            for each in printed_curves():
                self.printed.addItem(self.tr("printed: {0}, {1}").format(each.title, each.source), each.key)
            at = self.printed.findData(self._settings.word("runs_printed", ""))
            self.printed.setCurrentIndex(max(0, at))
            view = self.printed.view()
            view.setMinimumWidth(view.sizeHintForColumn(0) + 24)
        return printed_curves()

    def look(self, metric: str, *, both: bool = False) -> Look:
        """Return how curves are drawn of runs with this metric, "" for several."""
        printed = self._offer_printed()
        key = self.printed.currentData()
        return Look(
            over=self.over.value() or "epoch",  # type: ignore[arg-type]
            smoothing=float(self.smoothing.currentData() or 0.0),
            log=self.log_box.isChecked(),
            metric=metric,
            printed=next((each for each in printed if each.key == key), None),
            both=both,
        )

    def _on_changed(self) -> None:
        settings = self._settings
        settings.set_word("runs_over", self.over.value())
        settings.set_word("runs_printed", str(self.printed.currentData()))
        settings.set_number("runs_log_cost", float(self.log_box.isChecked()))
        settings.set_number("runs_smoothing", float(self.smoothing.currentData() or 0.0))
        self.changed.emit()
