"""Every activation by its name, on one place's values in float64."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cnngui.engine.numpy_backend.activations import ACTIVATIONS

Numbers = NDArray[np.float64]
OVER_ALL = frozenset({"softmax", "log_softmax"})
"""Those that weigh a value against the others of its place."""


def activated(name: str, values: Numbers) -> Numbers:
    """Return what an activation makes of the values of one place, (channels,).

    Raises:
        KeyError: for a name that no layer can have.
    """
    # Those of float32 answer in float64 when they are given it.
    function: Callable[[Any], Any] = ACTIVATIONS[name]
    return np.asarray(function(values), np.float64)
