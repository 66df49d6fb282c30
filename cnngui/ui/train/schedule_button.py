"""Choose how the learning rate changes, and see in numbers what becomes of it."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QLocale, QSize, Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFormLayout,
    QFrame,
    QMenu,
    QSpinBox,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
    QWidgetAction,
)

from cnngui.messages import text
from cnngui.network.fields import SCHEDULES, FieldSpec, field_specs
from cnngui.network.schedules import (
    AnySchedule,
    Constant,
    ExponentialDecay,
    InverseTimeDecay,
    OneCycle,
    ReduceLROnPlateau,
    schedule_text,
)
from cnngui.state.document import Document
from cnngui.ui.shared.icons import icon
from cnngui.ui.shared.undo_keys import UndoKeys
from cnngui.ui.shared.widgets import label, named
from cnngui.ui.train.rate_box import RateBox

_SCHEDULES: dict[str, tuple[type[AnySchedule], str]] = {
    "Constant": (Constant, "rate-constant"),
    "InverseTimeDecay": (InverseTimeDecay, "rate-inverse-time"),
    "ExponentialDecay": (ExponentialDecay, "rate-exponential"),
    "ReduceLROnPlateau": (ReduceLROnPlateau, "rate-plateau"),
    "OneCycle": (OneCycle, "rate-one-cycle"),
}
_WIDTH_PX = 320
_EDITOR_PX = 90

_Editor = QSpinBox | RateBox | QCheckBox


class ScheduleButton(QToolButton):
    """Shows the shape of the document's schedule; its menu is a `ScheduleForm`."""

    def __init__(self, document: Document) -> None:
        super().__init__()
        self.setObjectName("schedule_button")
        self.setIconSize(QSize(16, 16))
        self.setProperty("role", "flat")
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._document = document
        menu = QMenu(self)
        action = QWidgetAction(menu)
        action.setDefaultWidget(ScheduleForm(document))
        menu.addAction(action)
        self.setMenu(menu)
        document.recipe_changed.connect(self._show)
        self._show()

    def _show(self) -> None:
        recipe = self._document.recipe
        kind, sentence = recipe.schedule.kind, schedule_text(recipe.schedule, recipe.optimizer.learning_rate)
        self.setIcon(icon(_SCHEDULES[kind][1]))
        self.setToolTip(f"{text('fields.schedule')}\n{kind}: {sentence}")
        self.setAccessibleName(f"{text('fields.schedule')} {kind}")


class ScheduleForm(QFrame):
    """The kind of schedule, its values, and a sentence that does the arithmetic.

    All kinds have their page, so that the menu around it keeps its size.
    """

    def __init__(self, document: Document, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self._editors: dict[str, dict[str, _Editor]] = {}
        self.setFixedWidth(_WIDTH_PX)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 10, 12, 10)
        column.setSpacing(8)
        self.kind = named(QComboBox(), "schedule_combo", spoken=self.tr("Schedule of the learning rate"))
        for kind, (_, drawing) in _SCHEDULES.items():
            self.kind.addItem(icon(drawing), kind)
        self.kind.textActivated.connect(self._on_kind)
        column.addWidget(self.kind)
        self.sentence = label("", "muted", wraps=True)
        self.sentence.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.sentence.setMinimumHeight(2 * self.sentence.fontMetrics().lineSpacing())
        column.addWidget(self.sentence)
        self._pages = QStackedWidget()
        for kind in _SCHEDULES:
            self._pages.addWidget(self._page(kind))
        column.addWidget(self._pages)
        document.recipe_changed.connect(self._show)
        self._show()

    def editor(self, kind: str, field: str) -> _Editor:
        """Return the editor of a field, for whoever wants to type into it."""
        return self._editors[kind][field]

    def _page(self, kind: str) -> QWidget:
        page = QWidget()
        form = QFormLayout(page)
        form.setContentsMargins(0, 0, 0, 0)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.FieldsStayAtSizeHint)
        self._editors[kind] = {}
        for field in field_specs(SCHEDULES[kind], kind):
            editor = self._editors[kind][field.name] = self._made(field)
            editor.setToolTip(field.help)
            editor.setAccessibleName(field.label)
            shown = label(field.label.replace("_", " ").capitalize(), "muted")
            shown.setToolTip(field.help)
            form.addRow(shown, editor)
        return page

    def _made(self, field: FieldSpec) -> _Editor:
        editor: _Editor
        if field.editor == "bool":
            editor = QCheckBox()
            editor.toggled.connect(lambda value: self._set(field.name, value))
            return editor
        low, high = field.minimum or 0, field.maximum or 0
        if field.editor == "int":
            editor = QSpinBox()
            editor.setRange(int(low), int(high))
            editor.setLocale(QLocale.c())
        else:
            editor = RateBox(low, high)
        editor.setFixedWidth(_EDITOR_PX)
        editor.setKeyboardTracking(False)
        # The style sheet's padding does not reach the text of a spin box without arrows.
        editor.lineEdit().setTextMargins(6, 0, 6, 0)
        UndoKeys(editor, editor.interpretText)
        editor.valueChanged.connect(lambda value: self._set(field.name, value))
        return editor

    def _show(self) -> None:
        recipe = self._document.recipe
        schedule = recipe.schedule
        self.kind.setCurrentText(schedule.kind)
        self.sentence.setText(schedule_text(schedule, recipe.optimizer.learning_rate))
        self._pages.setCurrentIndex(list(_SCHEDULES).index(schedule.kind))
        for name, editor in self._editors[schedule.kind].items():
            editor.blockSignals(True)
            value: Any = getattr(schedule, name)
            if isinstance(editor, QCheckBox):
                editor.setChecked(value)
            else:
                editor.setValue(value)
            editor.blockSignals(False)

    def _on_kind(self, kind: str) -> None:
        if kind != self._document.recipe.schedule.kind:
            self._replace(_SCHEDULES[kind][0](), merge="schedule")

    def _set(self, field: str, value: object) -> None:
        changed = self._document.recipe.schedule.model_copy(update={field: value})
        self._replace(changed, merge=f"schedule.{field}")

    def _replace(self, schedule: AnySchedule, merge: str) -> None:
        recipe = self._document.recipe.model_copy(update={"schedule": schedule})
        self._document.set_recipe(recipe, merge=merge)
