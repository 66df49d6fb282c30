"""The networks of the history pages up to 2014 that are plain stacks: LeNet-5, AlexNet, VGG."""

from __future__ import annotations

from cnngui.course.presets.preset import (
    CNN_STRUCTURE,
    DEEP_LEARNING_13,
    HANSUNG,
    KYUNGNAM,
    STUDENT_NOTES,
    Figures,
    Preset,
    note,
)
from cnngui.network.layers import (
    ActivationName,
    AnyLayer,
    AveragePooling2D,
    Conv2D,
    Dense,
    Dropout,
    Flatten,
    LocalResponseNormalization,
    MaxPooling2D,
    Padding,
)
from cnngui.network.network import Network, Shape
from cnngui.network.penalties import L2
from cnngui.network.recipe import SGD, Adam, Recipe
from cnngui.network.schedules import ReduceLROnPlateau

_224 = (224, 224, 3)


def presets() -> tuple[Preset, ...]:
    """Return them by age."""
    return (
        _lenet_5(),
        _alexnet(),
        _vgg(16, (2, 2, 3, 3, 3), 138_357_544, (Figures(CNN_STRUCTURE, depth=16), Figures(HANSUNG))),
        _vgg(
            19,
            (2, 2, 4, 4, 4),
            143_667_240,
            (Figures(CNN_STRUCTURE, depth=19), Figures(DEEP_LEARNING_13, depth=19)),
        ),
    )


def _lenet_5() -> Preset:
    def block(filters: int) -> tuple[AnyLayer, AnyLayer]:
        return Conv2D(filters=filters, kernel_size=(5, 5), activation="tanh"), AveragePooling2D()

    def build() -> Network:
        layers = (
            *block(6),
            *block(16),
            Conv2D(filters=120, kernel_size=(5, 5), activation="tanh"),
            Flatten(),
            Dense(units=84, activation="tanh"),
            Dense(units=10, activation="softmax"),
        )
        return Network(input_shape=(32, 32, 1), layers=layers)

    return Preset(
        name="lenet-5",
        lesson_code="history",
        build=build,
        recipe=Recipe(optimizer=Adam(), batch_size=100, epochs=5),
        data="digits",
        figures=tuple(Figures(file) for file in (DEEP_LEARNING_13, KYUNGNAM, STUDENT_NOTES, CNN_STRUCTURE)),
        notes=(
            note("lenet_order"),
            note("parameters", parameters=61_706),
            note("recipe_usual"),
            note("padded_input"),
        ),
    )


def _alexnet() -> Preset:
    # The gradient of l2·w² is 2·l2·w: a weight decay of 5e-4 is an l2 of 2.5e-4.
    decay = L2(l2=2.5e-4)

    def convolution(
        name: str, filters: int, size: int, strides: int = 1, padding: Padding = "same"
    ) -> Conv2D:
        return Conv2D(
            name=name,
            filters=filters,
            kernel_size=(size, size),
            strides=(strides, strides),
            padding=padding,
            activation="relu",
            kernel_regularizer=decay,
        )

    def pooling(name: str) -> MaxPooling2D:
        return MaxPooling2D(name=name, pool_size=(3, 3), strides=(2, 2))

    def normalization(name: str) -> LocalResponseNormalization:
        # n = 5, k = 2, α = 1e-4, β = 0.75 in Krizhevsky et al.; the slides name the layer only.
        return LocalResponseNormalization(name=name, depth_radius=2, bias=2.0, alpha=1e-4, beta=0.75)

    def dense(name: str, units: int, activation: ActivationName) -> Dense:
        return Dense(name=name, units=units, activation=activation, kernel_regularizer=decay)

    def build() -> Network:
        layers = (
            convolution("conv1", 96, 11, strides=4, padding="valid"),
            pooling("pool1"),
            normalization("norm1"),
            convolution("conv2", 256, 5),
            pooling("pool2"),
            normalization("norm2"),
            convolution("conv3", 384, 3),
            convolution("conv4", 384, 3),
            convolution("conv5", 256, 3),
            pooling("pool3"),
            Flatten(),
            dense("fc6", 4096, "relu"),
            Dropout(rate=0.5),
            dense("fc7", 4096, "relu"),
            Dropout(rate=0.5),
            dense("fc8", 1000, "softmax"),
        )
        return Network(input_shape=(227, 227, 3), layers=layers)

    common: dict[str, Shape] = {
        "conv1": (55, 55, 96),
        "pool1": (27, 27, 96),
        "conv2": (27, 27, 256),
        "pool2": (13, 13, 256),
        "conv3": (13, 13, 384),
        "conv4": (13, 13, 384),
        "conv5": (13, 13, 256),
        "fc6": (4096,),
        "fc7": (4096,),
        "fc8": (1000,),
    }
    further: dict[str, Shape] = {
        "input": (227, 227, 3),
        "norm1": (27, 27, 96),
        "norm2": (13, 13, 256),
        "pool3": (6, 6, 256),
    }
    return Preset(
        name="alexnet",
        lesson_code="history",
        build=build,
        recipe=Recipe(
            optimizer=SGD(learning_rate=0.01, momentum=0.9),
            schedule=ReduceLROnPlateau(factor=0.1),
            batch_size=128,
            epochs=90,
        ),
        data="",
        figures=(
            Figures(CNN_STRUCTURE, parameters={"pool1": 0}, shapes={**common, **further}),
            Figures(STUDENT_NOTES, shapes={**common, **further}),
            Figures(KYUNGNAM, shapes={**common, "input": _224}),
        ),
        notes=(
            note("alexnet_input"),
            note("alexnet_conv1"),
            note("alexnet_halves"),
            note("alexnet_decay"),
            note("alexnet_error"),
            note("imagenet"),
        ),
    )


def _vgg(depth: int, counts: tuple[int, ...], total: int, printed: tuple[Figures, ...]) -> Preset:
    """Return VGG with so many convolutions in each of its five stages; names as in keras.applications."""

    def build() -> Network:
        layers: list[AnyLayer] = []
        for stage, (filters, count) in enumerate(zip((64, 128, 256, 512, 512), counts, strict=True), 1):
            layers += [
                Conv2D(name=f"block{stage}_conv{place}", filters=filters, padding="same", activation="relu")
                for place in range(1, count + 1)
            ]
            layers.append(MaxPooling2D(name=f"block{stage}_pool", strides=(2, 2)))
        dense = (
            Flatten(name="flatten"),
            Dense(name="fc1", units=4096, activation="relu"),
            Dense(name="fc2", units=4096, activation="relu"),
            Dense(name="predictions", units=1000, activation="softmax"),
        )
        return Network(input_shape=_224, layers=(*layers, *dense))

    return Preset(
        name=f"vgg{depth}",
        lesson_code="history",
        build=build,
        recipe=Recipe(
            optimizer=SGD(learning_rate=0.01, momentum=0.9),
            schedule=ReduceLROnPlateau(factor=0.1),
            batch_size=256,
            epochs=74,
        ),
        data="",
        figures=(*printed, Figures(f"keras.applications.VGG{depth}()", total=total)),
        notes=(note("vgg_as_keras"), note("recipe_of_paper"), note("imagenet")),
    )
