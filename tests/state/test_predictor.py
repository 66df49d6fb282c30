"""Asking what the drawing means: when, which network, and what is said when there is no answer."""

from __future__ import annotations

import random
from collections.abc import Iterator

import numpy as np
import pytest
from PySide6.QtTest import QTest

from cnngui.datasets.preparing import prepare_samples
from cnngui.datasets.words import encoded
from cnngui.engine.protocol import (
    Finished,
    ModelGone,
    ModelReady,
    Predict,
    Preview,
    Previewed,
    Ready,
    RequestFailed,
    WorkerDied,
)
from cnngui.errors import CnnguiError
from cnngui.runs.model_id import DRAFT, SHIPPED
from cnngui.state.drawing import Sample, sample_of
from cnngui.state.inputs import square
from cnngui.state.predictor import TRAINING_INTERVAL_MS
from tests.ui.draw.stage import DIGITS, NETWORK, SENTENCES, XOR, Stage, stage

SURE = np.eye(10, dtype=np.float32)[7]


@pytest.fixture
def staged(qapp) -> Iterator[Stage]:
    with stage() as made:
        made.ship()
        yield made


def questions(made: Stage) -> list[Predict]:
    return made.asked(Predict)


def test_the_first_point_of_the_pen_is_a_question_for_the_shipped_network(staged):
    staged.drawing.begin(100, 100)
    (question,) = questions(staged)
    assert question.model == SHIPPED
    np.testing.assert_array_equal(question.sample, staged.drawing.network_input((28, 28, 1)))


def test_only_one_question_is_under_way_and_the_last_state_is_always_asked(staged):
    staged.draw()
    assert len(questions(staged)) == 1
    staged.answer(SURE)
    assert len(questions(staged)) == 2
    np.testing.assert_array_equal(questions(staged)[-1].sample, staged.drawing.network_input((28, 28, 1)))
    staged.answer(SURE)
    assert len(questions(staged)) == 2


def test_the_answer_is_announced(staged, qtbot):
    staged.draw()
    with qtbot.waitSignal(staged.predictor.answer_changed):
        staged.answer(SURE)
    assert staged.predictor.answer.probabilities.argmax() == 7
    assert staged.predictor.unavailable == ""


def test_a_late_answer_to_a_cleared_canvas_is_not_shown(staged):
    staged.draw()
    staged.drawing.clear()
    staged.answer(SURE)
    assert staged.predictor.answer is None
    assert staged.predictor.unavailable == "empty"


def test_an_answer_with_another_number_is_ignored(staged):
    staged.draw()
    number = questions(staged)[-1].request_id
    staged.hear_shipped(RequestFailed(number + 1000, CnnguiError("draw.no_ink")))
    assert not staged.predictor.settled
    staged.answer(SURE)
    assert staged.predictor.answer is not None


def test_the_own_network_answers_as_soon_as_it_has_weights(staged):
    staged.draw()
    staged.answer(SURE)
    staged.answer(SURE)
    staged.own()
    assert staged.predictor.model.id == DRAFT
    assert questions(staged)[-1].model == DRAFT


def test_an_edit_gives_the_answer_back_to_the_shipped_network(staged):
    staged.own()
    staged.document.set_field("dense", "units", 11)
    assert not staged.predictor.model.own_fits
    assert staged.predictor.model.id == SHIPPED


def test_other_weights_for_the_same_cards_are_looked_at_anew(staged):
    model, cards = staged.predictor.model, staged.document.network
    staged.hear(ModelReady(DRAFT, XOR, ("no", "yes")))
    assert not model.own_fits
    staged.own()
    assert model.own_fits
    assert staged.document.network is cards
    staged.hear(ModelReady(DRAFT, XOR, ("no", "yes")))
    assert not model.own_fits


def test_a_choice_is_kept_and_says_what_is_missing(staged):
    staged.draw()
    staged.predictor.model.choose("own")
    assert staged.predictor.unavailable == "no_weights"
    staged.own()
    assert staged.predictor.unavailable == ""
    staged.document.set_field("dense", "units", 11)
    assert staged.predictor.unavailable == "changed"
    assert staged.predictor.answer is None


def test_the_shipped_network_answers_before_the_worker_is_up(qapp):
    with stage(ready=False) as made:
        made.draw()
        assert made.predictor.unavailable == "loading"
        made.ship()
        assert made.predictor.unavailable == ""
        made.answer(SURE)
        assert made.predictor.answer.model == SHIPPED
        assert made.engine.ready is None
        made.predictor.model.choose("own")
        assert made.predictor.unavailable == "starting"


def test_a_shipped_network_that_cannot_be_read_is_said(qapp):
    with stage() as made:
        made.hear_shipped(WorkerDied(None, CnnguiError("runs.missing_member", path="digits.cnn", name="0")))
        made.draw()
        assert (made.predictor.unavailable, questions(made)) == ("missing", [])
        made.own()
        assert made.predictor.unavailable == ""


def test_a_picture_of_another_size_is_said(staged):
    staged.drawing.set_sample(Sample(np.zeros((32, 32, 3), np.uint8), "cat"))
    assert staged.predictor.unavailable == "shape"


def test_a_picture_without_ink_is_as_empty_as_the_canvas(staged):
    staged.drawing.set_picture(np.full((60, 60), 255, np.uint8))
    assert staged.predictor.unavailable == "empty"


def test_a_model_that_is_gone_is_not_waited_for(staged):
    """The worker no longer answers what was asked of it; drawing must go on with the shipped network."""
    staged.own()
    staged.draw()
    asked = len(questions(staged))
    assert questions(staged)[-1].model == DRAFT
    staged.hear(ModelGone(DRAFT))
    assert len(questions(staged)) == asked + 1
    assert questions(staged)[-1].model == SHIPPED
    staged.answer(SURE)
    assert staged.predictor.answer is not None


def test_a_failed_question_leaves_no_answer_of_an_older_drawing(staged):
    staged.draw()
    staged.answer(SURE)
    staged.answer(SURE)
    staged.drawing.begin(10, 10)
    staged.hear_shipped(RequestFailed(questions(staged)[-1].request_id, CnnguiError("draw.no_ink")))
    assert staged.predictor.answer is None


def test_a_new_worker_is_asked_again(staged):
    staged.own()
    staged.draw()
    staged.predictor.model.choose("own")
    staged.hear(WorkerDied(-9, CnnguiError("draw.no_ink")))
    assert staged.predictor.unavailable == "dead"
    staged.hear(Ready("CPU", "float32", 2, {}))
    assert staged.predictor.unavailable == "no_weights"
    staged.own()
    assert questions(staged)[-1].model == DRAFT
    staged.answer(SURE)
    assert staged.predictor.answer is not None


def test_the_shipped_network_answers_whatever_becomes_of_the_worker(staged):
    staged.draw()
    staged.answer(SURE)
    staged.hear(WorkerDied(-9, CnnguiError("draw.no_ink")))
    staged.drawing.undo()
    staged.draw()
    staged.answer(SURE)
    assert staged.predictor.answer.model == SHIPPED


def test_no_layer_is_asked_for_that_nobody_looks_into(staged):
    staged.hear(Previewed(staged.asked_soon(Preview).request_id))
    staged.draw()
    assert [each.layer for each in questions(staged) if each.model == SHIPPED] == [""]


def test_learning_is_said_while_the_answering_network_is_trained(staged, qtbot):
    staged.own()
    assert not staged.predictor.model.learning
    with qtbot.waitSignal(staged.predictor.model.changed):
        staged.training.train()
    assert staged.predictor.model.learning
    staged.predictor.model.choose("shipped")
    assert not staged.predictor.model.learning
    staged.predictor.model.choose("auto")
    with qtbot.waitSignal(staged.predictor.model.changed):
        staged.hear(Finished(staged.training.run_id, 1, 1.0))
    assert not staged.predictor.model.learning


def test_new_weights_are_asked_soon_but_not_at_every_message(staged, qtbot):
    staged.own()
    staged.draw()
    staged.answer(SURE)
    staged.answer(SURE)
    before = len(questions(staged))
    for _ in range(20):
        staged.training.weights_changed.emit()
    assert len(questions(staged)) == before
    qtbot.waitUntil(lambda: len(questions(staged)) == before + 1)


def test_new_weights_of_the_draft_are_no_reason_to_ask_the_shipped_network(staged):
    staged.own()
    staged.predictor.model.choose("shipped")
    staged.draw()
    staged.answer(SURE)
    staged.answer(SURE)
    before = len([each for each in questions(staged) if each.model == SHIPPED])
    staged.training.weights_changed.emit()
    QTest.qWait(3 * TRAINING_INTERVAL_MS)
    assert len([each for each in questions(staged) if each.model == SHIPPED]) == before


def test_the_network_and_classes_are_those_of_the_model_that_answers(staged):
    assert staged.predictor.model.network == NETWORK
    assert staged.predictor.model.class_names == DIGITS
    staged.predictor.model.choose("own")
    assert staged.predictor.model.network is None
    assert staged.predictor.model.class_names == ()


# Networks that read no pictures --------------------------------------------------------------------


def test_a_network_for_two_numbers_is_asked_itself_even_without_weights(staged):
    staged.document.set_network(XOR, "XOR")
    assert (staged.predictor.model.id, staged.predictor.model.kind) == (DRAFT, "pair")
    assert staged.predictor.unavailable == "no_weights"
    staged.own(("0", "1"))
    question = questions(staged)[-1]
    assert question.model == DRAFT
    np.testing.assert_array_equal(question.sample, np.float32([0, 0]))
    np.testing.assert_array_equal(question.others, square())


def test_another_point_is_a_new_question_and_the_drawing_is_none(staged):
    staged.document.set_network(XOR, "XOR")
    staged.own(("0", "1"))
    staged.answer(SURE[:2])
    before = len(questions(staged))
    staged.draw()
    assert len(questions(staged)) == before
    staged.predictor.subject.inputs.set_pair(1, 0.5)
    np.testing.assert_array_equal(questions(staged)[-1].sample, np.float32([1, 0.5]))


def test_words_are_asked_about_once_the_data_say_what_they_are(staged):
    staged.document.set_network(SENTENCES, "Sentences")
    staged.own(("negative", "positive"))
    assert (staged.predictor.model.kind, staged.predictor.unavailable) == ("other", "no_entry")
    data = staged.describe_as("sentences")
    assert (staged.predictor.model.kind, staged.predictor.unavailable) == ("sentence", "no_words")
    staged.predictor.subject.inputs.set_sentence("A lovely day")
    question = questions(staged)[-1]
    np.testing.assert_array_equal(question.sample, encoded(["a lovely day"], data.vocabulary)[0])
    assert question.others.shape == (3, 16)
    assert staged.predictor.subject.words == ("a", "lovely", "day", *[""] * 13)


def test_a_picture_is_asked_about_alone(staged):
    staged.draw()
    assert questions(staged)[-1].others is None
    assert staged.predictor.subject.words == ()


@pytest.mark.parametrize(
    ("network", "key"), [(NETWORK, "digits"), (XOR, "xor"), (SENTENCES, "sentences")], ids=str
)
def test_a_sample_is_put_where_a_person_would_show_it(staged, network, key):
    staged.document.set_network(network, key)
    staged.own()
    data = staged.describe_as(key)
    assert staged.predictor.subject.takes_samples
    sample = sample_of(staged.library.described, random.Random(3))
    staged.predictor.subject.use_sample(sample)
    given = prepare_samples(sample.values[np.newaxis], sample.values.shape)[0]
    np.testing.assert_array_equal(staged.predictor.subject.sample(), given)
    assert sample.label in data.class_names


def test_samples_of_other_data_are_not_offered(staged):
    staged.describe_as("xor")
    assert staged.predictor.model.kind == "picture"
    assert not staged.predictor.subject.takes_samples
