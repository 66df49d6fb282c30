"""What is looked at before anything is trained."""

from __future__ import annotations

import numpy as np

from cnngui.datasets.dataset import Dataset
from cnngui.errors import CnnguiError
from cnngui.network.inference.infer import infer
from cnngui.network.network import Network
from cnngui.network.recipe import Recipe


def check_recipe(network: Network, dataset: Dataset, recipe: Recipe) -> None:
    """Raise CnnguiError ``engine.…`` if the network cannot be trained by the recipe on these data."""
    facts = (dataset.classes, dataset.input_shape, len(dataset.vocabulary))
    inference = infer(network, *facts, loss=recipe.loss)
    if not inference.ok:
        raise CnnguiError("engine.network_has_errors", problem=inference.errors[0].message().one_line())
    if recipe.augmentation.changes and dataset.x_train.dtype != np.uint8:
        raise CnnguiError("engine.varies_pictures", data=dataset.label)
    if unknown := [place for place in recipe.class_weight if place >= dataset.classes]:
        raise CnnguiError("engine.weight_of_no_class", found=unknown[0], classes=dataset.classes)
