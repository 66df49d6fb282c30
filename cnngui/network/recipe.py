"""How a network is trained: the values a person sets before pressing Train, in Keras' words."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from cnngui.network.augmentation import Augmentation
from cnngui.network.config_objects import SingleStep
from cnngui.network.schedules import AnySchedule, Constant

Rate = Annotated[float, Field(strict=True, gt=0, le=1e6, allow_inf_nan=False)]
Share = Annotated[float, Field(strict=True, ge=0, lt=1, allow_inf_nan=False), SingleStep(0.05)]
Weight = Annotated[float, Field(strict=True, ge=0, le=1e6, allow_inf_nan=False)]
Smoothing = Annotated[float, Field(strict=True, ge=0, le=0.5, allow_inf_nan=False), SingleStep(0.05)]
ClassIndex = Annotated[int, Field(ge=0, lt=65_536)]
Loss = Literal["auto", "sparse_categorical_crossentropy", "binary_crossentropy", "mean_squared_error"]
Metric = Literal["auto", "accuracy", "mean_absolute_error"]
Policy = Literal["float32", "mixed_bfloat16"]
Precision = Literal["auto", Policy]


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class SGD(_Frozen):
    """Plain gradient descent, with momentum on demand."""

    kind: Literal["SGD"] = "SGD"
    learning_rate: Rate = 0.01
    momentum: Share = 0.0
    nesterov: Annotated[bool, Field(strict=True)] = False


class RMSprop(_Frozen):
    """Divides each step by a running mean of the gradient's size (Hinton, 2012)."""

    kind: Literal["RMSprop"] = "RMSprop"
    learning_rate: Rate = 0.001
    rho: Share = 0.9
    momentum: Share = 0.0


class Adam(_Frozen):
    """Momentum and step size for each weight (Kingma and Ba, 2014)."""

    kind: Literal["Adam"] = "Adam"
    learning_rate: Rate = 0.001
    beta_1: Share = 0.9
    beta_2: Share = 0.999


class AdamW(_Frozen):
    """Adam that also shrinks each weight in every step (Loshchilov and Hutter, 2019).

    Attributes:
        weight_decay: each weight loses this share of the learning rate a step, biases too, as in Keras.
    """

    kind: Literal["AdamW"] = "AdamW"
    learning_rate: Rate = 0.001
    beta_1: Share = 0.9
    beta_2: Share = 0.999
    weight_decay: Weight = 0.004


class Nadam(_Frozen):
    """Adam with Nesterov's momentum (Dozat, 2016)."""

    kind: Literal["Nadam"] = "Nadam"
    learning_rate: Rate = 0.001
    beta_1: Share = 0.9
    beta_2: Share = 0.999


class Adagrad(_Frozen):
    """Divides each step by all gradients until then: weights that rarely learn take large ones (Duchi, 2011).

    Attributes:
        initial_accumulator_value: what the sum of squared gradients starts from.
    """

    kind: Literal["Adagrad"] = "Adagrad"
    learning_rate: Rate = 0.001
    initial_accumulator_value: Weight = 0.1


AnyOptimizer = Annotated[SGD | RMSprop | Adam | AdamW | Nadam | Adagrad, Field(discriminator="kind")]


class EarlyStopping(_Frozen):
    """Ends a run whose validation gets no better; as Keras' callback of this name.

    Attributes:
        monitor: what is watched: the cost, or the metric that is shown beside it.
        patience: epochs in a row without an improvement that are waited for.
        min_delta: by how much an epoch must be better than the best one to count.
        restore_best_weights: a run that ends by itself, early or not, has the weights of its best epoch then.
    """

    monitor: Literal["val_loss", "val_metric"] = "val_loss"
    patience: Annotated[int, Field(strict=True, ge=1, le=100_000)] = 5
    min_delta: Weight = 0.0
    restore_best_weights: Annotated[bool, Field(strict=True)] = True


class Recipe(_Frozen):
    """Optimizer, batch size, epochs, seed and split.

    But for AdamW there is no weight decay here: that is a layer's ``kernel_regularizer``. A decay of 5e-4, as
    AlexNet has it, is L2 with 2.5e-4, because the gradient of ``l2 · w²`` is ``2 · l2 · w``.

    Attributes:
        schedule: how the optimizer's learning rate changes as training goes on.
        validation_split: share of the training samples held back for validation; 0 validates on the
            data's own test part.
        loss: "auto" follows from the last layer and the labels (`cnngui.network.loss.chosen_loss`).
        global_clipnorm: the gradient of all weights together is made no longer than this and keeps its
            direction, as by Keras' argument of this name; 0 leaves it. There is no ``clipnorm``, which cuts
            each array for itself and so turns the whole.
        label_smoothing: the share of each target that is spread over all classes, as by Keras'
            cross-entropies: ``y · (1 − s) + s / classes``; other losses are not touched.
        class_weight: what samples of a class count in training; classes that are not named count 1.
            Validation weighs nothing, as with Keras' argument of this name.
        early_stopping: None trains all epochs, and keeps the last weights.
        augmentation: how training pictures are varied.
        precision: Keras' name of the numbers that are computed in; "auto" takes what is faster on the machine
            (`cnngui.engine.precision`).
    """

    optimizer: AnyOptimizer = Adam()
    schedule: AnySchedule = Constant()
    batch_size: Annotated[int, Field(strict=True, ge=1, le=65_536)] = 100
    epochs: Annotated[int, Field(strict=True, ge=1, le=100_000)] = 5
    seed: Annotated[int, Field(strict=True, ge=0, le=2**31 - 1)] = 1
    validation_split: Annotated[float, Field(strict=True, ge=0, le=0.9, allow_inf_nan=False)] = 0.0
    loss: Loss = "auto"
    metric: Metric = "auto"
    precision: Precision = "auto"
    global_clipnorm: Weight = 0.0
    label_smoothing: Smoothing = 0.0
    class_weight: dict[ClassIndex, Weight] = {}
    early_stopping: EarlyStopping | None = None
    augmentation: Augmentation = Augmentation()
