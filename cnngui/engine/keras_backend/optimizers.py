"""Keras' optimizers in one operation a weight.

Keras 3 builds an update out of a dozen elementwise operations for each weight. TensorFlow has the same
formulas fused into one pass over memory: on mnist-cnn (356,234 weights, batch 100) Adam's share went from 118
to 9 µs of some 900 µs an image. tests/engine/keras_backend/test_optimizers.py compares every kind with its
Keras class.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
import tensorflow as tf

from cnngui.files.arrays import Arrays
from cnngui.network.inference.weight_shapes import slots_per_weight
from cnngui.network.recipe import SGD, Adagrad, Adam, AdamW, AnyOptimizer, Nadam, RMSprop

_EPSILON = 1e-7  # Keras' default for all of them
_NADAM_DECAY = 0.96
# Behind these steps 1 − 0.96^t / 2 is 1 in float32, and their product stays.
_NADAM_STEPS = 512


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
        self._first = 0.0
        if isinstance(settings, Adagrad):
            # The operation takes the root of the sum alone, Keras that of the sum and epsilon.
            self._first = settings.initial_accumulator_value + _EPSILON
        self._slots = [
            [tf.Variable(tf.fill(tf.shape(weight), self._first), trainable=False) for weight in self._weights]
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
        update = self._updates[self.settings.kind]
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
            slot.assign(tf.fill(tf.shape(slot), self._first))

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
        assert isinstance(self.settings, (Adam, AdamW))
        beta_1, beta_2, steps = self.settings.beta_1, self.settings.beta_2, tf.cast(self._steps, tf.float32)
        rule = {"beta1": beta_1, "beta2": beta_2, "epsilon": _EPSILON}
        powers = {"beta1_power": tf.pow(beta_1, steps), "beta2_power": tf.pow(beta_2, steps)}
        m, v = slots
        tf.raw_ops.ResourceApplyAdam(var=weight, m=m, v=v, lr=rate, grad=gradient, **rule, **powers)

    def _adamw(self, weight: Any, slots: list[Any], gradient: Any, rate: Any) -> None:
        assert isinstance(self.settings, AdamW)
        shrunk = (
            rate * self.settings.weight_decay * tf.raw_ops.ReadVariableOp(resource=weight, dtype=tf.float32)
        )
        tf.raw_ops.AssignSubVariableOp(resource=weight, value=shrunk)
        self._adam(weight, slots, gradient, rate)

    def _adagrad(self, weight: Any, slots: list[Any], gradient: Any, rate: Any) -> None:
        tf.raw_ops.ResourceApplyAdagrad(var=weight, accum=slots[0], lr=rate, grad=gradient)

    def _nadam(self, weight: Any, slots: list[Any], gradient: Any, rate: Any) -> None:
        """Follow keras/src/optimizers/nadam.py. Its running product is computed from the count of steps."""
        assert isinstance(self.settings, Nadam)
        beta_1, beta_2, steps = self.settings.beta_1, self.settings.beta_2, tf.cast(self._steps, tf.float32)
        u, u_next = (beta_1 * (1 - 0.5 * tf.pow(_NADAM_DECAY, steps + ahead)) for ahead in (0, 1))
        factors = np.cumprod(1 - 0.5 * np.power(_NADAM_DECAY, np.arange(_NADAM_STEPS + 1)))
        factors = tf.constant(factors / factors[0], tf.float32)
        product = tf.pow(beta_1, steps) * tf.gather(factors, tf.minimum(self._steps, _NADAM_STEPS))
        ahead, now = u_next / (1 - product * u_next), (1 - u) / (1 - product)
        m, v = _moved(slots[0], gradient, beta_1), _moved(slots[1], tf.square(gradient), beta_2)
        spread = tf.sqrt(v / (1 - tf.pow(beta_2, steps))) + _EPSILON
        tf.raw_ops.AssignSubVariableOp(resource=weight, value=rate * (ahead * m + now * gradient) / spread)

    @property
    def _updates(self) -> Mapping[str, Callable[[Any, list[Any], Any, Any], None]]:
        return {
            "SGD": self._sgd,
            "RMSprop": self._rmsprop,
            "Adam": self._adam,
            "AdamW": self._adamw,
            "Nadam": self._nadam,
            "Adagrad": self._adagrad,
        }


def _moved(slot: Any, value: Any, beta: float) -> Any:
    """Move a running mean towards `value`, and return it."""
    old = tf.raw_ops.ReadVariableOp(resource=slot, dtype=tf.float32)
    new = old + (value - old) * (1 - beta)
    tf.raw_ops.AssignVariableOp(resource=slot, value=new)
    return new
