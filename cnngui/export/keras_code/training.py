"""The recipe in code: compile, fit, evaluate."""

from __future__ import annotations

from pydantic import BaseModel

from cnngui.export.keras_code.augmentation import write_augmentation
from cnngui.export.keras_code.calls import value_text
from cnngui.export.keras_code.data import classes_of, write_data
from cnngui.export.keras_code.lines import Page
from cnngui.export.keras_code.tf1 import optimizer_words
from cnngui.messages import text
from cnngui.network.inference.infer import Inference
from cnngui.network.loss import chosen_loss, chosen_metric, from_logits
from cnngui.network.network import Network
from cnngui.network.recipe import EarlyStopping, Recipe
from cnngui.network.schedules import (
    ONE_CYCLE_END,
    ONE_CYCLE_START,
    Constant,
    CosineDecay,
    ExponentialDecay,
    InverseTimeDecay,
    OneCycle,
    ReduceLROnPlateau,
)


class TrainingWriter:
    """Writes how a network is trained onto a page.

    Args:
        data: key or path of the data.
        teaching, tf1: as in `Wishes`.
    """

    def __init__(
        self, network: Network, inference: Inference, recipe: Recipe, data: str, *, teaching: bool, tf1: bool
    ) -> None:
        self._network, self._recipe, self._data = network, recipe, data
        self._teaching, self._tf1 = teaching, tf1
        self._outputs = (inference.output_shape or (1,))[-1]
        classes = classes_of(data, inference.output_shape)
        self._loss = chosen_loss(network, recipe, classes)
        self._metric = chosen_metric(recipe)
        self._logits = from_logits(network)
        self._model = "model"

    def write(self, page: Page) -> None:
        """Write data, compile, fit and evaluate."""
        write_data(page, self._data, self._network, teaching=self._teaching)
        if self._one_hot:
            self._write_targets(page)
        page.gap()
        if self._recipe.augmentation.changes:
            wanted = self._recipe.augmentation
            self._model = write_augmentation(page, wanted, self._network, teaching=self._teaching)
            page.gap()
        self._write_compile(page)
        page.gap()
        self._write_fit(page)
        kept_aside = self._teaching and self._recipe.validation_split
        remark = text("code.kept_aside") if kept_aside else ""
        page.write(f"{self._model}.evaluate(x_test, y_test)", remark=remark)

    @property
    def _one_hot(self) -> bool:
        """Whether loss or metric compares numbers, so that labels must become one number an output."""
        compares = self._loss == "mean_squared_error" or self._metric == "mean_absolute_error"
        return self._outputs > 1 and (compares or self._smooths)

    @property
    def _smooths(self) -> bool:
        """Whether the loss is one that smooths labels."""
        return self._recipe.label_smoothing > 0 and self._loss != "mean_squared_error"

    def _write_targets(self, page: Page) -> None:
        remark = text("code.one_hot") if self._teaching else ""
        page.write(f"y_train = keras.utils.to_categorical(y_train, {self._outputs})", remark=remark)
        page.write(f"y_test = keras.utils.to_categorical(y_test, {self._outputs})")

    def _write_compile(self, page: Page) -> None:
        if self._tf1:
            page.remarks(optimizer_words(self._recipe.optimizer, self._loss))
        rate = self._write_schedule(page)
        if self._teaching and self._takes_scores:
            page.remarks([text("code.logits")])
        arguments = [
            f"optimizer={self._optimizer(rate)}",
            f"loss={self._loss_text()}",
            f"metrics=[{self._metric_text()}]",
        ]
        page.call(f"{self._model}.compile", arguments)

    def _write_schedule(self, page: Page) -> str:
        """Write the schedule where it is an object, and return what the optimizer takes as its rate."""
        recipe, rate = self._recipe, value_text(self._recipe.optimizer.learning_rate)
        name = f"schedule = keras.optimizers.schedules.{recipe.schedule.kind}"
        match recipe.schedule:
            case Constant(warm_up_epochs=0):
                return ""
            case Constant() | CosineDecay() as schedule:
                self._write_cosine(page, schedule)
            case InverseTimeDecay(decay=decay):
                page.call(name, [rate, "decay_steps=1", f"decay_rate={value_text(decay)}"])
            case OneCycle() as schedule:
                self._write_steps_per_epoch(page)
                page.write(f"steps = {schedule.cycle_epochs} * steps_per_epoch")
                page.write(f"rising = max(1, round({value_text(schedule.warm_up)} * steps))")
                peak = recipe.optimizer.learning_rate
                page.call(
                    "schedule = keras.optimizers.schedules.CosineDecay",
                    [
                        *(value_text(peak * ONE_CYCLE_START), "max(1, steps - rising)"),
                        f"alpha={value_text(ONE_CYCLE_END)}",
                        f"warmup_target={rate}",
                        "warmup_steps=rising",
                    ],
                )
            case ExponentialDecay() as schedule:
                self._write_steps_per_epoch(page)
                decay_steps = f"decay_steps={schedule.every_epochs} * steps_per_epoch"
                arguments = [rate, decay_steps, f"decay_rate={value_text(schedule.factor)}"]
                page.call(name, arguments + (["staircase=True"] if schedule.staircase else []))
            case _:
                return ""
        return "schedule"

    def _write_cosine(self, page: Page, schedule: Constant | CosineDecay) -> None:
        """Write a rate that rises at first, then falls or stays: down to all of itself in one step."""
        self._write_steps_per_epoch(page)
        rate, warms = self._recipe.optimizer.learning_rate, schedule.warm_up_epochs
        first = rate * ONE_CYCLE_START if warms else rate
        falls = isinstance(schedule, CosineDecay)
        decay_steps = (
            f"{schedule.decay_epochs} * steps_per_epoch" if isinstance(schedule, CosineDecay) else "1"
        )
        alpha = schedule.alpha if isinstance(schedule, CosineDecay) else 1.0
        arguments = [value_text(first), decay_steps]
        arguments += [f"alpha={value_text(alpha)}"] if alpha or not falls else []
        if warms:
            warmup_steps = f"round({value_text(warms)} * steps_per_epoch)"
            arguments += [f"warmup_target={value_text(rate)}", f"warmup_steps={warmup_steps}"]
        page.call("schedule = keras.optimizers.schedules.CosineDecay", arguments)

    def _write_steps_per_epoch(self, page: Page) -> None:
        recipe = self._recipe
        held_back = f" * {1 - recipe.validation_split:.6g}" if recipe.validation_split else ""
        page.write(f"steps_per_epoch = math.ceil(len(x_train){held_back} / {recipe.batch_size})")

    def _optimizer(self, schedule: str) -> str:
        optimizer = self._recipe.optimizer
        own = _own_fields(optimizer)
        if self._recipe.global_clipnorm:
            own["global_clipnorm"] = value_text(self._recipe.global_clipnorm)
        if schedule:
            own = {"learning_rate": schedule, **{n: text for n, text in own.items() if n != "learning_rate"}}
        if not own:
            return value_text(optimizer.kind.lower())
        given = ", ".join(f"{name}={text}" for name, text in own.items())
        return f"keras.optimizers.{optimizer.kind}({given})"

    @property
    def _takes_scores(self) -> bool:
        return self._logits and self._loss != "mean_squared_error"

    def _loss_text(self) -> str:
        name = self._loss.removeprefix("sparse_") if self._one_hot else self._loss
        arguments = ["from_logits=True"] if self._takes_scores else []
        if self._smooths:
            arguments.append(f"label_smoothing={value_text(self._recipe.label_smoothing)}")
        if not arguments:
            return value_text(name)
        kind = "".join(word.capitalize() for word in name.split("_"))
        return f"keras.losses.{kind}({', '.join(arguments)})"

    def _metric_text(self) -> str:
        # Scores are for the second class when they are above 0; Keras' "accuracy" would compare with 0.5.
        if self._metric == "accuracy" and self._outputs == 1 and self._logits:
            return 'keras.metrics.BinaryAccuracy("accuracy", threshold=0)'
        return value_text(self._metric)

    def _write_fit(self, page: Page) -> None:
        recipe = self._recipe
        arguments = ["x_train", "y_train", f"batch_size={recipe.batch_size}", f"epochs={recipe.epochs}"]
        if recipe.validation_split:
            arguments.append(f"validation_split={value_text(recipe.validation_split)}")
        else:
            arguments.append("validation_data=(x_test, y_test)")
        if recipe.class_weight:
            weights = ", ".join(f"{place}: {weight!r}" for place, weight in recipe.class_weight.items())
            arguments.append(f"class_weight={{{weights}}}")
        callbacks = []
        if isinstance(recipe.schedule, ReduceLROnPlateau):
            given = ", ".join(f"{name}={text}" for name, text in _plateau(recipe.schedule).items())
            page.write(f"plateau = keras.callbacks.ReduceLROnPlateau({given})")
            callbacks.append("plateau")
        if recipe.early_stopping is not None:
            page.call("early_stopping = keras.callbacks.EarlyStopping", self._stopping(recipe.early_stopping))
            callbacks.append("early_stopping")
        if callbacks:
            arguments.append(f"callbacks=[{', '.join(callbacks)}]")
        page.call(f"history = {self._model}.fit", arguments)

    def _stopping(self, stopping: EarlyStopping) -> list[str]:
        arguments = [f"patience={stopping.patience}"]
        if stopping.monitor == "val_metric":
            mode = "max" if self._metric == "accuracy" else "min"
            arguments = [value_text(f"val_{self._metric}"), *arguments, f"mode={value_text(mode)}"]
        if stopping.min_delta:
            arguments.append(f"min_delta={value_text(stopping.min_delta)}")
        return arguments + ["restore_best_weights=True"] * stopping.restore_best_weights


def _own_fields(model: BaseModel) -> dict[str, str]:
    """Return the arguments that differ from our defaults, which are Keras'."""
    return {
        name: value_text(value)
        for name, value in model
        if name != "kind" and value != type(model).model_fields[name].default
    }


def _plateau(schedule: ReduceLROnPlateau) -> dict[str, str]:
    # Keras waits for ten epochs by default, we for five: the patience always stands.
    return {"patience": str(schedule.patience), **_own_fields(schedule)}
