from __future__ import annotations

import json
import zipfile
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from cnngui.datasets.data_reference import parted
from cnngui.datasets.input_format import InputFormat
from cnngui.datasets.preparation import Preparation
from cnngui.errors import CnnguiError
from cnngui.network.inference.weight_shapes import slot_shapes, weight_shapes
from cnngui.network.layers import BatchNormalization, Conv2D, Dense, Dropout, Flatten
from cnngui.network.network import Network
from cnngui.network.recipe import SGD, Adam, AnyOptimizer, Recipe, RMSprop
from cnngui.runs.capacity import NPY_HEADER_BYTES
from cnngui.runs.history import EpochRow, History
from cnngui.runs.project import Project, Training, read_project, write_project

NETWORK = Network(
    input_shape=(6, 6, 1),
    layers=(
        Conv2D(filters=2),
        BatchNormalization(),
        Flatten(),
        Dropout(rate=0.5),
        Dense(units=3, activation="softmax"),
    ),
)


def trained(optimizer: AnyOptimizer | None = None, network: Network = NETWORK) -> Project:
    """Return a project with weights, optimizer state and history of random numbers."""
    random = np.random.default_rng(7)
    recipe = Recipe(optimizer=optimizer or Adam(), batch_size=8)
    history = History()
    columns = {"batch_loss": [2.0, 1.0], "batch_metric": [0.25, 0.5]}
    history.append_batches(1, 0, columns, steps_per_epoch=2)
    history.append_epoch(EpochRow(1, 1.5, 0.375, 1.0, 0.5, 3.0, 100.0, 0.001))

    def drawn(shapes: tuple[tuple[int, ...], ...]) -> tuple[np.ndarray, ...]:
        return tuple(random.normal(size=shape).astype(np.float32) for shape in shapes)

    return Project(
        network=network,
        recipe=recipe,
        data="digits",
        class_names=("zero", "하나", "two"),
        weights={name: drawn(shapes) for name, shapes in weight_shapes(network).items()},
        training=Training(
            recipe=recipe,
            data="digits",
            epoch=1,
            step=0,
            scheduled_since=1,
            watched_since=1,
            parts=3,
            precision="mixed_bfloat16",
            optimizer_steps=2,
            optimizer=drawn(slot_shapes(network, recipe.optimizer)),
            seeds={"dropout": np.array([5, 2], np.int64)},
        ),
        history=history.to_columns(),
        created_with={"cnngui": "0.1.0"},
    )


def assert_same_arrays(one: Project, other: Project) -> None:
    assert one.weights.keys() == other.weights.keys()
    for name, weights in one.weights.items():
        for left, right in zip(weights, other.weights[name], strict=True):
            np.testing.assert_array_equal(left, right)
    assert one.history.keys() == other.history.keys()
    for name, column in one.history.items():
        np.testing.assert_array_equal(column, other.history[name])


@pytest.mark.parametrize("optimizer", [SGD(), SGD(momentum=0.9), RMSprop(), RMSprop(momentum=0.5), Adam()])
def test_a_trained_project_comes_back_as_it_was(tmp_path: Path, optimizer: AnyOptimizer) -> None:
    project = trained(optimizer)
    write_project(tmp_path / "a.cnn", project)
    again = read_project(tmp_path / "a.cnn")
    assert (again.network, again.recipe, again.data) == (project.network, project.recipe, project.data)
    assert (again.class_names, again.created_with) == (project.class_names, project.created_with)
    assert_same_arrays(project, again)
    assert again.training is not None
    assert project.training is not None
    plain = {"optimizer": (), "seeds": {}}
    assert vars(replace(again.training, **plain)) == vars(replace(project.training, **plain))
    for left, right in zip(again.training.optimizer, project.training.optimizer, strict=True):
        np.testing.assert_array_equal(left, right)
    np.testing.assert_array_equal(again.training.seeds["dropout"], [5, 2])


def test_a_project_without_weights_may_have_problems(tmp_path: Path) -> None:
    half_built = Network(input_shape=(4,), layers=(Conv2D(),))
    write_project(tmp_path / "a.cnn", Project(half_built, Recipe()))
    again = read_project(tmp_path / "a.cnn")
    assert again.network == half_built
    assert not again.weights
    assert again.training is None


def test_what_the_network_was_trained_on_travels_with_it(tmp_path: Path) -> None:
    told = InputFormat(kind="ink", shape=(6, 6, 1), polarity="dark_on_light", black=-1, white=1)
    write_project(tmp_path / "a.cnn", replace(trained(), input_format=told))
    assert read_project(tmp_path / "a.cnn").input_format == told


def test_a_curve_that_was_measured_some_of_the_time_comes_back(tmp_path: Path) -> None:
    project = trained()
    history = History.from_columns(project.history)
    columns = {"batch_loss": [0.5], "batch_metric": [0.75], "batch_gradient_norm": [3.0]}
    history.append_batches(2, 0, columns, steps_per_epoch=2)
    write_project(tmp_path / "a.cnn", replace(project, history=history.to_columns()))
    again = History.from_columns(read_project(tmp_path / "a.cnn").history)
    assert np.array_equal(again.column("batch_gradient_norm"), [np.nan, np.nan, 3.0], equal_nan=True)


def test_a_shipped_model_is_a_project_with_weights_alone(tmp_path: Path) -> None:
    project = replace(trained(), training=None, history={})
    write_project(tmp_path / "a.cnn", project)
    assert_same_arrays(read_project(tmp_path / "a.cnn"), project)


def test_equal_projects_are_equal_files(tmp_path: Path) -> None:
    write_project(tmp_path / "a.cnn", trained())
    write_project(tmp_path / "b.cnn", trained())
    assert (tmp_path / "a.cnn").read_bytes() == (tmp_path / "b.cnn").read_bytes()


def test_numpy_alone_can_read_the_weights(tmp_path: Path) -> None:
    project = trained()
    write_project(tmp_path / "a.cnn", project)
    with zipfile.ZipFile(tmp_path / "a.cnn") as archive, archive.open("weights/dense/0.npy") as member:
        np.testing.assert_array_equal(np.load(member), project.weights["dense"][0])


def test_600_000_weights_stay_below_5_mb(tmp_path: Path) -> None:
    network = Network(input_shape=(1_000,), layers=(Dense(units=600),))
    weights = {"dense": (np.random.default_rng(1).normal(size=(1_000, 600)).astype(np.float32),) * 1}
    weights["dense"] += (np.zeros(600, np.float32),)
    write_project(tmp_path / "a.cnn", Project(network, Recipe(), weights=weights))
    assert (tmp_path / "a.cnn").stat().st_size < 5_000_000


def test_weights_of_another_network_are_not_written(tmp_path: Path) -> None:
    target = tmp_path / "a.cnn"
    target.write_text("old")
    other = NETWORK.with_layers(NETWORK.layers[:-1])
    with pytest.raises(CnnguiError) as caught:
        write_project(target, replace(trained(), network=other))
    assert caught.value.code == "runs.other_weights"
    assert target.read_text() == "old"


def test_weights_that_are_not_finite_are_not_written(tmp_path: Path) -> None:
    project = trained()
    project.weights["dense"][1][0] = np.nan
    with pytest.raises(CnnguiError) as caught:
        write_project(tmp_path / "a.cnn", project)
    assert (caught.value.code, caught.value.values["name"]) == ("runs.not_finite", "dense")
    assert not (tmp_path / "a.cnn").exists()


def test_more_than_can_be_read_again_is_not_written(tmp_path: Path) -> None:
    network = Network(input_shape=(20_000,), layers=(Dense(units=13_000, use_bias=False),))
    # A view of one value: the array has 1,040 MB, but takes none.
    huge = np.broadcast_to(np.float32(0), (20_000, 13_000))
    with pytest.raises(CnnguiError) as caught:
        write_project(tmp_path / "a.cnn", Project(network, Recipe(), weights={"dense": (huge,)}))
    assert caught.value.code == "runs.too_large"
    assert "1,040 MB; a project holds 1,000 MB" in str(caught.value)
    assert "File > Export" in str(caught.value)


def test_a_training_may_be_kept_without_the_optimizers_running_means(tmp_path: Path) -> None:
    project = trained()
    assert project.training is not None
    bare = replace(project, training=replace(project.training, optimizer=None))
    write_project(tmp_path / "a.cnn", bare)
    with zipfile.ZipFile(tmp_path / "a.cnn") as archive:
        assert "optimizer.npy" not in archive.namelist()
    again = read_project(tmp_path / "a.cnn")
    assert_same_arrays(again, project)
    assert again.training is not None
    assert again.training.optimizer is None
    assert (again.training.epoch, again.training.optimizer_steps) == (1, 2)


def test_arrays_of_any_order_in_memory_are_written_as_they_are(tmp_path: Path) -> None:
    project = trained()
    turned = {
        name: tuple(np.asfortranarray(each) for each in arrays) for name, arrays in project.weights.items()
    }
    write_project(tmp_path / "a.cnn", replace(project, weights=turned))
    assert_same_arrays(read_project(tmp_path / "a.cnn"), project)


def older(new: Path, path: Path, changes: dict[bytes, bytes], without: str = "") -> Path:
    """Copy a project with another head and without one member."""
    with zipfile.ZipFile(new) as archive, zipfile.ZipFile(path, "w") as old:
        for name in archive.namelist():
            content = archive.read(name)
            if name == "project.json":
                for now, then in changes.items():
                    assert now in content
                    content = content.replace(now, then, 1)
            if name != without:
                old.writestr(name, content)
    return path


WITHOUT_PREPARATION = {
    b' "preparation": null,\n': b"",
    b'  "preparation": null,\n': b"",
    b'"version": 7': b'"version": 6',
}
WITHOUT_BEST = WITHOUT_PREPARATION | {
    b'  "watched_since": 1,\n': b"",
    b'  "best": false,\n': b"",
    b'"version": 7': b'"version": 5',
}
WITHOUT_PARTS = WITHOUT_BEST | {
    b',\n  "parts": 3,\n  "precision": "mixed_bfloat16"': b"",
    b'"version": 7': b'"version": 4',
}
WITHOUT_FORMAT = WITHOUT_PARTS | {
    b' "input_format": null,\n': b"",
    b' "curves": [],\n': b"",
    b'"version": 7': b'"version": 3',
}
WITHOUT_MEANS = WITHOUT_FORMAT | {b'  "optimizer": true,\n': b"", b'"version": 7': b'"version": 2'}
WITHOUT_SCHEDULES = {b'  "scheduled_since": 1,\n': b"", b'"version": 7': b'"version": 1'}


def test_how_the_data_are_prepared_is_a_part_of_the_file(tmp_path: Path) -> None:
    project = trained()
    assert project.training is not None
    prepared = replace(
        project,
        data="/ada/pets?size=32x32&fit=pad",
        training=replace(project.training, data="/ada/pets?size=16x16&scale=-1..1&test=0.25"),
    )
    write_project(tmp_path / "a.cnn", prepared)
    with zipfile.ZipFile(tmp_path / "a.cnn") as archive:
        head = json.loads(archive.read("project.json"))
    assert head["data"] == head["training"]["data"] == "/ada/pets"
    assert head["preparation"]["fit"] == "pad"
    again = read_project(tmp_path / "a.cnn")
    assert again.training is not None
    assert (again.data, again.training.data) == (prepared.data, prepared.training.data)


def test_a_file_of_version_6_knows_no_preparation(tmp_path: Path) -> None:
    write_project(tmp_path / "a.cnn", trained())
    old = older(tmp_path / "a.cnn", tmp_path / "old.cnn", WITHOUT_PREPARATION)
    # A folder could be called so, and no program wrote anything else into the name then.
    changed = older(old, tmp_path / "odd.cnn", {b'"data": "digits"': b'"data": "digits?size=32"'})
    assert read_project(old).data == "digits"
    assert parted(read_project(changed).data) == ("digits?size=32", Preparation())


def test_a_file_of_version_5_knows_no_early_stopping(tmp_path: Path) -> None:
    project = trained()
    write_project(tmp_path / "a.cnn", project)
    again = read_project(older(tmp_path / "a.cnn", tmp_path / "old.cnn", WITHOUT_BEST))
    assert_same_arrays(again, project)
    assert again.training is not None
    assert (again.training.watched_since, again.training.best) == (0, {})


def test_the_weights_that_a_run_may_end_with_are_kept(tmp_path: Path) -> None:
    project, best = trained(), trained(SGD())
    assert project.training is not None
    both = replace(project, training=replace(project.training, best=best.weights))
    write_project(tmp_path / "a.cnn", both)
    again = read_project(tmp_path / "a.cnn")
    assert_same_arrays(again, project)
    assert again.training is not None
    assert_same_arrays(replace(again, weights=again.training.best), replace(project, weights=best.weights))


def test_a_file_of_version_4_knows_neither_parts_nor_precision(tmp_path: Path) -> None:
    project = trained()
    write_project(tmp_path / "a.cnn", project)
    now = read_project(tmp_path / "a.cnn").training
    old = read_project(older(tmp_path / "a.cnn", tmp_path / "old.cnn", WITHOUT_PARTS)).training
    assert (now and now.parts, old and old.parts) == (3, None)
    assert (now and now.precision, old and old.precision) == ("mixed_bfloat16", "float32")


def test_a_file_of_version_3_is_read_and_tells_nothing_of_its_samples(tmp_path: Path) -> None:
    project = trained()
    write_project(tmp_path / "a.cnn", project)
    again = read_project(older(tmp_path / "a.cnn", tmp_path / "old.cnn", WITHOUT_FORMAT))
    assert_same_arrays(again, project)
    assert again.input_format is None


def test_a_file_of_version_2_is_read(tmp_path: Path) -> None:
    project = trained()
    write_project(tmp_path / "a.cnn", project)
    again = read_project(older(tmp_path / "a.cnn", tmp_path / "old.cnn", WITHOUT_MEANS))
    assert_same_arrays(again, project)
    assert again.training is not None
    assert again.training.scheduled_since == 1


def test_a_file_of_a_later_program_says_so(tmp_path: Path) -> None:
    write_project(tmp_path / "a.cnn", trained())
    later = older(tmp_path / "a.cnn", tmp_path / "b.cnn", {b'"version": 7': b'"version": 9,\n "more": 1'})
    with pytest.raises(CnnguiError) as caught:
        read_project(later)
    assert "newer cnngui" in caught.value.message().one_line()


def test_a_file_from_before_there_were_schedules_is_read(tmp_path: Path) -> None:
    write_project(tmp_path / "a.cnn", trained())
    changes = WITHOUT_MEANS | WITHOUT_SCHEDULES
    again = read_project(
        older(tmp_path / "a.cnn", tmp_path / "old.cnn", changes, without="history/learning_rate.npy")
    )
    assert again.training is not None
    assert again.training.scheduled_since == 0
    assert np.isnan(again.history["learning_rate"]).tolist() == [True]
    history = History.from_columns(again.history)
    history.append_epoch(EpochRow(2, 1.5, 0.375, 1.0, 0.5, 3.0, 100.0, 0.001))
    assert len(history.learning_rate) == len(history.epoch) == 2


def test_what_was_learned_goes_with_cards_that_its_weights_fit() -> None:
    """Another rate of dropout, or a layer without weights, changes nothing that was learned."""
    project = trained()
    assert project.under(project.network) is project
    *others, last = project.network.layers
    wider = project.network.with_layers((*others, last.model_copy(update={"units": 77})))
    assert project.under(wider) is None
    plain = project.network.with_layers(
        tuple(each for each in project.network.layers if each.kind != "Dropout")
    )
    other = project.under(plain)
    assert other is not None
    assert (other.network, other.weights) == (plain, project.weights)
    assert other.training is not None
    assert project.training is not None
    assert (other.training.seeds, other.training.epoch) == ({}, project.training.epoch)
    assert set(project.training.seeds) == {"dropout"}, "the first is as it was"
    untrained = replace(project, training=None).under(plain)
    assert untrained is not None
    assert untrained.training is None


def test_a_project_fits_to_the_last_byte(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = Project(NETWORK, Recipe(), weights=trained().weights)
    pieces = [piece for pieces in made.weights.values() for piece in pieces]
    size = sum(piece.nbytes for piece in pieces) + len(pieces) * NPY_HEADER_BYTES
    monkeypatch.setattr("cnngui.runs.project.MAX_BYTES", size)
    write_project(tmp_path / "a.cnn", made)
    monkeypatch.setattr("cnngui.runs.project.MAX_BYTES", size - 1)
    with pytest.raises(CnnguiError) as caught:
        write_project(tmp_path / "b.cnn", made)
    assert caught.value.code == "runs.too_large"


def test_what_goes_on_from_an_earlier_epoch_waits_anew(tmp_path: Path) -> None:
    project = trained()
    assert project.training is not None
    waiting = replace(project, training=replace(project.training, best=project.weights, watched_since=1))
    then = waiting.at_epoch(0, project.weights).training
    assert then is not None
    assert (then.epoch, then.watched_since, then.best, then.optimizer) == (0, 0, {}, None)
