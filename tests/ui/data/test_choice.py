from __future__ import annotations

import numpy as np
import pytest

from cnngui.ui.data.choice import Choice


@pytest.fixture
def choice() -> Choice:
    made = Choice()
    made.show(np.array([10, 20, 30, 40, 50]))
    return made


def test_a_click_chooses_one_ctrl_adds_and_takes_away(choice: Choice) -> None:
    choice.only(1)
    choice.toggle(3)
    assert choice.samples.tolist() == [20, 40]
    choice.toggle(1)
    assert choice.samples.tolist() == [40]
    choice.only(0)
    assert (choice.samples.tolist(), len(choice), 0 in choice, 1 in choice) == ([10], 1, True, False)


def test_shift_chooses_from_the_anchor_to_both_sides(choice: Choice) -> None:
    choice.only(2)
    choice.up_to(4)
    assert choice.samples.tolist() == [30, 40, 50]
    choice.up_to(1)
    assert choice.samples.tolist() == [20, 30]


def test_shift_with_ctrl_keeps_what_was_chosen_before(choice: Choice) -> None:
    choice.only(0)
    choice.toggle(3)
    choice.up_to(4, more=True)
    assert choice.samples.tolist() == [10, 40, 50]
    choice.up_to(3, more=True)
    assert choice.samples.tolist() == [10, 40]


def test_all_and_none(choice: Choice) -> None:
    choice.all()
    assert len(choice) == 5
    choice.none()
    assert not len(choice)


def test_what_stays_in_sight_stays_chosen(choice: Choice) -> None:
    choice.only(1)
    choice.up_to(3)
    choice.show(np.array([5, 20, 40]))
    assert choice.samples.tolist() == [20, 40]
    choice.show(np.empty(0, np.int64))
    choice.toggle(0)
    assert choice.samples.tolist() == []
