"""A learner made ready for one training: on which data, with which objective and learning rates."""

from __future__ import annotations

import sys
from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import tensorflow as tf
from numpy.typing import NDArray

from cnngui.engine.augmenting import Draws
from cnngui.engine.keras_backend.inspection import InspectedStep
from cnngui.engine.keras_backend.non_finite import first_not_finite
from cnngui.engine.keras_backend.steps import StepResult
from cnngui.engine.keras_backend.traced import Traced
from cnngui.engine.layer_watch import Inspection
from cnngui.engine.precision import ChosenPrecision
from cnngui.engine.rates import LearningRates
from cnngui.engine.stopping import Stopping
from cnngui.engine.training_data import Indices
from cnngui.network.graph import nodes
from cnngui.runs.history import EpochRow

if TYPE_CHECKING:
    from cnngui.engine.keras_backend.learner import Learner


class PreparedTraining:
    """Takes steps and epochs; `Learner.prepare` makes it, and the learner keeps what comes of it.

    Attributes:
        objective: what is minimised and shown.
        precision: what it computes in.
        stopping: what may end the run before its last epoch, None for nothing.
    """

    def __init__(
        self,
        learner: Learner,
        traced: Traced,
        rates: LearningRates,
        precision: ChosenPrecision,
        stopping: Stopping | None = None,
    ) -> None:
        self.learner, self.objective, self.precision = learner, traced.objective, precision
        self.stopping = stopping
        self._traced, self._rates = traced, rates
        self._order: Any = None
        self._indices: Indices = np.empty(0, np.int64)
        self._draws: tuple[Any, ...] = ()

    def begin_epoch(self, order: Indices, draws: Draws | None = None) -> None:
        """Take the samples' indices in the order of the epoch. The weights it begins with are good ones.

        Args:
            draws: of the epoch, where pictures are varied.
        """
        if not self.learner.step:
            self.learner.good.take()
        self._order, self._draws = tf.constant(order[np.newaxis]), _together([draws])
        self._indices = order
        self._traced.train.begin(order, self._traced.batch_size, self.learner.step)

    def take_steps(self, steps: int, watched: Collection[str] = ()) -> StepResult:
        """Train on the next `steps` batches; those that kept finite are behind it afterwards.

        Of samples that are read meanwhile, on as many as are there.
        """
        steps = self._traced.train.ready(self.learner.step, steps)
        rates = self._rates.of_steps(self.learner.epoch, self.learner.step, steps)
        result = self._traced.steps(self._order, self.learner.step, rates, watched, self._draws)
        self.learner.step += result.taken
        self.learner.replica.update()
        return result

    def take_inspected_step(self, watched: Collection[str] = ()) -> tuple[StepResult, Inspection]:
        """Train on the next batch as `take_steps` does, and return what was seen of each layer."""
        self._traced.train.ready(self.learner.step, 1)
        rates = self._rates.of_steps(self.learner.epoch, self.learner.step, 1)
        result, seen = self.inspected.take(self._order, self.learner.step, rates, watched, self._draws)
        self.learner.step += result.taken
        self.learner.replica.update()
        return result, seen

    @property
    def inspected(self) -> InspectedStep:
        """What is looked at besides steps, and of which layers."""
        return self._traced.inspected

    def try_rates(self, step: int, rates: NDArray[np.float64]) -> StepResult:
        """Train from batch `step` of the epoch on with other rates, for learners that are thrown away."""
        size = self._traced.batch_size
        self._traced.train.load(self._indices[step * size : (step + len(rates)) * size])
        return self._traced.steps(self._order, step, rates, (), self._draws)

    @property
    def certain_epochs(self) -> int:
        """How many more epochs there are in any case, at rates that no result can change; at least 1."""
        if self._traced.train.streamed:
            return 1  # whose samples are never there all at once
        return min(self._rates.certain_epochs, self.stopping.certain_epochs if self.stopping else sys.maxsize)

    @property
    def learning_rate(self) -> float:
        """The learning rate with which the epoch under way ends."""
        return self._rates.at_end(self.learner.epoch)

    def take_epochs(
        self, orders: Indices, watched: Collection[str] = (), draws: Sequence[Draws | None] = ()
    ) -> StepResult:
        """Train on whole epochs in one call, each followed by a validation; for very short ones.

        The epochs are still to be counted, each by `end_epoch`.

        Args:
            orders: (epochs, samples), the samples' indices in the order of each epoch. draws: of each epoch.
        """
        steps_per_epoch = -(-orders.shape[1] // self._traced.batch_size)
        rates = self._rates.of_steps(self.learner.epoch, 0, steps_per_epoch * len(orders))
        self.learner.good.take()
        result = self._traced.epochs(tf.constant(orders), 0, rates, watched, _together(draws))
        self.learner.replica.update()
        return result

    def end_epoch(self, row: EpochRow) -> None:
        """Count an epoch with its results."""
        self.learner.history.append_epoch(row)
        self._rates.epoch_ended(row.loss, row.val_loss)
        if self.stopping and self.stopping.tell(row) and self.stopping.settings.restore_best_weights:
            self.learner.remember_for_end()
        self.learner.epoch, self.learner.step = self.learner.epoch + 1, 0

    def non_finite_layer(self, order: Indices) -> str:
        """Return the layer in which the next batch of `order` stops being finite, "" for none."""
        indices = order[self.learner.step * self._traced.batch_size :][: self._traced.batch_size]
        self._traced.train.load(indices)
        pictures, labels = self._traced.train.batch(indices)
        found = first_not_finite(self.learner.model, self.objective.training_loss, pictures, labels)
        return next((node.source for node in nodes(self.learner.network) if node.name == found), "")

    def test_sums(self, indices: Indices) -> tuple[float, float]:
        """Return the sums of loss and metric over samples of the test part that is kept aside."""
        loss, metric = self._traced.test(indices)[0]
        return float(loss), float(metric)

    def validation_sums(self, indices: Indices) -> tuple[float, float]:
        """Return the sums of loss and metric over validation samples."""
        loss, metric = self._traced.evaluate(indices)[0]
        return float(loss), float(metric)

    def predicted_classes(self, indices: Indices) -> Indices:
        """Return the classes that validation samples are taken for."""
        return self._traced.evaluate(indices)[1]


def _together(draws: Sequence[Draws | None]) -> tuple[Any, ...]:
    """Return tensors (epochs, samples, …) of what is drawn for each epoch; none where nothing is."""
    drawn = [each for each in draws if each is not None]
    return tuple(tf.constant(np.stack(each)) for each in zip(*drawn, strict=True))
