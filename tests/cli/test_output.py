from __future__ import annotations

import pytest

from cnngui.cli.output import aligned, label_value


@pytest.mark.parametrize(
    ("name", "value"),
    [("7", 7), ("0", 0), ("10", 10), ("07", "07"), ("cat", "cat"), ("-1", "-1"), ("²", "²")],
)
def test_digits_are_numbers_for_machines(name: str, value: object) -> None:
    assert label_value(name) == value


def test_letters_that_take_two_columns_are_counted_so() -> None:
    assert aligned(["고양이", "dog", ""]) == ["고양이", "dog   ", "      "]
