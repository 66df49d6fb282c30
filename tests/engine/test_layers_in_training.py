"""All families of layers train, answer, and go on exactly from a file."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from cnngui.engine import protocol
from cnngui.network import layers as kinds
from cnngui.network.network import Network
from cnngui.network.penalties import L2, MaxNorm
from cnngui.network.recipe import Adam, Recipe
from tests.engine.talk import RECIPE, Talk

pytestmark = pytest.mark.tensorflow

ANSWER = kinds.Dense(units=3, activation="softmax")
PICTURES = Network(
    input_shape=(8, 8, 1),
    layers=(
        kinds.Rescaling(scale=2, offset=-1),
        kinds.RandomFlip(mode="vertical"),
        kinds.RandomRotation(factor=0.05),
        kinds.RandomTranslation(height_factor=0.2, width_factor=0.1),
        kinds.RandomZoom(height_factor=0.1),
        kinds.ZeroPadding2D(),
        kinds.Conv2D(filters=6, kernel_regularizer=L2(l2=0.01), kernel_constraint=MaxNorm(max_value=1)),
        kinds.LocalResponseNormalization(),
        kinds.Maxout(),
        kinds.SpatialDropout2D(rate=0.3),
        kinds.SeparableConv2D(filters=4, padding="same"),
        kinds.LeakyReLU(),
        kinds.DepthwiseConv2D(padding="same", strides=(2, 2)),
        kinds.LayerNormalization(),
        kinds.GroupNormalization(groups=2),
        kinds.Conv2DTranspose(filters=4, strides=(2, 2), padding="same"),
        kinds.PositionBias(),
        kinds.AveragePooling2D(),
        kinds.GlobalMaxPooling2D(),
        ANSWER,
    ),
)
SEQUENCES = Network(
    input_shape=(8, 8, 1),
    layers=(
        kinds.Reshape(target_shape=(8, 8)),
        kinds.Conv1D(filters=6, padding="causal", activation="relu"),
        kinds.MaxPooling1D(),
        kinds.SimpleRNN(units=5, return_sequences=True),
        kinds.LSTM(units=5, return_sequences=True),
        kinds.GlobalAveragePooling1D(),
        ANSWER,
    ),
)
VOLUMES = Network(
    input_shape=(8, 8, 1),
    layers=(
        kinds.Reshape(target_shape=(8, 8, 1, 1)),
        kinds.Conv3D(filters=4, kernel_size=(3, 3, 1), activation="relu"),
        kinds.MaxPooling3D(pool_size=(2, 2, 1)),
        kinds.GlobalAveragePooling3D(),
        ANSWER,
    ),
)
WORDS = Network(
    input_shape=(8, 8, 1),
    layers=(
        kinds.Flatten(),
        kinds.Embedding(input_dim=2, output_dim=4),
        kinds.GlobalMaxPooling1D(),
        ANSWER,
    ),
)


ONE_EPOCH = RECIPE.model_copy(update={"epochs": 1})


@pytest.mark.parametrize("network", [SEQUENCES, VOLUMES, WORDS], ids=["sequences", "volumes", "words"])
def test_layers_of_each_family_train_and_answer(engine: Talk, network: Network) -> None:
    assert isinstance(engine.trained(network, ONE_EPOCH), protocol.Finished)
    assert np.isfinite(engine.losses()).all()
    for layer in network.names:
        assert engine.ask(layer).probabilities.sum() == pytest.approx(1, abs=1e-5)


def test_noise_and_penalties_go_on_exactly_from_a_file(engine: Talk, tmp_path: Path) -> None:
    engine.trained(PICTURES)
    straight = engine.losses()
    assert np.isfinite(straight).all()
    engine.forget()
    engine.trained(PICTURES, ONE_EPOCH)
    engine.save(str(tmp_path / "a.cnn"), PICTURES)
    engine.send(protocol.Reset())
    engine.open(str(tmp_path / "a.cnn"))
    engine.trained(PICTURES, ONE_EPOCH, fresh=False)
    np.testing.assert_array_equal(engine.losses(), straight)


def test_a_training_goes_on_in_as_many_parts_as_it_began_with(
    engine: Talk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine.trained(PICTURES)
    whole = engine.losses()
    monkeypatch.setattr("cnngui.engine.keras_backend.learner.most_parts", lambda: 3)
    engine.send(protocol.Reset())
    engine.forget()
    engine.trained(PICTURES)
    straight = engine.losses()
    assert straight[0] != whole[0], "each part draws its own noise"
    engine.forget()
    engine.trained(PICTURES, ONE_EPOCH)
    engine.save(str(tmp_path / "a.cnn"), PICTURES)
    engine.send(protocol.Reset())
    # As on a machine with other cores.
    monkeypatch.setattr("cnngui.engine.keras_backend.learner.most_parts", lambda: 1)
    engine.open(str(tmp_path / "a.cnn"))
    engine.trained(PICTURES, ONE_EPOCH, fresh=False)
    np.testing.assert_array_equal(engine.losses(), straight)


SHORT = Network(
    input_shape=(8, 8, 1),
    layers=(
        kinds.Conv2D(filters=4, activation="relu"),
        kinds.BatchNormalization(),
        kinds.Flatten(),
        kinds.Dropout(rate=0.3),
        ANSWER,
    ),
)
MIXED = RECIPE.model_copy(update={"precision": "mixed_bfloat16"})


def test_a_training_goes_on_exactly_in_the_numbers_it_began_with(engine: Talk, tmp_path: Path) -> None:
    engine.trained(SHORT)
    exact = engine.losses()
    engine.send(protocol.Reset())
    engine.forget()
    engine.trained(SHORT, MIXED)
    straight = engine.losses()
    precision = engine.heard(protocol.Started)[-1].precision
    assert (precision.policy, precision.reason) == ("mixed_bfloat16", "asked")
    assert not np.array_equal(straight, exact)
    np.testing.assert_allclose(straight[0], exact[0], rtol=0.05)
    engine.forget()
    engine.trained(SHORT, MIXED.model_copy(update={"epochs": 1}))
    engine.save(str(tmp_path / "a.cnn"), SHORT)
    engine.send(protocol.Reset())
    engine.open(str(tmp_path / "a.cnn"))
    # Left to a machine whose processor has no bfloat16.
    engine.trained(SHORT, ONE_EPOCH, fresh=False)
    np.testing.assert_array_equal(engine.losses(), straight)
    precision = engine.heard(protocol.Started)[-1].precision
    assert (precision.policy, precision.reason) == ("mixed_bfloat16", "begun")


def test_a_pause_may_change_what_is_computed_in(engine: Talk) -> None:
    engine.train(SHORT, RECIPE, paused=True)
    engine.send(protocol.Control("step"))
    engine.wait(protocol.Batches)
    engine.send(protocol.ChangeRecipe(MIXED))
    engine.send(protocol.Control("resume"))
    assert engine.wait(protocol.RecipeChanged).precision.policy == "mixed_bfloat16"
    assert isinstance(engine.wait(*protocol.ENDINGS), protocol.Finished)
    assert np.isfinite(engine.losses()).all()


def test_the_bundled_digits_are_learned_as_well(engine: Talk) -> None:
    network = Network(
        input_shape=(28, 28, 1),
        layers=(
            kinds.Conv2D(filters=8, strides=(2, 2), activation="relu"),
            kinds.MaxPooling2D(),
            kinds.Flatten(),
            kinds.Dense(units=32, activation="relu"),
            kinds.Dense(units=10, activation="softmax"),
        ),
    )
    accuracy = {}
    for policy in ("float32", "mixed_bfloat16"):
        recipe = Recipe(optimizer=Adam(learning_rate=0.003), batch_size=50, epochs=3, precision=policy)
        engine.forget()
        engine.trained(network, recipe, data="digits")
        accuracy[policy] = engine.rows()[-1].val_metric
    assert accuracy["float32"] > 0.9
    # Of 1,000 pictures, one run differs from the next by a hundredth or so.
    assert accuracy["mixed_bfloat16"] == pytest.approx(accuracy["float32"], abs=0.02)
