"""Each export is read back by what other programs would read it with, and answers as the network does."""

from __future__ import annotations

import json
import warnings
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from cnngui.engine.exporting import export_project
from cnngui.engine.model_forms import FORMS, export_notes
from cnngui.errors import CnnguiError
from cnngui.keras_import import read_keras_file
from cnngui.network.augmentation import Augmentation
from cnngui.network.blocks import Parallel, Repeat, Residual
from cnngui.network.inference.infer import infer
from cnngui.network.inference.weight_shapes import weight_shapes
from cnngui.network.layers import (
    LSTM,
    BatchNormalization,
    Conv2D,
    Dense,
    Dropout,
    Flatten,
    LocalResponseNormalization,
    Maxout,
    MaxPooling2D,
    PositionBias,
    RandomFlip,
    Reshape,
    SimpleRNN,
)
from cnngui.network.network import Network
from cnngui.network.recipe import SGD, EarlyStopping, Recipe
from cnngui.network.schedules import (
    AnySchedule,
    Constant,
    ExponentialDecay,
    InverseTimeDecay,
    ReduceLROnPlateau,
)
from cnngui.runs.project import Project

pytestmark = pytest.mark.tensorflow

NETWORKS = {
    "blocks": Network(
        input_shape=(10, 10, 2),
        layers=(
            RandomFlip(),
            Conv2D(filters=4, padding="same", activation="relu"),
            Repeat(
                times=2,
                branches=(
                    (Residual(branches=((Conv2D(filters=4, padding="same"), BatchNormalization()), ())),),
                ),
            ),
            Parallel(branches=((Conv2D(filters=2, kernel_size=1),), (MaxPooling2D(pool_size=1),))),
            Flatten(),
            Dropout(rate=0.3),
            Dense(units=3, activation="softmax"),
        ),
    ),
    "recurrent": Network(
        input_shape=(6, 6, 1),
        layers=(
            Reshape(target_shape=(6, 6)),
            LSTM(units=4, return_sequences=True),
            SimpleRNN(units=3),
            Dense(units=2),
        ),
    ),
    "own": Network(
        input_shape=(6, 6, 2),
        layers=(
            Conv2D(filters=8),
            LocalResponseNormalization(depth_radius=2),
            Maxout(num_pieces=2),
            PositionBias(),
            Flatten(),
            Dense(units=1, activation="sigmoid"),
        ),
    ),
}
RECIPE = Recipe(optimizer=SGD(learning_rate=0.02, momentum=0.9), schedule=InverseTimeDecay(decay=0.01))


def trained(name: str) -> Project:
    """Return a project with weights that no initializer gives."""
    random = np.random.default_rng(4)
    network = NETWORKS[name]
    weights = {
        layer: tuple(random.uniform(0.1, 0.4, shape).astype(np.float32) for shape in shapes)
        for layer, shapes in weight_shapes(network).items()
    }
    return Project(network, RECIPE, weights=weights)


def expected(project: Project) -> tuple[np.ndarray, np.ndarray]:
    """Return samples, and what the engine's own model makes of them."""
    from cnngui.engine.keras_backend.build import build_model, set_weights

    model = build_model(project.network, seed=0)
    set_weights(model, project.weights)
    samples = np.random.default_rng(5).random((1, *project.network.input_shape), np.float32)
    return samples, np.asarray(model(samples, training=False))


def by_keras(path: Path, samples: np.ndarray) -> Any:
    import keras

    return keras.saving.load_model(path)(samples, training=False)


def by_tensorflow(path: Path, samples: np.ndarray) -> Any:
    import tensorflow as tf

    loaded = tf.saved_model.load(str(path))
    return loaded.serve(samples).numpy()


def by_litert(path: Path, samples: np.ndarray) -> Any:
    import tensorflow as tf

    with warnings.catch_warnings():
        # TensorFlow 2.21 still brings the interpreter, and says that it moved to a package of its own.
        warnings.filterwarnings("ignore", ".*Interpreter is deprecated", UserWarning)
        interpreter = tf.lite.Interpreter(str(path))
    interpreter.allocate_tensors()
    interpreter.set_tensor(interpreter.get_input_details()[0]["index"], samples)
    interpreter.invoke()
    return interpreter.get_tensor(interpreter.get_output_details()[0]["index"])


def by_onnx(path: Path, samples: np.ndarray) -> Any:
    from onnx.reference import ReferenceEvaluator

    model = ReferenceEvaluator(str(path))
    return model.run(None, {model.input_names[0]: samples})[0]


READERS = {"keras": by_keras, "savedmodel": by_tensorflow, "litert": by_litert, "onnx": by_onnx}


@pytest.mark.parametrize("name", NETWORKS)
@pytest.mark.parametrize("form", FORMS)
def test_an_export_answers_as_the_network_does(tmp_path: Path, form: str, name: str) -> None:
    project = trained(name)
    path = tmp_path / f"model{FORMS[form].suffix}"
    export_project(project, path, form)  # type: ignore[arg-type]  # one of the forms' names
    samples, answers = expected(project)
    assert np.allclose(np.asarray(READERS[form](path, samples)), answers, atol=1e-5)
    assert [entry.name for entry in tmp_path.iterdir()] == [path.name]


@pytest.mark.parametrize("name", NETWORKS)
def test_our_own_export_opens_again(tmp_path: Path, name: str) -> None:
    project = trained(name)
    export_project(project, tmp_path / "a.keras", "keras")
    again = read_keras_file(tmp_path / "a.keras")
    assert not again.notes
    assert (again.recipe.optimizer, again.recipe.schedule) == (RECIPE.optimizer, RECIPE.schedule)
    assert again.weights.keys() == project.weights.keys()
    for layer, arrays in project.weights.items():
        assert all(map(np.array_equal, arrays, again.weights[layer]))
    if name != "blocks":  # a Repeat comes back as its rounds
        assert again.network == project.network
    assert infer(again.network).total_parameters == infer(project.network).total_parameters


def test_other_programs_find_kerass_own_layers_only(tmp_path: Path) -> None:
    export_project(trained("blocks"), tmp_path / "a.keras", "keras")
    with zipfile.ZipFile(tmp_path / "a.keras") as archive:
        description = archive.read("config.json").decode()
    assert "cnngui" not in description
    assert "ByteDropout" not in description
    losses = json.loads(description)["compile_config"]["loss"]
    assert losses == "sparse_categorical_crossentropy"


def test_scores_are_compiled_as_scores(tmp_path: Path) -> None:
    network = Network(input_shape=(4,), layers=(Dense(units=3),))
    export_project(Project(network, Recipe()), tmp_path / "a.keras", "keras")
    with zipfile.ZipFile(tmp_path / "a.keras") as archive:
        loss = json.loads(archive.read("config.json"))["compile_config"]["loss"]
    assert loss["config"]["from_logits"] is True


def test_a_network_without_weights_is_exported_with_new_ones(tmp_path: Path) -> None:
    project = Project(NETWORKS["own"], Recipe(seed=3))
    export_project(project, tmp_path / "a.keras", "keras")
    from cnngui.engine.keras_backend.build import build_model, weights_of

    wanted = weights_of(build_model(project.network, seed=3))
    found = read_keras_file(tmp_path / "a.keras").weights
    assert all(np.array_equal(found[layer][0], wanted[layer][0]) for layer in wanted)


def test_an_older_export_is_replaced_and_nothing_else(tmp_path: Path) -> None:
    project = trained("own")
    (tmp_path / "photos").mkdir()
    (tmp_path / "photos" / "one.png").write_bytes(b"1")
    with pytest.raises(CnnguiError, match="something else"):
        export_project(project, tmp_path / "photos", "savedmodel")
    assert [each.name for each in (tmp_path / "photos").iterdir()] == ["one.png"]
    for _ in range(2):
        export_project(project, tmp_path / "served", "savedmodel")
    assert sorted(each.name for each in tmp_path.iterdir()) == ["photos", "served"]


def test_what_cannot_be_exported_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    broken = Network(input_shape=(4,), layers=(Conv2D(),))
    for network in (broken, Network(input_shape=(4,))):
        with pytest.raises(CnnguiError) as caught:
            export_project(Project(network, Recipe()), tmp_path / "a.keras", "keras")
        assert caught.value.code == "engine.cannot_export"
    monkeypatch.setattr("cnngui.engine.keras_backend.exporting.find_spec", lambda name: None)
    with pytest.raises(CnnguiError) as caught:
        export_project(trained("own"), tmp_path / "a.onnx", "onnx")
    assert caught.value.code == "engine.no_onnx"
    with pytest.raises(CnnguiError) as caught:
        export_project(trained("own"), tmp_path / "nowhere" / "a.keras", "keras")
    assert caught.value.code == "files.cannot_write"
    assert not list(tmp_path.iterdir())


def test_what_a_person_should_know_is_told() -> None:
    assert export_notes(NETWORKS["blocks"], Recipe(), "keras", with_weights=True) == ()
    fitted = Recipe(label_smoothing=0.1, early_stopping=EarlyStopping(), augmentation=Augmentation(shift=0.1))
    (told,) = export_notes(NETWORKS["blocks"], fitted, "keras", with_weights=True)
    assert told.startswith("Not in the file: label_smoothing, early_stopping, augmentation.")
    untrained, own = export_notes(NETWORKS["own"], Recipe(), "keras", with_weights=False)
    assert "not been trained" in untrained
    assert "LocalResponseNormalization, Maxout, PositionBias" in own
    assert export_notes(NETWORKS["own"], Recipe(), "litert", with_weights=True) == ()


@pytest.mark.parametrize("schedule", [ExponentialDecay(), ReduceLROnPlateau()], ids=lambda each: each.kind)
def test_a_schedule_that_a_keras_file_cannot_hold_is_told(schedule: AnySchedule, tmp_path: Path) -> None:
    recipe = Recipe(optimizer=SGD(learning_rate=0.05), schedule=schedule)
    network = NETWORKS["blocks"]
    (note,) = export_notes(network, recipe, "keras", with_weights=True)
    assert "0.05 throughout" in note
    assert schedule.kind in note
    assert export_notes(network, recipe, "onnx", with_weights=True) == (), "no such file holds a recipe"
    export_project(Project(network, recipe), tmp_path / "a.keras", "keras")
    again = read_keras_file(tmp_path / "a.keras").recipe
    assert (again.schedule, again.optimizer.learning_rate) == (Constant(), pytest.approx(0.05))


def test_a_schedule_that_a_keras_file_holds_is_not_told() -> None:
    recipe = Recipe(schedule=InverseTimeDecay())
    assert export_notes(NETWORKS["blocks"], recipe, "keras", with_weights=True) == ()
