"""The traced functions of a run."""

from __future__ import annotations

from functools import cached_property
from typing import Any

import keras
import tensorflow as tf

from cnngui.engine.keras_backend.objective import Objective
from cnngui.engine.keras_backend.optimizers import FusedOptimizer
from cnngui.engine.keras_backend.snapshot import Snapshot
from cnngui.engine.keras_backend.steps import Evaluation, Samples, Train, training_steps
from cnngui.engine.training_data import TrainingData


class Traced:
    """Training and validation of one model on one data set; kept as long as nothing of it changes.

    Attributes:
        train: the training samples, as tensors.
        steps: trains on batches (`cnngui.engine.keras_backend.steps.training_steps`).
        evaluate: answers the validation samples at some indices.
    """

    def __init__(
        self,
        model: keras.Model,
        optimizer: FusedOptimizer,
        objective: Objective,
        training_data: TrainingData,
        good: Snapshot,
    ) -> None:
        self.objective, self.batch_size = objective, training_data.batch_size
        self._key = _key(optimizer, objective, training_data)
        # Held also so that its id is not given to another.
        self._model, self._optimizer, self._good, self._indices = (
            model,
            optimizer,
            good,
            training_data.validation_indices,
        )
        self.train = Samples.of(training_data.samples, training_data.labels, training_data.levels)
        shared = training_data.validation_samples is training_data.samples
        validation = (
            self.train
            if shared
            else Samples.of(
                training_data.validation_samples, training_data.validation_labels, training_data.levels
            )
        )
        self._evaluation = Evaluation(model, objective, validation)
        self.steps = training_steps(model, optimizer, objective, self.train, training_data.batch_size)
        self.evaluate = self._evaluation.traced()

    @cached_property
    def epochs(self) -> Train:
        """As `steps`, but with a validation and a note of good weights at the end of each epoch.

        Traced only when it is first wanted, which takes some time: few runs have epochs so short.
        """

        def validate() -> Any:
            self._good.copy()
            return self._evaluation.sums(tf.constant(self._indices))[0]

        return training_steps(
            self._model, self._optimizer, self.objective, self.train, self.batch_size, validate
        )

    def fits(self, optimizer: FusedOptimizer, objective: Objective, training_data: TrainingData) -> bool:
        """Whether it can serve a run of these too."""
        return self._key == _key(optimizer, objective, training_data)


def _key(optimizer: FusedOptimizer, objective: Objective, training_data: TrainingData) -> tuple[object, ...]:
    return id(optimizer), objective, training_data.key, training_data.batch_size
