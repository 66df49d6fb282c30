"""Every sample of the chosen data, with its label, its part and its edits; and which of them are shown."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from PySide6.QtCore import QObject, Signal

from cnngui.datasets.averages import Averages
from cnngui.datasets.data_reference import source_of
from cnngui.datasets.edits import Divided, Edits
from cnngui.datasets.standing import GROUPED, Found, Places, Standing, Wanted, matching, places_of, standing
from cnngui.engine import protocol
from cnngui.errors import CnnguiError
from cnngui.state.data_library import DataLibrary
from cnngui.state.engine_client import EngineClient, Reply
from cnngui.state.label_edits import EditedData, Followed, LabelEdits
from cnngui.state.parted_samples import PartedSamples


class DataSamples(QObject):
    """Asks the worker for what is not known yet, while somebody looks; edits count at once.

    Attributes:
        told: what the samples of the chosen data are, None until the worker has said so.
        now: how each stands with the edits of now. wanted: which are to be seen. places: those that are.
        found: what was found out about them.
        averages: what they are on average, None while that is not known, and where there is no such thing.
        error: why nothing is known. samples: gives single ones.

    Signals:
        changed: read everything but the averages. averages_changed: read these.
        edits_followed: the data were divided otherwise, and are edited as they were before (carries a
            `Followed`).
    """

    changed = Signal()
    averages_changed = Signal()
    edits_followed = Signal(object)

    def __init__(
        self, engine: EngineClient, library: DataLibrary, edits: LabelEdits, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._engine, self.library, self.edits = engine, library, edits
        self.told: protocol.SamplesListed | None = None
        self.now: Standing = _NOTHING
        self.wanted = Wanted()
        self.places: Places = np.empty(0, np.int64)
        self.found = Found()
        self.averages: Averages | None = None
        self.error: CnnguiError | None = None
        self.samples = PartedSamples(engine, self)
        self._watched = self._needed = False
        self._before: protocol.SamplesListed | None = None
        self._read: Places = np.empty(0, np.int64)
        self._averaged: tuple[protocol.AverageSamples, Edits] | None = None
        library.described_changed.connect(self._on_described)
        library.failed.connect(self._on_failed)
        edits.changed.connect(self._on_edited)

    def watch(self, seen: bool) -> None:
        """Ask for what is missing from now on, or for nothing more."""
        self._watched = seen
        if seen:
            self._ask()
            self._ask_averages()

    # What is known ------------------------------------------------------------------------------

    @property
    def data(self) -> EditedData | None:
        """Return the data for edits to them; None where there can be none."""
        told = self.told
        if told is None or not told.editable:
            return None
        samples = len(told.train_labels), len(told.test_labels)
        return EditedData(told.fingerprint, told.label, told.class_names, samples)

    @property
    def applied(self) -> Edits:
        """Return the edits to the data."""
        return Edits() if self.data is None else self.edits.of(self.data)

    def take(self, found: Found) -> None:
        """Know what was found out about the samples."""
        self.found = found
        self._show()

    def want(self, wanted: Wanted) -> None:
        """Show other samples."""
        if wanted == self.wanted:
            return
        before, self.wanted = self.wanted, wanted
        if wanted.text != before.text:
            self._read = np.empty(0, np.int64)
            if wanted.text and self.told is not None and len(self.told.input_shape) == 1:
                self._engine.ask(protocol.FindText(self.told.data, wanted.text), self._on_text)
        self._show()

    @property
    def shown_groups(self) -> Places:
        """Return the group of each of `places`, counted from 0 as they are seen; none where no groups are."""
        groups = self.found.groups
        if groups is None or self.wanted.only not in GROUPED:
            return np.empty(0, np.int64)
        return np.unique(groups[self.places], return_inverse=True)[1].astype(np.int64)

    @property
    def classes(self) -> dict[int, str]:
        """Return what each class is called now, by the index of the class as it came that it is named by."""
        if self.told is None:
            return {}
        came, edits = self.told.class_names, self.applied
        return dict(zip(edits.groups(len(came)).roots.tolist(), edits.class_names(came), strict=True))

    def came_name(self, label: int) -> str:
        """Return what a class was called as it came."""
        return self.told.class_names[label] if self.told is not None else ""

    # Asking -------------------------------------------------------------------------------------

    def need(self) -> None:
        """Ask what the samples are, though nobody looks; `changed` tells of it."""
        self._needed = True
        self._ask()

    def _ask(self) -> None:
        wanted = self._watched or self._needed or self._divided
        if wanted and self.told is None and self.error is None and self.library.described is not None:
            self._engine.ask(protocol.ListSamples(self.library.data), self._on_listed)

    @property
    def _divided(self) -> bool:
        """Whether these may be the samples of before, divided otherwise: then they are edited as those."""
        before = self._before
        return before is not None and source_of(before.data) == source_of(self.library.data)

    def _on_listed(self, reply: Reply) -> None:
        answer = reply.answer
        if isinstance(answer, protocol.SamplesListed) and answer.data == self.library.data:
            self.told = answer
            self.samples.show(answer.data, len(answer.train_labels))
            self._needed = False
            followed = self._follow()
            self._read_edits()
            if followed is not None:
                self.edits_followed.emit(followed)
        elif reply.outcome == "failed":
            self.error = reply.error
            self.changed.emit()

    def _follow(self) -> Followed | None:
        """Have the edits to the samples as they were divided before, if they were and those are others."""
        before, told, data = self._before, self.told, self.data
        self._before = None
        if before is None or told is None or data is None or not before.editable:
            return None
        if before.undivided != told.undivided or before.fingerprint == told.fingerprint:
            return None
        here, there = (Divided(len(each.train_labels), each.homes) for each in (before, told))
        return self.edits.take_over(
            data,
            EditedData(before.fingerprint, before.label),
            lambda edits: edits.followed(here, there),
            lambda edits: edits.followed(there, here),
        )

    def _on_text(self, reply: Reply) -> None:
        found = reply.answer
        if isinstance(found, protocol.TextFound) and found.text == self.wanted.text and self.told is not None:
            self._read = found.places
            self._show()

    def _ask_averages(self) -> None:
        if not self._watched or self.told is None:
            return
        request = protocol.AverageSamples(self.told.data, self.wanted.classes, self.wanted.part)
        if (request, self.applied) != self._averaged:
            self._averaged = request, self.applied
            self._engine.ask(request, self._on_averaged)

    def _on_averaged(self, reply: Reply) -> None:
        if isinstance(reply.answer, protocol.SamplesAveraged):
            self.averages = reply.answer.averages
            self.averages_changed.emit()
        elif reply.outcome != "superseded":
            self._averaged = None

    # What happens -------------------------------------------------------------------------------

    def _on_described(self) -> None:
        described, told = self.library.described, self.told
        if described is None or (told is not None and told.data != described.data):
            self._forget()
        self._ask()

    def _on_failed(self, error: CnnguiError) -> None:
        self._forget()
        self.error = error
        self.changed.emit()

    def _on_edited(self) -> None:
        if self.told is not None:
            self._read_edits()

    def _forget(self) -> None:
        """Forget all of the data before: others are chosen, or they are read anew."""
        if self.told is None and self.error is None:
            return
        self._before = self.told or self._before
        self.told = self.error = self.averages = self._averaged = None
        self.now, self.places = _NOTHING, np.empty(0, np.int64)
        self.wanted, self.found = Wanted(), Found()
        self.samples.forget()
        self.changed.emit()
        self.averages_changed.emit()

    def _read_edits(self) -> None:
        assert self.told is not None
        self.now = standing(
            self.told.train_labels, self.told.test_labels, self.applied, len(self.told.class_names)
        )
        self._show()

    def _show(self) -> None:
        there = self.wanted.classes & self.classes.keys()
        self.wanted = replace(self.wanted, classes=frozenset(there))
        text = self.wanted.text
        meant = matching(self.now, text, self.classes, self._read) if text.strip() else None
        self.places = places_of(self.now, self.wanted, self.found, meant)
        self.changed.emit()
        self._ask_averages()


_NOTHING = standing(np.empty(0, np.int64), np.empty(0, np.int64), Edits(), 0)
