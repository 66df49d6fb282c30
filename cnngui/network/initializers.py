"""How weights start: Keras' initializers, read from JSON as a name or as an object with arguments."""

from __future__ import annotations

from typing import Annotated, Literal

from cnngui.network.config_objects import BY_NAME, Amount, ConfigObject, Finite


class Initializer(ConfigObject):
    """A rule for the first value of a weight."""


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


class LecunUniform(Initializer):
    """Uniform within ±sqrt(3 / fan_in)."""

    kind: Literal["lecun_uniform"] = "lecun_uniform"


class RandomNormal(Initializer):
    """Normal around `mean` with standard deviation `stddev`."""

    kind: Literal["random_normal"] = "random_normal"
    mean: Finite = 0.0
    stddev: Amount = 0.05


class TruncatedNormal(Initializer):
    """Normal, redrawn beyond two standard deviations."""

    kind: Literal["truncated_normal"] = "truncated_normal"
    mean: Finite = 0.0
    stddev: Amount = 0.05


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


_Scaled = GlorotUniform | GlorotNormal | HeUniform | HeNormal | LecunNormal | LecunUniform
_Random = _Scaled | RandomNormal | TruncatedNormal | RandomUniform
_Fixed = Zeros | Ones | Constant

AnyVectorInitializer = Annotated[_Random | _Fixed, *BY_NAME]
"""For weights of a single axis, such as biases: an orthogonal matrix needs two."""

AnyInitializer = Annotated[_Random | Orthogonal | _Fixed, *BY_NAME]
