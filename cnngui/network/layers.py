"""The layers a network is made of, with Keras' own argument names and defaults.

Every layer is a frozen pydantic model; `AnyLayer` is the discriminated union on ``kind`` that reads them
from JSON. Fields carry their limits, and the hints a form needs (`Step`, `Advanced`), so there is no second
list of them. What a layer *does* to a shape stands in `cnngui.network.rules`, what a person reads about it
in `cnngui.network.table`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from cnngui.network.initializers import AnyInitializer, GlorotUniform, Ones, Zeros

MAX_UNITS = 65_536
MAX_WINDOW = 1_024

Padding = Literal["valid", "same"]
ActivationName = Literal["linear", "relu", "leaky_relu", "elu", "gelu", "sigmoid", "tanh", "softmax"]
Name = Annotated[str, Field(max_length=64, pattern=r"^([A-Za-z0-9][A-Za-z0-9_.\-]*)?$")]


@dataclass(frozen=True)
class Step:
    """How far one press of an editor's arrow moves a field."""

    size: float


@dataclass(frozen=True)
class Advanced:
    """A field that a form folds away at first."""


def _as_pair(value: Any) -> Any:
    """Take one number for both axes, as Keras does."""
    return (value, value) if isinstance(value, int) and not isinstance(value, bool) else value


# Numbers and switches are strict: pydantic would otherwise read "32", 32.0 and true as the number 32 or 1,
# and a file with such a slip should say so.
Count = Annotated[int, Field(strict=True, ge=1, le=MAX_UNITS)]
Side = Annotated[int, Field(strict=True, ge=1, le=MAX_WINDOW)]
Pair = Annotated[tuple[Side, Side], BeforeValidator(_as_pair)]
Switch = Annotated[bool, Field(strict=True)]
Seed = Annotated[int, Field(strict=True, ge=0, le=2**31 - 1)]


class Layer(BaseModel):
    """What all layers share: a kind, and a name that is unique in its network."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: Name = ""


class Conv2D(Layer):
    """Slide a window over the picture and take one weighted sum a place and filter."""

    kind: Literal["Conv2D"] = "Conv2D"
    filters: Count = 32
    kernel_size: Pair = (3, 3)
    strides: Pair = (1, 1)
    padding: Padding = "valid"
    activation: ActivationName = "linear"
    use_bias: Switch = True
    kernel_initializer: AnyInitializer = GlorotUniform()
    bias_initializer: Annotated[AnyInitializer, Advanced()] = Zeros()
    dilation_rate: Annotated[Pair, Advanced()] = (1, 1)
    groups: Annotated[Count, Advanced()] = 1


class Pooling2D(Layer):
    """What the two pooling layers share. ``strides=None`` means the pool size, as in Keras."""

    pool_size: Pair = (2, 2)
    strides: Pair | None = None
    padding: Padding = "valid"


class MaxPooling2D(Pooling2D):
    """Keep the largest value of each window."""

    kind: Literal["MaxPooling2D"] = "MaxPooling2D"


class AveragePooling2D(Pooling2D):
    """Keep the mean of each window."""

    kind: Literal["AveragePooling2D"] = "AveragePooling2D"


class Flatten(Layer):
    """Lay all values out in one row, so that a Dense layer can read them."""

    kind: Literal["Flatten"] = "Flatten"


class Dense(Layer):
    """Connect every input to every unit."""

    kind: Literal["Dense"] = "Dense"
    units: Count = 128
    activation: ActivationName = "linear"
    use_bias: Switch = True
    kernel_initializer: AnyInitializer = GlorotUniform()
    bias_initializer: Annotated[AnyInitializer, Advanced()] = Zeros()


class Dropout(Layer):
    """Silence a random share of the values while training; do nothing when predicting.

    ``rate`` is the share that is dropped: the slides' ``keep_prob`` is 1 - rate.
    """

    kind: Literal["Dropout"] = "Dropout"
    rate: Annotated[float, Field(strict=True, ge=0, lt=1, allow_inf_nan=False), Step(0.05)] = 0.5
    seed: Annotated[Seed | None, Advanced()] = None


class Activation(Layer):
    """Apply a function to each value."""

    kind: Literal["Activation"] = "Activation"
    activation: ActivationName = "relu"


class BatchNormalization(Layer):
    """Bring each channel to mean 0 and variance 1 over the batch, then scale and shift it."""

    kind: Literal["BatchNormalization"] = "BatchNormalization"
    momentum: Annotated[float, Field(strict=True, ge=0, le=1, allow_inf_nan=False), Step(0.01)] = 0.99
    epsilon: Annotated[float, Field(strict=True, gt=0, le=1, allow_inf_nan=False), Step(0.001)] = 0.001
    center: Switch = True
    scale: Switch = True
    beta_initializer: Annotated[AnyInitializer, Advanced()] = Zeros()
    gamma_initializer: Annotated[AnyInitializer, Advanced()] = Ones()
    moving_mean_initializer: Annotated[AnyInitializer, Advanced()] = Zeros()
    moving_variance_initializer: Annotated[AnyInitializer, Advanced()] = Ones()


AnyLayer = Annotated[
    Conv2D | MaxPooling2D | AveragePooling2D | Flatten | Dense | Dropout | Activation | BatchNormalization,
    Field(discriminator="kind"),
]
