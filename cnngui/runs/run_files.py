"""The small JSON files of a run's folder: what is frozen, what came of it, and what a person says of it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any, ClassVar, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from cnngui.datasets.data_reference import reference, with_preparation
from cnngui.datasets.preparation import Preparation
from cnngui.errors import CnnguiError
from cnngui.files.opening import open_regular
from cnngui.files.writing import atomic_bytes
from cnngui.network.file_format import network_from_dict, network_to_dict, recipe_from_dict, recipe_to_dict
from cnngui.network.network import Network
from cnngui.network.recipe import Recipe
from cnngui.network.strict_json import faults_of, opened, read_json, refuse

_MOST_BYTES = 16_000_000

_Text = Annotated[str, Field(max_length=4096)]
_Count = Annotated[int, Field(ge=0, le=10**15)]
_Number = Annotated[float, Field(allow_inf_nan=False)]
_Result = _Number | None
"""None stands for what was not measured: JSON has no NaN."""

State = Literal["training", "finished", "stopped", "failed"]


@dataclass(frozen=True)
class RunRecord:
    """What a run trains, as it was when it began; nothing that comes later changes it.

    Attributes:
        data: as `cnngui.datasets.data_reference` names them.
        fingerprint: of the data (`cnngui.datasets.dataset.Dataset.fingerprint`).
        started_s: seconds since the epoch, by the clock of the machine.
        created_with: versions, such as ``{"cnngui": "0.2", "keras": "3.15.0"}``.
        title: what was trained, such as a preset's title. edited: its network was changed since.
        parent, parent_epoch: the run whose weights it began with, and after which epoch; "" for new weights.
        group: names runs that belong together, such as the members of an ensemble; "" for none.
        machine, threads, precision: where and in what it is computed.
        parts: in how many parts each batch is cut.
        parameters: the weights that it has.
    """

    network: Network
    recipe: Recipe
    data: str
    fingerprint: str
    started_s: float
    created_with: Mapping[str, str] = field(default_factory=dict)
    title: str = ""
    edited: bool = False
    parent: str = ""
    parent_epoch: int = 0
    group: str = ""
    machine: str = ""
    threads: int = 0
    precision: str = ""
    parts: int = 0
    parameters: int = 0


class _File(BaseModel):
    """A file with an envelope, its ``format`` and ``version``."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    newest: ClassVar[int] = 1
    format: str
    version: Annotated[int, Field(strict=True, ge=1)] = 1

    @classmethod
    def read(cls, path: Path) -> Self:
        """Return what a file holds.

        Raises:
            CnnguiError: it is not there, damaged or of a newer version.
        """
        origin = f"{path.parent.name}/{path.name}"
        with open_regular(path, _MOST_BYTES) as stream:
            content = stream.read()
        try:
            data = read_json(content.decode("utf-8"), origin)
            opened(data, str(cls.model_fields["format"].default), cls.newest, origin)
            return cls.model_validate(data)
        except UnicodeDecodeError:
            raise CnnguiError("runs.not_a_network", path=origin) from None
        except ValidationError as error:
            refuse(origin, faults_of(error))

    def write(self, path: Path) -> None:
        """Write it whole or not at all. Raises CnnguiError: it could not be written."""
        text = json.dumps(self.model_dump(mode="json"), indent=1, ensure_ascii=False)
        atomic_bytes(path, text.encode("utf-8"))


class RecordFile(_File):
    """``run.json``: the plain values of `RunRecord`; network and recipe have their own readers.

    Version 2 has all that comes behind `created_with`, version 3 how the data are prepared.
    """

    newest: ClassVar[int] = 3
    format: Literal["cnngui-run"] = "cnngui-run"
    version: Annotated[int, Field(strict=True, ge=1, le=3)] = 3
    network: Any
    recipe: Any
    data: _Text
    preparation: Preparation | None = None
    fingerprint: _Text
    started_s: Annotated[float, Field(ge=0, allow_inf_nan=False)]
    created_with: Annotated[dict[_Text, _Text], Field(max_length=20)]
    title: _Text = ""
    edited: bool = False
    parent: _Text = ""
    parent_epoch: _Count = 0
    group: _Text = ""
    machine: _Text = ""
    threads: _Count = 0
    precision: _Text = ""
    parts: _Count = 0
    parameters: _Count = 0

    @classmethod
    def of(cls, record: RunRecord) -> RecordFile:
        """Return the file of a record."""
        plain = {name: getattr(record, name) for name in _PLAIN}
        data, preparation = with_preparation(record.data)
        return cls(
            network=network_to_dict(record.network),
            recipe=recipe_to_dict(record.recipe),
            data=data,
            preparation=preparation,
            **plain,
        )

    def record(self, origin: str) -> RunRecord:
        """Return the record. Raises CnnguiError: network or recipe are damaged."""
        return RunRecord(
            network=network_from_dict(self.network, origin),
            recipe=recipe_from_dict(self.recipe, origin),
            data=reference(self.data, self.preparation),
            **{name: getattr(self, name) for name in _PLAIN},
        )


_PLAIN = tuple(name for name in RunRecord.__dataclass_fields__ if name not in ("network", "recipe", "data"))


class Change(BaseModel):
    """From a batch on the run went by another recipe, as a person wanted it in a pause.

    Attributes:
        epoch, step: whole epochs behind it then, and batches of the next one.
        recipe: as `cnngui.network.file_format.recipe_to_dict` has it.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    epoch: _Count
    step: _Count
    recipe: Any


class Summary(_File):
    """``summary.json``: how far a run is and what came of it; whoever trains writes it.

    Attributes:
        state: of one that says "training" and whose lock is free, the process died.
        epoch, step: whole epochs behind it, and batches of the next one. epochs: its last epoch, as planned.
        seconds: spent in training, over all sittings.
        loss_name, metric_name: Keras' names of what the numbers are.
        loss, metric, val_loss, val_metric: of the last epoch.
        best_epoch, best_metric: the best validated epoch, and its metric (`cnngui.runs.best`).
        test_loss, test_metric, test_samples: of a test part that training never looked at.
        problem: what ended it, in a sentence.
        changes: in their order.
        updated_s: when it was written, by the clock of the machine.
    """

    format: Literal["cnngui-run-summary"] = "cnngui-run-summary"
    state: State = "training"
    epoch: _Count = 0
    step: _Count = 0
    epochs: _Count = 0
    steps_per_epoch: _Count = 0
    seconds: Annotated[float, Field(ge=0, allow_inf_nan=False)] = 0.0
    images_per_second: Annotated[float, Field(ge=0, allow_inf_nan=False)] = 0.0
    loss_name: _Text = ""
    metric_name: _Text = ""
    loss: _Result = None
    metric: _Result = None
    val_loss: _Result = None
    val_metric: _Result = None
    best_epoch: _Count = 0
    best_metric: _Result = None
    test_loss: _Result = None
    test_metric: _Result = None
    test_samples: _Count = 0
    problem: _Text = ""
    changes: Annotated[tuple[Change, ...], Field(max_length=1000)] = ()
    updated_s: Annotated[float, Field(ge=0, allow_inf_nan=False)] = 0.0


class Tuned(_File):
    """``tuned.json``: of a run that fine-tuned a network on own samples, which one, and what it came to.

    Counts are of samples. Figures of own samples are of those that were held out; where there were too few to
    hold any out, of those that it learned from.

    Attributes:
        owner: whose the network before is. called: what that is called. run, weights: of a run's.
        learned: own samples that it learned from. held_out: those kept aside for the figures.
        own_before, own_after: how many own samples it had right before and has now.
        old_data: what it knew already, as `cnngui.datasets.catalog.load_dataset` takes it. old_label: in
            words. rehearsed: samples of that which it was shown again.
        old_samples: those that it never learned from here, of which it had `old_before` right, and now
            `old_after`.
        unknown: own samples of classes that it does not know. unread: those in which no ink was found.
        passes: over all samples. complete: not ended early, as time was up.
    """

    format: Literal["cnngui-tuned"] = "cnngui-tuned"
    owner: Literal["draft", "shipped", "run"]
    called: _Text
    run: _Text = ""
    weights: _Text = "last"
    learned: _Count
    held_out: _Count = 0
    own_before: _Count = 0
    own_after: _Count = 0
    old_data: _Text
    old_label: _Text = ""
    rehearsed: _Count = 0
    old_samples: _Count = 0
    old_before: _Count = 0
    old_after: _Count = 0
    unknown: _Count = 0
    unread: _Count = 0
    passes: _Count = 0
    seconds: Annotated[float, Field(ge=0, allow_inf_nan=False)] = 0.0
    complete: bool = True

    @property
    def own_samples(self) -> int:
        """How many own samples the figures are of."""
        return self.held_out or self.learned


class Note(_File):
    """``note.json``: what a person says of a run.

    Attributes:
        name: what it is called; "" for its title.
        color: such as ``#0072b2``; "" for one by its place.
        hidden: its curves are not drawn.
    """

    format: Literal["cnngui-run-note"] = "cnngui-run-note"
    name: Annotated[str, Field(max_length=200)] = ""
    note: _Text = ""
    tags: Annotated[tuple[Annotated[str, Field(max_length=60)], ...], Field(max_length=50)] = ()
    color: Annotated[str, Field(pattern=r"^(#[0-9a-f]{6})?$")] = ""
    hidden: bool = False
