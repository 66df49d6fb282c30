"""The layers that Keras lacks, against their formulas in numpy."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from cnngui.network.inference.registry import OWN_KINDS
from cnngui.network.initializers import RandomNormal
from cnngui.network.layers import LocalResponseNormalization, Maxout, PositionBias
from cnngui.network.network import Network

pytestmark = pytest.mark.tensorflow

VALUES = np.random.default_rng(3).normal(size=(2, 5, 4, 6)).astype(np.float32)


def test_each_kind_that_keras_lacks_has_a_class() -> None:
    from cnngui.engine.keras_backend.own_layers import OWN_LAYERS

    assert OWN_LAYERS.keys() == OWN_KINDS


def answers(layer: Any, values: np.ndarray = VALUES) -> np.ndarray:
    from cnngui.engine.keras_backend.build import build_model

    model = build_model(Network(input_shape=values.shape[1:], layers=(layer,)), seed=1)
    return np.asarray(model(values))


@pytest.mark.parametrize("pieces", [1, 2, 3, 6])
@pytest.mark.parametrize("axes", [1, 2, 3])
def test_maxout_keeps_the_largest_of_neighbouring_channels(pieces: int, axes: int) -> None:
    values = VALUES.reshape(-1, *VALUES.shape[-axes:])
    groups = [values[..., start : start + pieces] for start in range(0, values.shape[-1], pieces)]
    expected = np.stack([group.max(axis=-1) for group in groups], axis=-1)
    np.testing.assert_array_equal(answers(Maxout(num_pieces=pieces), values), expected)


def test_local_response_normalization_divides_by_its_neighbours() -> None:
    """b = a / (k + α Σ a²)^β over the channels within the radius; Krizhevsky et al. (2012), section 3.3."""
    layer = LocalResponseNormalization(depth_radius=2, bias=2, alpha=0.3, beta=0.75)
    expected = np.empty_like(VALUES)
    for channel in range(VALUES.shape[-1]):
        near = VALUES[..., max(0, channel - 2) : channel + 3]
        expected[..., channel] = VALUES[..., channel] / (2 + 0.3 * (near**2).sum(axis=-1)) ** 0.75
    np.testing.assert_allclose(answers(layer), expected, rtol=1e-5)


def test_a_position_bias_is_one_number_for_each_position_and_channel() -> None:
    moved = answers(PositionBias(bias_initializer=RandomNormal(stddev=1))) - VALUES
    np.testing.assert_allclose(moved[0], moved[1], atol=1e-6)
    assert len(np.unique(moved[0].round(4))) > 100
    np.testing.assert_array_equal(answers(PositionBias()), VALUES)


def test_they_are_saved_and_loaded_like_keras_own(tmp_path: Path) -> None:
    import keras

    from cnngui.engine.keras_backend.build import build_model

    layers = (
        PositionBias(bias_initializer=RandomNormal()),
        LocalResponseNormalization(beta=0.75),
        Maxout(num_pieces=3),
    )
    model = build_model(Network(input_shape=(5, 4, 6), layers=layers), seed=1)
    model.save(tmp_path / "own.keras")
    loaded = keras.models.load_model(tmp_path / "own.keras")
    np.testing.assert_array_equal(np.asarray(loaded(VALUES)), np.asarray(model(VALUES)))
    assert [type(layer) for layer in loaded.layers] == [type(layer) for layer in model.layers]


def test_channels_that_do_not_divide_are_refused() -> None:
    import keras

    from cnngui.engine.keras_backend.own_layers import Maxout as KerasMaxout

    with pytest.raises(ValueError, match="7 channels"):
        KerasMaxout(2)(keras.Input((7,)))
