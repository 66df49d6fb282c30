"""What a table shows of a run: plain values, read from its folder without its weights."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from cnngui.network.file_format import network_to_dict
from cnngui.network.network import Network
from cnngui.network.recipe import Recipe
from cnngui.runs.run import Run
from cnngui.runs.run_files import Note, RunRecord, Summary

Shown = Literal["training", "interrupted", "finished", "stopped", "failed"]
Setting = str | int | float | bool | None


@dataclass(frozen=True)
class RunRow:
    """A run as one row.

    Attributes:
        state: "interrupted" is one whose process died while it trained.
        title: what was trained when it began. edited: its network was changed since it was called so.
        name: what a person calls it, "" for nothing.
        network: the same for the same layers, whatever they are called with.
        settings: of the recipe, by name, such as ``optimizer.learning_rate``.
        epochs: whole epochs behind it. planned: its last one.
        best_metric, best_epoch, last_metric, test_metric: None where they were not measured.
        metric: Keras' name of these, "" while unknown.
        seconds: in training. size_bytes: on disk.
        started_s, updated_s: by the clock of the machine, seconds since the epoch.
        apart: what tells it from others that are called the same, "" where none is
            (`cnngui.runs.told_apart`).
    """

    id: str
    state: Shown
    title: str
    edited: bool
    name: str
    note: str
    tags: tuple[str, ...]
    color: str
    hidden: bool
    network: str
    settings: Mapping[str, Setting] = field(default_factory=dict)
    data: str = ""
    fingerprint: str = ""
    parent: str = ""
    parent_epoch: int = 0
    group: str = ""
    parameters: int = 0
    epochs: int = 0
    planned: int = 0
    metric: str = ""
    best_metric: float | None = None
    best_epoch: int = 0
    last_metric: float | None = None
    val_loss: float | None = None
    loss: float | None = None
    test_metric: float | None = None
    test_loss: float | None = None
    test_samples: int = 0
    seconds: float = 0.0
    images_per_second: float = 0.0
    started_s: float = 0.0
    updated_s: float = 0.0
    size_bytes: int = 0
    problem: str = ""
    apart: str = ""

    @property
    def called(self) -> str:
        """What it is called: by a person, else as it began."""
        return self.name or self.title or self.id

    @property
    def shown_name(self) -> str:
        """The same, with what tells it from others that are called so."""
        return f"{self.called} · {self.apart}" if self.apart else self.called

    @property
    def can_go_on(self) -> bool:
        """Whether it ended before its last planned epoch, and nobody trains it."""
        return self.state in ("interrupted", "stopped", "failed") and self.epochs < self.planned


def read_row(run: Run) -> RunRow:
    """Return a run's row.

    Raises:
        CnnguiError: its record is damaged: nothing can be said of it.
    """
    return _row(run, run.record(), run.summary(), run.note())


def live_row(row: RunRow, run: Run) -> RunRow:
    """Return a row that was read before, with what can change without the folder changing."""
    if row.state not in ("training", "interrupted"):
        return row
    return replace(row, state="training" if run.is_live else "interrupted")


def _row(run: Run, record: RunRecord, summary: Summary, note: Note) -> RunRow:
    state: Shown = summary.state
    if state == "training" and not run.is_live:
        state = "interrupted"
    validated = summary.val_metric is not None
    return RunRow(
        id=run.id,
        state=state,
        title=record.title,
        edited=record.edited,
        **{name: getattr(note, name) for name in ("name", "note", "tags", "color", "hidden")},
        network=network_key(record.network),
        settings=settings_of(record.recipe),
        **{name: getattr(record, name) for name in _RECORDED},
        epochs=summary.epoch,
        planned=summary.epochs or record.recipe.epochs,
        metric=summary.metric_name,
        last_metric=summary.val_metric if validated else summary.metric,
        **{name: getattr(summary, name) for name in _SUMMED},
        size_bytes=run.size_bytes,
    )


_RECORDED = ("data", "fingerprint", "parent", "parent_epoch", "group", "parameters", "started_s")
_SUMMED = (
    *("best_metric", "best_epoch", "val_loss", "loss", "test_metric", "test_loss", "test_samples"),
    *("seconds", "images_per_second", "updated_s", "problem"),
)


def settings_of(recipe: Recipe) -> dict[str, Setting]:
    """Return every setting of a recipe by name; those of its parts behind a dot, a part's kind as itself."""
    found: dict[str, Setting] = {}
    _flatten(recipe.model_dump(), "", found)
    # What is there or not differs also where only one of two has values of it.
    return found | {name: bool(getattr(recipe, name)) for name in ("class_weight", "early_stopping")}


def _flatten(values: Mapping[str, Any], prefix: str, found: dict[str, Setting]) -> None:
    for name, value in values.items():
        if isinstance(value, Mapping):
            _flatten(value, f"{prefix}{name}.", found)
        elif name == "kind":
            found[prefix.removesuffix(".")] = value
        else:
            found[f"{prefix}{name}"] = value if isinstance(value, Setting) else json.dumps(value)


def network_key(network: Network) -> str:
    """Return a short text that is the same for equal networks, and for no others but by chance."""
    text = json.dumps(network_to_dict(network), sort_keys=True)
    return hashlib.sha256(text.encode("utf-8")).hexdigest()[:12]
