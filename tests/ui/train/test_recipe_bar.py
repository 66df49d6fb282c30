"""Each editor changes one value of the recipe, and shows it when it changes elsewhere."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from cnngui.network.layers import Dense, Flatten
from cnngui.network.network import Network
from cnngui.network.recipe import SGD, EarlyStopping, Recipe
from cnngui.network.schedules import CosineDecay
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


def test_a_rate_that_may_be_zero_steps_down_to_it_and_up_again(qtbot) -> None:
    box = RateBox(0, 1e6)
    qtbot.addWidget(box)
    box.stepUp()
    assert box.value() == pytest.approx(1e-4)
    box.stepDown()
    assert box.value() == 0
    box.stepDown()
    assert box.value() == 0


def test_what_is_not_in_the_row_is_told_below_it_where_it_was_changed(
    bar: RecipeBar, document: Document
) -> None:
    assert bar.summary.isHidden()
    document.set_recipe(Recipe(epochs=9, schedule=CosineDecay(), optimizer=SGD(momentum=0.9)))
    assert bar.summary.text() == "momentum 0.9"
    document.set_recipe(Recipe(validation_split=0.1, early_stopping=EarlyStopping(patience=3)))
    assert bar.summary.text() == "validation split 0.1 · early stopping after 3"
    assert "early stopping after 3" in bar.more.accessibleName()
    document.undo_stack.undo()
    document.undo_stack.undo()
    assert bar.summary.isHidden()


def test_its_tips_are_true_for_rows_and_sentences_too(bar: RecipeBar) -> None:
    tips = bar.batch_size.toolTip() + bar.epochs.toolTip()
    assert tips.count("samples") == 2
    assert "picture" not in tips


def test_the_bar_is_high_enough_for_the_line_below_it(qtbot, bar: RecipeBar, document: Document) -> None:
    bar.resize(660, bar.minimumHeight())
    bar.show()
    low = bar.minimumHeight()
    document.set_recipe(Recipe(validation_split=0.1))
    assert bar.minimumHeight() >= low + bar.summary.sizeHint().height()
    document.undo_stack.undo()
    assert bar.minimumHeight() == low
