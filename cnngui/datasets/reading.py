"""How a network reads the samples of data: what its file tells, and what has to be assumed."""

from __future__ import annotations

from dataclasses import dataclass

from cnngui.datasets.data_reference import source_of
from cnngui.datasets.dataset import Dataset, Note
from cnngui.datasets.input_format import InputFormat, picture_shape
from cnngui.datasets.known import KNOWN
from cnngui.datasets.preparing import inverted
from cnngui.network.network import Shape


@dataclass(frozen=True)
class Reading:
    """What is known of a network's input.

    Attributes:
        name: of its file, for sentences.
        input_shape: (height, width, channels) for pictures.
        data: key or path of what it learned from, "" when unknown.
        trained_on: how those samples were; None when the file does not tell.
        reads_bytes: its first layers are made for pixels of 0 to 255.
    """

    name: str
    input_shape: Shape
    data: str = ""
    trained_on: InputFormat | None = None
    reads_bytes: bool = False

    @property
    def input_format(self) -> InputFormat:
        """What it was trained on; if the file does not tell, by its data, its shape and first layers."""
        if self.trained_on is not None:
            return self.trained_on
        return InputFormat.assumed(self.input_shape, self.data, reads_bytes=self.reads_bytes)

    @property
    def assumption(self) -> Note | None:
        """What has to be assumed of a network of pictures whose file does not tell what it was trained on."""
        known = any(entry.key == source_of(self.data) for entry in KNOWN)
        if self.trained_on is not None or known or not picture_shape(self.input_shape):
            return None
        taken = self.input_format
        values = {"path": self.name, "black": taken.black, "white": taken.white}
        return Note(f"datasets.note_assumed_{taken.kind}", values)

    def stored(self, dataset: Dataset) -> InputFormat | None:
        """Return how the samples of a data set are, if that counts.

        Where nobody told what the network was trained on, samples are given as they are.
        """
        return None if self.assumption else InputFormat.of(dataset)

    def notes(self, stored: InputFormat | None = None) -> tuple[Note, ...]:
        """Return what a person should know of how it reads samples that are stored so."""
        notes = () if self.assumption is None else (self.assumption,)
        if inverted(self.input_format, stored):
            notes = (*notes, Note(f"datasets.note_inverted_{self.input_format.polarity}"))
        return notes
