"""The networks for MNIST, checked against the figures that the slides print."""

from __future__ import annotations

import pytest

from cnngui.course.presets import preset
from cnngui.network.inference.infer import infer
from cnngui.network.initializers import GlorotUniform, RandomNormal
from cnngui.network.layers import Conv2D, Dense, Dropout
from cnngui.network.recipe import SGD, Adam
from tests.course.presets.asking import fields_of, kinds, learned, notes, outputs, parameters, total


def test_softmax() -> None:
    """002: softmax(XW + b), gradient descent 0.1, 15 epochs of batches of 100."""
    assert total("mnist-softmax") == 7_850
    shown = preset("mnist-softmax")
    assert shown.recipe.optimizer == SGD(learning_rate=0.1)
    assert (shown.recipe.batch_size, shown.recipe.epochs) == (100, 15)
    assert [figures.accuracy for figures in shown.figures] == [0.8951, 0.9278]
    costs = shown.figures[0].history["cost"]
    assert (costs[1], costs[15], len(costs)) == (2.826302660, 0.458703479, 15)


@pytest.mark.parametrize(
    ("name", "hidden", "optimizer", "accuracies", "costs"),
    [
        ("mnist-nn-sigmoid", "sigmoid", SGD(learning_rate=0.1), [0.8951, 0.8887], (1.7053, 0.2313)),
        ("mnist-nn-relu", "relu", Adam(learning_rate=0.01), [0.955], (414.2006, 2.7503)),
        ("mnist-nn-xavier", "relu", Adam(learning_rate=0.01), [0.971], None),
    ],
)
def test_dense_networks(
    name: str, hidden: str, optimizer: object, accuracies: list[float], costs: tuple[float, float] | None
) -> None:
    """002: 784-256-256-256-10."""
    assert fields_of(name, Dense, "units") == [256, 256, 256, 10]
    assert fields_of(name, Dense, "activation")[:3] == [hidden] * 3
    assert total(name) == 335_114
    assert "335,114" in notes(name)
    shown = preset(name)
    assert shown.recipe.optimizer == optimizer
    assert (shown.recipe.batch_size, shown.recipe.epochs) == (100, 15)
    assert [figures.accuracy for figures in shown.figures] == accuracies
    if costs:
        printed = shown.figures[0].history["cost"]
        assert (round(printed[1], 4), round(printed[15], 4)) == costs
    start = GlorotUniform() if name == "mnist-nn-xavier" else RandomNormal(stddev=1.0)
    assert fields_of(name, Dense, "kernel_initializer") == [start] * 4
    assert fields_of(name, Dense, "bias_initializer") == [RandomNormal(stddev=1.0)] * 4


def test_dense_dropout() -> None:
    """001's model.summary() and fit()."""
    name = "mnist-dense-dropout"
    assert learned(name) == [803_840, 1_049_600, 1_049_600, 524_800, 5_130]
    assert total(name) == 3_432_970
    assert kinds(name) == [
        *("Flatten", "Dense", "Dropout", "Dense", "Dropout", "Dense", "Dropout", "Dense", "Dense")
    ]
    assert fields_of(name, Dropout, "rate") == [0.3, 0.3, 0.3]
    recipe = preset(name).recipe
    assert (recipe.optimizer, recipe.batch_size, recipe.epochs) == (Adam(), 100, 15)
    history = preset(name).figures[0].history
    last = [history[column][15] for column in ("cost", "accuracy", "val_cost", "val_accuracy")]
    assert last == [0.0375, 0.9897, 0.0796, 0.9831]


def test_cnn() -> None:
    """001's model.summary(), row by row."""
    name = "mnist-cnn"
    assert parameters(name) == [320, 0, 0, 18_496, 0, 0, 73_856, 0, 0, 262_272, 1_290]
    assert total(name) == 356_234
    assert outputs(name) == [
        *((28, 28, 32), (14, 14, 32), (14, 14, 32), (14, 14, 64), (7, 7, 64), (7, 7, 64)),
        *((7, 7, 128), (4, 4, 128), (2048,), (128,), (10,)),
    ]
    assert preset(name).network.names == (
        *("conv2d", "max_pooling2d", "dropout", "conv2d_1", "max_pooling2d_1", "dropout_1"),
        *("conv2d_2", "max_pooling2d_2", "flatten", "dense", "dense_1"),
    )
    recipe = preset(name).recipe
    assert (recipe.optimizer, recipe.batch_size, recipe.epochs) == (Adam(), 100, 5)
    assert preset(name).accuracy == 0.9932
    assert list(preset(name).figures[0].history["val_accuracy"].values()) == [
        *(0.9744, 0.9877, 0.9921, 0.9915, 0.9932)
    ]


def test_simple_cnn() -> None:
    """000: no biases in the convolutions; 28 → 14 → 7, flattened to 3136."""
    name = "mnist-simple-cnn"
    assert total(name) == 50_090
    assert outputs(name) == [*((28, 28, 32), (14, 14, 32), (14, 14, 64), (7, 7, 64), (3136,), (10,))]
    assert fields_of(name, Conv2D, "use_bias") == [False, False]
    assert preset(name).accuracy == 0.9885


def test_deep_cnn() -> None:
    """000 and 002: keep_prob 0.7 in every dropout, a hidden layer of 625."""
    name = "mnist-deep-cnn"
    assert total(name) == 1_379_333
    assert fields_of(name, Dropout, "rate") == [0.3] * 4
    assert fields_of(name, Dense, "units") == [625, 10]
    assert (2048,) in outputs(name)
    shown = preset(name)
    recipe = shown.recipe
    assert (recipe.optimizer, recipe.batch_size, recipe.epochs) == (Adam(learning_rate=0.001), 100, 15)
    assert [figures.accuracy for figures in shown.figures] == [0.9938, 0.9931]
    assert shown.figures[0].history["cost"] == {13: 0.027188021, 14: 0.023604777, 15: 0.024607201}
    assert shown.figures[1].history["cost"][15] == 0.024971437


def test_the_ensembles() -> None:
    """000's seven and 002's two; both vote better than their best member."""
    seven, two = preset("mnist-deep-cnn").ensembles
    assert (len(seven.members), max(seven.members), seven.accuracy) == (7, 0.9949, 0.9952)
    assert (two.members, two.accuracy, two.epochs) == ((0.9945, 0.9928), 0.9947, 20)
    assert "99.52 % (seven, 000) and 99.47 % (two, 002)" in notes("mnist-deep-cnn")


@pytest.mark.parametrize(("name", "with_bias"), [("mnist-simple-cnn", 50_186), ("mnist-deep-cnn", 1_379_557)])
def test_counts_quoted_in_notes_are_right(name: str, with_bias: int) -> None:
    """With biases, as Keras would have them by default, the slides' networks are a little larger."""
    network = preset(name).network
    biased = network.with_layers(
        layer.model_copy(update={"use_bias": True}) if layer.kind == "Conv2D" else layer
        for layer in network.layers
    )
    assert infer(biased).total_parameters == with_bias
    assert f"{with_bias:,}" in notes(name)
    assert f"{total(name):,}" in notes(name)
