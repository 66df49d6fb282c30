"""What helps to decide on a recipe."""

from __future__ import annotations

from PySide6.QtCore import QObject

from cnngui.network.class_weights import balanced
from cnngui.state.carried_weights import CarriedWeights
from cnngui.state.data_samples import DataSamples
from cnngui.state.document import Document
from cnngui.state.engine_client import EngineClient
from cnngui.state.rate_finder import RateFinder
from cnngui.state.variation import Variation


class RecipeTools(QObject):
    """Pictures as they would be varied, the search for a learning rate, and weights of classes.

    Attributes:
        variation, finder, carried: see there. library: tells what the data are.
    """

    def __init__(self, document: Document, engine: EngineClient, data: DataSamples) -> None:
        super().__init__()
        self._document, self._data = document, data
        self.variation = Variation(document, engine, self)
        self.finder = RateFinder(document, engine, self)
        self.carried = CarriedWeights(document, data, self)
        self.library = data.library

    def weigh_by_counts(self) -> None:
        """Let all classes of the chosen data count the same: one step of undo."""
        data, described = self._data, self.library.described
        if data.told is not None:  # with the edits of now, of which the worker may not have told yet
            counts = data.now.counts(len(data.told.class_names), "train")[list(data.classes)].tolist()
        elif described is not None:
            counts = described.class_counts
        else:
            return
        weights = balanced(counts)
        self._document.set_recipe(self._document.recipe.model_copy(update={"class_weight": weights}))
