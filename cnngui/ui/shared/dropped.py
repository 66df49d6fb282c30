"""A project or a model that is dropped anywhere on a window opens."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QMimeData, QObject, Signal
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QWidget

from cnngui.runs.opening import FOREIGN_SUFFIXES
from cnngui.runs.project import SUFFIX

_SUFFIXES = (SUFFIX, *FOREIGN_SUFFIXES)
_DRAGS = (QEvent.Type.DragEnter, QEvent.Type.DragMove, QEvent.Type.Drop)


def dropped_model(mime: QMimeData) -> str:
    """Return the path of the project or model that is carried, "" for anything else."""
    paths = [url.toLocalFile() for url in mime.urls() if url.isLocalFile()]
    return next((path for path in paths if path.lower().endswith(_SUFFIXES)), "")


class ModelDrop(QObject):
    """Listens to a window before what is in it: fields would take the file's name, the canvas a picture.

    Signals:
        dropped: the path.
    """

    dropped = Signal(str)

    def listen(self, window: QWidget) -> None:
        """Begin, once the window has been shown."""
        window.setAcceptDrops(True)
        if (handle := window.windowHandle()) is not None:
            handle.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() not in _DRAGS or not isinstance(event, QDropEvent):
            return False
        path = dropped_model(event.mimeData())
        if not path:
            return False
        event.acceptProposedAction()
        if event.type() == QEvent.Type.Drop:
            self.dropped.emit(path)
        return True
