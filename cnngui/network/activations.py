"""Which function the values have gone through last."""

from __future__ import annotations

from collections.abc import Sequence

from cnngui.network.layers import ActivationName, AnyLayer

# They leave values as they are when predicting.
_TRANSPARENT = frozenset({"Dropout", "Flatten"})


def layer_activation(layer: AnyLayer) -> ActivationName | None:
    """Return the layer's own activation; None for kinds that have none."""
    name: ActivationName | None = getattr(layer, "activation", None)
    return name


def final_activation(layers: Sequence[AnyLayer]) -> tuple[ActivationName, int]:
    """Return the function that the output of `layers` has gone through last, and the place of its layer.

    Dropout, Flatten and a linear Activation are looked through. ("linear", -1) when there is none.
    """
    for place in range(len(layers) - 1, -1, -1):
        layer = layers[place]
        if layer.kind in _TRANSPARENT or (layer.kind == "Activation" and layer.activation == "linear"):
            continue
        return layer_activation(layer) or "linear", place
    return "linear", -1
