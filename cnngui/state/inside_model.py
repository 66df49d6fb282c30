"""The network that is looked into: the one on the cards; until it can answer, the shipped one by its name.

Where a person has chosen that the shipped one answers in Draw, it is looked into as well.
"""

from __future__ import annotations

from cnngui.engine.protocol import ModelReady
from cnngui.network.network import Network
from cnngui.runs.model_id import DRAFT, SHIPPED, UNTRAINED, ModelId
from cnngui.state.answering_model import AnsweringModel, Unavailable
from cnngui.state.data_library import DataLibrary
from cnngui.state.document import Document
from cnngui.state.engine_client import EngineClient
from cnngui.state.preview import Preview
from cnngui.state.run_model import RunModel
from cnngui.state.training import TrainingSession


class InsideModel(AnsweringModel):
    """It has what it has learned, else the weights that its seed starts from: a look needs no training.

    Setting these up takes the worker some seconds after the start. Until then the shipped network shows what
    its layers make of a drawing; once the cards' network has answered, nothing else takes its place.
    """

    def __init__(
        self,
        document: Document,
        engine: EngineClient,
        shipped: EngineClient,
        training: TrainingSession,
        library: DataLibrary,
        run_model: RunModel,
        preview: Preview,
        drawn: AnsweringModel,
    ) -> None:
        self._preview, self._drawn = preview, drawn
        self._begun = False
        super().__init__(document, engine, shipped, training, library, run_model)
        preview.setParent(self)
        preview.changed.connect(self._replace)
        drawn.chosen.connect(self._replace)

    @property
    def id(self) -> ModelId:
        if self._run.id is not None:
            return self._run.id
        there = self._shipped_engine.death is None and self._cards_read_pictures
        if there and self._drawn.choice == "shipped":
            return SHIPPED
        if self.own_fits:
            return DRAFT
        return SHIPPED if there and not self._begun else UNTRAINED

    @property
    def ready(self) -> ModelReady | None:
        if not self.is_own or self.own_fits:
            return super().ready
        data = self._library.described
        names = data.class_names if data is not None else ()
        return None if self._preview.missing else ModelReady(UNTRAINED, self._document.network, names)

    @property
    def network(self) -> Network:
        """Return the network that is looked into, also before it can answer."""
        ready = None if self.is_own else self.ready
        return self._document.network if ready is None else ready.network

    @property
    def untrained(self) -> bool:
        """Whether it has learned nothing yet."""
        return self.id == UNTRAINED

    def why_not(self) -> Unavailable:
        """Return why it cannot be asked, "" when it can."""
        why = super().why_not()
        return why if why in ("starting", "dead") or not self.untrained else self._preview.missing

    def _replace(self) -> None:
        here = self._engine.ready is not None and self._preview.missing != "building"
        self._begun = self._begun or here or self._engine.death is not None or self.own_fits
        super()._replace()
