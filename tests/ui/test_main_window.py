"""What a person can do at the window at each moment, and that nothing is lost."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QByteArray, QPoint, QRect, QSize, Qt, QTimer
from PySide6.QtGui import QAction, QScreen
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QLabel,
    QLineEdit,
    QMenu,
    QMessageBox,
    QProgressBar,
    QSpinBox,
    QWidget,
)

from cnngui.app import App, build_state
from cnngui.engine import protocol
from cnngui.engine.precision import ChosenPrecision
from cnngui.errors import CnnguiError
from cnngui.network.schedules import InverseTimeDecay
from cnngui.network.strict_json import Fault, Faults
from cnngui.runs.model_id import DRAFT
from cnngui.state.settings import Settings
from cnngui.state.training import Status
from cnngui.ui.file_dialogs import ask_unsaved
from cnngui.ui.pages import PageSplit
from cnngui.ui.progress_line import ProgressLine
from cnngui.ui.shared.questions import Question
from cnngui.ui.shared.widgets import Pane
from tests.recording import RecordingTransport
from tests.windows import window_on

NAMES = (
    "data_combo",
    "layer_stack",
    "add_layer_button",
    "property_form",
    "total_parameters",
    "cost_plot",
    "accuracy_plot",
    "progress_bar",
    "drawing_canvas",
    "clear_canvas_button",
    "prediction_label",
    "class_probabilities",
    "feature_map_view",
)


def press(question: str, button: str) -> None:
    """Press `button` of the message box called `question` as soon as it is up."""

    def look() -> None:
        box = QApplication.activeModalWidget()
        assert isinstance(box, QMessageBox)
        assert box.objectName() == question
        next(each for each in box.buttons() if each.text().replace("&", "") == button).click()

    QTimer.singleShot(0, look)


@pytest.mark.parametrize("name", NAMES)
def test_every_part_has_its_name(app: App, name: str) -> None:
    assert app.window.findChild(QWidget, name) is not None


def test_the_default_network_is_there_at_the_start(app: App) -> None:
    total = app.window.findChild(QLabel, "total_parameters")
    assert total is not None
    assert total.text().startswith("356,234")
    assert not app.window.isWindowModified()


def test_train_waits_for_the_engine_and_says_so(app: App, transport: RecordingTransport) -> None:
    app.state.engine.starting.emit()
    app.window.train_actions.train.trigger()
    assert not any(isinstance(command, protocol.Train) for command in transport.sent)
    assert app.state.training.wanted
    app.state.training.stop()
    assert not app.window.train_actions.step.isEnabled()
    assert "TensorFlow" in app.window.train_actions.train.toolTip()


def test_an_error_in_the_network_disables_train_and_names_the_layer(app: App) -> None:
    app.state.document.set_field("conv2d", "padding", "valid")
    app.state.document.set_field("conv2d", "kernel_size", (99, 99))
    assert not app.window.train_actions.train.isEnabled()
    assert "99×99" in app.window.train_actions.train.toolTip()


def test_the_keys_train_pause_and_stop(qtbot, app: App, transport: RecordingTransport) -> None:
    qtbot.keyClick(app.window, Qt.Key.Key_F5)
    command = transport.last(protocol.Train)
    started = protocol.Started(command.run_id, 40, 0, 5, 4000, 1000, False, "x", "accuracy")
    with qtbot.waitSignal(app.state.training.status_changed):
        transport.say(started)
    qtbot.keyClick(app.window, Qt.Key.Key_F6)
    assert transport.last(protocol.Control) == protocol.Control("pause")
    qtbot.keyClick(app.window, Qt.Key.Key_Escape)
    assert transport.last(protocol.Control) == protocol.Control("pause")
    qtbot.keyClick(app.window, Qt.Key.Key_F5, Qt.KeyboardModifier.ShiftModifier)
    assert transport.last(protocol.Control) == protocol.Control("stop")


def test_undo_and_redo_by_key(qtbot, app: App) -> None:
    before = app.state.document.contents
    app.state.document.remove_layers("dropout")
    assert app.window.isWindowModified()
    qtbot.keyClick(app.window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert app.state.document.contents == before
    assert not app.window.isWindowModified()


def test_closing_with_unsaved_work_asks_and_cancel_keeps_everything(app: App) -> None:
    app.state.document.remove_layers("dropout")
    press("unsaved_question", "Cancel")
    app.window.close()
    assert app.window.isVisible()
    assert app.state.document.dirty


def test_discard_closes(app: App) -> None:
    app.state.document.remove_layers("dropout")
    press("unsaved_question", "Discard")
    app.window.close()
    assert not app.window.isVisible()


def test_save_before_closing_waits_for_the_file(qtbot, app: App, transport: RecordingTransport) -> None:
    app.state.document.remove_layers("dropout")
    app.state.document.path = "kept.cnn"
    press("unsaved_question", "Save")
    app.window.close()
    assert app.window.isVisible()
    command = transport.last(protocol.Save)
    transport.say(protocol.Saved(command.request_id, command.path, with_weights=False))
    qtbot.waitUntil(lambda: not app.window.isVisible())


def test_a_save_that_fails_keeps_the_window_and_the_work(
    qtbot, app: App, transport: RecordingTransport
) -> None:
    app.state.document.remove_layers("dropout")
    app.state.document.path = "kept.cnn"
    app.window.file_actions.save.trigger()
    command = transport.last(protocol.Save)
    error = CnnguiError("files.cannot_write", path="kept.cnn", reason="No space left on device")
    transport.say(protocol.RequestFailed(command.request_id, error))
    qtbot.waitUntil(app.window.notice.isVisible)
    assert "No space left" in app.window.notice.text()
    assert app.state.document.dirty


def test_an_opened_project_is_shown_with_its_name(qtbot, app: App, transport: RecordingTransport) -> None:
    app.window.file_actions.open_path("lesson.cnn")
    command = transport.last(protocol.Open)
    contents = app.state.document.contents
    network = contents.network.with_layers(contents.network.layers[:3])
    with qtbot.waitSignal(app.state.files.opened):
        transport.say(
            protocol.Opened(command.request_id, "lesson.cnn", network, contents.recipe, "digits", False)
        )
    assert app.state.document.network == network
    assert "lesson.cnn" in app.window.windowTitle()
    assert not app.state.document.dirty


def test_a_keras_model_opens_under_its_name_and_asks_for_one_to_save(
    qtbot, app: App, transport: RecordingTransport, tmp_path: Path
) -> None:
    path = str(tmp_path / "lesson.keras")
    Path(path).touch()
    app.window.file_actions.open_path(path)
    command = transport.last(protocol.Open)
    contents = app.state.document.contents
    notes = Faults([Fault("Dense 'a'", "keras_file.note.training_only")])
    with qtbot.waitSignal(app.state.files.opened):
        transport.say(
            protocol.Opened(
                *(command.request_id, path, contents.network, contents.recipe, "", True),
                foreign=True,
                notes=notes,
            )
        )
    assert app.state.document.data == contents.data
    assert app.state.document.path == ""
    assert "lesson" in app.window.windowTitle()
    assert app.state.settings.recent_files[0] == path
    assert "Dense 'a': was left out" in app.window.notice.text()
    assert not app.state.document.dirty


def test_a_refused_keras_model_leaves_everything_as_it_is(
    qtbot, app: App, transport: RecordingTransport
) -> None:
    before = app.state.document.contents
    app.window.file_actions.open_path("/tmp/evil.keras")
    faults = Faults(
        [Fault("Lambda 'crop'", "keras_file.fault.code"), Fault("GRU 'g'", "keras_file.fault.unknown_kind")]
    )
    error = CnnguiError("keras_file.not_taken_over", path="evil.keras", count=2, faults=faults)
    with qtbot.waitSignal(app.state.files.failed):
        transport.say(protocol.RequestFailed(transport.last(protocol.Open).request_id, error))
    assert "Lambda 'crop': runs code of its own" in app.window.notice.text()
    assert "GRU 'g': is a kind of layer" in app.window.notice.text()
    assert app.state.document.contents == before


def test_a_preset_without_data_keeps_the_chosen_ones_only_if_it_can_be_trained_on_them(app: App) -> None:
    document = app.state.document
    for facts, data in (((10, (28, 28, 1)), ""), ((2, (2,)), ""), ((10, (32, 32, 3)), "mine.npz")):
        document.set_data("mine.npz")
        document.set_data_facts(*facts)
        document.undo_stack.setClean()
        app.window.file_actions.new_from("cifar10-cnn-keras")
        assert document.data == data
        assert document.inference.ok


def test_a_dead_engine_offers_to_restart(qtbot, app: App, transport: RecordingTransport) -> None:
    error = CnnguiError("engine.died", reason="probably out of memory")
    transport.say(protocol.WorkerDied(-9, error))
    qtbot.waitUntil(app.window.notice.isVisible)
    assert app.state.training.status is Status.DEAD
    with qtbot.waitSignal(app.state.engine.ready_changed):
        app.window.notice.acted.emit()
        transport.say(protocol.Ready("CPU", "float32", 2, {}))
    assert app.window.train_actions.train.isEnabled()


def test_a_dead_engine_is_called_dead_everywhere_and_can_be_restarted_without_the_notice(
    qtbot, app: App, transport: RecordingTransport
) -> None:
    transport.say(protocol.WorkerDied(-9, CnnguiError("engine.died", reason="probably out of memory")))
    qtbot.waitUntil(app.window.notice.isVisible)
    assert app.state.inside.asking.unavailable == "dead"
    shown = [words.text() for words in app.window.findChildren(QLabel) if words.isVisible()]
    assert not [text for text in shown if "starting" in text]
    app.window.notice.dismiss()
    restart = app.window.train_actions.restart
    assert restart.isEnabled()
    with qtbot.waitSignal(app.state.engine.ready_changed):
        restart.trigger()
        assert app.state.training.status is Status.STARTING
        assert app.state.inside.asking.unavailable == "starting"
        assert not restart.isEnabled()
    assert app.state.training.status is Status.IDLE


def test_the_progress_line_says_what_keeps_train_from_starting(app: App) -> None:
    shown = app.window.findChild(ProgressLine)
    assert shown is not None
    assert shown.where_label.text() == "Ready to train"
    app.state.document.set_field("conv2d", "kernel_size", (99, 99))
    app.state.document.set_field("conv2d", "padding", "valid")
    assert shown.where_label.text() == "Fix the network first"
    app.state.document.undo_stack.undo()
    assert shown.where_label.text() == "Ready to train"


def test_enter_does_not_forget_the_weights(qtbot, app: App, transport: RecordingTransport) -> None:
    with qtbot.waitSignal(app.state.training.own_model_changed):
        transport.say(protocol.ModelReady(DRAFT, app.state.document.network, tuple("0123456789")))

    def look() -> None:
        box = QApplication.activeModalWidget()
        assert isinstance(box, QMessageBox)
        assert box.defaultButton().text() == "Keep them"
        box.defaultButton().click()

    QTimer.singleShot(0, look)
    app.window.train_actions.reset.trigger()
    assert app.state.training.own_model is not None


def test_progress_is_told_in_words_and_by_the_bar(qtbot, app: App, transport: RecordingTransport) -> None:
    app.window.train_actions.train.trigger()
    run = transport.last(protocol.Train).run_id
    transport.say(protocol.Started(run, 40, 0, 2, 4000, 1000, False, "x", "accuracy"))
    bar = app.window.findChild(QProgressBar, "progress_bar")
    assert bar is not None
    values = np.full(20, 0.5, np.float32)
    with qtbot.waitSignal(app.state.training.history_changed):
        transport.say(
            protocol.Batches(run, 1, 0, {"batch_loss": values, "batch_metric": values}, 1000.0, 0.001)
        )
    assert bar.value() == bar.maximum() // 4


def test_a_changing_learning_rate_and_the_parts_of_the_cost_are_shown(
    qtbot, app: App, transport: RecordingTransport
) -> None:
    app.state.document.set_recipe(
        app.state.document.recipe.model_copy(update={"schedule": InverseTimeDecay()})
    )
    app.window.train_actions.train.trigger()
    run, values = transport.last(protocol.Train).run_id, np.full(20, 0.5, np.float32)
    transport.say(
        protocol.Started(run, 40, 0, 2, 4000, 1000, False, "mean_squared_error", "accuracy", ("conv2d",))
    )
    with qtbot.waitSignal(app.state.training.history_changed):
        transport.say(
            protocol.Batches(run, 1, 0, {"batch_loss": values, "batch_metric": values}, 1000.0, 0.000123)
        )
    assert any("rate 0.000123" in shown.text() for shown in app.window.findChildren(QLabel))
    plot = app.window.findChild(QWidget, "cost_plot")
    assert isinstance(plot, Pane)
    assert plot.title.text() == "Total cost"
    assert "mean squared error" in plot.title.toolTip()
    assert "conv2d" in plot.title.toolTip()


def test_the_theme_switches_and_is_remembered(app: App) -> None:
    from cnngui.ui.shared.theme import theme

    app.state.settings.theme = "dark"
    assert theme().dark
    app.state.settings.theme = "light"
    assert not theme().dark


def test_reset_layout_brings_a_closed_panel_back(app: App) -> None:
    app.window.docks[0].close()
    assert not app.window.docks[0].isVisible()
    app.window.reset_layout()
    assert app.window.docks[0].isVisible()


def test_a_file_name_is_shown_as_plain_text(qtbot, app: App, tmp_path: Path) -> None:
    app.state.document.path = str(tmp_path / "<b>bold.cnn")
    app.state.document.file_changed.emit()
    assert "<b>bold.cnn" in app.window.file_label.text()
    assert app.window.file_label.textFormat() == Qt.TextFormat.PlainText


@pytest.mark.parametrize(("field", "text"), [("kernel_size", "5"), ("filters", "16")])
def test_undo_works_while_a_field_has_the_keyboard(qtbot, app: App, field: str, text: str) -> None:
    before = app.state.document.contents
    app.state.document.select("conv2d")
    app.state.document.set_field("conv2d", "padding", "valid")
    editor = app.window.findChild(QLineEdit if field == "kernel_size" else QSpinBox, f"field_{field}")
    assert editor is not None
    QApplication.processEvents()
    editor.setFocus()
    editor.selectAll()
    qtbot.keyClicks(editor, text)
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    assert text in str(getattr(app.state.document.network.layer("conv2d"), field))
    for _ in range(2):
        qtbot.keyClick(editor, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert app.state.document.contents == before
    for _ in range(2):
        qtbot.keyClick(editor, Qt.Key.Key_Y, Qt.KeyboardModifier.ControlModifier)
    assert text in str(getattr(app.state.document.network.layer("conv2d"), field))


def test_undo_takes_back_what_is_still_being_typed(qtbot, app: App) -> None:
    app.state.document.select("conv2d")
    app.state.document.set_field("conv2d", "padding", "valid")
    before = app.state.document.contents
    editor = app.window.findChild(QLineEdit, "field_kernel_size")
    assert editor is not None
    QApplication.processEvents()
    editor.setFocus()
    editor.selectAll()
    qtbot.keyClicks(editor, "7")
    qtbot.keyClick(editor, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert app.state.document.contents == before
    assert editor.text() == "3 × 3"


def test_undo_reaches_the_recipe_from_its_own_field(qtbot, app: App) -> None:
    before = app.state.document.recipe
    editor = app.window.findChild(QSpinBox, "epochs_box")
    assert editor is not None
    editor.setFocus()
    editor.selectAll()
    qtbot.keyClicks(editor, "12")
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    assert app.state.document.recipe.epochs == 12
    qtbot.keyClick(editor, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert app.state.document.recipe == before


def test_the_first_window_fits_its_screen(request, monkeypatch, transport: RecordingTransport) -> None:
    small = QSize(1366, 700)
    monkeypatch.setattr(QScreen, "availableGeometry", lambda _screen: QRect(QPoint(), small))
    monkeypatch.setattr(Settings, "window", lambda _settings: (QByteArray(), QByteArray()))
    made = window_on(request, build_state(lambda: transport))
    assert made.window.width() <= small.width()
    assert made.window.height() <= small.height()


def test_what_is_opened_at_the_start_is_said_in_the_place_of_the_file_s_name(
    request, qtbot, transport: RecordingTransport
) -> None:
    made = window_on(request, build_state(lambda: transport))
    with qtbot.waitSignal(made.state.engine.ready_changed):
        made.start()
        made.state.files.open("lesson.cnn")
    assert made.window.statusBar().currentMessage() == "Opening lesson.cnn …"
    assert not made.window.file_label.isVisible()
    with qtbot.waitSignal(made.state.files.failed):
        asked = transport.last(protocol.Open).request_id
        transport.say(protocol.RequestFailed(asked, CnnguiError("files.missing", path="lesson.cnn")))
    assert made.window.statusBar().currentMessage() == ""
    assert made.window.file_label.isVisible()


def test_the_centre_stays_off_the_edge_where_a_panel_was_closed(app: App) -> None:
    ground = app.window.centralWidget()
    plots = app.window.findChild(PageSplit)
    assert plots is not None
    network = app.window.docks[0]
    assert plots.mapTo(ground, plots.rect().topLeft()).x() == 0
    network.close()
    QApplication.processEvents()
    assert plots.mapTo(ground, plots.rect().topLeft()).x() == 8
    network.show()
    QApplication.processEvents()
    assert plots.mapTo(ground, plots.rect().topLeft()).x() == 0


def test_curves_of_lost_weights_are_not_called_done(qtbot, app: App, transport: RecordingTransport) -> None:
    app.window.train_actions.train.trigger()
    run = transport.last(protocol.Train).run_id
    with qtbot.waitSignal(app.state.training.progress_changed):
        transport.say(protocol.Started(run, 40, 0, 2, 4000, 1000, False, "x", "accuracy"))
    transport.say(protocol.WorkerDied(-9, CnnguiError("engine.died", reason="out of memory")))
    qtbot.waitUntil(app.window.notice.isVisible)
    with qtbot.waitSignal(app.state.engine.ready_changed):
        app.window.train_actions.restart.trigger()
    shown = app.window.findChild(ProgressLine)
    assert shown is not None
    qtbot.waitUntil(lambda: app.state.training.status is Status.IDLE)
    assert shown.where_label.text() == "Ready to train anew"


def test_what_a_dissolved_block_takes_with_it_is_told(app: App) -> None:
    app.state.files.new("mini-inception")
    app.state.document.select("inception_1")
    app.window.findChild(QAction, "unwrap_layer_action").trigger()
    assert "6 layers of the other branches go with it" in app.window.statusBar().currentMessage()


def test_menus_show_the_tips_of_their_actions(app: App) -> None:
    shown = {menu.title(): menu.toolTipsVisible() for menu in app.window.menuBar().findChildren(QMenu)}
    assert shown["&Edit"]
    assert shown["&Train"]


@pytest.mark.parametrize("before", ["xor-2-2-1", "sentence-cnn"])
def test_the_draw_panel_fits_the_window_after_another_kind_of_input(app: App, before: str) -> None:
    window = app.window
    window.resize(1280, 720)
    app.state.files.new(before)
    QTest.qWait(20)
    app.state.files.new("mini-resnet")
    QTest.qWait(20)
    (dock,) = [each for each in window.docks if each.objectName() == "draw_dock"]
    assert dock.geometry().bottom() < window.statusBar().y()


def test_the_window_fits_a_screen_of_1280_pixels_whatever_it_computes_in(
    qtbot, app: App, transport: RecordingTransport
) -> None:
    device = app.window.findChild(QLabel, "device_label")
    assert device is not None
    assert device.text() == "CPU · float32"
    app.window.train_actions.train.trigger()
    run, chosen = transport.last(protocol.Train).run_id, ChosenPrecision("mixed_bfloat16", "measured", 1.5)
    transport.say(protocol.Started(run, 40, 0, 2, 4000, 1000, False, "x", "accuracy", precision=chosen))
    qtbot.waitUntil(lambda: device.text() == "CPU · mixed_bfloat16")
    assert device.toolTip() == chosen.why
    assert app.window.minimumSizeHint().width() <= 1280
    assert app.window.minimumSizeHint().height() <= 720


@pytest.mark.parametrize("kept", [False, True])
def test_questions_say_that_weights_are_lost_only_where_they_are(
    app: App, monkeypatch: pytest.MonkeyPatch, kept: bool
) -> None:
    monkeypatch.setattr(type(app.state.training), "is_kept", property(lambda _: kept))
    said: list[str] = []
    monkeypatch.setattr(Question, "ask", lambda box, why, default, **answers: said.append(why) or "cancel")
    ask_unsaved(app.window)
    app.window.train_actions._on_reset()
    app.window.train_actions._may_lose()
    assert len(said) == 3
    assert ["stay" in why.replace("the layers stay", "") for why in said] == [kept] * 3
