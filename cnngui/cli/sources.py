"""Find the network and recipe that a command speaks of."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from cnngui.errors import CnnguiError
from cnngui.messages import text

if TYPE_CHECKING:
    from cnngui.course.presets import Preset
    from cnngui.network.network import Network
    from cnngui.network.recipe import Recipe
    from cnngui.runs.project import Project


@dataclass(frozen=True)
class Source:
    """A network to describe or to train.

    Attributes:
        name: of the preset or file.
        recipe: how the preset or project trains it; the usual one for a bare network.
        data: key of the data it is meant for, "" when unknown.
        path: the file, if it may hold weights.
        preset: which it is, if it is one.
    """

    name: str
    network: Network
    recipe: Recipe
    data: str
    path: Path | None = None
    preset: Preset | None = None

    def project(self) -> Project:
        """Return the network with the weights that its file or its slide gives it, if any.

        Raises:
            CnnguiError: the file cannot be read.
        """
        from cnngui.runs.opening import open_file
        from cnngui.runs.preset_project import preset_project
        from cnngui.runs.project import Project

        if self.path is not None:
            return open_file(self.path).project
        if self.preset is not None:
            return preset_project(self.preset)
        return Project(self.network, self.recipe, self.data)

    @property
    def stem(self) -> str:
        """The name as a file of another kind would begin."""
        return Path(self.name).stem


def find_network(preset: str | None, file: Path | None) -> Source:
    """Return the preset, or what a network file (JSON), a project (.cnn) or a model of Keras holds.

    Raises:
        CnnguiError: not exactly one of the two was named, or it cannot be read.
    """
    if (preset is None) == (file is None):
        raise CnnguiError("cli.which_network")
    return _preset(preset) if preset is not None else _file(file or Path())


def find_by_word(word: str) -> Source:
    """Return the preset of that name, or what the file of that name holds.

    Raises:
        CnnguiError: there is neither, or the file cannot be read.
    """
    from cnngui.course.presets import presets

    path = Path(word)
    is_file = path.suffix or path.exists()
    return _file(path) if is_file and word not in {each.name for each in presets()} else _preset(word)


def _preset(name: str) -> Source:
    from cnngui.course.presets import preset

    found = preset(name)
    return Source(found.name, found.network, found.recipe, found.data, preset=found)


def _file(path: Path) -> Source:
    from cnngui.network.recipe import Recipe
    from cnngui.runs.network_file import is_zip, read_network_json

    return _zip(path) if is_zip(path) else Source(path.name, read_network_json(path), Recipe(), "")


def _zip(path: Path) -> Source:
    """Read a project or a Keras model; what was left out of the latter goes to standard error."""
    from cnngui.cli.output import console
    from cnngui.runs.opening import open_file

    file = open_file(path, weights=False)
    for note in file.notes:
        console(stderr=True).print(text("cli.note", note=note), style="yellow", soft_wrap=True)
    return Source(path.name, file.project.network, file.project.recipe, file.project.data, path)
