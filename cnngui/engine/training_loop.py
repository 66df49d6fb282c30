"""One training run: epochs, validation, pauses and what is told about it. No TensorFlow."""

from __future__ import annotations

import math
import time
from collections import deque
from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np

from cnngui.datasets.splits import spread_over_classes
from cnngui.datasets.words import sample_text
from cnngui.engine import protocol
from cnngui.engine.filming import Filming
from cnngui.engine.layer_watch import LayerWatch
from cnngui.engine.pace import Pace
from cnngui.engine.reports import LEAST_BETWEEN_S, Report
from cnngui.engine.training_data import Indices, TrainingData
from cnngui.errors import CnnguiError
from cnngui.network.inference.infer import infer
from cnngui.network.recipe import Recipe
from cnngui.runs.history import RATE_COLUMN, RECIPE_COLUMN, EpochRow

if TYPE_CHECKING:
    from cnngui.engine.keras_backend.objective import Objective
    from cnngui.engine.keras_backend.prepared import PreparedTraining
    from cnngui.engine.keras_backend.steps import StepResult
    from cnngui.engine.worker.inbox import RunControl


Emit = Callable[[protocol.Event], None]

ANSWERS = 12
ANSWERS_EVERY_S = 0.5
_VALIDATION_MULTIPLY_ADDS = 2e9  # some 50 ms on two cores
_VALIDATION_SAMPLES = 256


class _StoppedError(Exception):
    """A person ended the run: no error, but a way out of wherever the loop is."""


class TrainingLoop:
    """Takes a learner through the epochs of a recipe; stops, pauses and saves between two calls.

    Args:
        prepare: gets the learner ready for a recipe, and returns what it learns from by it.
        between_steps: called between two calls, for what others want done there, such as saving.
        epoch_ended: called when the weights are those of the epoch that has just ended.
        until: the run's last epoch; 0 for as many as the recipe has.
        changes: recipes that it goes by from an epoch and a step on, in their order: a run is repeated.
        watched: asked before each call for what is to be measured only if somebody wants to see it.

    Attributes:
        waited, weights_epoch: as `protocol.Finished` has them, once it has ended.
    """

    def __init__(
        self,
        control: RunControl,
        prepare: Callable[[Recipe], tuple[PreparedTraining, TrainingData]],
        emit: Emit,
        between_steps: Callable[[], None],
        watched: Callable[[], protocol.Watch] = protocol.Watch,
        epoch_ended: Callable[[], None] = lambda: None,
        until: int = 0,
        changes: protocol.Changes = (),
        film: Callable[[], protocol.Film] = protocol.Film,
    ) -> None:
        self._control, self._prepare = control, prepare
        self._recipe = control.recipe
        self._prepared, self._training_data = prepare(self._recipe)
        self._learner = self._prepared.learner
        self._first = self._learner.epoch
        self._emit, self._between_steps, self._watched = emit, between_steps, watched
        self._epoch_ended, self._until, self._changes = epoch_ended, until, deque(changes)
        self._repeats = bool(changes)
        self._run_id = control.command.run_id
        self._pace = Pace()
        self._layers = LayerWatch(self._run_id, emit)
        self._layers.begin(self._prepared.inspected)
        self._report = Report(self._run_id, emit)
        self._filming = Filming(self._run_id, emit, film)
        self._told_paused = self._single_step = False
        self.waited = self.weights_epoch = 0
        self._waited_s = 0.0
        self._answered = 0.0
        known = self._learner.history.column(RECIPE_COLUMN)
        self._recipes = int(known[-1]) if len(known) and np.isfinite(known[-1]) else 0
        # Of one size in every run, so that the same seed gives the same digits.
        each = infer(self._learner.network).total_multiply_adds or 1
        self._validation_batch = max(1, min(_VALIDATION_SAMPLES, int(_VALIDATION_MULTIPLY_ADDS / each)))
        self._choose_shown()

    @property
    def last_epoch(self) -> int:
        """The run's last epoch by the recipe of now."""
        return self._until or self._first + self._recipe.epochs

    @property
    def objective(self) -> Objective:
        """What is minimised and shown."""
        return self._prepared.objective

    @property
    def steps_per_epoch(self) -> int:
        """How many batches an epoch has."""
        return self._training_data.steps_per_epoch

    @property
    def images_per_second(self) -> float:
        """How fast it is, smoothed."""
        return self._pace.images_per_second

    def _choose_shown(self) -> None:
        """Choose the validation samples whose answers are told."""
        labels = self._training_data.validation_labels[self._training_data.validation_indices]
        self._shown = spread_over_classes(labels, ANSWERS, self._recipe.seed)

    def tell_started(self) -> None:
        """Say what the run is about to do."""
        learner, training_data, objective = self._learner, self._training_data, self._prepared.objective
        self._emit(
            protocol.Started(
                run_id=self._run_id,
                steps_per_epoch=training_data.steps_per_epoch,
                first_epoch=learner.epoch,
                epochs=self.last_epoch,
                train_samples=len(training_data.train_indices),
                validation_samples=len(training_data.validation_indices),
                continues=bool(len(learner.history.batch_x)),
                loss=objective.loss_name,
                metric=objective.metric_name,
                penalized=learner.penalized,
                precision=self._prepared.precision,
                test_samples=len(training_data.test_labels),
            )
        )

    def execute(self) -> bool:
        """Train to the last epoch, or until validation gets no better; return False when a person ended it.

        Raises:
            CnnguiError: ``engine.diverged``; the learner is back at its last good weights.
        """
        learner = self._learner
        try:
            self._filming.look(learner, force=True)
            while (left := self.last_epoch - learner.epoch) > 0:
                if self._changed():
                    continue
                if (stopping := self._prepared.stopping) and stopping.over:
                    self.waited = stopping.settings.patience
                    break
                if (epochs := self._at_once(left)) > 1:
                    self._short_epochs(epochs)
                else:
                    self._epoch()
            self._filming.look(learner, force=True)
            self._end()
            self._answer(force=True)
        except _StoppedError:
            return False
        finally:
            self._report.flush()
            learner.replica.update(force=True)
        return True

    def _end(self) -> None:
        """Take the best weights, and try them on what was kept aside."""
        stopping = self._prepared.stopping
        if self._learner.end_run() and stopping:
            self.weights_epoch = stopping.best_epoch
        self._report.flush()
        count, size = len(self._training_data.test_labels), self._validation_batch
        loss = metric = 0.0
        for start in range(0, count, size):
            self._between_steps()
            if self._control.stopped:
                return  # all epochs are done none the less
            sums = self._prepared.test_sums(np.arange(start, min(start + size, count)))
            loss, metric = loss + sums[0], metric + sums[1]
        if count:
            self._emit(protocol.Tested(self._run_id, loss / count, metric / count, count))

    def _changed(self) -> bool:
        """Go by the recipe that is wanted now; return whether it is another."""
        self._repeat_change()
        recipe = self._control.recipe
        if recipe == self._recipe:
            return False
        self._report.flush()
        if recipe.epochs != self._recipe.epochs and not self._repeats:
            self._until = 0
        self._recipe = recipe
        self._prepared, self._training_data = self._prepare(recipe)
        self._recipes += 1
        self._choose_shown()
        steps = self._training_data.steps_per_epoch
        precision = self._prepared.precision
        self._emit(protocol.RecipeChanged(self._run_id, recipe, steps, self.last_epoch, precision))
        return True

    def _repeat_change(self) -> None:
        """Let a run that is repeated go by the recipe that it went by from here on."""
        reached = self._learner.epoch, self._learner.step
        while self._changes and self._changes[0][:2] <= reached:
            self._control.recipe = self._changes.popleft()[2]

    def _steps_to_change(self) -> int:
        """Return how many steps of the epoch under way may be taken before the recipe changes."""
        epoch, step = self._learner.epoch, self._learner.step
        change = self._changes[0] if self._changes else None
        return change[1] - step if change and change[0] == epoch else self.steps_per_epoch - step

    def _at_once(self, left: int) -> int:
        """Return how many of the epochs that are `left` to take in one call: several if they are very short.

        A call takes a millisecond or so, whatever is done in it. An epoch of four samples takes less.
        """
        learner, training_data = self._learner, self._training_data
        if (
            learner.step
            or self._control.paused
            or self._looks_at_layers
            or len(training_data.validation_indices) > self._validation_batch
        ):
            return 1
        if self._changes:
            left = min(left, self._changes[0][0] - learner.epoch)
        return min(left, self._prepared.certain_epochs, self._pace.steps() // training_data.steps_per_epoch)

    def _short_epochs(self, epochs: int) -> None:
        """Do as many epochs as `epochs` with all that `_epoch` does, but without pausing in between."""
        self._look_up()
        learner, training_data = self._learner, self._training_data
        first = learner.epoch + 1
        orders = np.stack([training_data.order(first + place) for place in range(epochs)])
        draws = [training_data.draws(first + place) for place in range(epochs)]
        began, behind = time.monotonic(), len(learner.history.batch_loss)
        result = self._prepared.take_epochs(orders, self._watched().columns, draws)
        seconds = time.monotonic() - began
        steps = training_data.steps_per_epoch
        whole, rest = divmod(result.taken, steps)
        images = whole * len(training_data.train_indices) + int(training_data.batch_sizes(rest).sum())
        self._pace.taken(result.taken, images, seconds)
        self._learned(first, 0, result)
        for place in range(whole):
            last = (place + 1) * steps - 1
            self._ended(behind + last + 1, self._means(*result.validation[last]), seconds / epochs)
        if not result.finite:
            learner.step = rest
            raise self._diverged(orders[whole], float(result.rates[result.taken]))
        self._weights_are_whole()
        self._filming.look(learner, ended=True)
        self._answer()

    def _epoch(self) -> None:
        learner, training_data = self._learner, self._training_data
        began, epoch = time.monotonic() - self._waited_s, learner.epoch + 1
        order = training_data.order(epoch)
        self._prepared.begin_epoch(order, training_data.draws(epoch))
        while learner.step < training_data.steps_per_epoch:
            allowed = self._allowed()
            if self._changed():
                if self._single_step:
                    self._control.give_back_step()
                return  # and come back for the rest of the epoch, if there is one by the recipe of now
            steps = min(allowed, self._steps_to_change())
            first, called = learner.step, time.monotonic()
            if self._looks_at_layers or (self._single_step and self._watched().layers):
                result = self._inspected_step(epoch)
            else:
                result = self._prepared.take_steps(steps, self._watched().columns)
                images = int(training_data.batch_sizes(learner.step)[first:].sum())
                self._pace.taken(result.taken, images, time.monotonic() - called)
            self._learned(epoch, first, result)
            if not result.finite:
                raise self._diverged(order, float(result.rates[result.taken]))
            if learner.step < training_data.steps_per_epoch:
                self._filming.look(learner, force=self._single_step)
            self._answer()
        validated = self._validate(epoch)
        seconds = time.monotonic() - self._waited_s - began
        self._ended(len(learner.history.batch_loss), validated, seconds)
        self._weights_are_whole()
        self._filming.look(learner, ended=True)
        self._answer()

    def _weights_are_whole(self) -> None:
        """Let the weights be kept, as they are those of the epoch that has just ended."""
        self._learner.epoch_ended(self.objective.metric_name)
        self._epoch_ended()

    @property
    def _looks_at_layers(self) -> bool:
        """Whether the next step is one of those at which the layers are looked at."""
        return self._watched().layers and self._layers.due

    def _inspected_step(self, epoch: int) -> StepResult:
        """Take a step, look at the layers meanwhile, and tell what was seen; it is no measure of the pace."""
        result, seen = self._layers.time_step(
            lambda: self._prepared.take_inspected_step(self._watched().columns), self._pace.step_s
        )
        if result.finite:
            self._layers.tell(epoch, self._learner.step, seen, self._prepared.inspected)
        return result

    def _learned(self, epoch: int, first: int, result: StepResult) -> None:
        """Note what steps in a row have given, and tell it."""
        steps = self._training_data.steps_per_epoch
        rates = result.rates[: result.taken]
        columns = {**result.columns, RATE_COLUMN: rates.astype(np.float32)}
        if self._recipes:
            columns[RECIPE_COLUMN] = np.full(result.taken, self._recipes, np.float32)
        self._learner.history.append_batches(epoch, first, columns, steps)
        rate = float(rates[-1]) if len(rates) else 0.0
        self._report.steps(epoch, first, columns, self._pace.images_per_second, rate)

    def _ended(self, batches: int, validated: tuple[float, float], seconds: float) -> None:
        """Note the end of an epoch, and tell it.

        Args:
            batches: those in the history up to its last.
        """
        learner, steps = self._learner, self._training_data.steps_per_epoch
        # Over samples, not batches: the last batch may be smaller than the others.
        sizes, own = self._training_data.batch_sizes(steps), slice(batches - steps, batches)
        columns = (learner.history.batch_loss, learner.history.batch_metric)
        loss, metric = (float(np.average(column[own], weights=sizes)) for column in columns)
        speed, rate = self._pace.images_per_second, self._prepared.learning_rate
        row = EpochRow(learner.epoch + 1, loss, metric, *validated, seconds, speed, rate)
        self._prepared.end_epoch(row)
        self._report.epoch(row)

    def _allowed(self) -> int:
        """Return how many steps may be taken now, waiting while the run is paused."""
        while True:
            self._look_up()
            self._single_step = False
            if not self._control.paused:
                self._tell_paused(False)
                return self._pace.steps()
            if self._control.take_step():
                self._single_step = True
                return 1
            self._tell_paused(True)
            began = time.monotonic()
            self._control.wait(1.0)
            self._waited_s += time.monotonic() - began

    def _look_up(self) -> None:
        """Let others do what they want done between two calls, and see whether the run is to end."""
        self._between_steps()
        if self._control.stopped:
            raise _StoppedError

    def _tell_paused(self, paused: bool) -> None:
        if paused:
            self._report.flush()
            self._learner.replica.update(force=True)
        if paused != self._told_paused:
            self._told_paused = paused
            self._emit(protocol.Paused(self._run_id) if paused else protocol.Resumed(self._run_id))

    def _validate(self, epoch: int) -> tuple[float, float]:
        indices = self._training_data.validation_indices
        size, began, loss, metric = self._validation_batch, time.monotonic(), 0.0, 0.0
        # Who takes single steps has validation done with the last step of the epoch.
        stepping = self._control.paused
        for start in range(0, len(indices), size):
            if stepping:
                self._look_up()
            else:
                self._allowed()
                stepping = self._control.paused
            # A short one is over before anybody could read of it.
            if time.monotonic() - began > LEAST_BETWEEN_S:
                self._report.validating(epoch, start, len(indices))
            sums = self._prepared.validation_sums(indices[start : start + size])
            loss, metric = loss + sums[0], metric + sums[1]
        return self._means(loss, metric)

    def _means(self, loss: float, metric: float) -> tuple[float, float]:
        """Return the means of sums over all validation samples, NaN if there are none."""
        samples = len(self._training_data.validation_indices)
        return (float(loss / samples), float(metric / samples)) if samples else (math.nan, math.nan)

    def _answer(self, force: bool = False) -> None:
        """Show what some validation samples are taken for, twice a second at most."""
        if not force and time.monotonic() - self._answered < ANSWERS_EVERY_S:
            return
        indices = self._training_data.validation_indices[self._shown]
        if not len(indices):
            return
        self._answered = time.monotonic()
        samples = self._training_data.validation_samples[indices]
        self._emit(
            protocol.Answers(
                self._run_id,
                samples,
                self._training_data.validation_labels[indices],
                self._prepared.predicted_classes(indices),
                tuple(sample_text(sample, self._training_data.vocabulary) for sample in samples),
            )
        )

    def _diverged(self, order: Indices, rate: float) -> CnnguiError:
        """Go back to good weights, and return what to say of it. `order` is that of the epoch under way."""
        epoch, step = self._learner.epoch + 1, self._learner.step + 1
        # Nothing to non_finite_layer: the weights themselves have run over in their last update.
        layer = self._prepared.non_finite_layer(order) or self._learner.network.layers[-1].name
        self._learner.back_to_good()
        return CnnguiError(
            "engine.diverged", epoch=epoch, step=step, learning_rate=rate, smaller=rate / 10, layer=layer
        )
