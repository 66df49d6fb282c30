"""The worker comes up, has models that answer, and ends."""

from __future__ import annotations

from dataclasses import dataclass

from cnngui.datasets.input_format import InputFormat
from cnngui.engine.protocol.base import Command, Event
from cnngui.errors import CnnguiError
from cnngui.network.network import Network
from cnngui.runs.model_id import ModelId


@dataclass(frozen=True)
class Shutdown(Command):
    """End the worker; what it has learned is kept."""


@dataclass(frozen=True)
class UseCores(Command):
    """Use so many cores in the runs to come; others train beside this worker."""

    cores: int


@dataclass(frozen=True)
class Ready(Event):
    """The worker is up: it has imported what it computes with."""

    device: str
    precision: str
    threads: int
    versions: dict[str, str]


@dataclass(frozen=True)
class ModelReady(Event):
    """A model can answer `Predict`: the shipped one from the start, the draft's once it has weights.

    Attributes:
        input_format: what it was trained on, None where that is unknown.
        reads_from: what the shares of the two best classes sum to, at least, in its answers to what it can
            read. 0 where it never learned to answer all else by equal shares, or nobody knows.
    """

    model: ModelId
    network: Network
    class_names: tuple[str, ...]
    input_format: InputFormat | None = None
    reads_from: float = 0.0


@dataclass(frozen=True)
class SetInputFormat(Command):
    """Tell what the draft was trained on, where its file does not; `ModelReady` follows, files keep it."""

    input_format: InputFormat


@dataclass(frozen=True)
class ModelGone(Event):
    """A model's weights are forgotten; `Predict` on it is no longer answered."""

    model: ModelId


@dataclass(frozen=True)
class WorkerDied(Event):
    """The worker process ended unasked. Made by the transport, not the worker."""

    exit_code: int | None
    error: CnnguiError
