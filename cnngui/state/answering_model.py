"""Which network answers what is drawn or typed: the draft's, a run's, or the one that came along."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from PySide6.QtCore import QObject, Signal

from cnngui.datasets.input_format import InputFormat
from cnngui.datasets.preparing import frame_side
from cnngui.datasets.segmenting import are_signs
from cnngui.engine import protocol
from cnngui.engine.model_forms import answers_alike
from cnngui.network.inference.data_fit import fits, reads_bytes
from cnngui.network.network import Network
from cnngui.runs.model_id import DRAFT, SHIPPED, ModelId, Owner, Weights
from cnngui.runs.run import Run
from cnngui.runs.run_files import Tuned
from cnngui.state.data_library import DataLibrary
from cnngui.state.document import Document
from cnngui.state.engine_client import EngineClient
from cnngui.state.inputs import Kind, input_kind
from cnngui.state.run_model import RunModel
from cnngui.state.training import TrainingSession

Choice = Literal["auto", "own", "shipped"]
Unavailable = Literal[
    "",
    "starting",
    "dead",
    "loading",
    "missing",
    "no_weights",
    "changed",
    "building",
    "broken",
    "large",
    "training",
    "shape",
    "empty",
    "no_words",
    "no_entry",
]
"""Why there is no answer: because of the model, or of what it is shown."""

_MODELS: Mapping[Choice, ModelId] = {"own": DRAFT, "shipped": SHIPPED}


class AnsweringModel(QObject):
    """The model that answers now.

    Attributes:
        choice: which one a person wants; "auto" is the draft's as soon as it has weights, or if it reads no
            pictures, which the shipped one does.

    Signals:
        replaced: another model answers, or the same with other weights behind it than what was asked of.
        changed: `replaced`, or the model has begun or ceased to learn, or its data are known now.
        chosen: a person made a `choice`.
    """

    replaced = Signal()
    changed = Signal()
    chosen = Signal()

    def __init__(
        self,
        document: Document,
        engine: EngineClient,
        shipped: EngineClient,
        training: TrainingSession,
        library: DataLibrary,
        run_model: RunModel,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._run = run_model
        self._document, self._training, self._library = document, training, library
        self._engine, self._shipped_engine = engine, shipped
        self.choice: Choice = "auto"
        self._shipped: protocol.ModelReady | None = None
        self._compared: tuple[Network, Network, bool] | None = None
        document.network_changed.connect(self._replace)
        training.own_model_changed.connect(self._replace)
        training.status_changed.connect(self.changed)
        library.described_changed.connect(self.changed)
        for changed in (engine.ready_changed, engine.starting, shipped.ready_changed):
            changed.connect(self._replace)
        shipped.event_received.connect(self._on_event)
        run_model.changed.connect(self._replace)

    @property
    def id(self) -> ModelId:
        """Return the model that answers now."""
        if self._run.id is not None:
            return self._run.id
        if self.choice != "auto":
            return _MODELS[self.choice]
        return SHIPPED if self._cards_read_pictures and not self.own_fits else DRAFT

    @property
    def _cards_read_pictures(self) -> bool:
        return input_kind(self._document.network.input_shape, self._library.described) == "picture"

    @property
    def owner(self) -> Owner:
        """Whose it is: the network on the cards is the draft."""
        return self.id.owner

    @property
    def is_own(self) -> bool:
        """Whether it is the network on the cards."""
        return self.owner == "draft"

    @property
    def engine(self) -> EngineClient:
        """Return who is to be asked: the worker, but for the shipped one, which answers in this process."""
        return self._shipped_engine if self.owner == "shipped" else self._engine

    @property
    def ready(self) -> protocol.ModelReady | None:
        """Return what was said of it, None while it has no weights."""
        if self.owner in ("run", "ensemble"):
            return self._run.ready
        return self._training.own_model if self.is_own else self._shipped

    @property
    def has_shipped(self) -> bool:
        """Whether there is a shipped one."""
        return self._shipped is not None

    @property
    def own_fits(self) -> bool:
        """Whether the draft's model has weights and answers as the network on the cards would with them."""
        own = self._training.own_model
        if own is None:
            return False
        network = self._document.network
        # Asked a dozen times for each answer, and comparing two networks takes 100 µs.
        if not (self._compared and self._compared[0] is own.network and self._compared[1] is network):
            self._compared = own.network, network, answers_alike(own.network, network)
        return self._compared[2]

    @property
    def learning(self) -> bool:
        """Whether it is being trained right now."""
        return self.is_own and self._training.status.busy

    @property
    def network(self) -> Network | None:
        """Return the network that answers now, or None when there is none."""
        return self.ready.network if self.ready else None

    @property
    def class_names(self) -> tuple[str, ...]:
        """Return what its outputs are called."""
        return self.ready.class_names if self.ready else ()

    @property
    def reads_from(self) -> float:
        """Return `protocol.ModelReady.reads_from`: below it the answer is that there is nothing to read."""
        return self.ready.reads_from if self.ready else 0.0

    @property
    def kind(self) -> Kind:
        """Return how a person shows it something, also before it has weights."""
        told = self.ready.input_format if self.ready else None
        if told is not None and told.kind in ("ink", "picture"):
            return "picture"
        network = self._document.network if self.is_own else self.network
        return "picture" if network is None else input_kind(network.input_shape, self._library.described)

    @property
    def trained_on(self) -> InputFormat | None:
        """Return what it was trained on; where that is not told, what is assumed.

        For the network on the cards that are the chosen data, if it can read them, and else what these data's
        name or its input tell; always with pixels in the numbers that its first layers want.
        """
        ready, data = self.ready, self._library.described
        if ready is None or ready.input_format is not None:
            return ready.input_format if ready else None
        shape, as_bytes = ready.network.input_shape, reads_bytes(ready.network)
        chosen = data.input_format if ready.model != SHIPPED and data is not None else None
        if chosen is None or not fits(chosen.shape, shape):
            named = "" if ready.model == SHIPPED else self._document.data
            return InputFormat.assumed(shape, named, reads_bytes=as_bytes)
        return chosen.for_network(reads_bytes=as_bytes)

    @property
    def reads_ink(self) -> bool:
        """Whether it reads drawings cut out and centred: of several digits each can be shown to it."""
        network, told = self.network, self.trained_on
        if network is None or self.kind != "picture" or (told is not None and told.kind != "ink"):
            return False
        return frame_side(network.input_shape, told) is not None

    @property
    def reads_several(self) -> bool:
        """Whether what is drawn may be several signs to it: digits or letters, in rows."""
        return self.reads_ink and are_signs(self.class_names)

    @property
    def asks_trained_on(self) -> bool:
        """Whether it is the draft's, reads pictures, and nobody has told what it was trained on."""
        ready = self.ready
        return self.is_own and ready is not None and ready.input_format is None and self.kind == "picture"

    def tell_trained_on(self, trained_on: InputFormat) -> None:
        """Take a person's word for what the draft's was trained on; `changed` follows, and files keep it."""
        self._engine.send(protocol.SetInputFormat(trained_on))
        self._document.mark_trained()

    def why_not(self) -> Unavailable:
        """Return why it cannot be asked, "" when it can."""
        engine, own, shipped = self.engine, self.is_own, self.owner == "shipped"
        if engine.death is not None:
            return "missing" if shipped else "dead"
        if engine.ready is None:
            return "loading" if shipped else "starting"
        if self.ready is None:
            return "no_weights" if own else "loading"
        return "changed" if own and not self.own_fits else ""

    def choose(self, choice: Choice) -> None:
        """Let another network answer."""
        self.choice = choice
        self._replace()
        self.chosen.emit()

    @property
    def knows_back(self) -> bool:
        """Whether what a fine-tuned one was made of is there still: a run may be deleted."""
        tuned = self._run.tuned
        return tuned is not None and (not tuned.run or self._before is not None)

    @property
    def _before(self) -> Run | None:
        """The run that a fine-tuned one was made of, while its weights are there."""
        tuned, run = self._run.tuned, self._run.run
        if tuned is None or not tuned.run or run is None:
            return None
        before = Run(run.folder.parent / tuned.run)
        return before if before.has_weights(weights_of(tuned)) else None

    def back(self) -> None:
        """Let the network answer that did before: of a fine-tuned one that is the one it was made of.

        If that is gone (`knows_back`), the network on the cards.
        """
        tuned, before = self._run.tuned, self._before
        if tuned is not None and before is not None:
            self._run.show(before, before.called, weights_of(tuned))
            return
        self._run.close()
        if tuned is not None and not tuned.run and self.owner != tuned.owner:
            self.choose("shipped" if tuned.owner == "shipped" else "own")

    def _on_event(self, event: protocol.Event) -> None:
        if isinstance(event, protocol.ModelReady):
            self._shipped = event
            self._replace()

    def _replace(self) -> None:
        self.replaced.emit()
        self.changed.emit()


def weights_of(tuned: Tuned) -> Weights:
    """Return which weights of a run were fine-tuned."""
    if tuned.weights == "best":
        return "best"
    return int(tuned.weights) if tuned.weights.isdecimal() else "last"
