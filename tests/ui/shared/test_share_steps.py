from __future__ import annotations

import pytest

from cnngui.ui.shared.share_steps import next_share


@pytest.mark.parametrize(
    ("value", "above"),
    [(0.0, 0.05), (0.85, 0.9), (0.88, 0.9), (0.9, 0.91), (0.98, 0.99), (0.99, 0.991), (0.999, 0.9991)],
)
def test_steps_grow_finer_towards_one(value: float, above: float) -> None:
    assert next_share(value, 0.05, up=True) == above


@pytest.mark.parametrize(
    ("value", "below"),
    [(0.9, 0.85), (0.91, 0.9), (0.99, 0.98), (0.991, 0.99), (0.999, 0.998), (0.9991, 0.999)],
)
def test_steps_grow_coarser_away_from_one(value: float, below: float) -> None:
    assert next_share(value, 0.05, up=False) == below


def test_one_is_never_reached() -> None:
    share = 0.9
    for _ in range(100):
        share = next_share(share, 0.05, up=True)
    assert share == 0.99999
    assert next_share(1.0, 0.05, up=False) < 1
