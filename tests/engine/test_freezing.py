"""Runs of a network some of whose layers are frozen, from start to file and back."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from cnngui.engine import protocol
from cnngui.engine.model_forms import answers_alike
from cnngui.keras_import import read_keras_file
from cnngui.network.freezing import is_frozen, with_trainable
from cnngui.network.inference.weight_shapes import slot_shapes, trainable_shapes
from cnngui.runs.project import Project, read_project
from tests.engine.talk import NETWORK, RECIPE, Talk
from tests.engine.test_training import RANDOM_NETWORK

pytestmark = pytest.mark.tensorflow

FROZEN = with_trainable(NETWORK, ["conv2d"], False)


def weights(path: Path) -> dict[str, Any]:
    return dict(read_project(path).weights)


def test_what_was_learned_goes_on_behind_frozen_layers(engine: Talk, tmp_path: Path) -> None:
    first, then, last = (tmp_path / f"{name}.cnn" for name in ("first", "then", "last"))
    engine.trained()
    engine.save(str(first))
    assert answers_alike(NETWORK, FROZEN)
    assert isinstance(engine.trained(FROZEN, fresh=False), protocol.Finished)
    assert engine.heard(protocol.Started)[-1].continues
    engine.save(str(then), FROZEN)
    before, after = weights(first), weights(then)
    for old, new in zip(before["conv2d"], after["conv2d"], strict=True):
        assert old.tobytes() == new.tobytes()
    assert not np.allclose(before["dense"][0], after["dense"][0])
    project = read_project(then)
    assert project.network == FROZEN
    assert project.training is not None
    assert [each.shape for each in project.training.optimizer or ()] == list(
        slot_shapes(FROZEN, RECIPE.optimizer)
    )
    # And on again with all of it: from means of other weights it could not.
    engine.trained(NETWORK, fresh=False)
    engine.save(str(last))
    assert not np.allclose(weights(last)["conv2d"][0], after["conv2d"][0])


def test_a_run_that_is_taken_up_from_its_file_goes_on_as_if_nothing_had_been(
    engine: Talk, tmp_path: Path
) -> None:
    network = with_trainable(RANDOM_NETWORK, ["conv2d", "batch_normalization"], False)
    once, twice, end = RECIPE.model_copy(update={"epochs": 4}), RECIPE, tmp_path / "end.cnn"
    engine.trained(network, once)
    engine.save(str(tmp_path / "straight.cnn"), network, once)
    engine.trained(network, twice)
    engine.save(str(tmp_path / "half.cnn"), network, twice)
    engine.send(protocol.Reset())
    engine.wait(protocol.ModelGone)
    engine.open(str(tmp_path / "half.cnn"))
    engine.trained(network, twice, fresh=False)
    engine.save(str(end), network, twice)
    straight = weights(tmp_path / "straight.cnn")
    for name, arrays in weights(end).items():
        for left, right in zip(arrays, straight[name], strict=True):
            np.testing.assert_array_equal(left, right)


def test_layers_are_looked_at_that_learn(engine: Talk) -> None:
    engine.send(protocol.Watch(layers=True))
    engine.trained(FROZEN)
    engine.send(protocol.Watch())
    told = engine.heard(protocol.LayerHealth)
    assert told
    assert {event.layers for event in told} == {("dense",)}


def test_nothing_is_trained_where_all_is_frozen(engine: Talk) -> None:
    ending = engine.trained(with_trainable(NETWORK, NETWORK.names, False))
    assert isinstance(ending, protocol.Failed)
    assert ending.error.code == "engine.network_has_errors"
    assert "frozen" in ending.error.message().why


def test_all_frozen_still_answers(engine: Talk, tmp_path: Path) -> None:
    network = with_trainable(NETWORK, NETWORK.names, False)
    engine.trained()
    engine.save(str(tmp_path / "a.cnn"), network)
    engine.open(str(tmp_path / "a.cnn"))
    answer = engine.ask()
    assert answer.probabilities.sum() == pytest.approx(1)


def test_what_leaves_the_program_is_frozen_there_too(tmp_path: Path) -> None:
    """A .keras file and Keras code: both have as many trainable weights, and the file comes in again so."""
    import keras

    from cnngui.engine.exporting import export_project
    from cnngui.export.keras_code.program import keras_code

    network = with_trainable(RANDOM_NETWORK, ["conv2d", "batch_normalization"], False)
    export_project(Project(network, RECIPE), tmp_path / "a.keras", "keras")
    again = read_keras_file(tmp_path / "a.keras").network
    assert [is_frozen(each) for each in again.layers] == [is_frozen(each) for each in network.layers]
    code = keras_code(network).text
    assert code.count("trainable=False)") == 2
    assert "# trainable=False keeps weights as they are" in code
    assert "trainable" not in keras_code(RANDOM_NETWORK).text
    space: dict[str, Any] = {}
    exec(code, space)
    for model in (keras.models.load_model(tmp_path / "a.keras"), space["model"]):
        assert [tuple(each.shape) for each in model.trainable_weights] == list(trainable_shapes(network))
        assert len(model.non_trainable_weights) == 6
