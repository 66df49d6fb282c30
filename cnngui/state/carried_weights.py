"""Class weights follow when classes are merged or taken apart: they name classes by their places."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from cnngui.datasets.edits import Edits
from cnngui.datasets.standing import standing
from cnngui.network.class_weights import carried
from cnngui.state.data_samples import DataSamples
from cnngui.state.document import Document
from cnngui.state.label_edits import EditedData

Weights = tuple[tuple[int, float], ...]
Places = tuple[int, ...]


class CarriedWeights(QObject):
    """Keeps the recipe's class weights those of the classes that there are; undo brings them back.

    Signals:
        done: the recipe has other weights now.
    """

    done = Signal()

    def __init__(self, document: Document, data: DataSamples, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._document, self._data = document, data
        self._ways_back: dict[tuple[Places, Weights, Places], Weights] = {}
        data.edits.regrouped.connect(self._on_regrouped)

    def _on_regrouped(self, data: EditedData, before: Edits, after: Edits) -> None:
        recipe, told = self._document.recipe, self._data.told
        weights: Weights = tuple(sorted(recipe.class_weight.items()))
        if told is None or told.fingerprint != data.fingerprint or not weights:
            return
        old, new = (tuple(each.groups(len(told.class_names)).of.tolist()) for each in (before, after))
        if old == new:
            return
        made = self._ways_back.get((old, weights, new))
        if made is None:
            counts = [self._counts(each) for each in (before, after)]
            made = tuple(sorted(carried(dict(weights), old, new, *counts).items()))
        self._ways_back[new, made, old] = weights
        self._document.set_recipe(recipe.model_copy(update={"class_weight": dict(made)}))
        self.done.emit()

    def _counts(self, edits: Edits) -> list[int]:
        """Return how many samples each class has to train on with these edits."""
        told = self._data.told
        assert told is not None
        classes = len(told.class_names)
        counts = standing(told.train_labels, told.test_labels, edits, classes).counts(classes, "train")
        of_each: list[int] = counts[edits.groups(classes).roots].tolist()
        return of_each
