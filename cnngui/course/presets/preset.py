"""What a preset is: a network, how it is trained, and what is printed of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from cnngui.messages import text
from cnngui.network.network import Network, Shape
from cnngui.network.recipe import Recipe

KYUNGNAM = "000_9317…"
DEEP_LEARNING_13 = "001_2af5…"
STUDENT_NOTES = "002_f35a…"
HANSUNG = "003_c313…"
CNN_STRUCTURE = "004_a1e6…"
COURSE_FILES = (KYUNGNAM, DEEP_LEARNING_13, STUDENT_NOTES, HANSUNG, CNN_STRUCTURE)
"""By the beginning of their names."""

Weight = tuple[float, ...] | tuple[tuple[float, ...], ...]
History = Mapping[str, Mapping[int, float]]


@dataclass(frozen=True)
class PresetNote:
    """A remark: where a slide errs, or where preset and slide differ."""

    code: str
    values: Mapping[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        return text(f"presets.note.{self.code}", **self.values)


def note(code: str, **values: Any) -> PresetNote:
    """Return the note ``presets.note.<code>`` with its values."""
    return PresetNote(code, values)


@dataclass(frozen=True)
class Figures:
    """What one source prints of a network, as far as it does; misprints included.

    Attributes:
        source: the course file, or the function that makes the same network.
        total, trainable: parameters, all of them and those that gradients change.
        parameters, shapes: of layers by their name here; "input" is the input.
        depth: layers with weights on the longest way from input to output, as in "ResNet-152".
        modules: inception modules.
        accuracy: on the test data after `epochs` epochs, 0..1.
        history: ``cost``, ``accuracy``, ``val_cost`` and ``val_accuracy`` by epoch, from 1.
    """

    source: str
    total: int | None = None
    trainable: int | None = None
    parameters: Mapping[str, int] = field(default_factory=dict)
    shapes: Mapping[str, Shape] = field(default_factory=dict)
    depth: int | None = None
    modules: int | None = None
    accuracy: float | None = None
    epochs: int | None = None
    history: History = field(default_factory=dict)

    @property
    def label(self) -> str:
        """What the source is called: "Slides 001", or the function's name."""
        if self.source not in COURSE_FILES:
            return self.source
        return text("presets.slide", number=self.source.partition("_")[0])


@dataclass(frozen=True)
class Ensemble:
    """What one course file prints of several of a network that are asked together, their outputs summed.

    Attributes:
        members: the accuracy of each on the test data, 0..1.
        accuracy: of them together.
        epochs: that each was trained for; None where it is not printed.
    """

    source: str
    members: tuple[float, ...]
    accuracy: float
    epochs: int | None = None


@dataclass(frozen=True)
class Preset:
    """A network ready to be trained. Its layers are made when they are first asked for.

    Attributes:
        name: what the command line calls it.
        lesson_code: which heading it stands under.
        build: makes the network.
        recipe: as printed; a note says where it is not.
        data: key of the data set it is made for, which need not be in the catalogue; "" for none.
        figures: what is printed, the course file that shows the network first; none for what no slide shows.
        weights: by layer name, the arrays to begin with, where the slide sets them by hand.
        ensembles: what is printed of several of these, the larger one first.
    """

    name: str
    lesson_code: str
    build: Callable[[], Network]
    recipe: Recipe
    data: str
    figures: tuple[Figures, ...]
    notes: tuple[PresetNote, ...] = ()
    weights: Mapping[str, tuple[Weight, ...]] = field(default_factory=dict)
    ensembles: tuple[Ensemble, ...] = ()

    @cached_property
    def network(self) -> Network:
        """The network, with names for all its layers."""
        return self.build()

    @property
    def title(self) -> str:
        """What menus call it."""
        return text(f"presets.title.{self.name}")

    @property
    def lesson(self) -> str:
        """The heading it stands under in the New menu."""
        return text(f"presets.lesson.{self.lesson_code}")

    @property
    def accuracy(self) -> float | None:
        """The first accuracy that is printed; None when no source prints one."""
        return next((each.accuracy for each in self.figures if each.accuracy is not None), None)
