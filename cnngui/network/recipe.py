"""How a network is trained: the values a person sets before pressing Train, in Keras' words."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from cnngui.network.schedules import AnySchedule, Constant

Rate = Annotated[float, Field(strict=True, gt=0, le=1e6, allow_inf_nan=False)]
Share = Annotated[float, Field(strict=True, ge=0, lt=1, allow_inf_nan=False)]
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


AnyOptimizer = Annotated[SGD | RMSprop | Adam, Field(discriminator="kind")]


class Recipe(_Frozen):
    """Optimizer, batch size, epochs, seed and split.

    There is no weight decay here: that is a layer's ``kernel_regularizer``. A decay of 5e-4, as AlexNet has
    it, is L2 with 2.5e-4, because the gradient of ``l2 · w²`` is ``2 · l2 · w``.

    Attributes:
        schedule: how the optimizer's learning rate changes as training goes on.
        validation_split: share of the training samples held back for validation; 0 validates on the
            data's own test part.
        loss: "auto" follows from the last layer and the labels (`cnngui.network.loss.chosen_loss`).
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
