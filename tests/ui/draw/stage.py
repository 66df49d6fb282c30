"""The state objects that the two rooms need, with a worker and a shipped network that a test plays."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import numpy as np
from PySide6.QtCore import QCoreApplication, QDeadlineTimer, QEvent, QEventLoop, QTimer
from PySide6.QtTest import QTest

from cnngui.app import AppState, build_state
from cnngui.datasets.catalog import load_dataset
from cnngui.datasets.dataset import Dataset
from cnngui.engine import protocol
from cnngui.engine.worker.data import described
from cnngui.network.layers import Conv2D, Dense, Embedding, Flatten, GlobalMaxPooling1D, MaxPooling2D
from cnngui.network.network import Network
from cnngui.network.recipe import Recipe
from cnngui.runs.model_id import DRAFT, SHIPPED
from cnngui.state.document import Contents
from cnngui.state.engine_client import EngineClient
from cnngui.ui.draw.draw_panel import DrawPanel
from tests.recording import RecordingTransport

DIGITS = tuple("0123456789")
NETWORK = Network(
    layers=(
        Conv2D(filters=4, padding="same", activation="relu"),
        MaxPooling2D(),
        Flatten(),
        Dense(units=10, activation="softmax"),
    )
)
XOR = Network(
    input_shape=(2,), layers=(Dense(units=4, activation="tanh"), Dense(units=1, activation="sigmoid"))
)
SENTENCES = Network(
    input_shape=(16,),
    layers=(Embedding(output_dim=4), GlobalMaxPooling1D(), Dense(units=2, activation="softmax")),
)
_POLL_S = 0.005
_PATIENCE_MS = 3000
SEVEN = ((80, 90), (190, 85), (150, 150), (120, 230))


class _PlayedTransport(RecordingTransport):
    """A worker that says nothing by itself, not even that it is there, and is left at once.

    Args:
        sent: where commands are written down, behind those of others.
    """

    def __init__(self, sent: list[protocol.Command]) -> None:
        super().__init__()
        self.sent = sent

    def start(self) -> None:
        """Keep still until the test says `Ready`."""

    def receive(self, timeout: float | None = None) -> protocol.Event | None:
        # Nobody waits for the reader at the end of each of some hundred tests.
        return super().receive(_POLL_S)


@dataclass
class Stage:
    """The state objects of a window, as `cnngui.app` makes them.

    Attributes:
        transport: the worker's side of them. shipped: the shipped network's, with the same list of commands.
    """

    transport: _PlayedTransport
    shipped: _PlayedTransport
    state: AppState

    def __post_init__(self) -> None:
        state = self.state
        self.engine, self.document, self.training = state.engine, state.document, state.training
        self.drawing, self.predictor, self.library = state.drawing, state.predictor, state.library
        self.settings, self.run_model = state.settings, state.run_model

    def hear(self, event: protocol.Event) -> None:
        """Let the window hear `event`; all that follows from it has happened when this returns."""
        if self.engine.death:
            self.engine.restart()
        self._hear(self.engine, self.transport, event)

    def hear_shipped(self, event: protocol.Event) -> None:
        """Let the window hear what the shipped network says."""
        self._hear(self.state.shipped, self.shipped, event)

    def _hear(self, client: EngineClient, transport: _PlayedTransport, event: protocol.Event) -> None:
        heard: list[protocol.Event] = []
        loop = QEventLoop()
        client.event_received.connect(heard.append)
        client.event_received.connect(loop.quit)
        patience = QTimer(singleShot=True, interval=_PATIENCE_MS)
        patience.timeout.connect(loop.quit)
        patience.start()
        transport.say(event)
        loop.exec(QEventLoop.ProcessEventsFlag.ExcludeUserInputEvents)
        patience.stop()
        client.event_received.disconnect(heard.append)
        client.event_received.disconnect(loop.quit)
        assert [each is event for each in heard] == [True], f"{event} was not heard"

    def asked(self, kind: type) -> list[protocol.Command]:
        return [command for command in self.transport.sent if isinstance(command, kind)]

    def asked_soon(self, kind: type) -> Any:
        """Wait for a command that is sent a moment after what asks for it, and return it."""
        end = QDeadlineTimer(_PATIENCE_MS)
        while not (asked := self.asked(kind)):
            assert not end.hasExpired(), f"no {kind.__name__} was sent"
            QTest.qWait(5)
        return asked[-1]

    def answer(
        self,
        probabilities: np.ndarray,
        output: np.ndarray | None = None,
        names: tuple[str, ...] = DIGITS,
        others: np.ndarray | None = None,
    ) -> None:
        """Answer the newest question."""
        question = self.transport.last(protocol.Predict)
        assert isinstance(question, protocol.Predict)
        tell = self.hear_shipped if question.model == SHIPPED else self.hear
        tell(
            protocol.Predicted(
                question.request_id,
                question.model,
                probabilities.astype(np.float32),
                names,
                question.layer,
                output,
                0.001,
                others,
            )
        )

    def describe(self, images: np.ndarray | None = None, labels: np.ndarray | None = None) -> None:
        """Say what the data set holds: if not given, a picture of each digit, as bright as its label."""
        question = self.transport.last(protocol.DescribeData)
        assert isinstance(question, protocol.DescribeData)
        if images is None or labels is None:
            labels = np.arange(10)
            images = np.full((10, 28, 28, 1), 20, np.uint8) * labels[:, None, None, None].astype(np.uint8)
        self.hear(
            protocol.DataDescribed(
                question.request_id, question.data, "Digits", (28, 28, 1), DIGITS, 4000, 1000, images, labels
            )
        )

    def describe_as(self, key: str) -> Dataset:
        """Choose a bundled data set and say what it really holds."""
        self.document.set_data(key)
        question = self.transport.last(protocol.DescribeData)
        assert isinstance(question, protocol.DescribeData)
        dataset = load_dataset(key)
        self.hear(described(question, dataset))
        return dataset

    def ship(self) -> None:
        """Let the shipped network be ready."""
        self.hear_shipped(protocol.Ready("CPU", "float32", 1, {}))
        self.hear_shipped(protocol.ModelReady(SHIPPED, NETWORK, DIGITS))

    def own(self, names: tuple[str, ...] = DIGITS) -> None:
        """Let the person's own network have weights."""
        self.hear(protocol.ModelReady(DRAFT, self.document.network, names))

    def draw(self, points: tuple[tuple[float, float], ...] = SEVEN) -> None:
        self.drawing.begin(*points[0])
        for x, y in points[1:]:
            self.drawing.extend(x, y)
        self.drawing.end()


def draw_panel_of(staged: Stage) -> DrawPanel:
    """Return the panel as `cnngui.app` makes it."""
    state = staged.state
    return DrawPanel(
        state.drawing,
        state.predictor,
        state.library,
        state.settings,
        state.run_model,
        state.inside,
        state.own_samples,
    )


@contextmanager
def stage(*, ready: bool = True, network: Network = NETWORK) -> Iterator[Stage]:
    """Set up the state objects; what the worker says is given by `Stage.hear`."""
    sent: list[protocol.Command] = []
    transport, shipped = _PlayedTransport(sent), _PlayedTransport(sent)
    state = build_state(lambda: transport, lambda: shipped)
    made = Stage(transport, shipped, state)
    state.document.replace_all(Contents(network, Recipe(), "digits"))
    state.shipped.start()
    state.engine.start()
    if ready:
        made.hear(protocol.Ready("CPU", "float32", 2, {}))
    yield made
    state.close()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
