"""Why the network that is looked into answers as it does, asked anew with each of its answers."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Signal

from cnngui.engine import protocol
from cnngui.errors import CnnguiError
from cnngui.network.inference.explaining import Method, cam_layers, methods
from cnngui.network.network import Network
from cnngui.state.answering_model import Unavailable
from cnngui.state.engine_client import EngineClient, Reply
from cnngui.state.look_inside import LookInside

TRAINING_INTERVAL_MS = 500
"""Between two explanations while the network learns: each takes as much as some steps of its training."""


class Explanation(QObject):
    """Asks which places of the subject speak for a class, while somebody looks.

    Attributes:
        method: as a person chose; `used` is what is asked where that cannot be.
        target: the class that was chosen, None for the one that the network answers.
        told: the newest answer, None while there is none. error: why the last question failed, or None.

    Signals:
        changed: read `told`, `error` and `unavailable`.
    """

    changed = Signal()

    def __init__(self, look: LookInside, engine: EngineClient, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._look, self._engine = look, engine
        self.method: Method = "grad_cam"
        self.target: int | None = None
        self._chosen = ""
        self.told: protocol.Explained | None = None
        self.error: CnnguiError | None = None
        self._watched = self._stale = False
        self._reply: Reply | None = None
        self._known: tuple[Network, tuple[Method, ...], tuple[str, ...]] | None = None
        self._later = QTimer(self, singleShot=True, interval=TRAINING_INTERVAL_MS)
        self._later.timeout.connect(self.refresh)
        look.changed.connect(self._on_looked)
        look.model.replaced.connect(self._begin_anew)

    # What the window reads ------------------------------------------------------------------------

    @property
    def methods(self) -> tuple[Method, ...]:
        """Return the methods that this network's answers can be explained by."""
        return self._facts[0]

    @property
    def used(self) -> Method | None:
        """Return the method that is asked by, None where there is none."""
        offered = self.methods
        return self.method if self.method in offered else next(iter(offered), None)

    @property
    def layers(self) -> tuple[str, ...]:
        """Return the layers that Grad-CAM can look at."""
        return self._facts[1]

    @property
    def layer(self) -> str:
        """Return the one that it looks at: what was chosen, or the last, which knows most of classes."""
        return self._chosen if self._chosen in self.layers else next(reversed(self.layers), "")

    @property
    def class_names(self) -> tuple[str, ...]:
        """Return the classes that can be asked about."""
        return self._look.model.class_names

    @property
    def answered(self) -> int | None:
        """Return the class that the network answers, None while it does not."""
        answer = self._look.asking.answer
        return None if answer is None or answer.probabilities.size < 2 else int(answer.probabilities.argmax())

    @property
    def unavailable(self) -> Unavailable:
        """Return why there is no answer to explain, "" when there is one or it is on its way."""
        return self._look.asking.unavailable

    @property
    def _facts(self) -> tuple[tuple[Method, ...], tuple[str, ...]]:
        network = self._look.model.network
        if self._known is None or self._known[0] is not network:
            self._known = network, methods(network), cam_layers(network)
        return self._known[1:]

    # What a person does ---------------------------------------------------------------------------

    def watch(self, watched: bool) -> None:
        """Ask from now on, or no more: nobody looks."""
        if watched != self._watched:
            self._watched = watched
            self.refresh()

    def choose_method(self, method: Method) -> None:
        """Explain in another way."""
        self.method = method
        self._begin_anew()

    def choose_layer(self, layer: str) -> None:
        """Let Grad-CAM look at this layer."""
        self._chosen = layer
        self._begin_anew()

    def choose_target(self, target: int | None) -> None:
        """Explain why it is this class, or why not; None for the class that is answered."""
        self.target = target
        self._begin_anew()

    # Asking ---------------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Ask anew, now or when the question under way is answered."""
        if not self._watched:
            return
        request = self._request()
        if request is None:
            self._reply, self._stale = None, False
            self._forget()
            self.changed.emit()
        elif self._reply is not None and self._reply.waiting:
            self._stale = True
        else:
            self._stale = False
            self._reply = self._engine.ask(request, self._on_ended)

    def _request(self) -> protocol.Explain | None:
        answered, sample, used = self.answered, self._look.subject.sample(), self.used
        if self.unavailable or answered is None or sample is None or used is None:
            return None
        target = answered if self.target is None or self.target >= len(self.class_names) else self.target
        # With two classes what speaks for the one speaks against the other: nothing is gained.
        against = answered if target != answered and len(self.class_names) > 2 else -1
        layer = self.layer if used == "grad_cam" else ""
        return protocol.Explain(self._look.model.id, sample, used, target, against, layer)

    def _on_looked(self) -> None:
        if not self._look.model.learning:
            self.refresh()
        elif not self._later.isActive():
            self._later.start()

    def _begin_anew(self) -> None:
        """Ask at once: the answer under way would be shown beside choices that it is not of."""
        self._reply, self._stale = None, False
        self._forget()
        self.refresh()

    def _on_ended(self, reply: Reply) -> None:
        if reply is not self._reply or reply.outcome in ("superseded", "gone"):
            return
        answer = reply.answer
        self.error = reply.error
        self.told = answer if isinstance(answer, protocol.Explained) else None
        self.changed.emit()
        if self._stale:
            self.refresh()

    def _forget(self) -> None:
        self.told = self.error = None
