"""Where files go: what is proposed, what suffix they get, and which file a person agrees to replace."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication, QFileDialog, QLineEdit, QMessageBox, QPushButton

from cnngui.app import App
from cnngui.engine import protocol
from cnngui.ui.file_dialogs import ask_export_path, ask_save_path, file_stem
from cnngui.ui.train.curve_plot import CurvePlot
from tests.recording import RecordingTransport

YES, NO = QMessageBox.StandardButton.Yes, QMessageBox.StandardButton.No
TICK_MS = 20


class Person:
    """Answers the dialogs that open, one a tick: types a name and accepts, says yes or no, gives up.

    `seen` holds what each showed: the name that a file dialog proposes, or a question's text.
    """

    def __init__(self) -> None:
        self.answers: list[str | QMessageBox.StandardButton] = []
        self.seen: list[str] = []
        self.timer = QTimer(singleShot=True, interval=TICK_MS)
        self.timer.timeout.connect(self._on_tick)
        self.timer.start()

    def _on_tick(self) -> None:
        # First of all: a dialog may open another, and wait for its end within this very call. A timer that
        # repeats would not do: Qt does not fire one whose slot is still at work.
        self.timer.start()
        shown = QApplication.activeModalWidget()
        if shown is None:
            return
        answer = self.answers.pop(0) if self.answers else None
        if isinstance(shown, QMessageBox):
            self.seen.append(shown.text())
            shown.button(answer if isinstance(answer, QMessageBox.StandardButton) else NO).click()
        elif isinstance(shown, QFileDialog):
            line = shown.findChild(QLineEdit, "fileNameEdit")
            self.seen.append(line.text())
            if isinstance(answer, str):
                if answer:
                    line.setText(answer)
                shown.accept()
            else:
                shown.reject()


@pytest.fixture
def person() -> Iterator[Person]:
    made = Person()
    yield made
    made.timer.stop()
    assert not made.answers


@pytest.fixture
def app(app: App, tmp_path: Path) -> App:
    """The window on a project called net.cnn, beside an older.py."""
    app.state.document.mark_saved(str(tmp_path / "net.cnn"))
    (tmp_path / "older.py").write_text("older")
    return app


def ask(app: App) -> str:
    return ask_export_path(app.window, app.state.document, "Keras code", ".py")


def test_what_is_made_of_a_project_is_called_like_it(app: App, person: Person, tmp_path: Path) -> None:
    person.answers = [""]
    assert ask(app) == str(tmp_path / "net.py")
    assert person.seen == ["net.py"]


def test_a_file_that_is_there_is_not_replaced_without_a_question(
    app: App, person: Person, tmp_path: Path
) -> None:
    person.answers = ["older", NO]
    assert ask(app) == ""
    assert "older.py already exists" in person.seen[1]
    person.answers = ["older", YES]
    assert ask(app) == str(tmp_path / "older.py")


def test_a_name_with_a_dot_gets_the_suffix_too(app: App, person: Person, tmp_path: Path) -> None:
    person.answers = ["net.v2"]
    assert ask(app) == str(tmp_path / "net.v2.py")
    (tmp_path / "net.v2.py").write_text("older")
    person.answers, person.seen = ["net.v2", "", YES], []
    assert ask(app) == str(tmp_path / "net.v2.py")
    assert person.seen[1] == "net.v2.py"
    assert "net.v2.py already exists" in person.seen[2]


def test_a_project_gets_its_suffix_before_the_question(app: App, person: Person, tmp_path: Path) -> None:
    (tmp_path / "old.cnn").write_bytes(b"older")
    person.answers = ["old", NO]
    assert ask_save_path(app.window, app.state.document, app.state.settings) == ""
    assert "old.cnn already exists" in person.seen[1]


@pytest.mark.parametrize(
    ("title", "stem"),
    [
        ("CIFAR-10 CNN in Keras", "cifar-10-cnn-in-keras"),
        ("a/b: ..\\c", "a-b-c"),
        ("손글씨 1", "손글씨-1"),
        ("!?", "network"),
        ("", "network"),
    ],
)
def test_a_title_becomes_the_name_of_a_file(app: App, title: str, stem: str) -> None:
    app.state.document.path, app.state.document.title = "", title
    assert file_stem(app.state.document) == stem


def test_the_code_tab_and_the_menus_ask_the_same_way(
    app: App, person: Person, tmp_path: Path, qtbot, transport: RecordingTransport
) -> None:
    person.answers = ["shown"]
    app.window.findChild(QPushButton, "save_code_button").click()
    person.answers = ["listed"]
    app.window.findChild(QAction, "export_code_action").trigger()
    qtbot.waitUntil((tmp_path / "listed.py").exists)
    for name in ("shown", "listed"):
        assert "import keras" in (tmp_path / f"{name}.py").read_text(encoding="utf-8")
    person.answers = ["model"]
    app.window.findChild(QAction, "export_litert_action").trigger()
    assert transport.last(protocol.Export).path == str(tmp_path / "model.tflite")
    person.answers = ["copy"]
    app.window.file_actions.save_as.trigger()
    assert transport.last(protocol.Save).path == str(tmp_path / "copy.cnn")


def test_a_picture_is_asked_about_the_same_way(app: App, person: Person, tmp_path: Path) -> None:
    (tmp_path / "cost.v2.png").write_text("older")
    menu = app.window.findChild(CurvePlot, "cost_plot").menu()
    person.answers = [str(tmp_path / "cost.v2"), "", NO]
    menu.actions()[1].trigger()
    assert person.seen[0] == "cost_plot.png"
    assert "cost.v2.png already exists" in person.seen[2]
    assert (tmp_path / "cost.v2.png").read_text() == "older"
