"""Networks that answer together: their mean, their vote, and one Keras file that holds them all."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from cnngui.datasets.catalog import load_dataset
from cnngui.engine import protocol
from cnngui.engine.ensembles import (
    Averaged,
    as_one,
    export_ensemble,
    mean_of,
    measure_members,
    read_members,
    take_vote,
)
from cnngui.engine.session import load_predictor
from cnngui.engine.transports import ThreadTransport
from cnngui.errors import CnnguiError
from cnngui.network.inference.weight_shapes import weight_shapes
from cnngui.network.layers import Conv2D, Dense, Dropout, Flatten
from cnngui.network.network import Network
from cnngui.network.recipe import Recipe
from cnngui.runs.model_id import ModelId
from cnngui.runs.project import Project, write_project
from tests.engine.talk import Talk

pytestmark = [pytest.mark.tensorflow, pytest.mark.timeout(300)]

NAMES = ("across", "down", "slanting")
CNN = Network(
    input_shape=(8, 8, 1),
    layers=(
        Conv2D(filters=4, activation="relu"),
        Flatten(),
        Dropout(rate=0.5),
        Dense(units=3, activation="softmax"),
    ),
)
SCORES = Network(input_shape=(8, 8, 1), layers=(Flatten(), Dense(units=5, activation="tanh"), Dense(units=3)))


def drawn(network: Network, seed: int, names: tuple[str, ...] = NAMES) -> Project:
    """Return a network with drawn weights, as it would be after a training."""
    random = np.random.default_rng(seed)
    weights = {
        name: tuple(random.normal(0, 0.5, shape).astype(np.float32) for shape in shapes)
        for name, shapes in weight_shapes(network).items()
    }
    return Project(network=network, recipe=Recipe(seed=seed), data="", class_names=names, weights=weights)


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Two of one network, and one of another whose output is scores."""
    folder = tmp_path_factory.mktemp("members")
    paths = [folder / f"{number}.cnn" for number in range(3)]
    for number, path in enumerate(paths):
        write_project(path, drawn(SCORES if number == 2 else CNN, number))
    return paths


@pytest.fixture(scope="module")
def samples() -> np.ndarray:
    return np.random.default_rng(3).random((40, 8, 8, 1)).astype(np.float32)


@pytest.fixture(scope="module")
def alone(files: list[Path], samples: np.ndarray) -> list[np.ndarray]:
    """What each answers alone, float32 (samples, classes)."""
    return [load_predictor(path).predict(samples) for path in files]


@pytest.fixture(scope="module")
def worker(tiny_data: str) -> Iterator[Talk]:
    transport = ThreadTransport()
    transport.start()
    talk = Talk(transport, tiny_data)
    talk.wait(protocol.Ready)
    yield talk
    transport.close()


PLAIN = """
import sys, numpy as np, keras
assert "cnngui" not in sys.modules
model = keras.saving.load_model(sys.argv[1])
np.save(sys.argv[3], model.predict(np.load(sys.argv[2]), verbose=0))
try:
    import cnngui
except ImportError:
    print("alone")
"""


def test_plain_keras_loads_the_file_and_gives_the_mean(
    files: list[Path], samples: np.ndarray, alone: list[np.ndarray], tmp_path: Path
) -> None:
    path = tmp_path / "together.keras"
    export_ensemble(read_members(files), path)
    np.save(tmp_path / "samples.npy", samples)
    (tmp_path / "plain.py").write_text(PLAIN)
    words = [path, tmp_path / "samples.npy", tmp_path / "answers.npy"]
    done = subprocess.run(
        [sys.executable, "-I", tmp_path / "plain.py", *words], capture_output=True, text=True, cwd=tmp_path
    )
    assert done.returncode == 0, done.stderr
    answers = np.load(tmp_path / "answers.npy")
    assert np.abs(answers - np.mean(np.stack(alone), axis=0)).max() < 1e-6
    assert not np.allclose(answers, alone[0], atol=1e-2)


def test_they_vote_on_test_data_as_sums_made_by_hand_do(
    files: list[Path], tiny_data: str, samples: np.ndarray
) -> None:
    dataset = load_dataset(tiny_data)
    projects = [replace(project, class_names=dataset.class_names) for project in read_members(files)]
    told: list[tuple[int, int]] = []
    taken = take_vote(projects, dataset, lambda done, total: told.append((done, total)))
    pictures = dataset.x_test.astype(np.float32).reshape(-1, 8, 8, 1) / 255
    each = [load_predictor(path).predict(pictures) for path in files]
    together = sum(probabilities.astype(np.float64) for probabilities in each).argmax(axis=1)
    assert taken.vote.together.tolist() == together.tolist()
    assert taken.vote.accuracy == pytest.approx((together == dataset.y_test).mean())
    shares = [(answers.argmax(axis=1) == dataset.y_test).mean() for answers in each]
    assert taken.vote.accuracies == pytest.approx(shares)
    assert told[-1] == (90, 90)
    one = as_one(taken.members).classified
    assert one.predicted.tolist() == together.tolist()
    assert one.accuracy == pytest.approx(taken.vote.accuracy)
    assert one.probabilities == pytest.approx(np.mean(each, axis=0), abs=1e-6)


def test_what_one_held_back_and_another_learned_is_not_measured_together(
    files: list[Path], tiny_data: str
) -> None:
    dataset = load_dataset(tiny_data)
    projects = [
        replace(
            project,
            class_names=dataset.class_names,
            training=None,
            recipe=Recipe(seed=seed, validation_split=0.3),
        )
        for seed, project in enumerate(read_members(files), start=1)
    ]
    assert len(measure_members(projects, dataset, "test")) == 3
    with pytest.raises(CnnguiError) as caught:
        measure_members(projects, dataset, "validation")
    assert caught.value.code == "engine.members_parts"


def test_in_a_worker_they_answer_together_and_one_is_looked_into(
    worker: Talk, files: list[Path], samples: np.ndarray, alone: list[np.ndarray]
) -> None:
    paths = tuple(map(str, files))
    worker.send(protocol.LoadEnsemble("three", paths, request_id=worker.number()))
    loaded = worker.wait(protocol.EnsembleLoaded, protocol.RequestFailed)
    assert isinstance(loaded, protocol.EnsembleLoaded)
    assert [ready.model for ready in loaded.members] == [ModelId("ensemble", "three", n) for n in (1, 2, 3)]
    assert [ready.network for ready in loaded.members] == [CNN, CNN, SCORES]
    mean = np.mean([answers[0] for answers in alone], axis=0)
    first, third = (
        worker.ask(layer, samples[0], ModelId("ensemble", "three", number))
        for layer, number in (("conv2d", 1), ("dense", 3))
    )
    for answer in (first, third):
        assert answer.probabilities == pytest.approx(mean, abs=1e-6)
        assert answer.class_names == NAMES
    assert first.output.shape == (6, 6, 4)
    assert third.output.shape == (5,)
    # What is loaded next takes their place.
    worker.send(protocol.LoadEnsemble("two", paths[:2], request_id=worker.number()))
    worker.wait(protocol.EnsembleLoaded)
    assert isinstance(worker.ask("", samples[0], ModelId("ensemble", "three", 1)), protocol.RequestFailed)


def test_a_worker_takes_a_vote_and_sends_what_divides_them(worker: Talk, tmp_path: Path) -> None:
    dataset = load_dataset(worker.data)
    paths = []
    for number in range(3):
        paths.append(str(tmp_path / f"{number}.cnn"))
        write_project(paths[-1], drawn(CNN, number, dataset.class_names))
    worker.send(protocol.TakeVote(tuple(paths), worker.data, shown=4, request_id=worker.number()))
    voted = worker.wait(protocol.Voted, protocol.RequestFailed)
    assert isinstance(voted, protocol.Voted)
    assert voted.vote.predicted.shape == (3, 30)
    shown = voted.vote.divided[:4]
    assert len(voted.samples) == len(voted.texts) == len(shown)
    assert (voted.samples == dataset.x_test[shown]).all()


def test_a_worker_exports_them(worker: Talk, files: list[Path], tmp_path: Path) -> None:
    path = str(tmp_path / "worker.keras")
    worker.send(protocol.ExportEnsemble(tuple(map(str, files)), path, request_id=worker.number()))
    assert worker.wait(protocol.Exported, protocol.RequestFailed).path == path  # type: ignore[union-attr]
    assert Path(path).stat().st_size > 10_000


def test_who_cannot_answer_together_is_told_why(files: list[Path], tmp_path: Path) -> None:
    others = {
        "engine.one_member": [],
        "engine.members_classes": [drawn(CNN, 1, ("a", "b", "c"))],
        "engine.members_input": [
            drawn(Network(input_shape=(6, 6, 1), layers=(Flatten(), Dense(units=3))), 1)
        ],
        "engine.untrained": [replace(drawn(CNN, 1), weights={})],
    }
    for code, projects in others.items():
        paths = [files[0]]
        for project in projects:
            paths.append(tmp_path / "other.cnn")
            write_project(paths[-1], project)
        with pytest.raises(CnnguiError) as caught:
            read_members(paths)
        assert caught.value.code == code


def test_an_export_that_is_refused_leaves_what_was_there(files: list[Path], tmp_path: Path) -> None:
    path = tmp_path / "old.keras"
    path.write_bytes(b"old")
    with pytest.raises(CnnguiError):
        export_ensemble(read_members(files)[:1], path)
    assert path.read_bytes() == b"old"
    assert [each.name for each in tmp_path.iterdir()] == ["old.keras"]


def test_the_mean_is_of_all_and_the_layer_of_one(files: list[Path], samples: np.ndarray) -> None:
    from cnngui.engine.numpy_backend.network import NumpyNetwork

    members = [
        NumpyNetwork(project.network, project.weights, project.class_names) for project in read_members(files)
    ]
    averaged = Averaged(members, shown=1)
    probabilities, output = averaged.predict(samples[0], "conv2d")
    assert probabilities == pytest.approx(mean_of([each.predict(samples[0])[0] for each in members]))
    assert (output == members[1].predict(samples[0], "conv2d")[1]).all()
    assert (averaged.numbers(samples[0], "conv2d").output == output).all()
    assert averaged.predict_many(samples).sum(axis=1) == pytest.approx(np.ones(40), abs=1e-5)
