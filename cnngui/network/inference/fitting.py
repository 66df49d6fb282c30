"""A network that fits other data: its input, and the numbers that it answers with."""

from __future__ import annotations

from cnngui.network.edit import apply_fix
from cnngui.network.inference.infer import infer
from cnngui.network.network import Network, Shape
from cnngui.network.recipe import Loss

_MOST_STEPS = 8


def fitted(
    network: Network, classes: int | None, data_shape: Shape | None, words: int = 0, loss: Loss = "auto"
) -> Network | None:
    """Return `network` with the first fix of each error that only the data bring; None if that mends not all.

    Args:
        classes, data_shape, words, loss: as `infer` takes them.
    """
    if not network.layers or not infer(network).ok:
        return None
    for _ in range(_MOST_STEPS):
        errors = infer(network, classes, data_shape, words, loss).errors
        # That nothing is left to train is a person's choice, and none of the data's doing.
        errors = tuple(error for error in errors if error.code != "network.nothing_trainable")
        if not errors:
            return network
        fix = next((problem.fixes[0] for problem in errors if problem.fixes), None)
        if fix is None:
            return None
        network = apply_fix(network, fix)
    return None
