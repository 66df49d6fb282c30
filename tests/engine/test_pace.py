from __future__ import annotations

import pytest

from cnngui.engine.pace import CALL_S, Pace


def settled(step_s: float, calls: int = 50) -> Pace:
    """Return a pace that has seen steps of `step_s` seconds and 100 images."""
    pace = Pace()
    for _ in range(calls):
        steps = pace.steps()
        pace.taken(steps, 100 * steps, steps * step_s)
    return pace


@pytest.mark.parametrize("step_s", [0.0005, 0.004, 0.03])
def test_a_call_takes_as_long_as_it_should(step_s: float) -> None:
    seconds = settled(step_s).steps() * step_s
    assert CALL_S / 2 < seconds <= CALL_S


def test_slow_steps_are_taken_one_at_a_time() -> None:
    assert settled(0.5).steps() == 1


def test_the_first_call_is_one_step_and_the_next_few() -> None:
    pace = Pace()
    assert pace.steps() == 1
    pace.taken(1, 100, 1e-5)
    assert pace.steps() == 4


def test_a_machine_that_gets_busy_is_noticed_at_once() -> None:
    pace = settled(0.001)
    steps = pace.steps()
    pace.taken(steps, 100 * steps, steps * 0.05)
    assert pace.steps() == 1


def test_speed_is_images_a_second() -> None:
    assert settled(0.01).images_per_second == pytest.approx(10_000)
    assert Pace().images_per_second == 0


def test_a_step_of_no_time_does_not_break_it() -> None:
    pace = Pace()
    pace.taken(1, 100, 0.0)
    assert pace.steps() >= 1
