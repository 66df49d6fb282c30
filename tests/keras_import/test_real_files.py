"""Files that Keras wrote become projects that answer the same, bit for bit but for the order of sums."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from cnngui.keras_import import KerasFile, is_keras_file, read_keras_file
from cnngui.network.blocks import Parallel, Residual
from cnngui.network.graph import nodes
from cnngui.network.inference.infer import infer
from cnngui.network.layers import Conv2D, Dropout
from cnngui.runs.opening import open_file
from cnngui.runs.project import read_project, write_project
from tests.contracts.source import ROOT
from tests.keras_import.conftest import Saved

pytestmark = pytest.mark.tensorflow

NAMES = [
    *("perceptron", "digits", "built_late", "vgg", "resnet", "inception", "densenet", "unet", "operators"),
    *("separable", "sentences", "recurrent", "volumes", "augmented", "transfer"),
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
    assert "was frozen" in str(file.notes)


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
