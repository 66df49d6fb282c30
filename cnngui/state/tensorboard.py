"""TensorBoard on a run, started on demand and ended with the window."""

from __future__ import annotations

import sys
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

from PySide6.QtCore import QObject, QProcess, QUrl, Signal

from cnngui.engine.failures import as_cnngui_error
from cnngui.errors import CnnguiError
from cnngui.runs.event_files import is_available, write_events
from cnngui.runs.run import Run

END_MS = 2000


class TensorBoard(QObject):
    """Writes what a run has learned beside it, and has a server show it on 127.0.0.1.

    Signals:
        opened: the page (carries a `QUrl`). failed: why there is none (carries a `CnnguiError`).
    """

    opened = Signal(QUrl)
    failed = Signal(object)
    _written = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._writer = ThreadPoolExecutor(max_workers=1, thread_name_prefix="tensorboard")
        self._server: QProcess | None = None
        self._folder = Path()
        self._url = QUrl()
        self._written.connect(self._on_written)

    def show(self, run: Run) -> None:
        """Write the run's events, and open the page."""
        if not is_available():
            self.failed.emit(CnnguiError("runs.no_tensorboard"))
            return
        future = self._writer.submit(write_events, run)
        future.add_done_callback(self._written.emit)

    def close(self) -> None:
        """End the server."""
        self._writer.shutdown(cancel_futures=True)
        self._end_server()

    def _on_written(self, future: Future[Path]) -> None:
        error = future.exception()
        if error is not None:
            self.failed.emit(as_cnngui_error(error))
            return
        folder = future.result().parent.parent
        if self._server is not None and self._folder == folder and self._url.isValid():
            self.opened.emit(self._url)
            return
        self._end_server()
        self._folder = folder
        server = self._server = QProcess(self)
        server.readyReadStandardOutput.connect(self._on_told)
        server.finished.connect(self._on_ended)
        server.start(sys.executable, ["-m", "cnngui.runs.tensorboard_server", str(folder)])

    def _on_told(self) -> None:
        assert self._server is not None
        told = self._server.readAllStandardOutput().toStdString().strip()
        if told.startswith("http://127.0.0.1"):
            self._url = QUrl(told)
            self.opened.emit(self._url)

    def _on_ended(self) -> None:
        server, self._server = self._server, None
        if server is not None and not self._url.isValid():
            reason = server.readAllStandardError().toStdString().strip().splitlines()
            self.failed.emit(CnnguiError("runs.tensorboard_ended", reason=reason[-1] if reason else "–"))
        self._url = QUrl()

    def _end_server(self) -> None:
        server, self._server, self._url = self._server, None, QUrl()
        if server is not None:
            server.finished.disconnect(self._on_ended)
            server.closeWriteChannel()
            if not server.waitForFinished(END_MS):
                server.kill()
                server.waitForFinished(END_MS)
            server.deleteLater()
