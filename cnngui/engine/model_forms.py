"""The forms in which networks leave the program as models that other programs run, and what each can hold.

Without TensorFlow, for menus and commands; `cnngui.engine.exporting` writes them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from cnngui.errors import CnnguiError
from cnngui.messages import text
from cnngui.network.blocks import Block, Stack
from cnngui.network.freezing import unfrozen
from cnngui.network.inference.infer import infer
from cnngui.network.inference.registry import KINDS, OWN_KINDS
from cnngui.network.network import Network
from cnngui.network.recipe import Recipe
from cnngui.network.schedules import Constant, InverseTimeDecay
from cnngui.runs.project import Project

FormName = Literal["keras", "savedmodel", "litert", "onnx"]


@dataclass(frozen=True)
class ModelForm:
    """One form of model.

    Attributes:
        suffix: what its files end in, with the dot; "" for a folder.
    """

    name: FormName
    suffix: str

    @property
    def label(self) -> str:
        """What menus call it."""
        return text(f"engine.form_{self.name}")

    @property
    def help(self) -> str:
        """What it is for."""
        return text(f"engine.form_help_{self.name}")


FORMS: Mapping[str, ModelForm] = {
    form.name: form
    for form in (
        ModelForm("keras", ".keras"),
        ModelForm("savedmodel", ""),
        ModelForm("litert", ".tflite"),
        ModelForm("onnx", ".onnx"),
    )
}


def check_exportable(project: Project) -> None:
    """Refuse a network that is not a whole one. Raises CnnguiError ``engine.cannot_export``."""
    inference = infer(project.network)
    if not inference.ok or not project.network.layers:
        problem = inference.errors[0].message().one_line() if inference.errors else text("engine.no_layers")
        raise CnnguiError("engine.cannot_export", problem=problem)


def for_answers(network: Network) -> Network:
    """Return the network without the layers that only do something while it is trained.

    WORKAROUND(keras 3.15): the random numbers of augmentation layers stay in what it exports
    (https://github.com/keras-team/keras/issues/21346).
    """

    def kept(entries: Stack) -> Stack:
        return tuple(
            entry.with_branches([kept(branch) for branch in entry.branches])
            if isinstance(entry, Block)
            else entry
            for entry in entries
            if isinstance(entry, Block) or not KINDS[entry.kind].training_only
        )

    return network.with_layers(kept(network.layers))


def answers_alike(one: Network, other: Network) -> bool:
    """Return whether two networks with the same weights give the same answers, frozen or not."""
    return one == other or for_answers(unfrozen(one)) == for_answers(unfrozen(other))


def export_notes(network: Network, recipe: Recipe, form: FormName, *, with_weights: bool) -> tuple[str, ...]:
    """Return what a person should know of the file, in sentences."""
    notes = [] if with_weights else [text("engine.export_untrained")]
    own = sorted({entry.kind for entry in network.entries} & OWN_KINDS)
    if own and form == "keras":
        notes.append(text("engine.export_own_layers", kinds=", ".join(own)))
    by_batches = isinstance(recipe.schedule, InverseTimeDecay) or recipe.schedule == Constant()
    if form == "keras" and not by_batches:
        rate, kind = recipe.optimizer.learning_rate, recipe.schedule.kind
        notes.append(text("engine.export_schedule", rate=rate, kind=kind))
    if form == "keras" and (left_out := _of_fitting(recipe)):
        notes.append(text("engine.export_fitting", names=", ".join(left_out)))
    return tuple(notes)


def _of_fitting(recipe: Recipe) -> list[str]:
    """Return what of a recipe Keras is told by each call of ``fit``, and no file holds."""
    there = {
        "label_smoothing": recipe.label_smoothing and recipe.loss != "mean_squared_error",
        "class_weight": recipe.class_weight,
        "early_stopping": recipe.early_stopping,
        "augmentation": recipe.augmentation.changes,
    }
    return [name for name, wanted in there.items() if wanted]
