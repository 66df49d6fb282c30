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
Regrouped = tuple[EditedData, Edits, Edits]


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
        self._waiting: list[tuple[Weights, Regrouped]] = []
        data.edits.regrouped.connect(self._on_regrouped)
        data.changed.connect(self._on_told)

    def _on_regrouped(self, data: EditedData, before: Edits, after: Edits) -> None:
        if not (weights := self._weights):
            return
        if self._data.told is not None:
            self._carry(data, before, after)
        else:
            self._waiting.append((weights, (data, before, after)))
            self._data.need()

    def _on_told(self) -> None:
        """Carry what waited, but for what was before the person set other weights."""
        if self._data.told is None:
            return
        waiting, self._waiting = self._waiting, []
        now = self._weights
        for regrouped in [each for weights, each in waiting if weights == now]:
            self._carry(*regrouped)

    @property
    def _weights(self) -> Weights:
        return tuple(sorted(self._document.recipe.class_weight.items()))

    def _carry(self, data: EditedData, before: Edits, after: Edits) -> None:
        recipe, told, weights = self._document.recipe, self._data.told, self._weights
        if told is None or told.fingerprint != data.fingerprint:
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
