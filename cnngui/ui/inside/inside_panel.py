"""Look inside: what a layer makes of the drawing or of a sample, live."""

from __future__ import annotations

import random
from functools import partial

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QSizePolicy,
    QStackedLayout,
    QTabBar,
    QWidget,
)

from cnngui.network.inference.looks import Spans
from cnngui.network.inference.receptive_field import KnownFields
from cnngui.network.names import INPUT, titles
from cnngui.state.data_library import DataLibrary
from cnngui.state.document import Document
from cnngui.state.drawing import Drawing, sample_of
from cnngui.state.explanation import Explanation
from cnngui.state.layer_steps import LayerSteps
from cnngui.state.look_inside import LookInside
from cnngui.state.pinned_units import PinnedUnits
from cnngui.state.survey import Survey
from cnngui.state.training import TrainingSession
from cnngui.ui.inside.controls import LayerControls, Whose
from cnngui.ui.inside.filter_view import FilterView
from cnngui.ui.inside.layer_strips import LayerStrips
from cnngui.ui.inside.legend import Legend
from cnngui.ui.inside.map_view import FeatureMapView
from cnngui.ui.inside.pin_strip import PinStrip
from cnngui.ui.inside.survey_view import SurveyView
from cnngui.ui.inside.titles import number_text
from cnngui.ui.inside.why_view import WhyView
from cnngui.ui.shared.silent_units import SilentUnits
from cnngui.ui.shared.theme import tabular
from cnngui.ui.shared.unavailable import why_no_maps
from cnngui.ui.shared.widgets import (
    ElidedCombo,
    ElidedLabel,
    EmptyState,
    Pane,
    bare_column,
    bare_row,
    bring_near,
    named,
    push_button,
    set_role,
)

_TITLE_PX, _NARROW_PX, _TABS_PX, _LEAST_PX = 880, 700, 620, 440
MAPS, LAYERS, FILTERS, SAMPLES, WHY = range(5)
"""The places of the tabs."""


class InsidePanel(Pane):
    """Shows one layer's output for the picture on the canvas, or says in a sentence why there is none.

    Signals:
        room_wanted: whether one map is enlarged and needs all the height that can be had.
        problem_raised: a picture could not be saved (carries the `CnnguiError`). saved: the path of one.
        step_wanted: the layer is to be gone through in numbers.
        field_changed: what the value that is pointed at looks at of the input (`Spans`), None for no value.
    """

    room_wanted = Signal(bool)
    problem_raised = Signal(object)
    saved = Signal(str)
    step_wanted = Signal()
    field_changed = Signal(object)

    def __init__(
        self,
        document: Document,
        look: LookInside,
        drawing: Drawing,
        training: TrainingSession,
        data_library: DataLibrary,
        explanation: Explanation,
        filters: LayerSteps,
        survey: Survey,
        pins: PinnedUnits,
    ) -> None:
        super().__init__()
        self.title.setText(self.tr("Look inside"))
        self.title.setVisible(True)
        # Of what is said where there is little room, not of what is said now.
        self.setMinimumWidth(_LEAST_PX)
        self._document, self._look, self._drawing = document, look, drawing
        self._training, self._library = training, data_library
        self._titles: dict[str, str] = {}
        self._chance = random.Random()
        self.controls = LayerControls()
        self.view = FeatureMapView()
        self.empty = EmptyState("")
        self.why = WhyView(explanation, self)
        self.filters = FilterView(filters, self)
        self.survey = SurveyView(survey, self)
        self.layers = LayerStrips(self)
        self._fields = KnownFields()
        filters.changed.connect(self._refresh)
        survey.changed.connect(self._refresh)
        self.survey.sample_wanted.connect(look.subject.use_sample)
        self._pinned, self.pins = pins, PinStrip(pins, self)
        self.view.pin_toggled.connect(self._on_pin)
        pins.changed.connect(self._show_pins)
        self._spot = ElidedLabel("", "muted")
        self.legend = Legend()
        self._narrow = False
        self._pages = QStackedLayout()
        self._arrange()
        look.changed.connect(self._refresh)
        look.model.changed.connect(self._on_model_changed)
        document.selection_changed.connect(self._on_selection_changed)
        drawing.changed.connect(self._on_drawing_changed)
        training.status_changed.connect(self._refresh)
        data_library.described_changed.connect(self._refresh)
        self.controls.layer_chosen.connect(self._on_layer_chosen)
        self.controls.scale_chosen.connect(self.view.set_scale)
        self.controls.scale_chosen.connect(self.filters.set_scale)
        self.controls.scale_chosen.connect(self.layers.set_scale)
        self.layers.opened.connect(self._on_layer_opened)
        self.view.switched.connect(self._on_switched)
        look.off_changed.connect(self._refresh)
        self.view.spot_changed.connect(self._show_spot)
        self.view.enlarged_changed.connect(self._on_enlarged_changed)
        self.view.problem_raised.connect(self.problem_raised)
        self.view.saved.connect(self.saved)
        self.why.picture.problem_raised.connect(self.problem_raised)
        self.why.picture.saved.connect(self.saved)
        self.empty.acted.connect(self.use_sample)
        self._on_model_changed()

    def _arrange(self) -> None:
        tabs = QTabBar()
        tabs.setDrawBase(False)
        tabs.setExpanding(False)
        tabs.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        tabs.setUsesScrollButtons(False)  # they ask for 100 px even while they are not shown
        for words, tip in (
            (self.tr("Maps"), self.tr("What the layer makes of it")),
            (self.tr("All layers"), self.tr("What every layer makes of it, from the first to the last")),
            (self.tr("Filters"), self.tr("What the layer looks for: its weights as pictures")),
            (self.tr("Samples"), self.tr("What the layer makes of many samples, and what lights its units")),
            (self.tr("Why"), self.tr("Why the network answers this, and not another class")),
        ):
            tabs.setTabToolTip(tabs.addTab(words), tip)
        self.tabs = named(tabs, "inside_tabs")
        self.header.insertSpacing(1, 8)
        self.header.insertWidget(2, tabs)
        self.tab_combo = named(ElidedCombo(), "inside_tab_combo")
        for index in range(tabs.count()):
            self.tab_combo.addItem(tabs.tabText(index))
            self.tab_combo.setItemData(index, tabs.tabToolTip(index), Qt.ItemDataRole.ToolTipRole)
        self.tab_combo.hide()
        self.tab_combo.activated.connect(tabs.setCurrentIndex)
        tabs.currentChanged.connect(self.tab_combo.setCurrentIndex)
        self.header.insertWidget(3, self.tab_combo)
        for choices in (self.controls, self.filters.choices, self.survey.choices, self.why.choices):
            self.header.addWidget(choices)
        self.step_button = push_button(
            self.tr("Step through …"),
            self.step_wanted.emit,
            name="step_through_button",
            tip=self.tr("Go through this layer in numbers: window × kernel, sum, bias, activation (F8)"),
            role="small",
        )
        page = self._maps_page = QWidget()
        column = bare_column(page, 6)
        column.addWidget(self.view, 1)
        foot = QHBoxLayout()
        self._turning = self._made_turning()
        foot.addWidget(self._turning)
        self._spot.setObjectName("inside_spot")
        self._spot.setFont(tabular(self._spot.font()))
        foot.addWidget(self._spot, 1)
        foot.addWidget(self.step_button)
        foot.addWidget(self.legend)
        column.addLayout(foot)
        self.silent = SilentUnits(self._look, self, of_drawn=False)
        both = QHBoxLayout()
        self.body.addLayout(both, 1)
        both.addLayout(self._pages, 1)  # first: what a layout without a widget shows is a window
        both.addWidget(self.pins)
        self.body.addWidget(self.silent)
        self._pages.addWidget(page)
        self._pages.addWidget(self.empty)
        self._pages.addWidget(self.why)
        self._pages.addWidget(self.filters)
        self._pages.addWidget(self.survey)
        self._layers_page = self._made_layers()
        self._pages.addWidget(self._layers_page)
        for choice in (self.tabs, self.tab_combo):
            choice.setAccessibleName(self.tr("What is shown of the layer"))
        self.tabs.currentChanged.connect(self._on_tab_changed)
        self.why.choices.hide()
        self.filters.choices.hide()
        self.survey.choices.hide()

    def _made_layers(self) -> QWidget:
        """Return the page of all layers, with what is pointed at below them."""
        page = QWidget(self)
        column = bare_column(page, 4)
        column.addWidget(self.layers, 1)
        foot = named(ElidedLabel("", "muted"), "layers_spot")
        foot.setFont(tabular(foot.font()))
        column.addWidget(foot)
        self._layers_foot = foot
        self.layers.spot_changed.connect(self._show_layers_spot)
        self._show_layers_spot()
        return page

    def _show_layers_spot(self) -> None:
        self._layers_foot.setText(self.layers.spot_text())

    def _on_tab_changed(self) -> None:
        if self.tabs.currentIndex() != MAPS:
            self.view.enlarge(None)
        self.filters.choices.setVisible(self.tabs.currentIndex() == FILTERS)
        self.survey.choices.setVisible(self.tabs.currentIndex() == SAMPLES)
        if self.tabs.currentIndex() == SAMPLES and self.view.spot is not None:
            self.survey.choose_unit(self.view.spot[0])
        self.why.choices.setVisible(self._asks_why)
        self.controls.show_layers(not self._asks_why and self.tabs.currentIndex() != LAYERS)
        self._look.want_all_layers(self.tabs.currentIndex() == LAYERS)
        self._refresh()

    @property
    def _asks_why(self) -> bool:
        return self.tabs.currentIndex() == WHY

    def _made_turning(self) -> QWidget:
        """Return the way back from an enlarged map, and on to the next."""
        row = QWidget()
        buttons = bare_row(row, 4)
        for name, words, tip, step in (
            ("previous_map_button", "‹", self.tr("The map before (←)"), -1),
            ("next_map_button", "›", self.tr("The next map (→)"), 1),
            ("all_maps_button", self.tr("All maps"), self.tr("Show all maps again (Esc)"), 0),
        ):
            button = push_button(words, name=name, tip=tip)
            button.setAccessibleName(tip)
            set_role(button, "small")
            button.clicked.connect(partial(self._on_turn, step))
            buttons.addWidget(button)
        self.switch_button = push_button(
            "",
            self._on_switch_button,
            name="switch_unit_button",
            tip=self.tr("With the unit off its output is 0: see how the answer changes (O)"),
            role="small",
        )
        buttons.addWidget(self.switch_button)
        self.pin_button = push_button(
            "",
            self._on_pin_button,
            name="pin_unit_button",
            tip=self.tr("Keep it in sight, and have a film of what training makes of it (P)"),
            role="small",
        )
        buttons.addWidget(self.pin_button)
        row.hide()
        return row

    def _on_turn(self, step: int) -> None:
        if step:
            self.view.turn(step)
        else:
            self.view.enlarge(None)

    def _on_switch_button(self) -> None:
        if self.view.enlarged is not None:
            self._on_switched(self.view.enlarged)

    def _on_enlarged_changed(self) -> None:
        self._show_pins()
        enlarged = self.view.enlarged is not None and not self.view.is_table
        if enlarged == self._turning.isHidden():
            self._turning.setVisible(enlarged)
            self._show_step_button()
            self.room_wanted.emit(enlarged)

    def _show_step_button(self) -> None:
        """Leave it out where the buttons of an enlarged map need its room; F8 does the same."""
        self.step_button.setVisible(not self._narrow or self._turning.isHidden())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.title.setVisible(event.size().width() >= _TITLE_PX)  # the tabs say it too
        few = event.size().width() < _TABS_PX
        self.tabs.setHidden(few)
        self.tab_combo.setVisible(few)
        if (narrow := event.size().width() < _NARROW_PX) != self._narrow:
            self._narrow = narrow
            bring_near(self.tabs, narrow)
            self.controls.show_narrow(narrow)
            self._show_step_button()

    # What a person does -------------------------------------------------------------------------

    def use_sample(self) -> None:
        """Put a random sample of the data set on the canvas."""
        sample = sample_of(self._library.described, self._chance)
        if sample is not None:
            self._look.subject.use_sample(sample)

    def _on_layer_chosen(self, name: str) -> None:
        self._look.look_into(name)
        self._refresh()

    def _on_layer_opened(self, name: str, index: int) -> None:
        """Look into a layer that was clicked among all."""
        self.tabs.setCurrentIndex(MAPS)
        if self._look.model.is_own:
            self._document.select(name)
        else:
            self._on_layer_chosen(name)
        if index >= 0:
            self.view.enlarge(index)

    def _on_switched(self, unit: int) -> None:
        layer, output = self._output()
        if output is not None:
            self._look.switch(layer, unit)

    def _on_selection_changed(self) -> None:
        """A click on a card asks to see that layer, whatever was chosen before."""
        if self._look.chosen:
            self._look.look_into("")
        self._refresh()

    def _on_model_changed(self) -> None:
        self._titles = titles(self._look.model.network.entries)
        self._titles.pop(INPUT)
        self.controls.list_layers(self._titles)
        self._refresh()

    def _on_drawing_changed(self) -> None:
        if self._shows_input:
            self._refresh()

    # What is shown ------------------------------------------------------------------------------

    @property
    def _shows_input(self) -> bool:
        return self._document.selection == INPUT and not self._look.chosen

    def _refresh(self) -> None:
        layer, output = self._output()
        title = self.tr("Input") if layer == INPUT else self._titles.get(layer, layer)
        self.controls.show_layer(self._look.chosen, title, of_card=self._look.model.is_own or layer == INPUT)
        facts = "" if output is None else self._facts(output)
        scalable = output is not None and output.ndim > 2 and not self._asks_why
        if self.tabs.currentIndex() == FILTERS:
            facts, scalable = self.filters.facts, bool(self.filters.facts)
        if self.tabs.currentIndex() == SAMPLES:
            facts, scalable = self.survey.facts, False
        self.controls.show_output(facts, scalable=scalable)
        shows_network = facts if self.tabs.currentIndex() == SAMPLES else output is not None
        # Its own headline says whose answer it explains.
        tells = shows_network and layer != INPUT and not self._asks_why
        self.controls.show_whose(self._whose() if tells else "")
        self.view.setAccessibleName(self.tr("Feature maps: {0}").format(title))
        self.view.show_off(self._look.off.get(layer, ()), switchable=self._look.may_switch(layer))
        self.view.show_output(output, () if output is None else self._unit_names(layer, output))
        self.why.show_names(self._look.subject.words, self._titles)
        self.filters.show_titles(self._titles)
        self.survey.show_titles(self._titles)
        self.pins.show_titles(self._titles)
        self._show_pins()
        self._pages.setCurrentWidget(self._page(layer, output))
        if self._pages.currentWidget() is self.empty:
            self._say_why()

    def _page(self, layer: str, output: npt.NDArray[np.float32] | None) -> QWidget:
        """Return what the tab that is chosen shows now."""
        pages = {WHY: self.why, FILTERS: self.filters, SAMPLES: self.survey}
        if (chosen := pages.get(self.tabs.currentIndex())) is not None:
            return chosen
        answer = self._look.asking.answer
        if output is None:
            return self.empty
        if self.tabs.currentIndex() != LAYERS:
            return self._maps_page
        if answer is None or not answer.strips:
            return self.empty  # they are on their way
        self.layers.show_strips(answer.strips, self._titles, layer)
        self._show_layers_spot()
        return self._layers_page

    def _output(self) -> tuple[str, npt.NDArray[np.float32] | None]:
        """Return the name of the layer that is shown and its output."""
        answer = self._look.asking.answer
        if self._shows_input:
            return INPUT, self._look.subject.sample()
        if answer is None or answer.output is None or answer.output.size == 0:
            return self._look.layer(), None
        return answer.layer, answer.output

    def _whose(self) -> Whose:
        if self._look.model.untrained:
            return "untrained"
        owner = self._look.model.owner
        return "" if owner == "draft" else owner

    def _unit_names(self, layer: str, output: npt.NDArray[np.float32]) -> tuple[str, ...]:
        """Return the words where the steps are those of a sentence, the classes in the last layer."""
        words = self._look.subject.words
        if len(words) == len(output) and (layer == INPUT or output.ndim == 2):
            return words
        names = list(self._titles)
        return self._look.model.class_names if names and names[-1] == layer else ()

    def _facts(self, output: npt.NDArray[np.float32]) -> str:
        if output.ndim == 1:
            return self.tr("{0:,} units").format(output.size)
        if output.ndim == 2:
            return self.tr("{0:,} steps of {1:,} features").format(*output.shape)
        height, width = output.shape[:2]
        count = output.shape[2] if output.ndim > 2 else 1
        if count == 1:
            return self.tr("1 map of {0}×{1}").format(height, width)
        return self.tr("{0:,} maps of {1}×{2}").format(count, height, width)

    def _show_pins(self) -> None:
        layer, output = self._output()
        nothing = layer == INPUT or output is None
        pinned = frozenset() if nothing else self._pinned.units_of(layer)
        self.view.show_pins(None if nothing else pinned)
        self.pin_button.setText(self.tr("Unpin") if self.view.enlarged in pinned else self.tr("Pin"))

    def _on_pin_button(self) -> None:
        if self.view.enlarged is not None:
            self._on_pin(self.view.enlarged)

    def _on_pin(self, unit: int) -> None:
        self._pinned.toggle(self._output()[0], unit)

    def _say_why(self) -> None:
        why = self._look.asking.unavailable
        sentence = why_no_maps(why, learning=self._training.status.busy)
        offered = why in ("empty", "shape", "no_words") and self._look.subject.takes_samples
        self.empty.show_sentence(sentence, self.tr("Use a sample") if offered else "")

    def _show_spot(self) -> None:
        sheet = self.view.sheet
        self.legend.setVisible(sheet is not None and not self.view.shows_bars)
        if sheet is not None:
            self.legend.show_scale(sheet.signed, self.view.limit())
        self._spot.setText(self._spot_text())
        # Draw's frame is what another network reads, if that answers there.
        self.field_changed.emit(None if self._look.alone else self._field())
        self.switch_button.setVisible(self.view.switchable)
        silent = self.view.enlarged in self.view.off
        self.switch_button.setText(self.tr("Switch on") if silent else self.tr("Switch off"))

    def _spot_text(self) -> str:
        value, spot = self.view.value(), self.view.spot
        if value is None or spot is None:
            if self.view.is_vector:
                return self.tr("Point at a unit to read its value.")
            if self.view.is_table:
                return self.tr("Point at a value to read it. Each column is a step, from first to last.")
            return self.tr("Point at a value to read it; click a map to enlarge it.")
        index, row, column = spot
        off = self.tr(" · off") if index in self.view.off else ""
        if self.view.is_vector:
            return f"{self.view.unit_name(index)} · {number_text(value)}{off}"
        if self.view.is_table:
            step = self.view.step_name(column)
            return self.tr("{0} · feature {1} · {2}").format(step, row + 1, number_text(value))
        text = self.tr("map {0} · row {1}, column {2} · {3}").format(
            index + 1, row + 1, column + 1, number_text(value)
        )
        return text + off + self._field_text()

    def _field(self) -> Spans | None:
        """Return what of the input the value that is pointed at looks at; None where that has no box."""
        layer, output = self._output()
        network, spot = self._look.model.network, self.view.spot
        pictures = len(network.input_shape) == 3 and output is not None and output.ndim == 3
        if spot is None or not pictures or layer not in network.names:
            return None
        return self._fields.of(network, layer, spot[1:])

    def _field_text(self) -> str:
        """Say what the value looks at, in rows and columns of the input from 1."""
        field, (height, width, *_) = self._field(), self._look.model.network.input_shape
        if field is None:
            return ""
        (top, bottom), (left, right) = field
        if (top, left, bottom, right) == (0, 0, height, width):
            return self.tr(" · sees the whole input")
        return self.tr(" · sees rows {0}–{1}, columns {2}–{3}").format(top + 1, bottom, left + 1, right)
