"""Where what was learned lies on disk, so that it outlives the process that learned it."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

from cnngui.course.presets import preset
from cnngui.errors import CnnguiError
from cnngui.network.network import Network
from cnngui.runs.opening import OpenedFile, open_file
from cnngui.runs.preset_project import preset_project
from cnngui.runs.project import Description, Project, describe_project
from cnngui.runs.run import Run

PRESET, START = "preset:", "start:"


class Place(NamedTuple):
    """One place with weights.

    Attributes:
        path: a run's folder, a file that was opened or saved, ``preset:`` and the name of one whose weights
            are set by hand, or ``start:`` and a file of which the first layers were taken.
        stamp: `stamp_of` a file when its weights were those that are meant; 0 for the others.
    """

    path: str
    stamp: int = 0


def stamp_of(path: str | Path) -> int:
    """Return what changes when a file does, 0 when it is gone."""
    try:
        return Path(path).stat().st_mtime_ns
    except OSError:
        return 0


def find_weights(
    places: Sequence[Place],
    network: Network,
    class_names: Callable[[str], tuple[str, ...]],
    begun_again: Callable[[Project, Network], Project],
) -> tuple[OpenedFile, str]:
    """Return what was learned last by `network`, under its cards, and the place where it was found.

    Args:
        places: of one training that was gone on with, in the order in which it came to them.
        class_names: of a data set; a preset does not know them.
        begun_again: makes of a project with other layers behind the first ones what began with it.

    Raises:
        CnnguiError: ``runs.weights_gone``: no place can be read any more, or all are of other networks.
    """
    for path, place in _newest_first(places):
        with contextlib.suppress(CnnguiError):
            file = _opened(path, class_names)
            if path.startswith(START):
                file = OpenedFile(begun_again(file.project, network), file.is_foreign, file.notes)
            if (project := file.project.under(network)) is not None and project.weights:
                return OpenedFile(project, file.is_foreign, file.notes), place
    raise CnnguiError("runs.weights_gone")


def _newest_first(places: Sequence[Place]) -> list[tuple[str, str]]:
    """Return every file with what place it is of: the newest of each place first, by what they reached."""
    found = [
        (nth == 0, each.reached[1:] if each else (0, 0), number, path, place.path)
        for number, place in enumerate(places)
        for nth, (path, each) in enumerate(_files(place))
    ]
    return [(path, place) for *_, path, place in sorted(found, reverse=True)]


def _files(place: Place) -> list[tuple[str, Description | None]]:
    if place.path.startswith(PRESET):
        return [(place.path, None)]
    if place.path.startswith(START):
        there = stamp_of(place.path.removeprefix(START)) == place.stamp
        return [(place.path, None)] if there else []
    if not place.stamp:
        return [(str(path), found) for path, found in Run(Path(place.path)).checkpoints.newest_first()]
    if stamp_of(place.path) != place.stamp:
        return []
    with contextlib.suppress(CnnguiError):
        return [(place.path, describe_project(place.path))]
    return [(place.path, None)]  # Keras', perhaps


def _opened(path: str, class_names: Callable[[str], tuple[str, ...]]) -> OpenedFile:
    if not path.startswith(PRESET):
        return open_file(path.removeprefix(START))
    chosen = preset(path.removeprefix(PRESET))
    return OpenedFile(preset_project(chosen, class_names(chosen.data)))
