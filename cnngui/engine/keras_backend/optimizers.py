"""Keras' optimizers in one operation a weight.

Keras 3 builds an update out of a dozen elementwise operations for each weight. TensorFlow has the same
formulas fused into one pass over memory: on mnist-cnn (356,234 weights, batch 100) Adam's share went from 118
to 9 µs of some 900 µs an image. tests/engine/keras_backend/test_optimizers.py compares every kind with its
Keras class.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import tensorflow as tf

from cnngui.files.arrays import Arrays
from cnngui.network.inference.weight_shapes import slots_per_weight
from cnngui.network.recipe import SGD, Adam, AnyOptimizer, RMSprop

_EPSILON = 1e-7  # Keras' default for Adam and RMSprop


class FusedOptimizer:
    """Updates `weights` (Keras variables) by the rule that `settings` name, then by their constraints.

    Attributes:
        settings: what it follows. Their learning rate is not looked at: each step is given its own, so that
            no other one has to be traced for.
    """

    def __init__(self, settings: AnyOptimizer, weights: Sequence[Any]) -> None:
        self.settings = settings
        self._weights = [weight.value for weight in weights]
        self._limited = [weight for weight in weights if weight.constraint is not None]
        self._steps = tf.Variable(0, dtype=tf.int64, trainable=False)
        self._kept = slots_per_weight(settings)
        # RMSprop's operation writes a momentum even when it is 0: a scratch variable that is no state.
        count = 2 if isinstance(settings, RMSprop) else self._kept
        self._slots = [
            [tf.Variable(tf.zeros_like(weight), trainable=False) for weight in self._weights]
            for _ in range(count)
        ]

    @property
    def variables(self) -> list[Any]:
        """The trained variables as TensorFlow sees them, in the order of the gradients."""
        return self._weights

    @property
    def steps(self) -> int:
        """Updates made so far."""
        return int(self._steps.numpy())

    def apply(self, gradients: Sequence[Any], rate: Any) -> None:
        """Update every weight once, with the learning rate `rate`; for use inside a `tf.function`."""
        self._steps.assign_add(1)
        update = {"SGD": self._sgd, "RMSprop": self._rmsprop, "Adam": self._adam}[self.settings.kind]
        for place, (weight, gradient) in enumerate(zip(self._weights, gradients, strict=True)):
            update(weight.handle, [slots[place].handle for slots in self._slots], gradient, rate)
        for limited in self._limited:
            limited.value.assign(limited.constraint(limited.value))

    def state(self) -> Arrays:
        """Return copies of the running means: all of the first kind, then all of the second."""
        return tuple(slot.numpy().copy() for slot in self._state())

    def set_state(self, steps: int, arrays: Arrays) -> None:
        """Go on from what `steps` and `state` gave."""
        self._steps.assign(steps)
        for slot, array in zip(self._state(), arrays, strict=True):
            slot.assign(array)

    def forget(self) -> None:
        """Be as at the beginning."""
        self._steps.assign(0)
        for slot in (slot for slots in self._slots for slot in slots):
            slot.assign(tf.zeros_like(slot))

    def _state(self) -> list[Any]:
        return [slot for slots in self._slots[: self._kept] for slot in slots]

    def _sgd(self, weight: Any, slots: list[Any], gradient: Any, rate: Any) -> None:
        assert isinstance(self.settings, SGD)
        if not slots:
            tf.raw_ops.ResourceApplyGradientDescent(var=weight, alpha=rate, delta=gradient)
            return
        rule = {"momentum": self.settings.momentum, "use_nesterov": self.settings.nesterov}
        tf.raw_ops.ResourceApplyKerasMomentum(var=weight, accum=slots[0], lr=rate, grad=gradient, **rule)

    def _rmsprop(self, weight: Any, slots: list[Any], gradient: Any, rate: Any) -> None:
        assert isinstance(self.settings, RMSprop)
        rule = {"rho": self.settings.rho, "momentum": self.settings.momentum, "epsilon": _EPSILON}
        mean, momentum = slots
        tf.raw_ops.ResourceApplyRMSProp(var=weight, ms=mean, mom=momentum, lr=rate, grad=gradient, **rule)

    def _adam(self, weight: Any, slots: list[Any], gradient: Any, rate: Any) -> None:
        assert isinstance(self.settings, Adam)
        beta_1, beta_2, steps = self.settings.beta_1, self.settings.beta_2, tf.cast(self._steps, tf.float32)
        rule = {"beta1": beta_1, "beta2": beta_2, "epsilon": _EPSILON}
        powers = {"beta1_power": tf.pow(beta_1, steps), "beta2_power": tf.pow(beta_2, steps)}
        m, v = slots
        tf.raw_ops.ResourceApplyAdam(var=weight, m=m, v=v, lr=rate, grad=gradient, **rule, **powers)
