"""Speak with a worker in a test: send commands, wait for events, keep all that was said."""

from __future__ import annotations

import time
from typing import Any, TypeVar

import numpy as np

from cnngui.engine import protocol
from cnngui.engine.transports import ProcessTransport, ThreadTransport
from cnngui.network.layers import Conv2D, Dense, Flatten
from cnngui.network.network import Network
from cnngui.network.recipe import Adam, Recipe
from cnngui.runs.history import EpochRow
from cnngui.runs.model_id import DRAFT, ModelId

PATIENCE_S = 60.0
PICTURE = np.zeros((8, 8, 1), np.float32)
NETWORK = Network(
    input_shape=(8, 8, 1),
    layers=(Conv2D(filters=4, activation="relu"), Flatten(), Dense(units=3, activation="softmax")),
)
RECIPE = Recipe(optimizer=Adam(learning_rate=0.01), batch_size=16, epochs=2, seed=3)

Kind = TypeVar("Kind")


class Talk:
    """One worker, and everything it has said since `forget`."""

    def __init__(self, transport: ThreadTransport | ProcessTransport, data: str) -> None:
        self.transport = transport
        self.data = data
        self.said: list[Any] = []
        self._number = 0

    def number(self) -> int:
        """Return a number that no other request has."""
        self._number += 1
        return self._number

    def forget(self) -> None:
        while self.transport.receive(0.01) is not None:
            continue
        self.said.clear()

    def send(self, command: protocol.Command) -> None:
        self.transport.send(command)

    def wait(self, *kinds: type[Kind], seconds: float = PATIENCE_S) -> Kind:
        """Return the next event of one of `kinds`; the ones before it are kept in `said`."""
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            event = self.transport.receive(left)
            if event is None:
                continue
            self.said.append(event)
            if isinstance(event, kinds):
                return event
        raise AssertionError(
            f"no {kinds} in {seconds} s, but {[type(event).__name__ for event in self.said]}"
        )

    def quiet(self, seconds: float) -> list[Any]:
        """Return all that is said in the next `seconds`."""
        before, end = len(self.said), time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            if (event := self.transport.receive(left)) is not None:
                self.said.append(event)
        return self.said[before:]

    def heard(self, kind: type[Kind]) -> list[Kind]:
        return [event for event in self.said if isinstance(event, kind)]

    def train(
        self,
        network: Network = NETWORK,
        recipe: Recipe = RECIPE,
        *,
        data: str | None = None,
        fresh: bool = True,
        paused: bool = False,
    ) -> str:
        """Ask for a run and return its id."""
        run_id = str(self.number())
        self.send(protocol.Train(run_id, network, recipe, data or self.data, fresh=fresh, paused=paused))
        return run_id

    def trained(self, network: Network = NETWORK, recipe: Recipe = RECIPE, **how: Any) -> Any:
        """Do a whole run and return its ending."""
        self.train(network, recipe, **how)
        return self.wait(*protocol.ENDINGS)

    def ask(self, layer: str = "", picture: np.ndarray = PICTURE, model: ModelId = DRAFT) -> Any:
        """Predict and return the answer."""
        request_id = self.number()
        self.send(protocol.Predict(model, picture, layer, request_id=request_id))
        while True:
            answer = self.wait(protocol.Predicted, protocol.RequestFailed)
            if answer.request_id == request_id:
                return answer

    def numbers(self, layer: str, picture: np.ndarray = PICTURE, model: ModelId = DRAFT) -> Any:
        """Ask for a layer's numbers and return the answer."""
        request_id = self.number()
        self.send(protocol.FetchNumbers(model, picture, layer, request_id=request_id))
        while True:
            answer = self.wait(protocol.NumbersFetched, protocol.RequestFailed)
            if answer.request_id == request_id:
                return answer

    def save(self, path: str, network: Network = NETWORK, recipe: Recipe = RECIPE) -> Any:
        self.send(protocol.Save(path, network, recipe, self.data, request_id=self.number()))
        return self.wait(protocol.Saved, protocol.RequestFailed)

    def open(self, path: str) -> Any:
        self.send(protocol.Open(path, request_id=self.number()))
        return self.wait(protocol.Opened, protocol.RequestFailed)

    def rows(self) -> list[EpochRow]:
        """Return the results of every epoch that was told of."""
        return [row for event in self.heard(protocol.Epochs) for row in event.rows]

    def losses(self) -> np.ndarray:
        """Return the loss of every batch that was told of."""
        parts = [event.loss for event in self.heard(protocol.Batches)]
        return np.concatenate(parts) if parts else np.empty(0, np.float32)


def long_training(data: str) -> protocol.Train:
    """Return a run that does not end by itself."""
    return protocol.Train("1", NETWORK, RECIPE.model_copy(update={"epochs": 100_000}), data)
