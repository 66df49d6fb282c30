"""What is minimised and what is shown, sample by sample, for the losses and metrics a recipe can name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import keras
import tensorflow as tf

from cnngui.network.inference.infer import infer
from cnngui.network.loss import chosen_loss, chosen_metric, from_logits
from cnngui.network.network import Network
from cnngui.network.recipe import Recipe


@dataclass(frozen=True)
class Objective:
    """Loss and metric of a network's output.

    Attributes:
        loss_name, metric_name: Keras' names.
        logits: the output is scores; loss and metric take softmax or sigmoid of it.
        outputs: how many numbers the network answers with: one a class, or a single one for two classes.
        label_smoothing: as in `cnngui.network.recipe.Recipe`.
        class_weights: what a sample of each class counts in training; empty where all count alike.
    """

    loss_name: str
    metric_name: str
    logits: bool
    outputs: int
    label_smoothing: float = 0.0
    class_weights: tuple[float, ...] = ()

    def training_loss(self, labels: Any, answers: Any) -> Any:
        """Return float32 (batch,): `loss`, each sample's times the weight of its class, as by Keras' fit."""
        losses = self.loss(labels, answers)
        return losses * tf.gather(tf.constant(self.class_weights), labels) if self.class_weights else losses

    def loss(self, labels: Any, answers: Any) -> Any:
        """Return float32 (batch,).

        Args:
            labels: int64 (batch,) class indices.
            answers: float32 (batch, outputs).
        """
        smoothed = {"from_logits": self.logits, "label_smoothing": self.label_smoothing}
        if self.loss_name == "sparse_categorical_crossentropy":
            if self.label_smoothing:
                return keras.losses.categorical_crossentropy(self._targets(labels), answers, **smoothed)
            return keras.losses.sparse_categorical_crossentropy(labels, answers, from_logits=self.logits)
        targets = self._targets(labels)
        if self.loss_name == "binary_crossentropy":
            return keras.losses.binary_crossentropy(targets, answers, **smoothed)
        return keras.losses.mean_squared_error(targets, answers)

    def metric(self, labels: Any, answers: Any) -> Any:
        """Return float32 (batch,): 1 for a right answer and 0 for a wrong one, or the mean absolute error."""
        if self.metric_name == "mean_absolute_error":
            return keras.losses.mean_absolute_error(self._targets(labels), answers)
        return tf.cast(tf.equal(self.classes(answers), labels), tf.float32)

    def classes(self, answers: Any) -> Any:
        """Return int64 (batch,): the class each answer names."""
        if self.outputs > 1:
            return tf.argmax(answers, axis=-1)
        return tf.cast(answers[:, 0] > (0.0 if self.logits else 0.5), tf.int64)

    def _targets(self, labels: Any) -> Any:
        if self.outputs > 1:
            return tf.one_hot(labels, self.outputs)
        return tf.cast(labels, tf.float32)[:, tf.newaxis]


def penalty(model: keras.Model) -> Any:
    """Return what the weights of `model` add to the loss: a scalar tensor, 0.0 without regularizers."""
    return tf.add_n(model.losses) if model.losses else 0.0


def objective_of(network: Network, recipe: Recipe, classes: int) -> Objective:
    """Return the objective that the recipe names, or that follows from the last layer and the labels."""
    shape = infer(network).output_shape or (1,)
    loss, metric = chosen_loss(network, recipe, classes), chosen_metric(recipe)
    weights = [recipe.class_weight.get(place, 1.0) for place in range(classes)]
    return Objective(
        loss_name=loss,
        metric_name=metric,
        logits=from_logits(network),
        outputs=shape[-1],
        label_smoothing=recipe.label_smoothing,
        class_weights=() if set(weights) <= {1.0} else tuple(weights),
    )
