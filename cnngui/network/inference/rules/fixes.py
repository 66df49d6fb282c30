"""The few shapes that a rule's fixes have."""

from __future__ import annotations

from typing import Any

from cnngui.network.blocks import AnyEntry
from cnngui.network.inference.problems import Edit, Fix
from cnngui.network.layers import AnyLayer


def replacing(layer: AnyLayer, code: str, fields: dict[str, Any], **values: Any) -> Fix:
    """Return the fix that gives `layer` other values; the caller vouches for them."""
    return Fix(code, (Edit("replace", layer.name, layer.model_copy(update=fields)),), values)


def removing(layer: AnyEntry) -> Fix:
    """Return the fix that does without `layer`."""
    return Fix("network.fix_remove", (Edit("remove", layer.name),), {"target": layer.name})


def inserting_before(layer: AnyLayer, code: str, new: AnyLayer, **values: Any) -> Fix:
    """Return the fix that puts `new` before `layer`."""
    return Fix(code, (Edit("insert_before", layer.name, new),), values)


def moving_before(layer: AnyLayer, target: str) -> Fix:
    """Return the fix that moves `layer` before the layer called `target`."""
    edits = (Edit("remove", layer.name), Edit("insert_before", target, layer))
    return Fix("network.fix_move_before", edits, {"target": target})
