from __future__ import annotations

import pytest

from cnngui.ui.ensemble.member_curves import ticks


@pytest.mark.parametrize(
    ("low", "high", "words"),
    [
        (-0.467, 10.3, ["0", "5", "10"]),
        (0.204, 1.01, ["0.4", "0.6", "0.8", "1.0"]),
        (0.9931, 0.9952, ["0.9935", "0.9940", "0.9945", "0.9950"]),
        (0.0, 1.0, ["0.0", "0.2", "0.4", "0.6", "0.8", "1.0"]),
    ],
)
def test_values_stand_at_the_axis_as_people_count(low: float, high: float, words: list[str]) -> None:
    found = ticks(low, high)
    assert [word for _, word in found] == words
    assert all(low - 1e-9 <= value <= high + 1e-9 for value, _ in found)
