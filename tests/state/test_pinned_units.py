"""Pinned units: what they make of the drawing now, and their film of a run."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest

from cnngui.engine.protocol import Film, Filmed, Started, Stopped, UnitsFetched
from cnngui.engine.protocol.units import FetchUnits
from cnngui.runs.model_id import DRAFT
from cnngui.state.pinned_units import LEAST_FRAMES, MOST_FRAMES, MOST_PINS, Frame, Pin, PinnedUnits
from tests.ui.draw.stage import Stage, stage

MAP = np.ones((28, 28), np.float32)


@pytest.fixture
def staged(qapp) -> Iterator[Stage]:
    with stage() as made:
        made.ship()
        made.own()
        made.draw()
        yield made


@pytest.fixture
def pins(staged: Stage) -> PinnedUnits:
    return staged.state.pins


def answer(staged: Stage, *values: np.ndarray | None) -> None:
    asked = staged.asked(FetchUnits)[-1]
    staged.hear(UnitsFetched(asked.request_id, asked.model, asked.units, values))


def begin(staged: Stage, *, continues: bool = False) -> str:
    staged.describe()
    staged.training.train()
    run_id = staged.training.run_id
    staged.hear(Started(run_id, 10, 0, 5, 100, 0, continues=continues, loss="", metric=""))
    return run_id


def film(staged: Stage, epoch: int, step: int = 0, value: float = 1.0) -> None:
    number = staged.asked(Film)[-1].number
    units = staged.asked(Film)[-1].units
    run_id = staged.training.run_id
    staged.hear(Filmed(run_id, number, epoch, step, tuple(value * MAP for _ in units)))


def test_a_pinned_unit_is_asked_about_with_each_drawing(staged: Stage, pins: PinnedUnits) -> None:
    assert staged.asked(FetchUnits) == []
    pins.toggle("conv2d", 2)
    asked = staged.asked(FetchUnits)[-1]
    assert (asked.model, asked.units) == (DRAFT, (("conv2d", 2),))
    answer(staged, MAP)
    assert pins.pins[0].now is MAP
    assert pins.units_of("conv2d") == {2}
    staged.drawing.clear()
    assert pins.pins[0].now is None
    assert pins.unavailable == "empty"
    staged.draw()
    answer(staged, 2 * MAP)
    assert pins.pins[0].now[0, 0] == 2


def test_pinned_again_it_is_unpinned_and_of_very_many_the_oldest_makes_way(
    staged: Stage, pins: PinnedUnits
) -> None:
    pins.toggle("conv2d", 2)
    pins.toggle("conv2d", 2)
    assert pins.pins == []
    for unit in range(MOST_PINS + 1):
        pins.toggle("conv2d", unit)
    assert [pin.unit for pin in pins.pins] == list(range(1, MOST_PINS + 1))


def test_a_unit_that_the_network_has_not_is_told(staged: Stage, pins: PinnedUnits) -> None:
    pins.toggle("conv2d", 99)
    answer(staged, None)
    assert pins.pins[0].missing


def test_a_run_is_filmed_with_what_was_shown_when_it_began(staged: Stage, pins: PinnedUnits) -> None:
    pins.toggle("conv2d", 0)
    assert staged.asked(Film) == []
    begin(staged)
    sent = staged.asked(Film)[-1]
    assert sent.units == (("conv2d", 0),)
    shown = staged.state.inside.subject.sample()
    np.testing.assert_array_equal(sent.sample, shown)
    film(staged, 0)
    film(staged, 0, 5)
    film(staged, 1, value=3.0)
    assert pins.frames == [(0, 0), (0, 5), (1, 0)]
    assert pins.pins[0].film[-1].values[0, 0] == 3
    assert not pins.other_shown
    staged.drawing.clear()
    staged.draw(((40, 40), (200, 200)))
    assert pins.other_shown
    assert staged.asked(Film)[-1] is sent, "a film is of one drawing"


def test_what_is_pinned_meanwhile_is_filmed_from_then_on(staged: Stage, pins: PinnedUnits) -> None:
    pins.toggle("conv2d", 0)
    begin(staged)
    film(staged, 0)
    late = staged.asked(Film)[-1]
    pins.toggle("dense", 3)
    film(staged, 1)
    assert [len(pin.film) for pin in pins.pins] == [2, 1]
    staged.hear(Filmed(staged.training.run_id, late.number, 2, 0, (MAP,)))
    assert [len(pin.film) for pin in pins.pins] == [3, 1], "of the same sample, before the other was pinned"


def test_a_run_that_goes_on_goes_on_with_its_film_unless_something_else_is_shown(
    staged: Stage, pins: PinnedUnits
) -> None:
    pins.toggle("conv2d", 0)
    run_id = begin(staged)
    film(staged, 0)
    staged.hear(Stopped(run_id, 0, 1.0))
    begin(staged, continues=True)
    film(staged, 1)
    assert pins.frames == [(0, 0), (1, 0)]
    late = staged.asked(Film)[-1]
    staged.hear(Stopped(staged.training.run_id, 1, 1.0))
    staged.drawing.clear()
    staged.draw(((40, 40), (200, 200)))
    begin(staged, continues=True)
    assert pins.frames == []
    staged.hear(Filmed(staged.training.run_id, late.number, 2, 0, (MAP,)))
    assert pins.frames == [], "a frame of another drawing"
    film(staged, 2)
    assert pins.frames == [(2, 0)]


def test_forgotten_weights_take_their_film_along(staged: Stage, pins: PinnedUnits) -> None:
    pins.toggle("conv2d", 0)
    run_id = begin(staged)
    film(staged, 0)
    staged.hear(Stopped(run_id, 0, 1.0))
    staged.training.reset()
    assert pins.frames == []
    assert pins.filmed is None


def test_a_film_of_large_maps_has_fewer_frames() -> None:
    pin = Pin("conv2d", 0)
    for epoch in range(200):
        pin.add(Frame(epoch, 0, np.broadcast_to(np.float32(epoch), (1000, 1000))))
    assert len(pin.film) <= LEAST_FRAMES
    assert pin.film[-1].reach == (199, False)


def test_of_a_long_film_what_stays_lies_evenly_and_the_newest_is_there() -> None:
    pin = Pin("conv2d", 0)
    for epoch in range(1000):
        pin.add(Frame(epoch, 0, MAP))
        assert pin.film[-1].epoch == epoch
        assert len(pin.film) <= MOST_FRAMES
    kept = [frame.epoch for frame in pin.film]
    assert kept[0] == 0
    assert len(kept) > MOST_FRAMES // 2
    apart = np.diff(kept)
    assert (apart[:-1] == apart[0]).all()
    assert apart[-1] <= apart[0]
