"""Find the network and the data that a command names; data are fetched only if the person agreed."""

from __future__ import annotations

import sys
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from cnngui.cli.output import console, picked, print_note
from cnngui.cli.terminal import progress_bar
from cnngui.errors import CnnguiError
from cnngui.messages import text

if TYPE_CHECKING:
    from cnngui.course.presets import Preset
    from cnngui.datasets.catalog import DatasetInfo
    from cnngui.datasets.dataset import Dataset
    from cnngui.network.network import Network
    from cnngui.network.recipe import Recipe
    from cnngui.runs.project import Project

_MB = 1_000_000


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
    from cnngui.runs.network_file import read_network_json
    from cnngui.runs.opening import holds_model

    return _model(path) if holds_model(path) else Source(path.name, read_network_json(path), Recipe(), "")


def _model(path: Path) -> Source:
    """Read a project or a Keras model; what was left out of the latter goes to standard error."""
    from cnngui.runs.opening import open_file

    file = open_file(path, weights=False)
    for note in file.notes:
        print_note(note)
    return Source(path.name, file.project.network, file.project.recipe, file.project.data, path)


def check_not_source(out: Path, source: Path | None) -> None:
    """Refuse to write over the file that is read. Raises CnnguiError ``cli.onto_source``."""
    with suppress(OSError):
        if source is not None and out.samefile(source):
            raise CnnguiError("cli.onto_source", path=out)


def load_data(ref: str, *, download: bool, may_ask: bool, edits: bool = True) -> Dataset:
    """Return a data set by its key, or from a file or folder; what was done to it goes to standard error.

    Args:
        download: the person agreed beforehand, with ``--download``.
        may_ask: ask on the terminal if there is one; never for machines.
        edits: whether the person's own edits apply (`cnngui.datasets.edits`).

    Raises:
        CnnguiError: ``cli.not_downloaded``, or what `cnngui.datasets.load_dataset` found wrong.
    """
    dataset = _loaded(ref, download=download, may_ask=may_ask, edits=edits)
    for note in dataset.notes:
        print_note(note)
    return dataset


def _loaded(ref: str, *, download: bool, may_ask: bool, edits: bool) -> Dataset:
    from cnngui.datasets.catalog import info, load_dataset

    try:
        return load_dataset(ref, edits=edits)
    except CnnguiError as error:
        if error.code != "datasets.not_downloaded":
            raise
    wanted = info(ref)
    if not download and not (may_ask and _agreed(wanted)):
        raise CnnguiError("cli.not_downloaded", **_download_facts(wanted))
    with progress_bar() as bar:
        task = bar.add_task(wanted.label, total=wanted.bytes)
        return load_dataset(
            ref,
            allow_download=True,
            progress=lambda done, total: bar.update(task, completed=done),
            edits=edits,
        )


def _agreed(wanted: DatasetInfo) -> bool:
    """Show what would be fetched from where to where, and ask."""
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        return False
    out = console(stderr=True)
    for line in text("cli.download_facts", **_download_facts(wanted)).splitlines():
        out.print(line)
    return typer.confirm(text("cli.download_question"), default=False, err=True)


def _download_facts(wanted: DatasetInfo) -> dict[str, object]:
    return {
        **picked(wanted, "label", "folder", "source", "licence", "key"),
        "size_mb": wanted.bytes / _MB,
        "urls": ", ".join(wanted.urls),
        "sha256": ", ".join(wanted.sha256),
    }
