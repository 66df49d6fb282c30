"""Each editor changes one value of the recipe, and shows it when it changes elsewhere."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from cnngui.network.layers import Dense, Flatten
from cnngui.network.network import Network
from cnngui.network.recipe import SGD, Recipe
from cnngui.state.document import Contents, Document
from cnngui.ui.train.rate_box import RateBox
from cnngui.ui.train.recipe_bar import RecipeBar


@pytest.fixture
def document(qapp: object) -> Document:
    return Document(Contents(Network(layers=(Flatten(), Dense(units=10))), Recipe(), "digits"))


@pytest.fixture
def bar(qtbot, document: Document) -> RecipeBar:
    bar = RecipeBar(document)
    qtbot.addWidget(bar)
    return bar


def test_it_starts_with_the_documents_recipe(bar: RecipeBar) -> None:
    assert bar.optimizer.currentText() == "Adam"
    assert bar.epochs.value() == 5
    assert bar.learning_rate.text() == "0.001"


def test_a_typed_number_reaches_the_document(qtbot, bar: RecipeBar, document: Document) -> None:
    bar.epochs.selectAll()
    qtbot.keyClicks(bar.epochs, "12")
    qtbot.keyClick(bar.epochs, Qt.Key.Key_Return)
    assert document.recipe.epochs == 12
    document.undo_stack.undo()
    assert bar.epochs.value() == 5


def test_another_optimizer_starts_with_its_own_rate(qtbot, bar: RecipeBar, document: Document) -> None:
    bar.optimizer.setCurrentText("SGD")
    bar.optimizer.textActivated.emit("SGD")
    assert document.recipe.optimizer == SGD()
    assert bar.learning_rate.value() == pytest.approx(0.01)
    assert bar.momentum.isEnabled()


def test_momentum_is_not_offered_where_keras_has_none(bar: RecipeBar) -> None:
    assert not bar.momentum.isEnabled()


def test_a_rate_can_be_typed_with_an_exponent(qtbot) -> None:
    box = RateBox()
    qtbot.addWidget(box)
    box.selectAll()
    qtbot.keyClicks(box, "3e-4")
    qtbot.keyClick(box, Qt.Key.Key_Return)
    assert box.value() == pytest.approx(3e-4)


def test_a_rate_steps_as_a_person_would_try(qtbot) -> None:
    box = RateBox()
    qtbot.addWidget(box)
    box.setValue(0.001)
    box.stepUp()
    assert box.value() == pytest.approx(0.002)
    box.stepDown()
    box.stepDown()
    assert box.value() == pytest.approx(0.0005)


def test_validation_on_a_share_of_the_training_samples(bar: RecipeBar, document: Document) -> None:
    bar.validation.setCurrentIndex(2)
    bar.validation.activated.emit(2)
    assert document.recipe.validation_split == pytest.approx(0.1)


def test_its_tips_are_true_for_rows_and_sentences_too(bar: RecipeBar) -> None:
    tips = bar.batch_size.toolTip() + bar.epochs.toolTip()
    assert tips.count("samples") == 2
    assert "picture" not in tips


@pytest.mark.parametrize(("has", "note"), [(False, "slow: this processor"), (True, "stay float32")])
def test_precision_is_chosen_knowing_what_it_costs_here(
    bar: RecipeBar, document: Document, monkeypatch: pytest.MonkeyPatch, has: bool, note: str
) -> None:
    monkeypatch.setattr("cnngui.ui.train.recipe_bar.has_bfloat16", lambda: has)
    assert bar.precision_combo.currentText() == "what is faster here"
    assert "found out once" in bar.precision_note.text()
    widest = bar.precision_note.sizeHint().width()
    place = bar.precision_combo.findText("mixed bfloat16")
    bar.precision_combo.setCurrentIndex(place)
    bar.precision_combo.activated.emit(place)
    assert document.recipe.precision == "mixed_bfloat16"
    assert note in bar.precision_note.text()
    assert bar.precision_note.sizeHint().width() <= widest, "the menu is open, and as wide as it was"
    document.undo_stack.undo()
    assert bar.precision_combo.currentData() == "auto"
