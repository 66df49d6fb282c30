"""Files that Keras itself wrote, and what its models answer."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest


@dataclass(frozen=True, eq=False)
class Saved:
    """A model as Keras wrote it, a batch of samples, and what Keras made of it."""

    path: Path
    samples: np.ndarray
    answers: np.ndarray
    parameters: int


def save(model: Any, path: Path, seed: int = 0) -> Saved:
    """Give a model weights that tell every channel from the others, and have Keras write it."""
    random = np.random.default_rng(seed)
    for weight in model.weights:
        low, high = (0.2, 1.0) if "variance" in weight.path else (-0.5, 0.5)
        weight.assign(random.uniform(low, high, weight.shape).astype(np.float32))
    shape = (3, *model.input_shape[1:])
    integers = model.inputs[0].dtype == "int32"
    samples = random.integers(0, 50, shape) if integers else random.uniform(0, 1, shape)
    samples = samples.astype(np.float32)
    model.save(path)
    return Saved(path, samples, np.asarray(model(samples, training=False)), model.count_params())


@pytest.fixture(scope="session")
def saved_models(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Saved]:
    """All of `tests.keras_import.models` by name."""
    from tests.keras_import.models import MODELS

    folder = tmp_path_factory.mktemp("keras_files")
    return {name: save(make(), folder / f"{name}.keras") for name, make in MODELS.items()}
