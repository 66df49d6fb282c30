"""The slides' way to XOR: by hand, in vain with one unit, with hidden units, and with too many layers."""

from __future__ import annotations

from cnngui.course.presets.preset import STUDENT_NOTES, Figures, Preset, note
from cnngui.network.initializers import RandomNormal, RandomUniform, Zeros
from cnngui.network.layers import ActivationName, Dense
from cnngui.network.network import Network
from cnngui.network.recipe import SGD, Recipe

# tf.random_normal and tf.random_uniform([…], -1., 1.)
_NORMAL = RandomNormal(stddev=1.0)
_UNIFORM = RandomUniform(minval=-1.0, maxval=1.0)

# All four cases make one batch, so an epoch is a step of the slides: range(10001).
_RECIPE = Recipe(optimizer=SGD(learning_rate=0.1), batch_size=4, epochs=10_001)


def presets() -> tuple[Preset, ...]:
    """Return them in the order of the lesson."""
    return (
        Preset(
            name="xor-by-hand",
            lesson_code="xor",
            build=lambda: _stack(2),
            recipe=_RECIPE,
            data="xor",
            figures=(Figures(STUDENT_NOTES),),
            notes=(note("xor_second_unit"), note("xor_first_column"), note("parameters", parameters=9)),
            weights={
                "dense": (((5.0, -7.0), (5.0, -7.0)), (-8.0, 3.0)),
                "dense_1": (((-11.0,), (-11.0,)), (6.0,)),
            },
        ),
        Preset(
            name="xor-logistic",
            lesson_code="xor",
            build=_stack,
            recipe=_RECIPE,
            data="xor",
            figures=(
                Figures(STUDENT_NOTES, accuracy=0.5, epochs=10_001, history={"cost": {10_001: 0.6931472}}),
            ),
            notes=(note("no_line"), note("parameters", parameters=3)),
        ),
        Preset(
            name="xor-2-2-1",
            lesson_code="xor",
            build=lambda: _stack(2),
            recipe=_RECIPE.model_copy(update={"seed": 2}),
            data="xor",
            figures=(
                Figures(
                    STUDENT_NOTES,
                    accuracy=1.0,
                    epochs=10_001,
                    history={"cost": {8_001: 0.02524376, 9_001: 0.02028333, 10_001: 0.0169083}},
                ),
            ),
            notes=(note("may_stick"), note("parameters", parameters=9)),
        ),
        Preset(
            name="xor-deep-wide",
            lesson_code="xor",
            build=lambda: _stack(10, 10, 10),
            recipe=_RECIPE,
            data="xor",
            figures=(Figures(STUDENT_NOTES, accuracy=1.0, epochs=10_001),),
            notes=(note("parameters", parameters=261),),
        ),
        Preset(
            name="xor-10-sigmoid",
            lesson_code="xor",
            build=lambda: _ten("sigmoid"),
            recipe=_RECIPE,
            data="xor",
            figures=(Figures(STUDENT_NOTES, accuracy=0.5, history={"cost": {198_001: 0.69314718}}),),
            notes=(note("vanishing"), note("ten_layers_recipe"), note("parameters", parameters=291)),
        ),
        Preset(
            name="xor-10-relu",
            lesson_code="xor",
            build=lambda: _ten("relu"),
            recipe=_RECIPE,
            data="xor",
            figures=(
                Figures(
                    STUDENT_NOTES,
                    accuracy=1.0,
                    history={"cost": {196_001: 2.6226094e-06, 198_001: 2.607708e-06}},
                ),
            ),
            notes=(note("units_may_die"), note("ten_layers_recipe"), note("parameters", parameters=291)),
        ),
    )


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
