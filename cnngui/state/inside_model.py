"""The network that is looked into: always the one on the cards, under its own name and layer names."""

from __future__ import annotations

from cnngui.engine.protocol import ModelReady
from cnngui.network.network import Network
from cnngui.runs.model_id import DRAFT, UNTRAINED, ModelId
from cnngui.state.answering_model import AnsweringModel, Unavailable
from cnngui.state.data_library import DataLibrary
from cnngui.state.document import Document
from cnngui.state.engine_client import EngineClient
from cnngui.state.preview import Preview
from cnngui.state.training import TrainingSession


class InsideModel(AnsweringModel):
    """It has what it has learned, else the weights that its seed starts from: a look needs no training."""

    def __init__(
        self,
        document: Document,
        engine: EngineClient,
        training: TrainingSession,
        library: DataLibrary,
        preview: Preview,
    ) -> None:
        self._preview = preview
        super().__init__(document, engine, training, library)
        preview.setParent(self)
        preview.changed.connect(self._replace)

    @property
    def id(self) -> ModelId:
        return DRAFT if self.own_fits else UNTRAINED

    @property
    def is_own(self) -> bool:
        return True

    @property
    def ready(self) -> ModelReady | None:
        if self.own_fits:
            return self._training.own_model
        data = self._library.described
        names = data.class_names if data is not None else ()
        return None if self._preview.missing else ModelReady(UNTRAINED, self._document.network, names)

    @property
    def network(self) -> Network:
        """Return the network on the cards, also before it can answer."""
        return self._document.network

    @property
    def untrained(self) -> bool:
        """Whether it has learned nothing yet."""
        return not self.own_fits

    def why_not(self) -> Unavailable:
        """Return why it cannot be asked, "" when it can."""
        why = super().why_not()
        return why if why in ("starting", "dead") or self.own_fits else self._preview.missing
