"""Layers of Keras that only act in training keep no file from being opened, whichever there are."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from cnngui.keras_import import read_keras_file
from cnngui.keras_import.kinds import LEFT_OUT
from cnngui.network.inference.registry import KINDS

pytestmark = pytest.mark.tensorflow

SHAPE = (10, 10, 3)
GIVEN = {"rate": 0.5, "stddev": 0.1, "height_factor": 0.3, "width_factor": 0.3, "factor": 0.5}
OURS = sorted(kind for kind, traits in KINDS.items() if traits.training_only)
# An argument that we cannot hold is no reason to refuse either.
ODD: dict[str, dict[str, Any]] = {
    "Dropout": {"rate": 1.0},
    "RandomFlip": {"mode": "vertical"},
    "RandomRotation": {"factor": (-0.2, 0.1)},
    "RandomTranslation": {"height_factor": (0.1, 0.2), "width_factor": 0.1},
    "RandomZoom": {"height_factor": (-0.3, -0.1)},
}


def made(kind: str, **more: Any) -> Any:
    import keras

    cls = getattr(keras.layers, kind)
    needed = [
        name
        for name, each in inspect.signature(cls).parameters.items()
        if each.default is each.empty and each.kind is each.POSITIONAL_OR_KEYWORD
    ]
    given = {**GIVEN, "factor": 4} if kind == "RandomPosterization" else GIVEN
    return cls(**{name: given[name] for name in needed if name in given} | more)


def acts_in_training_only(kind: str) -> bool:
    """Return what Keras itself says: the same comes out, but while the network is trained."""
    pictures = np.random.default_rng(0).uniform(0, 255, (4, *SHAPE)).astype(np.float32)
    try:
        layer = made(kind)
        same = np.array_equal(np.asarray(layer(pictures, training=False)), pictures)
        if not same:
            return False
        draws = (np.asarray(layer(pictures, training=True)) for _ in range(5))
        return any(draw.shape != pictures.shape or not np.allclose(draw, pictures) for draw in draws)
    except Exception:  # of other shapes, with other arguments, or not to be called so
        return False


def all_kinds() -> Iterator[str]:
    import keras

    for name, cls in inspect.getmembers(keras.layers, inspect.isclass):
        if cls.__name__ == name and issubclass(cls, keras.layers.Layer):
            yield name


def test_every_such_layer_of_keras_is_known() -> None:
    found = {kind for kind in all_kinds() if acts_in_training_only(kind)}
    assert len(found) > 25
    # At a network's answer RandomCrop cuts the middle out, or resizes.
    assert found - {"RandomCrop"} <= {*OURS, *LEFT_OUT}


@pytest.mark.parametrize("kind", [*OURS, *sorted(LEFT_OUT), *(f"{kind} odd" for kind in ODD)])
def test_a_file_with_one_opens(kind: str, tmp_path: Path) -> None:
    import keras

    kind, _, odd = kind.partition(" ")
    shape = {"1D": (10, 3), "3D": (4, 4, 4, 3)}.get(kind[-2:], SHAPE)
    layer = made(kind, **(ODD[kind] if odd else {}))
    model = keras.Sequential(
        [keras.Input(shape), layer, keras.layers.Flatten(), keras.layers.Dense(2, name="last")]
    )
    model.save(tmp_path / "a.keras")
    file = read_keras_file(tmp_path / "a.keras")
    kinds = [entry.kind for entry in file.network.layers]
    if kind in LEFT_OUT:
        assert str(file.notes).startswith(f"{kind} ")
        assert "was left out" in str(file.notes)
    assert (
        kinds == ["Flatten", "Dense"] if "was left out: it" in str(file.notes) else [kind, "Flatten", "Dense"]
    )
    assert all(map(np.array_equal, file.weights["last"], model.get_layer("last").get_weights()))
    pictures = np.random.default_rng(0).uniform(0, 255, (2, *shape)).astype(np.float32)
    flat = np.asarray(model(pictures, training=False))
    kernel, bias = file.weights["last"]
    np.testing.assert_allclose(pictures.reshape(2, -1) @ kernel + bias, flat, rtol=1e-3, atol=1e-3)
