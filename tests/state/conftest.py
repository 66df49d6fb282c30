"""A document on a small network, and an engine client whose worker a test plays itself."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from cnngui.network.layers import Conv2D, Dense, Flatten, MaxPooling2D
from cnngui.network.network import Network
from cnngui.network.recipe import Recipe
from cnngui.state.document import Contents, Document
from cnngui.state.engine_client import EngineClient
from tests.recording import RecordingTransport


@pytest.fixture
def contents() -> Contents:
    layers = (
        Conv2D(filters=4),
        MaxPooling2D(),
        Flatten(),
        Dense(units=10, activation="softmax"),
    )
    return Contents(Network(layers=layers), Recipe(), "digits")


@pytest.fixture
def document(qapp: object, contents: Contents) -> Document:
    return Document(contents)


@pytest.fixture
def transport() -> RecordingTransport:
    return RecordingTransport()


@pytest.fixture
def engine(qtbot, transport: RecordingTransport) -> Iterator[EngineClient]:
    client = EngineClient(lambda: transport)
    with qtbot.waitSignal(client.ready_changed):
        client.start()
    yield client
    client.close()
