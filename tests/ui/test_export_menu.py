"""What the Export menu writes, and what it says of it."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from cnngui.app import App
from cnngui.engine import protocol
from cnngui.engine.model_forms import FORMS
from cnngui.errors import CnnguiError
from cnngui.export.picture import network_svg
from cnngui.network.network import Network
from cnngui.ui.export_menu import ExportMenu
from tests.recording import RecordingTransport


@pytest.fixture
def menu(app: App) -> ExportMenu:
    found = app.window.findChild(ExportMenu, "export_menu")
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("name", "begins"),
    [
        ("code", b"import keras"),
        ("svg", b"<svg"),
        ("png", b"\x89PNG"),
        ("md", b"# CNN"),
        ("csv", b"name,kind"),
    ],
)
def test_the_network_is_exported(menu: ExportMenu, tmp_path: Path, qtbot, name: str, begins: bytes) -> None:
    path = tmp_path / "out"
    with qtbot.waitSignal(menu.saved):
        menu.export(name, str(path))
    assert path.read_bytes().startswith(begins)


def test_what_is_exported_is_the_network_of_that_moment(
    app: App, menu: ExportMenu, tmp_path: Path, qtbot, monkeypatch: pytest.MonkeyPatch
) -> None:
    go_on, painted_in = threading.Event(), []

    def slowly(network: Network, title: str) -> bytes:
        painted_in.append(threading.current_thread())
        go_on.wait(10)
        return network_svg(network, title).encode()

    monkeypatch.setattr("cnngui.export.formats.network_png", slowly)
    menu.export("png", str(tmp_path / "out"))
    assert "out" in app.window.statusBar().currentMessage()
    app.state.document.remove_layers(app.state.document.network.names[0])
    with qtbot.waitSignal(menu.saved):
        go_on.set()
    assert painted_in != [threading.main_thread()]
    assert "356,234 parameters" in (tmp_path / "out").read_text("utf-8")
    assert "Exporting" not in app.window.statusBar().currentMessage()


def test_a_folder_that_cannot_be_written_is_told(menu: ExportMenu, tmp_path: Path, qtbot) -> None:
    with qtbot.waitSignal(menu.problem_raised):
        menu.export("svg", str(tmp_path / "none" / "out.svg"))


def test_models_are_exported_by_the_worker(
    qtbot, app: App, menu: ExportMenu, transport: RecordingTransport
) -> None:
    action = next(each for each in menu.actions() if each.objectName() == "export_litert_action")
    assert action.isEnabled()
    menu.export_model(FORMS["litert"], "/tmp/a.tflite")
    assert not action.isEnabled()
    assert "a.tflite" in app.window.statusBar().currentMessage()
    command = transport.last(protocol.Export)
    with qtbot.waitSignal(menu.saved):
        transport.say(protocol.Exported(command.request_id, "/tmp/a.tflite", False))
    assert action.isEnabled()
    assert "not been trained" in app.window.notice.text()
    app.state.document.set_input_shape((28,))
    assert not action.isEnabled()
    assert action.toolTip().startswith("Fix first: Conv2D 1 needs a picture")
    app.state.document.remove_layers(app.state.document.network.names)
    assert action.toolTip().startswith("Add a layer first")


def test_a_whole_network_is_exported_whatever_the_data_are(app: App, menu: ExportMenu) -> None:
    app.state.document.set_data_facts(7, (224, 224, 3))
    assert not app.state.document.inference.ok
    action = next(each for each in menu.actions() if each.objectName() == "export_keras_action")
    assert action.isEnabled()
    assert action.toolTip() == FORMS["keras"].help


def test_an_export_that_fails_is_told(
    qtbot, app: App, menu: ExportMenu, transport: RecordingTransport
) -> None:
    menu.export_model(FORMS["onnx"], "/tmp/a.onnx")
    request = transport.last(protocol.Export).request_id
    transport.say(protocol.RequestFailed(request, CnnguiError("engine.no_onnx")))
    qtbot.waitUntil(app.window.notice.isVisible)
    assert "tf2onnx" in app.window.notice.text()
    assert app.window.statusBar().currentMessage() == ""


def test_an_export_that_died_with_the_engine_is_told_beside_the_offer_to_restart(
    qtbot, app: App, menu: ExportMenu, transport: RecordingTransport
) -> None:
    menu.export_model(FORMS["keras"], "/tmp/a.keras")
    with qtbot.waitSignal(menu.problem_raised):
        transport.say(protocol.WorkerDied(-9, CnnguiError("engine.died", reason="probably out of memory")))
    assert app.window.statusBar().currentMessage() == ""
    assert "out of memory" in app.window.notice.text()
    with qtbot.waitSignal(app.state.engine.starting):
        app.window.notice.acted.emit()
