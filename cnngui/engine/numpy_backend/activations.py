"""Keras' activations by their names. Each answers in the type that it is given, float32 or float64."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping

import numpy as np
from numpy.typing import NDArray

Values = NDArray[np.float32]

_SELU_ALPHA, _SELU_SCALE = 1.6732632423543772, 1.0507009873554805
_ERF = (1.061405429, -1.453152027, 1.421413741, -0.284496736, 0.254829592)


def relu(values: Values) -> Values:
    """Return positive values, 0 for all others."""
    return np.maximum(values, np.float32(0))


def leaky_relu(values: Values, negative_slope: float = 0.2) -> Values:
    """Return positive values, and negative ones by their slope."""
    return np.where(values >= 0, values, values * np.float32(negative_slope))


def sigmoid(values: Values) -> Values:
    """Return 1 / (1 + exp(−x))."""
    # Of −|x|: exp cannot overflow then, and small answers keep all their digits.
    power = np.exp(-np.abs(values))
    return np.where(values >= 0, np.ones_like(power), power) / (np.ones_like(power) + power)


def softmax(values: Values) -> Values:
    """Return values that sum to 1 over the last axis."""
    powers = np.exp(values - values.max(axis=-1, keepdims=True))
    sums: Values = powers.sum(axis=-1, keepdims=True)
    return powers / sums


def elu(values: Values, alpha: float = 1.0) -> Values:
    """Return positive values, and alpha · (exp(x) − 1) of negative ones."""
    return np.where(values >= 0, values, np.float32(alpha) * np.expm1(np.minimum(values, np.float32(0))))


def softplus(values: Values) -> Values:
    """Return log(1 + exp(x))."""
    smooth: Values = np.logaddexp(values, np.float32(0))
    return smooth


def softsign(values: Values) -> Values:
    """Return x / (1 + |x|)."""
    size: Values = np.abs(values)
    return values / (size + np.float32(1))


def hard_sigmoid(values: Values) -> Values:
    """Return x / 6 + 1/2, kept between 0 and 1."""
    return np.clip(values / np.float32(6) + np.float32(0.5), np.float32(0), np.float32(1))


def erf(values: Values) -> Values:
    """Return the error function, off by some 4e-7 at most (Abramowitz, Stegun 1964, formula 7.1.26)."""
    one, size = np.float32(1), np.minimum(np.abs(values), np.float32(9))  # 1 long before, and no overflow
    t: Values = one / (one + np.float32(0.3275911) * size)
    missing = np.zeros_like(t)
    for factor in _ERF:  # numpy.polyval would answer in float64 whatever it is given
        missing = (missing + np.float32(factor)) * t
    return np.sign(values) * (one - missing * np.exp(-size * size))


def gelu(values: Values) -> Values:
    """Return x · (1 + erf(x / √2)) / 2."""
    half: Values = values * np.float32(0.5)
    return half + half * erf(values * np.float32(math.sqrt(0.5)))


def squareplus(values: Values) -> Values:
    """Return (x + √(x² + 4)) / 2."""
    root: Values = np.hypot(values, np.float32(2))
    return (values + root) * np.float32(0.5)


def exponential(values: Values) -> Values:
    """Return exp(x)."""
    power: Values = np.exp(values)
    return power


def hard_shrink(values: Values) -> Values:
    """Return values beyond ±1/2, 0 for the others."""
    return np.where(np.abs(values) > 0.5, values, np.zeros_like(values))


def soft_shrink(values: Values) -> Values:
    """Return values brought nearer to 0 by 1/2."""
    nearer: Values = np.sign(values) * np.maximum(np.abs(values) - 0.5, np.zeros_like(values))
    return nearer


def log_softmax(values: Values) -> Values:
    """Return the logarithms of `softmax`."""
    moved = values - values.max(axis=-1, keepdims=True)
    logarithms: Values = moved - np.log(np.exp(moved).sum(axis=-1, keepdims=True))
    return logarithms


ACTIVATIONS: Mapping[str, Callable[[Values], Values]] = {
    "linear": lambda values: values,
    "relu": relu,
    "relu6": lambda values: np.clip(values, np.float32(0), np.float32(6)),
    "leaky_relu": leaky_relu,
    "elu": elu,
    "celu": elu,
    "selu": lambda values: np.float32(_SELU_SCALE) * elu(values, _SELU_ALPHA),
    "gelu": gelu,
    "silu": lambda values: values * sigmoid(values),
    "softplus": softplus,
    "softsign": softsign,
    "squareplus": squareplus,
    "mish": lambda values: values * np.tanh(softplus(values)),
    "exponential": exponential,
    "sigmoid": sigmoid,
    "log_sigmoid": lambda values: -softplus(-values),
    "tanh": np.tanh,
    "hard_sigmoid": hard_sigmoid,
    "hard_silu": lambda values: values * hard_sigmoid(values),
    "hard_tanh": lambda values: np.clip(values, np.float32(-1), np.float32(1)),
    "hard_shrink": hard_shrink,
    "soft_shrink": soft_shrink,
    "tanh_shrink": lambda values: values - np.tanh(values),
    "softmax": softmax,
    "log_softmax": log_softmax,
}
