from __future__ import annotations

import pytest

from cnngui.ui.shared.value_text import cell_number, class_name, plain_number, sure_percent


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (0, "0"), (-0.0, "0"), (12, "12"), (-28, "−28"), (1250, "1,250"), (1234.5, "1,234"),
        (0.12345, "0.123"), (-0.0042, "−0.0042"), (3.14159, "3.14"), (1e-7, "1e−07"), (2e9, "2e+09"),
    ],
)  # fmt: skip
def test_a_number_of_a_sum(value: float, written: str) -> None:
    assert plain_number(value) == written


@pytest.mark.parametrize(
    ("value", "digits", "written"),
    [
        (0, 3, "0"), (12, 3, "12"), (-28, 3, "−28"), (0.0341, 3, "0.034"), (-0.5, 3, "−0.5"),
        (1.234, 3, "1.23"), (12.34, 3, "12.3"), (123.4, 3, "123"), (0.0004, 3, "≈0"), (-0.0004, 3, "≈0"),
        (0.0341, 2, "0.03"), (0.004, 2, "≈0"), (2e6, 3, "2e6"), (99_999, 3, "99999"), (-0.99999, 3, "−1"),
    ],
)  # fmt: skip
def test_a_number_of_a_small_cell(value: float, digits: int, written: str) -> None:
    assert cell_number(value, digits) == written


@pytest.mark.parametrize(
    ("share", "decimals", "written"),
    [(0.99999, 1, "99.9"), (0.9996, 0, "99"), (1.0, 0, "100"), (0.125, 1, "12.5"), (0.0, 0, "0")],
)
def test_nothing_is_rounded_up_to_certainty(share: float, decimals: int, written: str) -> None:
    assert sure_percent(share, decimals) == written


def test_classes_without_a_name_have_their_number():
    assert class_name(("cat", "dog"), 1) == "dog"
    assert class_name(("cat", "dog"), 2) == "2"


@pytest.mark.parametrize(
    ("share", "text"),
    [(0.998, "99.8"), (0.99999, "99.9"), (1.0, "100.0"), (0.0, "0.0"), (0.00049, "0.0"), (0.0005, "0.1")],
)
def test_certainty_is_only_said_of_a_certain_answer(share, text):
    assert sure_percent(share) == text
