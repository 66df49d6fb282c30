"""Pictures from a camera, by Qt Multimedia: an extra, since PySide6-Essentials does not bring it."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.util import find_spec
from typing import Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage

from cnngui.errors import CnnguiError

_HEIGHT_PX = 480
"""No more is asked for: a sample keeps fewer pixels, and every frame of more has to be converted."""


class Camera(QObject):
    """What the camera dialog takes its pictures from.

    Signals:
        frame: a `QImage`. listed: there are other cameras now. failed: a `CnnguiError`.
    """

    frame = Signal(QImage)
    listed = Signal()
    failed = Signal(object)

    def names(self) -> Sequence[str]:
        """Return what the cameras are called, the usual one first."""
        raise NotImplementedError

    def start(self, place: int) -> None:
        """Begin to give frames of one of them, and of no other."""
        raise NotImplementedError

    def stop(self) -> None:
        """End, and leave the camera to others."""
        raise NotImplementedError


class QtCamera(Camera):
    """The cameras of this computer.

    Raises:
        CnnguiError: ``drawn.no_multimedia``: the extra is not installed; ``drawn.multimedia_broken``: or does
            not load here.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        if find_spec("PySide6.QtMultimedia") is None:
            raise CnnguiError("drawn.no_multimedia")
        try:
            from PySide6 import QtMultimedia
        except ImportError as error:  # a library of the system that it needs is not there
            raise CnnguiError("drawn.multimedia_broken", reason=str(error)) from None
        self._qt: Any = QtMultimedia
        self._devices = QtMultimedia.QMediaDevices(self)
        self._devices.videoInputsChanged.connect(self.listed)
        self._sink = QtMultimedia.QVideoSink(self)
        self._sink.videoFrameChanged.connect(self._on_frame)
        self._session: Any = QtMultimedia.QMediaCaptureSession(self)
        self._session.setVideoSink(self._sink)
        self._camera: Any = None

    def names(self) -> Sequence[str]:
        """Return what the cameras are called, the usual one first."""
        return [device.description() for device in self._found()]

    def start(self, place: int) -> None:
        """Begin to give frames of one camera, in a size that is near to what samples keep."""
        self.stop()
        device = self._found()[place]
        self._camera = self._qt.QCamera(device, self)
        self._camera.errorOccurred.connect(self._on_error)
        large = [each for each in device.videoFormats() if each.resolution().height() >= _HEIGHT_PX]
        if large:
            self._camera.setCameraFormat(min(large, key=lambda each: each.resolution().height()))
        self._session.setCamera(self._camera)
        self._camera.start()

    def stop(self) -> None:
        """End, and leave the camera to others."""
        if self._camera is not None:
            self._camera.stop()
            self._session.setCamera(None)
            self._camera.deleteLater()
            self._camera = None

    def _found(self) -> list[Any]:
        usual = self._qt.QMediaDevices.defaultVideoInput()
        return sorted(self._qt.QMediaDevices.videoInputs(), key=lambda device: device != usual)

    def _on_frame(self, frame: Any) -> None:
        image = frame.toImage()
        if not image.isNull():
            self.frame.emit(image)

    def _on_error(self, _code: object, words: str) -> None:
        self.stop()
        self.failed.emit(CnnguiError("drawn.camera_failed", reason=words))
