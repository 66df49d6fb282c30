"""The properties of the selected card: its form, its help, and its arithmetic."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from cnngui.network.names import INPUT
from cnngui.network.table import BLOCK_TABLE, spec
from cnngui.state.document import Document
from cnngui.ui.network.block_form import BlockForm
from cnngui.ui.network.cards import WHOLE, place_among_kind, sees
from cnngui.ui.network.figures import ordinal, short_count, thousands
from cnngui.ui.network.forms import Form, InputForm, LayerForm
from cnngui.ui.network.words import input_help
from cnngui.ui.shared.theme import GAP_PX
from cnngui.ui.shared.widgets import Pane, icon_button, label, rule, set_role


class PropertyForm(Pane):
    """Shows the selected card's form. One form a kind is made and kept, so that the caret survives.

    Attributes:
        form: the one that is shown, None while nothing is selected. contents: what scrolls.

    Signals:
        add_asked: place in a branch at which to add, and the point below which to offer it (global).
    """

    add_asked = Signal(object, QPoint)

    def __init__(self, document: Document) -> None:
        super().__init__(" ")
        self.setObjectName("property_form")
        self.setAccessibleName(self.tr("Properties of the selected layer"))
        self._document = document
        self._forms: dict[str, Form] = {}
        self.form: Form | None = None
        self._fault = ""
        self.place_label = label("", "muted")
        self._help_button = icon_button("help", self.tr("Explain this layer (F1)"))
        self._help_button.setObjectName("help_button")
        self._help_button.setCheckable(True)
        set_role(self._help_button, "menu")
        self.header.addWidget(self.place_label)
        self.header.addWidget(self._help_button)
        self._help = label("", "muted", wraps=True, name="layer_help")
        self._help.hide()
        self.sentence = label(self.tr("Select a layer to see and change what it does."), "muted", wraps=True)
        self.sentence.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.scroll_area = QScrollArea()
        self.scroll_area.setWidgetResizable(True)
        self.scroll_area.setFrameShape(QFrame.Shape.NoFrame)
        self.scroll_area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.scroll_area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._rule = rule()
        self._foot = label("", "muted", figures=True, wraps=True, name="arithmetic")
        self._foot.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.contents = QWidget()
        self._column = QVBoxLayout(self.contents)
        self._column.setContentsMargins(0, 0, 2, 0)
        self._column.setSpacing(GAP_PX)
        self._column.addWidget(self._help)
        self.scroll_area.setWidget(self.contents)
        self.body.addWidget(self.sentence, 1)
        self.body.addWidget(self.scroll_area, 1)
        self.body.addWidget(self._rule)
        self.body.addWidget(self._foot)
        self.setMinimumHeight(152)
        self._help_button.toggled.connect(self._on_help_toggled)
        document.network_changed.connect(self._on_changed)
        document.selection_changed.connect(self._on_changed)
        self._on_changed()

    def explain(self) -> None:
        """Show what the selected card does, or put it away again."""
        if self._document.selection:
            self._help_button.toggle()

    def focus_first(self) -> None:
        """Give the first editor the keyboard."""
        if self.form is not None:
            self.form.focus_first()

    def needed_height(self) -> int:
        """Return the height at which nothing has to be scrolled, in pixels."""
        if (layout := self.layout()) is not None:
            layout.activate()
        beside = self.height() - self.scroll_area.height()
        if self.scroll_area.isHidden():
            return self.minimumSizeHint().height()
        width = self.scroll_area.viewport().width()
        wraps = self._column.hasHeightForWidth()
        within = self._column.totalHeightForWidth(width) if wraps else self._column.totalSizeHint().height()
        return beside + within

    def _on_changed(self) -> None:
        form = self._form_of_selection()
        if form is not self.form:
            self._swap(form)
        if form is not None:
            form.refresh()
        self._show_words()

    def _form_of_selection(self) -> Form | None:
        document, selection = self._document, self._document.selection
        if selection == INPUT:
            axes = len(document.network.input_shape)
            return self._kept(f"{INPUT} {axes}", lambda: InputForm(axes, document))
        if not selection:
            return None
        kind = document.network.layer(selection).kind
        return self._kept(kind, lambda: self._new_form(kind))

    def _new_form(self, kind: str) -> Form:
        if kind not in BLOCK_TABLE:
            return LayerForm(kind, self._document)
        form = BlockForm(kind, self._document)
        form.add_asked.connect(self.add_asked)
        return form

    def _kept(self, key: str, make: Callable[[], Form]) -> Form:
        if key not in self._forms:
            self._forms[key] = make()
            self._column.addWidget(self._forms[key], 1)
            self._forms[key].fault_changed.connect(self._on_fault_changed)
        return self._forms[key]

    def _swap(self, form: Form | None) -> None:
        if self.form is not None:
            self.form.hide()
        self.form, self._fault = form, ""
        if form is not None:
            form.show()
            self.scroll_area.verticalScrollBar().setValue(0)

    def _show_words(self) -> None:
        selection = self._document.selection
        there = bool(selection)
        for part in (self.scroll_area, self._help_button):
            part.setVisible(there)
        self.sentence.setVisible(not there)
        self._help.setVisible(there and self._help_button.isChecked())
        self.title.setText(self._title())
        self.place_label.setText(self._place_text())
        self._help.setText(self._help_text())
        self._foot.setText(self._fault or self._figures())
        set_role(self._foot, "error_text" if self._fault else "muted")
        self._foot.setVisible(bool(self._foot.text()))
        self._rule.setVisible(bool(self._foot.text()))

    def _title(self) -> str:
        selection = self._document.selection
        if not selection:
            return self.tr("Properties")
        return self.tr("Input") if selection == INPUT else self._document.network.layer(selection).kind

    def _place_text(self) -> str:
        if self._document.selection in ("", INPUT):
            return ""
        if (many := len(self._document.selected)) > 1:
            return self.tr("{0} selected").format(many)
        place, count = place_among_kind(self._document.network, self._document.selection)
        # A translation takes {number} or {ordinal}, whichever its language counts with.
        words = self.tr("{ordinal} of {count}")
        return words.format(ordinal=ordinal(place), number=place, count=count) if count > 1 else ""

    def _help_text(self) -> str:
        selection = self._document.selection
        if selection == INPUT:
            return input_help(len(self._document.network.input_shape))
        return spec(self._document.network.layer(selection).kind).help if selection else ""

    def _figures(self) -> str:
        """Return the arithmetic of the selected layer, and how much of the input it sees."""
        document, selection = self._document, self._document.selection
        if selection in ("", INPUT):
            return ""
        result = document.inference.result(selection)
        parts = [result.arithmetic.replace("; ", "  ·  ")]
        if result.branches and result.parameters is not None:
            costs = self.tr("{0} parameters, {1} multiply-adds")
            parts.append(costs.format(thousands(result.parameters), short_count(result.multiply_adds or 0)))
        seen = sees(result, document.network.input_shape)
        if seen == WHOLE:
            parts.append(self.tr("sees the whole input"))
        elif seen:
            parts.append(self.tr("sees {0} of the input").format(seen))
        return "  ·  ".join(part for part in parts if part)

    def _on_help_toggled(self, shown: bool) -> None:
        self._help.setVisible(shown)
        if shown:
            self.scroll_area.verticalScrollBar().setValue(0)

    def _on_fault_changed(self, sentence: str) -> None:
        self._fault = sentence
        self._show_words()
