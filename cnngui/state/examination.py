"""What is found out about the samples of the chosen data: which are there twice, and which are odd."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QObject, Signal

from cnngui.datasets.standing import Found
from cnngui.engine import protocol
from cnngui.engine.protocol.examining import LookedFor
from cnngui.state.data_samples import DataSamples
from cnngui.state.engine_client import EngineClient, Reply

BY_ITSELF = 30_000
"""Samples up to which is looked without being asked: some seconds."""


class Examination(QObject):
    """Has the worker look through the samples of `data` in the background, once for each data set.

    Near-duplicates do not depend on edits; what is odd follows from the labels of the moment it is asked.

    Attributes:
        looking: what is being looked for, None for nothing. progress: share that is done, 0..1.
        dropped: the person stopped it; it is not begun again by itself.

    Signals:
        changed: read everything.
    """

    changed = Signal()

    def __init__(self, engine: EngineClient, data: DataSamples, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._engine, self._data = engine, data
        self.looking: LookedFor | None = None
        self.progress = 0.0
        self.dropped = False
        self._fingerprint = ""
        self._reply: Reply | None = None
        engine.event_received.connect(self._on_event)
        data.changed.connect(self._on_data)

    @property
    def found(self) -> Found:
        """Return what is known."""
        return self._data.found

    def look(self, what: LookedFor) -> None:
        """Begin to look, or to look again."""
        told = self._data.told
        if told is None or self.looking is not None:
            return
        self.looking, self.progress, self.dropped = what, 0.0, False
        request = protocol.FindDuplicates(told.data) if what == "duplicates" else protocol.FindOdd(told.data)
        self._reply = self._engine.ask(request, self._on_ended)
        self.changed.emit()

    def stop(self) -> None:
        """Look no further."""
        if self.looking is not None:
            self._engine.send(protocol.StopExamining())
            self._end()
            self.dropped = True
            self.changed.emit()

    def look_by_itself(self) -> None:
        """Look for what is not known yet, if that takes no more than seconds."""
        told, found = self._data.told, self.found
        if told is None or self.dropped or self._data.now.samples > BY_ITSELF:
            return
        if found.groups is None:
            self.look("duplicates")
        elif found.odd is None:
            self.look("odd")

    def _end(self) -> None:
        self.looking, self._reply = None, None

    def _on_data(self) -> None:
        told = self._data.told
        fingerprint = told.fingerprint if told is not None else ""
        if fingerprint == self._fingerprint:
            return
        self._fingerprint = fingerprint
        self.dropped = False
        if self.looking is not None:
            self._engine.send(protocol.StopExamining())
            self._end()
        self.changed.emit()

    def _on_event(self, event: protocol.Event) -> None:
        if isinstance(event, protocol.Examining) and event.what == self.looking:
            self.progress = event.done / max(1, event.total)
            self.changed.emit()

    def _on_ended(self, reply: Reply) -> None:
        if reply is not self._reply:
            return
        answer = reply.answer
        self._end()
        if isinstance(answer, protocol.DuplicatesFound):
            self._data.take(replace(self.found, groups=answer.groups))
        elif isinstance(answer, protocol.OddFound):
            self._data.take(replace(self.found, odd=answer.scores, labels=answer.labels))
        else:
            self.dropped = True
        self.changed.emit()
