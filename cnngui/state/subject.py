"""What the answering network is shown: a drawing, a picture, a sample, two numbers or a sentence."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QObject, Signal

from cnngui.datasets.input_format import picture_shape
from cnngui.datasets.preparing import frame_side, ink_share, photo_middle
from cnngui.datasets.segmenting import Line
from cnngui.datasets.words import words_of
from cnngui.engine.protocol import DataDescribed
from cnngui.state.answering_model import AnsweringModel, Unavailable
from cnngui.state.data_library import DataLibrary
from cnngui.state.digits import Digits
from cnngui.state.drawing import Drawing, Members, Sample
from cnngui.state.inputs import Inputs, Kind, input_kind, region_of

Values = npt.NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class Photo:
    """A photograph, uint8 (height, width) or (height, width, 3), and the part of it that is resized for the
    network."""

    whole: npt.NDArray[np.uint8]
    middle: npt.NDArray[np.uint8]


class Subject(QObject):
    """One value for everybody who looks at it; which of drawing and inputs counts is up to the network.

    Attributes:
        drawing: the canvas. inputs: what counts in its place for a network that reads no pictures.
        digits: which of the ink is meant, where several digits are drawn.

    Args:
        divides: whether this network's answers decide where digits end; others follow it.

    Signals:
        changed: something else is shown now.
    """

    changed = Signal()

    def __init__(
        self,
        model: AnsweringModel,
        drawing: Drawing,
        inputs: Inputs,
        library: DataLibrary,
        digits: Digits,
        *,
        divides: bool = False,
    ) -> None:
        super().__init__()
        self._model, self._library, self._divides = model, library, divides
        self.drawing, self.inputs, self.digits = drawing, inputs, digits
        drawing.changed.connect(self._on_drawn)
        digits.changed.connect(self._on_drawn)
        self.inputs.changed.connect(self._on_typed)
        library.described_changed.connect(self._on_described)

    @property
    def kind(self) -> Kind:
        """Return how it is shown."""
        return self._model.kind

    @property
    def data(self) -> DataDescribed | None:
        """Return the facts of the data that are chosen, None while they are read."""
        return self._library.described

    @property
    def frame_side(self) -> int | None:
        """Return the side of the frame that ink is put into, in pixels; None for no square picture."""
        network = self._model.network
        return None if network is None else frame_side(network.input_shape, self._model.trained_on)

    @property
    def ink_share(self) -> float:
        """Return the longer side of ink as a part of that frame's."""
        return ink_share(self._model.trained_on)

    def sample(self) -> Values | None:
        """Return what the network is given, float32 of its input shape, or None."""
        network = self._model.network
        if network is None:
            return None
        if self.kind == "picture":
            return self.drawing.network_input(network.input_shape, self._model.trained_on, self.members)
        return self.inputs.network_input(self.kind, self.data)

    @property
    def reads_photos(self) -> bool:
        """Whether the network is made for photographs, not for ink."""
        taken = self._model.trained_on
        return self.kind == "picture" and taken is not None and taken.kind == "picture"

    def photo(self) -> Photo | None:
        """Return the photograph that the network is shown; None for a drawing, a sample, a picture of ink."""
        network, picture = self._model.network, self.drawing.sheet.picture
        if network is None or picture is None or self.kind != "picture":
            return None
        trained_on = self._model.trained_on
        middle = photo_middle(picture, network.input_shape, trained_on)
        return None if middle is None else Photo(picture, middle)

    def levelled(self, given: Values) -> Values:
        """Return what the network is given as (height, width, channels), 0..1 from its black to its white."""
        taken = self._model.trained_on
        shape = picture_shape(given.shape, taken) or given.shape
        pictures = given.reshape(shape)
        return pictures if taken is None else taken.levels_of(pictures)

    @property
    def members(self) -> Members | None:
        """Return the strokes that `sample` is made of, None for all: a network of pictures sees the sheet."""
        return self.digits.members if self._model.reads_several else None

    @property
    def line(self) -> Line | None:
        """Return what may be several digits, None for one picture or if it is for others to divide it."""
        return self.digits.line if self._divides and self._model.reads_several else None

    def spans(self, line: Line) -> list[Values]:
        """Return what the network is given of each of `line.spans`, float32 of its input shape."""
        network = self._model.network
        assert network is not None, "there is a line for a network that reads ink only"
        shape, trained_on = network.input_shape, self._model.trained_on
        made = (self.drawing.network_input(shape, trained_on, line.members(span)) for span in line.spans)
        return [each for each in made if each is not None]

    def others(self) -> Values | None:
        """Return more samples whose answers explain the one (`Inputs.others`), or None."""
        return self.inputs.others(self.kind, self.data)

    @property
    def nothing_drawn(self) -> bool:
        """Whether the canvas shows nothing to ask about: a network of ink needs some."""
        sheet, taken = self.drawing.sheet, self._model.trained_on
        needs_ink = taken is None or taken.kind == "ink"
        return sheet.empty or (needs_ink and sheet.picture is not None and self.drawing.frames() is None)

    def why_nothing(self) -> Unavailable:
        """Return why there is no `sample` to ask about."""
        if self.kind != "picture":
            return "no_words" if self.kind == "sentence" else "no_entry"
        return "empty" if self.nothing_drawn else "shape"

    @property
    def words(self) -> tuple[str, ...]:
        """Return the word at each step of the sentence, "" behind the last; () when it reads no sentences."""
        data = self.data
        if self.kind != "sentence" or data is None:
            return ()
        words = words_of(self.inputs.sentence)[: data.input_shape[0]]
        return (*words, *[""] * (data.input_shape[0] - len(words)))

    @property
    def takes_samples(self) -> bool:
        """Whether the data's samples can be shown to the network the way it is shown things now."""
        data = self.data
        return data is not None and len(data.labels) > 0 and input_kind(data.input_shape, data) == self.kind

    def use_sample(self, sample: Sample) -> None:
        """Put a sample of the data set where a person would draw or type it."""
        if sample.values.ndim > 1:
            self.drawing.set_sample(sample)
        elif self.kind == "sentence":
            self.inputs.set_sentence(sample.text)
        elif self.kind == "pair" and sample.values.shape == (2,):
            self.inputs.set_pair(*map(float, sample.values))

    def _on_described(self) -> None:
        # While data are read anew the map stays where it is.
        if self.data is not None:
            self.inputs.show_region(region_of(self.data))

    def _on_drawn(self) -> None:
        if self.kind == "picture":
            self.changed.emit()

    def _on_typed(self) -> None:
        if self.kind != "picture":
            self.changed.emit()
