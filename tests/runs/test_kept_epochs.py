from __future__ import annotations

import pytest

from cnngui.runs.kept_epochs import MOST, most_kept, thinned


def kept_after(epochs: list[int], most: int) -> set[int]:
    kept: set[int] = set()
    for epoch in epochs:
        kept = thinned({*kept, epoch}, most)
    return kept


@pytest.mark.parametrize("epochs", [1, 5, 19, 20, 21, 40, 500, 10_001])
def test_never_more_are_kept_and_they_span_the_run(epochs: int) -> None:
    kept = kept_after(list(range(1, epochs + 1)), MOST)
    assert len(kept) <= MOST
    assert len(kept) >= min(epochs, MOST // 2)
    assert min(kept) == 1
    distances = {later - earlier for earlier, later in zip(sorted(kept)[1:], sorted(kept)[2:], strict=False)}
    assert len(distances) <= 1


def test_the_distance_doubles() -> None:
    assert kept_after(list(range(1, 20)), 20) == set(range(1, 20))
    assert kept_after(list(range(1, 40)), 20) == {1, *range(2, 40, 2)}
    assert kept_after(list(range(1, 80)), 20) == {1, *range(4, 80, 4)}


def test_of_epochs_that_were_seen_now_and_then_the_next_stands_in() -> None:
    assert kept_after([3, 11, 24, 37, 55], 4) == {3, 24, 37, 55}


@pytest.mark.parametrize(("size", "most"), [(0, 20), (1_000_000, 20), (20_000_000, 10), (10**9, 2)])
def test_large_weights_are_kept_less_often(size: int, most: int) -> None:
    assert most_kept(size) == most
