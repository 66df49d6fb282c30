"""The training session: status, progress and history of what the worker does for this document."""

from __future__ import annotations

import enum
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Literal

import numpy as np
from PySide6.QtCore import QObject, Signal

from cnngui.engine import protocol
from cnngui.engine.model_forms import answers_alike
from cnngui.network.network import Network
from cnngui.runs.history import History
from cnngui.runs.kept_weights import PRESET, Place
from cnngui.runs.model_id import DRAFT
from cnngui.runs.run import Run, runs_folder
from cnngui.state.document import Contents, Document
from cnngui.state.engine_client import EngineClient, Reply
from cnngui.state.layer_record import LayerRecord
from cnngui.state.lineage import Lineage
from cnngui.state.progress import Progress


class Status(enum.Enum):
    """What the worker is doing for us."""

    STARTING = enum.auto()
    IDLE = enum.auto()
    BUILDING = enum.auto()
    TRAINING = enum.auto()
    PAUSED = enum.auto()
    STOPPING = enum.auto()
    DEAD = enum.auto()

    @property
    def busy(self) -> bool:
        """Whether a run is under way."""
        return self in (Status.BUILDING, Status.TRAINING, Status.PAUSED, Status.STOPPING)


class TrainingSession(QObject):
    """One training after another, all on the document's network, with one growing history.

    Attributes:
        lineage: the run under way or the last one, and where the weights of the draft come from.
        places: where what the worker has learned lies on disk, in the order in which it came there.
        device, device_reason: what it trains on and in which numbers, and why in these; "" while unknown.
        epoch_overhead_s: seconds the last epoch took beside its batches, such as for validation.
        started: what the last run said of itself when it began; None before the first.
        tested: what the last run reached on the test part that was kept aside; None before, and for none.
        ending: how the last run ended; None while one is under way and before the first.
        layers: how its layers fare, while somebody watches.
        wanted: whether a run is to begin as soon as it need not wait any more (`waits_for`).

    Signals:
        status_changed, progress_changed, history_changed, device_changed: read the attributes of that name.
        history_reset: the curves start anew.
        failed: the run ended by an error (carries the `CnnguiError` and details).
        not_kept: what a run learns is on no disk (carries the event `NotKept`); the run goes on.
        places_changed: read `places`; said where nothing else tells of it.
        answers_changed: read `answers`.
        weights_changed: the own model has moved on; predictions of it are out of date.
        due: the run that was wanted need not wait any more; who hears it calls `train`.
    """

    status_changed = Signal()
    progress_changed = Signal()
    history_changed = Signal()
    device_changed = Signal()
    history_reset = Signal()
    answers_changed = Signal()
    weights_changed = Signal()
    own_model_changed = Signal()
    due = Signal()
    ended = Signal(object)
    failed = Signal(object, str)
    not_kept = Signal(object)
    places_changed = Signal()

    def __init__(self, document: Document, engine: EngineClient) -> None:
        super().__init__()
        self._document, self._engine = document, engine
        self.status = Status.STARTING
        self.progress = Progress()
        self.history = History()
        self.answers: protocol.Answers | None = None
        self.own_model: protocol.ModelReady | None = None
        self.device = self._device = ""
        self.device_reason = ""
        self.places: list[Place] = []
        self.lineage = Lineage()
        self._learned: Network | None = None
        self._asked: Network | None = None
        self._restore: Reply | None = None
        self._runs_folder = runs_folder()
        self._until = 0
        self._unkept = False
        self._forgotten: str | None = None
        self._watched = protocol.Watch()
        self.layers = LayerRecord()
        self.layers.setParent(self)
        self._opening = 0
        self.wanted = False
        self.epoch_overhead_s = 0.0
        self.started: protocol.Started | None = None
        self.tested: protocol.Tested | None = None
        self.ending: protocol.Finished | protocol.Stopped | protocol.Failed | None = None
        engine.event_received.connect(self._on_event)
        engine.starting.connect(self._on_starting)

    # What a person can do -----------------------------------------------------------------------

    @property
    def run_id(self) -> str:
        """Return the name of the run under way, or of the last one; "" before the first."""
        return self.lineage.run_id

    @property
    def runs_folder(self) -> Path:
        """Where runs are kept."""
        return self._runs_folder

    @property
    def running(self) -> Contents | None:
        """Return what the run under way, or the last one, trains; None before the first."""
        return self.lineage.running

    @property
    def can_train(self) -> bool:
        """Whether Train would start a run now."""
        return self.status is Status.IDLE and not self._opening and self._complete

    @property
    def can_want(self) -> bool:
        """Whether `want` would do something."""
        return bool(self.waits_for) and not self.wanted and (self._complete or self._opening > 0)

    @property
    def waits_for(self) -> Literal["", "engine", "file"]:
        """What a run would have to wait for: the engine that starts, or the file that is being opened.

        A file that is opened has the worker end its run and take up what is in the file.
        """
        if self.status is Status.STARTING:
            return "engine"
        return "file" if self._opening and self.status is Status.IDLE else ""

    @property
    def _complete(self) -> bool:
        """Whether the document has all that a run needs."""
        document = self._document
        return document.inference.ok and bool(document.network.layers) and bool(document.data)

    @property
    def goes_on(self) -> bool:
        """Return whether a run would go on with what has been learned: the cards show a network like it."""
        return self.own_model is not None and answers_alike(self.own_model.network, self._document.network)

    @property
    def would_lose(self) -> int:
        """Return how many batches' curves, and the weights of them, a run that starts anew would replace."""
        return 0 if self.goes_on else len(self.history.batch_loss)

    @property
    def is_kept(self) -> bool:
        """Return whether a run has all that was learned: it stays there when the cards leave it behind."""
        runs = [Run(Path(place.path)) for place in self.places if _is_run(place)]
        return not self.status.busy and not self._unkept and any(run.has_weights("last") for run in runs)

    def train(
        self,
        *,
        paused: bool = False,
        fresh: bool = False,
        until: int = 0,
        as_before: protocol.Repeated | None = None,
    ) -> None:
        """Start a run, or let a paused one go on.

        The last run goes on, or a new one begins, as `Lineage.begin` says.

        Args:
            fresh: from new weights. until: the last epoch, 0 for as many more as the recipe has.
            as_before: of a run that is repeated, from new weights.
        """
        if self.status is Status.PAUSED:
            self._send_recipe()
            self._engine.send(protocol.Control("resume"))
        elif self.can_train:
            contents = self._document.contents
            fresh, until = fresh or as_before is not None, as_before.until if as_before else until
            goes_on, document = self.goes_on and not fresh, self._document
            came = self.lineage.origin(self.places, len(self.history.epoch), goes_on=goes_on)
            self.lineage.begin(contents, goes_on=goes_on)
            self._unkept = False
            self._asked, self.ending, self.tested, self._until = contents.network, None, None, until
            self.progress = Progress(batch_size=contents.recipe.batch_size)
            self._set_status(Status.BUILDING)
            edited = document.network != document.base
            self._engine.send(
                protocol.Train(
                    self.run_id,
                    *(contents.network, contents.recipe, contents.data),
                    fresh=fresh,
                    paused=paused,
                    origin=replace(came, title=document.name, edited=edited),
                    until=until,
                    as_before=as_before,
                )
            )

    def want(self, wanted: bool = True) -> None:
        """Have a run begin as soon as the engine has started and the file is open; or not, after all."""
        if wanted != self.wanted and (not wanted or self.can_want):
            self.wanted = wanted
            self.status_changed.emit()

    def file_is_coming(self) -> None:
        """Let no run begin until the worker has what a person is opening: `file_came` follows."""
        self._opening += 1
        self.status_changed.emit()

    def file_came(self) -> None:
        """Let runs begin again, if no other file is coming."""
        self._opening -= 1
        self.status_changed.emit()
        self._begin_wanted()

    def _begin_wanted(self) -> None:
        if self.wanted and not self.waits_for:
            self.wanted = False
            self.status_changed.emit()
            if self.can_train:
                self.due.emit()

    def pause(self) -> None:
        """Wait after the step under way."""
        if self.status is Status.TRAINING:
            self._engine.send(protocol.Control("pause"))

    def step(self) -> None:
        """Train on one batch and wait; starts a paused run when there is none."""
        if self.status in (Status.PAUSED, Status.TRAINING):
            self._send_recipe()
            self._engine.send(protocol.Control("step"))
        elif self.can_train:
            self.train(paused=True)
            self._engine.send(protocol.Control("step"))

    @property
    def recipe_waits(self) -> bool:
        """Whether the recipe has been changed since the run under way goes by it."""
        running = self.running
        return self.status.busy and running is not None and running.recipe != self._document.recipe

    def _send_recipe(self) -> None:
        """Let the run that waits go on by the recipe as it is now."""
        if self.recipe_waits and self._document.inference.ok:
            self._engine.send(protocol.ChangeRecipe(self._document.recipe))

    def stop(self) -> None:
        """End the run; what was learned is kept. One that is only wanted does not begin."""
        self.want(False)
        if self.status.busy and self.status is not Status.STOPPING:
            self._set_status(Status.STOPPING)
            self._engine.send(protocol.Control("stop"))

    def watch(self, columns: frozenset[str]) -> None:
        """Have these optional columns of the history measured from now on, and no others."""
        self._watch(replace(self._watched, columns=columns))

    def watch_layers(self, watched: bool) -> None:
        """Have `layers` kept from now on, or no longer."""
        self._watch(replace(self._watched, layers=watched))

    def _watch(self, watched: protocol.Watch) -> None:
        if watched != self._watched:
            self._watched = watched
            self._engine.send(watched)

    def reset(self) -> None:
        """Forget weights and curves; the next run starts from new weights."""
        self.want(False)
        self._engine.send(protocol.Reset())
        self._restore = self._learned = None
        if self.status.busy:
            self._forgotten = self.run_id
            self._set_status(Status.STOPPING)
        self._clear()
        self.places = []
        self.lineage.taken_from(None, 0)
        self._document.mark_reset()

    def adopt(
        self, history: History, places: Sequence[Place] = (), came: protocol.Origin | None = None
    ) -> None:
        """Show the curves of what the worker has taken up, and remember where on disk that lies.

        Args:
            came: from which run, None for what the last place is of.
        """
        self._clear()
        self.places = list(places)
        self.lineage.taken_from(places[-1] if places else None, len(history.epoch))
        self.lineage.came = came or self.lineage.came
        self.history = history
        self.history_reset.emit()
        self.history_changed.emit()

    def begin_with(self, place: Place, came: protocol.Origin) -> None:
        """Show that the worker has the first layers of what lies at a place, which `came` from a run or file.

        What is trained from here on is a run of its own.
        """
        self.adopt(History(), [place], came)
        self.lineage.running = None

    def add_place(self, place: Place) -> None:
        """Remember that what the worker has learned lies there too."""
        self.places = [*(each for each in self.places if each.path != place.path), place]

    def restart(self) -> None:
        """Replace a dead engine, and take up again what it had learned, from where that lies on disk."""
        learned, self._restore = self._learned, None
        self._engine.restart()
        if learned is not None:
            self._resume(learned)
        elif self.history.batch_x.size:
            self._lose()

    def take_up(self, places: Sequence[Place]) -> None:
        """Take up what the network on the cards has learned in a session that crashed; no file holds it."""
        self.places = list(places)
        self._document.mark_trained()
        self._resume(self._document.network)

    def keep_runs_in(self, folder: str) -> None:
        """Have what the runs learn written to another folder from now on; also what the last one has."""
        self._runs_folder = Path(folder)
        self._engine.send(protocol.KeepRuns(folder))
        if self.run_id and self.places:
            self.places.append(Place(str(self._runs_folder / self.run_id)))
            self.places_changed.emit()

    # What the worker says -----------------------------------------------------------------------

    def _on_event(self, event: protocol.Event) -> None:
        if (run_id := getattr(event, "run_id", None)) is not None and run_id != self.run_id:
            return
        # All but the end of a run whose weights were forgotten would bring its curves back.
        if run_id is not None and run_id == self._forgotten and not isinstance(event, protocol.ENDINGS):
            return
        if handler := getattr(self, f"_heard_{type(event).__name__}", None):
            handler(event)

    def _on_starting(self) -> None:
        self._set_status(Status.STARTING)

    def _resume(self, network: Network) -> None:
        self._learned = network
        request = protocol.Resume(tuple(self.places), network)
        self._restore = self._engine.ask(request, self._on_restored)

    def _on_restored(self, reply: Reply) -> None:
        if reply is not self._restore:
            pass  # a reset came meanwhile: its curves are nobody's
        elif isinstance(opened := reply.answer, protocol.Opened):
            found = opened.path
            # Last the place where they were found: what is learned next is more of that.
            taken = sorted(self.places, key=lambda place: place.path == found)
            self.adopt(History.from_columns(opened.history), taken)
            self.weights_changed.emit()
        elif reply.outcome == "failed":
            self._lose()
            self.failed.emit(reply.error, "")
        if reply.outcome != "gone" and self.status is Status.STARTING:
            self._set_status(Status.IDLE)

    def _lose(self) -> None:
        """Show no curves of weights that are gone."""
        self._clear()
        self.places, self._learned = [], None
        self.lineage.taken_from(None, 0)
        self._document.mark_reset()

    def _heard_Ready(self, event: protocol.Ready) -> None:
        self._device = event.device
        self._show_device(event.precision)
        if self._watched != protocol.Watch():
            self._engine.send(self._watched)
        if self._runs_folder != runs_folder():
            self._engine.send(protocol.KeepRuns(str(self._runs_folder)))
        if self._restore is None or not self._restore.waiting:
            self._set_status(Status.IDLE)

    def _heard_ModelReady(self, event: protocol.ModelReady) -> None:
        if event.model == DRAFT:
            self.own_model, self._learned = event, event.network
            self.own_model_changed.emit()

    def _heard_ModelGone(self, event: protocol.ModelGone) -> None:
        if event.model == DRAFT:
            self.own_model = self._learned = None
            self.own_model_changed.emit()

    def _heard_Started(self, event: protocol.Started) -> None:
        # As the worker has it: an edit that came meanwhile is not what it trains.
        if not (self._learned and self._asked and answers_alike(self._learned, self._asked)):
            self.places = []
        self.add_place(Place(str(self._runs_folder / event.run_id)))
        self.lineage.reached(event.first_epoch)
        if not event.continues:
            self.history = History()
            self.history_reset.emit()
        self.progress = replace(
            self.progress,
            epoch=event.first_epoch + 1,
            epochs=event.epochs,
            first_epoch=event.first_epoch,
            steps_per_epoch=event.steps_per_epoch,
        )
        self.started = event
        self._show_device(event.precision.policy, event.precision.why)
        self._set_status(Status.TRAINING)
        self.progress_changed.emit()

    def _heard_Batches(self, event: protocol.Batches) -> None:
        event.record(self.history, self.progress.steps_per_epoch)
        epoch, step = event.reached(self.progress.steps_per_epoch)
        self.progress = replace(
            self.progress,
            epoch=epoch,
            step=step,
            images_per_second=event.images_per_second,
            learning_rate=event.learning_rate,
            validating=None,
        )
        self._document.mark_trained()
        self.history_changed.emit()
        self.progress_changed.emit()
        self.weights_changed.emit()

    def _heard_LayerHealth(self, event: protocol.LayerHealth) -> None:
        if self.running is not None:
            self.layers.add(event, self.running.network)

    def _heard_RecipeChanged(self, event: protocol.RecipeChanged) -> None:
        if self.running is not None:
            self.lineage.running = replace(self.running, recipe=event.recipe)
        self._show_device(event.precision.policy, event.precision.why)
        steps, batch_size = event.steps_per_epoch, event.recipe.batch_size
        self.progress = replace(
            self.progress, epochs=event.epochs, steps_per_epoch=steps, batch_size=batch_size
        )
        self.progress_changed.emit()

    def _heard_Validating(self, event: protocol.Validating) -> None:
        self.progress = replace(self.progress, validating=event.done / max(1, event.total))
        self.progress_changed.emit()

    def _heard_Epochs(self, event: protocol.Epochs) -> None:
        event.record(self.history)
        self.lineage.reached(event.rows[-1].epoch)
        if self.started is not None:
            last, samples = event.rows[-1], self.started.train_samples
            self.epoch_overhead_s = max(0.0, last.seconds - samples / max(last.images_per_second, 1e-9))
        self.progress = replace(self.progress, validating=None)
        self.history_changed.emit()
        self.progress_changed.emit()

    def _heard_Tested(self, event: protocol.Tested) -> None:
        self.tested = event

    def _heard_Answers(self, event: protocol.Answers) -> None:
        self.answers = event
        self.answers_changed.emit()

    def _heard_NotKept(self, event: protocol.NotKept) -> None:
        self._unkept = True
        self.not_kept.emit(event)

    def _heard_Paused(self, event: protocol.Paused) -> None:
        self._set_status(Status.PAUSED)

    def _heard_Resumed(self, event: protocol.Resumed) -> None:
        self._set_status(Status.TRAINING)

    def _heard_Finished(self, event: protocol.Finished) -> None:
        self._end(event)

    def _heard_Stopped(self, event: protocol.Stopped) -> None:
        self._end(event)

    def _heard_Failed(self, event: protocol.Failed) -> None:
        if event.error.code == "runs.other_data" and not self._until:
            # The data have changed since the run began: what Train learns from them is another run. Who asked
            # for this very run is told.
            self.lineage.running = None
            self._set_status(Status.IDLE)
            self.train()
            return
        self._end(event)
        self.failed.emit(event.error, event.details)

    def _heard_WorkerDied(self, event: protocol.WorkerDied) -> None:
        was_busy = self.status.busy
        self.own_model = None
        self.own_model_changed.emit()
        self._set_status(Status.DEAD)
        if was_busy:
            self.ended.emit(event)
        self.failed.emit(event.error, "")

    def _end(self, event: protocol.Finished | protocol.Stopped | protocol.Failed) -> None:
        self.ending = event
        self._set_status(Status.IDLE)
        self.progress_changed.emit()
        self.weights_changed.emit()
        self.ended.emit(event)

    def _clear(self) -> None:
        self.history = History()
        self.layers.clear()
        self.progress = Progress()
        self.answers = self.started = self.ending = self.tested = None
        for signal in (self.history_reset, self.history_changed, self.progress_changed, self.answers_changed):
            signal.emit()

    def _show_device(self, precision: str, reason: str = "") -> None:
        self.device, self.device_reason = f"{self._device} · {precision}", reason
        self.device_changed.emit()

    def _set_status(self, status: Status) -> None:
        if status is not self.status:
            self.status = status
            self.status_changed.emit()
            self._begin_wanted()


def _is_run(place: Place) -> bool:
    return not place.stamp and not place.path.startswith(PRESET)


def right_or_wrong(answers: protocol.Answers) -> np.ndarray:
    """Return bool (samples,): where the network answers with the label."""
    right: np.ndarray = answers.labels == answers.predicted
    return right
