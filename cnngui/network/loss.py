"""Which loss and metric follow from the last layer and the labels.

Decisions: an output that ends in softmax or sigmoid is read as probabilities; every other output as scores
(logits), and the loss takes the softmax or sigmoid itself. Both have the same cost and the same gradient, so
a linear last layer, as several slides have it, is no mistake.
"""

from __future__ import annotations

from cnngui.network.inference.activations import final_activation
from cnngui.network.inference.infer import infer
from cnngui.network.network import Network
from cnngui.network.recipe import Recipe


def chosen_loss(network: Network, recipe: Recipe, classes: int) -> str:
    """Return Keras' name of the loss: the recipe's own, or the one that fits the output.

    A single output for two classes gets ``binary_crossentropy``, all else
    ``sparse_categorical_crossentropy``.
    """
    if recipe.loss != "auto":
        return recipe.loss
    single = classes == 2 and infer(network).output_shape == (1,)
    return "binary_crossentropy" if single else "sparse_categorical_crossentropy"


def chosen_metric(recipe: Recipe) -> str:
    """Return the name of the metric that is shown beside the cost: "accuracy" unless the recipe says else."""
    return "accuracy" if recipe.metric == "auto" else recipe.metric


def from_logits(network: Network) -> bool:
    """Return whether the output is scores, so that loss and predictions must take softmax (or sigmoid)."""
    return final_activation(network.layers)[0] not in ("softmax", "sigmoid")
