"""The button beside the learning rate, and the form in its menu."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QToolButton, QWidgetAction

from cnngui.network.layers import Dense, Flatten
from cnngui.network.network import Network
from cnngui.network.recipe import Recipe
from cnngui.network.schedules import Constant, ExponentialDecay, InverseTimeDecay, OneCycle, ReduceLROnPlateau
from cnngui.state.document import Contents, Document
from cnngui.ui.train.rate_box import RateBox
from cnngui.ui.train.schedule_button import ScheduleButton, ScheduleForm


@pytest.fixture
def document(qapp: object) -> Document:
    return Document(Contents(Network(layers=(Flatten(), Dense(units=10))), Recipe(), "digits"))


@pytest.fixture
def button(qtbot, document: Document) -> QToolButton:
    made = ScheduleButton(document)
    qtbot.addWidget(made)
    return made


@pytest.fixture
def form(button: QToolButton) -> ScheduleForm:
    (action,) = button.menu().actions()
    assert isinstance(action, QWidgetAction)
    found = action.defaultWidget()
    assert isinstance(found, ScheduleForm)
    return found


def choose(form: ScheduleForm, kind: str) -> None:
    form.kind.setCurrentText(kind)
    form.kind.textActivated.emit(kind)


def test_the_rate_stays_until_a_schedule_is_chosen(form: ScheduleForm, button: QToolButton) -> None:
    assert form.kind.currentText() == "Constant"
    assert form.sentence.text() == "The rate stays 0.001."
    assert "Constant: The rate stays 0.001." in button.toolTip()


@pytest.mark.parametrize(
    "schedule", [InverseTimeDecay(), ExponentialDecay(), ReduceLROnPlateau(), OneCycle()]
)
def test_a_chosen_kind_starts_with_its_defaults(
    form: ScheduleForm, button: QToolButton, document: Document, schedule: object
) -> None:
    kind = type(schedule).__name__
    choose(form, kind)
    assert document.recipe.schedule == schedule
    assert kind in button.accessibleName()
    document.undo_stack.undo()
    assert document.recipe.schedule == Constant()
    assert form.kind.currentText() == "Constant"


def test_what_is_typed_reaches_the_document_and_the_sentence(
    qtbot, form: ScheduleForm, document: Document
) -> None:
    choose(form, "ReduceLROnPlateau")
    for field, typed in (("patience", "3"), ("factor", "0.2")):
        editor = form.editor("ReduceLROnPlateau", field)
        editor.selectAll()
        qtbot.keyClicks(editor, typed)
        qtbot.keyClick(editor, Qt.Key.Key_Return)
    assert document.recipe.schedule == ReduceLROnPlateau(patience=3, factor=0.2)
    assert form.sentence.text().startswith("0.001, then 0.0002, then 4e-05: each time 3 epochs")


def test_the_form_follows_the_document(form: ScheduleForm, document: Document) -> None:
    recipe = Recipe(schedule=ExponentialDecay(factor=0.96, every_epochs=8, staircase=False))
    document.set_recipe(recipe)
    factor, stairs = form.editor("ExponentialDecay", "factor"), form.editor("ExponentialDecay", "staircase")
    assert isinstance(factor, RateBox)
    assert factor.text() == "0.96"
    assert isinstance(stairs, QCheckBox)
    assert not stairs.isChecked()
    stairs.click()
    assert document.recipe.schedule == ExponentialDecay(factor=0.96, every_epochs=8)
    assert document.recipe.model_copy(update={"schedule": recipe.schedule}) == recipe


def test_showing_a_value_writes_nothing_back(form: ScheduleForm, document: Document) -> None:
    exact = InverseTimeDecay(decay=1 / 3)
    document.set_recipe(Recipe(schedule=exact))
    document.set_recipe(document.recipe.model_copy(update={"epochs": 7}))
    assert document.recipe.schedule == exact
