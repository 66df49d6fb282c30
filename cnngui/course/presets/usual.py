"""What the presets of several lessons have alike: layers as the papers have them, and what slides print."""

from __future__ import annotations

from typing import Any

from cnngui.course.presets.preset import Figures, PresetNote
from cnngui.network.initializers import RandomNormal
from cnngui.network.layers import AnyLayer, Conv2D, Dense, LocalResponseNormalization, MaxPooling2D
from cnngui.network.network import Shape
from cnngui.network.recipe import SGD, Recipe
from cnngui.network.schedules import ReduceLROnPlateau

Notes = tuple[PresetNote, ...]

# tf.random_normal([…], stddev=0.01)
NARROW = RandomNormal(stddev=0.01)


def slide_convolution(filters: int) -> tuple[AnyLayer, AnyLayer]:
    """Return the convolution and pooling of TensorFlow 1's slides: no bias, weights from a narrow normal."""
    usual = convolution("", filters, use_bias=False, kernel_initializer=NARROW)
    return usual, MaxPooling2D(padding="same")


def convolution(name: str, filters: int, size: int = 3, strides: int = 1, **others: Any) -> Conv2D:
    """Return a convolution with a square window that keeps the size, and a ReLU, unless `others` differ."""
    sides = {"kernel_size": (size, size), "strides": (strides, strides)}
    return Conv2D(name=name, filters=filters, **{"padding": "same", "activation": "relu", **sides, **others})


def halving(name: str, size: int = 3, **others: Any) -> MaxPooling2D:
    """Return a pooling at strides of 2; its windows overlap from a size of 3 on."""
    return MaxPooling2D(name=name, pool_size=(size, size), strides=(2, 2), **others)


def normalization(name: str) -> LocalResponseNormalization:
    """Return AlexNet's, with n = 5, k = 2, α = 1e-4 and β = 0.75 of Krizhevsky et al."""
    return LocalResponseNormalization(name=name, depth_radius=2, bias=2.0, alpha=1e-4, beta=0.75)


def predictions(classes: int, **others: Any) -> Dense:
    """Return the last layer, with a probability for each class."""
    return Dense(name="predictions", units=classes, activation="softmax", **others)


def paper_recipe(learning_rate: float, batch_size: int, epochs: int) -> Recipe:
    """Return what papers on ImageNet did by hand: a tenth of the rate whenever the error stopped falling."""
    optimizer = SGD(learning_rate=learning_rate, momentum=0.9)
    schedule = ReduceLROnPlateau(factor=0.1)
    return Recipe(optimizer=optimizer, schedule=schedule, batch_size=batch_size, epochs=epochs)


def said(*notes: str | PresetNote) -> Notes:
    """Return notes; one without values may be named by its code."""
    return tuple(PresetNote(each) if isinstance(each, str) else each for each in notes)


def printed(source: str, rows: str, **others: Any) -> Figures:
    """Return what a source prints, its layers as rows ``name shape parameters`` with commas between.

    A shape is written as ``28×28×32``; the parameters may be left out.
    """
    shapes: dict[str, Shape] = {}
    parameters: dict[str, int] = {}
    for name, shape, *count in map(str.split, filter(None, rows.split(","))):
        shapes[name] = tuple(map(int, shape.split("×")))
        parameters.update((name, int(each)) for each in count)
    return Figures(source, shapes=shapes, parameters=parameters, **others)
