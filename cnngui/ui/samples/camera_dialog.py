"""A window with what the camera sees; a click keeps it as a sample of a class."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QComboBox, QDialog, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from cnngui.errors import CnnguiError
from cnngui.ui.samples.camera import Camera
from cnngui.ui.shared.widgets import label, named, push_button

_FINDER = QSize(480, 360)
_REPEAT_MS, _HELD_MS = 250, 500
"""How soon the next picture is taken while the button is held down, and when the first of these is."""


class CameraDialog(QDialog):
    """Shows one of the cameras, and takes pictures until it is closed.

    Args:
        camera: which gives the frames.
        classes: what a picture can be a sample of, `chosen` at first.

    Signals:
        taken: the class, and a `QImage`.
    """

    taken = Signal(str, QImage)

    def __init__(
        self, camera: Camera, classes: Sequence[str], chosen: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("camera_dialog")
        self.setWindowTitle(self.tr("Take pictures"))
        self._camera, self._counts = camera, dict.fromkeys(classes, 0)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 16)
        column.setSpacing(12)
        self.cameras = named(QComboBox(), "camera_combo", spoken=self.tr("Camera"))
        self.cameras.activated.connect(self._start)
        column.addWidget(self.cameras)
        self.finder = Finder()
        column.addWidget(self.finder, 1)
        row = QHBoxLayout()
        row.addWidget(label(self.tr("A sample of"), "muted"))
        self.classes = named(QComboBox(), "camera_class_combo", spoken=self.tr("Class"))
        self.classes.addItems(list(classes))
        self.classes.setCurrentText(chosen)
        self.classes.currentTextChanged.connect(self._show_count)
        row.addWidget(self.classes)
        self.count_label = label("", "muted", figures=True, name="camera_count_label")
        row.addWidget(self.count_label, 1)
        self.take_button = push_button(
            self.tr("Take a picture"),
            self._take,
            name="take_picture_button",
            tip=self.tr("Keep what is seen now (Space). Hold it down to take four a second"),
            role="primary",
        )
        self.take_button.setAutoRepeat(True)
        self.take_button.setAutoRepeatDelay(_HELD_MS)
        self.take_button.setAutoRepeatInterval(_REPEAT_MS)
        row.addWidget(self.take_button)
        row.addWidget(push_button(self.tr("Close"), self.accept, name="close_camera_button"))
        column.addLayout(row)
        camera.frame.connect(self._on_frame)
        camera.listed.connect(self._list)
        camera.failed.connect(self._on_failed)
        self.finished.connect(camera.stop)
        self._show_count()
        self._list()
        self.take_button.setFocus()

    def _list(self) -> None:
        names = list(self._camera.names())
        there = [self.cameras.itemText(place) for place in range(self.cameras.count())]
        if names == there and names:
            return
        self.cameras.clear()
        self.cameras.addItems(names)
        self.cameras.setVisible(len(names) > 1)
        if names:
            self._start(0)
        else:
            self._camera.stop()
            self._show_nothing(self.tr("No camera was found. Connect one: it is seen here at once."))

    def _start(self, place: int) -> None:
        self._show_nothing(self.tr("The camera is starting …"))
        self._camera.start(place)

    def _show_nothing(self, why: str) -> None:
        self.finder.show_words(why)
        self.take_button.setEnabled(False)

    def _on_frame(self, image: QImage) -> None:
        self.finder.show_image(image)
        if not self.take_button.isEnabled():
            self.take_button.setEnabled(True)
            self.take_button.setFocus()

    def _on_failed(self, error: CnnguiError) -> None:
        self._show_nothing(str(error))

    def _take(self) -> None:
        name, image = self.classes.currentText(), self.finder.image
        if image is not None and name:
            self._counts[name] += 1
            self._show_count()
            self.taken.emit(name, image)

    def _show_count(self) -> None:
        count = self._counts.get(self.classes.currentText(), 0)
        self.count_label.setText(self.tr("1 taken") if count == 1 else self.tr("{0:,} taken").format(count))


class Finder(QWidget):
    """Shows an image as large as it can, not mirrored: as it is kept; or words in its place."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("camera_finder")
        self.setAccessibleName(self.tr("What the camera sees"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.image: QImage | None = None
        self.words = ""

    def show_image(self, image: QImage) -> None:
        """Show what the camera sees now."""
        self.image, self.words = image, ""
        self.setAccessibleDescription("")
        self.update()

    def show_words(self, words: str) -> None:
        """Say why there is no image."""
        self.image, self.words = None, words
        self.setAccessibleDescription(words)
        self.update()

    def sizeHint(self) -> QSize:
        return _FINDER

    def minimumSizeHint(self) -> QSize:
        return _FINDER / 2

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), self.palette().alternateBase())
        if self.image is None:
            flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
            painter.setPen(self.palette().windowText().color())
            painter.drawText(self.rect().adjusted(24, 24, -24, -24), flags, self.words)
            return
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        size = self.image.size().scaled(self.size(), Qt.AspectRatioMode.KeepAspectRatio)
        place = QRect(0, 0, size.width(), size.height())
        place.moveCenter(self.rect().center())
        painter.drawImage(place, self.image)
