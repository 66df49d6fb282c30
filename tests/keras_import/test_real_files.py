"""Files that Keras wrote become projects that answer the same, bit for bit but for the order of sums."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from cnngui.errors import CnnguiError
from cnngui.keras_import import KerasFile, is_keras_file, read_keras_file
from cnngui.network.blocks import Parallel, Residual
from cnngui.network.freezing import frozen_part
from cnngui.network.graph import nodes
from cnngui.network.inference.infer import infer
from cnngui.network.layers import Conv2D, Dropout
from cnngui.runs.network_file import read_network
from cnngui.runs.opening import open_file
from cnngui.runs.project import read_project, write_project
from tests.contracts.source import ROOT
from tests.keras_import.conftest import Saved

pytestmark = pytest.mark.tensorflow

NAMES = [
    *("perceptron", "digits", "built_late", "vgg", "resnet", "inception", "densenet", "unet", "operators"),
    *("separable", "sentences", "recurrent", "volumes", "augmented", "transfer"),
    *("noisy", "squeezed", "merged", "framed", "functions_as_layers", "arithmetic"),
]


def test_all_models_are_read(saved_models: dict[str, Saved]) -> None:
    assert sorted(saved_models) == sorted(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_a_model_answers_as_keras_does(saved_models: dict[str, Saved], name: str) -> None:
    from cnngui.engine.keras_backend.build import build_model, set_weights

    saved = saved_models[name]
    project = read_keras_file(saved.path)
    inference = infer(project.network)
    assert inference.total_parameters == saved.parameters
    model = build_model(project.network, seed=0)
    set_weights(model, project.weights)
    assert np.allclose(np.asarray(model(saved.samples, training=False)), saved.answers, atol=2e-6)


@pytest.mark.parametrize("name", NAMES)
def test_what_was_read_is_a_project_like_any_other(
    saved_models: dict[str, Saved], name: str, tmp_path: Path
) -> None:
    project = open_file(saved_models[name].path).project
    write_project(tmp_path / "a.cnn", project)
    again = read_project(tmp_path / "a.cnn")
    assert (again.network, again.recipe) == (project.network, project.recipe)
    assert again.weights.keys() == project.weights.keys()


def read(saved_models: dict[str, Saved], name: str) -> KerasFile:
    return read_keras_file(saved_models[name].path)


def test_sums_of_two_ways_are_residual_blocks(saved_models: dict[str, Saved]) -> None:
    network = read(saved_models, "resnet").network
    blocks = [entry for entry in network.layers if isinstance(entry, Residual)]
    assert [[len(branch) for branch in block.branches] for block in blocks] == [[5, 0], [5, 2]]
    assert network.layers[3].kind == "ReLU"


def test_concatenated_ways_are_parallel_blocks(saved_models: dict[str, Saved]) -> None:
    (block, *_) = read(saved_models, "inception").network.layers
    assert isinstance(block, Parallel)
    assert [len(branch) for branch in block.branches] == [1, 2, 2, 2]
    nested = read(saved_models, "unet").network
    assert [node.kind for node in nodes(nested)].count("Concatenate") == 2


def test_layers_of_models_inside_stand_in_the_stack_under_both_names(saved_models: dict[str, Saved]) -> None:
    file = read_keras_file(saved_models["transfer"].path)
    assert file.network.names[0].startswith("base_conv2d")
    assert [layer.kind for layer in file.network.layers] == [
        *("Conv2D", "BatchNormalization", "Residual", "Flatten", "Dense")
    ]
    base, normalization, head, _, end = file.network.layers
    assert [frozen_part((each,)) for each in (base, normalization, head, end)] == ["all", "all", "", ""]


def test_arguments_are_taken_over(saved_models: dict[str, Saved]) -> None:
    first = read(saved_models, "vgg").network.layers[0]
    assert isinstance(first, Conv2D)
    assert (first.name, first.filters, first.padding, first.activation) == ("block1_conv1", 4, "same", "relu")
    words = {layer.kind: layer for layer in read(saved_models, "sentences").network.entries}
    assert isinstance(words["Dropout"], Dropout)
    assert words["Dropout"].seed == 7
    assert words["Dense"].kernel_constraint.max_value == 3
    assert read(saved_models, "vgg").network.layers[-2].kernel_regularizer.l2 == 0.01
    assert read(saved_models, "augmented").network.layers[1].factor == 0.1


def test_classes_are_called_by_their_numbers(saved_models: dict[str, Saved]) -> None:
    assert read(saved_models, "digits").class_names == tuple("0123456789")
    assert read(saved_models, "perceptron").class_names == ("0", "1")
    assert read(saved_models, "unet").class_names == ()


def test_the_content_tells_a_keras_file(saved_models: dict[str, Saved], tmp_path: Path) -> None:
    assert is_keras_file(saved_models["vgg"].path)
    write_project(tmp_path / "a.keras", open_file(saved_models["perceptron"].path).project)
    assert not is_keras_file(tmp_path / "a.keras")
    assert not is_keras_file(tmp_path / "missing.keras")
    assert not is_keras_file(tmp_path)


def test_reading_needs_no_tensorflow(saved_models: dict[str, Saved]) -> None:
    code = (
        "import sys; from cnngui.keras_import import read_keras_file; read_keras_file(sys.argv[1])\n"
        "print(any(name in sys.modules for name in ('tensorflow', 'keras')))"
    )
    arguments = [sys.executable, "-c", code, str(saved_models["resnet"].path)]
    answer = subprocess.run(arguments, cwd=ROOT, capture_output=True, text=True, check=True)
    assert answer.stdout.strip() == "False"


def test_one_output_with_a_name_is_one_output(tmp_path: Path) -> None:
    from cnngui.engine.keras_backend.build import build_model, set_weights
    from tests.keras_import.models import named

    model = named()
    model.save(tmp_path / "a.keras")
    file = read_keras_file(tmp_path / "a.keras")
    assert [layer.kind for layer in file.network.layers] == ["Dense", "Dense"]
    opened = build_model(file.network, seed=0)
    set_weights(opened, file.weights)
    rows = np.arange(10, dtype=np.float32).reshape(2, 5)
    wanted = np.asarray(model({"x": rows})["y"])
    assert np.allclose(np.asarray(opened(rows)), wanted, atol=1e-6)


@pytest.mark.parametrize("axis", [-1, None])
def test_what_adapt_measured_is_taken_over(axis: int | None, tmp_path: Path) -> None:
    import keras

    from cnngui.engine.keras_backend.build import build_model, set_weights

    draw = np.random.default_rng(3)
    layer = keras.layers.Normalization(axis=axis)
    layer.adapt(draw.normal((1, -2, 5), (0.5, 2, 3), (200, 4, 4, 3)).astype(np.float32))
    model = keras.Sequential([keras.Input((4, 4, 3)), layer, keras.layers.Flatten(), keras.layers.Dense(2)])
    model.save(tmp_path / "a.keras")
    file = read_keras_file(tmp_path / "a.keras")
    first = file.network.layers[0]
    assert len(first.mean) == (3 if axis else 1)
    assert first == read_keras_file(tmp_path / "a.keras", weights=False).network.layers[0]
    assert "as arguments" in str(file.notes)
    opened = build_model(file.network, seed=0)
    set_weights(opened, file.weights)
    pictures = draw.normal(size=(2, 4, 4, 3)).astype(np.float32)
    assert np.allclose(np.asarray(opened(pictures)), np.asarray(model(pictures)), atol=1e-5)


def test_a_model_without_layers_says_so(tmp_path: Path) -> None:
    import keras

    inputs = keras.Input((4, 4, 3))
    for outputs in (inputs, keras.layers.RandomHue(0.2)(inputs)):
        keras.Model(inputs, outputs).save(tmp_path / "a.keras")
        with pytest.raises(CnnguiError) as caught:
            read_keras_file(tmp_path / "a.keras")
        assert caught.value.code == "keras_file.no_layers"


def test_hdf5_is_told_whatever_its_name(tmp_path: Path) -> None:
    import keras

    model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(2)])
    model.save_weights(tmp_path / "a.weights.h5")
    (tmp_path / "a.json").write_bytes((tmp_path / "a.weights.h5").read_bytes())
    for name in ("a.weights.h5", "a.json"):
        for read in (open_file, read_network):
            with pytest.raises(CnnguiError) as caught:
                read(tmp_path / name)
            assert caught.value.code == "keras_file.legacy"


def test_alike_notes_stand_in_one_line(tmp_path: Path) -> None:
    import keras

    model = keras.Sequential([keras.Input((8, 8, 3)), *(keras.layers.RandomHue(0.1) for _ in range(3))])
    model.add(keras.layers.Flatten())
    model.save(tmp_path / "a.keras")
    (line,) = str(read_keras_file(tmp_path / "a.keras").notes).splitlines()
    assert line.count("random_hue") == 3
