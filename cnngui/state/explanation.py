"""Why the network that is looked into answers as it does, asked anew with each of its answers."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QObject

from cnngui.engine import protocol
from cnngui.network.inference.explaining import OF_MAPS, Method, cam_layers, methods
from cnngui.network.network import Network
from cnngui.runs.model_id import ModelId
from cnngui.state.answering_model import Unavailable
from cnngui.state.engine_client import EngineClient
from cnngui.state.look_inside import LookInside
from cnngui.state.watched import Watched

TRAINING_INTERVAL_MS = 500
"""Between two explanations while the network learns: each takes as much as some steps of its training."""


class Explanation(Watched):
    """Asks which places of the subject speak for a class, while somebody looks.

    Attributes:
        method: as a person chose, None before; `used` is what is asked where that cannot be.
        target: the class that was chosen, None for the one that the network answers.
        told: the newest answer, None while there is none.
    """

    def __init__(self, look: LookInside, engine: EngineClient, parent: QObject | None = None) -> None:
        super().__init__(engine, TRAINING_INTERVAL_MS, parent)
        self._look = look
        self.method: Method | None = None
        self.target: int | None = None
        self._chosen = ""
        self.told: protocol.Explained | None = None
        self._known: tuple[Network, tuple[Method, ...], tuple[str, ...]] | None = None
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
        """Return the layers whose maps can be looked at."""
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
    def photo(self) -> npt.NDArray[np.uint8] | None:
        """Return the part of a photograph that `told` is about, at its own size; None if it is of none."""
        told, photo = self.told, self._look.subject.photo()
        shown = None if photo is None or told is None else self._look.subject.sample()
        # Another picture may be shown since it was asked.
        if photo is None or told is None or shown is None or not np.array_equal(told.request.sample, shown):
            return None
        return photo.middle

    @property
    def unavailable(self) -> Unavailable:
        """Return why there is no answer to explain, "" when there is one or it is on its way."""
        return self._look.asking.unavailable

    @property
    def model(self) -> ModelId:
        """Return which model is explained."""
        return self._look.model.id

    @property
    def answered_by_shipped(self) -> bool:
        """Return whether what Draw shows is answered by the shipped network, which is not explained here."""
        return self._look.drawn_by_shipped

    @property
    def units_off(self) -> int:
        """Return how many units are off for the answer; for its reasons all are on."""
        return self._look.units_off

    @property
    def _facts(self) -> tuple[tuple[Method, ...], tuple[str, ...]]:
        network = self._look.model.network
        if self._known is None or self._known[0] is not network:
            self._known = network, methods(network), cam_layers(network)
        return self._known[1:]

    # What a person does ---------------------------------------------------------------------------

    def watch(self, watched: bool) -> None:
        """Ask from now on, or no more: what explains is let go after a while."""
        looked = self.watched
        super().watch(watched)
        if looked and not watched and self._reply is not None:
            self._engine.send(protocol.StopExplaining())

    def explain_shipped(self) -> None:
        """Explain what the shipped network answers."""
        self._look.look_into_shipped()

    def choose_method(self, method: Method) -> None:
        """Explain in another way."""
        self.method = method
        self._begin_anew()

    def choose_layer(self, layer: str) -> None:
        """Look at the maps of this layer."""
        self._chosen = layer
        self._begin_anew()

    def choose_target(self, target: int | None) -> None:
        """Explain why it is this class, or why not; None for the class that is answered."""
        self.target = target
        self._begin_anew()

    # Asking ---------------------------------------------------------------------------------------

    def _question(self) -> protocol.Explain | None:
        answered, sample, used = self.answered, self._look.subject.sample(), self.used
        if self.unavailable or answered is None or sample is None or used is None:
            return None
        target = answered if self.target is None or self.target >= len(self.class_names) else self.target
        # With two classes what speaks for the one speaks against the other: nothing is gained.
        against = answered if target != answered and len(self.class_names) > 2 else -1
        layer = self.layer if used in OF_MAPS else ""
        return protocol.Explain(self._look.model.id, sample, used, target, against, layer)

    def _on_looked(self) -> None:
        if not self._look.model.learning:
            self.refresh()
        else:
            self._soon()

    def _take(self, answer: protocol.Answer | None) -> None:
        self.told = answer if isinstance(answer, protocol.Explained) else None
