"""What Keras calls the arrays of a layer, in the order of ``keras.Layer.weights``.

tests/engine/keras_backend/test_weight_names.py compares every answer with the Keras layer itself.
"""

from __future__ import annotations

from typing import Any

from cnngui.network.layers import AnyLayer

_ALONE = {"Embedding": "embeddings", "PositionBias": "bias", "PReLU": "alpha"}
_KERNELS = {
    "SeparableConv2D": ("depthwise_kernel", "pointwise_kernel"),
    "SimpleRNN": ("kernel", "recurrent_kernel"),
    "LSTM": ("kernel", "recurrent_kernel"),
}


def weight_names(layer: AnyLayer) -> tuple[str, ...]:
    """Return them, () for a layer that has none."""
    fields: Any = layer
    if layer.kind in _ALONE:
        return (_ALONE[layer.kind],)
    if hasattr(layer, "kernel_initializer") or layer.kind in _KERNELS:
        return (*_KERNELS.get(layer.kind, ("kernel",)), *(("bias",) if fields.use_bias else ()))
    if hasattr(layer, "gamma_initializer"):
        learned = (("gamma", fields.scale), ("beta", fields.center))
        measured = ("moving_mean", "moving_variance") if layer.kind == "BatchNormalization" else ()
        return (*(name for name, there in learned if there), *measured)
    return ()
