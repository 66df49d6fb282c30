"""Open what a person names: a project of ours, or a model that Keras saved."""

from __future__ import annotations

from pathlib import Path

from cnngui.network.reading import Faults
from cnngui.runs.keras_file import is_keras_file, read_keras_file
from cnngui.runs.project import Project, read_project

FOREIGN_SUFFIXES = (".keras", ".h5", ".hdf5")


def is_foreign(path: str | Path) -> bool:
    """Return whether the file at `path` is Keras', by its name or by what is in it."""
    return Path(path).suffix.lower() in FOREIGN_SUFFIXES or is_keras_file(path)


def open_file(path: str | Path, *, weights: bool = True) -> tuple[Project, Faults]:
    """Return a project, and what of a Keras model was left out or is done otherwise here.

    Args:
        weights: of a Keras model, whether they are wanted: a description is read at once, however large.

    Raises:
        CnnguiError: as `cnngui.runs.project.read_project` and `cnngui.runs.keras_file.read_keras_file`.
    """
    if not is_foreign(path):
        return read_project(path), Faults()
    file = read_keras_file(path, weights=weights)
    return file.project, file.notes
