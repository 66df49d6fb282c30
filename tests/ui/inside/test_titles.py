from __future__ import annotations

import pytest

from cnngui.ui.inside.titles import number_text


@pytest.mark.parametrize(
    ("value", "text"), [(1.8349, "1.83"), (0.0, "0"), (-2.5, "−2.5"), (123456.0, "1.23e+05"), (1e-7, "1e−07")]
)
def test_numbers_have_three_figures(value, text):
    assert number_text(value) == text
