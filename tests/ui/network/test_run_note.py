"""Editing while a run is under way."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from cnngui.engine.protocol import ModelReady, Stopped
from cnngui.runs.model_id import DRAFT
from cnngui.state.document import Document
from cnngui.state.engine_client import EngineClient
from cnngui.state.training import Status, TrainingSession
from cnngui.ui.network.run_note import RunNote
from tests.recording import RecordingTransport


@pytest.fixture
def transport() -> RecordingTransport:
    return RecordingTransport()


@pytest.fixture
def training(qtbot: QtBot, document: Document, transport: RecordingTransport) -> Iterator[TrainingSession]:
    engine = EngineClient(lambda: transport)
    session = TrainingSession(document, engine)
    with qtbot.waitSignal(engine.ready_changed):
        engine.start()
    qtbot.waitUntil(lambda: session.status is Status.IDLE)
    yield session
    engine.close()


def test_it_says_when_an_edit_comes_too_late_for_the_run(
    qtbot: QtBot, document: Document, training: TrainingSession, transport: RecordingTransport
) -> None:
    note = RunNote(document, training)
    qtbot.addWidget(note)
    document.set_field("conv2d", "filters", 16)
    assert note.isHidden()
    training.train()
    assert note.isHidden()
    document.set_field("conv2d", "filters", 24)
    assert not note.isHidden()
    document.set_field("conv2d", "filters", 16)
    assert note.isHidden()
    document.set_field("conv2d", "filters", 48)
    transport.say(Stopped(training.run_id, 1, 0.5))
    qtbot.waitUntil(note.isHidden)


def test_it_says_that_frozen_layers_would_begin_with_drawn_weights(
    qtbot: QtBot, document: Document, training: TrainingSession, transport: RecordingTransport
) -> None:
    note = RunNote(document, training)
    qtbot.addWidget(note)
    document.set_trainable(["conv2d"], False)
    assert not note.isHidden()
    assert "Frozen layers would keep the random weights" in note.text()
    transport.say(ModelReady(DRAFT, document.network, ()))
    qtbot.waitUntil(note.isHidden)
    document.undo_stack.undo()
    assert note.isHidden()
