"""How two parts of a page share its height."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QWidget

from cnngui.ui.pages import PageSplit


@pytest.fixture
def split(qtbot) -> PageSplit:
    lower = QWidget()
    lower.setMinimumHeight(150)
    made = PageSplit(QWidget(), lower, (300, 300))
    qtbot.addWidget(made)
    made.resize(300, 608)
    made.show()
    return made


def test_the_upper_part_is_lent_what_it_needs_and_gives_it_back(split: PageSplit) -> None:
    before = split.sizes()
    split.give_upper(400)
    assert split.sizes()[0] == 400
    split.give_upper(420)
    assert split.sizes()[0] == 420
    split.give_upper(0)
    assert split.sizes() == before


def test_the_lower_part_keeps_what_it_needs(split: PageSplit) -> None:
    split.give_upper(2_000)
    assert split.sizes()[1] == 150


def test_a_part_that_is_high_enough_is_left_alone(split: PageSplit) -> None:
    before = split.sizes()
    split.give_upper(100)
    assert split.sizes() == before


def test_what_a_person_has_moved_since_stays(split: PageSplit) -> None:
    split.give_upper(400)
    split.moveSplitter(350, 1)
    split.splitterMoved.emit(350, 1)
    moved = split.sizes()
    split.give_upper(0)
    assert split.sizes() == moved
