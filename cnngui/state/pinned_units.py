"""Units that a person has pinned: what they make of the subject now, and made of it at moments of a run."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import numpy.typing as npt

from cnngui.engine import protocol
from cnngui.engine.protocol.units import Unit
from cnngui.state.answering_model import Unavailable
from cnngui.state.engine_client import EngineClient
from cnngui.state.look_inside import LookInside
from cnngui.state.training import Status, TrainingSession
from cnngui.state.watched import Watched

MOST_PINS = 6
MOST_FRAMES, LEAST_FRAMES, MOST_VALUES = 96, 16, 2_000_000
"""When a film has more frames, every second one is dropped: those that stay lie evenly over the run. One of
large maps has fewer, so that it takes some 8 MB at most."""
TRAINING_INTERVAL_MS = 100

Values = npt.NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class Frame:
    """What a unit made of the film's sample at a moment.

    Attributes:
        epoch: whole epochs behind it. step: batches of the next one. values: float32 (height, width).
    """

    epoch: int
    step: int
    values: Values

    @cached_property
    def reach(self) -> tuple[float, bool]:
        """Return the largest finite magnitude, and whether a value is negative."""
        return reach_of(self.values)


def reach_of(values: Values) -> tuple[float, bool]:
    """Return the largest finite magnitude of some values, and whether one of them is negative."""
    finite = values[np.isfinite(values)]
    return float(np.abs(finite).max(initial=0.0)), bool((finite < 0).any())


@dataclass(eq=False)
class Pin:
    """One unit.

    Attributes:
        now: float32 (height, width), what it makes of the subject; None while that is not known.
        film: from early to late, and last the newest. missing: the network that is looked into has none such.
    """

    layer: str
    unit: int
    now: Values | None = None
    missing: bool = False
    film: list[Frame] = field(default_factory=list)
    _seen: int = 0
    _step: int = 1

    @property
    def key(self) -> Unit:
        return self.layer, self.unit

    def add(self, frame: Frame) -> None:
        """Take what was seen last; of what was seen before, what lies evenly over the run is kept."""
        # The newest stays only until the next one comes, if it is not one of every `_step`.
        if self.film and (self._seen - 1) % self._step:
            self.film.pop()
        self.film.append(frame)
        self._seen += 1
        if len(self.film) > max(LEAST_FRAMES, min(MOST_FRAMES, MOST_VALUES // frame.values.size)):
            self.film = self.film[::2]
            self._step *= 2

    def forget(self) -> None:
        """Have no film any more."""
        self.film, self._seen, self._step = [], 0, 1


class PinnedUnits(Watched):
    """Asks for what pinned units make of the subject, and has them filmed while the draft learns.

    A film is of one sample: of what was shown when it began. Another one shown meanwhile does not change it;
    the next run begins another film, if something else is shown then.

    Attributes:
        pins: in the order of pinning. unavailable: why nothing is known of now, "" if it is or on its way.
        filmed: the sample that the films are of, None while there is no film.

    Signals:
        changed: other pins, or more is known of them.
    """

    def __init__(self, look: LookInside, engine: EngineClient, training: TrainingSession) -> None:
        super().__init__(engine, TRAINING_INTERVAL_MS)
        self._look, self._training = look, training
        self.pins: list[Pin] = []
        self.unavailable: Unavailable = ""
        self.filmed: Values | None = None
        self._number = 0
        self._units: dict[int, tuple[Unit, ...]] = {}
        look.subject.changed.connect(self.refresh)
        look.model.changed.connect(self.refresh)
        look.off_changed.connect(self.refresh)
        look.model.replaced.connect(self._on_replaced)
        training.weights_changed.connect(self._on_weights_changed)
        training.status_changed.connect(self._on_status)
        training.history_reset.connect(self._on_reset)
        engine.event_received.connect(self._on_event)

    # What the window reads ------------------------------------------------------------------------

    @property
    def frames(self) -> list[tuple[int, int]]:
        """Return all moments that some pin has a frame of, (epoch, step), from early to late."""
        return sorted({(frame.epoch, frame.step) for pin in self.pins for frame in pin.film})

    def units_of(self, layer: str) -> frozenset[int]:
        """Return which units of a layer are pinned."""
        return frozenset(pin.unit for pin in self.pins if pin.layer == layer)

    @property
    def other_shown(self) -> bool:
        """Whether something else is shown now than the film is of."""
        if self.filmed is None:
            return False
        shown = self._shown()
        return shown is None or not np.array_equal(shown, self.filmed)

    # What a person does ---------------------------------------------------------------------------

    def toggle(self, layer: str, unit: int) -> None:
        """Pin a unit, or unpin it; when there are `MOST_PINS`, the oldest makes way."""
        known = next((pin for pin in self.pins if pin.key == (layer, unit)), None)
        if known is not None:
            self.pins.remove(known)
        else:
            self.pins = [*self.pins, Pin(layer, unit)][-MOST_PINS:]
        self._refilm()
        self.watched = bool(self.pins)
        self.refresh()
        self.changed.emit()

    # Now ------------------------------------------------------------------------------------------

    @property
    def _whom(self) -> EngineClient:
        return self._look.model.engine

    def _question(self) -> protocol.FetchUnits | None:
        look = self._look
        sample = look.subject.sample()
        self.unavailable = look.model.why_not() or ("" if sample is not None else look.subject.why_nothing())
        if self.unavailable or sample is None:
            return None
        if self.filmed is None and self._training.status.busy:
            self._refilm()
        return protocol.FetchUnits(look.model.id, sample, tuple(pin.key for pin in self.pins), dict(look.off))

    def _take(self, answer: protocol.Answer | None) -> None:
        if isinstance(answer, protocol.UnitsFetched):
            if answer.model == self._look.model.id:
                found = dict(zip(answer.units, answer.values, strict=True))
                for pin in self.pins:
                    if pin.key in found:
                        pin.now, pin.missing = found[pin.key], found[pin.key] is None
            return
        for pin in self.pins:
            pin.now, pin.missing = None, False

    def _on_replaced(self) -> None:
        # A model that is gone never answers.
        self._reply = None

    def _on_weights_changed(self) -> None:
        if self._look.model.is_own:
            self._soon()

    # Then -----------------------------------------------------------------------------------------

    def _on_status(self) -> None:
        """Have a run that begins filmed: anew, if something else is shown than the film so far is of."""
        if self._training.status is not Status.BUILDING:
            return
        shown = self._shown()
        if shown is None or self.filmed is None or not np.array_equal(shown, self.filmed):
            self._units = {}
            self.filmed = shown
            self._forget_frames()
        self._tell_film()

    def _shown(self) -> Values | None:
        """Return what the draft is shown, None while another network is looked into."""
        return self._look.subject.sample() if self._look.model.is_own else None

    def _on_reset(self) -> None:
        # Of a run that has just begun nothing was filmed yet: the sample stays.
        if not self._training.status.busy:
            self.filmed = None
        self._forget_frames()

    def _forget_frames(self) -> None:
        for pin in self.pins:
            pin.forget()
        self.changed.emit()

    def _refilm(self) -> None:
        """Have the run under way film the pins of now: with the sample of their film, or what is shown."""
        if self._training.status.busy:
            if self.filmed is None:
                self.filmed = self._shown()
            self._tell_film()

    def _tell_film(self) -> None:
        units = tuple(pin.key for pin in self.pins)
        self._number += 1
        # A frame of before an edit of the pins may still be on its way: it is of the same sample.
        self._units[self._number] = units
        self._engine.send(protocol.Film(self._number, self.filmed, units))

    def _on_event(self, event: protocol.Event) -> None:
        if not isinstance(event, protocol.Filmed) or event.run_id != self._training.run_id:
            return
        # Of a film before, which was of another sample, nothing is taken.
        units = self._units.get(event.number)
        if units is None:
            return
        known = {pin.key: pin for pin in self.pins}
        for unit, values in zip(units, event.values, strict=True):
            if (pin := known.get(unit)) is not None and values is not None:
                pin.add(Frame(event.epoch, event.step, values))
        self.changed.emit()
