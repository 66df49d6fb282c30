"""What some units make of one sample, at moments of a run: when to look at them, and how it is told."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import numpy as np

from cnngui.engine.protocol.base import Event
from cnngui.engine.protocol.units import Film, Filmed
from cnngui.engine.unit_values import values_of

WITHIN_EPOCHS_S, BETWEEN_EPOCHS_S = 0.5, 0.1
"""At least so long between two looks: in the middle of an epoch, and when one has ended."""
MOST_OF_THE_TIME = 0.02


class Filming:
    """Looks at the weights of exactly the moment that it tells.

    Args:
        film: what is to be looked at now.
    """

    def __init__(
        self,
        run_id: str,
        emit: Callable[[Event], None],
        film: Callable[[], Film] = Film,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self._run_id, self._emit, self._film, self._now = run_id, emit, film, now
        self._looked, self._cost_s = -np.inf, 0.0
        self._last = (0, -1, -1)

    def look(self, learner: Any, *, ended: bool = False, force: bool = False) -> None:
        """Tell what the units make of the sample with the weights of now, if it is time to.

        Args:
            learner: a `cnngui.engine.keras_backend.learner.Learner`. ended: an epoch has just ended. force:
                look in any case.
        """
        film, moment = self._film(), (learner.epoch, learner.step)
        least_s = max(BETWEEN_EPOCHS_S if ended else WITHIN_EPOCHS_S, self._cost_s / MOST_OF_THE_TIME)
        due = force or self._now() - self._looked >= least_s
        sample = film.sample
        # What is shown may belong to an edit that came after the run had begun.
        if sample is None or sample.shape != learner.network.input_shape or not film.units:
            return
        if not due or (film.number, *moment) == self._last:
            return
        began = self._now()
        learner.replica.update(force=True)
        values = values_of(learner.replica, film.units, sample)
        self._looked, self._last = self._now(), (film.number, *moment)
        self._cost_s = self._looked - began
        self._emit(Filmed(self._run_id, film.number, *moment, values))
