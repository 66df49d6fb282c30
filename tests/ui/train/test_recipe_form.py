"""The rest of a recipe: each editor changes one value, undoably, and follows the document."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from cnngui.app import AppState, build_state
from cnngui.course.presets import preset
from cnngui.engine import protocol
from cnngui.network.augmentation import Augmentation
from cnngui.network.recipe import SGD, Adagrad, AdamW, EarlyStopping, Recipe
from cnngui.runs.recipe_file import read_recipe, write_recipe
from cnngui.ui.train.recipe_bar import RecipeBar
from cnngui.ui.train.recipe_dialog import RecipeDialog
from cnngui.ui.train.recipe_form import RecipeForm
from tests.recording import RecordingTransport


@pytest.fixture
def transport() -> RecordingTransport:
    return RecordingTransport()


@pytest.fixture
def state(qtbot, transport: RecordingTransport) -> Iterator[AppState]:
    state = build_state(lambda: transport, RecordingTransport)
    yield state
    state.close()


@pytest.fixture
def form(qtbot, state: AppState) -> RecipeForm:
    form = RecipeForm(state.document, state.recipe_tools)
    qtbot.addWidget(form)
    return form


@pytest.fixture
def dialog(qtbot, state: AppState) -> RecipeDialog:
    bar = RecipeBar(state.document, state.recipe_tools)
    qtbot.addWidget(bar)
    bar.more.click()
    assert bar.dialog is not None
    return bar.dialog


def typed(qtbot, editor, text: str) -> None:
    editor.selectAll()
    qtbot.keyClicks(editor, text)
    qtbot.keyClick(editor, Qt.Key.Key_Return)


def test_every_value_is_typed_read_back_and_undone(qtbot, form: RecipeForm, state: AppState) -> None:
    document = state.document
    before = document.recipe
    for (part, place), text, expected in [
        (("", "label_smoothing"), "0.1", 0.1),
        (("", "global_clipnorm"), "1.5", 1.5),
        (("augmentation", "shift"), "0.2", 0.2),
        (("augmentation", "rotation"), "15", 15.0),
        (("augmentation", "elastic"), "34", 34.0),
    ]:
        typed(qtbot, form.editors[part, place], text)
        owner = getattr(document.recipe, part) if part else document.recipe
        assert getattr(owner, place) == expected
        document.undo_stack.undo()
        assert document.recipe == before
        assert form.editors[part, place].value() == 0


def test_an_optimizer_shows_its_own_values_only(form: RecipeForm, state: AppState, qtbot) -> None:
    form.show()

    def shown() -> list[str]:
        return [
            place
            for (part, place), editor in form.editors.items()
            if part == "optimizer" and editor.isVisible()
        ]

    assert shown() == ["Adam.beta_1", "Adam.beta_2"]
    state.document.set_recipe(Recipe(optimizer=AdamW(weight_decay=0.1)))
    assert shown() == ["AdamW.beta_1", "AdamW.beta_2", "AdamW.weight_decay"]
    assert form.editors["optimizer", "AdamW.weight_decay"].value() == pytest.approx(0.1)
    state.document.set_recipe(Recipe(optimizer=Adagrad()))
    assert shown() == ["Adagrad.initial_accumulator_value"]
    state.document.set_recipe(Recipe(optimizer=SGD()))
    assert shown() == ["SGD.momentum", "SGD.nesterov"]
    form.editors["optimizer", "SGD.nesterov"].click()
    assert state.document.recipe.optimizer == SGD(nesterov=True)


def test_stopping_early_is_a_switch_with_values(qtbot, form: RecipeForm, state: AppState) -> None:
    patience = form.editors["early_stopping", "patience"]
    assert not patience.isEnabled()
    form.stops_early.click()
    assert state.document.recipe.early_stopping == EarlyStopping()
    typed(qtbot, patience, "3")
    form.monitor.setCurrentIndex(1)
    form.monitor.activated.emit(1)
    assert state.document.recipe.early_stopping == EarlyStopping(patience=3, monitor="val_metric")
    form.stops_early.click()
    assert state.document.recipe.early_stopping is None


def test_it_says_what_the_test_part_is_for(form: RecipeForm, state: AppState) -> None:
    assert "nothing is kept aside" in form.test_note.text()
    form.validation.setCurrentIndex(2)
    form.validation.activated.emit(2)
    assert state.document.recipe.validation_split == pytest.approx(0.1)
    assert "tried once, at the end" in form.test_note.text()


def test_class_weights_come_from_the_counts_by_one_press(
    qtbot, form: RecipeForm, state: AppState, transport: RecordingTransport
) -> None:
    assert not form.from_counts.isEnabled()
    state.engine.start()
    transport.say(protocol.Ready("CPU", "float32", 2, {}))
    qtbot.waitUntil(lambda: any(isinstance(sent, protocol.DescribeData) for sent in transport.sent))
    asked = next(sent for sent in transport.sent if isinstance(sent, protocol.DescribeData))
    from cnngui.datasets.catalog import load_dataset
    from cnngui.engine.worker.data import described

    transport.say(described(asked, load_dataset("digits")))
    qtbot.waitUntil(form.from_counts.isEnabled)
    form.from_counts.click()
    weights = state.document.recipe.class_weight
    counts = load_dataset("digits").class_counts
    assert weights == pytest.approx({place: 4000 / (10 * count) for place, count in enumerate(counts)})
    assert "…" in form.weights_label.text()
    form.no_weights.click()
    assert state.document.recipe.class_weight == {}
    state.document.undo_stack.undo()
    assert state.document.recipe.class_weight == weights


def test_the_field_with_the_keyboard_is_explained(qtbot, dialog: RecipeDialog) -> None:
    dialog.activateWindow()
    dialog.form.editors["augmentation", "elastic"].setFocus()
    dialog._on_focus(None, dialog.form.editors["augmentation", "elastic"])
    assert "Simard" in dialog.help.text()
    dialog._on_focus(None, None)
    assert "next Train" in dialog.help.text()


def test_what_differs_from_the_slide_is_said_and_taken_back(dialog: RecipeDialog, state: AppState) -> None:
    slide = preset("mnist-cnn").recipe
    assert state.document.recipe == slide
    assert dialog.slide.text() == "This is the slide's recipe."
    assert not dialog.as_printed.isEnabled()
    faster = slide.optimizer.model_copy(update={"learning_rate": 0.01})
    state.document.set_recipe(slide.model_copy(update={"optimizer": faster}))
    assert dialog.slide.text() == "Differs from the slide's recipe: learning rate 0.001 → 0.01"
    dialog.as_printed.click()
    assert state.document.recipe == slide
    state.document.undo_stack.undo()
    assert state.document.recipe.optimizer == faster


def test_a_recipe_is_saved_and_opened(
    qtbot, dialog: RecipeDialog, state: AppState, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    recipe = Recipe(augmentation=Augmentation(zoom=0.1), early_stopping=EarlyStopping())
    state.document.set_recipe(recipe)
    path = tmp_path / "mine.json"
    monkeypatch.setattr("cnngui.ui.train.recipe_dialog.ask_new_file", lambda *_: str(path))
    with qtbot.waitSignal(dialog.saved) as written:
        dialog._on_save()
    assert written.args == [str(path)]
    assert read_recipe(path) == recipe
    other = recipe.model_copy(update={"epochs": 77})
    write_recipe(path, other)
    monkeypatch.setattr(
        "cnngui.ui.train.recipe_dialog.QFileDialog.getOpenFileName", lambda *_: (str(path), "")
    )
    dialog._on_open()
    qtbot.waitUntil(lambda: state.document.recipe == other)
    path.write_text("[]", "utf-8")
    with qtbot.waitSignal(dialog.problem_raised) as told:
        dialog._on_open()
    assert told.args[0].code == "network.bad_file"
    assert state.document.recipe == other
    state.document.undo_stack.undo()
    assert state.document.recipe == recipe


def test_every_editor_can_be_spoken_of_and_is_explained(form: RecipeForm) -> None:
    for editor in form.editors.values():
        assert editor.accessibleName()
        assert editor.toolTip().endswith(".")
    for combo in (form.validation, form.loss_combo, form.metric_combo, form.precision_combo, form.monitor):
        assert combo.accessibleName()
        assert combo.toolTip()


@pytest.mark.parametrize(("has", "note"), [(False, "slow: this processor"), (True, "stay float32")])
def test_precision_is_chosen_knowing_what_it_costs_here(
    form: RecipeForm, state: AppState, monkeypatch: pytest.MonkeyPatch, has: bool, note: str
) -> None:
    monkeypatch.setattr("cnngui.ui.train.recipe_form.has_bfloat16", lambda: has)
    assert form.precision_combo.currentText() == "what is faster here"
    assert "found out once" in form.precision_note.text()
    widest = form.precision_note.sizeHint().width()
    place = form.precision_combo.findText("mixed bfloat16")
    form.precision_combo.setCurrentIndex(place)
    form.precision_combo.activated.emit(place)
    assert state.document.recipe.precision == "mixed_bfloat16"
    assert note in form.precision_note.text()
    assert form.precision_note.sizeHint().width() <= widest, "the window is as wide as it was"
    state.document.undo_stack.undo()
    assert form.precision_combo.currentData() == "auto"
