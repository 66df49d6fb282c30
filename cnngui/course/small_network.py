"""A network and a recipe to begin with for a set of few pictures, such as a person draws."""

from __future__ import annotations

from cnngui.course.presets.usual import convolution, predictions
from cnngui.network.augmentation import Augmentation
from cnngui.network.layers import AnyLayer, Dropout, Flatten, MaxPooling2D
from cnngui.network.network import Network, Shape
from cnngui.network.recipe import Adam, Recipe

TITLE = "small network"

_LARGE_PX = 32
_STEPS = 240
_LEAST_EPOCHS, _MOST_EPOCHS = 5, 60
_LARGEST_BATCH = 32


def small_network(shape: Shape, classes: int) -> Network:
    """Return two convolutions with poolings, three for pictures above 32 pixels, and a layer for the classes.

    Args:
        shape: of a picture, (height, width, channels).
    """
    filters = (16, 32, 64) if min(shape[:2]) > _LARGE_PX else (16, 32)
    layers: list[AnyLayer] = []
    for each in filters:
        layers += [convolution("", each), MaxPooling2D()]
    return Network(input_shape=shape, layers=(*layers, Flatten(), Dropout(rate=0.3), predictions(classes)))


def small_recipe(samples: int, *, ink: bool) -> Recipe:
    """Return a recipe for a training part of so many samples: some 240 steps, each picture varied anew.

    A batch has a quarter of the samples at most, so that there are several steps in each epoch.
    """
    batch_size = max(4, min(_LARGEST_BATCH, samples // 4))
    steps = -(-samples // batch_size)
    epochs = max(_LEAST_EPOCHS, min(_MOST_EPOCHS, round(_STEPS / steps)))
    # Ink is centred and scaled on its way to the network: moving it would only cut it off.
    varied = Augmentation(rotation=10.0, zoom=0.1, shift=0.0 if ink else 0.1, elastic=10.0 if ink else 0.0)
    return Recipe(
        optimizer=Adam(learning_rate=0.002), batch_size=batch_size, epochs=epochs, augmentation=varied
    )
