"""Data sets described, projects saved and opened, by one worker."""

from __future__ import annotations

import threading
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from cnngui.datasets.dataset import Dataset
from cnngui.engine import protocol
from cnngui.engine.worker import data
from cnngui.keras_import import read_keras_file
from cnngui.network.layers import Conv2D, Dense, Flatten
from cnngui.network.network import Network
from cnngui.network.recipe import SGD, Recipe
from cnngui.runs.model_id import DRAFT
from cnngui.runs.project import Project, read_project, write_project
from tests.engine.talk import NETWORK, RECIPE, Talk
from tests.keras_import.crafted import layer, members, model, start, write

pytestmark = pytest.mark.tensorflow


def described(engine: Talk, data: str, samples: int = 12) -> protocol.DataDescribed | protocol.RequestFailed:
    engine.send(protocol.DescribeData(data, samples, request_id=engine.number()))
    return engine.wait(protocol.DataDescribed, protocol.RequestFailed)


def test_a_save_before_the_end_is_written(tmp_path: Path) -> None:
    from cnngui.engine.worker.worker import Worker

    path = tmp_path / "a.cnn"
    told: list[protocol.Event] = []
    worker = Worker(told.append)
    worker.post(protocol.Save(str(path), NETWORK, RECIPE, "digits"))
    worker.post(protocol.Shutdown())
    worker.run()
    assert read_project(path).network == NETWORK
    assert [event for event in told if isinstance(event, protocol.Saved)]


def test_data_are_described_with_samples_of_every_class(engine: Talk) -> None:
    facts = described(engine, engine.data)
    assert isinstance(facts, protocol.DataDescribed)
    assert (facts.data, facts.input_shape) == (engine.data, (8, 8, 1))
    assert (facts.train_samples, facts.test_samples, len(facts.class_names)) == (100, 30, 3)
    assert facts.samples.shape == (12, 8, 8, 1)
    assert np.bincount(facts.labels).tolist() == [4, 4, 4]


def test_more_samples_than_there_are_is_all_of_them(engine: Talk) -> None:
    facts = described(engine, engine.data, samples=500)
    assert isinstance(facts, protocol.DataDescribed)
    assert len(facts.samples) == 30


def test_data_that_are_not_there_are_told(engine: Talk) -> None:
    answer = described(engine, "/nowhere/data.npz")
    assert isinstance(answer, protocol.RequestFailed)
    assert answer.error.code == "files.missing"


def test_data_are_described_while_training(engine: Talk) -> None:
    engine.train(recipe=RECIPE.model_copy(update={"epochs": 10_000}))
    engine.wait(protocol.Batches)
    assert isinstance(described(engine, engine.data), protocol.DataDescribed)
    engine.send(protocol.Control("stop"))
    assert isinstance(engine.wait(*protocol.ENDINGS), protocol.Stopped)


def test_a_file_that_changed_is_read_again(engine: Talk, tmp_path: Path) -> None:
    path = tmp_path / "a.npz"
    with np.load(engine.data) as arrays:
        parts = dict(arrays)
    np.savez(path, **parts)
    assert described(engine, str(path)).train_samples == 100  # type: ignore[union-attr]  # or it fails
    np.savez(path, **{**parts, "x_train": parts["x_train"][:90], "y_train": parts["y_train"][:90]})
    assert described(engine, str(path)).train_samples == 90  # type: ignore[union-attr]


def test_saving_without_weights_keeps_the_document(engine: Talk, tmp_path: Path) -> None:
    assert not engine.save(str(tmp_path / "a.cnn")).with_weights
    project = read_project(tmp_path / "a.cnn")
    assert (project.network, project.recipe, project.data) == (NETWORK, RECIPE, engine.data)


def test_weights_of_a_network_that_was_edited_since_are_not_saved(engine: Talk, tmp_path: Path) -> None:
    engine.trained()
    edited = NETWORK.with_layers([*NETWORK.layers[:-1], Dense(units=9)])
    assert not engine.save(str(tmp_path / "a.cnn"), edited).with_weights


def test_the_recipe_on_screen_is_saved_beside_the_one_that_was_trained_with(
    engine: Talk, tmp_path: Path
) -> None:
    engine.trained()
    later = RECIPE.model_copy(update={"optimizer": SGD(), "epochs": 77})
    engine.save(str(tmp_path / "a.cnn"), recipe=later)
    project = read_project(tmp_path / "a.cnn")
    assert project.recipe == later
    assert project.training is not None
    assert project.training.recipe.optimizer == RECIPE.optimizer
    assert (project.training.epoch, project.training.step, project.training.optimizer_steps) == (2, 0, 14)


def test_a_folder_that_cannot_be_written_is_told(engine: Talk) -> None:
    assert engine.save("/nowhere/a.cnn").error.code == "files.cannot_write"


def test_opening_tells_all_a_window_shows(engine: Talk, tmp_path: Path) -> None:
    engine.trained()
    engine.save(str(tmp_path / "a.cnn"))
    engine.send(protocol.Reset())
    engine.forget()
    opened = engine.open(str(tmp_path / "a.cnn"))
    assert (opened.network, opened.recipe, opened.data) == (NETWORK, RECIPE, engine.data)
    assert opened.history["epoch"].tolist() == [1, 2]
    kinds = [type(event) for event in engine.said]
    assert kinds.index(protocol.ModelReady) < kinds.index(protocol.Opened)


def test_opening_a_network_without_weights_takes_the_old_ones_away(engine: Talk, tmp_path: Path) -> None:
    engine.save(str(tmp_path / "a.cnn"))
    engine.trained()
    engine.forget()
    assert not engine.open(str(tmp_path / "a.cnn")).has_weights
    assert engine.heard(protocol.ModelGone)
    assert engine.ask().error.code == "engine.no_model"


def test_a_file_that_is_refused_changes_nothing_and_stops_nothing(engine: Talk, tmp_path: Path) -> None:
    (tmp_path / "bad.cnn").write_bytes(b"PK")
    engine.train(recipe=RECIPE.model_copy(update={"epochs": 10_000}))
    engine.wait(protocol.Batches)
    assert isinstance(engine.open(str(tmp_path / "bad.cnn")), protocol.RequestFailed)
    engine.wait(protocol.Batches)
    engine.send(protocol.Control("stop"))
    assert isinstance(engine.wait(*protocol.ENDINGS), protocol.Stopped)
    assert isinstance(engine.ask(), protocol.Predicted)


@pytest.mark.parametrize("what", ["open", "reset"])
def test_what_replaces_the_model_stops_a_run_first(engine: Talk, tmp_path: Path, what: str) -> None:
    engine.save(str(tmp_path / "a.cnn"))
    engine.train(recipe=RECIPE.model_copy(update={"epochs": 10_000}))
    engine.wait(protocol.Batches)
    engine.forget()
    if what == "open":
        engine.open(str(tmp_path / "a.cnn"))
    else:
        engine.send(protocol.Reset())
        engine.wait(protocol.ModelGone)
    kinds = [type(event) for event in engine.said]
    assert kinds.count(protocol.Stopped) == 1
    assert kinds.index(protocol.Stopped) < kinds.index(protocol.ModelGone)


def test_saving_while_training_takes_a_state_between_two_steps(engine: Talk, tmp_path: Path) -> None:
    engine.train(recipe=RECIPE.model_copy(update={"epochs": 10_000}))
    for number in range(3):
        engine.wait(protocol.Epochs)
        assert engine.save(str(tmp_path / f"{number}.cnn")).with_weights
    engine.send(protocol.Control("stop"))
    engine.wait(*protocol.ENDINGS)
    for number in range(3):
        project = read_project(tmp_path / f"{number}.cnn")
        assert project.training is not None
        steps = project.training.epoch * 7 + project.training.step
        assert project.training.optimizer_steps == steps == len(project.history["batch_loss"])


def test_a_project_of_a_model_that_was_shipped_without_training_goes_on(engine: Talk, tmp_path: Path) -> None:
    engine.trained()
    engine.save(str(tmp_path / "a.cnn"))
    bare = replace(read_project(tmp_path / "a.cnn"), training=None, history={})
    write_project(tmp_path / "b.cnn", bare)
    engine.send(protocol.Reset())
    engine.open(str(tmp_path / "b.cnn"))
    assert isinstance(engine.trained(fresh=False), protocol.Finished)
    assert engine.rows()[-1].epoch == 2


def room(monkeypatch: pytest.MonkeyPatch, found: str) -> Recipe:
    """Let files have room for `found` only; return a recipe of which the worker does not know that yet."""
    monkeypatch.setattr("cnngui.engine.keras_backend.learner.capacity_for", lambda *_: found)
    momentum = {"weights": 0.31, "nothing": 0.32}[found]
    return RECIPE.model_copy(update={"optimizer": SGD(learning_rate=0.01, momentum=momentum)})


def test_running_means_that_a_file_cannot_hold_are_left_out_and_told(
    engine: Talk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    recipe = room(monkeypatch, "weights")
    engine.trained(recipe=recipe)
    saved = engine.save(str(tmp_path / "a.cnn"), recipe=recipe)
    assert (saved.with_weights, saved.with_means) == (True, False)
    training = read_project(tmp_path / "a.cnn").training
    assert training is not None
    assert (training.epoch, training.optimizer) == (2, None)
    monkeypatch.undo()
    engine.open(str(tmp_path / "a.cnn"))
    assert isinstance(engine.trained(recipe=recipe, fresh=False), protocol.Finished)
    assert engine.rows()[-1].epoch == 4


def test_weights_that_no_file_can_hold_are_not_even_copied(
    engine: Talk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    recipe = room(monkeypatch, "nothing")
    engine.trained(recipe=recipe)
    assert exported(engine, tmp_path / "a.keras").with_weights, "that is the way out"
    monkeypatch.setattr("cnngui.engine.keras_backend.build.weights_of", None)
    refused = engine.save(str(tmp_path / "a.cnn"), recipe=recipe)
    assert refused.error.code == "runs.too_large"
    assert not (tmp_path / "a.cnn").exists()


def test_another_network_can_be_opened_over_the_first(engine: Talk, tmp_path: Path) -> None:
    engine.trained()
    other = Network(
        input_shape=(8, 8, 1), layers=(Conv2D(filters=2), Flatten(), Dense(units=3, activation="softmax"))
    )
    engine.trained(other)
    engine.save(str(tmp_path / "a.cnn"), other)
    engine.trained()
    assert engine.open(str(tmp_path / "a.cnn")).network == other
    assert engine.ask("conv2d").output.shape == (6, 6, 2)


def test_weights_set_by_hand_answer_at_once(engine: Talk) -> None:
    """Slide 002: w(5,5) b −8, w(−7,−7) b 3, out (−11,−11) b 6 give the truth table of XOR."""
    engine.send(protocol.BeginWith("xor-by-hand", request_id=engine.number()))
    ready = engine.wait(protocol.ModelReady)
    assert (ready.model, ready.class_names) == (DRAFT, ("0", "1"))
    for row, wanted in (((0, 0), 0), ((0, 1), 1), ((1, 0), 1), ((1, 1), 0)):
        answer = engine.ask("dense", np.array(row, np.float32))
        assert int(answer.probabilities.argmax()) == wanted
    np.testing.assert_allclose(answer.output, 1 / (1 + np.exp([-2.0, 11.0])), rtol=1e-4)


def exported(engine: Talk, path: Path, network: Network = NETWORK) -> protocol.Exported:
    engine.send(protocol.Export(str(path), "keras", network, RECIPE, engine.data, request_id=engine.number()))
    answer = engine.wait(protocol.Exported, protocol.RequestFailed)
    assert isinstance(answer, protocol.Exported)
    return answer


def test_a_model_that_was_exported_opens_again_and_answers_the_same(engine: Talk, tmp_path: Path) -> None:
    engine.trained()
    before = engine.ask()
    assert exported(engine, tmp_path / "a.keras").with_weights
    engine.send(protocol.Reset())
    engine.forget()
    opened = engine.open(str(tmp_path / "a.keras"))
    assert (opened.foreign, opened.has_weights, opened.data) == (True, True, "")
    assert (opened.network, opened.recipe.optimizer) == (NETWORK, RECIPE.optimizer)
    np.testing.assert_array_equal(engine.ask().probabilities, before.probabilities)
    assert isinstance(engine.trained(fresh=False), protocol.Finished)


def test_a_model_is_exported_while_training_goes_on(engine: Talk, tmp_path: Path) -> None:
    engine.train(recipe=RECIPE.model_copy(update={"epochs": 10_000}))
    engine.wait(protocol.Epochs)
    assert exported(engine, tmp_path / "a.keras").with_weights
    engine.wait(protocol.Epochs)
    engine.send(protocol.Control("stop"))
    assert isinstance(engine.wait(*protocol.ENDINGS), protocol.Stopped)
    assert read_keras_file(tmp_path / "a.keras").weights.keys() == {"conv2d", "dense"}


def test_a_save_and_other_errands_wait_for_no_export(
    engine: Talk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    go_on = threading.Event()
    monkeypatch.setattr("cnngui.engine.worker.files.export_project", lambda *_: go_on.wait(60))
    engine.trained()
    path = str(tmp_path / "a.keras")
    engine.send(protocol.Export(path, "keras", NETWORK, RECIPE, engine.data, request_id=engine.number()))
    try:
        assert engine.save(str(tmp_path / "a.cnn")).with_weights
        assert isinstance(described(engine, engine.data), protocol.DataDescribed)
        assert engine.open(str(tmp_path / "a.cnn")).has_weights
        assert not engine.heard(protocol.Exported)
    finally:
        go_on.set()
    assert engine.wait(protocol.Exported).path == path


def test_a_network_that_was_edited_since_is_exported_with_new_weights(engine: Talk, tmp_path: Path) -> None:
    engine.trained()
    edited = NETWORK.with_layers([*NETWORK.layers[:-1], Dense(units=9)])
    assert not exported(engine, tmp_path / "a.keras", edited).with_weights


def test_a_model_that_cannot_be_taken_over_leaves_the_own_one(engine: Talk, tmp_path: Path) -> None:
    engine.trained()
    described = model(start(), layer("Lambda", "crop", "start"))
    refused = engine.open(str(write(tmp_path / "bad.keras", members(described))))
    assert refused.error.code == "keras_file.not_taken_over"
    assert "Lambda 'crop'" in str(refused.error)
    assert isinstance(engine.ask(), protocol.Predicted)


def test_data_may_be_opened_once_they_were_saved_with(
    engine: Talk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CNNGUI_HOME", str(tmp_path / "home"))
    folder = tmp_path / "handed"
    folder.mkdir()
    write_project(folder / "on.cnn", Project(NETWORK, RECIPE, engine.data))
    assert not engine.open(str(folder / "on.cnn")).may_open_data
    assert engine.save("/nowhere/a.cnn").error.code == "files.cannot_write"
    assert not engine.open(str(folder / "on.cnn")).may_open_data
    engine.save(str(tmp_path / "own.cnn"))
    assert engine.open(str(folder / "on.cnn")).may_open_data


def test_no_save_waits_for_data_that_take_long_to_read(
    engine: Talk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    go_on, load = threading.Event(), data.load_dataset

    def slow(ref: str, **how: Any) -> Dataset:
        assert go_on.wait(20)
        return load(ref, **how)

    monkeypatch.setattr(data, "load_dataset", slow)
    engine.send(protocol.DescribeData("digits", request_id=engine.number()))
    try:
        assert isinstance(engine.save(str(tmp_path / "a.cnn")), protocol.Saved)
        assert not engine.heard(protocol.DataDescribed)
    finally:
        go_on.set()
    engine.wait(protocol.DataDescribed)
