"""New, open and save as the worker hears of them, and what its answers do."""

from __future__ import annotations

import pytest

from cnngui.engine import protocol
from cnngui.errors import CnnguiError
from cnngui.state.document import Document
from cnngui.state.engine_client import EngineClient
from cnngui.state.project_files import ProjectFiles
from cnngui.state.settings import Settings
from cnngui.state.training import TrainingSession
from tests.recording import RecordingTransport


@pytest.fixture
def files(document: Document, engine: EngineClient) -> ProjectFiles:
    return ProjectFiles(document, engine, TrainingSession(document, engine), Settings())


def test_weights_that_could_not_be_set_are_told(
    qtbot, files: ProjectFiles, transport: RecordingTransport, document: Document
) -> None:
    files.new("xor-by-hand")
    request = transport.last(protocol.BeginWith).request_id
    with qtbot.waitSignal(files.failed) as failed:
        transport.say(protocol.RequestFailed(request, CnnguiError("engine.died", reason="x")))
    assert failed.args[0].code == "engine.died"
    assert document.data == "xor"


def test_a_failure_that_nobody_asked_for_is_none_of_ours(
    qtbot, files: ProjectFiles, transport: RecordingTransport
) -> None:
    with qtbot.assertNotEmitted(files.failed, wait=100):
        transport.say(protocol.RequestFailed(0, CnnguiError("engine.died", reason="x")))
