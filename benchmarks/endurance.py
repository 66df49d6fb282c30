"""What use leaves in memory: network after network in the worker, an hour of everything in the window."""

from __future__ import annotations

import threading
from collections import deque
from typing import TYPE_CHECKING

import numpy as np

from benchmarks.engines import Engine, Run, write_data
from benchmarks.result import Result
from benchmarks.surroundings import in_own_process, own_home, resident_mb, shown_app, tell
from cnngui.course.presets import preset
from cnngui.engine import protocol
from cnngui.network.layers import Conv2D, Dense, Flatten, MaxPooling2D
from cnngui.network.network import Network
from cnngui.runs.history import EpochRow
from cnngui.runs.model_id import DRAFT

if TYPE_CHECKING:
    from benchmarks.probes import Doing
    from cnngui.app import App

NETWORKS, WARM_UP = 100, 20
HOUR_S = 3_600
STROKES, EDITS, MESSAGES, EPOCHS = HOUR_S // 5, HOUR_S // 15, 30 * HOUR_S, 1_000
_BATCHES_A_MESSAGE, _PAINTED_EVERY = 2, 30
_POINTS = 60


def measure() -> list[Result]:
    """Replace networks in a worker, then let a process of its own live through an hour of the window."""
    return [_replaced(), *in_own_process("benchmarks.endurance")]


# The worker ---------------------------------------------------------------------------------------


def _replaced() -> Result:
    """Train one network after another, none of which the worker has seen, for a few steps each."""
    used = []
    with own_home() as home, Engine() as engine:
        data = write_data(home / "digits.npz", 600)
        recipe = preset("mnist-cnn").recipe.model_copy(update={"epochs": 1})
        for number in range(NETWORKS):
            engine.transport.send(Run(_network(number), recipe, data).command())
            engine.until(protocol.Finished)
            used.append(resident_mb(engine.transport.pid) or float("nan"))
    each = ", ".join(f"{used[place]:.0f}" for place in range(WARM_UP - 1, NETWORKS, 10))
    note = f"MB every tenth time from the {WARM_UP}th on: {each}"
    grown = used[-1] - used[WARM_UP - 1]
    name = f"memory of the worker, grown over {NETWORKS} replaced networks, from the {WARM_UP}th on"
    return Result(name, grown, "MB", 40.0, note=note)


def _network(number: int) -> Network:
    """Return a network of shapes that no other has, as large as all: a larger one would need more memory."""
    first, second = 20 + number % 10, 29 - number % 10 + number // 10
    layers = (
        Conv2D(filters=first, kernel_size=(3, 3), padding="same", activation="relu"),
        MaxPooling2D(pool_size=(2, 2)),
        Conv2D(filters=second, kernel_size=(3, 3), padding="same", activation="relu"),
        MaxPooling2D(pool_size=(2, 2)),
        Flatten(),
        Dense(units=60 + (number * 7) % 10, activation="relu"),
        Dense(units=10, activation="softmax"),
    )
    return Network(input_shape=(28, 28, 1), layers=layers)


# The window ---------------------------------------------------------------------------------------


class _Told:
    """A worker that says what is put into `events`, for a window that does not know the difference."""

    pid = None

    def __init__(self) -> None:
        self.events: deque[protocol.Event] = deque([protocol.Ready("CPU", "float32", 2, {})])
        self._there = threading.Semaphore(1)

    def start(self) -> None:
        """There is nothing to start."""

    def send(self, command: protocol.Command) -> None:
        """Answer nothing."""

    def tell(self, event: protocol.Event) -> None:
        """Say something."""
        self.events.append(event)
        self._there.release()

    def receive(self, timeout: float | None = None) -> protocol.Event | None:
        """Return the next event, None if there is none for `timeout` seconds."""
        return self.events.popleft() if self._there.acquire(timeout=timeout) else None

    def close(self, timeout: float = 0.0) -> None:
        """There is nothing to end."""


def drive() -> list[Result]:
    """Live through an hour, as fast as the window can: strokes, edits, and all that a training says."""
    from benchmarks.probes import Doing, wait

    told = _Told()
    with shown_app(lambda: told) as app:
        app.state.shipped.start()
        app.state.engine.start()
        wait(lambda: app.state.predictor.model.has_shipped)
        doing = Doing()
        used = [resident_mb() or float("nan")]
        for quarter in range(4):
            _edit(app, doing, EDITS // 4, quarter)
            _draw(app, doing, STROKES // 4)
            _train(app, doing, told, quarter)
            used.append(resident_mb() or float("nan"))
    each = ", ".join(f"{mb:.0f}" for mb in used)
    points = MESSAGES * _BATCHES_A_MESSAGE
    note = (
        f"an hour in fast motion: {STROKES} strokes, {EDITS} edits with Undo, {MESSAGES:,} messages "
        f"of trainings with {points:,} batches, four runs; MB at first and after each quarter: {each}"
    )
    return [Result("memory of the window's process after an hour", used[-1], "MB", 200.0, note=note)]


def _edit(app: App, doing: Doing, edits: int, quarter: int) -> None:
    document = app.state.document
    for number in range(edits):
        names = document.network.names
        document.select(names[number % len(names)])
        doing.ms(document.set_field, names[0], "filters", 20 + number + quarter)
        doing.ms(document.undo_stack.undo)


def _draw(app: App, doing: Doing, strokes: int) -> None:
    drawing = app.state.drawing
    chance = np.random.default_rng(strokes)
    for _ in range(strokes):
        drawing.clear()
        (x, y), (dx, dy) = chance.uniform(40, 200, 2), chance.uniform(-1, 1, 2)
        drawing.begin(x, y)
        for point in range(1, _POINTS):
            drawing.extend(x + dx * point, y + dy * point + 20 * np.sin(point / 9))
            if point % 6 == 0:
                doing.ms(app.window.update)
        drawing.end()
        doing.ms(app.window.update)


def _train(app: App, doing: Doing, told: _Told, quarter: int) -> None:
    from benchmarks.probes import wait

    training = app.state.training
    training.reset()
    training.train()
    run_id, network = training.run_id, app.state.document.network
    messages = MESSAGES // 4
    steps = messages * _BATCHES_A_MESSAGE // (EPOCHS // 4)
    epochs = EPOCHS // 4
    told.tell(protocol.ModelReady(DRAFT, network, tuple(map(str, range(10)))))
    told.tell(
        protocol.Started(
            run_id, steps, 0, epochs, 6_000, 100, False, "sparse_categorical_crossentropy", "accuracy"
        )
    )
    chance, done = np.random.default_rng(quarter), 0
    for message in range(messages):
        epoch, step = divmod(message * _BATCHES_A_MESSAGE, steps)
        loss = np.exp(-message / messages) + 0.05 * chance.random(_BATCHES_A_MESSAGE, np.float32)
        loss = loss.astype(np.float32)
        columns = {"batch_loss": loss, "batch_metric": 1 - loss / 2}
        told.tell(protocol.Batches(run_id, epoch + 1, step, columns, 3_000.0, 0.001))
        if epoch > done:
            row = EpochRow(epoch, float(loss[0]), 0.9, 0.3, 0.9, 2.0, 3_000.0, 0.001)
            told.tell(protocol.Epochs(run_id, (row,)))
            pictures, labels = chance.integers(0, 256, (12, 28, 28, 1), np.uint8), chance.integers(0, 10, 12)
            told.tell(protocol.Answers(run_id, pictures, labels, labels))
            done = epoch
        if message % _PAINTED_EVERY == 0:
            wait(lambda: not told.events)
            doing.ms(app.window.update)
    told.tell(protocol.Finished(run_id, epochs, float(HOUR_S // 4)))
    wait(lambda: not training.status.busy)


if __name__ == "__main__":
    tell(drive())
