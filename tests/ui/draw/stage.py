"""The state objects that the two rooms need, with a worker that answers at once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QCoreApplication, QEvent

from cnngui.datasets.catalog import load_dataset
from cnngui.datasets.dataset import Dataset
from cnngui.engine import protocol
from cnngui.engine.worker.data import described
from cnngui.network.layers import Conv2D, Dense, Embedding, Flatten, GlobalMaxPooling1D, MaxPooling2D
from cnngui.network.network import Network
from cnngui.network.recipe import Recipe
from cnngui.runs.model_id import DRAFT, SHIPPED
from cnngui.state.data_library import DataLibrary
from cnngui.state.document import Contents, Document
from cnngui.state.drawing import Drawing
from cnngui.state.engine_client import EngineClient
from cnngui.state.predictor import Predictor
from cnngui.state.settings import Settings
from cnngui.state.training import TrainingSession
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
SEVEN = ((80, 90), (190, 85), (150, 150), (120, 230))


@dataclass
class Stage:
    """Real state objects; `transport` is the worker's side of them."""

    transport: RecordingTransport
    engine: EngineClient
    document: Document
    training: TrainingSession
    drawing: Drawing
    predictor: Predictor
    library: DataLibrary
    settings: Settings

    def hear(self, event: protocol.Event) -> None:
        """Let the window hear `event` at once, in this thread."""
        self.engine._on_heard(event)

    def asked(self, kind: type) -> list[protocol.Command]:
        return [command for command in self.transport.sent if isinstance(command, kind)]

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
        self.hear(
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
        self.hear(protocol.ModelReady(SHIPPED, NETWORK, DIGITS))

    def own(self, names: tuple[str, ...] = DIGITS) -> None:
        """Let the person's own network have weights."""
        self.hear(protocol.ModelReady(DRAFT, self.document.network, names))

    def draw(self, points: tuple[tuple[float, float], ...] = SEVEN) -> None:
        self.drawing.begin(*points[0])
        for x, y in points[1:]:
            self.drawing.extend(x, y)
        self.drawing.end()


class _AtOnce(RecordingTransport):
    """Lets a test look at every command as it is sent."""

    def __init__(self) -> None:
        super().__init__()
        self.on_sent: Callable[[protocol.Command], None] = lambda command: None

    def send(self, command: protocol.Command) -> None:
        super().send(command)
        self.on_sent(command)


@contextmanager
def stage(*, ready: bool = True, network: Network = NETWORK) -> Iterator[Stage]:
    """Set up the state objects without a thread: what the worker says is given by `Stage.hear`."""
    transport = _AtOnce()
    engine = EngineClient(lambda: transport)
    # The reader thread is left out: its work, handing events over, is done by `hear`.
    engine._reader = _NoThread(transport)  # type: ignore[assignment]
    document = Document(Contents(network, Recipe(), "digits"))
    training = TrainingSession(document, engine)
    drawing = Drawing()
    library = DataLibrary(document, engine)
    predictor = Predictor(document, drawing, engine, training, library)
    made = Stage(transport, engine, document, training, drawing, predictor, library, Settings())
    if ready:
        made.hear(protocol.Ready("CPU", "float32", 2, {}))
    yield made
    engine._reader = None
    for part in (library, predictor, drawing, training, document, engine, made.settings):
        part.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


class _NoThread:
    def __init__(self, transport: RecordingTransport) -> None:
        self.transport = transport
