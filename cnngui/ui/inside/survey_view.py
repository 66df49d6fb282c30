"""What a layer makes of many samples: how it parts them, and which light one of its units most."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QHideEvent, QImage, QPixmap, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QProgressBar, QSizePolicy, QSpinBox, QStackedLayout, QWidget

from cnngui.engine.protocol import LayerSurveyed
from cnngui.errors import CnnguiError
from cnngui.network.inference.looks import Spans
from cnngui.network.inference.receptive_field import KnownFields
from cnngui.network.network import Network
from cnngui.state.drawing import Sample
from cnngui.state.survey import Survey
from cnngui.ui.inside.sample_cloud import SampleCloud
from cnngui.ui.inside.titles import number_text
from cnngui.ui.inside.top_samples import TopSample, TopSamples
from cnngui.ui.shared.pixels import to_image
from cnngui.ui.shared.unavailable import why_no_maps
from cnngui.ui.shared.value_text import class_name, sure_percent
from cnngui.ui.shared.widgets import (
    ElidedLabel,
    EmptyState,
    bare_column,
    bare_row,
    label,
    named,
    push_button,
)

_PICTURE_PX, _LOW_PX = 56, 150


class SurveyView(QWidget):
    """Shows a `Survey`. It asks only while it is seen.

    Attributes:
        choices: the unit that is asked about, for a header.

    Signals:
        sample_wanted: a `Sample` that is to be shown to the network.
    """

    sample_wanted = Signal(object)

    def __init__(self, survey: Survey, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._survey = survey
        self._titles: Mapping[str, str] = {}
        self._fields = KnownFields()
        self.cloud = SampleCloud(self)
        self.top = TopSamples(self)
        self.choices = QWidget(self)
        self.unit_box = named(
            QSpinBox(),
            "survey_unit_box",
            tip=self.tr("The unit whose strongest samples are shown: a map, or one of the numbers"),
            spoken=self.tr("Unit"),
        )
        self.unit_box.setMinimum(1)
        self._of = label("", "muted")
        self.headline = label("", "title", wraps=True, name="survey_headline")
        self.spread = label("", "muted", wraps=True, name="survey_spread")
        self.picture = label("")
        self.about = ElidedLabel("")
        self.about.setObjectName("survey_sample")
        self.empty = EmptyState("")
        self.bar = QProgressBar()
        self.draw_button = push_button(
            self.tr("Show to the network"),
            self._on_draw,
            name="survey_draw_button",
            tip=self.tr("Put this sample on the canvas: maps, filters and reasons follow it"),
            role="small",
        )
        self._arrange()
        # A low window shows less of it, and is not made higher for it.
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Ignored)
        self.unit_box.valueChanged.connect(self._show_top)
        self.top.chosen.connect(self.cloud.choose)
        self.cloud.chosen_changed.connect(self._on_chosen)
        self.cloud.pointed_changed.connect(self._show_sample)
        survey.changed.connect(self._show)
        survey.look.off_changed.connect(self._show)
        survey.samples.arrived.connect(self._on_arrived)

    def _arrange(self) -> None:
        row = bare_row(self.choices, 4)
        for part in (label(self.tr("unit"), "muted"), self.unit_box, self._of):
            row.addWidget(part)
        self.bar.setTextVisible(False)
        self.bar.setFixedHeight(4)
        self.empty.add_below(self.bar)
        page = QWidget(self)
        left, right = QWidget(page), QWidget(page)
        halves = bare_row(page, 14)
        halves.addWidget(left, 1)
        halves.addWidget(right, 1)
        column = bare_column(left, 4)
        column.addWidget(self.cloud, 1)
        column.addWidget(self.spread)
        column = bare_column(right, 6)
        column.addWidget(self.headline)
        column.addWidget(self.top, 1)
        self._foot = QWidget(right)
        foot = bare_row(self._foot)
        self.picture.setFixedSize(_PICTURE_PX, _PICTURE_PX)
        # What comes and goes with the pointer moves nothing else.
        self._foot.setMinimumHeight(_PICTURE_PX)
        self.picture.setAlignment(Qt.AlignmentFlag.AlignCenter)
        foot.addWidget(self.picture)
        foot.addWidget(self.about, 1)
        foot.addWidget(self.draw_button)
        column.addWidget(self._foot)
        self._pages = QStackedLayout(self)
        self._pages.addWidget(page)
        self._pages.addWidget(self.empty)

    def show_titles(self, titles: Mapping[str, str]) -> None:
        """Call layers by these titles."""
        self._titles = titles

    def choose_unit(self, unit: int) -> None:
        """Ask for the strongest samples of this unit, from 0."""
        self.unit_box.setValue(unit + 1)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._survey.watch(True)
        self._show()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._survey.watch(False)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        low = event.size().height() < _LOW_PX
        self._foot.setHidden(low)
        self.spread.setHidden(low)

    # What is shown ------------------------------------------------------------------------------

    @property
    def facts(self) -> str:
        """Return how much is shown, "" for nothing."""
        told = self._survey.told
        if told is None:
            return ""
        if len(told.indices) == told.total:
            return self.tr("all {0:,} samples").format(told.total)
        return self.tr("{0:,} of {1:,} samples").format(len(told.indices), told.total)

    def _show(self) -> None:
        told = self._survey.told
        for part in self.choices.findChildren(QWidget):
            part.setVisible(told is not None)
        if told is None:
            done, total = self._survey.progress
            self.empty.show_sentence(self._why_nothing())
            self.bar.setVisible(total > 0)
            self.bar.setRange(0, max(1, total))
            self.bar.setValue(done)
            self._pages.setCurrentIndex(1)
            return
        units = len(told.survey.top)
        self.unit_box.setMaximum(units)
        self._of.setText(self.tr("of {0:,}").format(units))
        self.cloud.show_points(told.survey.points, told.labels, self._wrong(told), told.data_names)
        title = self._title(told.request.layer)
        self.cloud.setAccessibleName(self.tr("Samples as {0} spreads them out").format(title))
        self.spread.setText(self._spread_text(told))
        self.spread.setToolTip(
            self.tr(
                "Each point is a training sample in the colour of its class. Across and down are the two"
                " directions in which the layer's outputs differ most (principal components); the shares say"
                " how much of all differences they show."
            )
        )
        self._pages.setCurrentIndex(0)
        self._show_top()

    def _why_nothing(self) -> str:
        survey = self._survey
        if isinstance(survey.error, CnnguiError):
            return str(survey.error)
        if why := survey.look.model.why_not():
            return why_no_maps(why, learning=False)
        if not survey.has_data:
            return self.tr("Choose data: here stands what a layer makes of their samples.")
        if survey.reading:
            return self.tr("The data are being read …")
        if not survey.look.layer():
            return self.tr("Add a layer: here stands what it makes of the data's samples.")
        done, total = survey.progress
        if not total:
            return self.tr("Looking at the training samples …")
        return self.tr("Looking at the training samples: {0:,} of {1:,} …").format(done, total)

    def _wrong(self, told: LayerSurveyed) -> NDArray[np.bool_]:
        """Return which samples the network takes for another class; none where classes are not shared."""
        if told.class_names != told.data_names:
            return np.zeros(len(told.labels), np.bool_)
        return np.asarray(told.labels != told.answers)

    def _spread_text(self, told: LayerSurveyed) -> str:
        across, down = (sure_percent(float(share)) for share in told.survey.shares)
        text = self.tr("Near points look alike to {0}; these directions show {1} % and {2} % (PCA).").format(
            self._title(told.request.layer), across, down
        )
        if wrong := int(self._wrong(told).sum()):
            text += " " + self.tr("Rings: the {0} that are answered wrongly.").format(wrong)
        if self._survey.look.units_off:
            text += " " + self.tr("Units that were switched off are on here.")
        if (side := told.survey.averaged) > 1:
            text += " " + self.tr("Maps were averaged over {0}×{0} places before.").format(side)
        return text

    def _show_top(self) -> None:
        told = self._survey.told
        if told is None:
            return
        unit = min(self.unit_box.value(), len(told.survey.top)) - 1
        self._survey.samples.want(told.indices[told.survey.top[unit]].tolist())
        items = [self._item(told, unit, rank) for rank in range(told.survey.top.shape[1])]
        self.headline.setText(self._headline(told, unit))
        self.top.setAccessibleName(self.headline.text())
        self.top.show_items(items, self.cloud.chosen)
        self._show_sample()

    def _headline(self, told: LayerSurveyed, unit: int) -> str:
        names = list(self._titles)
        title = self._title(told.request.layer)
        if names and names[-1] == told.request.layer and len(told.class_names) == len(told.survey.top):
            return self.tr("What {0} takes for {1} most surely").format(title, told.class_names[unit])
        if not told.survey.strongest[unit].any():
            return self.tr("Nothing lights unit {0} of {1}").format(unit + 1, title)
        return self.tr("What lights unit {0} of {1} most").format(unit + 1, title)

    def _item(self, told: LayerSurveyed, unit: int, rank: int) -> TopSample:
        sample = int(told.survey.top[unit, rank])
        value = number_text(float(told.survey.strongest[unit, rank]))
        stored = self._survey.samples.get(int(told.indices[sample]))
        network = self._survey.look.model.network
        image = QImage()
        if stored is not None and not stored.text and stored.values.ndim > 1:
            image = to_image(stored.values)
        name = class_name(told.data_names, int(told.labels[sample]))
        return TopSample(
            sample=sample,
            image=image,
            size=(network.input_shape[0], network.input_shape[1]) if len(network.input_shape) > 1 else (1, 1),
            field=self._field(told, network, unit, rank),
            text=stored.text if stored is not None else "",
            caption=value,
            words=self.tr("{0}. a {1}, value {2}").format(rank + 1, name, value),
        )

    def _field(self, told: LayerSurveyed, network: Network, unit: int, rank: int) -> Spans | None:
        """Return what the unit looks at where it is strongest; None where that has no box."""
        place = told.survey.places[unit, rank].tolist()
        if len(network.input_shape) != 3 or len(place) != 2:
            return None
        return self._fields.of(network, told.request.layer, place)

    # One sample ---------------------------------------------------------------------------------

    def _on_chosen(self) -> None:
        told = self._survey.told
        if told is not None:
            self._show_top()

    def _on_arrived(self) -> None:
        self._show_top()

    @property
    def _sample(self) -> int:
        """Return the sample that is told of: the one pointed at, else the one chosen; -1 for none."""
        return self.cloud.pointed if self.cloud.pointed >= 0 else self.cloud.chosen

    def _show_sample(self) -> None:
        told, sample = self._survey.told, self._sample
        self.draw_button.setVisible(self.cloud.chosen >= 0 and self._survey.look.subject.takes_samples)
        if told is None or not 0 <= sample < len(told.indices):
            self.picture.hide()
            self.about.setText(self.tr("Point at a sample; a click keeps it."))
            return
        index = int(told.indices[sample])
        stored = self._survey.samples.get(index)
        if stored is None:
            top = told.survey.top[self.unit_box.value() - 1]
            self._survey.samples.want([index, *told.indices[top].tolist()])
        name = class_name(told.data_names, int(told.labels[sample]))
        answer = class_name(told.class_names, int(told.answers[sample]))
        text = self.tr("{0}, answered {1}").format(name, answer)
        if stored is None or stored.text or stored.values.ndim < 2:
            self.picture.hide()
            written = stored.text if stored is not None else ""
            self.about.setText(f"{written} · {text}" if written else text)
        else:
            size = self.picture.size() * self.devicePixelRatioF()
            scaled = QPixmap.fromImage(to_image(stored.values)).scaled(
                size, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.FastTransformation
            )
            scaled.setDevicePixelRatio(self.devicePixelRatioF())
            self.picture.setPixmap(scaled)
            self.picture.show()
            self.about.setText(text)
        self.cloud.setAccessibleDescription(self.about.text())

    def _on_draw(self) -> None:
        told, sample = self._survey.told, self.cloud.chosen
        if told is None or not 0 <= sample < len(told.indices):
            return
        stored = self._survey.samples.get(int(told.indices[sample]))
        if stored is not None:
            name = class_name(told.data_names, int(told.labels[sample]))
            self.sample_wanted.emit(Sample(stored.values, name, stored.text, stored.input_format))

    def _title(self, layer: str) -> str:
        return self._titles.get(layer, layer)
