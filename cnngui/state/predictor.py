"""Ask what is drawn or typed, always the newest of it and never more than can be answered."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Signal

from cnngui.engine import protocol
from cnngui.engine.answering import Off
from cnngui.state.answering_model import AnsweringModel, Unavailable
from cnngui.state.engine_client import Reply
from cnngui.state.subject import Subject
from cnngui.state.training import TrainingSession

# While training the weights move at every message; ten looks a second are as many as the eye takes in.
TRAINING_INTERVAL_MS = 100


class Predictor(QObject):
    """The current answer of `model` for `subject`.

    Args:
        active: whether it is to ask at all.

    Attributes:
        layer: gives the name of a layer whose output is asked for too, "" for none. off: gives the units that
            are to be silent. all_layers: tells whether a few maps of every layer are asked for too.
        answer: the newest `Predicted`, or None.
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
        self.unavailable: Unavailable = model.why_not()
        self._reply: Reply | None = None
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
        request = protocol.Predict(
            self.model.id, sample, self.layer(), self.subject.others(), self.off(), self.all_layers()
        )
        self._reply = self.model.engine.ask(request, self._on_ended)

    @property
    def _waiting(self) -> bool:
        return self._reply is not None and self._reply.waiting

    def _forget(self) -> None:
        self.answer = None
        self.answer_changed.emit()

    # What happens -------------------------------------------------------------------------------

    def _on_model_replaced(self) -> None:
        # A model that is gone never answers: waiting for it would be for ever.
        self._reply = None

    def _on_weights_changed(self) -> None:
        if self.model.is_own and not self._later.isActive():
            self._later.start()

    def _on_ended(self, reply: Reply) -> None:
        if reply is not self._reply or reply.outcome in ("superseded", "gone"):
            return
        # First the next question, so that it is thought about while this answer is painted.
        if self._stale:
            self.refresh()
        answer = reply.answer
        if not isinstance(answer, protocol.Predicted):
            self._forget()
        elif answer.model == self.model.id and not self.unavailable:
            self.answer = answer
            self.answer_changed.emit()
