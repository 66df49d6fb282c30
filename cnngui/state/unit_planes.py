"""What each unit of the layer that is looked into answers over the square of two inputs."""

from __future__ import annotations

from cnngui.engine import protocol
from cnngui.state.engine_client import EngineClient
from cnngui.state.look_inside import LookInside
from cnngui.state.training import TrainingSession
from cnngui.state.watched import Watched

TRAINING_INTERVAL_MS = 100


class UnitPlanes(Watched):
    """Asks for a network of two numbers, while somebody looks; anew with another layer and with new weights.

    Attributes:
        look: which layer of which network. fetched: the newest answer, None while there is none.
    """

    def __init__(self, look: LookInside, engine: EngineClient, training: TrainingSession) -> None:
        super().__init__(engine, TRAINING_INTERVAL_MS)
        self.look = look
        self.fetched: protocol.PlaneFetched | None = None
        self._asked = ""
        look.model.replaced.connect(self._begin_anew)
        look.model.changed.connect(self.refresh)
        look.changed.connect(self._on_looked)
        look.subject.inputs.region_changed.connect(self._begin_anew)
        training.weights_changed.connect(self._on_weights_changed)

    def _question(self) -> protocol.FetchPlane | None:
        model, self._asked = self.look.model, self.look.layer()
        if model.kind != "pair" or model.why_not() or not self._asked:
            return None
        return protocol.FetchPlane(model.id, self.look.subject.inputs.region.points(), self._asked)

    def _take(self, answer: protocol.Answer | None) -> None:
        self.fetched = answer if isinstance(answer, protocol.PlaneFetched) else None

    def _on_looked(self) -> None:
        if self.look.layer() != self._asked:
            self._begin_anew()

    def _on_weights_changed(self) -> None:
        if self.look.model.is_own:
            self._soon()
