"""A run as TensorBoard reads it: its curves, its weights at kept epochs, and its graph, in one event file.

Written by the extra `tensorboard` with plain numpy and protobuf: no TensorFlow is loaded. Into a file that
this opens itself: TensorBoard's own writer goes through TensorFlow's file system if that is installed.
"""

from __future__ import annotations

import contextlib
import importlib.util
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from cnngui.errors import CnnguiError
from cnngui.files.folders import make_own
from cnngui.files.writing import atomic_write
from cnngui.network.graph import nodes
from cnngui.network.network import Network
from cnngui.runs.history import BATCH_COLUMNS, EPOCH_COLUMNS
from cnngui.runs.project import Project, read_project
from cnngui.runs.run import Run

FOLDER = "tensorboard"
_FILE = "events.out.tfevents.cnngui"  # TensorBoard looks for "tfevents" in the name
_EPOCH_TAGS = {
    "loss": "epoch/cost",
    "metric": "epoch/{metric}",
    "val_loss": "epoch/validation cost",
    "val_metric": "epoch/validation {metric}",
    "learning_rate": "epoch/learning rate",
    "images_per_second": "epoch/images per second",
}


def is_available() -> bool:
    """Return whether the extra is installed."""
    return importlib.util.find_spec("tensorboard") is not None


def write_events(run: Run) -> Path:
    """Write what a run has learned so far beside it, in the place of what was written before.

    Scalars go by step, as TensorBoard counts: those of epochs by the number of their last batch.

    Returns:
        the folder to show.

    Raises:
        CnnguiError: ``runs.no_tensorboard``: the extra is not installed; ``runs.tensorboard_broken``: or not
            whole; the run has no weights yet, or the file cannot be written.
    """
    if not is_available():
        raise CnnguiError("runs.no_tensorboard")
    try:
        return _write_events(run)
    except ImportError as error:
        raise CnnguiError("runs.tensorboard_broken", reason=str(error)) from None


def _write_events(run: Run) -> Path:
    from tensorboard.summary.writer.record_writer import RecordWriter

    record, summary = run.record(), run.summary()
    last = read_project(run.weights_file("last"))
    folder = run.folder / FOLDER
    make_own(folder)

    def write(part: Path) -> None:
        with part.open("wb") as file:
            writer = RecordWriter(file)
            for event in _events(run, last, summary.metric_name or "accuracy", record.started_s):
                writer.write(event.SerializeToString())
            writer.flush()

    atomic_write(folder / _FILE, write)
    return folder


def _events(run: Run, last: Project, metric: str, began_s: float) -> Iterator[Any]:
    from tensorboard.compat.proto.event_pb2 import Event

    yield Event(wall_time=began_s, file_version="brain.Event:2")
    yield Event(wall_time=began_s, graph_def=_graph(last.network).SerializeToString())
    history = last.history
    ends_s = began_s + np.cumsum(np.nan_to_num(history["seconds"])) if history else np.empty(0)
    steps = _steps_per_epoch(last)
    for row, epoch in enumerate(history["epoch"] if history else ()):
        for column, tag in _EPOCH_TAGS.items():
            value = float(history[column][row])
            yield from _scalar(tag.format(metric=metric), value, round(epoch * steps), float(ends_s[row]))
    for step in range(len(history["batch_x"]) if history else 0):
        when = _when(float(history["batch_x"][step]), ends_s, began_s)
        for column, values in history.items():
            if column not in EPOCH_COLUMNS and column != BATCH_COLUMNS[0]:
                name = column.removeprefix("batch_").replace("_", " ").replace("loss", "cost")
                tag = f"batch/{metric if name == 'metric' else name}"
                yield from _scalar(tag, float(values[step]), step + 1, when)
    for epoch in run.kept_epochs:
        with contextlib.suppress(CnnguiError):  # one that is damaged takes the others with it otherwise
            yield from _histograms(read_project(run.weights_file(epoch)), round(epoch * steps), ends_s, epoch)


def _scalar(tag: str, value: float, step: int, when_s: float) -> Iterator[Any]:
    """Yield the event of a value; what was not measured is none."""
    if not np.isfinite(value):
        return
    from tensorboard.compat.proto.event_pb2 import Event
    from tensorboard.plugins.scalar.summary_v2 import scalar_pb

    yield Event(wall_time=when_s, step=step, summary=scalar_pb(tag, value))


def _histograms(project: Project, step: int, ends_s: np.ndarray, epoch: int) -> Iterator[Any]:
    from tensorboard.compat.proto.event_pb2 import Event
    from tensorboard.plugins.histogram.summary_v2 import histogram_pb

    when_s = float(ends_s[min(epoch, len(ends_s)) - 1]) if len(ends_s) else 0.0
    for layer, arrays in project.weights.items():
        for index, array in enumerate(arrays):
            summary = histogram_pb(f"{layer}/{index}", array)
            yield Event(wall_time=when_s, step=step, summary=summary)


def _graph(network: Network) -> Any:
    from tensorboard.compat.proto.graph_pb2 import GraphDef
    from tensorboard.compat.proto.node_def_pb2 import NodeDef

    known = nodes(network)
    inputs = {name for node in known for name in node.inputs} - {node.name for node in known}
    made = [NodeDef(name=name, op="Input") for name in sorted(inputs)]
    made += [NodeDef(name=node.name, op=node.kind, input=list(node.inputs)) for node in known]
    return GraphDef(node=made)


def _steps_per_epoch(project: Project) -> float:
    batches, epochs = project.history["batch_x"], project.history["epoch"]
    return len(batches) / float(batches[-1]) if len(batches) and len(epochs) else 1.0


def _when(epochs: float, ends_s: np.ndarray, began_s: float) -> float:
    """Return when a moment of training was, its epochs counted in fractions, as far as that is known."""
    return float(np.interp(epochs, np.arange(len(ends_s) + 1), [began_s, *ends_s]))
