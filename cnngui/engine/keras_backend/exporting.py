"""Write a network as a model for other programs: of Keras' own layers, compiled as the recipe says."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import keras
import tensorflow as tf

from cnngui.engine.keras_backend.build import build_model, set_weights
from cnngui.engine.keras_backend.read_back import check_export, unsound_is_told
from cnngui.engine.model_forms import FORMS, FormName, for_answers
from cnngui.errors import CnnguiError
from cnngui.files.writing import atomic_folder, atomic_write
from cnngui.network.inference.infer import infer
from cnngui.network.loss import chosen_loss, chosen_metric, from_logits
from cnngui.network.recipe import Recipe
from cnngui.network.schedules import InverseTimeDecay
from cnngui.runs.project import Project


def write_model(project: Project, path: Path, form: FormName) -> None:
    """Write the network of `project` to `path`; without weights, with new ones of the recipe's seed.

    Nothing is at `path` before it was read back (`read_back.check_export`).

    Raises:
        CnnguiError: the form needs a library that is missing, cannot hold the network, or the file cannot be
            written.
    """
    if form == "onnx" and find_spec("tf2onnx") is None:
        raise CnnguiError("engine.no_onnx")
    network = project.network if form == "keras" else for_answers(project.network)
    model = build_model(network, project.recipe.seed, plain=True, portable=form in ("onnx", "litert"))
    if project.weights:
        set_weights(model, project.weights)
    if form == "keras":
        _compile(model, project)

    def put(part: Path) -> None:
        # Writers and readers go by the end of the name, whatever a person calls the file.
        suffix = FORMS[form].suffix
        named = part if part.suffix == suffix else part.with_name(part.name + suffix)
        try:
            with unsound_is_told(form):
                WRITERS[form](model, named)
            check_export(named, form, network, model)
            named.replace(part)
        finally:
            if named != part:
                named.unlink(missing_ok=True)

    if form == "savedmodel":
        atomic_folder(path, put, "saved_model.pb")
    else:
        atomic_write(path, put)


def _write_keras(model: keras.Model, path: Path) -> None:
    write_quietly(model.save, path, overwrite=True)


def _write_litert(model: keras.Model, path: Path) -> None:
    """Loops over steps only become LiteRT's own operations when the number of samples is fixed."""
    recurrent = any(isinstance(layer, keras.layers.RNN) for layer in model.layers)
    signature = _signature(model, samples=1 if recurrent else None)
    write_quietly(model.export, path, format="litert", verbose=False, input_signature=signature)


def _write_onnx(model: keras.Model, path: Path) -> None:
    write_quietly(model.export, path, format="onnx", verbose=False, input_signature=_signature(model))


def _write_saved_model(model: keras.Model, path: Path) -> None:
    write_quietly(model.export, path, verbose=False, input_signature=_signature(model))


def _signature(model: keras.Model, samples: int | None = None) -> list[Any]:
    """Return what the exported model is called with; `samples` is None for any number of them."""
    return [tf.TensorSpec((samples, *model.input_shape[1:]), tf.float32, name="input")]


WRITERS: Mapping[FormName, Callable[[keras.Model, Path], None]] = {
    "keras": _write_keras,
    "litert": _write_litert,
    "onnx": _write_onnx,
    "savedmodel": _write_saved_model,
}


def write_quietly(write: Callable[..., Any], path: Path, **how: Any) -> None:
    """Call one of Keras' writers without what it has to tell programmers.

    WORKAROUND(keras 3.15): it asks numpy for ``np.object`` before it exports to ONNX: a FutureWarning
    (https://github.com/keras-team/keras/issues/21346).
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", FutureWarning)
        write(str(path), **how)


def _compile(model: keras.Model, project: Project) -> None:
    """Tell the model how it is trained: Keras writes it into the file, and our reader takes it out again.

    The optimizer is built, because Keras warns whoever loads a file in which one has no variables.
    """
    recipe, network = project.recipe, project.network
    shape = infer(network).output_shape or (1,)
    classes = max(2, shape[-1])
    loss: Any = chosen_loss(network, recipe, classes)
    if from_logits(network) and loss != "mean_squared_error":
        kinds = {
            "sparse_categorical_crossentropy": keras.losses.SparseCategoricalCrossentropy,
            "binary_crossentropy": keras.losses.BinaryCrossentropy,
        }
        loss = kinds[loss](from_logits=True)
    metric = chosen_metric(recipe)
    model.compile(optimizer=_optimizer(recipe), loss=loss, metrics=[metric])
    model.optimizer.build(model.trainable_variables)


def _optimizer(recipe: Recipe) -> keras.optimizers.Optimizer:
    fields: dict[str, Any] = recipe.optimizer.model_dump(exclude={"kind"})
    fields["global_clipnorm"] = recipe.global_clipnorm or None
    if isinstance(recipe.schedule, InverseTimeDecay):
        fields["learning_rate"] = keras.optimizers.schedules.InverseTimeDecay(
            fields["learning_rate"], decay_steps=1, decay_rate=recipe.schedule.decay
        )
    return getattr(keras.optimizers, recipe.optimizer.kind)(**fields)
