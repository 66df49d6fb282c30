"""A recipe as a file of its own, for other networks and other people."""

from __future__ import annotations

import json
from pathlib import Path

from cnngui.errors import CnnguiError
from cnngui.files.opening import open_regular, shown_text
from cnngui.files.writing import atomic_bytes
from cnngui.network.file_format import recipe_from_dict, recipe_to_dict
from cnngui.network.recipe import Recipe
from cnngui.network.strict_json import opened, read_json

FORMAT = "cnngui-recipe"
VERSION = 1
_MOST_BYTES = 4_000_000


def write_recipe(path: Path, recipe: Recipe) -> None:
    """Write a recipe as JSON: what differs from a new one. Raises CnnguiError: it could not be written."""
    written = {"format": FORMAT, "version": VERSION, **recipe_to_dict(recipe)}
    atomic_bytes(path, (json.dumps(written, indent=2) + "\n").encode("utf-8"))


def read_recipe(path: Path) -> Recipe:
    """Return the recipe in the JSON text at `path`.

    Raises:
        CnnguiError: it cannot be read, or holds no recipe: every fault with its place.
    """
    with open_regular(path, _MOST_BYTES) as stream:
        content = stream.read()
    try:
        data = read_json(content.decode("utf-8-sig"), path.name)
    except UnicodeDecodeError:
        raise CnnguiError("runs.not_a_recipe", path=shown_text(path)) from None
    return recipe_from_dict(opened(data, FORMAT, VERSION, path.name), path.name)
