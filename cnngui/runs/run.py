"""A run: one training on disk, in a folder of its own.

    run.json        what is trained, frozen when it began: network, recipe, data and their fingerprint
    a.cnn, b.cnn    the checkpoints (`cnngui.runs.checkpoints`), whole projects in turn

A run belongs to whoever trains, and no two share a folder; its name is given by the window.
"""

from __future__ import annotations

import contextlib
import json
import shutil
import time
import uuid
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from cnngui.errors import CnnguiError
from cnngui.files import folders
from cnngui.files.opening import open_regular
from cnngui.files.writing import atomic_bytes
from cnngui.network.file_format import network_from_dict, network_to_dict, recipe_from_dict, recipe_to_dict
from cnngui.network.network import Network
from cnngui.network.recipe import Recipe
from cnngui.network.strict_json import faults_of, opened, read_json, refuse
from cnngui.runs.checkpoints import Checkpoints

FORMAT: Literal["cnngui-run"] = "cnngui-run"
VERSION = 1
_RECORD = "run.json"
_PLAIN = ("data", "fingerprint", "started_s", "created_with")  # of a record, as they are
_MOST_BYTES = 16_000_000
_KEPT_DAYS = 14

_Text = Annotated[str, Field(max_length=4096)]


@dataclass(frozen=True)
class RunRecord:
    """What a run trains, as it was when it began; nothing that comes later changes it.

    Attributes:
        fingerprint: of the data (`cnngui.datasets.dataset.Dataset.fingerprint`).
        started_s: seconds since the epoch, by the clock of the machine.
        created_with: versions, such as ``{"cnngui": "0.2", "keras": "3.15.0"}``.
    """

    network: Network
    recipe: Recipe
    data: str
    fingerprint: str
    started_s: float
    created_with: Mapping[str, str] = field(default_factory=dict)


class _Head(BaseModel):
    """The plain values of `RunRecord`; network and recipe have their own readers."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    format: Literal["cnngui-run"] = FORMAT
    version: Annotated[int, Field(strict=True, ge=1, le=VERSION)] = VERSION
    network: Any
    recipe: Any
    data: _Text
    fingerprint: _Text
    started_s: Annotated[float, Field(ge=0, allow_inf_nan=False)]
    created_with: Annotated[dict[_Text, _Text], Field(max_length=20)]


class Run:
    """One training's folder; it may not be there yet."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.checkpoints = Checkpoints(folder)

    @property
    def id(self) -> str:
        """The folder's name, which no other run has."""
        return self.folder.name

    def begin(self, record: RunRecord) -> None:
        """Make the folder, and write down what is trained.

        Raises:
            CnnguiError: it could not be written.
        """
        with contextlib.suppress(OSError):  # writing tells what is wrong with the folder
            folders.make_own(self.folder)
        head = _Head(
            network=network_to_dict(record.network),
            recipe=recipe_to_dict(record.recipe),
            **{name: getattr(record, name) for name in _PLAIN},
        )
        text = json.dumps(head.model_dump(mode="json"), indent=1)
        atomic_bytes(self.folder / _RECORD, text.encode("utf-8"))

    def record(self) -> RunRecord:
        """Return what is trained.

        Raises:
            CnnguiError: there is no record, or it is damaged.
        """
        origin = f"{self.id}/{_RECORD}"
        with open_regular(self.folder / _RECORD, _MOST_BYTES) as stream:
            content = stream.read()
        try:
            data = read_json(content.decode("utf-8"), origin)
            opened(data, FORMAT, VERSION, origin)
            head = _Head.model_validate(data)
        except UnicodeDecodeError:
            raise CnnguiError("runs.not_a_network", path=origin) from None
        except ValidationError as error:
            refuse(origin, faults_of(error))
        return RunRecord(
            network=network_from_dict(head.network, origin),
            recipe=recipe_from_dict(head.recipe, origin),
            **{name: getattr(head, name) for name in _PLAIN},
        )

    def remove(self) -> None:
        """Remove the folder and all in it."""
        shutil.rmtree(self.folder, ignore_errors=True)


def runs_folder() -> Path:
    """Return where the runs of the window are kept."""
    return folders.data_folder() / "runs"


def new_run_id() -> str:
    """Return a name for a run that no other has, and that sorts by the time of its beginning."""
    return f"{time.strftime('%Y%m%d-%H%M%S')}-{uuid.uuid4().hex[:8]}"


def remove_old_runs(named: Collection[str] = ()) -> None:
    """Remove what crashed sessions left behind two weeks ago and nobody has asked for.

    Until version 0.1 checkpoints lay in a folder of their own, one for each window.

    Args:
        named: paths of what is still to be asked about.
    """
    oldest = time.time() - _KEPT_DAYS * 24 * 3600
    for place in (runs_folder(), old_checkpoints_folder()):
        with contextlib.suppress(OSError):
            for folder in place.iterdir():
                if folder.stat().st_mtime < oldest and str(folder) not in named:
                    shutil.rmtree(folder, ignore_errors=True)


def old_checkpoints_folder() -> Path:
    """Return where version 0.1 had the checkpoints of each window, in folders named by its process."""
    return folders.state_folder() / "checkpoints"
