"""Sets of drawings on the command line: their list, and the network for one where none is named."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from cnngui.cli.output import console, count_text, headings, print_json, print_note, print_table
from cnngui.cli.sources import Source
from cnngui.messages import text

WORD = "drawn"
"""Asks `cnngui data` for the list."""


def list_drawn(*, as_json: bool) -> None:
    """Print the sets of drawings that were made on this computer."""
    from cnngui.datasets.drawn_sets import list_sets

    found = [_facts(entry.folder, entry.name) for entry in list_sets()]
    if as_json:
        print_json({"drawn": found})
        return
    rows = [[each["data"], ", ".join(each["classes"]), count_text(each["samples"])] for each in found]
    if rows:
        print_table(headings("name", "classes", ">samples"), rows, console())
    else:
        console().print(text("cli.no_drawn_sets"))


def _facts(folder: Path, name: str) -> dict[str, Any]:
    from cnngui.datasets.drawn_sets import PREFIX, SAMPLES_FOLDER, read_head
    from cnngui.errors import CnnguiError

    try:
        classes = list(read_head(folder).names)
    except CnnguiError as error:
        print_note(error.message().one_line())
        classes = []
    samples = len(list((folder / SAMPLES_FOLDER).glob("*.json")))
    return {"data": f"{PREFIX}{name}", "folder": str(folder), "classes": classes, "samples": samples}


def started_with(data: str, *, edits: bool) -> Source | None:
    """Return the small network for a set of drawings; None for any other data.

    Args:
        data: the folder of the set. edits: whether the person's own apply.

    Raises:
        CnnguiError: the set cannot be read, or has too few drawings.
    """
    from cnngui.course.small_network import TITLE, small_network, small_recipe
    from cnngui.datasets.catalog import load_dataset
    from cnngui.datasets.data_reference import source_of
    from cnngui.datasets.drawn_sets import is_drawn_set

    if not is_drawn_set(Path(source_of(data))):
        return None
    dataset = load_dataset(data, edits=edits)
    network = small_network(dataset.input_shape, dataset.classes)
    recipe = small_recipe(len(dataset.y_train), ink=dataset.input_shape[2] == 1)
    print_note(text("cli.drawn_network", epochs=recipe.epochs, batch_size=recipe.batch_size))
    return Source(TITLE, network, recipe, data)
