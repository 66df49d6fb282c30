"""A preset as a project: with the weights that its slide sets by hand, if it does."""

from __future__ import annotations

import numpy as np

from cnngui.course.presets import Preset
from cnngui.runs.project import Project


def preset_project(preset: Preset, class_names: tuple[str, ...] = ()) -> Project:
    """Return what opening the preset gives; its outputs are called `class_names`."""
    weights = {
        name: tuple(np.array(array, np.float32) for array in arrays)
        for name, arrays in preset.weights.items()
    }
    return Project(preset.network, preset.recipe, preset.data, class_names, weights)
