"""What a layer looks for: its filters as pictures, also while it learns."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QSpinBox, QStackedLayout, QWidget

from cnngui.network.inference.registry import layer_weights
from cnngui.state.layer_steps import LayerSteps
from cnngui.ui.inside.filters import Filters, filters_of
from cnngui.ui.inside.legend import Legend
from cnngui.ui.inside.map_view import FeatureMapView
from cnngui.ui.inside.maps import Scale
from cnngui.ui.inside.titles import number_text
from cnngui.ui.inside.weight_column import WeightColumn
from cnngui.ui.shared.theme import tabular
from cnngui.ui.shared.unavailable import why_no_maps
from cnngui.ui.shared.widgets import ElidedLabel, EmptyState, bare_column, bare_row, label, named


class FilterView(QWidget):
    """Shows the weights of the layer that is looked into. It asks only while it is seen.

    Attributes:
        choices: which channel of the input the filters look at, for a header.
    """

    def __init__(self, steps: LayerSteps, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._steps = steps
        self._titles: Mapping[str, str] = {}
        self.shown: Filters | None = None
        self.view = FeatureMapView()
        self.view.setObjectName("filter_map_view")
        self.legend = Legend()
        self.empty, self.no_filters = EmptyState(""), EmptyState("")
        self.spread = WeightColumn()
        self.choices = QWidget(self)
        self.channel_box = named(
            QSpinBox(),
            "filter_channel_box",
            tip=self.tr(
                "Each filter has a part for each channel of its input: this is the part that is shown"
            ),
            spoken=self.tr("Channel of the input"),
        )
        self._of = label("", "muted")
        self._spot = named(ElidedLabel("", "muted"), "filter_spot")
        self._spot.setFont(tabular(self._spot.font()))
        self._arrange()
        self.channel_box.valueChanged.connect(self._show)
        self.view.spot_changed.connect(self._show_spot)
        self.spread.pointed.connect(self._on_spread_pointed)
        steps.changed.connect(self._show)

    def _arrange(self) -> None:
        row = bare_row(self.choices, 4)
        for part in (label(self.tr("input channel"), "muted"), self.channel_box, self._of):
            row.addWidget(part)
        page = QWidget(self)
        column = bare_column(page, 6)
        pictures = QWidget(page)
        self._pictures = QStackedLayout(pictures)
        self._pictures.addWidget(self.view)
        self._pictures.addWidget(self.no_filters)
        both = QHBoxLayout()
        both.setSpacing(12)
        both.addWidget(pictures, 1)
        both.addWidget(self.spread)
        column.addLayout(both, 1)
        foot = QHBoxLayout()
        foot.addWidget(self._spot, 1)
        foot.addWidget(self.legend)
        column.addLayout(foot)
        self._pages = QStackedLayout(self)
        self._pages.addWidget(page)
        self._pages.addWidget(self.empty)

    def show_titles(self, titles: Mapping[str, str]) -> None:
        """Call layers by these titles."""
        self._titles = titles

    def set_scale(self, scale: Scale) -> None:
        """Colour each filter by its own largest weight, or all by the layer's."""
        self.view.set_scale(scale)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._steps.watch(True)
        self._show()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._steps.watch(False)

    @property
    def facts(self) -> str:
        """Return how much is shown, "" for nothing."""
        if self.shown is None:
            return ""
        height, width, count = self.shown.maps.shape
        if self.shown.units:
            return self.tr("{0:,} units, each {1}×{2}").format(count, height, width)
        return self.tr("{0:,} filters of {1}×{2}").format(count, height, width)

    def _show(self) -> None:
        fetched = self._steps.fetched
        self.shown = None if fetched is None else filters_of(fetched.numbers, self.channel_box.value() - 1)
        several = self.shown is not None and self.shown.channels > 1
        for part in self.choices.findChildren(QWidget):
            part.setVisible(several)
        if fetched is None or not fetched.numbers.weights:
            self.empty.show_sentence(self._why_nothing())
            self._pages.setCurrentIndex(1)
            return
        numbers = fetched.numbers
        self.spread.show_weights(layer_weights(numbers.layer, numbers.given.shape).names, numbers.weights)
        self._pages.setCurrentIndex(0)
        self._pictures.setCurrentIndex(0 if self.shown is not None else 1)
        if self.shown is None:
            self.no_filters.show_sentence(self._why_nothing())
            self.view.show_output(None)
            return
        self.channel_box.setRange(1, self.shown.channels)
        self._of.setText(self.tr("of {0}").format(self.shown.channels))
        self.view.setAccessibleName(self.tr("Filters: {0}").format(self.facts))
        self.view.show_output(self.shown.maps)
        self._show_spot()

    def _why_nothing(self) -> str:
        """Return the sentence in place of filters, "" while they are on their way."""
        steps = self._steps
        if steps.error is not None:
            return str(steps.error)
        if steps.unavailable:
            return why_no_maps(steps.unavailable, learning=steps.look.model.learning)
        if steps.fetched is None:
            return ""
        title = self._titles.get(steps.fetched.layer, steps.fetched.layer)
        if steps.fetched.numbers.weights:
            return self.tr("The weights of {0} are no pictures; beside stands how they are spread.").format(
                title
            )
        return self.tr("{0} has no filters: it learns nothing that could be seen as pictures.").format(title)

    def _show_spot(self) -> None:
        sheet, value, spot = self.view.sheet, self.view.value(), self.view.spot
        self.legend.setVisible(sheet is not None)
        if sheet is not None:
            self.legend.show_scale(sheet.signed, self.view.limit())
        if self.shown is None:
            self._spot.setText(self.tr("Point at a bar to read how many weights lie there."))
            return
        if value is None or spot is None:
            self._spot.setText(self.tr("Point at a weight to read it; click a filter to enlarge it."))
            return
        what = self.tr("unit {0}") if self.shown.units else self.tr("filter {0}")
        place = self.tr("row {0}, column {1} · {2}").format(spot[1] + 1, spot[2] + 1, number_text(value))
        self._spot.setText(f"{what.format(spot[0] + 1)} · {place}")

    def _on_spread_pointed(self, words: str) -> None:
        if words:
            self._spot.setText(words)
        else:
            self._show_spot()
