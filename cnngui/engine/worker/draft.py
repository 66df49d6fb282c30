"""The draft's model: the network on the cards with what it has learned. For the thread that trains only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from cnngui.datasets.input_format import InputFormat
from cnngui.engine.model_forms import answers_alike
from cnngui.engine.protocol import ModelGone, ModelReady
from cnngui.engine.starting import Beginning
from cnngui.engine.worker.handlers import Emit
from cnngui.engine.worker.predictions import Predictions
from cnngui.errors import CnnguiError
from cnngui.network.inference.data_fit import reads_bytes
from cnngui.network.inference.weight_shapes import same_weights
from cnngui.network.network import Network
from cnngui.network.recipe import Recipe
from cnngui.runs.model_id import DRAFT
from cnngui.runs.project import Project, Training

if TYPE_CHECKING:
    from cnngui.engine.keras_backend.learner import Learner


class Draft:
    """Has a learner once there are weights, and lets its replica answer.

    Attributes:
        versions: of what trains, for files.
    """

    def __init__(self, emit: Emit, predictions: Predictions) -> None:
        self._emit, self._predictions = emit, predictions
        self._learner: Learner | None = None
        self._spare: Learner | None = None
        self.versions: Mapping[str, str] = {}

    @property
    def epoch(self) -> int:
        """Whole epochs behind it."""
        return self._learner.epoch if self._learner else 0

    def of(self, network: Network) -> Learner | None:
        """Return what has learned, if it is of `network`."""
        learner = self._learner
        return None if learner is None or learner.network != network else learner

    def to_train(self, network: Network, seed: int, *, fresh: bool) -> Learner:
        """Return what is to be trained: what has learned; anew for another network or if `fresh`.

        A network that answers alike, such as with another dropout, goes on with what was learned.
        """
        learner = self.of(network)
        if fresh or learner is None:
            carried = None if fresh or not self.goes_on_with(network) else self._learned(network)
            learner = self._new_learner(network, seed)
            if carried is not None:
                learner.adopt(carried)
        self._have(learner)
        return learner

    def goes_on_with(self, network: Network) -> Learner | None:
        """Return what a training of `network` goes on from, None if it begins anew."""
        learner = self._learner
        return learner if learner is not None and answers_alike(learner.network, network) else None

    def levels(self, network: Network, *, fresh: bool) -> tuple[float, float]:
        """Return the numbers that a training of `network` is to read for a black and for a white pixel."""
        known = None if fresh else self.goes_on_with(network)
        told = known.input_format if known is not None else None
        told = told or InputFormat.assumed(network.input_shape, reads_bytes=reads_bytes(network))
        return told.black, told.white

    def adopt(self, project: Project) -> None:
        """Take what a project has learned; nothing, if it has no weights."""
        learner = None
        if project.weights:
            learner = self._new_learner(project.network, project.recipe.seed)
            learner.adopt(project)
        self._have(learner)
        if learner is None:
            self._emit(ModelGone(DRAFT))
        else:
            self.tell_ready()

    def begin(self, begun: Beginning) -> None:
        """Begin with what another network has learned, and draw the rest from the recipe's seed."""
        learner = self._new_learner(begun.start.network, begun.recipe.seed)
        learner.begin_with(begun.weights, begun.class_names, begun.input_format)
        self._have(learner)
        self.tell_ready()

    def forget(self) -> None:
        """Forget weights, optimizer state and history."""
        self._have(None)
        self._emit(ModelGone(DRAFT))

    def tell_ready(self) -> None:
        """Say that it can answer."""
        assert self._learner is not None
        learner = self._learner
        self._emit(ModelReady(DRAFT, learner.network, learner.class_names, learner.input_format))

    def set_input_format(self, input_format: InputFormat) -> None:
        """Take a person's word for what it was trained on."""
        if self._learner is not None:
            self._learner.input_format = input_format
            self.tell_ready()

    def answering(self, recipe: Recipe) -> Project:
        """Return the network with what it answers with now, in copies, and without the optimizer's state.

        Args:
            recipe: by which it learns, where what it has learned does not tell.

        Raises:
            CnnguiError: ``engine.no_model``.
        """
        learner = self._learner
        if learner is None:
            raise CnnguiError("engine.no_model")
        learned_by, data = learner.recipe or recipe, learner.data
        return Project(
            network=learner.network,
            recipe=learned_by,
            data=data,
            class_names=learner.class_names,
            weights=learner.weights(),
            training=Training(learned_by, data, learner.epoch, learner.step, optimizer=None),
            input_format=learner.input_format,
        )

    def project(self, network: Network, recipe: Recipe, data: str, *, means: bool = True) -> Project:
        """Return a project in copies: network, recipe and data as given, and what was learned if it fits.

        Args:
            means: with the optimizer's running means, which take twice the weights' memory or more to copy.
        """
        learned = self._learned(network, means=means)
        if learned is None:
            return Project(network, recipe, data, created_with=self.versions)
        return replace(learned, recipe=recipe, data=data)

    def best_project(self, network: Network, recipe: Recipe, data: str) -> Project | None:
        """Return a project in copies as it was after the best epoch, None if that is not remembered."""
        learner = self.of(network)
        weights = learner.best_weights() if learner else {}
        if learner is None or not weights:
            return None
        return self.project(network, recipe, data, means=False).at_epoch(learner.best_epoch, weights)

    def _learned(self, network: Network, *, means: bool = True) -> Project | None:
        """Return what was learned, in copies, under the cards of `network`; None if it does not fit them."""
        learner = self._learner
        if learner is None or not same_weights(learner.network, network):
            return None
        training = learner.training(means=means)
        project = Project(
            network=learner.network,
            recipe=training.recipe if training else Recipe(),
            data=training.data if training else "",
            class_names=learner.class_names,
            weights=learner.weights(),
            training=training,
            history=learner.history.to_columns(),
            created_with=self.versions,
            input_format=learner.input_format,
        )
        return project.under(network)

    def _new_learner(self, network: Network, seed: int) -> Learner:
        """Return an untrained learner; the last one is used again if it can be, because it is traced."""
        from cnngui.engine.keras_backend.learner import Learner

        old = self._learner or self._spare
        if old is None or old.network != network:
            return Learner(network, seed)
        old.restart(seed)
        return old

    def _have(self, learner: Learner | None) -> None:
        self._spare = None if learner else self._learner or self._spare
        self._learner = learner
        if learner is None:
            self._predictions.replicas.pop(DRAFT, None)
        else:
            self._predictions.replicas[DRAFT] = learner.replica
