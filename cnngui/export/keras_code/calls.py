"""A layer as the call that makes it: ``layers.Conv2D(32, 3, padding="same")``."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

from cnngui.network.config_objects import ConfigObject
from cnngui.network.inference.registry import OWN_KINDS
from cnngui.network.initializers import Constant
from cnngui.network.layers import AnyLayer, shortest_edges

_MODULES = {"initializer": "initializers", "regularizer": "regularizers", "constraint": "constraints"}

NEEDED: Mapping[str, tuple[str, ...]] = {
    **dict.fromkeys(
        ("Conv1D", "Conv2D", "Conv3D", "Conv2DTranspose", "SeparableConv2D"), ("filters", "kernel_size")
    ),
    "DepthwiseConv2D": ("kernel_size",),
    **dict.fromkeys(("AveragePooling1D", "AveragePooling2D", "AveragePooling3D"), ("pool_size",)),
    "Dense": ("units",),
    "Embedding": ("input_dim", "output_dim"),
    "SimpleRNN": ("units",),
    "LSTM": ("units",),
    "Dropout": ("rate",),
    **dict.fromkeys(("SpatialDropout1D", "SpatialDropout2D", "SpatialDropout3D"), ("rate",)),
    **dict.fromkeys(("AlphaDropout", "GaussianDropout"), ("rate",)),
    "GaussianNoise": ("stddev",),
    "Activation": ("activation",),
    "Reshape": ("target_shape",),
    "Rescaling": ("scale",),
    "RandomRotation": ("factor",),
    "RandomTranslation": ("height_factor", "width_factor"),
    "RandomZoom": ("height_factor",),
}
"""Arguments without a default in Keras: they come first, and without their names."""

USUALLY_BARE: Mapping[str, str] = {
    **{f"MaxPooling{axes}D": "pool_size" for axes in (1, 2, 3)},
    "ZeroPadding2D": "padding",
    "LeakyReLU": "negative_slope",
    "Cropping2D": "cropping",
    "UpSampling2D": "size",
    "RandomFlip": "mode",
    "Maxout": "num_pieces",
}
"""Keras' first argument, where it has a default but is usually written without its name."""

ALWAYS_WRITTEN: Mapping[str, tuple[str, ...]] = {"Normalization": ("mean", "variance")}
"""Arguments whose default in Keras is another: None would have them measured."""

Written = Callable[[str, Any], str]


def class_of(kind: str) -> str:
    """Return how the program calls the class of a kind."""
    return kind if kind in OWN_KINDS else f"layers.{kind}"


def arguments_of(layer: AnyLayer, name: str = "", varying: Mapping[str, str] | None = None) -> list[str]:
    """Return the arguments of the call, defaults left out.

    Args:
        name: to be written as the layer's name; "" for none.
        varying: fields whose value is given by an expression, as in a function.
    """
    varying = varying or {}
    needed = NEEDED.get(layer.kind, ())
    always = ALWAYS_WRITTEN.get(layer.kind, ())
    bare = (*needed, USUALLY_BARE.get(layer.kind, ""))
    written = []
    others = (field for field in type(layer).model_fields if field not in needed)
    for field in sorted((*needed, *others), key=lambda field: field == "trainable"):
        value = getattr(layer, field)
        default = type(layer).model_fields[field].default
        left_out = value == default and field not in (*needed, *varying, *always)
        if field in ("kind", "name") or left_out:
            continue
        text = varying.get(field) or field_text(field, value)
        written.append(text if field in bare else f"{field}={text}")
    return written + ([f"name={value_text(name)}"] if name else [])


def field_text(field: str, value: Any) -> str:
    """Write a field's value: sizes that are the same on all axes as one number, as Keras takes them."""
    if isinstance(value, ConfigObject):
        return _config_object_text(field, value)
    return value_text(shortest(field, value))


def shortest(field: str, value: Any) -> Any:
    """Return one number for sizes that are the same on all axes."""
    if isinstance(value, tuple) and value and isinstance(value[0], tuple):
        return shortest_edges(value)
    same = isinstance(value, tuple) and len(value) > 1 and len(set(value)) == 1
    return value[0] if same and field not in ("target_shape", "shared_axes") else value


def value_text(value: Any) -> str:
    """Write a plain value as Python does, text in double quotes."""
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, tuple):
        inner = ", ".join(map(value_text, value))
        return f"({inner},)" if len(value) == 1 else f"({inner})"
    if isinstance(value, float):
        return _float_text(value)
    return repr(value)


def _float_text(value: float) -> str:
    """Write 0.00392156862745098 as ``1 / 255``, and 2.0 as it is."""
    if 0.001 < value < 0.5 and len(repr(value)) > 8 and 1 / round(1 / value) == value:
        return f"1 / {round(1 / value)}"
    return repr(value)


def _config_object_text(field: str, config_object: ConfigObject) -> str:
    own = [
        f"{name}={value_text(value)}"
        for name, value in config_object
        if name != "kind" and value != type(config_object).model_fields[name].default
    ]
    # keras 3.15 raises KeyError for the bare name of a constant.
    if not own and not isinstance(config_object, Constant):
        return value_text(type(config_object).model_fields["kind"].default)
    return f"keras.{_MODULES[field.rpartition('_')[2]]}.{type(config_object).__name__}({', '.join(own)})"
