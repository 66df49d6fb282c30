"""GoogLeNet: modules that look with windows of several sizes at once, and a small one of the same kind."""

from __future__ import annotations

from collections.abc import Iterator

from cnngui.course.presets import preset as slides
from cnngui.course.presets.preset import Figures, Preset, note
from cnngui.course.presets.usual import convolution, halving, normalization, predictions, said
from cnngui.network.blocks import AnyEntry, Parallel
from cnngui.network.layers import Dropout, GlobalAveragePooling2D, MaxPooling2D
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
        def modules(stage: str) -> Iterator[AnyEntry]:
            return (module(f"inception_{name}", *_MODULES[name]) for name in _MODULES if name[0] == stage)

        # The paper does not give the constants of its normalizations: these are AlexNet's.
        layers: tuple[AnyEntry, ...] = (
            *(convolution("conv1", 64, 7, strides=2), _halving("pool1"), normalization("norm1")),
            *(convolution("conv2_reduce", 64, 1), convolution("conv2", 192), normalization("norm2")),
            *(_halving("pool2"), *modules("3"), _halving("pool3"), *modules("4")),
            *(_halving("pool4"), *modules("5"), GlobalAveragePooling2D(name="pool5")),
            *(Dropout(rate=0.4), predictions(1000)),
        )
        return Network(input_shape=(224, 224, 3), layers=layers)

    # 4 % less every 8 epochs; the paper gives neither the first rate nor the batch.
    schedule, optimizer = ExponentialDecay(factor=0.96, every_epochs=8), SGD(learning_rate=0.01, momentum=0.9)
    deep, without = Figures(slides.DEEP_LEARNING_13, depth=22), (slides.STUDENT_NOTES, slides.CNN_STRUCTURE)
    parameters = note("parameters", parameters=6_998_552)
    notes = ("googlenet_depth", "googlenet_heads", "googlenet_recipe", "googlenet_error")
    return Preset(
        name="googlenet",
        lesson_code="history",
        build=build,
        recipe=Recipe(optimizer=optimizer, schedule=schedule, batch_size=32, epochs=90),
        data="",
        figures=(Figures(slides.KYUNGNAM, modules=9), deep, *map(Figures, without)),
        notes=said(*notes, parameters, "imagenet"),
    )


def mini_inception() -> Preset:
    """Return two inception modules that learn the bundled digits in about a minute."""

    def build() -> Network:
        layers = (
            *(convolution("conv1", 16), _halving("pool1")),
            *(module("inception_1", 24, 16, 32, 8, 16, 16), _halving("pool2")),
            *(module("inception_2", 48, 32, 64, 12, 32, 32), GlobalAveragePooling2D(name="pool3")),
            *(Dropout(rate=0.2), predictions(10)),
        )
        return Network(input_shape=(28, 28, 1), layers=layers)

    optimizer, schedule = Adam(learning_rate=0.003), ExponentialDecay(factor=0.5, every_epochs=5)
    return Preset(
        name="mini-inception",
        lesson_code="small",
        build=build,
        recipe=Recipe(optimizer=optimizer, schedule=schedule, batch_size=50, epochs=15),
        data="digits",
        figures=(Figures(slides.KYUNGNAM),),
        notes=(note("own_digits", percent=96.9, epochs=15),),
    )


def module(
    name: str, ones: int, threes_reduce: int, threes: int, fives_reduce: int, fives: int, projection: int
) -> Parallel:
    """Return an inception module: its channels are ones + threes + fives + projection."""
    pooling = MaxPooling2D(name=f"{name}_pool", pool_size=(3, 3), strides=(1, 1), padding="same")
    branches = (
        (convolution(f"{name}_1x1", ones, 1),),
        (convolution(f"{name}_3x3_reduce", threes_reduce, 1), convolution(f"{name}_3x3", threes)),
        (convolution(f"{name}_5x5_reduce", fives_reduce, 1), convolution(f"{name}_5x5", fives, 5)),
        (pooling, convolution(f"{name}_pool_project", projection, 1)),
    )
    return Parallel(name=name, branches=branches)


def _halving(name: str) -> MaxPooling2D:
    return halving(name, padding="same")
