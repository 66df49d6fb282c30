"""ResNet: blocks that add to their input what they make of it, and a small network of the same kind.

ResNet-50, 101 and 152 are those of keras.applications, layer by layer: strides in the first 1×1 convolution
of a stage, and biases that the batch normalization behind them takes out again. ResNet-18 and 34, which Keras
lacks, are without those biases, as in torchvision. Equal blocks of a stage are one Repeat.
"""

from __future__ import annotations

from collections.abc import Callable

from cnngui.network.blocks import AnyEntry, Repeat, Residual
from cnngui.network.layers import (
    Activation,
    BatchNormalization,
    Conv2D,
    Dense,
    GlobalAveragePooling2D,
    MaxPooling2D,
    Padding,
    ZeroPadding2D,
)
from cnngui.network.network import Network
from cnngui.network.presets.preset import (
    CNN_STRUCTURE,
    DEEP_LEARNING_13,
    KYUNGNAM,
    STUDENT_NOTES,
    Figures,
    Preset,
    note,
)
from cnngui.network.recipe import SGD, Adam, Recipe
from cnngui.network.schedules import ReduceLROnPlateau

BlockOf = Callable[[str, int, int, bool], Residual]
"""Makes a block of a name, filters, strides, and whether the shortcut is a projection."""

# Keras writes 1.001e-5 in its ResNets.
_EPSILON = 1.001e-5

_SLIDES = (Figures(CNN_STRUCTURE), Figures(KYUNGNAM), Figures(DEEP_LEARNING_13), Figures(STUDENT_NOTES))
_SLIDES_152 = (Figures(CNN_STRUCTURE, depth=152), *_SLIDES[1:3], Figures(STUDENT_NOTES, depth=152))


def large() -> tuple[Preset, ...]:
    """Return the five of the paper."""
    return (
        _preset(18, basic, (2, 2, 2, 2), "torchvision.models.resnet18()", trainable=11_689_512),
        _preset(34, basic, (3, 4, 6, 3), "torchvision.models.resnet34()", trainable=21_797_672),
        _preset(50, bottleneck, (3, 4, 6, 3), "keras.applications.ResNet50()", total=25_636_712),
        _preset(101, bottleneck, (3, 4, 23, 3), "keras.applications.ResNet101()", total=44_707_176),
        _preset(152, bottleneck, (3, 8, 36, 3), "keras.applications.ResNet152()", total=60_419_944),
    )


def _preset(
    depth: int,
    block_of: BlockOf,
    counts: tuple[int, ...],
    source: str,
    total: int | None = None,
    trainable: int | None = None,
) -> Preset:
    def build() -> Network:
        stem = _stem_of_keras() if block_of is bottleneck else _stem()
        stages = [
            entry
            for place, count in enumerate(counts)
            for entry in _stage(f"conv{place + 2}", block_of, 64 * 2**place, count, first=place == 0)
        ]
        end = (
            GlobalAveragePooling2D(name="avg_pool"),
            Dense(name="predictions", units=1000, activation="softmax"),
        )
        return Network(input_shape=(224, 224, 3), layers=(*stem, *stages, *end))

    kind = note("resnet_as_keras" if block_of is bottleneck else "resnet_as_torchvision")
    return Preset(
        name=f"resnet-{depth}",
        lesson_code="history",
        build=build,
        recipe=Recipe(
            optimizer=SGD(learning_rate=0.1, momentum=0.9),
            schedule=ReduceLROnPlateau(factor=0.1),
            batch_size=256,
            epochs=120,
        ),
        data="",
        figures=(
            *(_SLIDES_152 if depth == 152 else _SLIDES),
            Figures(source, total=total, trainable=trainable, depth=depth),
        ),
        notes=(kind, note("resnet_error"), note("recipe_of_paper"), note("imagenet")),
    )


def _stem() -> tuple[AnyEntry, ...]:
    return (
        *_normalized("conv1", 64, 7, 2, use_bias=False),
        Activation(name="conv1_relu"),
        MaxPooling2D(name="pool1_pool", pool_size=(3, 3), strides=(2, 2), padding="same"),
    )


def _stem_of_keras() -> tuple[AnyEntry, ...]:
    return (
        ZeroPadding2D(name="conv1_pad", padding=(3, 3)),
        *_normalized("conv1", 64, 7, 2, use_bias=True, padding="valid"),
        Activation(name="conv1_relu"),
        ZeroPadding2D(name="pool1_pad"),
        MaxPooling2D(name="pool1_pool", pool_size=(3, 3), strides=(2, 2)),
    )


def _stage(name: str, block_of: BlockOf, filters: int, count: int, *, first: bool) -> list[AnyEntry]:
    """Return the blocks of a stage, the equal ones repeated; each ends in a ReLU behind the sum."""

    def block(number: int, strides: int, project: bool) -> tuple[AnyEntry, ...]:
        own = f"{name}_block{number}"
        return block_of(own, filters, strides, project), Activation(name=f"{own}_out")

    # The first stage of basic blocks keeps the shape: its shortcuts are all the identity.
    equal = first and block_of is basic
    begin = () if equal else block(1, 1 if first else 2, project=True)
    rest = count if equal else count - 1
    if rest < 2:
        return [*begin, *(block(count, 1, project=False) if rest else ())]
    again = block(count - rest + 1, 1, project=False)
    return [*begin, Repeat(name=f"{name}_blocks", times=rest, branches=(again,))]


def bottleneck(name: str, filters: int, strides: int, project: bool) -> Residual:
    """Return 1×1, 3×3 and 1×1 convolutions beside their input; four times `filters` channels come out."""
    main: list[AnyEntry] = []
    sizes: list[tuple[int, int, int, Padding]] = [
        (filters, 1, strides, "valid"),
        (filters, 3, 1, "same"),
        (4 * filters, 1, 1, "valid"),
    ]
    for number, (width, size, stride, padding) in enumerate(sizes, 1):
        main += _normalized(f"{name}_{number}", width, size, stride, use_bias=True, padding=padding)
        if number < len(sizes):
            main.append(Activation(name=f"{name}_{number}_relu"))
    shortcut: tuple[AnyEntry, ...] = ()
    if project:
        shortcut = _normalized(f"{name}_0", 4 * filters, 1, strides, use_bias=True, padding="valid")
    return Residual(name=name, branches=(tuple(main), shortcut))


def basic(name: str, filters: int, strides: int, project: bool) -> Residual:
    """Return two 3×3 convolutions beside their input."""
    main = (
        *_normalized(f"{name}_1", filters, 3, strides, use_bias=False),
        Activation(name=f"{name}_1_relu"),
        *_normalized(f"{name}_2", filters, 3, 1, use_bias=False),
    )
    shortcut = _normalized(f"{name}_0", filters, 1, strides, use_bias=False) if project else ()
    return Residual(name=name, branches=(main, shortcut))


def _normalized(
    name: str, filters: int, size: int, strides: int, *, use_bias: bool, padding: Padding = "same"
) -> tuple[Conv2D, BatchNormalization]:
    convolution = Conv2D(
        name=f"{name}_conv",
        filters=filters,
        kernel_size=(size, size),
        strides=(strides, strides),
        padding=padding,
        use_bias=use_bias,
    )
    return convolution, BatchNormalization(name=f"{name}_bn", epsilon=_EPSILON)


def mini_resnet() -> Preset:
    """Return three residual blocks that learn the bundled digits in about a minute."""

    def build() -> Network:
        layers = (
            *_normalized("conv1", 16, 3, 1, use_bias=False),
            Activation(name="conv1_relu"),
            MaxPooling2D(name="pool1"),
            *_stage("conv2", basic, 16, 1, first=True),
            *_stage("conv3", basic, 32, 1, first=False),
            *_stage("conv4", basic, 64, 1, first=False),
            GlobalAveragePooling2D(name="avg_pool"),
            Dense(name="predictions", units=10, activation="softmax"),
        )
        return Network(input_shape=(28, 28, 1), layers=layers)

    return Preset(
        name="mini-resnet",
        lesson_code="small",
        build=build,
        recipe=Recipe(optimizer=Adam(), batch_size=50, epochs=10),
        data="digits",
        figures=_SLIDES,
    )
