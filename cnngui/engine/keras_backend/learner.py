"""A model and all that training makes of it, from the first weights to a project and back."""

from __future__ import annotations

from collections.abc import Mapping

from cnngui.datasets.input_format import InputFormat
from cnngui.engine.keras_backend import build
from cnngui.engine.keras_backend.objective import objective_of
from cnngui.engine.keras_backend.optimizers import FusedOptimizer
from cnngui.engine.keras_backend.parts import InParts, parts_for
from cnngui.engine.keras_backend.precision import choose_precision
from cnngui.engine.keras_backend.prepared import PreparedTraining
from cnngui.engine.keras_backend.replica import following
from cnngui.engine.keras_backend.runtime import most_parts, part_devices
from cnngui.engine.keras_backend.snapshot import Snapshot
from cnngui.engine.keras_backend.traced import Traced
from cnngui.engine.precision import ChosenPrecision
from cnngui.engine.rates import LearningRates
from cnngui.engine.stopping import Stopping
from cnngui.engine.training_data import TrainingData
from cnngui.files.arrays import Arrays
from cnngui.network.graph import nodes
from cnngui.network.inference.infer import infer
from cnngui.network.inference.weight_shapes import slots_per_weight
from cnngui.network.loss import chosen_metric
from cnngui.network.network import Network
from cnngui.network.recipe import AnyOptimizer, Policy, Recipe
from cnngui.network.schedules import InverseTimeDecay
from cnngui.runs.best import last_is_best
from cnngui.runs.capacity import Capacity, capacity_for
from cnngui.runs.history import History
from cnngui.runs.project import Project, Training


class Learner:
    """A network with weights, optimizer and history that grow over several runs.

    Attributes:
        network: never changes: another network is another learner.
        class_names: what the outputs mean; empty before `prepare` or `adopt`.
        input_format: what it was trained on, None where that is unknown.
        model: Keras'. good: its weights at the end of the last whole epoch.
        replica: answers from any thread, with weights at most some steps old.
        history: of all runs.
        epoch: whole epochs behind it. step: batches of the next one behind it.
        best_epoch: the best epoch so far whose weights are remembered here, 0 for none.
        capacity: what of it a project file can hold.
    """

    def __init__(self, network: Network, seed: int) -> None:
        self.network = network
        self.class_names: tuple[str, ...] = ()
        self.input_format: InputFormat | None = None
        self.capacity: Capacity = "all"
        self.model = build.build_model(network, seed)
        self.replica = following(self.model, network)
        self.good = Snapshot(self.model)
        self._best: Snapshot | None = None
        self._optimizer: FusedOptimizer | None = None
        self._traced: Traced | None = None
        self._recipe: Recipe | None = None
        self._scheduled_since: float = 0
        self._to_restore: Snapshot | None = None
        self._parts: int | None = None
        self._precision: ChosenPrecision | None = None
        self._forget()

    def restart(self, seed: int) -> None:
        """Become as if newly made with `seed`. What was traced is kept: that takes seconds, this does not."""
        fresh = build.build_model(self.network, seed)
        build.set_weights(self.model, build.weights_of(fresh))
        build.set_seeds(self.model, build.seeds_of(fresh))
        if self._optimizer is not None:
            self._optimizer.forget()
        self._forget()

    def adopt(self, project: Project) -> None:
        """Go on where a project of this network left off; for a learner that is new or was restarted."""
        self._name_classes(project.class_names)
        self.input_format = project.input_format
        self.history = History.from_columns(project.history)
        best = project.training.best if project.training is not None else {}
        if best:
            build.set_weights(self.model, best)
            self.remember_for_end()
        build.set_weights(self.model, project.weights)
        self.good.take()
        if (training := project.training) is not None:
            # The means of a half-done epoch are made from the history of its batches.
            whole = training.step <= len(self.history.batch_x)
            self.epoch, self.step = training.epoch, training.step if whole else 0
            self._recipe, self._data = training.recipe, training.data
            self._scheduled_since, self._parts = training.scheduled_since, training.parts
            self._watched_since = training.watched_since
            self._precision = ChosenPrecision(training.precision, "begun")
            optimizer = self._choose_optimizer(training.recipe.optimizer)
            if training.optimizer is not None:
                optimizer.set_state(training.optimizer_steps, training.optimizer)
            build.set_seeds(self.model, training.seeds)
        self.replica.update(force=True)

    def begin_with(
        self, weights: Mapping[str, Arrays], class_names: tuple[str, ...], input_format: InputFormat
    ) -> None:
        """Begin with these weights by layer name, the others as they were drawn; for one that is new."""
        self._name_classes(class_names)
        self.input_format = input_format
        build.set_weights(self.model, {**self.weights(), **weights})
        self.good.take()
        self.replica.update(force=True)

    def _forget(self) -> None:
        self.history = History()
        self.epoch = self.step = self.best_epoch = 0
        self._scheduled_since = self._watched_since = 0
        self._restorable = False
        self._parts = self._precision = None
        self._recipe = None
        self._data = ""
        self.replica.update(force=True)

    def _name_classes(self, class_names: tuple[str, ...]) -> None:
        self.class_names = self.replica.class_names = class_names

    @property
    def recipe(self) -> Recipe | None:
        """By which it learned last; None before the first run."""
        return self._recipe

    @property
    def data(self) -> str:
        """From which it learned last, "" before the first run."""
        return self._data

    def weights(self) -> dict[str, Arrays]:
        """Return copies of all weights by layer name."""
        return build.weights_of(self.model)

    def epoch_ended(self, metric: str) -> None:
        """Remember the weights of now if the epoch that has just ended is the best yet.

        Args:
            metric: Keras' name of what it is judged by.
        """
        if last_is_best(self.history, metric):
            if self._best is None:
                self._best = Snapshot(self.model)
            self._best.take()
            self.best_epoch = self.epoch

    def best_weights(self) -> dict[str, Arrays]:
        """Return copies of the weights after `best_epoch` by layer name; empty if there is none."""
        return self._best.weights(self.model) if self._best is not None and self.best_epoch else {}

    def compute_as(self, parts: int, precision: Policy) -> None:
        """Cut batches and compute as another training did; before the first run only."""
        self._parts, self._precision = parts, ChosenPrecision(precision, "begun")

    @property
    def parts(self) -> int:
        """In how many parts each batch is cut, 0 before the first run."""
        return self._parts or 0

    @property
    def precision(self) -> str:
        """What it computes in, "" before the first run."""
        return self._precision.policy if self._precision else ""

    def training(self, *, means: bool = True) -> Training | None:
        """Return where training stands, in copies; None before the first run.

        Running means that a project file has no room for, or nobody wants, are left out, uncopied.
        """
        if self._recipe is None or self._optimizer is None or self._precision is None:
            return None
        return Training(
            recipe=self._recipe.model_copy(update={"optimizer": self._optimizer.settings}),
            data=self._data,
            epoch=self.epoch,
            step=self.step,
            scheduled_since=self._scheduled_since,
            watched_since=self._watched_since,
            best=self._remembered(),
            parts=self._parts,
            precision=self._precision.policy,
            optimizer_steps=self._optimizer.steps,
            optimizer=self._optimizer.state() if means and self.capacity == "all" else None,
            seeds=build.seeds_of(self.model),
        )

    def remember_for_end(self) -> None:
        """Remember the weights of now, for `end_run`."""
        if self._to_restore is None:
            self._to_restore = Snapshot(self.model)
        self._to_restore.take()
        self._restorable = True

    def end_run(self) -> bool:
        """Take the weights that are remembered for the end of the run; return whether there were any.

        The optimizer's means, which were of others, begin anew; and so does what the next run watches.
        """
        taken, self._restorable, self._watched_since = self._restorable, False, self.epoch
        if taken and self._to_restore is not None:
            self._to_restore.give_back()
            self.good.take()
            if self._optimizer is not None:
                self._optimizer.forget()
            self.replica.update(force=True)
        return taken

    def _remembered(self) -> dict[str, Arrays]:
        """Return copies of the weights for the end of the run, empty where there are none or no room."""
        if self._to_restore is None or not self._restorable or self.capacity != "all":
            return {}
        return self._to_restore.weights(self.model)

    def prepare(self, recipe: Recipe, data: str, training_data: TrainingData) -> PreparedTraining:
        """Return a training of this learner on `training_data`, called `data`, by `recipe`.

        The optimizer's running means are kept while its kind stays. An epoch that was left half-way goes on
        if its order is still the same; otherwise the next one begins. The schedule of the learning rate goes
        on too, unless one of its values, or what it counts or watches, has changed; then it begins with the
        next batch, also in the middle of an epoch.
        """
        if self.step and _order_key(self._recipe, self._data) != _order_key(recipe, data):
            self.epoch, self.step = self.epoch + 1, 0
        if _schedule_key(self._recipe, self._data) != _schedule_key(recipe, data):
            self._scheduled_since = self.epoch + (
                self.step / training_data.steps_per_epoch if self.step else 0
            )
        rates = LearningRates(recipe, training_data.steps_per_epoch, self._scheduled_since, self.history)
        if _watched_key(self._recipe, self._data) != _watched_key(recipe, data):
            self._watched_since, self._restorable = self.epoch, False
        stopping = None
        if recipe.early_stopping is not None:
            metric, since = chosen_metric(recipe), self._watched_since
            stopping = Stopping(recipe.early_stopping, metric, since, self.history)
        self._recipe, self._data = recipe, data
        self._name_classes(training_data.class_names)
        self.input_format = training_data.input_format
        optimizer = self._choose_optimizer(recipe.optimizer)
        objective = objective_of(self.network, recipe, len(training_data.class_names))
        if self._parts is None:
            self._parts = self._parts_for(recipe.batch_size)
        parts = min(self._parts, recipe.batch_size)
        self._precision = choose_precision(recipe.precision, self._precision)
        policy = self._precision.policy
        clip_norm = recipe.global_clipnorm
        if self._traced is None or not self._traced.fits(
            parts, policy, optimizer, objective, training_data, clip_norm
        ):
            self._traced = None  # frees its tensors before others are made
            in_parts = InParts(self.model, self.network, parts, policy, part_devices())
            network = self.network
            self._traced = Traced(
                in_parts, optimizer, objective, training_data, self.good, network, clip_norm
            )
        return PreparedTraining(self, self._traced, rates, self._precision, stopping)

    @property
    def penalized(self) -> tuple[str, ...]:
        """The layers whose weights add a penalty to the loss, by the names they have in the network."""
        with_penalty = {layer.name for layer in self.model.layers if layer.losses}
        return tuple(dict.fromkeys(node.source for node in nodes(self.network) if node.name in with_penalty))

    def back_to_good(self) -> None:
        """Take the weights of the last whole epoch, or of the beginning, and forget the optimizer's means.

        The weights just before the first NaN are finite, but already thrown far off by the steps that led
        there; training could not go on from them.
        """
        self.good.give_back()
        if self._optimizer is not None:
            self._optimizer.forget()
        self.replica.update(force=True)

    def _parts_for(self, batch_size: int) -> int:
        inference = infer(self.network)
        multiply_adds, weights = inference.total_multiply_adds or 0, inference.trainable_parameters or 0
        return parts_for(most_parts(), batch_size, multiply_adds, weights)

    def _choose_optimizer(self, settings: AnyOptimizer) -> FusedOptimizer:
        old = self._optimizer
        if old is not None and _without_rate(old.settings) == _without_rate(settings):
            old.settings = settings
            return old
        new = self._optimizer = FusedOptimizer(settings, build.trainable_weights(self.model, self.network))
        self.capacity = capacity_for(self.network, settings)
        alike = old is not None and old.settings.kind == settings.kind
        if old is not None and alike and slots_per_weight(old.settings) == slots_per_weight(settings):
            new.set_state(old.steps, old.state())
        return new


def _order_key(recipe: Recipe | None, data: str) -> tuple[object, ...]:
    return () if recipe is None else (data, recipe.batch_size, recipe.seed, recipe.validation_split)


def _schedule_key(recipe: Recipe | None, data: str) -> tuple[object, ...]:
    """Return what a schedule belongs to: with other values, or watching other costs, it begins anew.

    One that counts batches begins anew with batches of another size, too: as many of them are another time.
    """
    if recipe is None:
        return ()
    counted = recipe.batch_size if isinstance(recipe.schedule, InverseTimeDecay) else None
    return (
        *(recipe.schedule, recipe.optimizer.learning_rate, counted),
        *(data, recipe.validation_split, recipe.loss),
    )


def _watched_key(recipe: Recipe | None, data: str) -> tuple[object, ...]:
    """Return what early stopping belongs to: by another measure, or of other data, it begins anew."""
    if recipe is None:
        return ()
    measure = recipe.loss, recipe.metric, recipe.label_smoothing
    return recipe.early_stopping, data, recipe.validation_split, *measure


def _without_rate(settings: AnyOptimizer) -> AnyOptimizer:
    return settings.model_copy(update={"learning_rate": 1.0})
