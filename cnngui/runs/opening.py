"""Open what a person names: a project of ours, or a model that Keras saved."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from cnngui.errors import CnnguiError
from cnngui.files.opening import DamagedError, open_regular, shown_text
from cnngui.network.strict_json import Faults
from cnngui.runs.project import HEAD, Project, read_project

FOREIGN_SUFFIXES = (".keras", ".h5", ".hdf5")
_BEGINNINGS = (b"PK\x03\x04", b"\x89HDF")
"""Of zip files, which projects and Keras models are, and of HDF5, in which Keras saved models before."""


@dataclass(frozen=True, eq=False)
class OpenedFile:
    """What a file held.

    Attributes:
        is_foreign: it is Keras', by its name or by what is in it.
        notes: what of a Keras model was left out or is done otherwise here, for a person to read.
    """

    project: Project
    is_foreign: bool = False
    notes: Faults = field(default_factory=Faults)


def open_file(path: str | Path, *, weights: bool = True) -> OpenedFile:
    """Return the project in a file, or what becomes of a Keras model.

    Args:
        weights: of a Keras model, whether they are wanted: a description is read at once, however large.

    Raises:
        CnnguiError: as `cnngui.runs.project.read_project` and `cnngui.keras_import.read_keras_file`.
    """
    # Here: the window, which names what it has opened, reads no file itself.
    from cnngui.keras_import import is_keras_file, read_keras_file

    if Path(path).suffix.lower() not in FOREIGN_SUFFIXES:
        try:
            return OpenedFile(read_project(path))
        except CnnguiError as error:
            # Only now: a project is opened once. What is not one may be a model under another name.
            if not is_keras_file(path):
                other_archive = error.code == "files.member_missing" and error.values["name"] == HEAD
                if other_archive or (isinstance(error, DamagedError) and not holds_model(Path(path))):
                    raise CnnguiError("runs.other_file", path=shown_text(Path(path).name)) from None
                raise
    file = read_keras_file(path, weights=weights)
    project = Project(
        network=file.network,
        recipe=file.recipe,
        class_names=file.class_names,
        weights=file.weights,
        created_with={"keras": file.keras_version},
    )
    return OpenedFile(project, True, file.notes)


def holds_model(path: Path) -> bool:
    """Return whether a file begins as projects and Keras models do, and not as JSON text.

    Raises:
        CnnguiError: it cannot be read.
    """
    with open_regular(path, max_bytes=2**40) as stream:
        return stream.read(4) in _BEGINNINGS
