"""The Data page: every sample that the network will see, and all of them at a glance."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QHideEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QSplitter, QStackedWidget, QVBoxLayout, QWidget

from cnngui.datasets.advice import Advice, Mend, advice
from cnngui.datasets.data_reference import parted
from cnngui.datasets.picture_sizes import brought
from cnngui.datasets.standing import Wanted
from cnngui.network.inference.shapes import shape_text
from cnngui.network.names import titles
from cnngui.state.data_preparation import DataPreparation
from cnngui.state.data_samples import DataSamples
from cnngui.state.document import Document
from cnngui.state.examination import Examination
from cnngui.state.label_edits import Followed
from cnngui.state.progress import clock
from cnngui.state.recipe_tools import RecipeTools
from cnngui.state.sample_edits import SampleEdits
from cnngui.state.subject import Subject
from cnngui.ui.data.about_view import AboutView
from cnngui.ui.data.advice_list import AdviceList
from cnngui.ui.data.class_pane import ClassPane
from cnngui.ui.data.find_pane import FindPane
from cnngui.ui.data.glimpse_row import GlimpseRow
from cnngui.ui.data.preparation_panel import PreparationPanel
from cnngui.ui.data.sample_browser import SampleBrowser
from cnngui.ui.shared.theme import GAP_PX
from cnngui.ui.shared.undo_keys import OwnUndoKeys
from cnngui.ui.shared.widgets import EmptyState, Pane, Segmented, bare_column, push_button

_SIDE_PX, _LOW_PX = 256, 640


class DataPage(QWidget):
    """Asks for what is not known when it is seen.

    Signals:
        told: what was done, or cannot be, in a sentence.
        folder_wanted, file_wanted: the person wants to choose data.
    """

    told = Signal(str)
    folder_wanted = Signal()
    file_wanted = Signal()

    def __init__(
        self,
        document: Document,
        data: DataSamples,
        examination: Examination,
        tools: RecipeTools,
        subject: Subject,
        preparation: DataPreparation,
    ) -> None:
        super().__init__()
        self.setObjectName("data_page")
        self._document, self._tools = document, tools
        self._data, self._edits = data, SampleEdits(data, self)
        self._examination = examination
        OwnUndoKeys(self, data.edits.undo_stack)
        self.preparation = PreparationPanel(preparation)
        column = bare_column(self)
        self.advice = AdviceList()
        column.addWidget(self.advice)
        self.browser = SampleBrowser(data, self._edits, subject)
        self.split = QSplitter(Qt.Orientation.Horizontal)
        self.split.setObjectName("data_split")
        self.split.setChildrenCollapsible(False)
        self.split.setHandleWidth(GAP_PX)
        self.split.addWidget(self.browser)
        self.split.addWidget(self._made_side())
        self.split.setStretchFactor(0, 1)
        self.split.setStretchFactor(1, 0)
        self._placed = False
        column.addWidget(self.split, 1)
        self._empty_pane = Pane()
        self.empty = EmptyState("")
        self.file_button = push_button(self.tr("Open a data file …"), self.file_wanted.emit)
        self.empty.add_below(self.file_button)
        self.glimpse = GlimpseRow()
        self.empty.add_below(self.glimpse)
        self.empty.acted.connect(self._on_empty_acted)
        self._empty_pane.body.addWidget(self.empty)
        column.addWidget(self._empty_pane, 1)
        data.changed.connect(self._on_changed)
        data.library.described_changed.connect(self._on_changed)
        data.library.reading_changed.connect(self._on_changed)
        self.advice.show_wanted.connect(self._on_show_wanted)
        self.advice.mend_wanted.connect(self._on_mend_wanted)
        document.network_changed.connect(self._show_advice)
        document.recipe_changed.connect(self._show_advice)
        self.browser.told.connect(self.told)
        data.edits_followed.connect(self._on_edits_followed)
        tools.carried.done.connect(self._on_weights_carried)
        self.refresh()

    def _made_side(self) -> Pane:
        pane = Pane()
        self.classes, self.about = ClassPane(self._data, self._edits), AboutView()
        self.finder = FindPane(self._data, self._examination)
        choices = [
            ("classes", self.tr("Classes")),
            ("find", self.tr("Find")),
            ("prepare", self.tr("Prepare")),
            ("about", self.tr("About")),
        ]
        self.view_choice = Segmented(choices, self.tr("About the data"))
        self._views: dict[str, QWidget] = {
            "classes": self.classes,
            "find": self.finder,
            "prepare": self.preparation,
            "about": self.about,
        }
        self._stack = QStackedWidget()
        for view in self._views.values():
            self._stack.addWidget(view)
        self.view_choice.set_value("classes")
        self.view_choice.chosen.connect(self._on_view)
        side = QVBoxLayout()
        side.setSpacing(GAP_PX)
        side.addWidget(self.view_choice)
        side.addWidget(self._stack, 1)
        pane.body.addLayout(side)
        return pane

    # What happens -------------------------------------------------------------------------------

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._data.watch(True)
        self.refresh()
        self._examination.look_by_itself()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.advice.set_most(1 if self.height() < _LOW_PX else 2)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._data.watch(False)

    def _on_changed(self) -> None:
        if self.isVisible():
            self.refresh()
            self._examination.look_by_itself()

    def _on_view(self, view: str) -> None:
        self._stack.setCurrentWidget(self._views[view])
        self._on_changed()

    def _on_empty_acted(self) -> None:
        if self._data.library.reading != (0, 0):
            self._data.library.stop_reading()
        elif self._data.library.data:
            self._data.library.describe_anew()
        else:
            self.folder_wanted.emit()

    # What is shown ------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Show what is known now."""
        known = self._data.told is not None
        # First: a grid that comes into sight asks for what it showed when it went.
        self.browser.refresh()
        # Who prepares the data goes on with that while they are read anew.
        prepares = bool(self._data.library.data) and self.view_choice.value() == "prepare"
        self.split.setVisible(known or prepares)
        self._empty_pane.setVisible(not known and not prepares)
        self._place_side()
        if not known:
            self.advice.begin_anew()
            self.advice.hide()
            self._show_empty()
            return
        self.classes.refresh()
        self.finder.refresh()
        self._show_advice()
        self.about.show_sentences(self._sentences())
        self._show_sizes()

    def _place_side(self) -> None:
        """Give the grid most of the width, once it is seen: Qt does not keep sizes that it is told before."""
        if not self._placed and self.split.isVisible():
            self._placed = True
            self.split.setSizes([max(1, self.split.width() - _SIDE_PX), _SIDE_PX])

    def _show_advice(self) -> None:
        data, document = self._data, self._document
        if data.told is None or not self.isVisible():
            return
        misfit = document.inference.errors if document.fitted_to_data() is not None else ()
        titled = titles(document.network.entries)
        self.advice.show_advice(
            advice(
                data.now,
                data.classes,
                data.found,
                misfit=misfit[0].message(titled).what if misfit else "",
                weighted=document.recipe.class_weight,
            )
        )

    def _on_show_wanted(self, told: Advice) -> None:
        if told.show is not None:
            self._data.want(Wanted(only=told.show))

    def _on_mend_wanted(self, mend: Mend) -> None:
        data = self._data
        if mend == "leave_across_out":
            self._edits.leave_out(np.flatnonzero(data.found.across(data.now)))
        elif mend == "class_weights":
            self._tools.weigh_by_counts()
        else:
            self._document.fit_to_data()

    def _on_edits_followed(self, followed: Followed) -> None:
        stay = self.tr("Your edits to labels and classes, and what you left out, stay.")
        gone = self.tr("Other edits to these parts were taken back; Undo brings them again.")
        behind = self.tr("What had been moved to the other part is where the new parts have it: {0:,}.")
        told = [stay] * followed.kept + [gone] * followed.replaced
        if followed.moved:
            told.append(behind.format(followed.moved))
        if told:
            self.told.emit(" ".join(told))

    def _on_weights_carried(self) -> None:
        self.told.emit(self.tr("The class weights of the training were fitted to these classes."))

    def _sentences(self) -> list[str]:
        told, now = self._data.told, self._data.now
        assert told is not None
        kept = ~now.excluded
        test = int((now.test & kept).sum())
        sentences = [
            self.tr("Samples: {0:,} to train on, {1:,} to test. Classes: {2}.").format(
                int(kept.sum()) - test, test, len(self._data.classes)
            )
        ]
        shape = shape_text(told.input_shape)
        if len(told.input_shape) == 3:
            sentences.append(self.tr("Each is a picture of {0}: height, width, channels.").format(shape))
        elif self._data.library.described is not None and self._data.library.described.vocabulary:
            words = self.tr("Each is a sentence, of which a network reads up to {0} words.")
            sentences.append(words.format(shape))
        else:
            sentences.append(self.tr("Each is a row of {0} numbers.").format(shape))
        return [*sentences, *self._data.library.notes]

    def _show_sizes(self) -> None:
        described = self._data.library.described
        sizes = () if described is None else described.sizes
        if described is None or not sizes:
            self.about.sizes.hide()
            return
        height, width, _ = described.input_shape
        fit = parted(described.data)[1].fit
        self.about.sizes.show_sizes(sizes, (height, width), brought(sizes, (height, width), fit))

    def _show_empty(self) -> None:
        data, library = self._data, self._data.library
        self.glimpse.show_pictures(library.glimpse if data.error is None else None)
        self.file_button.setVisible(not library.data)
        if not library.data:
            self.empty.show_sentence(
                self.tr("Choose data in the toolbar, or drop a folder of pictures on the window."),
                self.tr("Open a folder of pictures …"),
            )
        elif data.error is not None:
            self.empty.show_sentence(data.error.message().one_line(), self.tr("Read again"))
        else:
            done, total = library.reading
            told = self.tr("{0} is being read … {1} %").format(library.label(), 100 * done // max(1, total))
            if library.seconds_left is not None:
                told = self.tr("{0}, {1} left").format(told, clock(library.seconds_left))
            begun = self.tr("{0} is being read …").format(library.label())
            self.empty.show_sentence(told if total else begun, self.tr("Stop") if total else "")
