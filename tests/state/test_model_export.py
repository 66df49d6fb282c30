"""Exports for other programs are asked of the worker, and what it says about them is passed on."""

from __future__ import annotations

import pytest

from cnngui.engine import protocol
from cnngui.errors import CnnguiError
from cnngui.state.document import Document
from cnngui.state.engine_client import EngineClient
from cnngui.state.model_export import ModelExport
from tests.recording import RecordingTransport


@pytest.fixture
def models(document: Document, engine: EngineClient) -> ModelExport:
    return ModelExport(document, engine)


def asked(transport: RecordingTransport) -> protocol.Export:
    command = transport.last(protocol.Export)
    assert isinstance(command, protocol.Export)
    return command


def test_the_worker_is_asked_for_the_network_that_is_shown(
    models: ModelExport, document: Document, transport: RecordingTransport
) -> None:
    models.export("a.tflite", "litert")
    command = asked(transport)
    assert (command.path, command.form, command.network) == ("a.tflite", "litert", document.network)
    assert models.busy


def test_an_end_is_told(qtbot, models: ModelExport, transport: RecordingTransport) -> None:
    models.export("/tmp/a.keras", "keras")
    with qtbot.waitSignals([models.exported, models.possible_changed]):
        transport.say(protocol.Exported(asked(transport).request_id, "/tmp/a.keras", True))
    assert not models.busy


def test_weights_that_nobody_trained_are_noted(
    qtbot, models: ModelExport, transport: RecordingTransport
) -> None:
    models.export("/tmp/a.keras", "keras")
    with qtbot.waitSignal(models.noted) as noted:
        transport.say(protocol.Exported(asked(transport).request_id, "/tmp/a.keras", False))
    assert noted.args[0].what == "a.keras was exported."
    assert "not been trained" in noted.args[0].why


def test_a_failure_is_told(qtbot, models: ModelExport, transport: RecordingTransport) -> None:
    models.export("a.onnx", "onnx")
    with qtbot.waitSignal(models.failed) as failed:
        transport.say(protocol.RequestFailed(asked(transport).request_id, CnnguiError("engine.no_onnx")))
    assert failed.args[0].code == "engine.no_onnx"
    assert not models.busy


def test_other_answers_are_not_ours(qtbot, models: ModelExport, transport: RecordingTransport) -> None:
    models.export("a.keras", "keras")
    with qtbot.assertNotEmitted(models.failed, wait=100):
        transport.say(protocol.RequestFailed(asked(transport).request_id + 1, CnnguiError("engine.no_onnx")))
    assert models.busy


def test_an_export_that_died_with_its_worker_is_told(
    qtbot, models: ModelExport, transport: RecordingTransport
) -> None:
    models.export("a.keras", "keras")
    with qtbot.waitSignal(models.failed) as failed:
        transport.say(protocol.WorkerDied(-9, CnnguiError("engine.died", reason="")))
    assert failed.args[0].code == "engine.died"
    assert not models.busy


def test_a_dead_engine_exports_nothing_until_another_is_started(
    qtbot, models: ModelExport, transport: RecordingTransport, engine: EngineClient
) -> None:
    assert models.possible
    with qtbot.waitSignal(models.possible_changed), qtbot.assertNotEmitted(models.failed):
        transport.say(protocol.WorkerDied(-9, CnnguiError("engine.died", reason="")))
    assert not models.possible
    with qtbot.waitSignal(models.failed):
        models.export("a.keras", "keras")
    assert not models.busy
    with qtbot.waitSignal(models.possible_changed):
        engine.restart()
    assert models.possible
    assert not [command for command in transport.sent if isinstance(command, protocol.Export)]
