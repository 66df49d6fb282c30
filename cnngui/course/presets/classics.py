"""The networks of the history pages up to 2014 that are plain stacks: LeNet-5, AlexNet, VGG."""

from __future__ import annotations

from functools import partial

from cnngui.course.presets import preset as slides
from cnngui.course.presets.preset import Figures, Preset, note
from cnngui.course.presets.usual import (
    convolution,
    halving,
    normalization,
    paper_recipe,
    predictions,
    printed,
    said,
)
from cnngui.network.layers import AnyLayer, AveragePooling2D, Conv2D, Dense, Dropout, Flatten
from cnngui.network.network import Network
from cnngui.network.penalties import L2
from cnngui.network.recipe import Adam, Recipe


def presets() -> tuple[Preset, ...]:
    """Return them by age."""
    vgg16 = (Figures(slides.CNN_STRUCTURE, depth=16), Figures(slides.HANSUNG))
    vgg19 = (Figures(slides.CNN_STRUCTURE, depth=19), Figures(slides.DEEP_LEARNING_13, depth=19))
    return (
        _lenet_5(),
        _alexnet(),
        _vgg(16, (2, 2, 3, 3, 3), 138_357_544, vgg16),
        _vgg(19, (2, 2, 4, 4, 4), 143_667_240, vgg19),
    )


def _lenet_5() -> Preset:
    def build() -> Network:
        window = partial(Conv2D, kernel_size=(5, 5), activation="tanh")
        convolutions = (window(filters=6), AveragePooling2D(), window(filters=16), AveragePooling2D())
        dense = (Dense(units=84, activation="tanh"), Dense(units=10, activation="softmax"))
        layers = (*convolutions, window(filters=120), Flatten(), *dense)
        return Network(input_shape=(32, 32, 1), layers=layers)

    sources = (slides.DEEP_LEARNING_13, slides.KYUNGNAM, slides.STUDENT_NOTES, slides.CNN_STRUCTURE)
    return Preset(
        name="lenet-5",
        lesson_code="history",
        build=build,
        recipe=Recipe(optimizer=Adam(), batch_size=100, epochs=5),
        data="digits",
        figures=tuple(map(Figures, sources)),
        notes=said("lenet_order", note("parameters", parameters=61_706), "recipe_usual", "padded_input"),
    )


def _alexnet() -> Preset:
    # The gradient of l2·w² is 2·l2·w: a weight decay of 5e-4 is an l2 of 2.5e-4.
    decay = L2(l2=2.5e-4)
    window = partial(convolution, kernel_regularizer=decay)
    dense = partial(Dense, kernel_regularizer=decay)

    def build() -> Network:
        layers = (
            *(window("conv1", 96, 11, strides=4, padding="valid"), halving("pool1"), normalization("norm1")),
            *(window("conv2", 256, 5), halving("pool2"), normalization("norm2")),
            *(window("conv3", 384), window("conv4", 384), window("conv5", 256), halving("pool3"), Flatten()),
            *(dense(name="fc6", units=4096, activation="relu"), Dropout(rate=0.5)),
            *(dense(name="fc7", units=4096, activation="relu"), Dropout(rate=0.5)),
            dense(name="fc8", units=1000, activation="softmax"),
        )
        return Network(input_shape=(227, 227, 3), layers=layers)

    rows = (
        "conv1 55×55×96, pool1 27×27×96, conv2 27×27×256, pool2 13×13×256, conv3 13×13×384, conv4 13×13×384, "
        "conv5 13×13×256, fc6 4096, fc7 4096, fc8 1000, input 224×224×3"
    )
    further = f"{rows}, input 227×227×3, norm1 27×27×96, norm2 13×13×256, pool3 6×6×256"
    notes = ("alexnet_input", "alexnet_conv1", "alexnet_halves", "alexnet_decay", "alexnet_error", "imagenet")
    return Preset(
        name="alexnet",
        lesson_code="history",
        build=build,
        recipe=paper_recipe(0.01, batch_size=128, epochs=90),
        data="",
        figures=(
            printed(slides.CNN_STRUCTURE, f"{further}, pool1 27×27×96 0"),
            printed(slides.STUDENT_NOTES, further),
            printed(slides.KYUNGNAM, rows),
        ),
        notes=said(*notes),
    )


def _vgg(depth: int, counts: tuple[int, ...], total: int, slides_of: tuple[Figures, ...]) -> Preset:
    """Return VGG with so many convolutions in each of its five stages; names as in keras.applications."""

    def build() -> Network:
        layers: list[AnyLayer] = []
        for stage, (filters, count) in enumerate(zip((64, 128, 256, 512, 512), counts, strict=True), 1):
            layers += [convolution(f"block{stage}_conv{place}", filters) for place in range(1, count + 1)]
            layers.append(halving(f"block{stage}_pool", size=2))
        hidden = (Dense(name=name, units=4096, activation="relu") for name in ("fc1", "fc2"))
        return Network(input_shape=(224, 224, 3), layers=(*layers, Flatten(), *hidden, predictions(1000)))

    return Preset(
        name=f"vgg{depth}",
        lesson_code="history",
        build=build,
        recipe=paper_recipe(0.01, batch_size=256, epochs=74),
        data="",
        figures=(*slides_of, Figures(f"keras.applications.VGG{depth}()", total=total)),
        notes=said("vgg_as_keras", "recipe_of_paper", "imagenet"),
    )
