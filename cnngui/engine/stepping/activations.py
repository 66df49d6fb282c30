"""Every activation by its name, on one place's values in float64."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from math import erf, sqrt
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cnngui.engine.numpy_backend.activations import ACTIVATIONS

Numbers = NDArray[np.float64]
OVER_ALL = frozenset({"softmax", "log_softmax"})
"""Those that weigh a value against the others of its place."""


def _log_softmax(values: Numbers) -> Numbers:
    moved = values - values.max()
    logarithms: Numbers = moved - np.log(np.exp(moved).sum())
    return logarithms


_MORE: Mapping[str, Callable[[Numbers], Numbers]] = {
    "gelu": lambda values: np.array([each * (1 + erf(each / sqrt(2))) / 2 for each in values]),
    "squareplus": lambda values: (values + np.sqrt(values**2 + 4)) / 2,
    "hard_shrink": lambda values: np.where(np.abs(values) > 0.5, values, 0.0),
    "soft_shrink": lambda values: np.sign(values) * np.maximum(np.abs(values) - 0.5, 0.0),
    "log_softmax": _log_softmax,
}


def activated(name: str, values: Numbers) -> Numbers:
    """Return what an activation makes of the values of one place, (channels,).

    Raises:
        KeyError: for a name that no layer can have.
    """
    # Those of float32 answer in float64 when they are given it.
    function: Callable[[Any], Any] = _MORE[name] if name in _MORE else ACTIVATIONS[name]
    return np.asarray(function(values), np.float64)
