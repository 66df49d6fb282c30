"""Samples of both parts of the data, counted through: those of the training part first, as they came."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QObject, Signal

from cnngui.state.engine_client import EngineClient
from cnngui.state.sample_store import SampleStore, StoredSample


class PartedSamples(QObject):
    """Gives samples as `SampleStore` does, by places as `cnngui.datasets.standing` counts them.

    Signals:
        arrived: some samples that were wanted are here. forgotten: those that are shown may be others now.
    """

    arrived = Signal()
    forgotten = Signal()

    def __init__(self, engine: EngineClient, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._train, self._test = SampleStore(engine, self), SampleStore(engine, self)
        self._own = 0
        for store in (self._train, self._test):
            store.arrived.connect(self.arrived)

    def show(self, data: str, own: int) -> None:
        """Give samples of these data from now on, of which the first `own` are those of the training part."""
        if own != self._own:
            self.forget()
        self._own = own
        self._train.show(data, "train")
        self._test.show(data, "test")

    def forget(self) -> None:
        """Forget all samples: the data may be others now."""
        self._train.forget()
        self._test.forget()
        self.forgotten.emit()

    def get(self, place: int) -> StoredSample | None:
        """Return a sample, None until it has arrived."""
        return self._train.get(place) if place < self._own else self._test.get(place - self._own)

    def want(self, places: Iterable[int]) -> None:
        """Have these samples fetched, in the place of those that were wanted before and are not here yet."""
        all_places = list(places)
        self._train.want([place for place in all_places if place < self._own])
        self._test.want([place - self._own for place in all_places if place >= self._own])
