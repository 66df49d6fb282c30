"""Looking into the network on the cards: under its own name, trained or not."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
from PySide6.QtTest import QTest

from cnngui.engine.protocol import (
    ModelReady,
    Predict,
    Predicted,
    Preview,
    Previewed,
    RequestFailed,
    WorkerDied,
)
from cnngui.errors import CnnguiError
from cnngui.network.layers import Dense
from cnngui.network.recipe import Recipe
from cnngui.runs.model_id import DRAFT, SHIPPED, UNTRAINED
from cnngui.state import preview
from cnngui.state.document import Contents
from tests.ui.draw.stage import DIGITS, XOR, Stage, stage

SURE = np.eye(10, dtype=np.float32)[7]
MAPS = np.ones((28, 28, 4), np.float32)


@pytest.fixture
def staged(qapp, monkeypatch: pytest.MonkeyPatch) -> Iterator[Stage]:
    monkeypatch.setattr(preview, "DELAY_MS", 0)
    with stage() as made:
        made.ship()
        yield made


def questions(made: Stage, model) -> list[Predict]:
    return [each for each in made.asked(Predict) if each.model == model]


def previewed(made: Stage, wanted: int = 1) -> Preview:
    """Wait until a preview is asked for, and let it be there."""
    for _ in range(200):
        if len(asked := made.asked(Preview)) >= wanted:
            made.hear(Previewed(asked[-1].request_id))
            return asked[-1]
        QTest.qWait(5)
    raise AssertionError("no preview was asked for")


def answer(made: Stage, output: np.ndarray | None = None) -> None:
    """Answer the newest question to each network."""
    for model in (SHIPPED, UNTRAINED, DRAFT):
        if asked := questions(made, model):
            names = tuple("0123456789")
            tell = made.hear_shipped if model == SHIPPED else made.hear
            tell(Predicted(asked[-1].request_id, model, SURE, names, asked[-1].layer, output, 0.001))


def test_an_untrained_network_is_looked_into_with_the_weights_of_its_seed(staged):
    asked = previewed(staged)
    assert (asked.network, asked.seed) == (staged.document.network, staged.document.recipe.seed)
    staged.draw()
    staged.document.select("conv2d")
    answer(staged)
    answer(staged, MAPS)
    look = staged.state.inside
    assert look.model.untrained
    assert look.model.network == staged.document.network
    assert questions(staged, UNTRAINED)[-1].layer == look.layer() == "conv2d"
    np.testing.assert_array_equal(look.asking.answer.output, MAPS)
    assert staged.predictor.answer.model == SHIPPED, "while the shipped network answers"


def test_an_untrained_network_has_the_classes_of_its_data_once_it_is_set_up(staged):
    model = staged.state.inside.model
    staged.describe()
    assert (model.id, model.ready.model) == (SHIPPED, SHIPPED), "until the worker has it"
    previewed(staged)
    assert model.ready == ModelReady(UNTRAINED, staged.document.network, DIGITS)
    assert model.class_names == DIGITS
    assert model.trained_on is not None
    staged.document.set_field("conv2d", "filters", 7)
    assert (model.id, model.ready, model.why_not()) == (UNTRAINED, None, "building")
    staged.own()
    assert (model.id, model.ready) == (DRAFT, staged.training.own_model)


def test_without_data_the_classes_have_no_names(staged):
    previewed(staged)
    staged.document.set_data("")
    assert staged.state.inside.model.ready.class_names == ()


def test_the_shipped_network_is_looked_into_where_a_person_chose_it_to_answer(staged):
    previewed(staged)
    staged.draw()
    look = staged.state.inside
    assert look.drawn_by_shipped
    look.look_into_shipped()
    assert look.model.id == staged.predictor.model.id == SHIPPED
    assert not look.alone
    assert not look.drawn_by_shipped
    assert questions(staged, SHIPPED)[-1].layer == "conv2d", "its maps are asked for as well"
    staged.own()
    assert look.model.id == SHIPPED, "also beside a trained one"
    staged.predictor.model.choose("auto")
    assert look.model.id == staged.predictor.model.id == DRAFT


def test_units_that_are_off_are_those_of_one_network(staged):
    previewed(staged)
    staged.document.set_field("conv2d", "filters", 6)
    previewed(staged, wanted=2)
    staged.draw()
    look = staged.state.inside
    look.look_into("dense")
    look.switch("conv2d", 0)
    look.look_into_shipped()
    answer(staged)
    answer(staged)
    asked = questions(staged, SHIPPED)[-1]
    assert (asked.off, asked.layer) == ({}, "conv2d")
    assert (look.off, look.layer()) == ({}, "conv2d")


def test_the_choice_of_the_shipped_network_is_of_pictures(staged):
    staged.predictor.model.choose("shipped")
    assert staged.state.inside.model.id == SHIPPED
    staged.document.replace_all(Contents(XOR, Recipe(), "xor"), title="")
    assert staged.state.inside.model.id == UNTRAINED


def test_nothing_takes_the_place_of_the_cards_network_once_it_has_answered(staged):
    model = staged.state.inside.model
    previewed(staged)
    staged.document.set_field("conv2d", "filters", 7)
    assert model.id == UNTRAINED
    staged.hear(WorkerDied(-9, CnnguiError("engine.died", reason="x")))
    assert (model.id, model.why_not()) == (UNTRAINED, "dead")


def test_a_network_that_reads_no_pictures_is_not_stood_in_for(qapp):
    with stage(network=XOR) as made:
        made.ship()
        assert made.state.inside.model.id == UNTRAINED


def test_an_edit_is_looked_into_once_it_is_set_up(staged):
    previewed(staged)
    staged.draw()
    staged.document.set_field("conv2d", "filters", 7)
    look = staged.state.inside
    assert look.asking.unavailable == "building"
    assert look.asking.answer is None
    assert previewed(staged, wanted=2).network.layer("conv2d").filters == 7
    assert look.asking.unavailable == ""


def test_the_same_network_is_set_up_once(staged):
    previewed(staged)
    staged.document.select("dense")
    staged.document.set_recipe(staged.document.recipe.model_copy(update={"epochs": 9}))
    QTest.qWait(30)
    assert len(staged.asked(Preview)) == 1


def test_another_seed_begins_with_other_weights(staged):
    previewed(staged)
    staged.document.set_recipe(staged.document.recipe.model_copy(update={"seed": 99}))
    assert previewed(staged, wanted=2).seed == 99


def test_a_trained_network_is_asked_once_for_answer_and_layer(staged):
    staged.own()
    staged.draw()
    staged.answer(SURE)
    staged.answer(SURE)
    staged.document.select("dense")
    assert questions(staged, DRAFT)[-1].layer == "dense"
    assert not questions(staged, UNTRAINED)
    assert not staged.state.inside.model.untrained


def test_what_keeps_from_looking_inside_is_said(staged):
    look = staged.state.inside
    staged.draw()
    staged.document.set_field("conv2d", "kernel_size", (99, 99))
    staged.document.set_field("conv2d", "padding", "valid")
    assert look.asking.unavailable == "broken"
    staged.document.undo_stack.undo()
    staged.document.insert_layers((Dense(units=65_500),), 3)
    assert look.asking.unavailable == "large"


def test_a_preview_that_failed_is_said_and_not_waited_for(staged):
    for _ in range(200):
        if staged.asked(Preview):
            break
        QTest.qWait(5)
    request = staged.asked(Preview)[-1].request_id
    staged.hear(RequestFailed(request, CnnguiError("engine.out_of_memory")))
    assert staged.state.inside.asking.unavailable == "large"


def test_an_edit_is_set_up_also_when_the_network_before_it_could_not_be(staged):
    staged.draw()
    for _ in range(200):
        if staged.asked(Preview):
            break
        QTest.qWait(5)
    staged.document.set_field("conv2d", "filters", 7)
    request = staged.asked(Preview)[-1].request_id
    staged.hear(RequestFailed(request, CnnguiError("engine.out_of_memory")))
    assert previewed(staged, wanted=2).network.layer("conv2d").filters == 7
    assert staged.state.inside.asking.unavailable == ""


def test_while_another_network_is_trained_an_edit_is_not_set_up(staged):
    staged.own()
    staged.training.train()
    staged.document.set_field("conv2d", "filters", 7)
    assert staged.state.inside.asking.unavailable == "training"


def test_a_layer_can_be_looked_into_whatever_is_selected(staged):
    look = staged.state.inside
    look.look_into("flatten")
    staged.document.select("dense")
    assert (look.chosen, look.layer()) == ("flatten", "flatten")
    look.look_into("")
    assert look.layer() == "dense"
