"""The learning rate of every step, by the schedules of `cnngui.network.schedules`. Pure arithmetic."""

from __future__ import annotations

import math
import sys

import numpy as np
from numpy.typing import NDArray

from cnngui.network.recipe import Recipe
from cnngui.network.schedules import (
    ONE_CYCLE_END,
    ONE_CYCLE_START,
    Constant,
    CosineDecay,
    ExponentialDecay,
    InverseTimeDecay,
    OneCycle,
    ReduceLROnPlateau,
    warm_up_steps,
)
from cnngui.runs.history import History


class LearningRates:
    """Knows the learning rate of any step, once it has been told of all epochs before it.

    Nothing of it has to be stored: a history and the place at which the schedule began tell everything, so
    a training that was interrupted goes on with exactly the rates it would have had.

    Args:
        steps_per_epoch: batches in an epoch.
        since: epochs that were behind the network when the schedule began; 2.5 is the middle of the third.
        history: of the epochs until now; those after `since` are looked at.
    """

    def __init__(self, recipe: Recipe, steps_per_epoch: int, since: float, history: History) -> None:
        self._rate, self._schedule = recipe.optimizer.learning_rate, recipe.schedule
        self._steps_per_epoch, self._since = steps_per_epoch, since
        self._plateau = Plateau(self._schedule) if isinstance(self._schedule, ReduceLROnPlateau) else None
        for epoch, loss, val_loss in zip(history.epoch, history.loss, history.val_loss, strict=True):
            if epoch > since:
                self.epoch_ended(float(loss), float(val_loss))

    @property
    def certain_epochs(self) -> int:
        """How many more epochs have a rate that their results cannot change; at least 1."""
        return sys.maxsize if self._plateau is None else self._plateau.patience_left

    def of_steps(self, epoch: int, first_step: int, steps: int) -> NDArray[np.float64]:
        """Return float64 (steps,), the rates of steps in a row.

        Args:
            epoch: whole epochs behind the network. first_step: place in the next epoch, from 0.
        """
        began = round(self._since * self._steps_per_epoch)
        first = epoch * self._steps_per_epoch + first_step - began
        # A file may say that the schedule begins some batches from now: until then it has not begun.
        return self._rate * self._factors(np.maximum(0, first + np.arange(steps)))

    def at_end(self, epoch: int) -> float:
        """Return the rate of the last step of the epoch behind `epoch` whole ones."""
        return float(self.of_steps(epoch, self._steps_per_epoch - 1, 1)[0])

    def epoch_ended(self, loss: float, val_loss: float) -> None:
        """Take the results of an epoch; NaN stands for a validation that there was not."""
        if self._plateau is not None:
            self._plateau.tell(loss if math.isnan(val_loss) else val_loss)

    def _factors(self, steps: NDArray[np.int64]) -> NDArray[np.float64]:
        """Return what the rate is multiplied with at `steps`, counted since the schedule began."""
        match self._schedule:
            case Constant() as constant:
                return _warmed(np.ones(len(steps)), steps, warm_up_steps(constant, self._steps_per_epoch))
            case CosineDecay(decay_epochs=epochs, alpha=alpha) as cosine:
                rising = warm_up_steps(cosine, self._steps_per_epoch)
                done = np.clip((steps - rising) / (epochs * self._steps_per_epoch), 0, 1)
                down = alpha + (1 - alpha) * 0.5 * (1 + np.cos(np.pi * done))
                return _warmed(down, steps, rising)
            case InverseTimeDecay(decay=decay):
                return 1 / (1 + decay * steps)
            case ExponentialDecay(factor=factor, every_epochs=every, staircase=staircase):
                length = every * self._steps_per_epoch
                return np.power(factor, steps // length if staircase else steps / length)
            case OneCycle() as cycle:
                rising, falling = cycle.steps(self._steps_per_epoch)
                done = np.clip((steps - rising) / falling, 0, 1)
                down = ONE_CYCLE_END + (1 - ONE_CYCLE_END) * 0.5 * (1 + np.cos(np.pi * done))
                return _warmed(down, steps, rising)
            case ReduceLROnPlateau(factor=factor):
                assert self._plateau is not None
                return np.full(len(steps), factor**self._plateau.reductions)


def _warmed(factors: NDArray[np.float64], steps: NDArray[np.int64], rising: int) -> NDArray[np.float64]:
    """Return `factors` behind a line from `ONE_CYCLE_START` up to 1 that takes the first `rising` steps."""
    up = ONE_CYCLE_START + (1 - ONE_CYCLE_START) * steps / max(1, rising)
    return np.where(steps < rising, up, factors)


class Plateau:
    """Counts how often a cost has stopped falling, as Keras' ``ReduceLROnPlateau`` does.

    Attributes:
        reductions: how often until now.
    """

    def __init__(self, schedule: ReduceLROnPlateau) -> None:
        self._schedule = schedule
        self._best = math.inf
        self._waited = 0
        self.reductions = 0

    @property
    def patience_left(self) -> int:
        """How many more epochs it takes, at the least, until the next reduction."""
        return self._schedule.patience - self._waited

    def tell(self, loss: float) -> None:
        """Take the cost of the next epoch."""
        if loss + self._schedule.min_delta < self._best:
            self._best, self._waited = loss, 0
            return
        self._waited += 1
        if self._waited >= self._schedule.patience:
            self.reductions, self._waited = self.reductions + 1, 0
