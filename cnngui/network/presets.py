"""The networks of the course slides, each with its recipe and the figures its slide prints."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import cache
from typing import Any

from cnngui.errors import CnnguiError
from cnngui.messages import text
from cnngui.network.initializers import RandomNormal
from cnngui.network.layers import (
    ActivationName,
    AnyLayer,
    AveragePooling2D,
    Conv2D,
    Dense,
    Dropout,
    Flatten,
    MaxPooling2D,
)
from cnngui.network.network import Network
from cnngui.network.recipe import SGD, Adam, Recipe

DEFAULT_PRESET = "mnist-cnn"


@dataclass(frozen=True)
class Note:
    """A remark on where the slide and the preset differ."""

    code: str
    values: Mapping[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        return text(self.code, **self.values)


@dataclass(frozen=True)
class Preset:
    """A network ready to be trained.

    Attributes:
        name: what the command line calls it.
        data: key of the data set it is opened with.
        slide_file: the course file that shows it.
        figures: what the slide prints: ``parameters`` of each layer (input to output), ``total``, ``shapes``
            and ``history``, as far as it does.
        accuracy: on the test set, as printed; None when the slide prints none.
        notes: where the slide contradicts itself or the preset leaves something out.
    """

    name: str
    lesson_code: str
    network: Network
    recipe: Recipe
    data: str
    slide_file: str
    figures: Mapping[str, Any]
    accuracy: float | None
    notes: tuple[Note, ...] = ()

    @property
    def title(self) -> str:
        """What menus call it."""
        return text(f"network.preset.{self.name}")

    @property
    def lesson(self) -> str:
        """The heading it stands under in the New menu."""
        return text(self.lesson_code)


@cache
def presets() -> tuple[Preset, ...]:
    """Return all presets, in the order of the lessons."""
    return (
        _mnist_softmax(),
        _mnist_dense_dropout(),
        _mnist_simple_cnn(),
        _mnist_cnn(),
        _mnist_deep_cnn(),
        _cifar10_cnn_keras(),
        _lenet_5(),
    )


def preset(name: str) -> Preset:
    """Return the preset called `name`.

    Raises:
        CnnguiError: ``network.unknown_preset``, with the nearest name.
    """
    known = {each.name: each for each in presets()}
    if name in known:
        return known[name]
    nearest = get_close_matches(name.lower(), known, n=1, cutoff=0.0)[0]
    raise CnnguiError("network.unknown_preset", name=name, known=", ".join(known), nearest=nearest)


_MNIST = "network.lesson.mnist"
_28 = (28, 28, 1)
_32 = (32, 32, 3)


def _mnist_softmax() -> Preset:
    # tf.random_normal draws with a standard deviation of 1.
    start = RandomNormal(stddev=1.0)
    dense = Dense(units=10, activation="softmax", kernel_initializer=start, bias_initializer=start)
    return Preset(
        name="mnist-softmax",
        lesson_code=_MNIST,
        network=Network(input_shape=_28, layers=(Flatten(), dense)),
        recipe=Recipe(optimizer=SGD(learning_rate=0.1), batch_size=100, epochs=15),
        data="digits",
        slide_file="002_f35a…",
        figures={"history": {"cost": (2.826302660, 1.061668948, 0.838061307), "last_cost": 0.458703479}},
        accuracy=0.8951,
        notes=(
            Note("network.note.parameters_not_printed", {"parameters": 7850}),
            Note("network.note.random_normal_start"),
            Note("network.note.another_accuracy", {"accuracy": 0.9278}),
        ),
    )


def _mnist_dense_dropout() -> Preset:
    hidden = [layer for _ in range(3) for layer in (Dense(units=1024, activation="relu"), Dropout(rate=0.3))]
    last = (Dense(units=512, activation="relu"), Dense(units=10, activation="softmax"))
    return Preset(
        name="mnist-dense-dropout",
        lesson_code=_MNIST,
        network=Network(input_shape=_28, layers=(Flatten(), *hidden, *last)),
        recipe=Recipe(optimizer=Adam(), batch_size=100, epochs=15),
        data="digits",
        slide_file="001_2af5…",
        figures={
            "parameters": (0, 803_840, 0, 1_049_600, 0, 1_049_600, 0, 524_800, 5_130),
            "total": 3_432_970,
            "history": {"val_accuracy": {1: 0.9593, 2: 0.9739, 14: 0.9826, 15: 0.9831}},
        },
        accuracy=0.9831,
        notes=(Note("network.note.layer_list", {"parameters": 3_432_970}),),
    )


def _mnist_cnn() -> Preset:
    return Preset(
        name="mnist-cnn",
        lesson_code=_MNIST,
        network=Network(
            input_shape=_28,
            layers=(
                Conv2D(filters=32, padding="same", activation="relu"),
                MaxPooling2D(padding="same"),
                Dropout(rate=0.3),
                Conv2D(filters=64, padding="same", activation="relu"),
                MaxPooling2D(padding="same"),
                Dropout(rate=0.3),
                Conv2D(filters=128, padding="same", activation="relu"),
                MaxPooling2D(padding="same"),
                Flatten(),
                Dense(units=128, activation="relu"),
                Dense(units=10, activation="softmax"),
            ),
        ),
        recipe=Recipe(optimizer=Adam(), batch_size=100, epochs=5),
        data="digits",
        slide_file="001_2af5…",
        figures={
            "parameters": (320, 0, 0, 18_496, 0, 0, 73_856, 0, 0, 262_272, 1_290),
            "total": 356_234,
            "shapes": (
                *((28, 28, 32), (14, 14, 32), (14, 14, 32), (14, 14, 64), (7, 7, 64), (7, 7, 64)),
                *((7, 7, 128), (4, 4, 128), (2048,), (128,), (10,)),
            ),
            "history": {"val_accuracy": {1: 0.9744, 2: 0.9877, 3: 0.9921, 4: 0.9915, 5: 0.9932}},
        },
        accuracy=0.9932,
    )


def _slide_conv(filters: int) -> tuple[AnyLayer, AnyLayer]:
    """Return the convolution and pooling of 000 and 002: no bias, weights from a narrow normal."""
    start = RandomNormal(stddev=0.01)
    convolution = Conv2D(
        filters=filters, padding="same", activation="relu", use_bias=False, kernel_initializer=start
    )
    return convolution, MaxPooling2D(padding="same")


def _slide_dense(units: int, activation: ActivationName) -> Dense:
    """Return the fully connected layer of 000 and 002: Xavier weights, biases from a normal."""
    return Dense(units=units, activation=activation, bias_initializer=RandomNormal(stddev=1.0))


def _mnist_simple_cnn() -> Preset:
    layers = (*_slide_conv(32), *_slide_conv(64), Flatten(), _slide_dense(10, "softmax"))
    return Preset(
        name="mnist-simple-cnn",
        lesson_code=_MNIST,
        network=Network(input_shape=_28, layers=layers),
        recipe=Recipe(optimizer=Adam(), batch_size=100, epochs=15),
        data="digits",
        slide_file="000_9317…",
        figures={
            "shapes": ((28, 28, 32), (14, 14, 32), (14, 14, 64), (7, 7, 64), (3136,), (10,)),
            "history": {"cost": (0.340291267,)},
        },
        accuracy=0.9885,
        notes=(
            Note("network.note.no_bias", {"parameters": 50_186}),
            Note("network.note.softmax_in_cost"),
            Note("network.note.recipe_of_deep_cnn"),
        ),
    )


def _mnist_deep_cnn() -> Preset:
    # One placeholder keep_prob feeds all four dropouts, and is given 0.7: a rate of 0.3 everywhere.
    blocks = [(*_slide_conv(filters), Dropout(rate=0.3)) for filters in (32, 64, 128)]
    convolutions = [layer for block in blocks for layer in block]
    dense = (_slide_dense(625, "relu"), Dropout(rate=0.3), _slide_dense(10, "softmax"))
    return Preset(
        name="mnist-deep-cnn",
        lesson_code=_MNIST,
        network=Network(input_shape=_28, layers=(*convolutions, Flatten(), *dense)),
        recipe=Recipe(optimizer=Adam(learning_rate=0.001), batch_size=100, epochs=15),
        data="digits",
        slide_file="000_9317…",
        figures={
            "shapes": (
                *((28, 28, 32), (14, 14, 32), (14, 14, 32), (14, 14, 64), (7, 7, 64), (7, 7, 64)),
                *((7, 7, 128), (4, 4, 128), (4, 4, 128), (2048,), (625,), (625,), (10,)),
            ),
            "history": {"cost": {13: 0.027188021, 14: 0.023604777, 15: 0.024607201}},
        },
        accuracy=0.9938,
        notes=(
            Note("network.note.keep_prob"),
            Note("network.note.no_bias", {"parameters": 1_379_557}),
            Note("network.note.softmax_in_cost"),
        ),
    )


def _cifar10_cnn_keras() -> Preset:
    def convolution() -> Conv2D:
        return Conv2D(filters=32, padding="same", activation="relu")

    return Preset(
        name="cifar10-cnn-keras",
        lesson_code="network.lesson.cifar10",
        network=Network(
            input_shape=_32,
            layers=(
                convolution(),
                convolution(),
                MaxPooling2D(strides=(2, 2)),
                Flatten(),
                Dense(units=512, activation="relu"),
                Dense(units=10, activation="softmax"),
            ),
        ),
        recipe=Recipe(optimizer=SGD(learning_rate=0.01, momentum=0.9), batch_size=32, epochs=10),
        data="cifar10",
        slide_file="003_c313…",
        figures={
            "parameters": (896, 9_248, 0, 0, 4_194_816, 5_130),
            "total": 4_210_090,
            "shapes": ((32, 32, 32), (32, 32, 32), (16, 16, 32), (8192,), (512,), (10,)),
        },
        accuracy=None,
        notes=(Note("network.note.accuracy_not_printed"), Note("network.note.max_norm")),
    )


def _lenet_5() -> Preset:
    def block(filters: int) -> tuple[AnyLayer, AnyLayer]:
        return Conv2D(filters=filters, kernel_size=(5, 5), activation="tanh"), AveragePooling2D()

    return Preset(
        name="lenet-5",
        lesson_code="network.lesson.history",
        network=Network(
            input_shape=(32, 32, 1),
            layers=(
                *block(6),
                *block(16),
                Conv2D(filters=120, kernel_size=(5, 5), activation="tanh"),
                Flatten(),
                Dense(units=84, activation="tanh"),
                Dense(units=10, activation="softmax"),
            ),
        ),
        recipe=Recipe(optimizer=Adam(), batch_size=100, epochs=5),
        data="digits",
        slide_file="001_2af5…",
        figures={"order": ("Conv2D", "Pooling2D", "Conv2D", "Pooling2D", "Conv2D", "Dense")},
        accuracy=None,
        notes=(
            Note("network.note.parameters_not_printed", {"parameters": 61_706}),
            Note("network.note.recipe_not_printed"),
            Note("network.note.padded_input"),
        ),
    )
