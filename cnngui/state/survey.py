"""What the layer that is looked into makes of many samples: which light a unit most, how it parts them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from PySide6.QtCore import QObject

from cnngui.engine import protocol
from cnngui.engine.survey import aligned
from cnngui.state.data_library import DataLibrary
from cnngui.state.document import Document
from cnngui.state.engine_client import EngineClient
from cnngui.state.look_inside import LookInside
from cnngui.state.sample_store import SampleStore
from cnngui.state.training import TrainingSession
from cnngui.state.watched import Watched

TRAINING_INTERVAL_MS = 3000
"""Between two surveys while the network learns: each takes as much as a second of its training."""


class Survey(Watched):
    """Asks about the chosen data's training samples, while somebody looks.

    Attributes:
        told: the newest answer, None while there is none.
        progress: samples done and in all, of the one under way.
        samples: the samples themselves, by `LayerSurveyed.indices`.
    """

    def __init__(
        self,
        look: LookInside,
        document: Document,
        training: TrainingSession,
        library: DataLibrary,
        engine: EngineClient,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(engine, TRAINING_INTERVAL_MS, parent)
        self.look, self._document, self._library = look, document, library
        self.told: protocol.LayerSurveyed | None = None
        self.progress: tuple[int, int] = (0, 0)
        self.samples = SampleStore(engine, self)
        self._newest: protocol.SurveyLayer | None = None
        look.changed.connect(self._on_looked)
        look.model.replaced.connect(self._begin_anew)
        # A file or folder may hold other samples than before at the same places.
        library.described_changed.connect(self.samples.forget)
        library.described_changed.connect(self._begin_anew)
        document.recipe_changed.connect(self._on_recipe_changed)
        training.weights_changed.connect(self._on_weights_changed)
        engine.event_received.connect(self._on_event)

    @property
    def has_data(self) -> bool:
        """Whether data are chosen; `reading` as long as the worker reads them."""
        return bool(self._library.data)

    @property
    def reading(self) -> bool:
        """Whether the chosen data are being read."""
        return self.has_data and self._library.described is None

    def _question(self) -> protocol.SurveyLayer | None:
        model, layer = self.look.model, self.look.layer()
        if model.why_not() or not layer or self._library.described is None or model.network is None:
            return None
        recipe = self._document.recipe
        self._newest = protocol.SurveyLayer(
            model=model.id,
            layer=layer,
            data=self._library.data,
            trained_on=model.trained_on,
            validation_split=recipe.validation_split,
            seed=recipe.seed,
        )
        return self._newest

    def _take(self, answer: protocol.Answer | None) -> None:
        told = answer if isinstance(answer, protocol.LayerSurveyed) else None
        before, self.told = self.told, told
        self.progress = (0, 0)
        if told is None:
            return
        self.samples.show(told.request.data, told.stored)
        same_layer = before is not None and before.request.layer == told.request.layer
        if before is not None and same_layer and np.array_equal(before.indices, told.indices):
            points = aligned(told.survey.points, before.survey.points)
            self.told = replace(told, survey=replace(told.survey, points=points))

    def _on_looked(self) -> None:
        """Ask when another layer is looked into; each answer to the pen comes by here as well."""
        if self.watched and (self._newest is None or self.look.layer() != self._newest.layer):
            self._begin_anew()

    def _on_recipe_changed(self) -> None:
        """Ask anew if other samples are held back now."""
        recipe, asked = self._document.recipe, self._newest
        held_back = recipe.validation_split, recipe.seed
        if asked is not None and (asked.validation_split, asked.seed) != held_back:
            self._begin_anew()

    def _on_weights_changed(self) -> None:
        if self.look.model.is_own:
            self._soon()

    def _on_event(self, event: protocol.Event) -> None:
        if isinstance(event, protocol.Surveying) and self.waiting:
            self.progress = event.done, event.total
            self.changed.emit()
