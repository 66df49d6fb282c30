"""Keras' activations by their names, but for those that numpy has no simple words for."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
from numpy.typing import NDArray

Values = NDArray[np.float32]

_SELU_ALPHA, _SELU_SCALE = 1.6732632423543772, 1.0507009873554805


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


ACTIVATIONS: Mapping[str, Callable[[Values], Values]] = {
    "linear": lambda values: values,
    "relu": relu,
    "relu6": lambda values: np.clip(values, np.float32(0), np.float32(6)),
    "leaky_relu": leaky_relu,
    "elu": elu,
    "celu": elu,
    "selu": lambda values: np.float32(_SELU_SCALE) * elu(values, _SELU_ALPHA),
    "silu": lambda values: values * sigmoid(values),
    "softplus": softplus,
    "softsign": softsign,
    "mish": lambda values: values * np.tanh(softplus(values)),
    "exponential": lambda values: np.exp(values, dtype=np.float32),
    "sigmoid": sigmoid,
    "log_sigmoid": lambda values: -softplus(-values),
    "tanh": np.tanh,
    "hard_sigmoid": hard_sigmoid,
    "hard_silu": lambda values: values * hard_sigmoid(values),
    "hard_tanh": lambda values: np.clip(values, np.float32(-1), np.float32(1)),
    "tanh_shrink": lambda values: values - np.tanh(values),
    "softmax": softmax,
}
