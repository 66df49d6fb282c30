"""A preset as a project."""

from __future__ import annotations

import numpy as np

from cnngui.course.presets import preset
from cnngui.runs.checking import check_weights
from cnngui.runs.preset_project import preset_project


def test_the_slides_weights_are_in_it_and_fit() -> None:
    project = preset_project(preset("xor-by-hand"), ("0", "1"))
    check_weights(project.network, project.weights, "xor-by-hand")
    hidden, hidden_bias = project.weights["dense"]
    output, output_bias = project.weights["dense_1"]
    rows = np.array([[0, 0], [0, 1], [1, 0], [1, 1]])

    def sigmoid(values: np.ndarray) -> np.ndarray:
        return 1 / (1 + np.exp(-values))

    answers = sigmoid(sigmoid(rows @ hidden + hidden_bias) @ output + output_bias)
    assert (answers[:, 0] > 0.5).tolist() == [False, True, True, False]


def test_other_presets_begin_without_weights() -> None:
    assert not preset_project(preset("mnist-cnn")).weights
