"""How the network is trained, in one row: optimizer, rate, batch, epochs, seed; the rest has a window."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QLocale, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QComboBox, QDoubleSpinBox, QHBoxLayout, QSizePolicy, QSpinBox, QWidget

from cnngui.network.fields import OPTIMIZERS
from cnngui.network.recipe import Recipe
from cnngui.network.recipe_words import recipe_changes
from cnngui.state.document import Document
from cnngui.state.recipe_tools import RecipeTools
from cnngui.ui.shared.flow import FlowLayout
from cnngui.ui.shared.undo_keys import UndoKeys
from cnngui.ui.shared.widgets import ElidedLabel, Pane, bare_row, icon_button, label, named
from cnngui.ui.train.rate_box import RateBox
from cnngui.ui.train.rate_dialog import RateDialog
from cnngui.ui.train.recipe_dialog import RecipeDialog
from cnngui.ui.train.schedule_button import ScheduleButton

_NUMBER_PX = 56
_IN_BAR = ("optimizer", "learning rate", "batch size", "epochs", "seed")


class RecipeBar(Pane):
    """Editors for the document's recipe. What is typed counts from the next Train on.

    Signals:
        problem_raised: a recipe's file could not be read or written (carries the `CnnguiError`).
        saved: the path of a recipe that was written.

    Attributes:
        dialog: with the rest of the recipe, None until it is wanted.
    """

    problem_raised = Signal(object)
    saved = Signal(str)

    def __init__(self, document: Document, tools: RecipeTools | None = None) -> None:
        super().__init__()
        self._tools = tools
        self.dialog: RecipeDialog | None = None
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
        self.body.setSpacing(2)
        self.summary = ElidedLabel("", "muted")
        self.summary.setObjectName("recipe_summary")
        self.body.addWidget(self.summary)
        self._make_editors()
        document.recipe_changed.connect(self._show)
        self._show()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._keep_height()

    def _keep_height(self) -> None:
        """Ask for the second line where there is one: a column takes the least height for one line's."""
        layout = self.layout()
        assert layout is not None
        self.setMinimumHeight(layout.heightForWidth(self.width()))

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
        self.schedule = ScheduleButton(self._document)
        self.schedule.form.find_wanted.connect(self._on_find_rate)
        self.schedule.form.find_button.setVisible(self._tools is not None)
        self._row.addWidget(self.schedule)
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
        self.more = icon_button("sliders", "")
        self.more.setObjectName("recipe_more_button")
        self.more.clicked.connect(self._on_more)
        self._end.addWidget(self.more, 0, Qt.AlignmentFlag.AlignTop)

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
        editors = (self.learning_rate, self.batch_size, self.epochs, self.seed)
        for editor in editors:
            editor.blockSignals(True)
        self.optimizer.setCurrentText(optimizer.kind)
        self.learning_rate.setValue(optimizer.learning_rate)
        self.batch_size.setValue(recipe.batch_size)
        self.epochs.setValue(recipe.epochs)
        self.seed.setValue(recipe.seed)
        for editor in editors:
            editor.blockSignals(False)
        self._show_rest(recipe)

    def _show_rest(self, recipe: Recipe) -> None:
        """Say in a line what of the rest of the recipe is not as in a new one."""
        changes = [each for each in recipe_changes(Recipe(), recipe) if each.name not in _IN_BAR]
        listed = [str(each) for each in changes if each.field != "schedule"]
        self.summary.setText(" · ".join(listed))
        self.summary.setToolTip("\n".join(listed))
        self.summary.setVisible(bool(listed))
        self.body.invalidate()  # it has another height at once, not when Qt next comes to it
        more = self.tr("More: validation, cost, steps, early stopping, augmentation; files")
        changed = self.tr("Not as in a new recipe: {0}").format(", ".join(listed))
        self.more.setToolTip(f"{more}\n{changed}" if listed else more)
        self.more.setAccessibleName(f"{more}. {changed}" if listed else more)
        self._keep_height()

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

    # Windows ------------------------------------------------------------------------------------

    def _on_more(self) -> None:
        if self.dialog is None:
            self.dialog = RecipeDialog(self._document, self._tools, self)
            self.dialog.problem_raised.connect(self.problem_raised)
            self.dialog.saved.connect(self.saved)
        self.dialog.show()
        self.dialog.raise_()
        self.dialog.activateWindow()

    def _on_find_rate(self) -> None:
        if self._tools is not None:
            RateDialog(self._document, self._tools.finder, self).open()


def _captioned(text: str, editor: QWidget, tip: str) -> QWidget:
    """Return an editor behind its caption: they stay together where the row is broken."""
    both = QWidget()
    row = bare_row(both, 4)
    caption = label(text, "muted")
    caption.setToolTip(tip)
    row.addWidget(caption)
    row.addWidget(editor)
    return both
