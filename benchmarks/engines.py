"""The real worker, asked as the window asks it, and what it trains on."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import numpy as np

from cnngui.datasets.catalog import load_dataset
from cnngui.engine import protocol
from cnngui.engine.transports import ProcessTransport
from cnngui.network.network import Network
from cnngui.network.recipe import Recipe
from cnngui.runs.model_id import DRAFT

PICTURES = 6_000
_PATIENCE_S = 180.0
E = TypeVar("E")


class Run:
    """A run to be asked for, under a number that no other has."""

    _next = 0

    def __init__(self, network: Network, recipe: Recipe, data: Path) -> None:
        self.network, self._recipe, self._data = network, recipe, data
        self.batch_size = recipe.batch_size

    def command(self) -> protocol.Train:
        Run._next += 1
        return protocol.Train(str(Run._next), self.network, self._recipe, str(self._data))


class Engine:
    """The real worker behind its real pipe, as long as a ``with`` block lasts."""

    def __init__(self) -> None:
        self.transport = ProcessTransport()
        self.batches = 0
        self._requests = 0

    def __enter__(self) -> Engine:
        self.transport.start()
        try:
            self.until(protocol.Ready)
        except BaseException:
            self.transport.close()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self.transport.close()

    def until(self, kind: type[E], fits: Callable[[E], bool] = lambda event: True) -> E:
        """Take events up to the first of a kind that fits.

        Raises:
            RuntimeError: the run failed or the worker died. TimeoutError: it never came.
        """
        end = time.monotonic() + _PATIENCE_S
        while time.monotonic() < end:
            event = self.transport.receive(1.0)
            if isinstance(event, protocol.Batches):
                self.batches += len(event.loss)
            if isinstance(event, kind) and fits(event):
                return event
            if isinstance(event, (protocol.Failed, protocol.WorkerDied, protocol.RequestFailed)):
                raise RuntimeError(str(event))
        raise TimeoutError(kind.__name__)

    def answer_ms(self, picture: np.ndarray, layer: str) -> float:
        """Return how long an answer takes, there and back."""
        self._requests += 1
        number, began = self._requests, time.perf_counter()
        self.transport.send(protocol.Predict(DRAFT, picture, layer, request_id=number))
        self.until(protocol.Predicted, lambda event: event.request_id == number)
        return 1000 * (time.perf_counter() - began)

    def described_s(self, data: Path) -> float:
        """Return how long it takes until a data set is in the worker's memory and described."""
        self._requests += 1
        number, began = self._requests, time.perf_counter()
        self.transport.send(protocol.DescribeData(str(data), request_id=number))
        self.until(protocol.DataDescribed, lambda event: event.request_id == number)
        return time.perf_counter() - began

    def stop_ms(self) -> float:
        """Stop the run under way and return how long that takes."""
        began = time.perf_counter()
        self.transport.send(protocol.Control("stop"))
        self.until(protocol.Stopped)
        return 1000 * (time.perf_counter() - began)

    def cpu_s(self) -> float | None:
        """Return the CPU seconds it has taken, None where the system does not tell."""
        return _cpu_s(self.transport.pid)


def write_data(path: Path, pictures: int = PICTURES) -> Path:
    """Write the bundled digits, repeated to `pictures`, and a handful to validate on."""
    digits = load_dataset("digits")
    places = np.arange(pictures) % len(digits.y_train)
    np.savez_compressed(
        path,
        x_train=digits.x_train[places],
        y_train=digits.y_train[places],
        x_test=digits.x_test[:100],
        y_test=digits.y_test[:100],
    )
    return path


def _cpu_s(pid: int | None) -> float | None:
    """Return the CPU seconds of another process so far, None where the system does not tell."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text("ascii").rpartition(")")[2].split()
    except OSError:
        return None
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
