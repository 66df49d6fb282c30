"""Networks for MNIST that no slide shows: one that learns in seconds, one of few parameters, three starts."""

from __future__ import annotations

from collections.abc import Callable

from cnngui.course.presets.preset import Preset, PresetNote, note
from cnngui.course.presets.usual import NARROW, convolution, predictions, said
from cnngui.network.initializers import AnyInitializer, GlorotUniform, HeNormal
from cnngui.network.layers import (
    Activation,
    AnyLayer,
    BatchNormalization,
    Dense,
    Flatten,
    GlobalAveragePooling2D,
    MaxPooling2D,
    RandomRotation,
    RandomTranslation,
)
from cnngui.network.layers.base import Padding
from cnngui.network.network import Network
from cnngui.network.recipe import SGD, Adam, Recipe
from cnngui.network.schedules import OneCycle


def presets() -> tuple[Preset, ...]:
    """Return them: the fast and the tiny one, and ten layers from three starts."""
    return (
        _fast(),
        _tiny(),
        _ten_layers("normal", NARROW, 10.0, 10.0),
        _ten_layers("xavier", GlorotUniform(), 80.4, 45.3),
        _ten_layers("he", HeNormal(), 88.2, 90.8),
    )


def _fast() -> Preset:
    def build() -> Network:
        # Two epochs have 938 steps: at Keras' momentum of 0.99 the moving means would lag behind.
        momentum = 0.9
        return _network(
            *_normalized(16, 5, strides=2, momentum=momentum),
            *_normalized(32, pooled=True, momentum=momentum),
            *_normalized(64, padding="valid", momentum=momentum),
            Flatten(),
            predictions(10),
        )

    measured = note("own_fast", parameters=39_898, percent=99.29, epochs=2, low=99.2, high=99.38)
    return _preset("fast", build, epochs=2, measured=measured)


def _tiny() -> Preset:
    def build() -> Network:
        return _network(
            RandomRotation(factor=0.03),
            RandomTranslation(height_factor=0.04, width_factor=0.04),
            *_normalized(8, padding="valid"),
            *_normalized(12, padding="valid"),
            MaxPooling2D(),
            *_normalized(16, padding="valid"),
            *_normalized(16, padding="valid"),
            *_normalized(16, padding="valid"),
            *_normalized(12),
            GlobalAveragePooling2D(),
            predictions(10),
        )

    measured = note("own_tiny", parameters=9_450, percent=99.54, epochs=15, low=99.48, high=99.6)
    return _preset("tiny", build, epochs=15, measured=measured)


def _ten_layers(name: str, start: AnyInitializer, *percent: float) -> Preset:
    """Return ten hidden layers of ReLU that begin with `start`; `percent` is what two seeds have read."""

    def build() -> Network:
        hidden = (Dense(units=100, activation="relu", kernel_initializer=start) for _ in range(10))
        return _network(Flatten(), *hidden, Dense(units=10, activation="softmax", kernel_initializer=start))

    recipe = Recipe(optimizer=SGD(learning_rate=0.1), batch_size=100, epochs=5)
    measured = note("own_start_read", first=percent[0], second=percent[1], epochs=5)
    notes = said("own_start", f"own_start_{name}", measured)
    return Preset(f"mnist-10-{name}", "own", build, recipe, "digits", (), notes)


def _preset(name: str, build: Callable[[], Network], epochs: int, measured: PresetNote) -> Preset:
    """Return a preset with one cycle of the learning rate over all its epochs."""
    schedule = OneCycle(cycle_epochs=epochs, warm_up=0.25)
    recipe = Recipe(optimizer=Adam(learning_rate=0.01), schedule=schedule, batch_size=128, epochs=epochs)
    return Preset(f"mnist-{name}", "own", build, recipe, "mnist", (), said("own", measured))


def _network(*layers: AnyLayer) -> Network:
    return Network(input_shape=(28, 28, 1), layers=layers)


def _normalized(
    filters: int,
    size: int = 3,
    strides: int = 1,
    padding: Padding = "same",
    pooled: bool = False,
    momentum: float = 0.99,
) -> tuple[AnyLayer, ...]:
    """Return a convolution, a pooling if `pooled`, batch normalization and ReLU.

    Pooling comes first because what follows then has a quarter of the values to go through.
    """
    window = convolution("", filters, size, strides, padding=padding, activation="linear", use_bias=False)
    pooling = (MaxPooling2D(),) if pooled else ()
    return window, *pooling, BatchNormalization(momentum=momentum), Activation(activation="relu")
