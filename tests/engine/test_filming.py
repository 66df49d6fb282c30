"""What pinned units make of a sample during a run: with the weights of the moment that is told."""

from __future__ import annotations

from collections.abc import Collection
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from cnngui.engine import protocol
from cnngui.engine.filming import BETWEEN_EPOCHS_S, WITHIN_EPOCHS_S, Filming
from cnngui.runs.model_id import DRAFT
from tests.engine.talk import NETWORK, RECIPE, Talk

SAMPLE = np.random.default_rng(5).random((8, 8, 1)).astype(np.float32)


class Learner:
    """One whose only unit counts how often its weights were copied."""

    def __init__(self) -> None:
        self.network = NETWORK
        self.epoch = self.step = self.copied = 0
        self.replica = SimpleNamespace(update=self._update, look=self._look)

    def _update(self, *, force: bool) -> None:
        assert force
        self.copied += 1

    def _look(
        self, samples: np.ndarray, layers: Collection[str], off: object
    ) -> tuple[None, dict[str, np.ndarray]]:
        return None, {layer: np.float32([[self.copied]]) for layer in layers if layer == "count"}


class Filmed:
    def __init__(self, film: protocol.Film) -> None:
        self.film, self.now_s, self.told = film, 100.0, []
        self.learner = Learner()
        self.filming = Filming("r", self.told.append, lambda: self.film, lambda: self.now_s)

    def look(self, step: int = 0, **how: Any) -> int:
        """Look at another moment and return how often it was told."""
        self.learner.step = step
        self.filming.look(self.learner, **how)
        return len(self.told)


@pytest.fixture
def filmed() -> Filmed:
    return Filmed(protocol.Film(3, SAMPLE, (("count", 0), ("gone", 0))))


def test_it_is_told_with_the_weights_and_the_number_of_the_moment(filmed: Filmed) -> None:
    filmed.learner.epoch = 2
    filmed.look(7)
    (told,) = filmed.told
    assert (told.run_id, told.number, told.epoch, told.step) == ("r", 3, 2, 7)
    assert told.values[0].tolist() == [[1]]
    assert told.values[1] is None


def test_looks_are_some_time_apart_and_no_moment_is_told_twice(filmed: Filmed) -> None:
    assert filmed.look(1) == 1
    assert filmed.look(2) == 1
    filmed.now_s += BETWEEN_EPOCHS_S + 0.01
    assert filmed.look(3) == 1
    assert filmed.look(3, ended=True) == 2
    assert filmed.look(3, force=True) == 2, "the same moment"
    assert filmed.look(4, force=True) == 3
    filmed.now_s += WITHIN_EPOCHS_S + 0.01
    assert filmed.look(5) == 4


def test_without_a_film_and_for_another_network_nothing_is_looked_at(filmed: Filmed) -> None:
    for film in (protocol.Film(), protocol.Film(1, SAMPLE), protocol.Film(1, SAMPLE[:4], (("count", 0),))):
        filmed.film = film
        assert filmed.look(force=True) == 0
    assert filmed.learner.copied == 0


@pytest.mark.tensorflow
def test_a_run_is_filmed_from_its_first_weights_to_its_last(engine: Talk) -> None:
    recipe = RECIPE.model_copy(update={"epochs": 6})
    engine.trained(NETWORK, recipe)
    losses = engine.losses()
    engine.forget()
    engine.send(protocol.Film(1, SAMPLE, (("conv2d", 2), ("dense", 1))))
    try:
        engine.trained(NETWORK, recipe)
    finally:
        engine.send(protocol.Film())
    np.testing.assert_array_equal(engine.losses(), losses)  # looking changes nothing
    frames = engine.heard(protocol.Filmed)
    assert (frames[0].epoch, frames[0].step) == (0, 0)
    assert (frames[-1].epoch, frames[-1].step) == (6, 0)
    assert [each.shape for each in frames[0].values] == [(6, 6), (1, 1)]
    np.testing.assert_allclose(frames[-1].values[0], engine.ask("conv2d", SAMPLE).output[:, :, 2], atol=1e-6)
    request = protocol.FetchUnits(DRAFT, SAMPLE, (("dense", 1), ("gone", 0)))
    engine.send(request)
    fetched = engine.wait(protocol.UnitsFetched, protocol.RequestFailed)
    np.testing.assert_allclose(fetched.values[0], frames[-1].values[1], atol=1e-6)
    assert fetched.values[1] is None
