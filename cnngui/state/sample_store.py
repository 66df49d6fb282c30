"""Samples of the data by their places, fetched from the worker when somebody wants to see them."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Signal

from cnngui.datasets.dataset import StoredPart
from cnngui.datasets.input_format import InputFormat
from cnngui.engine import protocol
from cnngui.state.engine_client import EngineClient, Reply

MOST_KEPT, MOST_BYTES = 4_000, 32_000_000
"""Of small pictures the first counts; of those of 128×128 in colour 650 are kept."""
AT_ONCE = 200
"""Samples that one message brings: pictures of 28×28 come in some ms."""


@dataclass(frozen=True, eq=False)
class StoredSample:
    """A sample as it came.

    Attributes:
        values: as `cnngui.datasets.dataset.Dataset` has it. text: how it is written, "" for a picture.
        input_format: how the samples of its data are.
    """

    values: NDArray[Any]
    text: str
    input_format: InputFormat


class SampleStore(QObject):
    """Keeps the samples that were seen last, of one part of one data set.

    Signals:
        arrived: some samples that were wanted are here. forgotten: those that are shown may be others now.
    """

    arrived = Signal()
    forgotten = Signal()

    def __init__(self, engine: EngineClient, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._engine = engine
        self._source: tuple[str, StoredPart] | None = None
        self._kept: OrderedDict[int, StoredSample] = OrderedDict()
        self._wanted: list[int] = []
        self._reply: Reply | None = None

    def show(self, data: str, stored: StoredPart) -> None:
        """Give samples of this part from now on; those of another are forgotten."""
        if (data, stored) != self._source:
            self.forget()
            self._source = data, stored

    def forget(self) -> None:
        """Forget all samples: the data may be others now."""
        self._source, self._reply, self._wanted = None, None, []
        self._kept.clear()
        self.forgotten.emit()

    def get(self, index: int) -> StoredSample | None:
        """Return the sample at a place in the part as it came, None until it has arrived."""
        return self._kept.get(index)

    def want(self, indices: Iterable[int]) -> None:
        """Have these samples fetched, in the place of those that were wanted before and are not here yet."""
        self._wanted = [index for index in indices if index not in self._kept]
        self._ask()

    def _ask(self) -> None:
        if self._source is None or not self._wanted or (self._reply is not None and self._reply.waiting):
            return
        data, stored = self._source
        indices = np.array(self._wanted[:AT_ONCE], np.int64)
        self._reply = self._engine.ask(protocol.FetchSamples(data, stored, indices), self._on_ended)

    def _on_ended(self, reply: Reply) -> None:
        fetched = reply.answer
        if not isinstance(fetched, protocol.SamplesFetched) or (fetched.data, fetched.stored) != self._source:
            return
        for index, values, text in zip(fetched.indices.tolist(), fetched.samples, fetched.texts, strict=True):
            self._kept[index] = StoredSample(values, text, fetched.input_format)
        # All samples of a data set have one size.
        each = max(1, fetched.samples[0].nbytes) if len(fetched.samples) else 1
        while len(self._kept) > min(MOST_KEPT, max(AT_ONCE, MOST_BYTES // each)):
            self._kept.popitem(last=False)
        self._wanted = [index for index in self._wanted if index not in self._kept]
        self.arrived.emit()
        self._ask()
