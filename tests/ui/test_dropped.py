"""A project or model that is dropped anywhere on the window opens; closing names the run that ends by it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QMimeData, QPointF, Qt, QTimer, QUrl
from PySide6.QtGui import QDropEvent, QStatusTipEvent
from PySide6.QtWidgets import QApplication, QMessageBox, QWidget

from cnngui.app import App, build_state
from cnngui.datasets.loaders import LOADERS
from cnngui.engine import protocol
from cnngui.errors import CnnguiError
from cnngui.runs.model_id import DRAFT
from cnngui.runs.opening import open_file
from cnngui.ui.shared.dropped import dropped_data, dropped_model
from tests.recording import RecordingTransport
from tests.windows import window_on


def drop(app: App, place: str, path: str) -> None:
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(path)])
    target = app.window.findChild(QWidget, place)
    point = QPointF(target.mapTo(app.window, target.rect().center()))
    event = QDropEvent(
        point,
        Qt.DropAction.CopyAction,
        mime,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
        QEvent.Type.Drop,
    )
    QApplication.sendEvent(app.window.windowHandle(), event)


@pytest.mark.parametrize("place", ["drawing_canvas", "learning_rate_box", "layer_stack", "cost_plot"])
@pytest.mark.parametrize("name", ["model.keras", "old.H5", "mine.cnn"])
def test_a_model_dropped_anywhere_opens(
    qtbot, app: App, transport: RecordingTransport, tmp_path: Path, place: str, name: str
) -> None:
    drop(app, place, str(tmp_path / name))
    assert not any(isinstance(each, protocol.Open) for each in transport.sent)
    qtbot.waitUntil(lambda: isinstance(transport.sent[-1], protocol.Open))
    assert transport.last(protocol.Open).path == str(tmp_path / name)


def carried(path: str) -> QMimeData:
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(path)])
    return mime


def test_a_picture_is_left_to_what_it_is_dropped_on() -> None:
    mime = carried("/somewhere/seven.png")
    assert dropped_model(mime) == dropped_data(mime) == ""


@pytest.mark.parametrize("pattern", [each for loader in LOADERS for each in loader.patterns])
def test_what_the_dialog_offers_can_be_dropped(pattern: str) -> None:
    path = f"/somewhere/{pattern.replace('*', 'Mine').upper()}"
    assert dropped_data(carried(path)) == path


@pytest.mark.parametrize(("edited", "kept"), [(False, True), (True, False)])
def test_leaving_while_a_run_is_under_way_names_it_and_says_what_a_save_keeps(
    qtbot, app: App, transport: RecordingTransport, edited: bool, kept: bool
) -> None:
    app.window.train_actions.train.trigger()
    run = app.state.training.run_id
    with qtbot.waitSignal(app.state.training.progress_changed):
        transport.say(protocol.Started(run, 40, 0, 5, 4000, 1000, False, "x", "accuracy"))
    transport.say(protocol.ModelReady(DRAFT, app.state.document.network, tuple("0123456789")))
    with qtbot.waitSignal(app.state.training.history_changed):
        columns = {"batch_loss": np.ones(3), "batch_metric": np.ones(3)}
        transport.say(protocol.Batches(run, 1, 0, columns, 1000.0, 0.001))
    app.state.document.mark_trained()
    if edited:
        app.state.document.set_field("conv2d", "filters", 7)
    told: list[str] = []

    def look() -> None:
        box = QApplication.activeModalWidget()
        assert isinstance(box, QMessageBox)
        told.append(box.informativeText())
        box.reject()

    QTimer.singleShot(0, look)
    app.window.close()
    assert told[0].startswith("“CNN with three convolutions” is being trained: epoch 1 of 5.")
    assert ("saving keeps what it has learned" in told[0]) is kept
    assert ("saving does not keep it" in told[0]) is not kept
    assert app.window.isVisible()


def test_a_file_that_is_opened_at_the_start_is_named_alone(
    qtbot, request: pytest.FixtureRequest, transport: RecordingTransport
) -> None:
    app = window_on(request, build_state(lambda: transport))
    app.state.files.open("/course/lesson.cnn")
    app.start()
    qtbot.waitUntil(app.window.isVisible)
    assert "Opening lesson.cnn" in app.window.statusBar().currentMessage()
    assert not app.window.file_label.isVisible()
    QApplication.sendEvent(app.window, QStatusTipEvent(""))
    assert "Opening lesson.cnn" in app.window.statusBar().currentMessage()
    app.window.statusBar().clearMessage()
    assert app.window.file_label.isVisible()


@pytest.mark.parametrize("content", [b"hello", b"", b"\x89PNG\r\n\x1a\n...", b"{}"])
def test_a_file_of_another_kind_is_said_to_be_no_project(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "notes.cnn"
    path.write_bytes(content)
    with pytest.raises(CnnguiError) as refused:
        open_file(path)
    assert refused.value.message().what == "notes.cnn is not a cnngui project."


def test_a_run_that_is_gone_on_from_is_not_told_by_its_folder(app: App, tmp_path: Path) -> None:
    app.state.files.opened.emit(str(tmp_path))
    assert app.window.statusBar().currentMessage() == "The last checkpoint is back"
    app.state.files.opened.emit(str(tmp_path / "mine.cnn"))
    assert app.window.statusBar().currentMessage() == f"Opened {tmp_path / 'mine.cnn'}"
