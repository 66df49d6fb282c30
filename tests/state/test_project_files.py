"""New, open and save as the worker hears of them, and what its answers do."""

from __future__ import annotations

from dataclasses import replace

import pytest

from cnngui.engine import protocol
from cnngui.errors import CnnguiError
from cnngui.network import edit
from cnngui.network.recipe import Recipe
from cnngui.state.document import Contents, Document
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


def test_what_a_file_had_no_room_for_is_told(
    qtbot, files: ProjectFiles, transport: RecordingTransport
) -> None:
    files.save("large.cnn")
    request = transport.last(protocol.Save)
    with qtbot.waitSignal(files.saved), qtbot.waitSignal(files.noted) as noted:
        transport.say(protocol.Saved(request.request_id, request.path, True, with_means=False))
    assert noted.args[0].what == "large.cnn was saved without the optimizer's running means."
    assert "1,000 MB" in noted.args[0].why


def test_a_failure_that_nobody_asked_for_is_none_of_ours(
    qtbot, files: ProjectFiles, transport: RecordingTransport
) -> None:
    with qtbot.assertNotEmitted(files.failed, wait=100):
        transport.say(protocol.RequestFailed(0, CnnguiError("engine.died", reason="x")))


def opened(transport: RecordingTransport, contents: Contents, **facts: object) -> protocol.Opened:
    asked = transport.last(protocol.Open)
    values = (asked.request_id, asked.path, contents.network, contents.recipe, contents.data, False)
    return replace(protocol.Opened(*values), **facts)


@pytest.mark.parametrize("allowed", [True, False])
def test_data_that_somebody_else_s_project_names_are_not_opened_unasked(
    qtbot, files: ProjectFiles, transport: RecordingTransport, document: Document, allowed
) -> None:
    files.open("handed/on.cnn")
    told = []
    files.noted.connect(told.append)
    with qtbot.waitSignal(files.opened):
        transport.say(opened(transport, document.contents, data="private.npz", may_open_data=allowed))
    assert (document.data == "private.npz") == allowed
    assert bool(told) != allowed


def test_a_run_wanted_while_a_file_is_opened_is_one_of_the_file(
    qtbot, document: Document, engine: EngineClient, transport: RecordingTransport
) -> None:
    training = TrainingSession(document, engine)
    files = ProjectFiles(document, engine, training, Settings())
    training.due.connect(training.train)
    engine.event_received.emit(protocol.Ready("CPU", "float32", 2, {}))
    files.open("slow.cnn")
    training.train()
    assert training.status.name == "IDLE", "what is opened would end it"
    training.want()
    other = edit.with_input_shape(document.network, (32, 32, 1))
    with qtbot.waitSignal(training.due):
        transport.say(opened(transport, replace(document.contents, network=other)))
    assert transport.last(protocol.Train).network == other


@pytest.mark.parametrize("then", ["fails", "another is begun"])
def test_no_run_begins_when_the_file_that_was_meant_does_not_come(
    qtbot, document: Document, engine: EngineClient, transport: RecordingTransport, then: str
) -> None:
    training = TrainingSession(document, engine)
    files = ProjectFiles(document, engine, training, Settings())
    engine.event_received.emit(protocol.Ready("CPU", "float32", 2, {}))
    files.open("slow.cnn")
    training.want()
    if then == "another is begun":
        files.new("xor-2-2-1")
    request = transport.last(protocol.Open).request_id
    with qtbot.assertNotEmitted(training.due), qtbot.waitSignal(engine.event_received):
        transport.say(protocol.RequestFailed(request, CnnguiError("engine.died", reason="x")))
    assert (training.wanted, training.waits_for, training.can_train) == (False, "", True)


def test_what_is_read_late_does_not_replace_what_was_begun_meanwhile(
    qtbot, files: ProjectFiles, transport: RecordingTransport, document: Document
) -> None:
    files.open("slow.cnn")
    answer = opened(transport, document.contents)
    files.new("xor-2-2-1")
    begun = document.contents
    with qtbot.assertNotEmitted(files.opened, wait=100):
        transport.say(answer)
    assert document.contents == begun
    assert document.path == ""


def test_an_edit_made_while_a_file_is_read_can_be_brought_back(
    qtbot, files: ProjectFiles, transport: RecordingTransport, document: Document
) -> None:
    files.open("slow.cnn")
    answer = opened(transport, document.contents)
    document.set_recipe(Recipe(epochs=77))
    told = []
    files.noted.connect(told.append)
    with qtbot.waitSignal(files.opened):
        transport.say(answer)
    assert (document.recipe.epochs, document.path, document.dirty) == (Recipe().epochs, "slow.cnn", False)
    assert "Undo" in told[0].mend
    document.undo_stack.undo()
    assert document.recipe.epochs == 77
    assert document.dirty


def test_two_files_asked_for_one_after_the_other_are_no_edits_of_each_other(
    qtbot, files: ProjectFiles, transport: RecordingTransport, document: Document
) -> None:
    answers = []
    for epochs in (7, 8):
        files.open(f"{epochs}.cnn")
        answers.append(opened(transport, replace(document.contents, recipe=Recipe(epochs=epochs))))
    with qtbot.assertNotEmitted(files.noted):
        for answer in answers:
            with qtbot.waitSignal(files.opened):
                transport.say(answer)
            assert (document.path, document.recipe) == (answer.path, answer.recipe)
    assert not document.undo_stack.canUndo()


def test_a_file_read_without_edits_leaves_nothing_to_undo(
    qtbot, files: ProjectFiles, transport: RecordingTransport, document: Document
) -> None:
    document.set_recipe(Recipe(epochs=77))
    files.open("quick.cnn")
    with qtbot.waitSignal(files.opened):
        transport.say(opened(transport, document.contents))
    assert not document.undo_stack.canUndo()


@pytest.mark.parametrize("more", [True, False])
def test_what_was_learned_while_a_save_was_under_way_is_still_unsaved(
    qtbot, files: ProjectFiles, transport: RecordingTransport, document: Document, more
) -> None:
    document.mark_trained()
    files.save("net.cnn")
    request = transport.last(protocol.Save)
    if more:
        columns = {"batch_loss": [1.0], "batch_metric": [0.5]}
        files._training.history.append_batches(1, 0, columns, 10)
    with qtbot.waitSignal(files.saved):
        transport.say(protocol.Saved(request.request_id, request.path, True))
    assert document.dirty == more


def test_a_recent_file_that_is_gone_is_listed_no_more(
    qtbot, files: ProjectFiles, transport: RecordingTransport
) -> None:
    Settings().add_recent("gone.cnn")
    files.open("gone.cnn")
    asked = transport.last(protocol.Open)
    with qtbot.waitSignal(files.failed):
        transport.say(protocol.RequestFailed(asked.request_id, CnnguiError("files.missing", path="gone.cnn")))
    assert "gone.cnn" not in Settings().recent_files
