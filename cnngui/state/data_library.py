"""The data sets a person can choose, what the chosen one holds, and downloads that were asked for."""

from __future__ import annotations

import threading
from pathlib import Path

from PySide6.QtCore import QObject, QThread, Signal

from cnngui.datasets import catalog
from cnngui.datasets.data_reference import source_of
from cnngui.datasets.dataset import Pictures
from cnngui.engine import protocol
from cnngui.errors import CnnguiError
from cnngui.state.engine_client import EngineClient, Reply


class DataLibrary(QObject):
    """Keeps `described` equal to the data that were chosen last; the worker reads the files.

    Attributes:
        data: what was chosen, "" for none.
        described: what it holds, None until the worker has read it.
        reading: done and in all, of data that are many files and are being read; (0, 0) else.
        glimpse: some pictures of data that are being read, uint8 (pictures, height, width, 3); None before.
        seconds_left: until they are read; None where that is not known.

    Signals:
        reading_changed: read `reading`.
        described_changed: read `described`; None while the data are being read.
        failed: a data set could not be read (carries the `CnnguiError`).
        download_progress: bytes done and total. download_ended: the key, and the error or None.
    """

    described_changed = Signal()
    reading_changed = Signal()
    failed = Signal(object)
    download_progress = Signal(int, int)
    download_ended = Signal(str, object)

    def __init__(self, engine: EngineClient) -> None:
        super().__init__()
        self._engine = engine
        self.data = ""
        self.described: protocol.DataDescribed | None = None
        self.reading: tuple[int, int] = (0, 0)
        self.seconds_left: float | None = None
        self.glimpse: Pictures | None = None
        self._stopped = False
        self._download: _Download | None = None
        engine.ready_changed.connect(self._on_ready_changed)
        engine.starting.connect(self._describe)
        engine.event_received.connect(self._on_event)

    def choose(self, data: str) -> None:
        """Have the worker read a data set, unless it has, and say what it holds."""
        self.data = data
        self._describe()

    def describe_anew(self) -> None:
        """Have the worker read the chosen data set as it is on disk now."""
        self.described, self.glimpse, self.reading = None, None, (0, 0)
        self.described_changed.emit()
        self.refresh()

    def refresh(self) -> None:
        """Have the data described once more; until that is done, what is known of them stays."""
        if self.data:
            self._stopped = False
            self._engine.ask(protocol.DescribeData(self.data), self._on_ended)

    def stop_reading(self) -> None:
        """Give up data that are being read: from now on they have failed, whenever the worker leaves off."""
        if self.reading != (0, 0) and self.described is None:
            self._engine.send(protocol.StopReading(self.data))
            self._stopped = True
            self._read_to(0, 0)
            self.failed.emit(CnnguiError("datasets.reading_stopped", path=source_of(self.data)))

    @property
    def notes(self) -> list[str]:
        """Return what was changed or assumed when the chosen data were read, in sentences."""
        return [] if self.described is None else [str(note) for note in self.described.notes]

    def label(self) -> str:
        """Return the short name of the chosen data set, known before it is read; "" for none."""
        known = {info.key: info.label for info in catalog.catalog()}
        source = source_of(self.data)
        return known.get(source, Path(source).name)

    # Downloads ----------------------------------------------------------------------------------

    @property
    def downloading(self) -> str:
        """Return the key of the data set that is being downloaded, or ""."""
        return self._download.key if self._download else ""

    def download(self, key: str) -> None:
        """Fetch a data set in the background. Ask the person first: this is where the network is used."""
        if self._download is None:
            self._download = _Download(key, self)
            self._download.progressed.connect(self.download_progress)
            self._download.finished.connect(self._on_download_finished)
            self._download.start()

    def cancel_download(self) -> None:
        """Stop the download; nothing half-done is kept."""
        if self._download is not None:
            self._download.cancelled.set()

    def close(self) -> None:
        """Stop the download and wait for its thread."""
        if self._download is not None:
            self._download.cancelled.set()
            self._download.wait()

    def _on_download_finished(self) -> None:
        download, self._download = self._download, None
        if download is not None:
            self.download_ended.emit(download.key, download.error)
            download.deleteLater()

    # What the worker says -----------------------------------------------------------------------

    def _on_ready_changed(self) -> None:
        if self._engine.ready is None and self.described is not None:
            self.described = None
            self.described_changed.emit()

    def _describe(self) -> None:
        if self.described is None or self.described.data != self.data:
            self.describe_anew()

    def _on_event(self, event: protocol.Event) -> None:
        if isinstance(event, protocol.DataReading) and event.data == self.data and not self._stopped:
            self._read_to(event.done, event.total, event.seconds_left)

        if isinstance(event, protocol.DataGlimpsed) and event.data == self.data:
            self.glimpse = event.pictures
            self.reading_changed.emit()

    def _on_ended(self, reply: Reply) -> None:
        if self.reading != (0, 0):
            self._read_to(0, 0)
        if not self.data or self._stopped:
            return
        if isinstance(described := reply.answer, protocol.DataDescribed):
            self.described = described
            self.described_changed.emit()
        elif reply.outcome == "failed":
            self.failed.emit(reply.error)

    def _read_to(self, done: int, total: int, seconds_left: float | None = None) -> None:
        self.reading, self.seconds_left = (done, total), seconds_left
        self.reading_changed.emit()


class _Download(QThread):
    """One download; `error` is set when it did not come through."""

    progressed = Signal(int, int)

    def __init__(self, key: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.key = key
        self.cancelled = threading.Event()
        self.error: CnnguiError | None = None

    def run(self) -> None:
        try:
            catalog.load_dataset(
                self.key,
                allow_download=True,
                progress=self.progressed.emit,
                cancelled=self.cancelled.is_set,
            )
        except CnnguiError as error:
            self.error = error
