"""The left column of the window: the network as a stack of cards, and the selected card's properties."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QAction, QResizeEvent
from PySide6.QtWidgets import QSplitter, QToolButton, QVBoxLayout, QWidget

from cnngui.errors import CnnguiError
from cnngui.network.network import Place, Shape
from cnngui.network.table import default_layer
from cnngui.state.document import Document
from cnngui.ui.network.actions import LayerActions
from cnngui.ui.network.menu_button import MenuButton
from cnngui.ui.network.palette import LayerPalette
from cnngui.ui.network.palette_rows import likely_next
from cnngui.ui.network.preset_menu import PresetMenu
from cnngui.ui.network.property_form import PropertyForm
from cnngui.ui.network.run_note import RunNote
from cnngui.ui.network.stack import LayerStack
from cnngui.ui.network.totals import Totals
from cnngui.ui.shared.theme import GAP_PX
from cnngui.ui.shared.widgets import Pane, rule

if TYPE_CHECKING:
    from cnngui.state.settings import Settings
    from cnngui.state.training import TrainingSession

_SHARE_KEY = "network/form_share"
_FORM_SHARE = 0.36
FORM_PX = range(200, 272)
"""Heights that the form takes by itself; a person may drag the line between the panes anywhere."""


class NetworkPanel(QWidget):
    """Shows and edits the document's network.

    Attributes:
        actions_by_name: what can be done to the selected layer, for the window's Edit menu.
        new_menu: the presets, for the window's New button.

    Signals:
        preset_chosen: name of a preset; the window asks about unsaved work.
        problem_raised: a CnnguiError; nothing has changed.
    """

    preset_chosen = Signal(str)
    problem_raised = Signal(object)

    def __init__(
        self,
        document: Document,
        training: TrainingSession | None = None,
        settings: Settings | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._document, self._settings = document, settings
        self.new_menu = PresetMenu(self)
        self.new_menu.preset_chosen.connect(self.preset_chosen)
        self.stack = LayerStack(document)
        self.totals = Totals(document)
        self.palette_popup = LayerPalette(self)
        self._add_at = Place(0)
        chosen = settings.number(_SHARE_KEY, 0.0) if settings is not None else 0.0
        self._share_chosen = 0.1 < chosen < 0.9
        self._form_share = chosen if self._share_chosen else _FORM_SHARE
        self._layer_actions = LayerActions(document, self.stack)
        self.actions_by_name: dict[str, QAction] = self._layer_actions.by_name
        self.splitter = QSplitter(Qt.Orientation.Vertical)
        self.splitter.setHandleWidth(GAP_PX)
        self.splitter.setChildrenCollapsible(False)
        self.form = PropertyForm(document)
        self.splitter.addWidget(self._network_pane(training))
        self.splitter.addWidget(self.form)
        self.splitter.setStretchFactor(0, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.splitter)
        self.setMinimumWidth(240)
        self._connect()
        self._on_file_changed()

    def _network_pane(self, training: TrainingSession | None) -> Pane:
        pane = Pane(self.tr("Network"))
        self._preset_button = MenuButton()
        self._preset_button.setObjectName("preset_button")
        self._preset_button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._preset_button.setMenu(self.new_menu)
        self._preset_button.setToolTip(self.tr("Start from a network of the course slides"))
        pane.header.addWidget(self._preset_button, 100)
        pane.body.addWidget(self.stack, 1)
        pane.body.addWidget(rule())
        pane.body.addWidget(self.totals)
        if training is not None:
            pane.body.addWidget(RunNote(self._document, training))
        pane.setMinimumHeight(200)
        return pane

    def _connect(self) -> None:
        self._document.file_changed.connect(self._on_file_changed)
        self.splitter.splitterMoved.connect(self._on_splitter_moved)
        self._layer_actions.problem_raised.connect(self.problem_raised)
        self._layer_actions.add_asked.connect(self._on_add)
        self.stack.problem_raised.connect(self.problem_raised)
        self.stack.add_asked.connect(self._open_palette)
        self.stack.menu_asked.connect(self._on_menu)
        self.stack.edit_asked.connect(self.form.focus_first)
        self.totals.problem_asked.connect(self._on_problem_asked)
        self.totals.add_asked.connect(self._on_add_button)
        self.palette_popup.kind_chosen.connect(self._on_kind_chosen)

    def _on_file_changed(self) -> None:
        title = self._document.title or self.tr("Own network")
        self._preset_button.set_title(title)
        self._preset_button.setAccessibleName(self.tr("Network: {0}. New …").format(title))

    def _on_menu(self, place: QPoint) -> None:
        self._layer_actions.menu(self).popup(place)

    def _on_problem_asked(self, name: str) -> None:
        self._document.select(name)
        self.stack.show_card(name)

    # The form's share of the height ---------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        height = self.splitter.height()
        form = round(self._form_share * height)
        if not self._share_chosen:
            form = max(FORM_PX.start, min(FORM_PX.stop, form))
        self.splitter.setSizes([height - form, form])

    def _on_splitter_moved(self) -> None:
        upper, form = self.splitter.sizes()
        self._form_share, self._share_chosen = form / max(1, upper + form), True
        if self._settings is not None:
            self._settings.set_number(_SHARE_KEY, self._form_share)

    # Adding -------------------------------------------------------------------------------------

    def _on_add(self) -> None:
        self.stack.column.add_at(self._document.place_behind_selection())

    def _on_add_button(self) -> None:
        button = self.totals.add_button
        place = self._document.place_behind_selection()
        self._open_palette(place, button.mapToGlobal(button.rect().center()))

    def _open_palette(self, place: Place, point: QPoint) -> None:
        self._add_at = place
        kind, shape = self._before(place)
        self.palette_popup.open_at(point, likely_next(kind, len(shape or ())))

    def _before(self, place: Place) -> tuple[str, Shape | None]:
        """Return the kind of what feeds a place, "" for the input, and the shape; None behind an error."""
        network, inference = self._document.network, self._document.inference
        if place.index:
            result = inference.result(network.stack(place)[place.index - 1].name)
            return result.kind, result.output_shape
        if not place.block:
            return "", network.input_shape
        around = network.place(place.block)
        kind, _ = self._before(around)
        return kind, inference.result(place.block).input_shape

    def _on_kind_chosen(self, kind: str) -> None:
        try:
            self._document.insert_layer(default_layer(kind), self._add_at)
        except CnnguiError as error:
            self.problem_raised.emit(error)
        self.stack.focus_selection()
