"""What keeps weights small: Keras' regularizers, added to the loss, and constraints, applied after a step.

Both are read from JSON as a name or as an object with arguments.
"""

from __future__ import annotations

from typing import Annotated, Literal

from cnngui.network.config_objects import BY_NAME, Amount, ConfigObject, SingleStep

Factor = Annotated[Amount, SingleStep(0.001)]


class Regularizer(ConfigObject):
    """A cost that grows with the weights."""


class L1(Regularizer):
    """l1 · Σ|w|: drives weights that do not matter to 0."""

    kind: Literal["l1"] = "l1"
    l1: Factor = 0.01


class L2(Regularizer):
    """l2 · Σw²: keeps all weights small. A "weight decay" λ in papers is mostly l2 = λ / 2."""

    kind: Literal["l2"] = "l2"
    l2: Factor = 0.01


class L1L2(Regularizer):
    """l1 · Σ|w| + l2 · Σw²."""

    kind: Literal["l1_l2"] = "l1_l2"
    l1: Factor = 0.0
    l2: Factor = 0.0


class Constraint(ConfigObject):
    """A limit that weights are brought back to after each step.

    Norms are taken along the kernel's first axis, as by Keras: over all inputs of a Dense unit, but over the
    rows of a convolution's window only.
    """


class MaxNorm(Constraint):
    """w · min(‖w‖, max_value) / ‖w‖."""

    kind: Literal["max_norm"] = "max_norm"
    max_value: Annotated[Amount, SingleStep(0.5)] = 2.0


class UnitNorm(Constraint):
    """w / ‖w‖."""

    kind: Literal["unit_norm"] = "unit_norm"


class NonNeg(Constraint):
    """max(w, 0)."""

    kind: Literal["non_neg"] = "non_neg"


AnyRegularizer = Annotated[L1 | L2 | L1L2, *BY_NAME]
AnyConstraint = Annotated[MaxNorm | UnitNorm | NonNeg, *BY_NAME]
