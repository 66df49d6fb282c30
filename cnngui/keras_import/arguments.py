"""Arguments of Keras' layers as the values of our fields."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, get_args

import numpy as np
from pydantic import ValidationError

from cnngui.network.config_objects import ConfigObject
from cnngui.network.initializers import AnyInitializer
from cnngui.network.layers import ActivationName
from cnngui.network.penalties import AnyConstraint, AnyRegularizer

_ALIASES = {"swish": "silu", "hard_swish": "hard_silu"}
_ACTIVATION_MODULES = ("builtins", "keras.activations")


def _classes(union: Any) -> dict[str, type[ConfigObject]]:
    return {cls.__name__: cls for cls in get_args(get_args(union)[0])}


_FAMILIES = {
    "initializer": _classes(AnyInitializer),
    "regularizer": _classes(AnyRegularizer),
    "constraint": _classes(AnyConstraint),
}
_ACTIVATIONS: tuple[str, ...] = get_args(ActivationName)


def activation(value: Any) -> str | None:
    """Return our name of an activation, None for one that we lack.

    Keras writes a name, or an object around one. What is written as code is never looked at.
    """
    if value is None:
        return "linear"
    if isinstance(value, dict) and value.get("module") in _ACTIVATION_MODULES:
        value = value.get("config")
    if not isinstance(value, str):
        return None
    value = _ALIASES.get(value, value)
    return value if value in _ACTIVATIONS else None


def config_object(role: str, value: Any) -> ConfigObject | None:
    """Return an initializer, regularizer or constraint; None for one that we lack.

    Args:
        role: "initializer", "regularizer" or "constraint".
        value: Keras' name of a class, or an object with class_name and config.
    """
    config: Any = {}
    if isinstance(value, dict):
        if value.get("module") != f"keras.{role}s" or value.get("registered_name") is not None:
            return None
        config, value = value.get("config"), value.get("class_name")
    cls = _FAMILIES[role].get(value) if isinstance(value, str) else None
    if cls is None or not isinstance(config, dict) or not _along_first_axis(config):
        return None
    known = {name: tidy(config[name]) for name in cls.model_fields if name != "kind" and name in config}
    try:
        return cls.model_validate(known)
    except ValidationError:
        return None


def tidy(value: Any) -> Any:
    """Return the shortest number that is the same float32: Keras writes 0.001 as 0.0010000000474974513."""
    if not isinstance(value, float) or len(repr(value)) < 12:
        return value
    with np.errstate(over="ignore"):
        single = np.float32(value)
    return float(str(single)) if float(single) == value else value


def same_for_both(value: Any) -> Any:
    """Return one share for ``[-share, share]``, as Keras stores the factors of random layers."""
    is_range = isinstance(value, list) and len(value) == 2 and all(isinstance(each, float) for each in value)
    return value[1] if is_range and value[0] == -value[1] else value


def _along_first_axis(config: Mapping[str, Any]) -> bool:
    """Our constraints take norms along the first axis, as Keras does unless told otherwise."""
    return config.get("axis", 0) in (0, [0])
