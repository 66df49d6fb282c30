"""How panels at the sides share what room there is."""

from __future__ import annotations

import pytest

from cnngui.ui.pages import narrowed


@pytest.mark.parametrize(
    ("room", "found"),
    [
        (1_000, [280, 400, 312]),
        (992, [280, 400, 312]),
        (898, [268, 332, 298]),
        (804, [256, 264, 284]),
        (100, [256, 264, 284]),
    ],
)
def test_each_gives_the_same_share_of_what_it_can_spare(room: int, found: list[int]) -> None:
    assert narrowed([280, 400, 312], [256, 264, 284], room) == found


def test_what_is_not_there_and_what_is_narrow_already_give_nothing() -> None:
    assert narrowed([0, 400, 250], [256, 264, 284], 500) == [0, 264, 250]
