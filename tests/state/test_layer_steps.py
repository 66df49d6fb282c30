"""A layer's numbers are asked for while somebody looks, and are of what is looked into now."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
from PySide6.QtTest import QTest

from cnngui.engine.layer_numbers import LayerNumbers
from cnngui.engine.protocol import FetchNumbers, NumbersFetched, RequestFailed
from cnngui.errors import CnnguiError
from cnngui.runs.model_id import DRAFT
from cnngui.state import layer_steps
from tests.ui.draw.stage import Stage, stage


@pytest.fixture
def staged(qapp, monkeypatch: pytest.MonkeyPatch) -> Iterator[Stage]:
    monkeypatch.setattr(layer_steps, "TRAINING_INTERVAL_MS", 5)
    with stage() as made:
        made.ship()
        made.own()
        made.draw()
        made.document.select("conv2d")
        yield made


def asked(made: Stage) -> list[FetchNumbers]:
    return made.asked(FetchNumbers)


def answer(made: Stage, question: FetchNumbers) -> NumbersFetched:
    layer = made.document.network.layer(question.layer)
    numbers = LayerNumbers(layer, question.sample, (), np.zeros((28, 28, 4), np.float32))
    told = NumbersFetched(question.request_id, question.model, question.layer, numbers)
    made.hear(told)
    return told


def test_nothing_is_asked_for_nobody(staged):
    assert asked(staged) == []
    staged.state.steps.watch(True)
    (question,) = asked(staged)
    assert (question.model, question.layer, question.topic) == (DRAFT, "conv2d", "numbers")
    staged.state.steps.watch(False)
    staged.drawing.clear()
    staged.draw()
    assert len(asked(staged)) == 1
    assert staged.state.steps.fetched is None


def test_another_card_and_another_drawing_are_asked_about(staged):
    steps = staged.state.steps
    steps.watch(True)
    told = answer(staged, asked(staged)[-1])
    assert steps.fetched is told
    staged.document.select("dense")
    assert asked(staged)[-1].layer == "dense"
    answer(staged, asked(staged)[-1])
    assert steps.fetched.layer == "dense"
    before = len(asked(staged))
    staged.drawing.clear()
    assert (steps.fetched, steps.unavailable) == (None, "empty")
    staged.draw()
    assert len(asked(staged)) > before


def test_an_answer_about_the_card_before_is_not_shown(staged):
    steps = staged.state.steps
    steps.watch(True)
    first = asked(staged)[-1]
    staged.document.select("max_pooling2d")
    answer(staged, first)
    assert steps.fetched is None
    assert asked(staged)[-1].layer == "max_pooling2d"


def test_what_the_engine_has_against_it_is_kept(staged):
    steps = staged.state.steps
    steps.watch(True)
    error = CnnguiError("engine.too_many_numbers", layer="conv2d", found=2, most=1)
    staged.hear(RequestFailed(asked(staged)[-1].request_id, error))
    assert (steps.fetched, steps.error) == (None, error)


def test_weights_that_move_are_asked_for_again_but_not_while_held(staged):
    steps = staged.state.steps
    steps.watch(True)
    answer(staged, asked(staged)[-1])
    steps.held = True
    staged.training.weights_changed.emit()
    QTest.qWait(40)
    assert len(asked(staged)) == 1
    steps.held = False
    staged.asked_soon(FetchNumbers)
    for _ in range(100):
        if len(asked(staged)) == 2:
            return
        QTest.qWait(5)
    raise AssertionError("the new weights were not asked for")
