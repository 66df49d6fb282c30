"""Ask the worker what is drawn or typed, always the newest of it and never more than it can answer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QObject, QTimer, Signal

from cnngui.datasets.input_format import InputFormat
from cnngui.datasets.preparing import frame_side
from cnngui.datasets.words import words_of
from cnngui.engine import protocol
from cnngui.network.network import Network
from cnngui.runs.model_id import DRAFT, SHIPPED, ModelId
from cnngui.state.data_library import DataLibrary
from cnngui.state.document import Document
from cnngui.state.drawing import Drawing, Sample
from cnngui.state.engine_client import EngineClient, Reply
from cnngui.state.inputs import Inputs, Kind, input_kind
from cnngui.state.training import TrainingSession

Choice = Literal["auto", "own", "shipped"]
_MODELS: Mapping[Choice, ModelId] = {"own": DRAFT, "shipped": SHIPPED}
Unavailable = Literal[
    "", "starting", "dead", "no_weights", "changed", "shape", "empty", "no_words", "no_entry"
]
# While training the weights move at every message; ten looks a second are as many as the eye takes in.
TRAINING_INTERVAL_MS = 100


class Predictor(QObject):
    """The current answer for what is drawn or typed, and the output of the layer that is looked into.

    Attributes:
        inputs: what is asked about in place of the drawing when the network reads no pictures.
        choice: which network answers; "auto" is the own one as soon as it has weights, or if it reads no
            pictures, which the shipped one does.
        answer: the newest `Predicted`, or None.
        unavailable: why there is no answer, "" when there is one or it is on its way.

    Signals:
        answer_changed: read `answer` and `unavailable`.
        model_changed: another model answers, or this one has begun or ceased to learn.
    """

    answer_changed = Signal()
    model_changed = Signal()

    def __init__(
        self,
        document: Document,
        drawing: Drawing,
        engine: EngineClient,
        training: TrainingSession,
        library: DataLibrary,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._document, self._drawing, self._engine, self._training = document, drawing, engine, training
        self._library = library
        self.inputs = Inputs(self)
        self.choice: Choice = "auto"
        self.answer: protocol.Predicted | None = None
        self.unavailable: Unavailable = "starting"
        self._shipped: protocol.ModelReady | None = None
        self._compared: tuple[Network, Network, bool] | None = None
        self._layer = ""
        self._reply: Reply | None = None
        self._stale = False
        self._later = QTimer(self, singleShot=True, interval=TRAINING_INTERVAL_MS)
        self._later.timeout.connect(self.refresh)
        drawing.changed.connect(self._on_drawn)
        self.inputs.changed.connect(self._on_typed)
        document.selection_changed.connect(self.refresh)
        document.network_changed.connect(self._on_models_changed)
        training.own_model_changed.connect(self._on_models_changed)
        training.weights_changed.connect(self._on_weights_changed)
        training.status_changed.connect(self.model_changed)
        engine.ready_changed.connect(self._on_engine_changed)
        engine.starting.connect(self._on_engine_changed)
        engine.event_received.connect(self._on_event)
        library.described_changed.connect(self._on_described)

    # What the window reads ----------------------------------------------------------------------

    @property
    def which(self) -> ModelId:
        """Return the model that answers now."""
        if self.choice != "auto":
            return _MODELS[self.choice]
        reads_pictures = input_kind(self._document.network.input_shape, None) == "picture"
        return SHIPPED if reads_pictures and not self.own_fits else DRAFT

    @property
    def kind(self) -> Kind:
        """Return how a person shows the answering network something, also before it has weights."""
        network = self._document.network if self.which == DRAFT else self.network
        return "picture" if network is None else input_kind(network.input_shape, self.data)

    @property
    def data(self) -> protocol.DataDescribed | None:
        """Return the facts of the data that were described last."""
        return self._library.described

    @property
    def own_fits(self) -> bool:
        """Whether the own model has weights and is still the network that is on the cards."""
        own = self._training.own_model
        if own is None:
            return False
        network = self._document.network
        # Asked a dozen times for each answer, and comparing two networks takes 100 µs.
        if not (self._compared and self._compared[0] is own.network and self._compared[1] is network):
            self._compared = own.network, network, own.network == network
        return self._compared[2]

    @property
    def settled(self) -> bool:
        """Whether `answer` is about the drawing as it is, not about one some pen movements ago."""
        return not self._waiting and not self._stale

    @property
    def has_shipped(self) -> bool:
        return self._shipped is not None

    @property
    def learning(self) -> bool:
        """Whether the model that answers is being trained right now."""
        return self.which == DRAFT and self._training.status.busy

    @property
    def looked_into(self) -> str:
        """Return the layer that was asked for by `look_into`, "" while the selection is followed."""
        return self._layer

    @property
    def network(self) -> Network | None:
        """Return the network that answers now, or None when there is none."""
        model = self._model()
        return model.network if model else None

    @property
    def class_names(self) -> tuple[str, ...]:
        model = self._model()
        return model.class_names if model else ()

    @property
    def layer(self) -> str:
        """Return the name of the layer that is looked into, "" for the input or nothing.

        It is the selected one. A shipped network has other layers than the cards: there, the layer at the
        same place among those of its kind, else its first.
        """
        network = self.network
        if network is None or not network.layers:
            return ""
        names = network.names
        if self._layer in names:
            return self._layer
        return _alike(self._document.network, self._document.selection, network) or names[0]

    @property
    def frame_side(self) -> int | None:
        """Return the side of the frame that ink is put into, in pixels; None for no square picture.

        It is the network's, without the border it gets when the data's pictures are smaller.
        """
        network = self.network
        return None if network is None else frame_side(network.input_shape, self._trained_on)

    @property
    def _trained_on(self) -> InputFormat | None:
        """What the answering network was trained on; where that is not told, the data that are chosen."""
        model = self._model()
        if model is None or model.input_format is not None or self.which == SHIPPED or self.data is None:
            return None if model is None else model.input_format
        return InputFormat.of_shape(self.data.input_shape)

    def sample(self) -> npt.NDArray[np.float32] | None:
        """Return what the answering network is given, float32 of its input shape, or None."""
        network, kind = self.network, self.kind
        if network is None:
            return None
        if kind == "picture":
            return self._drawing.network_input(network.input_shape, self._trained_on)
        return self.inputs.network_input(kind, self.data)

    @property
    def words(self) -> tuple[str, ...]:
        """Return the word at each step of the sentence, "" behind the last; () when it reads no sentences."""
        data = self.data
        if self.kind != "sentence" or data is None:
            return ()
        words = words_of(self.inputs.sentence)[: data.input_shape[0]]
        return (*words, *[""] * (data.input_shape[0] - len(words)))

    @property
    def takes_samples(self) -> bool:
        """Whether the data's samples can be shown to the answering network the way it is shown things now."""
        data = self.data
        return data is not None and len(data.labels) > 0 and input_kind(data.input_shape, data) == self.kind

    def use_sample(self, sample: Sample) -> None:
        """Put a sample of the data set where a person would draw or type it."""
        if sample.values.ndim > 1:
            self._drawing.set_sample(sample)
        elif self.kind == "sentence":
            self.inputs.set_sentence(sample.text)
        elif self.kind == "pair" and sample.values.shape == (2,):
            self.inputs.set_pair(*map(float, sample.values))

    def choose(self, choice: Choice) -> None:
        """Let another network answer."""
        self.choice = choice
        self._on_models_changed()

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
        model = self._model()
        self.unavailable = self._why_not(model)
        sample = self.sample()
        if model is None or self.unavailable or sample is None:
            if not self.unavailable and model is not None:
                self.unavailable = self._why_nothing()
            self._forget()
            return
        others = self.inputs.others(self.kind, self.data)
        request = protocol.Predict(self.which, sample, self.layer, others)
        self._reply = self._engine.ask(request, self._on_ended)

    @property
    def _waiting(self) -> bool:
        return self._reply is not None and self._reply.waiting

    def _why_not(self, model: protocol.ModelReady | None) -> Unavailable:
        if self._engine.ready is None:
            return "dead" if self._engine.death else "starting"
        if model is None:
            # The shipped network is on its way whenever the engine is ready.
            return "starting" if self.which == SHIPPED else "no_weights"
        if self.which == DRAFT and not self.own_fits:
            return "changed"
        return ""

    def _why_nothing(self) -> Unavailable:
        """Return why there is nothing to ask the network about."""
        kind, sheet = self.kind, self._drawing.sheet
        if kind != "picture":
            return "no_words" if kind == "sentence" else "no_entry"
        nothing_drawn = sheet.empty or (sheet.picture is not None and self._drawing.frames() is None)
        return "empty" if nothing_drawn else "shape"

    def _model(self) -> protocol.ModelReady | None:
        return self._training.own_model if self.which == DRAFT else self._shipped

    def _forget(self) -> None:
        self.answer = None
        self.answer_changed.emit()

    # What happens -------------------------------------------------------------------------------

    def _on_drawn(self) -> None:
        if self.kind == "picture":
            self.refresh()

    def _on_typed(self) -> None:
        if self.kind != "picture":
            self.refresh()

    def _on_models_changed(self) -> None:
        self._layer = ""
        # A model that is gone never answers: waiting for it would be for ever.
        self._reply = None
        self.model_changed.emit()
        self.refresh()

    def _on_weights_changed(self) -> None:
        if self.which == DRAFT and not self._later.isActive():
            self._later.start()

    def _on_engine_changed(self) -> None:
        if self._engine.ready is None:
            self._shipped = None
        self._on_models_changed()

    def _on_event(self, event: protocol.Event) -> None:
        if isinstance(event, protocol.ModelReady) and event.model == SHIPPED:
            self._shipped = event
            self._on_models_changed()

    def _on_described(self) -> None:
        if self._library.described is not None:
            self.model_changed.emit()
            self.refresh()

    def _on_ended(self, reply: Reply) -> None:
        if reply is not self._reply or reply.outcome in ("superseded", "gone"):
            return
        # First the next question, so that the worker thinks about it while this answer is painted.
        if self._stale:
            self.refresh()
        answer = reply.answer
        if not isinstance(answer, protocol.Predicted):
            self._forget()
        elif answer.model == self.which and not self.unavailable:
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
