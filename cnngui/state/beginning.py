"""A network to begin with, where the one on the cards cannot read the data that were chosen."""

from __future__ import annotations

from dataclasses import replace

from cnngui.course.small_network import small_network, small_recipe
from cnngui.state.data_library import DataLibrary
from cnngui.state.document import Document


def begin_small(document: Document, library: DataLibrary) -> None:
    """Put a small network for the chosen data on the cards, and its recipe, in one undoable step.

    Nothing happens while the data are not known.
    """
    data = library.described
    if data is None or data.data != document.data or not data.class_names:
        return
    spread = data.means, data.variances
    network = small_network(data.input_shape, len(data.class_names), len(data.vocabulary), spread)
    ink = data.input_format is not None and data.input_format.kind == "ink"
    recipe = small_recipe(data.train_samples, ink=ink, picture=len(data.input_shape) == 3)
    contents = replace(document.contents, network=network, recipe=recipe)
    title = document.tr("A small network for these data")
    document.begin_with(title, contents, document.tr("Small network for {0}").format(data.label))
