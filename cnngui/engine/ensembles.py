"""Trained networks as one that answers with the mean of their probabilities: asked, measured, exported."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from cnngui.datasets.dataset import Dataset
from cnngui.datasets.parts import PartName, part_of
from cnngui.datasets.reading import Reading
from cnngui.engine.answering import ALL_ON, Answering, Off
from cnngui.engine.evaluation import Asked, Measured, measure
from cnngui.engine.layer_numbers import LayerNumbers
from cnngui.errors import CnnguiError
from cnngui.files.arrays import Arrays
from cnngui.network.inference.data_fit import reads_bytes
from cnngui.network.inference.shapes import shape_text
from cnngui.network.network import Network
from cnngui.results.classified import Classified
from cnngui.results.vote import Vote, vote
from cnngui.runs.opening import open_file
from cnngui.runs.project import Project

if TYPE_CHECKING:
    from cnngui.engine.keras_backend.evaluator import Evaluator

Values = NDArray[np.float32]
Progress = Callable[[int, int], None]
_SHOWN_CLASSES = 12


class Averaged(Answering):
    """Answers as all members together; of the layers those of one member are shown.

    Args:
        shown: the place of that member.
    """

    def __init__(self, members: Sequence[Answering], shown: int) -> None:
        self._members, self._shown = tuple(members), members[shown]
        self.network, self.class_names = self._shown.network, members[0].class_names

    def look(
        self, samples: Values, layers: Collection[str] = (), off: Off = ALL_ON
    ) -> tuple[Values, dict[str, Values]]:
        """Return the mean of the members' probabilities; layers and silent units are the shown one's."""
        shown, outputs = self._shown.look(samples, layers, off)
        others = [each.look(samples)[0] for each in self._members if each is not self._shown]
        return mean_of([shown, *others]), outputs

    def numbers(self, sample: Values, layer: str) -> LayerNumbers:
        """Return the numbers of a layer of the shown member."""
        return self._shown.numbers(sample, layer)

    def predict_many(self, samples: Values) -> Values:
        """Return float32 (samples, classes), the mean of the members' probabilities."""
        return mean_of([each.predict_many(samples) for each in self._members])

    def weights(self) -> Mapping[str, Arrays]:
        """Return those of the member that is shown."""
        return self._shown.weights()


def mean_of(answers: Sequence[Values]) -> Values:
    """Return the mean of the members' probabilities, as float32."""
    return np.mean(np.stack([np.asarray(each, np.float64) for each in answers]), axis=0).astype(np.float32)


@dataclass(frozen=True, eq=False)
class VoteTaken:
    """Members measured on the same samples, and their vote.

    Attributes:
        members: what each said.
    """

    members: tuple[Measured, ...]
    vote: Vote


def read_members(paths: Sequence[str | Path]) -> tuple[Project, ...]:
    """Return the trained networks in some files.

    Raises:
        CnnguiError: one cannot be read or is untrained; or they cannot answer together:
            ``engine.one_member``, ``engine.members_input``, ``engine.members_classes``.
    """
    projects = tuple(open_file(path).project for path in paths)
    for path, project in zip(paths, projects, strict=True):
        if not project.weights:
            raise CnnguiError("engine.untrained", path=Path(path).name)
    check_members(projects)
    return projects


def check_members(projects: Sequence[Project]) -> None:
    """Raise CnnguiError unless they can answer together (`read_members`)."""
    if len(projects) < 2:
        raise CnnguiError("engine.one_member", found=len(projects))
    first = projects[0]
    for place, other in enumerate(projects[1:], start=2):
        if other.network.input_shape != first.network.input_shape:
            shapes = (shape_text(each.network.input_shape) for each in (first, other))
            raise CnnguiError("engine.members_input", place=place, **_pair(*shapes))
        if other.class_names != first.class_names:
            names = (", ".join(each.class_names[:_SHOWN_CLASSES]) for each in (first, other))
            raise CnnguiError("engine.members_classes", place=place, **_pair(*names))


def _pair(first: str, other: str) -> dict[str, str]:
    return {"first": first, "other": other}


def take_vote(
    projects: Sequence[Project],
    dataset: Dataset,
    progress: Progress = lambda done, total: None,
    *,
    alone: bool = True,
) -> VoteTaken:
    """Measure members on the test part of a data set, one after another, and let them vote.

    Args:
        progress: is told samples done and samples in all, counting each member's; what it raises ends it.
        alone: all cores are free.

    Raises:
        CnnguiError: data and networks do not fit each other.
    """
    measured = measure_members(projects, dataset, "test", progress, alone=alone)
    truth = measured[0].classified.truth
    return VoteTaken(measured, vote(truth, [each.classified.probabilities for each in measured]))


def measure_members(
    projects: Sequence[Project],
    dataset: Dataset,
    part_name: PartName,
    progress: Progress = lambda done, total: None,
    *,
    alone: bool = True,
) -> tuple[Measured, ...]:
    """Measure members on the same part of a data set, one after another; `take_vote` has the arguments.

    Raises:
        CnnguiError: data and networks do not fit each other; ``engine.members_parts``: what one has held
            back to validate, another has learned.
    """
    parts = []
    for project in projects:
        recipe = project.training.recipe if project.training else project.recipe
        parts.append(part_of(dataset, part_name, recipe.validation_split, recipe.seed))
    if any(not np.array_equal(part.indices, parts[0].indices) for part in parts):
        raise CnnguiError("engine.members_parts")
    measured: list[Measured] = []
    evaluator: Evaluator | None = None
    for place, project in enumerate(projects):
        evaluator = _evaluator_for(project.network, evaluator)
        outputs = evaluator.with_weights(project.weights, alone=alone)
        recipe = project.training.recipe if project.training else project.recipe
        reading = Reading(
            name=str(place + 1),
            input_shape=project.network.input_shape,
            data=project.data,
            trained_on=project.input_format,
            reads_bytes=reads_bytes(project.network),
        )
        asked = Asked(project.network, project.class_names, reading, outputs, recipe.loss)

        def tell(done: int, total: int, place: int = place) -> None:
            progress(place * total + done, len(projects) * total)

        measured.append(measure(asked, dataset, parts[place], tell))
    return tuple(measured)


def as_one(members: Sequence[Measured]) -> Measured:
    """Return what members say together of the samples that each was measured on: their mean."""
    first = members[0].classified
    numbers = [each.classified.numbers for each in members]
    known = [each for each in numbers if each is not None]
    return replace(
        members[0],
        classified=Classified(
            class_names=first.class_names,
            truth=first.truth,
            probabilities=mean_of([each.classified.probabilities for each in members]),
            indices=first.indices,
            numbers=mean_of(known) if len(known) == len(numbers) else None,
        ),
    )


def _evaluator_for(network: Network, last: Evaluator | None) -> Evaluator:
    """Return what answers for a network; the last one again if it can, because it is traced."""
    from cnngui.engine.keras_backend.evaluator import Evaluator

    return last if last is not None and last.network == network else Evaluator(network)


def export_ensemble(projects: Sequence[Project], path: str | Path) -> None:
    """Write one ``.keras`` file that answers with the mean of the members' probabilities.

    Raises:
        CnnguiError: they cannot answer together, or the file cannot be written; what was there is as it was.
    """
    check_members(projects)
    from cnngui.engine.keras_backend.ensemble import write_ensemble

    write_ensemble(projects, Path(path))
