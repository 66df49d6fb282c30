"""The slides' example f = wx + b, and gradients by differences."""

from __future__ import annotations

import pytest

from cnngui.engine.stepping.gradients import Passed, Value, backward, forward, gradients_of

LINE = (
    Value("w"),
    Value("x"),
    Value("b"),
    Value("wx", "×", ("w", "x")),
    Value("f", "+", ("wx", "b")),
)
GIVEN = {"w": -2.0, "x": 5.0, "b": 3.0}


def test_forward_and_backward_are_as_printed() -> None:
    numbers = forward(LINE, GIVEN)
    assert (numbers["wx"], numbers["f"]) == (-10, -7)
    passed = backward(LINE, numbers)
    assert passed == (
        Passed("f", "wx", 1, 1),
        Passed("f", "b", 1, 1),
        Passed("wx", "w", 5, 5),
        Passed("wx", "x", -2, -2),
    )
    assert gradients_of(LINE, passed) == {"w": 5, "x": -2, "b": 1, "wx": 1, "f": 1}


def test_a_value_that_is_used_twice_gathers_both_ways() -> None:
    graph = (Value("x"), Value("y"), Value("xx", "×", ("x", "x")), Value("f", "+", ("xx", "x", "y")))
    given = {"x": 3.0, "y": 1.0}
    numbers = forward(graph, given)
    found = gradients_of(graph, backward(graph, numbers))
    assert numbers["f"] == 13
    for name, value in given.items():
        nearby = forward(graph, {**given, name: value + 1e-6})["f"]
        assert found[name] == pytest.approx((nearby - numbers["f"]) / 1e-6, rel=1e-4)
