"""Pictures that a camera gives become samples: of the class that was chosen, and as they were seen."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtTest import QTest

from cnngui.errors import CnnguiError
from cnngui.ui.samples import camera as module
from cnngui.ui.samples.camera import Camera, QtCamera
from cnngui.ui.samples.camera_dialog import CameraDialog


class Frames(Camera):
    """Cameras of which a test says what they see."""

    def __init__(self, *names: str) -> None:
        super().__init__()
        self.there, self.running = list(names), ""

    def names(self) -> list[str]:
        return self.there

    def start(self, place: int) -> None:
        self.running = self.there[place]

    def stop(self) -> None:
        self.running = ""

    def see(self, colour: str) -> None:
        image = QImage(64, 48, QImage.Format.Format_RGB32)
        image.fill(QColor(colour))
        self.frame.emit(image)


def shown(qtbot, camera: Frames) -> tuple[CameraDialog, list[tuple[str, QImage]]]:
    dialog, taken = CameraDialog(camera, ["cat", "dog"], "dog"), []
    qtbot.addWidget(dialog)
    dialog.taken.connect(lambda name, image: taken.append((name, image)))
    dialog.show()
    return dialog, taken


def test_what_is_seen_becomes_a_sample_of_the_class_that_is_chosen(qtbot) -> None:
    camera = Frames("built in")
    dialog, taken = shown(qtbot, camera)
    assert camera.running == "built in"
    assert not dialog.take_button.isEnabled(), "nothing is seen yet"
    assert dialog.finder.accessibleDescription() == "The camera is starting …"
    camera.see("red")
    QTest.keyClick(dialog.take_button, Qt.Key.Key_Space)
    camera.see("blue")
    QTest.keyClick(dialog.take_button, Qt.Key.Key_Space)
    assert dialog.count_label.text() == "2 taken"
    dialog.classes.setCurrentText("cat")
    assert dialog.count_label.text() == "0 taken"
    dialog.take_button.click()
    seen = [(name, image.pixelColor(9, 9).name()) for name, image in taken]
    assert seen == [("dog", "#ff0000"), ("dog", "#0000ff"), ("cat", "#0000ff")]


def test_a_button_held_down_takes_several(qtbot) -> None:
    camera = Frames("built in")
    dialog, taken = shown(qtbot, camera)
    camera.see("red")
    QTest.mousePress(dialog.take_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: len(taken) >= 2, timeout=5_000)
    QTest.mouseRelease(dialog.take_button, Qt.MouseButton.LeftButton)


def test_the_camera_is_left_to_others_once_the_window_is_closed(qtbot) -> None:
    camera = Frames("built in")
    dialog, _ = shown(qtbot, camera)
    dialog.reject()
    assert not camera.running


def test_a_camera_that_comes_or_goes_or_fails_is_told(qtbot) -> None:
    camera = Frames()
    dialog, taken = shown(qtbot, camera)
    assert "No camera was found" in dialog.finder.words
    camera.there = ["built in", "on the table"]
    camera.listed.emit()
    assert (camera.running, dialog.cameras.isVisible()) == ("built in", True)
    camera.see("red")
    camera.failed.emit(CnnguiError("drawn.camera_failed", reason="It is in use"))
    assert "It is in use" in dialog.finder.words
    dialog.take_button.click()
    assert not taken, "what was seen before it failed is not what is seen"
    camera.there = []
    camera.listed.emit()
    assert "No camera was found" in dialog.finder.words
    assert not camera.running


def test_without_the_extra_the_mend_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "find_spec", lambda name: None)
    with pytest.raises(CnnguiError, match="cnngui\\[camera\\]"):
        QtCamera()


# What it looks for on a system to be faster: it works without.
@pytest.mark.qt_log_ignore("Couldn't (load|resolve)", "No RHI backend")
def test_frames_of_qt_multimedia_arrive(qtbot) -> None:
    """Without a camera: the frame is put where a camera would put it."""
    multimedia = pytest.importorskip("PySide6.QtMultimedia")
    camera = QtCamera()
    image = QImage(64, 48, QImage.Format.Format_RGB32)
    image.fill(QColor("#204060"))
    with qtbot.waitSignal(camera.frame) as seen:
        camera._sink.setVideoFrame(multimedia.QVideoFrame(image))
    assert seen.args[0].pixelColor(5, 5).name() == "#204060"
    assert len(camera.names()) == len(multimedia.QMediaDevices.videoInputs())
    camera.stop()
