"""GoogLeNet: modules that look with windows of several sizes at once, and a small one of the same kind."""

from __future__ import annotations

from cnngui.course.presets.preset import (
    CNN_STRUCTURE,
    DEEP_LEARNING_13,
    KYUNGNAM,
    STUDENT_NOTES,
    Figures,
    Preset,
    note,
)
from cnngui.network.blocks import AnyEntry, Parallel
from cnngui.network.layers import (
    Conv2D,
    Dense,
    Dropout,
    GlobalAveragePooling2D,
    LocalResponseNormalization,
    MaxPooling2D,
)
from cnngui.network.network import Network
from cnngui.network.recipe import SGD, Adam, Recipe
from cnngui.network.schedules import ExponentialDecay

# Szegedy et al. (2014), table 1: 1×1, 3×3 reduce, 3×3, 5×5 reduce, 5×5, projection behind the pooling.
_MODULES = {
    "3a": (64, 96, 128, 16, 32, 32),
    "3b": (128, 128, 192, 32, 96, 64),
    "4a": (192, 96, 208, 16, 48, 64),
    "4b": (160, 112, 224, 24, 64, 64),
    "4c": (128, 128, 256, 24, 64, 64),
    "4d": (112, 144, 288, 32, 64, 64),
    "4e": (256, 160, 320, 32, 128, 128),
    "5a": (256, 160, 320, 32, 128, 128),
    "5b": (384, 192, 384, 48, 128, 128),
}


def googlenet() -> Preset:
    """Return the winner of 2014, without the two further classifiers that its training had."""

    def build() -> Network:
        def modules(stage: str) -> list[AnyEntry]:
            return [
                module(f"inception_{name}", *sizes)
                for name, sizes in _MODULES.items()
                if name.startswith(stage)
            ]

        layers: tuple[AnyEntry, ...] = (
            _convolution("conv1", 64, 7, strides=2),
            _halving("pool1"),
            _normalization("norm1"),
            _convolution("conv2_reduce", 64, 1),
            _convolution("conv2", 192, 3),
            _normalization("norm2"),
            _halving("pool2"),
            *modules("3"),
            _halving("pool3"),
            *modules("4"),
            _halving("pool4"),
            *modules("5"),
            GlobalAveragePooling2D(name="pool5"),
            Dropout(rate=0.4),
            Dense(name="predictions", units=1000, activation="softmax"),
        )
        return Network(input_shape=(224, 224, 3), layers=layers)

    return Preset(
        name="googlenet",
        lesson_code="history",
        build=build,
        # 4 % less every 8 epochs; the paper gives neither the first rate nor the batch.
        recipe=Recipe(
            optimizer=SGD(learning_rate=0.01, momentum=0.9),
            schedule=ExponentialDecay(factor=0.96, every_epochs=8),
            batch_size=32,
            epochs=90,
        ),
        data="",
        figures=(
            Figures(KYUNGNAM, modules=9),
            Figures(DEEP_LEARNING_13, depth=22),
            Figures(STUDENT_NOTES),
            Figures(CNN_STRUCTURE),
        ),
        notes=(
            note("googlenet_depth"),
            note("googlenet_heads"),
            note("googlenet_recipe"),
            note("googlenet_error"),
            note("parameters", parameters=6_998_552),
            note("imagenet"),
        ),
    )


def mini_inception() -> Preset:
    """Return two inception modules that learn the bundled digits in about a minute."""

    def build() -> Network:
        layers = (
            _convolution("conv1", 16, 3),
            _halving("pool1"),
            module("inception_1", 24, 16, 32, 8, 16, 16),
            _halving("pool2"),
            module("inception_2", 48, 32, 64, 12, 32, 32),
            GlobalAveragePooling2D(name="pool3"),
            Dropout(rate=0.2),
            Dense(name="predictions", units=10, activation="softmax"),
        )
        return Network(input_shape=(28, 28, 1), layers=layers)

    return Preset(
        name="mini-inception",
        lesson_code="small",
        build=build,
        recipe=Recipe(
            optimizer=Adam(learning_rate=0.003),
            schedule=ExponentialDecay(factor=0.5, every_epochs=5),
            batch_size=50,
            epochs=15,
        ),
        data="digits",
        figures=(Figures(KYUNGNAM),),
        notes=(note("own_digits", percent=96.9, epochs=15),),
    )


def module(
    name: str, ones: int, threes_reduce: int, threes: int, fives_reduce: int, fives: int, projection: int
) -> Parallel:
    """Return an inception module: its channels are ones + threes + fives + projection."""
    return Parallel(
        name=name,
        branches=(
            (_convolution(f"{name}_1x1", ones, 1),),
            (_convolution(f"{name}_3x3_reduce", threes_reduce, 1), _convolution(f"{name}_3x3", threes, 3)),
            (_convolution(f"{name}_5x5_reduce", fives_reduce, 1), _convolution(f"{name}_5x5", fives, 5)),
            (
                MaxPooling2D(name=f"{name}_pool", pool_size=(3, 3), strides=(1, 1), padding="same"),
                _convolution(f"{name}_pool_project", projection, 1),
            ),
        ),
    )


def _convolution(name: str, filters: int, size: int, strides: int = 1) -> Conv2D:
    return Conv2D(
        name=name,
        filters=filters,
        kernel_size=(size, size),
        strides=(strides, strides),
        padding="same",
        activation="relu",
    )


def _halving(name: str) -> MaxPooling2D:
    return MaxPooling2D(name=name, pool_size=(3, 3), strides=(2, 2), padding="same")


def _normalization(name: str) -> LocalResponseNormalization:
    # The paper does not give the constants: these are AlexNet's.
    return LocalResponseNormalization(name=name, depth_radius=2, bias=2.0, alpha=1e-4, beta=0.75)
