from __future__ import annotations

from cnngui.course.presets import preset
from cnngui.network.inference.infer import infer
from cnngui.network.initializers import RandomNormal
from cnngui.network.layers import Conv2D, Dense, Dropout
from cnngui.network.penalties import MaxNorm
from cnngui.network.recipe import SGD, RMSprop
from cnngui.network.schedules import InverseTimeDecay
from tests.course.presets.asking import fields_of, notes, outputs, parameters, total


def test_in_tensorflow() -> None:
    """003: five matrices without biases, from a normal of 0.01, and RMSProp."""
    name = "cifar10-cnn-tf"
    assert [count for count in parameters(name) if count] == [864, 18_432, 73_728, 1_280_000, 6_250]
    assert total(name) == 1_379_274
    sides = [shape[0] for shape in outputs(name) if shape and len(shape) == 3]
    assert list(dict.fromkeys(sides)) == [32, 16, 8, 4]
    assert fields_of(name, Dropout, "rate") == [0.2, 0.2, 0.2, 0.5]
    start = [RandomNormal(stddev=0.01)]
    assert fields_of(name, Conv2D, "kernel_initializer") == 3 * start
    assert fields_of(name, Dense, "kernel_initializer") == 2 * start
    recipe = preset(name).recipe
    assert recipe.optimizer == RMSprop(learning_rate=0.001, rho=0.9)
    assert (recipe.batch_size, recipe.epochs) == (128, 50)
    assert preset(name).accuracy is None


def test_the_count_with_biases_in_its_note_is_right() -> None:
    network = preset("cifar10-cnn-tf").network
    biased = network.with_layers(
        layer.model_copy(update={"use_bias": True}) if hasattr(layer, "use_bias") else layer
        for layer in network.layers
    )
    assert f"{infer(biased).total_parameters:,}" in notes("cifar10-cnn-tf")


def test_in_keras() -> None:
    """003's model.summary(); the slide writes channels first."""
    name = "cifar10-cnn-keras"
    assert parameters(name) == [896, 9_248, 0, 0, 4_194_816, 5_130]
    assert total(name) == 4_210_090
    assert outputs(name)[2:4] == [(16, 16, 32), (8192,)]
    recipe = preset(name).recipe
    assert recipe.optimizer == SGD(learning_rate=0.01, momentum=0.9)
    assert recipe.schedule == InverseTimeDecay(decay=recipe.optimizer.learning_rate / recipe.epochs)
    assert (recipe.batch_size, recipe.epochs) == (32, 10)
    assert fields_of(name, Conv2D, "kernel_constraint") == [MaxNorm(max_value=3.0)] * 2
    assert fields_of(name, Dense, "kernel_constraint") == [MaxNorm(max_value=3.0), None]
