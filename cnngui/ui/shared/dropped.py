"""A project, a model or data that are dropped anywhere on a window open."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QEvent, QMimeData, QObject, Signal
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QWidget

from cnngui.datasets import loaders
from cnngui.runs.opening import FOREIGN_SUFFIXES
from cnngui.runs.project import SUFFIX

_SUFFIXES = (SUFFIX, *FOREIGN_SUFFIXES)
_DRAGS = (QEvent.Type.DragEnter, QEvent.Type.DragMove, QEvent.Type.Drop)


def dropped_model(mime: QMimeData) -> str:
    """Return the path of the project or model that is carried, "" for anything else."""
    paths = [url.toLocalFile() for url in mime.urls() if url.isLocalFile()]
    return next((path for path in paths if path.lower().endswith(_SUFFIXES)), "")


def dropped_data(mime: QMimeData) -> str:
    """Return the path of the folder or data file that is carried, "" for anything else."""
    paths = [url.toLocalFile() for url in mime.urls() if url.isLocalFile()]
    if len(paths) != 1:
        return ""
    path = paths[0]
    return path if loaders.called_like_data(path) or Path(path).is_dir() else ""


class FileDrop(QObject):
    """Listens to a window before what is in it: fields would take the file's name, the canvas a picture.

    Signals:
        dropped: the path of a project or model. data_dropped: that of data.
    """

    dropped = Signal(str)
    data_dropped = Signal(str)

    def listen(self, window: QWidget) -> None:
        """Begin, once the window has been shown."""
        window.setAcceptDrops(True)
        if (handle := window.windowHandle()) is not None:
            handle.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() not in _DRAGS or not isinstance(event, QDropEvent):
            return False
        model, data = dropped_model(event.mimeData()), dropped_data(event.mimeData())
        if not model and not data:
            return False
        event.acceptProposedAction()
        if event.type() == QEvent.Type.Drop:
            if model:
                self.dropped.emit(model)
            else:
                self.data_dropped.emit(data)
        return True
