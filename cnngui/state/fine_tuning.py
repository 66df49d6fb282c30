"""The network that answers is fine-tuned on own samples, and answers so until a person goes back."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

from PySide6.QtCore import QObject, Signal

from cnngui.datasets.own_samples import OwnSample
from cnngui.engine import protocol
from cnngui.errors import CnnguiError
from cnngui.files import folders
from cnngui.messages import text
from cnngui.runs.model_id import DRAFT
from cnngui.runs.run import Run, new_run_id
from cnngui.runs.run_files import Tuned
from cnngui.state.answering_model import AnsweringModel
from cnngui.state.document import Document
from cnngui.state.engine_client import EngineClient, Reply
from cnngui.state.own_samples import OwnSamples
from cnngui.state.run_model import RunModel
from cnngui.state.settings import Settings
from cnngui.state.training import TrainingSession

REMEMBERED = "draw/fine_tuned"

WhyNot = Literal["", "dead", "engine", "training", "ensemble", "answer", "kind", "classes", "none", "unknown"]
"""Why there can be no fine-tuning now."""


class FineTuning(QObject):
    """Has the worker fine-tune a copy of the answering model; what comes of it answers at once.

    A fine-tuned network that answers is remembered: it answers after the next start too.

    Attributes:
        progress: how far it is; None while none is under way.
        tuned: what the newest one came to, or the one that answers; None before.
        error: why the last one failed.

    Signals:
        changed: read the attributes.
        ended: it has come to an end by itself (carries the `Tuned`).
        problem_raised: it failed (carries the `CnnguiError`); nothing changed.
    """

    changed = Signal()
    ended = Signal(object)
    problem_raised = Signal(object)

    def __init__(
        self,
        document: Document,
        engine: EngineClient,
        training: TrainingSession,
        model: AnsweringModel,
        run_model: RunModel,
        samples: OwnSamples,
        settings: Settings,
    ) -> None:
        super().__init__()
        self._document, self._engine, self._training = document, engine, training
        self._model, self._run_model, self._samples = model, run_model, samples
        self._settings = settings
        self.progress: protocol.FineTuning | None = None
        self.tuned: Tuned | None = None
        self._run_id = ""
        self._reply: Reply | None = None
        self._restored = False
        engine.event_received.connect(self._on_event)
        engine.ready_changed.connect(self._on_ready_changed)
        run_model.changed.connect(self._on_run_model_changed)
        for each in (model.changed, samples.changed, training.status_changed):
            each.connect(self.changed)

    # What can be done ---------------------------------------------------------------------------

    @property
    def running(self) -> bool:
        """Whether one is under way."""
        return self._reply is not None and self._reply.waiting

    @property
    def usable(self) -> list[OwnSample]:
        """The own samples of classes that the answering network knows."""
        names = set(self._model.class_names)
        return [sample for sample in self._samples.samples if sample.label in names]

    def why_not(self) -> WhyNot:
        """Return why none can begin, "" when one can."""
        model = self._model
        if self._engine.ready is None:
            return "engine" if self._engine.death is None else "dead"
        if model.owner == "ensemble":
            return "ensemble"
        if model.why_not() or model.ready is None:
            return "answer"
        if model.kind != "picture" or model.trained_on is None:
            return "kind"
        if len(model.class_names) < 2:
            return "classes"
        if not self._samples.samples:
            return "none"
        if not self.usable:
            return "unknown"
        return "training" if self._training.status.busy else ""

    @property
    def called(self) -> str:
        """What the network that would be fine-tuned is called; "" for the shipped one."""
        if self._model.owner in ("run", "ensemble"):
            return self._run_model.title
        return self._document.name if self._model.is_own else ""

    # What a person does -------------------------------------------------------------------------

    def start(self, shipped: str) -> None:
        """Fine-tune what answers now on the samples of now.

        Args:
            shipped: what the shipped network is called.
        """
        trained_on, model = self._model.trained_on, self._model.id
        if self.running or self.why_not() or trained_on is None:
            return
        called, path = self.called or shipped, ""
        run = self._run_model.run
        if model.owner == "run" and run is not None:
            try:
                path = str(run.weights_file(model.weights))
            except CnnguiError as error:
                self.problem_raised.emit(error)
                return
        # Once more is no other network: its lineage tells how often.
        again = self._run_model.tuned is not None
        title = called if again else text("samples.title", title=called)
        request = protocol.FineTune(
            run_id=new_run_id(),
            model=model,
            called=called,
            trained_on=trained_on,
            samples=self._samples.samples,
            origin=replace(self._origin(), title=title),
            weights_file=path,
        )
        self.progress = protocol.FineTuning("preparing")
        self._reply = self._engine.ask(request, self._on_ended)
        self.changed.emit()

    def stop(self) -> None:
        """End it; nothing of it is kept."""
        if self.running:
            self._engine.send(protocol.StopFineTuning())

    def back(self) -> None:
        """Let the network before answer again."""
        self._model.back()

    @property
    def knows_back(self) -> bool:
        """Whether `back` leads to the network that the answering one was made of; else to the cards'."""
        return self._model.knows_back

    @property
    def answers(self) -> bool:
        """Whether a fine-tuned network answers now."""
        return self._run_model.tuned is not None

    @property
    def can_answer(self) -> bool:
        """Whether the newest fine-tuned network could answer, and does not."""
        return not self.answers and bool(self._run_id) and self._run.has_weights("last")

    def answer(self) -> None:
        """Let the newest fine-tuned network answer once more."""
        self._run_model.show(self._run, self._run.called)

    @property
    def _run(self) -> Run:
        return Run(self._training.runs_folder / self._run_id)

    def _origin(self) -> protocol.Origin:
        """Return whose weights it begins with: a run's, or those of a file, as the shipped network's."""
        model, run, training = self._model.id, self._run_model.run, self._training
        if model.owner == "run" and run is not None:
            epoch = model.weights if isinstance(model.weights, int) else run.summary().epoch
            return protocol.Origin(parent=run.id, parent_epoch=epoch)
        if model == DRAFT:
            return training.lineage.origin(training.places, len(training.history.epoch), goes_on=True)
        return protocol.Origin(parent=folders.shipped_network().name)

    # What happens -------------------------------------------------------------------------------

    def _on_event(self, event: protocol.Event) -> None:
        if isinstance(event, protocol.FineTuning) and self.running:
            self.progress = event
            self.changed.emit()

    def _on_ended(self, reply: Reply) -> None:
        self.progress = None
        answer = reply.answer
        if isinstance(answer, protocol.FineTuned) and answer.tuned is not None:
            self.tuned, self._run_id = answer.tuned, answer.run_id
            self._run_model.show(self._run, self._run.called)
            self.ended.emit(answer.tuned)
        elif reply.error is not None:
            self.problem_raised.emit(reply.error)
        self.changed.emit()

    def _on_ready_changed(self) -> None:
        """Let the network answer that did at the last end, as soon as there is who can let it."""
        if self._engine.ready is not None and not self._restored:
            self._restored = True
            run = Run(self._training.runs_folder / name) if (name := self._remembered) else None
            if run is not None and not self._run_model.is_shown and run.has_weights("last"):
                self._run_model.show(run, run.called)
        self.changed.emit()

    @property
    def _remembered(self) -> str:
        """The name of a run's folder; what is none is nobody's."""
        name = self._settings.word(REMEMBERED, "")
        return name if name and name == name.strip(". ") and not set(name) & set("/\\:") else ""

    def _on_run_model_changed(self) -> None:
        tuned, run = self._run_model.tuned, self._run_model.run
        if tuned is not None and run is not None:
            self.tuned, self._run_id = tuned, run.id
        # Before it was looked at what answered at the last end, that is no news.
        if self._restored:
            name = run.id if tuned is not None and run is not None else ""
            if name != self._remembered:
                self._settings.set_word(REMEMBERED, name)
        self.changed.emit()
