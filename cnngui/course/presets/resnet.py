"""ResNet: blocks that add to their input what they make of it, and a small network of the same kind.

ResNet-50, 101 and 152 are those of keras.applications, layer by layer: strides in the first 1×1 convolution
of a stage, and biases that the batch normalization behind them takes out again. ResNet-18 and 34, which Keras
lacks, are without those biases, as in torchvision. Equal blocks of a stage are one Repeat.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from cnngui.course.presets import preset as slides
from cnngui.course.presets.preset import Figures, Preset, note
from cnngui.course.presets.usual import convolution, halving, paper_recipe, predictions, said
from cnngui.network.blocks import AnyEntry, Repeat, Residual
from cnngui.network.layers import (
    Activation,
    BatchNormalization,
    Conv2D,
    GlobalAveragePooling2D,
    MaxPooling2D,
    Padding,
    ZeroPadding2D,
)
from cnngui.network.network import Network
from cnngui.network.recipe import Adam, Recipe
from cnngui.network.schedules import ExponentialDecay

BlockOf = Callable[[str, int, int, bool], Residual]
"""Makes a block of a name, filters, strides, and whether the shortcut is a projection."""

# Of Keras' ResNets, the odd epsilon included.
_MOMENTUM, _EPSILON = 0.99, 1.001e-5

_SOURCES = (slides.CNN_STRUCTURE, slides.KYUNGNAM, slides.DEEP_LEARNING_13, slides.STUDENT_NOTES)
_SLIDES = tuple(map(Figures, _SOURCES))
_SLIDES_152 = (Figures(_SOURCES[0], depth=152), *_SLIDES[1:3], Figures(_SOURCES[3], depth=152))


def large() -> tuple[Preset, ...]:
    """Return the five of the paper."""
    return (
        _preset(18, basic, (2, 2, 2, 2), "torchvision.models.resnet18()", trainable=11_689_512),
        _preset(34, basic, (3, 4, 6, 3), "torchvision.models.resnet34()", trainable=21_797_672),
        _preset(50, bottleneck, (3, 4, 6, 3), "keras.applications.ResNet50()", total=25_636_712),
        _preset(101, bottleneck, (3, 4, 23, 3), "keras.applications.ResNet101()", total=44_707_176),
        _preset(152, bottleneck, (3, 8, 36, 3), "keras.applications.ResNet152()", total=60_419_944),
    )


def _preset(depth: int, block_of: BlockOf, counts: tuple[int, ...], source: str, **printed: Any) -> Preset:
    as_keras = block_of is bottleneck

    def build() -> Network:
        layers: list[AnyEntry] = [*(_stem_of_keras() if as_keras else _stem())]
        for place, count in enumerate(counts):
            # The first stage of basic blocks keeps the shape: its shortcuts are all the identity.
            strides, project = 2 if place else 1, place > 0 or as_keras
            layers += _stage(f"conv{place + 2}", block_of, 64 * 2**place, count, strides, project)
        return Network(input_shape=(224, 224, 3), layers=(*layers, *_end(1000)))

    kind = "resnet_as_keras" if as_keras else "resnet_as_torchvision"
    of_slides = _SLIDES_152 if depth == 152 else _SLIDES
    return Preset(
        name=f"resnet-{depth}",
        lesson_code="history",
        build=build,
        recipe=paper_recipe(0.1, batch_size=256, epochs=120),
        data="",
        figures=(*of_slides, Figures(source, depth=depth, **printed)),
        notes=said(kind, "resnet_error", "recipe_of_paper", "imagenet"),
    )


def _end(classes: int) -> tuple[AnyEntry, ...]:
    return GlobalAveragePooling2D(name="avg_pool"), predictions(classes)


def _stem() -> tuple[AnyEntry, ...]:
    first = _normalized("conv1", 64, 7, 2, use_bias=False)
    return *first, Activation(name="conv1_relu"), halving("pool1_pool", padding="same")


def _stem_of_keras() -> tuple[AnyEntry, ...]:
    return (
        ZeroPadding2D(name="conv1_pad", padding=((3, 3), (3, 3))),
        *_normalized("conv1", 64, 7, 2, use_bias=True, padding="valid"),
        Activation(name="conv1_relu"),
        ZeroPadding2D(name="pool1_pad"),
        halving("pool1_pool"),
    )


def _stage(
    name: str, block_of: BlockOf, filters: int, count: int, strides: int, project: bool
) -> list[AnyEntry]:
    """Return the blocks of a stage, the equal ones repeated; each ends in a ReLU behind the sum.

    Args:
        strides, project: of the first block; the others keep the shape.
    """

    def block(number: int, strides: int, project: bool) -> tuple[AnyEntry, ...]:
        own = f"{name}_block{number}"
        return block_of(own, filters, strides, project), Activation(name=f"{own}_out")

    begin = block(1, strides, project=True) if project else ()
    rest = count - 1 if project else count
    if rest < 2:
        return [*begin, *(block(count, 1, project=False) if rest else ())]
    again = block(count - rest + 1, 1, project=False)
    return [*begin, Repeat(name=f"{name}_blocks", times=rest, branches=(again,))]


def bottleneck(name: str, filters: int, strides: int, project: bool) -> Residual:
    """Return 1×1, 3×3 and 1×1 convolutions beside their input; four times `filters` channels come out."""

    def normalized(place: int, width: int, size: int, strides: int = 1) -> tuple[AnyEntry, ...]:
        padding: Padding = "same" if size > 1 else "valid"
        return _normalized(f"{name}_{place}", width, size, strides, use_bias=True, padding=padding)

    main = (
        *normalized(1, filters, 1, strides),
        Activation(name=f"{name}_1_relu"),
        *normalized(2, filters, 3),
        Activation(name=f"{name}_2_relu"),
        *normalized(3, 4 * filters, 1),
    )
    return Residual(name=name, branches=(main, normalized(0, 4 * filters, 1, strides) if project else ()))


def basic(name: str, filters: int, strides: int, project: bool, momentum: float = _MOMENTUM) -> Residual:
    """Return two 3×3 convolutions beside their input."""

    def normalized(place: int, size: int, strides: int = 1) -> tuple[AnyEntry, ...]:
        return _normalized(f"{name}_{place}", filters, size, strides, use_bias=False, momentum=momentum)

    main = (*normalized(1, 3, strides), Activation(name=f"{name}_1_relu"), *normalized(2, 3))
    return Residual(name=name, branches=(main, normalized(0, 1, strides) if project else ()))


def _normalized(
    name: str, filters: int, size: int, strides: int, momentum: float = _MOMENTUM, **others: Any
) -> tuple[Conv2D, BatchNormalization]:
    window = convolution(f"{name}_conv", filters, size, strides, activation="linear", **others)
    return window, BatchNormalization(name=f"{name}_bn", momentum=momentum, epsilon=_EPSILON)


def mini_resnet() -> Preset:
    """Return three residual blocks that learn the bundled digits in about a minute."""

    def build() -> Network:
        # An epoch of the digits has 80 steps: at a momentum of 0.99 the moving means lag some epochs behind,
        # and so does validation (10 % after three of them, measured).
        momentum = 0.9
        block = partial(basic, momentum=momentum)
        layers = (
            *_normalized("conv1", 16, 3, 1, use_bias=False, momentum=momentum),
            Activation(name="conv1_relu"),
            MaxPooling2D(name="pool1"),
            *_stage("conv2", block, 16, 1, strides=1, project=False),
            *_stage("conv3", block, 32, 1, strides=2, project=True),
            *_stage("conv4", block, 64, 1, strides=2, project=True),
        )
        return Network(input_shape=(28, 28, 1), layers=(*layers, *_end(10)))

    schedule = ExponentialDecay(factor=0.5, every_epochs=3)
    return Preset(
        name="mini-resnet",
        lesson_code="small",
        build=build,
        recipe=Recipe(optimizer=Adam(), schedule=schedule, batch_size=50, epochs=10),
        data="digits",
        figures=_SLIDES,
        notes=(note("own_digits", percent=97.8, epochs=10),),
    )
