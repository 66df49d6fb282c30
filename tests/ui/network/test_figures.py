"""Numbers as a person reads them."""

from __future__ import annotations

import pytest

from cnngui.ui.network.figures import ordinal, short_bytes, short_count, thousands


def test_thousands_are_set_apart() -> None:
    assert [thousands(0), thousands(999), thousands(356_234)] == ["0", "999", "356,234"]


@pytest.mark.parametrize(
    ("count", "words"),
    [
        (0, "0"),
        (999, "999"),
        (1_000, "1.0 k"),
        (7_740_000, "7.7 M"),
        (9_949_999, "9.9 M"),
        (9_950_000, "10 M"),
        (999_499, "999 k"),
        (999_950, "1.0 M"),
        (2_500_000_000, "2.5 G"),
    ],
)
def test_large_counts_are_short(count: int, words: str) -> None:
    assert short_count(count) == words


def test_bytes_have_their_unit() -> None:
    assert [short_bytes(512), short_bytes(21_400_000)] == ["512 B", "21 MB"]


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (1, "1st"),
        (2, "2nd"),
        (3, "3rd"),
        (4, "4th"),
        (11, "11th"),
        (12, "12th"),
        (13, "13th"),
        (21, "21st"),
        (112, "112th"),
    ],
)
def test_ordinals(number: int, words: str) -> None:
    assert ordinal(number) == words
