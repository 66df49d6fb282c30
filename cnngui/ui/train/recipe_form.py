"""All of a recipe that is not in the bar, live, in four groups."""

from __future__ import annotations

from functools import partial
from typing import Any, get_args

from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFormLayout,
    QGridLayout,
    QHBoxLayout,
    QVBoxLayout,
    QWidget,
)

from cnngui.engine.precision import has_bfloat16
from cnngui.messages import text as words
from cnngui.network.augmentation import Augmentation
from cnngui.network.fields import OPTIMIZERS, FieldSpec, field_spec, field_specs
from cnngui.network.recipe import EarlyStopping, Precision, Recipe
from cnngui.state.document import Document
from cnngui.state.recipe_tools import RecipeTools
from cnngui.ui.shared.widgets import bare_row, label, named, push_button
from cnngui.ui.train.field_editors import ValueEditor, show_value, value_editor
from cnngui.ui.train.variation_view import VariationView

_SPLITS = (0.0, 0.05, 0.1, 0.2, 0.3)
_IN_BAR = ("learning_rate",)
_AUGMENTATION = ("shift", "rotation", "zoom", "noise", "elastic", "elastic_sigma", "horizontal_flip")
_CAPTION_PX = 104


class RecipeForm(QWidget):
    """Editors for the document's recipe. What is typed counts from the next Train on.

    Attributes:
        editors: of numbers and switches, by the part of the recipe ("" for itself) and the field.
    """

    def __init__(
        self, document: Document, tools: RecipeTools | None = None, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._document, self._tools = document, tools
        self.editors: dict[tuple[str, str], ValueEditor] = {}
        columns = QHBoxLayout(self)
        columns.setContentsMargins(0, 0, 0, 0)
        columns.setSpacing(28)
        for groups in (
            (self._validation_group, self._cost_group, self._steps_group),
            (self._stopping_group, self._augmentation_group),
        ):
            column = QVBoxLayout()
            column.setSpacing(6)
            for group in groups:
                group(column)
            column.addStretch(1)
            columns.addLayout(column, 1)
        document.recipe_changed.connect(self._show)
        if tools is not None:
            tools.library.described_changed.connect(self._show)
        self._show()

    # Groups -------------------------------------------------------------------------------------

    def _validation_group(self, column: QVBoxLayout) -> None:
        form = _group(column, self.tr("Validation and test"))
        self.validation = named(QComboBox(), "validation_combo", spoken=self.tr("Validate on"))
        for share in _SPLITS:
            self.validation.addItem(self._split_text(share), share)
        self.validation.activated.connect(partial(self._choose, "validation_split", self.validation))
        self._row(form, self.tr("Validate on"), self.validation, "validation_split")
        self.test_note = label("", "muted", wraps=True, name="test_note")
        form.addRow(self.test_note)

    def _cost_group(self, column: QVBoxLayout) -> None:
        form = _group(column, self.tr("Cost"))
        self.loss_combo = self._choices("loss")
        self._row(form, self.tr("Loss"), self.loss_combo, "loss")
        # Not "metric": that would shadow QWidget.metric(), which Qt calls while painting, and crash.
        self.metric_combo = self._choices("metric")
        self._row(form, self.tr("Metric"), self.metric_combo, "metric")
        self._value_row(form, "", field_spec(Recipe, "label_smoothing"))
        both = QWidget()
        row = bare_row(both, 6)
        self.weights_label = label("", figures=True, name="class_weights")
        self.from_counts = push_button(
            self.tr("From counts"),
            self._on_from_counts,
            name="from_counts_button",
            tip=self.tr("Let all classes count the same: samples / (classes · samples of the class)"),
            role="small",
        )
        self.no_weights = push_button(
            self.tr("None"),
            partial(self._set, "", "class_weight", {}),
            name="no_weights_button",
            tip=self.tr("Let each sample count the same"),
            role="small",
        )
        for part in (self.weights_label, self.from_counts, self.no_weights):
            row.addWidget(part)
        row.addStretch(1)
        self._row(form, self.tr("Class weights"), both, "class_weight")

    def _steps_group(self, column: QVBoxLayout) -> None:
        self._steps = form = _group(column, self.tr("Steps"))
        for kind, model in OPTIMIZERS.items():
            for field in field_specs(model, kind):
                if field.name not in _IN_BAR:
                    self._value_row(form, "optimizer", field)
        self._value_row(form, "", field_spec(Recipe, "global_clipnorm"), self.tr("Clip norm"))
        self.precision_combo = self._choices("precision")
        self.precision_combo.setItemText(0, self.tr("what is faster here"))
        self._row(form, self.tr("Precision"), self.precision_combo, "precision")
        # There for each choice, and widest at first, so that nothing moves.
        self.precision_note = label("", "muted")
        self.precision_note.setObjectName("precision_note")
        form.addRow("", self.precision_note)

    def _stopping_group(self, column: QVBoxLayout) -> None:
        form = _group(column, self.tr("Early stopping"))
        self.stops_early = named(QCheckBox(self.tr("Stop when validation gets no better")), "stops_early_box")
        self.stops_early.setToolTip(words("fields.early_stopping"))
        self.stops_early.setProperty("help", self.stops_early.toolTip())
        self.stops_early.toggled.connect(self._on_stops_early)
        form.addRow(self.stops_early)
        self.monitor = named(QComboBox(), "monitor_combo", spoken=self.tr("What must get better"))
        self.monitor.addItem(self.tr("validation cost"), "val_loss")
        self.monitor.addItem(self.tr("validation metric"), "val_metric")
        self.monitor.activated.connect(
            lambda place: self._set("early_stopping", "monitor", self.monitor.itemData(place))
        )
        self._row(form, self.tr("Watch"), self.monitor, "monitor")
        for field in field_specs(EarlyStopping, "EarlyStopping"):
            if field.name != "monitor":
                self._value_row(form, "early_stopping", field)

    def _augmentation_group(self, column: QVBoxLayout) -> None:
        column.addSpacing(8)
        column.addWidget(label(self.tr("Augmentation: training pictures are varied"), "title"))
        grid = QGridLayout()
        grid.setVerticalSpacing(4)
        grid.setHorizontalSpacing(8)
        for place, name in enumerate(_AUGMENTATION):
            caption, editor = self._captioned("augmentation", field_spec(Augmentation, name))
            line, side = divmod(place, 2)
            grid.addWidget(caption, line, 2 * side)
            grid.addWidget(editor, line, 2 * side + 1)
        grid.setColumnStretch(4, 1)
        column.addLayout(grid)
        if self._tools is None:
            return
        column.addSpacing(4)
        column.addWidget(VariationView(self._tools.variation))
        another = push_button(
            self.tr("Another epoch"),
            self._tools.variation.another,
            name="another_variation_button",
            tip=self.tr("What the next epoch would make of the same pictures"),
            role="small",
        )
        row = QHBoxLayout()
        row.addWidget(another)
        row.addStretch(1)
        column.addLayout(row)

    # Rows ---------------------------------------------------------------------------------------

    def _value_row(self, form: QFormLayout, part: str, field: FieldSpec, caption: str = "") -> None:
        form.addRow(*self._captioned(part, field, caption))

    def _captioned(self, part: str, field: FieldSpec, caption: str = "") -> tuple[QWidget, ValueEditor]:
        editor = value_editor(field, partial(self._set, part, field.name))
        # Optimizers share names: each has an editor of its own.
        place = f"{field.owner}.{field.name}" if part == "optimizer" else field.name
        self.editors[part, place] = editor
        return _caption(caption or field.label.replace("_", " ").capitalize(), editor, field.help), editor

    def _row(self, form: QFormLayout, caption: str, editor: QWidget, name: str) -> None:
        form.addRow(_caption(caption, editor, words(f"fields.{name}")), editor)

    def _choices(self, field: str) -> QComboBox:
        combo = named(QComboBox(), f"{field}_combo", spoken=field)
        for value in get_args(Recipe.model_fields[field].annotation):
            text = self.tr("follows from the last layer") if value == "auto" else str(value).replace("_", " ")
            combo.addItem(text, value)
        combo.activated.connect(partial(self._choose, field, combo))
        return combo

    def _split_text(self, share: float) -> str:
        if not share:
            return self.tr("the data's test part")
        return self.tr("{0:.4g} % of training").format(100 * share)

    # Document to editors ------------------------------------------------------------------------

    def _show(self) -> None:
        recipe = self._document.recipe
        kind = recipe.optimizer.kind
        stopping = recipe.early_stopping or EarlyStopping()
        parts: dict[str, Any] = {
            "": recipe,
            "optimizer": recipe.optimizer,
            "early_stopping": stopping,
            "augmentation": recipe.augmentation,
        }
        for (part, field), editor in self.editors.items():
            owner, _, name = field.rpartition(".")
            if owner:
                self._steps.setRowVisible(editor, owner == kind)
            if owner in ("", kind):
                show_value(editor, getattr(parts[part], name))
            if part == "early_stopping":
                editor.setEnabled(recipe.early_stopping is not None)
        self.editors["augmentation", "elastic_sigma"].setEnabled(recipe.augmentation.elastic > 0)
        show_value(self.stops_early, recipe.early_stopping is not None)
        self.monitor.setEnabled(recipe.early_stopping is not None)
        self.monitor.setCurrentIndex(self.monitor.findData(stopping.monitor))
        for chosen in ("loss", "metric", "precision"):
            combo: QComboBox = getattr(self, f"{chosen}_combo")
            combo.setCurrentIndex(combo.findData(getattr(recipe, chosen)))
        self.precision_note.setText(self._about(recipe.precision))
        self._show_split(recipe.validation_split)
        self._show_weights(recipe)
        self.editors["", "label_smoothing"].setEnabled(recipe.loss != "mean_squared_error")
        self._keep_height()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._keep_height()

    def _keep_height(self) -> None:
        """Ask for the height of all rows: in a lower window they would be squeezed."""
        layout = self.layout()
        if layout is not None:
            layout.invalidate()
            least = max(self.sizeHint().height(), layout.totalHeightForWidth(self.width()))
            self.setMinimumHeight(least)

    def _show_weights(self, recipe: Recipe) -> None:
        weights = recipe.class_weight
        values = self.tr("{0:.3g} … {1:.3g}").format(
            min(weights.values(), default=1), max(weights.values(), default=1)
        )
        self.weights_label.setText(values if weights else self.tr("all the same"))
        self.weights_label.setToolTip(
            "\n".join(f"{self._class_name(place)}: {weight:.4g}" for place, weight in sorted(weights.items()))
        )
        described = self._tools.library.described if self._tools is not None else None
        self.from_counts.setEnabled(described is not None)
        self.no_weights.setEnabled(bool(weights))

    def _class_name(self, place: int) -> str:
        described = self._tools.library.described if self._tools is not None else None
        names = described.class_names if described is not None else ()
        return names[place] if place < len(names) else str(place)

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
            self.validation.addItem(self._split_text(share), share)
            place = self.validation.count() - 1
        self.validation.setCurrentIndex(place)
        self.test_note.setText(
            self.tr("The test part is kept aside and tried once, at the end of a run.")
            if share
            else self.tr("The test part validates each epoch, so nothing is kept aside to test with.")
        )

    # Editors to document ------------------------------------------------------------------------

    def _set(self, part: str, field: str, value: object) -> None:
        recipe = self._document.recipe
        if part:
            now = getattr(recipe, part) or EarlyStopping()
            value = now.model_copy(update={field: value})
        changed = recipe.model_copy(update={part or field: value})
        self._document.set_recipe(changed, merge=f"{part}.{field}")

    def _choose(self, field: str, combo: QComboBox, index: int) -> None:
        self._set("", field, combo.itemData(index))

    def _on_stops_early(self, wanted: bool) -> None:
        self._set("", "early_stopping", EarlyStopping() if wanted else None)

    def _on_from_counts(self) -> None:
        if self._tools is not None:
            self._tools.weigh_by_counts()


def _caption(text: str, editor: QWidget, tip: str) -> QWidget:
    """Return what stands beside an editor; both say what it is for."""
    for widget in (shown := label(text, "muted"), editor):
        widget.setToolTip(tip)
    editor.setProperty("help", tip)
    shown.setMinimumSize(_CAPTION_PX, editor.sizeHint().height())
    return shown


def _group(column: QVBoxLayout, title: str) -> QFormLayout:
    if column.count():
        column.addSpacing(8)
    column.addWidget(label(title, "title"))
    page = QWidget()
    column.addWidget(page)
    return _form(page)


def _form(page: QWidget) -> QFormLayout:
    form = QFormLayout(page)
    form.setContentsMargins(0, 0, 0, 0)
    form.setVerticalSpacing(4)
    form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.FieldsStayAtSizeHint)
    return form
