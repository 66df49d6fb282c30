"""The network that comes with the program answers in the process that asks, before TensorFlow is there."""

from __future__ import annotations

import queue
import traceback

import numpy as np

from cnngui.engine.failures import as_cnngui_error
from cnngui.engine.numpy_backend.network import NumpyNetwork
from cnngui.engine.protocol import (
    Command,
    Event,
    FetchNumbers,
    FetchPlane,
    FetchUnits,
    ModelReady,
    Predict,
    Ready,
    WorkerDied,
)
from cnngui.engine.worker.predictions import Question, answer
from cnngui.files import folders
from cnngui.runs.model_id import SHIPPED, ModelId
from cnngui.runs.project import read_project

READS_FROM = 0.9
"""Least sum of the two best shares in its answers to digits: it learned to answer all else by equal shares.
Chosen on the pictures of validation, of whose digits it refuses 0.2 % in all; its card says the rest."""


class ShippedTransport:
    """A `cnngui.engine.transports.Transport` within this process, that knows one model and what
    `cnngui.engine.worker.predictions.answer` does.

    Whoever reads it computes the answers, in `receive`: 1 ms each. A damaged file is a worker that died.
    """

    def __init__(self) -> None:
        self._asked: queue.SimpleQueue[Question] = queue.SimpleQueue()
        self._newest: dict[str, Question] = {}
        self._told: list[Event] = []
        self._models: dict[ModelId, NumpyNetwork] = {}

    def start(self) -> None:
        """Read the network, 20 ms; it is ours, and goes through the safe reader all the same."""
        try:
            project = read_project(folders.shipped_network())
            model = NumpyNetwork(project.network, project.weights, project.class_names)
        except Exception as error:
            traceback.print_exc()
            self._told = [WorkerDied(None, as_cnngui_error(error))]
            return
        self._models[SHIPPED] = model
        ready = ModelReady(
            SHIPPED, model.network, model.class_names, project.input_format, reads_from=READS_FROM
        )
        self._told = [Ready("CPU", "float32", 1, {"numpy": np.__version__}), ready]

    def send(self, command: Command) -> None:
        """Take a question; returns at once."""
        assert isinstance(command, (Predict, FetchNumbers, FetchUnits, FetchPlane))
        self._asked.put(command)

    def receive(self, timeout: float | None = None) -> Event | None:
        """Answer the newest question of a kind, None if there was none for `timeout` seconds."""
        if self._told:
            return self._told.pop(0)
        try:
            if not self._newest:
                self._take(self._asked.get(timeout=timeout))
            while not self._asked.empty():
                self._take(self._asked.get())
        except queue.Empty:
            return None
        return answer(self._models, self._newest.pop(next(iter(self._newest))))

    def _take(self, request: Question) -> None:
        self._newest[request.topic] = request

    def close(self, timeout: float = 0.0) -> None:
        """There is nothing to end."""
