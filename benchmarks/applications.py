"""Which models of keras.applications open, and how far what they answer then is from Keras' own answers.

Weights and measured statistics are drawn, nothing is downloaded; pictures are as small as each model takes.
"""

from __future__ import annotations

import math
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.result import Result
from cnngui.errors import CnnguiError

FAMILIES = {
    "VGG": ("VGG16", "VGG19"),
    "ResNet": ("ResNet50", "ResNet101", "ResNet152"),
    "ResNetV2": ("ResNet50V2", "ResNet101V2", "ResNet152V2"),
    "MobileNet": ("MobileNet", "MobileNetV2", "MobileNetV3Small", "MobileNetV3Large"),
    "DenseNet": ("DenseNet121", "DenseNet169", "DenseNet201"),
    "EfficientNet": tuple(f"EfficientNetB{size}" for size in range(8)),
    "EfficientNetV2": tuple(f"EfficientNetV2{size}" for size in ("B0", "B1", "B2", "B3", "S", "M", "L")),
    "Inception": ("InceptionV3", "InceptionResNetV2", "Xception"),
    "ConvNeXt": tuple(f"ConvNeXt{size}" for size in ("Tiny", "Small", "Base", "Large", "XLarge")),
    "NASNet": ("NASNetMobile", "NASNetLarge"),
}
GOAL = 1e-5
"""Of the largest output."""
_SIDES = {"Inception": 75, "NASNet": 64}


def measure() -> list[Result]:
    """Return, for each model, the largest difference as a share of the largest output."""
    names = [(family, name) for family, models in FAMILIES.items() for name in models]
    return [_result(name, _SIDES.get(family, 32)) for family, name in names]


def _result(name: str, side: int) -> Result:
    import keras

    print(f"  {name} …", file=sys.stderr, flush=True)
    try:
        difference, note = compared(name, side)
        return Result(name, difference, "", None if math.isnan(difference) else GOAL, note=note)
    except CnnguiError as error:
        return Result(name, math.nan, "", None, note=f"refused: {error.message().why}")
    finally:
        keras.backend.clear_session()


def compared(name: str, side: int) -> tuple[float, str]:
    """Return how far the answers of a model that was saved and opened are from those before, and its size.

    The difference is NaN where the file opened without its weights.

    Args:
        name: of a class or function of ``keras.applications``.
        side: of its pictures, in pixels.

    Raises:
        CnnguiError: it does not open.
    """
    import keras

    from cnngui.engine.keras_backend.build import build_model, set_weights
    from cnngui.keras_import import read_keras_file

    shape = (side, side, 3)
    make = getattr(keras.applications, name)
    model = make(weights=None, input_shape=shape, classifier_activation=None)
    draw = np.random.default_rng(0)
    fill(model, draw)
    pictures = draw.uniform(0, 255, (2, *shape)).astype(np.float32)
    wanted, parameters = np.asarray(model(pictures, training=False)), model.count_params()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"{name}.keras"
        model.save(path)
        del model
        file = read_keras_file(path)
    note = f"{parameters:,} parameters, {len(file.network.entries)} cards"
    if not file.weights:
        return math.nan, f"{note}; {str(file.notes).splitlines()[-1]}"
    opened = build_model(file.network, seed=0)
    set_weights(opened, file.weights)
    found = np.asarray(opened(pictures, training=False))
    return float(np.abs(found - wanted).max() / np.abs(wanted).max()), note


def fill(model: Any, draw: np.random.Generator) -> None:
    """Give a model statistics and biases as training would leave them: none at 0 or 1, none alike."""
    for weight in model.weights:
        low, high = _range_of(weight.path)
        if (low, high) != (0, 0) and "int" not in weight.dtype:
            weight.assign(draw.uniform(low, high, weight.shape).astype(np.float32))
    for layer in _walk(model):
        if hasattr(layer, "finalize_state"):
            layer.finalize_state()


def _range_of(path: str) -> tuple[float, float]:
    """Return the range of a weight that kernels' initializers do not give; (0, 0) for a kernel."""
    ranges = {"variance": (0.5, 1.5), "mean": (-0.2, 0.2), "gamma": (0.5, 1.5), "bias": (-0.2, 0.2)}
    return next((each for word, each in {**ranges, "beta": (-0.2, 0.2)}.items() if word in path), (0, 0))


def _walk(model: Any) -> Iterator[Any]:
    for layer in model.layers:
        yield layer
        if hasattr(layer, "layers"):
            yield from _walk(layer)
