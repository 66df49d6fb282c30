"""Asking why: with each answer, while somebody looks, and about the class that is meant."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest

from cnngui.engine.protocol import Explain, Explained, RequestFailed, StopExplaining
from cnngui.errors import CnnguiError
from cnngui.network.recipe import Recipe
from cnngui.runs.model_id import DRAFT
from cnngui.state.document import Contents
from cnngui.state.explanation import Explanation
from tests.ui.draw.stage import DIGITS, XOR, Stage, stage

SURE = np.full(10, 0.01, np.float32) + np.eye(10, dtype=np.float32)[7] * 0.9


@pytest.fixture
def staged(qapp) -> Iterator[Stage]:
    with stage() as made:
        made.ship()
        made.own()
        yield made


@pytest.fixture
def explanation(staged: Stage) -> Explanation:
    return staged.state.explanation


def told(staged: Stage, relevance: np.ndarray | None = None) -> Explained:
    """Answer the newest question."""
    asked = staged.asked(Explain)[-1]
    values = np.ones((28, 28), np.float32) if relevance is None else relevance
    answer = Explained(asked.request_id, asked, values, 3.0, 0.5, SURE, DIGITS)
    staged.hear(answer)
    return answer


def drawn(staged: Stage) -> None:
    staged.draw()
    staged.answer(SURE)
    while not staged.predictor.settled:
        staged.answer(SURE)


def test_nobody_asks_while_nobody_looks(staged: Stage, explanation: Explanation) -> None:
    drawn(staged)
    assert staged.asked(Explain) == []
    explanation.watch(True)
    (asked,) = staged.asked(Explain)
    assert (asked.model, asked.method, asked.target, asked.against) == (DRAFT, "integrated_gradients", 7, -1)
    assert asked.layer == "", "it looks at no layer"
    explanation.watch(False)
    told(staged)
    staged.draw()
    staged.answer(SURE)
    assert len(staged.asked(Explain)) == 1


def test_it_asks_anew_with_each_answer_one_after_another(staged: Stage, explanation: Explanation) -> None:
    explanation.watch(True)
    drawn(staged)
    drawn(staged)
    drawn(staged)
    assert len(staged.asked(Explain)) == 1
    first = told(staged)
    assert explanation.told is first
    assert len(staged.asked(Explain)) == 2, "what changed meanwhile is asked about once"


def test_another_class_is_asked_about_against_the_answer(staged: Stage, explanation: Explanation) -> None:
    drawn(staged)
    explanation.watch(True)
    told(staged)
    explanation.choose_target(4)
    asked = staged.asked(Explain)[-1]
    assert (asked.target, asked.against) == (4, 7)
    assert explanation.told is None, "what is shown is never another class's"
    late = staged.asked(Explain)[-1]
    explanation.choose_target(5)
    staged.hear(Explained(late.request_id, late, np.ones((28, 28), np.float32), 3.0, 0.5, SURE, DIGITS))
    assert explanation.told is None, "nor one that was asked about before"
    told(staged)
    explanation.choose_target(7)
    assert (staged.asked(Explain)[-1].target, staged.asked(Explain)[-1].against) == (7, -1)


def test_a_way_that_this_network_does_not_offer_is_not_asked(staged: Stage, explanation: Explanation) -> None:
    explanation.choose_method("grad_cam")
    staged.document.replace_all(Contents(XOR, Recipe(), "xor"), title="")
    assert explanation.methods == ("integrated_gradients", "occlusion")
    assert explanation.used == "integrated_gradients"
    assert explanation.method == "grad_cam", "it comes back with a network that offers it"


def test_grad_cam_looks_at_the_last_layer_with_maps_or_at_the_one_that_was_chosen(
    staged: Stage, explanation: Explanation
) -> None:
    assert explanation.layers == ("conv2d", "max_pooling2d")
    assert explanation.layer == "max_pooling2d"
    explanation.choose_method("grad_cam")
    drawn(staged)
    explanation.watch(True)
    told(staged)
    explanation.choose_layer("conv2d")
    assert staged.asked(Explain)[-1].layer == "conv2d"


def test_a_failure_is_kept_until_the_next_answer(staged: Stage, explanation: Explanation) -> None:
    drawn(staged)
    explanation.watch(True)
    asked = staged.asked(Explain)[-1]
    staged.hear(RequestFailed(asked.request_id, CnnguiError("engine.no_model")))
    assert explanation.told is None
    assert explanation.error.code == "engine.no_model"
    explanation.refresh()
    told(staged)
    assert explanation.error is None


def test_an_empty_canvas_has_no_reasons(staged: Stage, explanation: Explanation) -> None:
    drawn(staged)
    explanation.watch(True)
    told(staged)
    staged.drawing.clear()
    assert explanation.told is None
    assert explanation.unavailable == "empty"


def test_the_engine_hears_when_nobody_looks_any_more(staged: Stage, explanation: Explanation) -> None:
    explanation.watch(True)
    explanation.watch(False)
    assert staged.asked(StopExplaining) == [], "nothing was asked, so nothing is kept"
    drawn(staged)
    explanation.watch(True)
    told(staged)
    explanation.watch(False)
    explanation.watch(False)
    assert len(staged.asked(StopExplaining)) == 1
