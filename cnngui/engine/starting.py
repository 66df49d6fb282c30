"""What a network begins with that starts from another's weights; no TensorFlow until weights are drawn."""

from __future__ import annotations

from dataclasses import dataclass

from cnngui.datasets.dataset import Dataset
from cnngui.datasets.input_format import InputFormat
from cnngui.errors import CnnguiError
from cnngui.files.arrays import Arrays
from cnngui.network.inference.data_fit import reads_bytes
from cnngui.network.inference.starting import Freeze, Start, start_from, taken_nodes
from cnngui.network.network import Network
from cnngui.network.recipe import Recipe
from cnngui.runs.opening import OpenedFile
from cnngui.runs.project import Project


@dataclass(frozen=True, eq=False)
class Beginning:
    """A start with all that the draft needs for it.

    Attributes:
        weights: those that are taken, by layer name.
        input_format: of the data, in the numbers for black and white that the source read, if their
            preparation does not say others.
    """

    start: Start
    recipe: Recipe
    class_names: tuple[str, ...]
    weights: dict[str, Arrays]
    input_format: InputFormat
    epoch: int


def beginning(
    file: OpenedFile, path: str, dataset: Dataset, freeze: Freeze, seed: int | None = None
) -> Beginning:
    """Return how a network for `dataset` begins with the weights in a file.

    Args:
        seed: of its recipe, from which the rest is drawn; None for that of the file's.

    Raises:
        CnnguiError: as `start_from`; ``engine.untrained``: there are no weights in it.
    """
    source = file.project
    if not source.weights:
        raise CnnguiError("engine.untrained", path=path)
    recipe = recipe_for_start(source)
    if seed is not None:
        recipe = recipe.model_copy(update={"seed": seed})
    facts = (dataset.classes, dataset.input_shape, len(dataset.vocabulary))
    start = start_from(source.network, *facts, recipe.loss, freeze)
    told = source.input_format
    levels = told or InputFormat.assumed(source.network.input_shape, reads_bytes=reads_bytes(source.network))
    read = InputFormat.of(dataset)
    if dataset.preparation.scale is None and not read.mean:
        read = read.read_as((levels.black, levels.white))
    return Beginning(
        start=start,
        recipe=recipe,
        class_names=dataset.class_names,
        weights={name: source.weights[name] for name in start.nodes if name in source.weights},
        input_format=read,
        epoch=source.training.epoch if source.training is not None else 0,
    )


def recipe_for_start(source: Project) -> Recipe:
    """Return the recipe of a network that is started from: what it says of other classes is left out."""
    return source.recipe.model_copy(update={"class_weight": {}, "loss": "auto"})


def begun_again(source: Project, network: Network) -> Project:
    """Return `network` as it began with weights of `source`, for who lost it before it was trained.

    What begins anew is drawn from the recipe's seed.

    Raises:
        CnnguiError: ``runs.weights_gone``: it cannot have begun with them.
    """
    from cnngui.engine.keras_backend.build import build_model, weights_of

    try:
        taken = {
            name: source.weights[name]
            for name in taken_nodes(source.network, network)
            if name in source.weights
        }
    except ValueError:
        taken = {}
    if not taken:
        raise CnnguiError("runs.weights_gone")
    fresh = weights_of(build_model(network, source.recipe.seed))
    return Project(network, recipe_for_start(source), weights={**fresh, **taken})
