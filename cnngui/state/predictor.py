"""Ask the worker what is drawn or typed, always the newest of it and never more than it can answer."""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import QObject, QTimer, Signal

from cnngui.engine import protocol
from cnngui.network.network import Network
from cnngui.state.answering_model import AnsweringModel
from cnngui.state.document import Document
from cnngui.state.engine_client import EngineClient, Reply
from cnngui.state.subject import Subject
from cnngui.state.training import TrainingSession

Unavailable = Literal[
    "", "starting", "dead", "no_weights", "changed", "shape", "empty", "no_words", "no_entry"
]
# While training the weights move at every message; ten looks a second are as many as the eye takes in.
TRAINING_INTERVAL_MS = 100


class Predictor(QObject):
    """The current answer of `model` for `subject`, and the output of the layer that is looked into.

    Attributes:
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
        document: Document,
        engine: EngineClient,
        training: TrainingSession,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.model, self.subject = model, subject
        self._document, self._engine = document, engine
        self.answer: protocol.Predicted | None = None
        self.unavailable: Unavailable = "starting"
        self._layer = ""
        self._reply: Reply | None = None
        self._stale = False
        self._later = QTimer(self, singleShot=True, interval=TRAINING_INTERVAL_MS)
        self._later.timeout.connect(self.refresh)
        model.replaced.connect(self._on_model_replaced)
        model.changed.connect(self.refresh)
        subject.changed.connect(self.refresh)
        document.selection_changed.connect(self.refresh)
        training.weights_changed.connect(self._on_weights_changed)

    # What the window reads ----------------------------------------------------------------------

    @property
    def settled(self) -> bool:
        """Whether `answer` is about the drawing as it is, not about one some pen movements ago."""
        return not self._waiting and not self._stale

    @property
    def looked_into(self) -> str:
        """Return the layer that was asked for by `look_into`, "" while the selection is followed."""
        return self._layer

    @property
    def layer(self) -> str:
        """Return the name of the layer that is looked into, "" for the input or nothing.

        It is the selected one. A shipped network has other layers than the cards: there, the layer at the
        same place among those of its kind, else its first.
        """
        network = self.model.network
        if network is None or not network.layers:
            return ""
        names = network.names
        if self._layer in names:
            return self._layer
        return _alike(self._document.network, self._document.selection, network) or names[0]

    def look_into(self, layer: str) -> None:
        """Look into this layer whatever card is selected; "" follows the selection again."""
        self._layer = layer
        self.refresh()

    # Asking -------------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Ask again, now or when the question under way is answered."""
        if self._waiting:
            self._stale = True
            return
        self._stale = False
        sample = self.subject.sample()
        self.unavailable = self._why_not() or (self._why_nothing() if sample is None else "")
        if self.unavailable or sample is None:
            self._forget()
            return
        request = protocol.Predict(self.model.id, sample, self.layer, self.subject.others())
        self._reply = self._engine.ask(request, self._on_ended)

    @property
    def _waiting(self) -> bool:
        return self._reply is not None and self._reply.waiting

    def _why_not(self) -> Unavailable:
        """Return why nobody can be asked."""
        if self._engine.ready is None:
            return "dead" if self._engine.death else "starting"
        if self.model.ready is None:
            # The shipped network is on its way whenever the engine is ready.
            return "no_weights" if self.model.is_own else "starting"
        return "changed" if self.model.is_own and not self.model.own_fits else ""

    def _why_nothing(self) -> Unavailable:
        """Return why there is nothing to ask about."""
        kind = self.subject.kind
        if kind != "picture":
            return "no_words" if kind == "sentence" else "no_entry"
        return "empty" if self.subject.nothing else "shape"

    def _forget(self) -> None:
        self.answer = None
        self.answer_changed.emit()

    # What happens -------------------------------------------------------------------------------

    def _on_model_replaced(self) -> None:
        self._layer = ""
        # A model that is gone never answers: waiting for it would be for ever.
        self._reply = None

    def _on_weights_changed(self) -> None:
        if self.model.is_own and not self._later.isActive():
            self._later.start()

    def _on_ended(self, reply: Reply) -> None:
        if reply is not self._reply or reply.outcome in ("superseded", "gone"):
            return
        # First the next question, so that the worker thinks about it while this answer is painted.
        if self._stale:
            self.refresh()
        answer = reply.answer
        if not isinstance(answer, protocol.Predicted):
            self._forget()
        elif answer.model == self.model.id and not self.unavailable:
            self.answer = answer
            self.answer_changed.emit()


def _alike(ours: Network, selection: str, theirs: Network) -> str:
    """Return the layer of `theirs` at the place `selection` has among the layers of its kind, "" if none."""
    if selection not in ours.names:
        return ""
    kind = ours.layer(selection).kind
    same = [layer.name for layer in ours.entries if layer.kind == kind]
    candidates = [layer.name for layer in theirs.entries if layer.kind == kind]
    place = same.index(selection)
    return candidates[min(place, len(candidates) - 1)] if candidates else ""
