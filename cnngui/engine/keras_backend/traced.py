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
from cnngui.engine.lessons import Lessons


class Traced:
    """Training and validation of one model on one data set; kept as long as nothing of it changes.

    Attributes:
        train: the training samples, as tensors.
        steps: trains on batches (`cnngui.engine.keras_backend.steps.training_steps`).
        evaluate: judges the validation samples at some places.
    """

    def __init__(
        self,
        model: keras.Model,
        optimizer: FusedOptimizer,
        objective: Objective,
        lessons: Lessons,
        good: Snapshot,
    ) -> None:
        self.objective, self.batch_size = objective, lessons.batch_size
        self._key = _key(optimizer, objective, lessons)
        # Held also so that its id is not given to another.
        self._model, self._optimizer, self._good, self._places = model, optimizer, good, lessons.judge
        self.train = Samples.of(lessons.samples, lessons.labels)
        shared = lessons.judge_samples is lessons.samples
        judge = self.train if shared else Samples.of(lessons.judge_samples, lessons.judge_labels)
        self._evaluation = Evaluation(model, objective, judge)
        self.steps = training_steps(model, optimizer, objective, self.train, lessons.batch_size)
        self.evaluate = self._evaluation.traced()

    @cached_property
    def epochs(self) -> Train:
        """As `steps`, but judges all validation samples and notes good weights at the end of each epoch.

        Traced only when it is first wanted, which takes some time: few runs have epochs so short.
        """

        def judge() -> Any:
            self._good.copy()
            return self._evaluation.sums(tf.constant(self._places))[0]

        return training_steps(
            self._model, self._optimizer, self.objective, self.train, self.batch_size, judge
        )

    def fits(self, optimizer: FusedOptimizer, objective: Objective, lessons: Lessons) -> bool:
        """Whether it can serve a run of these too."""
        return self._key == _key(optimizer, objective, lessons)


def _key(optimizer: FusedOptimizer, objective: Objective, lessons: Lessons) -> tuple[object, ...]:
    return id(optimizer), objective, lessons.key, lessons.batch_size
