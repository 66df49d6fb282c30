"""How weights start: Keras' initializers, read from JSON as a name or as an object with arguments."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

Finite = Annotated[float, Field(strict=True, ge=-1e6, le=1e6, allow_inf_nan=False)]
Spread = Annotated[float, Field(strict=True, ge=0, le=1e6, allow_inf_nan=False)]


class Initializer(BaseModel):
    """A rule for the first value of a weight."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class GlorotUniform(Initializer):
    """Uniform within ±sqrt(6 / (fan_in + fan_out)) (Glorot and Bengio, 2010); the slides' "Xavier"."""

    kind: Literal["glorot_uniform"] = "glorot_uniform"


class GlorotNormal(Initializer):
    """Truncated normal with variance 2 / (fan_in + fan_out)."""

    kind: Literal["glorot_normal"] = "glorot_normal"


class HeUniform(Initializer):
    """Uniform within ±sqrt(6 / fan_in) (He et al., 2015)."""

    kind: Literal["he_uniform"] = "he_uniform"


class HeNormal(Initializer):
    """Truncated normal with variance 2 / fan_in."""

    kind: Literal["he_normal"] = "he_normal"


class LecunNormal(Initializer):
    """Truncated normal with variance 1 / fan_in."""

    kind: Literal["lecun_normal"] = "lecun_normal"


class RandomNormal(Initializer):
    """Normal around `mean` with standard deviation `stddev`."""

    kind: Literal["random_normal"] = "random_normal"
    mean: Finite = 0.0
    stddev: Spread = 0.05


class TruncatedNormal(Initializer):
    """Normal, redrawn beyond two standard deviations."""

    kind: Literal["truncated_normal"] = "truncated_normal"
    mean: Finite = 0.0
    stddev: Spread = 0.05


class RandomUniform(Initializer):
    """Uniform between `minval` and `maxval`."""

    kind: Literal["random_uniform"] = "random_uniform"
    minval: Finite = -0.05
    maxval: Finite = 0.05


class Orthogonal(Initializer):
    """An orthogonal matrix times `gain`."""

    kind: Literal["orthogonal"] = "orthogonal"
    gain: Finite = 1.0


class Zeros(Initializer):
    """All 0."""

    kind: Literal["zeros"] = "zeros"


class Ones(Initializer):
    """All 1."""

    kind: Literal["ones"] = "ones"


class Constant(Initializer):
    """All `value`."""

    kind: Literal["constant"] = "constant"
    value: Finite = 0.0


def _from_name(value: Any) -> Any:
    """Take a bare name for an initializer with its defaults, as Keras does."""
    return {"kind": value} if isinstance(value, str) else value


AnyInitializer = Annotated[
    GlorotUniform
    | GlorotNormal
    | HeUniform
    | HeNormal
    | LecunNormal
    | RandomNormal
    | TruncatedNormal
    | RandomUniform
    | Orthogonal
    | Zeros
    | Ones
    | Constant,
    BeforeValidator(_from_name),
    Field(discriminator="kind"),
]
