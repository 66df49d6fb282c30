"""Which function the values have gone through last."""

from __future__ import annotations

from collections.abc import Sequence

from cnngui.network.blocks import AnyEntry, Block, Repeat
from cnngui.network.inference.registry import KINDS
from cnngui.network.layers import ActivationName, AnyLayer, ReLU


def layer_activation(layer: AnyEntry) -> ActivationName | None:
    """Return the layer's own activation, a ReLU's too that cuts off; None for kinds that have none."""
    if isinstance(layer, ReLU) and not layer.negative_slope:
        return "relu"
    name: ActivationName | None = getattr(layer, "activation", None)
    return name


def final_activation(layers: Sequence[AnyEntry]) -> tuple[ActivationName, AnyEntry | None]:
    """Return the function that the output of `layers` has gone through last, and its layer.

    Noise, Flatten, Reshape and a linear Activation are looked through, and so is a Repeat. ("linear", None)
    when there is none; branches that are joined have none.
    """
    for layer in reversed(layers):
        if isinstance(layer, Repeat):
            inner, found = final_activation(layer.branches[0])
            if found is not None:
                return inner, found
        elif isinstance(layer, Block) or not _looked_through(layer):
            return layer_activation(layer) or "linear", layer
    return "linear", None


def _looked_through(layer: AnyLayer) -> bool:
    return KINDS[layer.kind].transparent or (layer.kind == "Activation" and layer.activation == "linear")
