"""The slides' networks, checked against the figures that the slides print."""

from __future__ import annotations

import pytest

from cnngui.errors import CnnguiError
from cnngui.network.infer import infer
from cnngui.network.layers import AveragePooling2D, Conv2D, Dense, Dropout, Layer, MaxPooling2D
from cnngui.network.presets import DEFAULT_PRESET, Preset, preset, presets
from cnngui.network.recipe import SGD, Adam

NAMES = [each.name for each in presets()]


def parameters(name: str) -> list[int | None]:
    return [result.parameters for result in infer(preset(name).network).results]


def learned(name: str) -> list[int | None]:
    return [count for count in parameters(name) if count]


def outputs(name: str) -> list[tuple[int, ...] | None]:
    return [result.output_shape for result in infer(preset(name).network).results]


def total(name: str) -> int | None:
    return infer(preset(name).network).total_parameters


def fields_of(name: str, kind: type[Layer], field: str) -> list[object]:
    return [getattr(layer, field) for layer in preset(name).network.layers if isinstance(layer, kind)]


def test_the_presets_are_those_of_the_lessons() -> None:
    assert set(NAMES) == {
        "mnist-softmax",
        "mnist-dense-dropout",
        "mnist-cnn",
        "mnist-simple-cnn",
        "mnist-deep-cnn",
        "cifar10-cnn-keras",
        "lenet-5",
    }
    assert DEFAULT_PRESET == "mnist-cnn"


def test_mnist_softmax() -> None:
    """002: softmax(XW + b), gradient descent 0.1, 15 epochs of batches of 100."""
    assert total("mnist-softmax") == 7_850
    recipe = preset("mnist-softmax").recipe
    assert recipe.optimizer == SGD(learning_rate=0.1)
    assert (recipe.batch_size, recipe.epochs) == (100, 15)
    assert preset("mnist-softmax").accuracy == 0.8951


def test_mnist_dense_dropout() -> None:
    """001's model.summary() and fit()."""
    assert learned("mnist-dense-dropout") == [803_840, 1_049_600, 1_049_600, 524_800, 5_130]
    assert total("mnist-dense-dropout") == 3_432_970
    assert [layer.kind for layer in preset("mnist-dense-dropout").network.layers] == [
        *("Flatten", "Dense", "Dropout", "Dense", "Dropout", "Dense", "Dropout", "Dense", "Dense")
    ]
    assert fields_of("mnist-dense-dropout", Dropout, "rate") == [0.3, 0.3, 0.3]
    recipe = preset("mnist-dense-dropout").recipe
    assert (recipe.optimizer, recipe.batch_size, recipe.epochs) == (Adam(), 100, 15)


def test_mnist_cnn() -> None:
    """001's model.summary(), row by row."""
    assert parameters("mnist-cnn") == [320, 0, 0, 18_496, 0, 0, 73_856, 0, 0, 262_272, 1_290]
    assert total("mnist-cnn") == 356_234
    assert outputs("mnist-cnn") == [
        (28, 28, 32),
        (14, 14, 32),
        (14, 14, 32),
        (14, 14, 64),
        (7, 7, 64),
        (7, 7, 64),
        (7, 7, 128),
        (4, 4, 128),
        (2048,),
        (128,),
        (10,),
    ]
    assert preset("mnist-cnn").network.names == (
        "conv2d",
        "max_pooling2d",
        "dropout",
        "conv2d_1",
        "max_pooling2d_1",
        "dropout_1",
        "conv2d_2",
        "max_pooling2d_2",
        "flatten",
        "dense",
        "dense_1",
    )
    recipe = preset("mnist-cnn").recipe
    assert (recipe.optimizer, recipe.batch_size, recipe.epochs) == (Adam(), 100, 5)
    assert preset("mnist-cnn").accuracy == 0.9932


def test_mnist_simple_cnn() -> None:
    """000: no biases in the convolutions; 28 → 14 → 7, flattened to 3136."""
    assert total("mnist-simple-cnn") == 50_090
    assert outputs("mnist-simple-cnn") == [
        *((28, 28, 32), (14, 14, 32), (14, 14, 64), (7, 7, 64), (3136,), (10,))
    ]
    assert fields_of("mnist-simple-cnn", Conv2D, "use_bias") == [False, False]


def test_mnist_deep_cnn() -> None:
    """000 and 002: keep_prob 0.7 in every dropout, a hidden layer of 625."""
    assert total("mnist-deep-cnn") == 1_379_333
    assert fields_of("mnist-deep-cnn", Dropout, "rate") == [0.3] * 4
    assert fields_of("mnist-deep-cnn", Dense, "units") == [625, 10]
    assert (2048,) in outputs("mnist-deep-cnn")
    recipe = preset("mnist-deep-cnn").recipe
    assert (recipe.optimizer, recipe.batch_size, recipe.epochs) == (Adam(learning_rate=0.001), 100, 15)


def test_cifar10_cnn_keras() -> None:
    """003's model.summary(); the slide writes channels first."""
    assert parameters("cifar10-cnn-keras") == [896, 9_248, 0, 0, 4_194_816, 5_130]
    assert total("cifar10-cnn-keras") == 4_210_090
    assert outputs("cifar10-cnn-keras")[2:4] == [(16, 16, 32), (8192,)]
    recipe = preset("cifar10-cnn-keras").recipe
    assert recipe.optimizer == SGD(learning_rate=0.01, momentum=0.9)
    assert (recipe.batch_size, recipe.epochs) == (32, 10)


def test_lenet_5() -> None:
    """CONV-POOL-CONV-POOL-CONV-FC with 5×5 windows at stride 1 and 2×2 pooling at stride 2."""
    assert total("lenet-5") == 61_706
    kinds = [layer.kind for layer in preset("lenet-5").network.layers]
    assert kinds[:5] == ["Conv2D", "AveragePooling2D", "Conv2D", "AveragePooling2D", "Conv2D"]
    assert fields_of("lenet-5", Conv2D, "kernel_size") == [(5, 5)] * 3
    assert fields_of("lenet-5", Conv2D, "filters") == [6, 16, 120]
    assert fields_of("lenet-5", AveragePooling2D, "pool_size") == [(2, 2)] * 2
    assert fields_of("lenet-5", MaxPooling2D, "pool_size") == []


@pytest.mark.parametrize("each", presets(), ids=NAMES)
def test_a_preset_is_sound_and_introduces_itself(each: Preset) -> None:
    assert infer(each.network, classes=10).problems == ()
    assert each.title
    assert each.lesson
    assert each.slide_file
    assert all(str(note) for note in each.notes)


@pytest.mark.parametrize("each", presets(), ids=NAMES)
def test_the_figures_a_preset_quotes_are_its_own(each: Preset) -> None:
    inference = infer(each.network)
    if "parameters" in each.figures:
        assert tuple(result.parameters for result in inference.results) == each.figures["parameters"]
        assert inference.total_parameters == each.figures["total"]
    if "shapes" in each.figures:
        assert tuple(result.output_shape for result in inference.results) == each.figures["shapes"]


def test_counts_quoted_in_notes_are_right() -> None:
    """With biases, as Keras would have them by default, the slides' networks are a little larger."""
    for name, with_bias in (("mnist-simple-cnn", 50_186), ("mnist-deep-cnn", 1_379_557)):
        network = preset(name).network
        biased = network.with_layers(
            layer.model_copy(update={"use_bias": True}) if layer.kind == "Conv2D" else layer
            for layer in network.layers
        )
        assert infer(biased).total_parameters == with_bias
        assert f"{with_bias:,}" in " ".join(str(note) for note in preset(name).notes)


@pytest.mark.parametrize(
    ("asked", "nearest"), [("mnist_cnn", "mnist-cnn"), ("LeNet", "lenet-5"), ("cifar10", "cifar10-cnn-keras")]
)
def test_a_slip_of_the_pen_gets_a_suggestion(asked: str, nearest: str) -> None:
    with pytest.raises(CnnguiError) as caught:
        preset(asked)
    assert caught.value.code == "network.unknown_preset"
    assert nearest in caught.value.message().mend
    assert all(name in caught.value.message().why for name in NAMES)
