"""Several networks as one Keras model that averages what they answer."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import keras

from cnngui.engine.keras_backend.build import build_model, set_weights
from cnngui.engine.keras_backend.exporting import write_quietly
from cnngui.engine.keras_backend.read_back import check_export, unsound_is_told
from cnngui.files.writing import atomic_write
from cnngui.network.loss import from_logits
from cnngui.network.names import INPUT
from cnngui.network.network import Network
from cnngui.runs.project import Project


def averaging_model(projects: Sequence[Project]) -> keras.Model:
    """Return a Functional model: one input, each member a model of its own in it, and their average.

    A member that answers with logits gets a layer that makes probabilities of them: those are averaged. One
    with a single number keeps it, which is the probability of the second class.
    """
    inputs = keras.Input(projects[0].network.input_shape, name=INPUT)
    answers = []
    for number, project in enumerate(projects, start=1):
        built = build_model(project.network, project.recipe.seed, plain=True)
        set_weights(built, project.weights)
        member = keras.Model(built.input, built.output, name=f"member_{number}")
        answers.append(_as_probabilities(project.network, member(inputs), number))
    return keras.Model(inputs, keras.layers.Average(name="average")(answers), name="ensemble")


def _as_probabilities(network: Network, answer: Any, number: int) -> Any:
    if len(answer.shape) != 2 or not from_logits(network):
        return answer
    function = "sigmoid" if answer.shape[1] == 1 else "softmax"
    return keras.layers.Activation(function, name=f"probabilities_{number}")(answer)


def write_ensemble(projects: Sequence[Project], path: Path) -> None:
    """Write the averaging model, whole or not at all, once it was read back and gives the same answers.

    Raises:
        CnnguiError: it cannot be written, or answers otherwise.
    """
    model = averaging_model(projects)

    def put(part: Path) -> None:
        named = part if part.suffix == ".keras" else part.with_name(f"{part.name}.keras")
        try:
            with unsound_is_told("keras"):
                write_quietly(model.save, named, overwrite=True)
            check_export(named, "keras", projects[0].network, model)
            named.replace(part)
        finally:
            if named != part:
                named.unlink(missing_ok=True)

    atomic_write(path, put)
