"""A network and a recipe to begin with, for any data: small enough for a laptop and for few samples."""

from __future__ import annotations

from collections.abc import Sequence

from cnngui.course.presets.usual import convolution, predictions
from cnngui.network.augmentation import Augmentation
from cnngui.network.layers import (
    AnyLayer,
    BatchNormalization,
    Conv1D,
    Dense,
    Dropout,
    Embedding,
    Flatten,
    GlobalMaxPooling1D,
    MaxPooling2D,
    Normalization,
)
from cnngui.network.network import Network, Shape
from cnngui.network.recipe import Adam, Recipe

TITLE = "small network"

_LARGE_PX, _LEAST_PX = 32, 4
_STEPS = 240
_LEAST_EPOCHS, _MOST_EPOCHS = 5, 60
_LARGEST_BATCH = 32
_FEW_VALUES = 16
_FAR, _LEAST, _MOST_VALUES = 2.0, 0.05, 1000
_MOST_MEAN, _MOST_VARIANCE = 1e6, 1e9
_EMBEDDED, _WINDOW_WORDS = 32, 3


def small_network(
    shape: Shape, classes: int, words: int = 0, spread: tuple[Sequence[float], Sequence[float]] = ((), ())
) -> Network:
    """Return a network that reads samples of this shape and tells so many classes apart.

    Pictures: two convolutions with poolings, three above 32 pixels. Numbers: two Dense layers. Sentences: an
    Embedding, a convolution over three words, and the strongest of each of its maps.

    Args:
        shape: of a picture, (height, width, channels); of a row of numbers, (values,); of a sentence,
            (words,).
        words: how many words a sentence's numbers stand for; 0 for all else.
        spread: mean and variance of each number of a row, where these are known: numbers far from 0, or of
            other sizes than each other, go through a Normalization first.
    """
    if len(shape) == 3:
        hidden = _of_pictures(shape)
    elif words:
        hidden = [
            Embedding(input_dim=words, output_dim=_EMBEDDED),
            Conv1D(filters=_EMBEDDED, kernel_size=min(_WINDOW_WORDS, shape[0]), activation="relu"),
            GlobalMaxPooling1D(),
            Dropout(rate=0.3),
        ]
    else:
        units = 16 if shape[0] <= _FEW_VALUES else 64
        hidden = [*_normalised(*spread), *(Dense(units=units, activation="relu") for _ in range(2))]
    return Network(input_shape=shape, layers=(*hidden, predictions(classes)))


def _normalised(means: Sequence[float], variances: Sequence[float]) -> list[AnyLayer]:
    """Return the layer that brings numbers to a mean of 0 and a variance of 1; none where they have these."""
    near = all(abs(mean) <= _FAR for mean in means) and all(_LEAST <= each <= _FAR for each in variances)
    if near or not 0 < len(means) <= _MOST_VALUES:
        return []
    if any(abs(mean) > _MOST_MEAN for mean in means) or any(each > _MOST_VARIANCE for each in variances):
        return [BatchNormalization()]  # prices of houses: more than a Normalization's arguments may be
    # A number that is always the same would be divided by 0.
    told = means, [each or 1.0 for each in variances]
    mean, variance = (tuple(float(f"{each:.6g}") for each in numbers) for numbers in told)
    return [Normalization(mean=mean, variance=variance)]


def _of_pictures(shape: Shape) -> list[AnyLayer]:
    layers: list[AnyLayer] = []
    side = min(shape[:2])
    for filters in (16, 32, 64) if side > _LARGE_PX else (16, 32):
        layers.append(convolution("", filters))
        if side >= _LEAST_PX:
            layers.append(MaxPooling2D(padding="same"))
            side = -(-side // 2)
    return [*layers, Flatten(), Dropout(rate=0.3)]


def small_recipe(samples: int, *, ink: bool, picture: bool = True) -> Recipe:
    """Return a recipe for a training part of so many samples: some 240 steps, each picture varied anew.

    A batch has a quarter of the samples at most, so that there are several steps in each epoch.

    Args:
        ink: they are drawings. picture: they are these or other pictures: no row or sentence is varied.
    """
    batch_size = max(4, min(_LARGEST_BATCH, samples // 4))
    steps = -(-samples // batch_size)
    epochs = max(_LEAST_EPOCHS, min(_MOST_EPOCHS, round(_STEPS / steps)))
    # Ink is centred and scaled on its way to the network: moving it would only cut it off.
    varied = Augmentation(rotation=10.0, zoom=0.1, shift=0.0 if ink else 0.1, elastic=10.0 if ink else 0.0)
    return Recipe(
        optimizer=Adam(learning_rate=0.002 if picture else 0.01),
        batch_size=batch_size,
        epochs=epochs,
        augmentation=varied if picture else Augmentation(),
    )
