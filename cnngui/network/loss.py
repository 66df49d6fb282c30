"""Which loss and metric follow from the last layer and the labels.

Decisions: an output that ends in softmax or sigmoid is read as probabilities; every other output as scores
(logits), and the loss takes the softmax or sigmoid itself. Both have the same cost and the same gradient, so
a linear last layer, as several slides have it, is no mistake.
"""

from __future__ import annotations

from cnngui.network.activations import final_activation
from cnngui.network.infer import infer
from cnngui.network.network import Network
from cnngui.network.problems import Problem
from cnngui.network.recipe import Recipe
from cnngui.network.shapes import shape_text


def chosen_loss(network: Network, recipe: Recipe, classes: int) -> str:
    """Return Keras' name of the loss: the recipe's own, or the one that fits the output.

    A single output for two classes gets ``binary_crossentropy``, all else
    ``sparse_categorical_crossentropy``.
    """
    if recipe.loss != "auto":
        return recipe.loss
    single = classes == 2 and infer(network).output_shape == (1,)
    return "binary_crossentropy" if single else "sparse_categorical_crossentropy"


def chosen_metric(network: Network, recipe: Recipe, classes: int) -> str:
    """Return the name of the metric that is shown beside the cost: "accuracy" unless the recipe says else."""
    return "accuracy" if recipe.metric == "auto" else recipe.metric


def from_logits(network: Network) -> bool:
    """Return whether the output is scores, so that loss and predictions must take softmax (or sigmoid)."""
    return final_activation(network.layers)[0] not in ("softmax", "sigmoid")


def loss_problems(network: Network, recipe: Recipe, classes: int) -> tuple[Problem, ...]:
    """Return why a loss that the recipe names cannot be taken of this network's output.

    With the other losses, labels are made to fit: one-hot for one output a class, 0 and 1 for a single one.
    """
    output = infer(network, classes).output_shape
    if recipe.loss != "sparse_categorical_crossentropy" or output != (1,):
        return ()
    values = {"loss": recipe.loss, "output": shape_text(output), "classes": classes}
    return (Problem(network.names[-1] if network.layers else "", "network.loss_does_not_fit", values=values),)
