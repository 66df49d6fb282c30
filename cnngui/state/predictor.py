"""Ask what is drawn or typed, always the newest of it and never more than can be answered."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from PySide6.QtCore import QObject, QTimer, Signal

from cnngui.datasets.segmenting import Line
from cnngui.engine import protocol
from cnngui.engine.answering import Off
from cnngui.state.answering_model import AnsweringModel, Unavailable
from cnngui.state.digits import Reading
from cnngui.state.drawing import Members
from cnngui.state.engine_client import Reply
from cnngui.state.subject import Subject, Values
from cnngui.state.training import TrainingSession

# While training the weights move at every message; ten looks a second are as many as the eye takes in.
TRAINING_INTERVAL_MS = 100
MOST_KNOWN = 128
"""Answers that are kept: more than there are ways to divide a sheet of digits."""


@dataclass(frozen=True, eq=False)
class _Asked:
    """What a question was about, where strokes may be several digits.

    Attributes:
        members: the strokes of `sample`, None for all. spans: what the network is given of `line.spans`.
        new: those of them that are asked about beside the sample. known: answers by what they are to, those
            to come too; of a network that learns none from before.
    """

    line: Line | None = None
    members: Members | None = None
    sample: Values | None = None
    spans: Sequence[Values] = ()
    new: Sequence[Values] = ()
    known: dict[int, tuple[Values, Values]] = field(default_factory=dict)


class Predictor(QObject):
    """The current answer of `model` for `subject`.

    Args:
        active: whether it is to ask at all.

    Attributes:
        layer: gives the name of a layer whose output is asked for too, "" for none. off: gives the units that
            are to be silent. all_layers: tells whether a few maps of every layer are asked for too.
        answer: the newest `Predicted`, or None. reading: what it read where strokes may be several digits,
            else None.
        unavailable: why there is no answer, "" when there is one or it is on its way.

    Signals:
        answer_changed: read `answer` and `unavailable`.
    """

    answer_changed = Signal()

    def __init__(
        self,
        model: AnsweringModel,
        subject: Subject,
        training: TrainingSession,
        active: Callable[[], bool] = lambda: True,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.model, self.subject = model, subject
        for part in (model, subject):
            part.setParent(self)
        self._active = active
        self.layer: Callable[[], str] = str
        self.off: Callable[[], Off] = dict
        self.all_layers: Callable[[], bool] = bool
        self.answer: protocol.Predicted | None = None
        self.reading: Reading | None = None
        self.unavailable: Unavailable = model.why_not()
        self._reply: Reply | None = None
        self._asked = _Asked()
        self._known: dict[int, tuple[Values, Values]] = {}
        self._held_back = False
        self._stale = False
        self._later = QTimer(self, singleShot=True, interval=TRAINING_INTERVAL_MS)
        self._later.timeout.connect(self.refresh)
        model.replaced.connect(self._on_model_replaced)
        model.changed.connect(self.refresh)
        subject.changed.connect(self.refresh)
        training.weights_changed.connect(self._on_weights_changed)

    # What the window reads ----------------------------------------------------------------------

    @property
    def settled(self) -> bool:
        """Whether `answer` is about the drawing as it is, not about one some pen movements ago."""
        return not self._waiting and not self._stale

    @property
    def reads_from(self) -> float:
        """Return the model's; 0 while units of it are off, with which it learned what to refuse."""
        return 0.0 if self.off() else self.model.reads_from

    # Asking -------------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Ask again, now or when the question under way is answered."""
        if self._waiting or not self._active():
            self._stale = self._waiting
            return
        self._stale = False
        sample = self.subject.sample()
        self.unavailable = self.model.why_not() or (self.subject.why_nothing() if sample is None else "")
        if self.unavailable or sample is None:
            self._forget()
            return
        self._asked = self._asking(sample)
        new = self._asked.new
        others = np.stack(new) if new else self.subject.others()
        request = protocol.Predict(self.model.id, sample, self.layer(), others, self.off(), self.all_layers())
        self._reply = self.model.engine.ask(request, self._on_ended)

    def _asking(self, sample: Values) -> _Asked:
        """Return what is asked: of several digits only those that were not answered as they are."""
        line = self.subject.line
        if line is None:
            return _Asked()
        spans = self.subject.spans(line)
        self._known = dict(list(self._known.items())[-MOST_KNOWN:])
        new = [each for each in spans if each is not sample and id(each) not in self._known]
        return _Asked(line, self.subject.members, sample, spans, new, self._known)

    def _read(self, asked: _Asked, answer: protocol.Predicted) -> Reading | None:
        """Return what was read where strokes may be several digits."""
        if asked.line is None or asked.sample is None:
            return None
        others = () if answer.others is None else answer.others
        # Units that are silent change what is looked at, not where digits end.
        all_on = answer.probabilities if answer.all_on is None else answer.all_on
        for given, outputs in ((asked.sample, all_on), *zip(asked.new, others, strict=True)):
            asked.known[id(given)] = given, outputs
        outputs = np.stack([asked.known[id(each)][1] for each in asked.spans])
        return self.subject.digits.read(asked.line, outputs)

    @property
    def _waiting(self) -> bool:
        return self._reply is not None and self._reply.waiting

    def _forget(self) -> None:
        self.answer = self.reading = None
        self.answer_changed.emit()

    # What happens -------------------------------------------------------------------------------

    def _on_model_replaced(self) -> None:
        # A model that is gone never answers: waiting for it would be for ever.
        self._reply = None
        self._known = {}

    def _on_weights_changed(self) -> None:
        if self.model.is_own:
            self._known = {}
        if self.model.is_own and not self._later.isActive():
            self._later.start()

    def _on_ended(self, reply: Reply) -> None:
        if reply is not self._reply or reply.outcome in ("superseded", "gone"):
            return
        answer, asked, reading = reply.answer, self._asked, None
        if isinstance(answer, protocol.Predicted) and answer.model == self.model.id:
            reading = self._read(asked, answer)
        # First the next question, so that it is thought about while this answer is painted.
        if self._stale:
            self.refresh()
        if not isinstance(answer, protocol.Predicted):
            self._forget()
        elif answer.model == self.model.id and not self.unavailable:
            another = reading is not None and reading.members != asked.members
            # Where digits end has turned out otherwise than thought: what is looked at has been asked anew.
            if another and self._waiting and not self._held_back:
                self._held_back = True
                return
            self._held_back = False
            if reading is not None and another:
                outputs = reading.looked_at.outputs
                answer = replace(answer, probabilities=outputs, layer="", output=None, strips={})
            elif reading is not None:
                reading = reading.with_outputs(answer.probabilities)
            self.answer, self.reading = answer, reading
            self.answer_changed.emit()
