"""Choose how the learning rate changes, and see in numbers what becomes of it."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QFormLayout,
    QFrame,
    QMenu,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
    QWidgetAction,
)

from cnngui.messages import text
from cnngui.network.fields import SCHEDULES, field_specs
from cnngui.network.schedules import (
    AnySchedule,
    Constant,
    CosineDecay,
    ExponentialDecay,
    InverseTimeDecay,
    OneCycle,
    ReduceLROnPlateau,
    schedule_text,
)
from cnngui.state.document import Document
from cnngui.ui.shared.icons import icon
from cnngui.ui.shared.widgets import label, named, push_button
from cnngui.ui.train.field_editors import ValueEditor, show_value, value_editor

_SCHEDULES: dict[str, tuple[type[AnySchedule], str]] = {
    "Constant": (Constant, "rate-constant"),
    "InverseTimeDecay": (InverseTimeDecay, "rate-inverse-time"),
    "ExponentialDecay": (ExponentialDecay, "rate-exponential"),
    "CosineDecay": (CosineDecay, "rate-cosine"),
    "ReduceLROnPlateau": (ReduceLROnPlateau, "rate-plateau"),
    "OneCycle": (OneCycle, "rate-one-cycle"),
}
_WIDTH_PX = 320


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
        self.form = ScheduleForm(document)
        self.form.find_wanted.connect(menu.close)
        action.setDefaultWidget(self.form)
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

    Signals:
        find_wanted: a learning rate is to be searched for.
    """

    find_wanted = Signal()

    def __init__(self, document: Document, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self._editors: dict[str, dict[str, ValueEditor]] = {}
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
        self.find_button = push_button(
            self.tr("Find a learning rate…"),
            self.find_wanted.emit,
            name="find_rate_button",
            tip=self.tr(
                "Try rates from small to large on a copy of the weights, and see where the cost falls"
            ),
            role="small",
        )
        column.addWidget(self.find_button)
        document.recipe_changed.connect(self._show)
        self._show()

    def editor(self, kind: str, field: str) -> ValueEditor:
        """Return the editor of a field, for whoever wants to type into it."""
        return self._editors[kind][field]

    def _page(self, kind: str) -> QWidget:
        page = QWidget()
        form = QFormLayout(page)
        form.setContentsMargins(0, 0, 0, 0)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.FieldsStayAtSizeHint)
        self._editors[kind] = {}
        for field in field_specs(SCHEDULES[kind], kind):
            editor = self._editors[kind][field.name] = value_editor(field, partial(self._set, field.name))
            shown = label(field.label.replace("_", " ").capitalize(), "muted")
            shown.setToolTip(field.help)
            form.addRow(shown, editor)
        return page

    def _show(self) -> None:
        recipe = self._document.recipe
        schedule = recipe.schedule
        self.kind.setCurrentText(schedule.kind)
        self.sentence.setText(schedule_text(schedule, recipe.optimizer.learning_rate))
        self._pages.setCurrentIndex(list(_SCHEDULES).index(schedule.kind))
        for name, editor in self._editors[schedule.kind].items():
            show_value(editor, getattr(schedule, name))

    def _on_kind(self, kind: str) -> None:
        if kind != self._document.recipe.schedule.kind:
            self._replace(_SCHEDULES[kind][0](), merge="schedule")

    def _set(self, field: str, value: object) -> None:
        changed = self._document.recipe.schedule.model_copy(update={field: value})
        self._replace(changed, merge=f"schedule.{field}")

    def _replace(self, schedule: AnySchedule, merge: str) -> None:
        recipe = self._document.recipe.model_copy(update={"schedule": schedule})
        self._document.set_recipe(recipe, merge=merge)
