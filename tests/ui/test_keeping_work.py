"""What stands between a person and the loss of work: saves, questions, offers and a dead engine."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QFileDialog, QMessageBox

from cnngui.app import App, build_state
from cnngui.engine import protocol
from cnngui.errors import CnnguiError
from cnngui.runs.kept_weights import Place
from cnngui.runs.model_id import DRAFT
from cnngui.state.document import Contents
from cnngui.state.recovery import Recovered, recovery_folder
from cnngui.state.training import Status
from tests.recording import RecordingTransport
from tests.windows import window_on

DIED = protocol.WorkerDied(-9, CnnguiError("engine.died", reason="probably out of memory"))


def press(question: str, button: str) -> None:
    """Press `button` of the message box called `question` once it is up."""

    def look() -> None:
        if not isinstance(box := QApplication.activeModalWidget(), QMessageBox):
            QTimer.singleShot(10, look)
            return
        found = {each.text().replace("&", ""): each for each in box.buttons()}
        assert box.objectName() == question
        found[button].click()

    QTimer.singleShot(0, look)


class Lesson:
    """A window whose worker has opened or trained something."""

    def __init__(self, qtbot, app: App, transport: RecordingTransport) -> None:
        self.qtbot, self.app, self.transport = qtbot, app, transport
        self.document, self.training = app.state.document, app.state.training

    def has_learned(self) -> None:
        """Have the worker say that the network on the cards has weights."""
        with self.qtbot.waitSignal(self.training.own_model_changed):
            self.transport.say(protocol.ModelReady(DRAFT, self.document.network, tuple("0123456789")))

    def opens(self, path: str, stamp: int = 5) -> None:
        self.app.state.files.open(path)
        self.has_learned()
        request, contents = self.transport.last(protocol.Open), self.document.contents
        with self.qtbot.waitSignal(self.app.state.files.opened):
            self.transport.say(
                protocol.Opened(
                    *(request.request_id, path, contents.network, contents.recipe, "digits", True),
                    stamp=stamp,
                )
            )

    def trains(self) -> str:
        self.app.window.train_actions.train.trigger()
        run = self.transport.last(protocol.Train).run_id
        with self.qtbot.waitSignal(self.training.progress_changed):
            self.transport.say(protocol.Started(run, 40, 0, 2, 4000, 1000, False, "x", "accuracy"))
        self.has_learned()
        return run

    def dies(self) -> None:
        self.transport.say(DIED)
        self.qtbot.waitUntil(lambda: self.training.status is Status.DEAD)

    def restarts(self) -> protocol.Resume:
        """Press the button of the bar, and return what the new worker is asked for."""
        with self.qtbot.waitSignal(self.app.state.engine.ready_changed):
            self.app.window.notice.acted.emit()
        self.qtbot.waitUntil(lambda: self.app.state.engine.ready is not None)
        return self.transport.last(protocol.Resume)

    def answers(self, request: protocol.Resume) -> None:
        """Have the new worker say that it took up what was asked for."""
        document = self.document
        self.has_learned()
        facts = (request.places[0].path, document.network, document.recipe, "digits", True)
        self.transport.say(protocol.Opened(request.request_id, *facts))
        self.qtbot.waitUntil(lambda: self.training.status is Status.IDLE)


@pytest.fixture
def lesson(qtbot, app: App, transport: RecordingTransport) -> Lesson:
    return Lesson(qtbot, app, transport)


def test_weights_of_an_opened_file_and_of_runs_are_taken_up_from_disk_by_restart(lesson: Lesson) -> None:
    lesson.opens("/course/lesson.cnn")
    contents = lesson.document.contents
    run = lesson.trains()
    lesson.dies()
    request = lesson.restarts()
    assert [Path(place.path).name for place in request.places] == ["lesson.cnn", run]
    assert request.network == contents.network
    assert lesson.training.status is Status.STARTING, "nothing may be trained before they are back"
    lesson.answers(request)
    assert (lesson.document.contents, lesson.document.path) == (contents, "/course/lesson.cnn")
    assert lesson.training.goes_on


def test_a_run_of_another_network_has_none_of_the_weights_of_before(lesson: Lesson) -> None:
    lesson.opens("/course/lesson.cnn")
    lesson.document.set_field("conv2d", "filters", 7)
    run = lesson.trains()
    lesson.dies()
    assert [Path(place.path).name for place in lesson.restarts().places] == [run]


def test_a_run_with_another_dropout_goes_on_with_the_weights_of_before(lesson: Lesson) -> None:
    lesson.opens("/course/lesson.cnn")
    lesson.document.set_field("dropout", "rate", 0.1)
    lesson.trains()
    lesson.dies()
    assert len(lesson.restarts().places) == 2


def test_curves_of_weights_that_cannot_be_taken_up_are_not_shown(lesson: Lesson) -> None:
    run = lesson.trains()
    with lesson.qtbot.waitSignal(lesson.training.history_changed):
        values = {"batch_loss": [0.5], "batch_metric": [0.5]}
        lesson.transport.say(protocol.Batches(run, 1, 0, values, 1000.0, 0.001))
    lesson.dies()
    request = lesson.restarts()
    lesson.transport.say(protocol.RequestFailed(request.request_id, CnnguiError("runs.weights_gone")))
    lesson.qtbot.waitUntil(lambda: lesson.training.status is Status.IDLE)
    assert not lesson.training.history.batch_x.size
    assert "could not be taken up" in lesson.app.window.notice.text()


def test_a_save_with_a_dead_engine_says_why_not(lesson: Lesson) -> None:
    lesson.opens("/course/lesson.cnn")
    lesson.dies()
    lesson.app.window.file_actions.save.trigger()
    assert "lesson.cnn was not saved." in lesson.app.window.notice.text()
    assert "Restart" in lesson.app.window.notice.text()


def test_closing_with_a_dead_engine_keeps_the_window_now_and_after_a_later_save(lesson: Lesson) -> None:
    lesson.opens("/course/lesson.cnn")
    lesson.document.set_field("conv2d", "filters", 7)
    lesson.dies()
    press("unsaved_question", "Save")
    lesson.app.window.close()
    assert lesson.app.window.isVisible()
    lesson.answers(lesson.restarts())
    assert not any(isinstance(each, protocol.Save) for each in lesson.transport.sent)
    lesson.app.window.file_actions.save.trigger()
    request = lesson.transport.last(protocol.Save)
    with lesson.qtbot.waitSignal(lesson.app.state.files.saved):
        lesson.transport.say(protocol.Saved(request.request_id, request.path, True))
    assert lesson.app.window.isVisible()
    assert "Saved" in lesson.app.window.statusBar().currentMessage()


def test_what_is_edited_while_it_is_saved_for_closing_is_asked_about(lesson: Lesson) -> None:
    lesson.opens("/course/lesson.cnn")
    lesson.document.set_field("conv2d", "filters", 7)
    press("unsaved_question", "Save")
    lesson.app.window.close()
    assert "Saving lesson.cnn" in lesson.app.window.statusBar().currentMessage()
    lesson.document.set_field("conv2d", "filters", 8)
    press("unsaved_question", "Cancel")
    request = lesson.transport.last(protocol.Save)
    with lesson.qtbot.waitSignal(lesson.app.state.files.saved):
        lesson.transport.say(protocol.Saved(request.request_id, request.path, True))
    assert lesson.app.window.isVisible()
    assert lesson.document.dirty


@pytest.mark.parametrize("answer", ["Lose the weights", "Cancel", "Save as …"])
def test_weights_in_a_file_are_only_lost_by_a_yes(
    lesson: Lesson, answer: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QFileDialog, "exec", lambda _: 0)
    lesson.opens("/course/lesson.cnn")
    lesson.document.set_field("conv2d", "filters", 7)
    lesson.app.window.file_actions.save.trigger()
    first = lesson.transport.last(protocol.Save)
    assert not first.drop_weights
    press("drop_weights_question", answer)
    with lesson.qtbot.waitSignal(lesson.app.state.files.would_drop):
        error = CnnguiError("runs.would_drop_weights", name="lesson.cnn")
        lesson.transport.say(protocol.RequestFailed(first.request_id, error))
    second = lesson.transport.last(protocol.Save)
    assert second.drop_weights == (answer == "Lose the weights")
    assert lesson.document.dirty


def test_a_disk_without_room_for_checkpoints_is_said_and_another_folder_offered(
    lesson: Lesson, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = lesson.trains()
    error = CnnguiError("runs.not_kept", folder="/full", reason="No space left on device")
    with lesson.qtbot.waitSignal(lesson.training.not_kept):
        lesson.transport.say(protocol.NotKept(run, error))
    assert "not kept against a crash" in lesson.app.window.notice.text()
    assert "No space left" in lesson.app.window.notice.text()
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(tmp_path))
    lesson.app.window.notice.acted.emit()
    assert lesson.transport.last(protocol.KeepRuns).folder == str(tmp_path)
    assert lesson.training.places[-1] == Place(str(tmp_path / run))


def test_for_a_copy_that_finds_no_memory_no_other_folder_is_offered(lesson: Lesson) -> None:
    with lesson.qtbot.waitSignal(lesson.training.not_kept):
        lesson.transport.say(protocol.NotKept(lesson.trains(), CnnguiError("runs.not_copied")))
    assert "not enough memory" in lesson.app.window.notice.text()
    current = lesson.app.state.notices.current
    assert current is not None
    assert current.mend == ""


def test_a_run_that_ended_before_the_answer_is_sought_in_the_other_folder(
    lesson: Lesson, tmp_path: Path
) -> None:
    run, recovery = lesson.trains(), lesson.app.state.recovery
    lesson.document.mark_trained()
    lesson.transport.say(protocol.Finished(run, 1, 1.0))
    lesson.qtbot.waitUntil(lambda: not lesson.training.status.busy)
    recovery.write()
    recovery._timer.stop()
    lesson.training.keep_runs_in(str(tmp_path))
    assert lesson.training.places[-1] == Place(str(tmp_path / run))
    assert recovery._timer.isActive(), "another session would seek it in the folder of before"


def offers(app: App, *units: int) -> list[Recovered]:
    """Leave what crashed sessions would, each with as many filters, and offer it."""
    found = []
    for filters in units:
        edited = app.state.document.contents
        layers = edited.network.layers[0].model_copy(update={"filters": filters}), *edited.network.layers[1:]
        contents = Contents(edited.network.with_layers(layers), edited.recipe, edited.data)
        (recovery_folder() / f"{filters}.json").write_text("{}")
        found.append(Recovered(str(filters), contents, "", f"{filters}.cnn", 0.0, filters))
    app.state.notices.offer(found)
    return found


def kept() -> list[str]:
    return sorted(file.stem for file in recovery_folder().glob("?.json"))


def test_offers_come_one_after_another_and_stay_until_answered(qtbot, app: App) -> None:
    offers(app, 5, 6)
    assert "5.cnn" in app.window.notice.text()
    app.state.notices.show_error(CnnguiError("engine.no_model"))
    app.window.notice.dismiss()
    assert "5.cnn" in app.window.notice.text(), "another notice is no answer"
    app.window.notice.acted.emit()
    app.state.recovery.flush()
    assert app.state.document.network.layer("conv2d").filters == 5
    assert not app.window.notice.isVisible(), "unsaved work comes before the next one"
    assert kept() == ["6"]
    app.state.document.mark_saved("5.cnn")
    assert "6.cnn" in app.window.notice.text()
    press("throw_away_question", "Offer again")
    app.window.notice.dismiss()
    assert not app.window.notice.isVisible()
    app.window.close()
    assert kept() == ["6"]
    (recovery_folder() / "6.json").unlink()


def test_deleted_runs_that_are_back_are_told_of_behind_an_offer(qtbot, app: App) -> None:
    offers(app, 5)
    app.state.runs.brought_back.emit(2)
    assert "5.cnn" in app.window.notice.text()
    press("throw_away_question", "Throw away")
    app.window.notice.dismiss()
    assert "Deleted runs that are back: 2" in app.window.notice.text()
    app.window.notice.dismiss()
    assert not app.window.notice.isVisible()


def test_what_is_thrown_away_is_gone_and_unsaved_work_is_asked_about_first(qtbot, app: App) -> None:
    offers(app, 5)
    app.state.document.set_field("conv2d", "filters", 9)
    press("unsaved_question", "Cancel")
    app.window.notice.acted.emit()
    assert app.state.document.network.layer("conv2d").filters == 9
    assert "5.cnn" in app.window.notice.text()
    press("throw_away_question", "Throw away")
    app.window.notice.dismiss()
    app.state.recovery.flush()
    assert kept() == []
    assert not app.window.notice.isVisible()


def test_that_edits_are_not_kept_is_said_in_the_window(qtbot, app: App) -> None:
    app.state.recovery.failed.emit(CnnguiError("runs.edits_not_kept", folder="/x", reason="y"))
    assert "Your edits are not kept" in app.window.notice.text()


def test_a_window_opens_where_nothing_can_be_kept_and_says_so(
    qtbot, request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "home").write_text("")
    monkeypatch.setenv("CNNGUI_HOME", str(tmp_path / "home"))
    made = window_on(request, build_state(RecordingTransport))
    with qtbot.waitSignal(made.state.engine.ready_changed):
        made.start()
    with qtbot.waitSignal(made.state.recovery.found):
        made.state.recovery.start()
    assert "Your edits are not kept" in made.window.notice.text()
    made.state.document.set_field("conv2d", "filters", 9)
    made.state.recovery.write()
    made.state.recovery.flush()
    assert made.window.isVisible()
