"""Planes of units are asked for while somebody looks, and are of the layer that is selected."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest

from cnngui.engine.protocol import FetchPlane, PlaneFetched, RequestFailed
from cnngui.errors import CnnguiError
from cnngui.runs.model_id import DRAFT
from cnngui.state.inputs import square
from cnngui.state.unit_planes import UnitPlanes
from tests.ui.draw.stage import XOR, Stage, stage

ZEROS = np.zeros((625, 4), np.float32)


@pytest.fixture
def staged(qapp) -> Iterator[Stage]:
    with stage(network=XOR) as made:
        made.own(("0", "1"))
        yield made


@pytest.fixture
def planes(staged: Stage) -> UnitPlanes:
    return staged.state.planes


def tell(staged: Stage) -> PlaneFetched:
    asked = staged.asked(FetchPlane)[-1]
    told = PlaneFetched(asked.request_id, asked.model, asked.layer, ZEROS, ZEROS, "tanh")
    staged.hear(told)
    return told


def test_nobody_asks_while_nobody_looks(staged: Stage, planes: UnitPlanes) -> None:
    assert staged.asked(FetchPlane) == []
    planes.watch(True)
    (asked,) = staged.asked(FetchPlane)
    assert (asked.model, asked.layer) == (DRAFT, "dense")
    np.testing.assert_array_equal(asked.points, square())
    told = tell(staged)
    assert planes.fetched is told
    planes.watch(False)
    staged.document.select("dense_1")
    assert len(staged.asked(FetchPlane)) == 1


def test_another_card_is_asked_about_and_the_one_before_is_not_shown(
    staged: Stage, planes: UnitPlanes
) -> None:
    planes.watch(True)
    first = staged.asked(FetchPlane)[-1]
    staged.document.select("dense_1")
    staged.hear(PlaneFetched(first.request_id, first.model, first.layer, ZEROS, ZEROS, "tanh"))
    assert planes.fetched is None, "of the card before"
    assert staged.asked(FetchPlane)[-1].layer == "dense_1"
    told = tell(staged)
    assert planes.fetched is told


def test_a_failure_is_kept_until_the_next_answer(staged: Stage, planes: UnitPlanes) -> None:
    planes.watch(True)
    asked = staged.asked(FetchPlane)[-1]
    staged.hear(RequestFailed(asked.request_id, CnnguiError("engine.unknown_to_numpy", words="LSTM")))
    assert planes.fetched is None
    assert planes.error.code == "engine.unknown_to_numpy"
    planes.refresh()
    tell(staged)
    assert planes.error is None
