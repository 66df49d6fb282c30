"""The left column of the window: the network as a stack of cards, and the selected card's properties."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, Signal
from PySide6.QtGui import QAction, QResizeEvent
from PySide6.QtWidgets import QSplitter, QToolButton, QVBoxLayout, QWidget

from cnngui.errors import CnnguiError
from cnngui.network.blocks import Stack
from cnngui.network.names import is_automatic
from cnngui.network.network import Place, Shape
from cnngui.network.table import default_layer
from cnngui.network.templates import TEMPLATES
from cnngui.state.document import Document
from cnngui.state.own_blocks import OwnBlocks
from cnngui.ui.network.actions import LayerActions
from cnngui.ui.network.folding import Folding
from cnngui.ui.network.map.map_panel import MapPanel
from cnngui.ui.network.menu_button import MenuButton
from cnngui.ui.network.own_blocks_dialog import OwnBlocksDialog, TitleQuestion
from cnngui.ui.network.palette import LayerPalette
from cnngui.ui.network.palette_rows import PaletteRow, likely_next
from cnngui.ui.network.preset_menu import PresetMenu
from cnngui.ui.network.problem_list import ProblemList
from cnngui.ui.network.property_form import PropertyForm
from cnngui.ui.network.run_note import RunNote
from cnngui.ui.network.slide_note import SlideNote
from cnngui.ui.network.stack import LayerStack
from cnngui.ui.network.totals import TotalsView
from cnngui.ui.shared.theme import GAP_PX
from cnngui.ui.shared.widgets import Pane, action_button, named, rule, set_role

if TYPE_CHECKING:
    from cnngui.state.settings import Settings
    from cnngui.state.training import TrainingSession

_SHARE_KEY = "network/form_share"
_FORM_SHARE = 0.32
FORM_PX = range(176, 272)
"""Heights that the form takes by itself, more where no card needs them; a person may drag the line."""


class NetworkPanel(QWidget):
    """Shows and edits the document's network.

    Attributes:
        actions_by_name: what can be done to the selected layer, for the window's Edit menu.
        new_menu: the presets, for the window's New button.
        map: shows the network as a diagram, for the window to put beside this panel.

    Signals:
        preset_chosen: name of a preset; the window asks about unsaved work.
        told: a sentence about what an action has done beside what one sees.
        problem_raised: a CnnguiError; nothing has changed.
    """

    preset_chosen = Signal(str)
    told = Signal(str)
    problem_raised = Signal(object)

    def __init__(
        self,
        document: Document,
        training: TrainingSession | None = None,
        settings: Settings | None = None,
        own_blocks: OwnBlocks | None = None,
        folding: Folding | None = None,
    ) -> None:
        super().__init__()
        self._document, self._settings = document, settings
        self.own_blocks = own_blocks or OwnBlocks(parent=self)
        self.new_menu = PresetMenu(self)
        self.new_menu.preset_chosen.connect(self.preset_chosen)
        self.stack = LayerStack(document, folding)
        self.problems = ProblemList(document)
        self.totals = TotalsView(document, SlideNote(document, training, self))
        self.palette_popup = LayerPalette(self)
        self._add_at = Place(0)
        chosen = settings.number(_SHARE_KEY, 0.0) if settings is not None else 0.0
        self._share_chosen = 0.1 < chosen < 0.9
        self._form_share = chosen if self._share_chosen else _FORM_SHARE
        self.map = MapPanel(document)
        self.layer_actions = LayerActions(document, self.stack)
        self.actions_by_name: dict[str, QAction] = self.layer_actions.by_name
        self.splitter = QSplitter(Qt.Orientation.Vertical)
        self.splitter.setHandleWidth(GAP_PX)
        self.splitter.setChildrenCollapsible(False)
        self.form = PropertyForm(document)
        self._pane = self._network_pane(training)
        self.splitter.addWidget(self._pane)
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
        pane.body.addWidget(self.problems)
        pane.body.addWidget(self.stack, 1)
        pane.body.addWidget(rule())
        pane.body.addWidget(self.totals)
        if training is not None:
            pane.body.addWidget(RunNote(self._document, training, pane))
        pane.setMinimumHeight(200)
        return pane

    def _connect(self) -> None:
        self._document.file_changed.connect(self._on_file_changed)
        self.splitter.splitterMoved.connect(self._on_splitter_moved)
        for part in (self.stack.column, self.form, self.form.contents):
            part.installEventFilter(self)
        self.layer_actions.problem_raised.connect(self.problem_raised)
        self.layer_actions.told.connect(self.told)
        self.layer_actions.add_asked.connect(self._on_add)
        self.layer_actions.unfold_asked.connect(self.stack.unfold)
        self.layer_actions.fold_asked.connect(self.stack.toggle_selected)
        self.layer_actions.fold_all_asked.connect(self.stack.fold_all)
        self.layer_actions.save_asked.connect(self._on_save_block)
        self.layer_actions.own_blocks_asked.connect(lambda: OwnBlocksDialog(self.own_blocks, self).open())
        self.own_blocks.problem_raised.connect(self.problem_raised)
        self.form.add_asked.connect(self._open_palette)
        self.stack.problem_raised.connect(self.problem_raised)
        self.stack.add_asked.connect(self._open_palette)
        self.stack.menu_asked.connect(self._on_menu_asked)
        self.stack.edit_asked.connect(self.form.focus_first)
        # The keys for layers, such as Delete, mean the same on the map.
        self.map.addActions(list(self.layer_actions.by_name.values()))
        self.map.menu_asked.connect(self._on_menu_asked)
        self.map.edit_asked.connect(self.form.focus_first)
        self.map.add_asked.connect(self._on_add_button)
        self.problems.problem_asked.connect(self.stack.reveal)
        self.problems.fix_chosen.connect(self.stack.apply_fix)
        self.totals.add_asked.connect(self._on_add_button)
        self.palette_popup.chosen.connect(self._on_chosen)

    def set_map_action(self, action: QAction) -> None:
        """Offer to show the map, or to put it away, beside the name of the network."""
        button = named(action_button(action), "map_button", tip=action.toolTip(), spoken=action.text())
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonIconOnly)
        self._pane.header.addWidget(set_role(button, "menu"))

    def _on_menu_asked(self, place: QPoint) -> None:
        self.layer_actions.menu(self).popup(place)

    def _on_file_changed(self) -> None:
        title = self._document.title or self.tr("Own network")
        self._preset_button.set_title(title)
        self._preset_button.setAccessibleName(self.tr("Network: {0}. New …").format(title))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._share_height()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == (
            QEvent.Type.Resize if watched is self.stack.column else QEvent.Type.LayoutRequest
        ):
            self._share_height()
        return False

    def _share_height(self) -> None:
        """Give the form what a person chose; else its usual share, and what it needs of what no card does.

        Less than its share it never gets: the cards would jump at every click on another one.
        """
        height = self.splitter.height() - self.splitter.handleWidth()
        form = round(self._form_share * height)
        if not self._share_chosen:
            form = max(FORM_PX.start, min(FORM_PX.stop, form))
            cards = self._pane.minimumSizeHint().height() - self.stack.minimumSizeHint().height()
            free = height - cards - self.stack.column.places.height
            form = max(form, min(self.form.needed_height(), free))
        if (sizes := [height - form, form]) != self.splitter.sizes():
            self.splitter.setSizes(sizes)

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
        own = tuple(block.title for block in self.own_blocks.blocks())
        self.palette_popup.open_at(point, likely_next(kind, len(shape or ())), own)

    def _before(self, place: Place) -> tuple[str, Shape | None]:
        """Return the kind of what feeds a place, "" for the input, and the shape; None behind an error."""
        network, inference = self._document.network, self._document.inference
        if place.index:
            result = inference.result(network.stack(place)[place.index - 1].name)
            return result.kind, result.output_shape
        if not place.block:
            return "", network.input_shape
        kind, _ = self._before(network.place(place.block))
        return kind, inference.result(place.block).input_shape

    def _on_chosen(self, row: PaletteRow) -> None:
        entries = self._entries(row)
        try:
            self._document.insert_layers(entries, self._add_at, select_first=True)
        except CnnguiError as error:
            self.problem_raised.emit(error)
        else:
            # What was just added is seen whole, however large it is.
            self.stack.unfold(self._document.selection)
        self.stack.focus_selection()

    def _entries(self, row: PaletteRow) -> Stack:
        """Return what a row of the palette adds at the place for which it was opened."""
        if row.section == "template":
            return TEMPLATES[row.key].make(self._before(self._add_at)[1])
        if row.section == "own":
            block = self.own_blocks.block(row.key)
            return block.layers if block is not None else ()
        if row.section == "activation":
            return (default_layer("Activation").model_copy(update={"activation": row.key}),)
        return (default_layer(row.key),)

    # Own blocks ---------------------------------------------------------------------------------

    def _on_save_block(self) -> None:
        entries = tuple(map(self._document.network.layer, self._document.selected))
        if not entries:
            return
        named = len(entries) == 1 and not is_automatic(entries[0].name, entries[0].kind)
        proposed = entries[0].name if named else ""
        question = TitleQuestion(proposed, self)

        def save(title: str) -> None:
            try:
                self.own_blocks.add(title, entries)
            except CnnguiError as error:
                question.show_fault(error)
            else:
                question.accept()
                words = self.tr("“{0}” is kept: Add layer offers it among the blocks.")
                self.told.emit(words.format(title.strip()))

        question.title_given.connect(save)
        question.open()
