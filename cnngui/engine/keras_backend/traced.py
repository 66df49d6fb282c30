"""The traced functions of a run."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property, partial
from typing import Any

import numpy as np
import tensorflow as tf
from numpy.typing import NDArray

from cnngui.engine.keras_backend.augment import Augment
from cnngui.engine.keras_backend.inspection import InspectedStep
from cnngui.engine.keras_backend.objective import Objective
from cnngui.engine.keras_backend.optimizers import FusedOptimizer
from cnngui.engine.keras_backend.parts import InParts
from cnngui.engine.keras_backend.snapshot import Snapshot
from cnngui.engine.keras_backend.steps import Evaluation, Train, one_step, training_steps
from cnngui.engine.keras_backend.streamed import samples_of
from cnngui.engine.training_data import Indices, TrainingData
from cnngui.network.network import Network
from cnngui.network.recipe import Policy


class Traced:
    """Training and validation of one model on one data set; kept as long as nothing of it changes.

    Attributes:
        train: the training samples, as tensors.
        steps: trains on batches (`cnngui.engine.keras_backend.steps.training_steps`).
        evaluate: answers the validation samples at some indices.
        inspected: takes a step and looks at each layer meanwhile.
    """

    def __init__(
        self,
        in_parts: InParts,
        optimizer: FusedOptimizer,
        objective: Objective,
        training_data: TrainingData,
        good: Snapshot,
        network: Network,
        clip_norm: float = 0.0,
    ) -> None:
        self.objective, self.batch_size = objective, training_data.batch_size
        self._key = _key(in_parts.parts, in_parts.policy, optimizer, objective, training_data, clip_norm)
        # Held also so that its id is not given to another.
        self._in_parts, self._optimizer, self._good, self._indices = (
            in_parts,
            optimizer,
            good,
            training_data.validation_indices,
        )
        self.train = samples_of(training_data.samples, training_data.labels, training_data.scaling)
        # Of a file each has a block of its own: validation may come between two steps.
        shared = training_data.validation_samples is training_data.samples and not self.train.streamed
        validation = (
            self.train
            if shared
            else samples_of(
                training_data.validation_samples, training_data.validation_labels, training_data.scaling
            )
        )
        self._evaluation = Evaluation(in_parts, objective, validation)
        smallest = len(training_data.train_indices) % training_data.batch_size or training_data.batch_size
        self._test_part = training_data.test_samples, training_data.test_labels, training_data.scaling
        varies = training_data.augmentation.changes
        augment = Augment(training_data.augmentation, training_data.picture_shape) if varies else None
        self._steps = partial(
            training_steps,
            *(in_parts, optimizer, objective, self.train, training_data.batch_size),
            smallest_batch=smallest,
            clip_norm=clip_norm,
            augment=augment,
        )
        self.steps = self._steps()
        step = one_step(in_parts, optimizer, objective, self.train, smallest, clip_norm, augment)
        self.inspected = InspectedStep(in_parts.model, network, step, optimizer, self.train, training_data)
        self.evaluate = self._evaluation.traced()

    @cached_property
    def epochs(self) -> Train:
        """As `steps`, but with a validation and a note of good weights at the end of each epoch.

        Traced only when it is first wanted, which takes some time: few runs have epochs so short.
        """

        def validate() -> Any:
            self._good.copy()
            return self._evaluation.sums(tf.constant(self._indices))[0]

        return self._steps(validate=validate)

    @cached_property
    def test(self) -> Callable[[Indices], tuple[NDArray[np.float64], Indices]]:
        """As `evaluate`, but of the test part that is kept aside; traced only at the end of a run."""
        part = samples_of(*self._test_part)
        return Evaluation(self._in_parts, self.objective, part).traced()

    def fits(
        self,
        parts: int,
        policy: Policy,
        optimizer: FusedOptimizer,
        objective: Objective,
        training_data: TrainingData,
        clip_norm: float,
    ) -> bool:
        """Whether it can serve a run of these too."""
        return self._key == _key(parts, policy, optimizer, objective, training_data, clip_norm)


def _key(
    parts: int,
    policy: Policy,
    optimizer: FusedOptimizer,
    objective: Objective,
    training_data: TrainingData,
    clip_norm: float,
) -> tuple[object, ...]:
    of_data = (training_data.key, training_data.batch_size, training_data.augmentation)
    return parts, policy, id(optimizer), objective, *of_data, clip_norm
