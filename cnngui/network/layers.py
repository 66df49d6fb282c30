"""The layers a network is made of, with Keras' own argument names and defaults.

Every layer is a frozen pydantic model; `AnyLayer` is the discriminated union on ``kind`` that reads them
from JSON. What a layer *does* to a shape stands in `cnngui.network.rules`, what a person reads about it
in `cnngui.network.table`.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from cnngui.network.initializers import AnyInitializer, GlorotUniform, Ones, Zeros

MAX_UNITS = 65_536
MAX_WINDOW = 1_024

Padding = Literal["valid", "same"]
ActivationName = Literal["linear", "relu", "leaky_relu", "elu", "gelu", "sigmoid", "tanh", "softmax"]
Name = Annotated[str, Field(max_length=64, pattern=r"^([A-Za-z0-9][A-Za-z0-9_.\-]*)?$")]


def _as_pair(value: Any) -> Any:
    """Take one number for both axes, as Keras does."""
    return (value, value) if isinstance(value, int) and not isinstance(value, bool) else value


Side = Annotated[int, Field(ge=1, le=MAX_WINDOW)]
Pair = Annotated[tuple[Side, Side], BeforeValidator(_as_pair)]


class Layer(BaseModel):
    """What all layers share: a kind, and a name that is unique in its network."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: Name = ""


class Conv2D(Layer):
    """Slide a window over the picture and take one weighted sum a place and filter."""

    kind: Literal["Conv2D"] = "Conv2D"
    filters: Annotated[int, Field(ge=1, le=MAX_UNITS)] = 32
    kernel_size: Pair = (3, 3)
    strides: Pair = (1, 1)
    padding: Padding = "valid"
    dilation_rate: Pair = (1, 1)
    groups: Annotated[int, Field(ge=1, le=MAX_UNITS)] = 1
    activation: ActivationName = "linear"
    use_bias: bool = True
    kernel_initializer: AnyInitializer = GlorotUniform()
    bias_initializer: AnyInitializer = Zeros()


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
    units: Annotated[int, Field(ge=1, le=MAX_UNITS)] = 128
    activation: ActivationName = "linear"
    use_bias: bool = True
    kernel_initializer: AnyInitializer = GlorotUniform()
    bias_initializer: AnyInitializer = Zeros()


class Dropout(Layer):
    """Silence a random share of the values while training; do nothing when predicting.

    ``rate`` is the share that is dropped: the slides' ``keep_prob`` is 1 - rate.
    """

    kind: Literal["Dropout"] = "Dropout"
    rate: Annotated[float, Field(ge=0, lt=1, allow_inf_nan=False)] = 0.5
    seed: Annotated[int, Field(ge=0, le=2**31 - 1)] | None = None


class Activation(Layer):
    """Apply a function to each value."""

    kind: Literal["Activation"] = "Activation"
    activation: ActivationName = "relu"


class BatchNormalization(Layer):
    """Bring each channel to mean 0 and variance 1 over the batch, then scale and shift it by learned values."""

    kind: Literal["BatchNormalization"] = "BatchNormalization"
    momentum: Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)] = 0.99
    epsilon: Annotated[float, Field(gt=0, le=1, allow_inf_nan=False)] = 0.001
    center: bool = True
    scale: bool = True
    beta_initializer: AnyInitializer = Zeros()
    gamma_initializer: AnyInitializer = Ones()
    moving_mean_initializer: AnyInitializer = Zeros()
    moving_variance_initializer: AnyInitializer = Ones()


AnyLayer = Annotated[
    Conv2D
    | MaxPooling2D
    | AveragePooling2D
    | Flatten
    | Dense
    | Dropout
    | Activation
    | BatchNormalization,
    Field(discriminator="kind"),
]
