"""What a person does to samples and classes of the chosen data; all of it can be undone."""

from __future__ import annotations

from collections.abc import Collection

from PySide6.QtCore import QObject
from PySide6.QtGui import QUndoStack

from cnngui.datasets.dataset import StoredPart
from cnngui.datasets.kept_edits import LONGEST_NAME
from cnngui.datasets.standing import Places
from cnngui.files.opening import shown_text
from cnngui.state.data_samples import DataSamples
from cnngui.state.label_edits import LabelEdits, Samples


class SampleEdits(QObject):
    """Edits the samples that are named by their places as `cnngui.datasets.standing` counts them.

    What would leave data that nothing can learn from, `LabelEdits` refuses and tells.
    """

    def __init__(self, data: DataSamples, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._data = data

    @property
    def undo_stack(self) -> QUndoStack:
        """Return the steps that can be undone."""
        return self._edits.undo_stack

    @property
    def _edits(self) -> LabelEdits:
        return self._data.edits

    def relabel(self, places: Places, label: int) -> None:
        """Let samples be of a class, which is named by its index as it came."""
        data, told, now = self._data.data, self._data.told, self._data.now
        if data is None or told is None:
            return
        groups = self._data.applied.groups(len(told.class_names))
        came = places[groups.roots[groups.of[now.came[places]]] == label]
        self._edits.relabel_all(data, self._homes(places), label, self._homes(came))

    def leave_out(self, places: Places, out: bool = True) -> None:
        """Leave samples out, or take them in again."""
        if (data := self._data.data) is not None:
            self._edits.leave_all_out(data, self._homes(places), out)

    def move(self, places: Places, to: StoredPart) -> None:
        """Have samples belong to a part."""
        if (data := self._data.data) is not None:
            self._edits.move_all(data, self._homes(places), to)

    def restore(self, places: Places) -> None:
        """Have samples as they came again."""
        if (data := self._data.data) is not None:
            self._edits.restore_all(data, self._homes(places))

    def rename(self, label: int, name: str) -> None:
        """Call a class otherwise; by the name of another one it is merged into that."""
        data, plain = self._data.data, shown_text(" ".join(name.split()), LONGEST_NAME)
        if data is None or not plain:
            return
        other = next((each for each, text in self._data.classes.items() if text == plain), label)
        if other != label:
            self.merge({label}, other)
        else:
            came = self._data.came_name(label)
            self._edits.rename(data, label, None if plain == came else plain)

    def merge(self, labels: Collection[int], into: int) -> None:
        """Let classes count as the class `into`."""
        if (data := self._data.data) is not None:
            self._edits.merge(data, labels, into)

    def take_apart(self, label: int) -> None:
        """Let all that counts as a class be classes of their own again."""
        if (data := self._data.data) is not None:
            self._edits.part_class(data, label)

    def _homes(self, places: Places) -> Samples:
        own = self._data.now.own
        return {
            "train": places[places < own].tolist(),
            "test": (places[places >= own] - own).tolist(),
        }
