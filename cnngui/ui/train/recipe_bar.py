"""How the network is trained, in one row: optimizer, rate, batch, epochs, seed; the rest folds out."""

from __future__ import annotations

from functools import partial
from typing import get_args

from PySide6.QtCore import QLocale, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDoubleSpinBox,
    QFormLayout,
    QFrame,
    QHBoxLayout,
    QMenu,
    QSizePolicy,
    QSpinBox,
    QWidget,
    QWidgetAction,
)

from cnngui.engine.precision import has_bfloat16
from cnngui.network.fields import OPTIMIZERS
from cnngui.network.recipe import Precision, Recipe
from cnngui.state.document import Document
from cnngui.ui.shared.flow import FlowLayout
from cnngui.ui.shared.undo_keys import UndoKeys
from cnngui.ui.shared.widgets import Pane, bare_row, icon_button, label, named
from cnngui.ui.train.rate_box import RateBox
from cnngui.ui.train.schedule_button import ScheduleButton

_NUMBER_PX = 56
_SPLITS = (0.0, 0.05, 0.1, 0.2, 0.3)


class RecipeBar(Pane):
    """Editors for the document's recipe. What is typed counts from the next Train on."""

    def __init__(self, document: Document) -> None:
        super().__init__()
        self.setObjectName("recipe_bar")
        self._document = document
        self._row = FlowLayout(spacing_px=6)
        self._end = QHBoxLayout()
        self._end.addLayout(self._row, 1)
        layout = self.layout()
        assert layout is not None
        layout.setContentsMargins(12, 6, 8, 6)
        layout.setSpacing(0)
        self.body.addLayout(self._end)
        self._make_editors()
        document.recipe_changed.connect(self._show)
        self._show()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Ask for the second line where there is one: a column takes the least height for one line's."""
        super().resizeEvent(event)
        layout = self.layout()
        assert layout is not None
        self.setMinimumHeight(layout.heightForWidth(event.size().width()))

    # Building -----------------------------------------------------------------------------------

    def _make_editors(self) -> None:
        self.optimizer = named(QComboBox(), "optimizer_combo")
        self.optimizer.addItems(list(OPTIMIZERS))
        self.optimizer.textActivated.connect(self._on_optimizer)
        self._add(
            self.tr("Optimizer"),
            self.optimizer,
            self.tr("Optimizer: the rule that turns gradients into steps"),
            caption=False,
        )
        self.learning_rate = named(RateBox(), "learning_rate_box")
        self.learning_rate.valueChanged.connect(partial(self._set_optimizer, "learning_rate"))
        self._add(
            self.tr("Learning rate"),
            self.learning_rate,
            self.tr(
                "How far each step goes. Too large and the cost jumps or becomes NaN; too small and it creeps"
            ),
        )
        # What is to be done with the rate belongs to it: close by, before the space that parts the values.
        self._row.addWidget(ScheduleButton(self._document))
        self.batch_size = self._spin("batch_size", 1, 65_536)
        self._add(self.tr("Batch"), self.batch_size, self.tr("How many samples each step learns from"))
        self.epochs = self._spin("epochs", 1, 100_000)
        self._add(
            self.tr("Epochs"), self.epochs, self.tr("How often Train goes through all training samples")
        )
        self.seed = self._spin("seed", 0, 2**31 - 1)
        self._add(
            self.tr("Seed"),
            self.seed,
            self.tr("Where the random numbers start: the same seed gives the same weights, order and result"),
        )
        more = icon_button("sliders", self.tr("More: validation, loss, metric, precision, momentum"))
        more.setObjectName("recipe_more_button")
        more.setPopupMode(more.ToolButtonPopupMode.InstantPopup)
        more.setMenu(self._more_menu())
        self._end.addWidget(more, 0, Qt.AlignmentFlag.AlignTop)

    def _more_menu(self) -> QMenu:
        menu = QMenu(self)
        card = QFrame()
        form = QFormLayout(card)
        form.setContentsMargins(12, 8, 12, 8)
        self.validation = QComboBox()
        for share in _SPLITS:
            text = (
                self.tr("the data's test part")
                if not share
                else self.tr("{0:.0f} % of training").format(100 * share)
            )
            self.validation.addItem(text, share)
        self.validation.activated.connect(partial(self._choose, "validation_split", self.validation))
        form.addRow(self.tr("Validate on"), self.validation)
        self.loss_combo = self._choices("loss")
        form.addRow(self.tr("Loss"), self.loss_combo)
        # Not "metric": that would shadow QWidget.metric(), which Qt calls while painting, and crash.
        self.metric_combo = self._choices("metric")
        form.addRow(self.tr("Metric"), self.metric_combo)
        self.precision_combo = self._choices("precision")
        self.precision_combo.setItemText(0, self.tr("what is faster here"))
        form.addRow(self.tr("Precision"), self.precision_combo)
        # There for each choice, and widest at first: a menu that is open does not grow.
        self.precision_note = label("", "muted")
        self.precision_note.setObjectName("precision_note")
        form.addRow("", self.precision_note)
        self.momentum = QDoubleSpinBox()
        self.momentum.setRange(0, 0.999)
        self.momentum.setSingleStep(0.05)
        self.momentum.setDecimals(3)
        self.momentum.lineEdit().setTextMargins(6, 0, 6, 0)
        self.momentum.valueChanged.connect(partial(self._set_optimizer, "momentum"))
        form.addRow(self.tr("Momentum"), self.momentum)
        self.nesterov = QCheckBox(self.tr("Nesterov"))
        self.nesterov.toggled.connect(partial(self._set_optimizer, "nesterov"))
        form.addRow("", self.nesterov)
        action = QWidgetAction(menu)
        action.setDefaultWidget(card)
        menu.addAction(action)
        return menu

    def _choices(self, field: str) -> QComboBox:
        combo = QComboBox()
        for value in get_args(Recipe.model_fields[field].annotation):
            text = self.tr("follows from the last layer") if value == "auto" else str(value).replace("_", " ")
            combo.addItem(text, value)
        combo.activated.connect(partial(self._choose, field, combo))
        return combo

    def _spin(self, field: str, low: int, high: int) -> QSpinBox:
        box = named(QSpinBox(), f"{field}_box")
        box.setRange(low, high)
        box.setLocale(QLocale.c())
        box.valueChanged.connect(partial(self._set, field))
        return box

    def _add(self, text: str, editor: QWidget, tip: str, *, caption: bool = True) -> None:
        editor.setToolTip(tip)
        editor.setAccessibleName(text)
        editor.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        editor.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        if isinstance(editor, (QSpinBox, QDoubleSpinBox)):
            editor.setFixedWidth(_NUMBER_PX)
            editor.setKeyboardTracking(False)
            # The style sheet's padding does not reach the text of a spin box without arrows.
            editor.lineEdit().setTextMargins(6, 0, 6, 0)
            UndoKeys(editor, editor.interpretText)
        self._row.addWidget(_captioned(text, editor, tip) if caption else editor)

    # Document to editors ------------------------------------------------------------------------

    def _show(self) -> None:
        recipe = self._document.recipe
        optimizer = recipe.optimizer
        editors = (self.learning_rate, self.batch_size, self.epochs, self.seed, self.momentum, self.nesterov)
        for editor in editors:
            editor.blockSignals(True)
        self.optimizer.setCurrentText(optimizer.kind)
        self.learning_rate.setValue(optimizer.learning_rate)
        self.batch_size.setValue(recipe.batch_size)
        self.epochs.setValue(recipe.epochs)
        self.seed.setValue(recipe.seed)
        self.momentum.setValue(getattr(optimizer, "momentum", 0.0))
        self.momentum.setEnabled(hasattr(optimizer, "momentum"))
        self.nesterov.setChecked(getattr(optimizer, "nesterov", False))
        self.nesterov.setEnabled(hasattr(optimizer, "nesterov"))
        for editor in editors:
            editor.blockSignals(False)
        self._show_split(recipe.validation_split)
        self.loss_combo.setCurrentIndex(self.loss_combo.findData(recipe.loss))
        self.metric_combo.setCurrentIndex(self.metric_combo.findData(recipe.metric))
        self.precision_combo.setCurrentIndex(self.precision_combo.findData(recipe.precision))
        self.precision_note.setText(self._about(recipe.precision))

    def _about(self, precision: Precision) -> str:
        """Return what to know before it is chosen."""
        if precision == "auto":
            return self.tr("found out once, before the first training")
        if precision == "float32":
            return self.tr("as Keras computes by default")
        if has_bfloat16() is False:
            return self.tr("slow: this processor has no bfloat16")
        return self.tr("weights, cost and answers stay float32")

    def _show_split(self, share: float) -> None:
        place = self.validation.findData(share)
        if place < 0:
            self.validation.addItem(self.tr("{0:.4g} % of training").format(100 * share), share)
            place = self.validation.count() - 1
        self.validation.setCurrentIndex(place)

    # Editors to document ------------------------------------------------------------------------

    def _set(self, field: str, value: object) -> None:
        self._document.set_recipe(self._document.recipe.model_copy(update={field: value}), merge=field)

    def _set_optimizer(self, field: str, value: object) -> None:
        changed = self._document.recipe.optimizer.model_copy(update={field: value})
        self._document.set_recipe(
            self._document.recipe.model_copy(update={"optimizer": changed}), merge=field
        )

    def _on_optimizer(self, kind: str) -> None:
        if kind != self._document.recipe.optimizer.kind:
            self._set("optimizer", OPTIMIZERS[kind]())

    def _choose(self, field: str, combo: QComboBox, index: int) -> None:
        self._set(field, combo.itemData(index))


def _captioned(text: str, editor: QWidget, tip: str) -> QWidget:
    """Return an editor behind its caption: they stay together where the row is broken."""
    both = QWidget()
    row = bare_row(both, 4)
    caption = label(text, "muted")
    caption.setToolTip(tip)
    row.addWidget(caption)
    row.addWidget(editor)
    return both
