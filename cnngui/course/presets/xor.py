"""The slides' way to XOR: by hand, in vain with one unit, with hidden units, and with too many layers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from cnngui.course.presets.preset import STUDENT_NOTES, Figures, Preset, Weight, note
from cnngui.course.presets.usual import said
from cnngui.network.initializers import RandomNormal, RandomUniform, Zeros
from cnngui.network.layers import ActivationName, Dense
from cnngui.network.network import Network
from cnngui.network.recipe import SGD, Recipe

# tf.random_normal and tf.random_uniform([…], -1., 1.)
_NORMAL = RandomNormal(stddev=1.0)
_UNIFORM = RandomUniform(minval=-1.0, maxval=1.0)

_TEN = "ten_layers_recipe"

# All four cases make one batch, so an epoch is a step of the slides: range(10001).
_RECIPE = Recipe(optimizer=SGD(learning_rate=0.1), batch_size=4, epochs=10_001)


def presets() -> tuple[Preset, ...]:
    """Return them in the order of the lesson."""
    by_hand = {
        "dense": (((5.0, -7.0), (5.0, -7.0)), (-8.0, 3.0)),
        "dense_1": (((-11.0,), (-11.0,)), (6.0,)),
    }
    falling = {8_001: 0.02524376, 9_001: 0.02028333, 10_001: 0.0169083}
    slow, fast = {198_001: 0.69314718}, {196_001: 2.6226094e-06, 198_001: 2.607708e-06}
    learned: dict[str, Any] = {"accuracy": 1.0, "epochs": 10_001}
    return (
        _preset("by-hand", 9, lambda: _stack(2), "xor_second_unit", "xor_first_column", weights=by_hand),
        _preset("logistic", 3, _stack, "no_line", accuracy=0.5, epochs=10_001, cost={10_001: 0.6931472}),
        _preset("2-2-1", 9, lambda: _stack(2), "may_stick", seed=2, cost=falling, **learned),
        _preset("deep-wide", 261, lambda: _stack(10, 10, 10), **learned),
        _preset("10-sigmoid", 291, lambda: _ten("sigmoid"), "vanishing", _TEN, accuracy=0.5, cost=slow),
        _preset("10-relu", 291, lambda: _ten("relu"), "units_may_die", _TEN, accuracy=1.0, cost=fast),
    )


def _preset(
    name: str,
    parameters: int,
    build: Callable[[], Network],
    *notes: str,
    seed: int = 1,
    weights: Mapping[str, tuple[Weight, ...]] | None = None,
    cost: Mapping[int, float] | None = None,
    **printed: Any,
) -> Preset:
    """Return a preset with its recipe; `cost` by epoch and `printed` are what 002 prints of it."""
    recipe = _RECIPE.model_copy(update={"seed": seed})
    figures = Figures(STUDENT_NOTES, history={"cost": cost} if cost else {}, **printed)
    counted = said(*notes, note("parameters", parameters=parameters))
    return Preset(f"xor-{name}", "xor", build, recipe, "xor", (figures,), counted, weights or {})


def _stack(*hidden: int) -> Network:
    """Return sigmoid layers with these hidden units and one output, begun from the slides' random normal."""
    layers = tuple(
        Dense(units=units, activation="sigmoid", kernel_initializer=_NORMAL, bias_initializer=_NORMAL)
        for units in (*hidden, 1)
    )
    return Network(input_shape=(2,), layers=layers)


def _ten(activation: ActivationName) -> Network:
    """Return the ten hidden layers of five units."""

    def dense(units: int, name: ActivationName) -> Dense:
        return Dense(units=units, activation=name, kernel_initializer=_UNIFORM, bias_initializer=Zeros())

    return Network(input_shape=(2,), layers=(*(dense(5, activation) for _ in range(10)), dense(1, "sigmoid")))
