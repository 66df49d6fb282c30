"""How the learning rate changes while a network is trained.

A schedule begins when it is chosen: its epochs and steps count from there, not from the first weights.
`cnngui.engine.rates` does the arithmetic.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, SerializerFunctionWrapHandler, model_serializer

from cnngui.messages import text

Factor = Annotated[float, Field(strict=True, gt=0, lt=1, allow_inf_nan=False)]
Epochs = Annotated[int, Field(strict=True, ge=1, le=100_000)]


class _Schedule(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    @model_serializer(mode="wrap")
    def _with_kind(self, fields: SerializerFunctionWrapHandler) -> dict[str, Any]:
        """Write the kind even where defaults are left out: without it nobody could read the rest."""
        return {"kind": type(self).__name__, **fields(self)}


WarmUp = Annotated[float, Field(strict=True, ge=0, le=100_000, allow_inf_nan=False)]


class Constant(_Schedule):
    """The learning rate stays as it is.

    Attributes:
        warm_up_epochs: at first it rises to that in a line, from a 25th of it; 0 begins with all of it.
    """

    kind: Literal["Constant"] = "Constant"
    warm_up_epochs: WarmUp = 0.0


class CosineDecay(_Schedule):
    """Down in half a wave of the cosine (Loshchilov and Hutter, 2017), and then it stays.

    Keras' ``CosineDecay`` with ``decay_steps`` in epochs.

    Attributes:
        decay_epochs: length of the way down. alpha: the share of the rate at its end.
        warm_up_epochs: as of `Constant`; the way down begins behind them.
    """

    kind: Literal["CosineDecay"] = "CosineDecay"
    decay_epochs: Epochs = 5
    alpha: Annotated[float, Field(strict=True, ge=0, le=1, allow_inf_nan=False)] = 0.0
    warm_up_epochs: WarmUp = 0.0


class InverseTimeDecay(_Schedule):
    """``learning_rate / (1 + decay · step)``, smaller with each batch.

    This is the ``decay`` of the optimizers of Keras 1, as the CIFAR slides (003) use it; in Keras 3
    ``keras.optimizers.schedules.InverseTimeDecay`` with ``decay_steps=1`` and ``decay_rate=decay``.
    """

    kind: Literal["InverseTimeDecay"] = "InverseTimeDecay"
    decay: Annotated[float, Field(strict=True, gt=0, le=1e6, allow_inf_nan=False)] = 0.001


class ExponentialDecay(_Schedule):
    """``learning_rate · factor ^ (epochs / every_epochs)``.

    Keras' ``ExponentialDecay`` with ``decay_rate=factor`` and ``decay_steps`` in epochs.

    Attributes:
        staircase: the exponent is cut to a whole number, so that the rate falls in steps.
    """

    kind: Literal["ExponentialDecay"] = "ExponentialDecay"
    factor: Factor = 0.5
    every_epochs: Epochs = 5
    staircase: Annotated[bool, Field(strict=True)] = True


class ReduceLROnPlateau(_Schedule):
    """The learning rate times `factor` whenever validation has not improved for `patience` epochs.

    What AlexNet's makers did by hand. The cost on validation samples is watched, as Keras' callback of this
    name does; where none are held back, the cost of training.

    Attributes:
        min_delta: by how much the cost must fall to count as an improvement.
    """

    kind: Literal["ReduceLROnPlateau"] = "ReduceLROnPlateau"
    factor: Factor = 0.1
    patience: Epochs = 5
    min_delta: Annotated[float, Field(strict=True, ge=0, le=1e6, allow_inf_nan=False)] = 1e-4


class OneCycle(_Schedule):
    """Up to the learning rate in a line, then down to nearly nothing in a cosine (Smith and Topin, 2018).

    Keras' ``CosineDecay`` with ``warmup_target=learning_rate``, ``initial_learning_rate`` a 25th of it and
    ``alpha=0.001``. After the cycle the rate stays at its last value.

    Attributes:
        cycle_epochs: length of the whole cycle. warm_up: the share of it in which the rate rises.
    """

    kind: Literal["OneCycle"] = "OneCycle"
    cycle_epochs: Epochs = 5
    warm_up: Annotated[float, Field(strict=True, ge=0, le=0.9, allow_inf_nan=False)] = 0.3

    def steps(self, steps_per_epoch: int) -> tuple[int, int]:
        """Return how many batches the rate rises for, and falls for: each at least one."""
        whole = self.cycle_epochs * steps_per_epoch
        rising = max(1, round(self.warm_up * whole))
        return rising, max(1, whole - rising)


ONE_CYCLE_START, ONE_CYCLE_END = 1 / 25, 0.001
"""Of the learning rate, at the ends of `OneCycle`; the first is that of Smith's fast.ai and of PyTorch, and
every warm-up begins there."""


def warm_up_steps(schedule: Constant | CosineDecay, steps_per_epoch: int) -> int:
    """Return for how many batches the rate rises."""
    return round(schedule.warm_up_epochs * steps_per_epoch)


AnySchedule = Annotated[
    Constant | InverseTimeDecay | ExponentialDecay | CosineDecay | ReduceLROnPlateau | OneCycle,
    Field(discriminator="kind"),
]


def schedule_text(schedule: AnySchedule, rate: float) -> str:
    """Say what becomes of the learning rate `rate`, with its numbers, in a sentence."""
    values: dict[str, float] = {"rate": rate}
    warming = ""
    if isinstance(schedule, (Constant, CosineDecay)) and schedule.warm_up_epochs:
        low, epochs = rate * ONE_CYCLE_START, schedule.warm_up_epochs
        code = "warming_one" if epochs == 1 else "warming"
        warming = text(f"network.schedule.{code}", low=low, rate=rate, epochs=epochs) + " "
    match schedule:
        case InverseTimeDecay(decay=decay):
            values |= {"decay": decay, "half": rate / 2, "batches": 1 / decay}
        case CosineDecay(decay_epochs=epochs, alpha=alpha):
            values |= {"epochs": epochs, "half": rate * (1 + alpha) / 2, "end": rate * alpha}
        case ExponentialDecay(every_epochs=every):
            values |= {"every": every, "twice": 2 * every}
        case ReduceLROnPlateau(patience=patience):
            values |= {"patience": patience}
        case OneCycle(cycle_epochs=epochs, warm_up=share):
            low, end = rate * ONE_CYCLE_START, rate * ONE_CYCLE_END
            values |= {"low": low, "end": end, "epochs": epochs, "rising": share * epochs}
    if isinstance(schedule, (ExponentialDecay, ReduceLROnPlateau)):
        values |= {"second": rate * schedule.factor, "third": rate * schedule.factor**2}
    return warming + text(f"network.schedule.{schedule.kind}", **values)
