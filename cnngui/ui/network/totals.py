"""What the whole network costs, below the stack."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from cnngui.network.inference.frozen import trainable_words
from cnngui.network.inference.infer import Inference
from cnngui.state.document import Document
from cnngui.ui.network.figures import short_bytes, short_count, thousands
from cnngui.ui.shared.icons import icon
from cnngui.ui.shared.widgets import ElidedLabel, bare_column, label, set_role


class TotalsView(QWidget):
    """Parameters, multiply-adds and memory as far as they are known.

    Signals:
        add_asked: the button under the stack was pressed.
    """

    add_asked = Signal()

    def __init__(self, document: Document, note: QWidget | None = None) -> None:
        """Show the totals, and `note` at the end of their second line."""
        super().__init__()
        self._document = document
        self._parameters = label("", "title", figures=True, wraps=True, name="total_parameters")
        self.add_button = QPushButton(icon("plus"), self.tr("Add layer"))
        self.add_button.setObjectName("add_layer_button")
        self.add_button.setToolTip(self.tr("Add a layer behind the selected one (Ins)"))
        self.add_button.clicked.connect(self.add_asked)
        self.costs = ElidedLabel("", "muted")
        self.costs.setAlignment(Qt.AlignmentFlag.AlignVCenter)
        first = QHBoxLayout()
        first.addWidget(self._parameters, 1)
        first.addWidget(self.add_button)
        column = bare_column(self, 4)
        column.addLayout(first)
        second = QHBoxLayout()
        second.addWidget(self.costs, 1)
        if note is not None:
            second.addWidget(note, 0, Qt.AlignmentFlag.AlignRight)
        column.addLayout(second)
        document.network_changed.connect(self._on_changed)
        document.recipe_changed.connect(self._on_changed)
        self._on_changed()

    def _on_changed(self) -> None:
        inference, there = self._document.counted, bool(self._document.network.layers)
        total = inference.total_parameters
        self._show_next_step()
        self.costs.setVisible(there and total is not None)
        if not there:
            text = self.tr("No layers yet")
        elif total is None:
            text = self.tr("No total while a layer has a problem")
        else:
            one = total == 1
            text = (self.tr("{0} parameter") if one else self.tr("{0} parameters")).format(thousands(total))
            if inference.frozen_parameters:
                trainable = thousands(inference.trainable_parameters or 0)
                text = self.tr("{0}\n{1} trainable").format(text, trainable)
            self._show_costs(inference)
        self._parameters.setText(text)
        self._parameters.setToolTip(self._parameter_tip(inference))

    def _show_next_step(self) -> None:
        """In an empty network adding a layer is the one thing to do."""
        empty = not self._document.network.layers
        role = "primary" if empty else "small"
        if self.add_button.property("role") != role:
            self.add_button.setIcon(icon("plus", "on_accent" if empty else "text"))
            set_role(self.add_button, role)

    def _show_costs(self, inference: Inference) -> None:
        batch_size = self._document.recipe.batch_size
        multiply_adds = inference.total_multiply_adds or 0
        memory = inference.memory_bytes(batch_size) or 0
        text = self.tr("{0} MACs · {1} a batch")
        self.costs.setText(text.format(short_count(multiply_adds), short_bytes(memory)))
        tip = self.tr("{0} multiply-adds (MACs) for one sample.\nAbout {1} for a training batch of {2}.")
        self.costs.setToolTip(
            tip.format(thousands(multiply_adds), short_bytes(memory), thousands(batch_size))
        )

    def _parameter_tip(self, inference: Inference) -> str:
        trainable = inference.trainable_parameters
        if trainable is None:
            return self.tr("The total follows once every layer fits the one before it.")
        return trainable_words(inference) or self.tr("All of them are trainable: training changes them")
