"""Show a training while it runs: a moving line for people, a line of JSON an epoch for machines."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from contextlib import AbstractContextManager, ExitStack
from typing import TYPE_CHECKING, Any, Protocol

from cnngui.cli.output import console, picked, print_json
from cnngui.cli.terminal import progress_bar
from cnngui.engine.protocol import (
    Batches,
    Epochs,
    Event,
    Finished,
    NotKept,
    Started,
    Tested,
    Validating,
)
from cnngui.messages import text
from cnngui.runs.history import EpochRow

if TYPE_CHECKING:
    from rich.console import Console
    from rich.progress import Progress


class View(AbstractContextManager[Any], Protocol):
    """Is told every event of a run, in order."""

    def show(self, event: Event) -> None: ...


class ForMachines(View):
    """Prints JSON: what is computed in, and of every epoch its means over batches, validation, and speed.

    Args:
        also: what stands in each line too.
    """

    def __init__(self, also: Mapping[str, Any] | None = None) -> None:
        self._metric, self._also = "accuracy", also or {}

    def __exit__(self, *raised: object) -> None:
        return None

    def show(self, event: Event) -> None:
        if isinstance(event, Started):
            self._metric, precision = event.metric, event.precision
            self._print({"event": "started", "precision": precision.policy, "why": precision.why})
        elif isinstance(event, NotKept):
            code = event.error.code.removeprefix("runs.")
            self._print({"event": code, "error": event.error.message().as_dict()})
        elif isinstance(event, Epochs):
            for row in event.rows:
                self._print(self._epoch(row))
        elif isinstance(event, Tested):
            same = picked(event, "loss", "samples")
            self._print({"event": "tested", **same, self._metric: event.metric})
        elif isinstance(event, Finished) and (event.waited or event.weights_epoch):
            self._print({"event": "best", **picked(event, "epoch", "waited", "weights_epoch")})

    def _print(self, told: dict[str, Any]) -> None:
        print_json({"event": told.pop("event"), **self._also, **told})

    def _epoch(self, row: EpochRow) -> dict[str, Any]:
        same = picked(row, "epoch", "loss", "val_loss", "learning_rate", "images_per_second", "seconds")
        return {"event": "epoch", **same, self._metric: row.metric, f"val_{self._metric}": row.val_metric}


class ForPeople(View):
    """A bar with cost, accuracy, speed and the time left on a terminal, and a line for every epoch.

    Epochs so short that several are told at once get one line together: that of the last.

    Args:
        bar: one that is shared with other trainings, and shown by whoever made it.
        name: what each line begins with.
    """

    def __init__(self, bar: Progress | None = None, name: str = "") -> None:
        self._bar: Progress = bar or progress_bar("{task.fields[figures]}")
        self._shared, self._name = bar is not None, name
        self._stack = ExitStack()
        self._started: Started | None = None
        self._task = self._bar.add_task(name + text("cli.loading_engine"), total=None, figures="")
        self._out = self.out_for(self._bar)

    @staticmethod
    def out_for(bar: Progress) -> Console:
        """Return where lines go: for the same terminal through the bar, which draws itself anew below."""
        return bar.console if not bar.disable and sys.stdout.isatty() else console()

    def remove(self) -> None:
        """Take the training from a bar that is shared."""
        self._bar.remove_task(self._task)

    def __enter__(self) -> ForPeople:
        self._stack.enter_context(self._bar)
        return self

    def __exit__(self, *raised: object) -> None:
        self._stack.close()

    def show(self, event: Event) -> None:
        match event:
            case Started():
                self._started = event
                # The bar's clock starts now: loading TensorFlow is no measure of the time that is left.
                total = event.steps_per_epoch * (event.epochs - event.first_epoch)
                self._bar.reset(self._task, total=total, figures="", description=self._epoch(1))
                told = text("cli.training_on", train=event.train_samples, validation=event.validation_samples)
                self._out.print(self._name + told, soft_wrap=True)
                told = text("cli.computes_in", policy=event.precision.policy, why=event.precision.why)
                if not self._shared:
                    self._out.print(told, soft_wrap=True)
            case Batches():
                self._show_batches(event)
            case Validating():
                figures = text("cli.validating", done=event.done, total=event.total)
                self._bar.update(self._task, figures=figures)
            case NotKept():
                said = event.error.message()
                self._out.print(f"{self._name}{said.what} {said.why}", style="yellow", soft_wrap=True)
            case Epochs():
                self._out.print(self._epoch_line(event.rows[-1]), soft_wrap=True)
            case Tested():
                told = text(
                    "cli.tested", metric=self._metric(event.metric), **picked(event, "loss", "samples")
                )
                self._out.print(self._name + told, soft_wrap=True)
            case Finished():
                if event.waited:
                    told = text("cli.stopped_early", **picked(event, "epoch", "waited"))
                    self._out.print(self._name + told)
                if event.weights_epoch:
                    self._out.print(self._name + text("cli.best_weights", epoch=event.weights_epoch))

    def _show_batches(self, event: Batches) -> None:
        assert self._started is not None
        before = (event.epoch - 1 - self._started.first_epoch) * self._started.steps_per_epoch
        self._bar.update(
            self._task,
            completed=before + event.first_step + len(event.loss),
            description=self._epoch(event.reached(self._started.steps_per_epoch)[0]),
            figures=text(
                "cli.batch_figures",
                loss=float(event.loss.mean()),
                metric=self._metric(float(event.metric.mean())),
                speed=event.images_per_second,
            ),
        )

    def _epoch(self, epoch: int) -> str:
        assert self._started is not None
        return self._name + text("cli.epoch", epoch=epoch, epochs=self._started.epochs)

    def _epoch_line(self, row: EpochRow) -> str:
        figures = picked(row, "loss", "val_loss", "seconds")
        metrics = {"metric": self._metric(row.metric), "val_metric": self._metric(row.val_metric)}
        speed = row.images_per_second
        return text("cli.epoch_line", epoch=self._epoch(row.epoch), speed=speed, **figures, **metrics)

    def _metric(self, value: float) -> str:
        if self._started is not None and self._started.metric != "accuracy":
            return text("cli.error_metric", value=value)
        return text("cli.accuracy", value=value)
