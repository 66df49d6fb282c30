"""Programs that train the same network on the same pictures in processes of their own, round by round."""

from __future__ import annotations

import importlib
import importlib.util
import multiprocessing
import os
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from cnngui.engine.worker.process import NICENESS
from cnngui.network.loss import from_logits
from cnngui.network.network import Network
from cnngui.network.recipe import Policy, Recipe

Prepare = Callable[[Network, Recipe, Path], Callable[[int], object]]


class Turn(NamedTuple):
    """Wall and CPU seconds of some epochs."""

    seconds: float
    cpu_s: float


@dataclass(frozen=True)
class Rival:
    """Who else trains.

    Attributes:
        goals: how many times faster we are to be, by network.
        needs: the module without which it cannot be.
        precision: what it computes in.
    """

    name: str
    prepare: Prepare
    goals: Mapping[str, float]
    needs: str = "keras"
    precision: Policy = "float32"

    def there(self) -> bool:
        """Whether it is installed."""
        return importlib.util.find_spec(self.needs) is not None

    def title(self, network: str, precision: Policy = "float32") -> str:
        """Return what to call its row, where ours computes in `precision`."""
        ours, theirs = (kind.replace("_", " ") for kind in (precision, self.precision))
        if ours == theirs:
            return f"{network}, every batch streamed, against {self.name}, {ours}"
        return f"{network} in {ours}, every batch streamed, against {self.name} in {theirs}"


@contextmanager
def contestant(
    prepare: Prepare, network: Network, recipe: Recipe, data: Path
) -> Iterator[Callable[[int], Turn]]:
    """Give a function that trains in a process like the worker's, as modest as that."""
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    arguments = (theirs, prepare, network, recipe, data)
    process = context.Process(target=_train_on_demand, args=arguments, daemon=True)
    process.start()
    theirs.close()

    def train(epochs: int) -> Turn:
        ours.send(epochs)
        answer: Turn = ours.recv()
        return answer

    try:
        yield train
    finally:
        ours.close()
        process.join(10)
        if process.is_alive():
            process.kill()
            process.join()


def _train_on_demand(
    connection: Connection, prepare: Prepare, network: Network, recipe: Recipe, data: Path
) -> None:
    if hasattr(os, "nice"):
        os.nice(NICENESS)
    train = prepare(network, recipe, data)
    while True:
        try:
            epochs = connection.recv()
        except EOFError:
            return
        began, cpu = time.perf_counter(), time.process_time()
        train(epochs)
        connection.send(Turn(time.perf_counter() - began, time.process_time() - cpu))


def read_part(data: Path, part: str = "train") -> tuple[np.ndarray, np.ndarray]:
    """Return float32 pictures (samples, rows, columns, 1), 0..1, and labels of a file like MNIST's."""
    with np.load(data) as arrays:
        pictures = arrays[f"x_{part}"].astype(np.float32) / 255
        return pictures.reshape(*pictures.shape[:3], 1), arrays[f"y_{part}"]


def fit(network: Network, recipe: Recipe, data: Path) -> Callable[[int], object]:
    """Return ``keras.Model.fit`` as its documentation shows it."""
    model, pictures, labels = compiled(network, recipe, data)
    return partial(_fit, model, pictures, labels, recipe)


def tuned_fit(network: Network, recipe: Recipe, data: Path) -> Callable[[int], object]:
    """Return ``fit`` with ten steps a call and its data as tensors."""
    import tensorflow as tf

    model, pictures, labels = compiled(network, recipe, data, steps_per_execution=10)
    return partial(_fit, model, tf.constant(pictures), tf.constant(labels), recipe)


def _fit(model: Any, pictures: Any, labels: Any, recipe: Recipe, epochs: int) -> object:
    return model.fit(pictures, labels, batch_size=recipe.batch_size, epochs=epochs, verbose=0)


def compiled(
    network: Network, recipe: Recipe, data: Path, steps_per_execution: int = 1
) -> tuple[Any, np.ndarray, np.ndarray]:
    """Return a network with its own arguments only, ready for `fit`, and the pictures and labels for it."""
    import keras

    from cnngui.engine.keras_backend.build import build_model

    model = build_model(network, 1, plain=True)
    model.compile(
        optimizer=keras.optimizers.Adam(recipe.optimizer.learning_rate),
        loss=keras.losses.SparseCategoricalCrossentropy(from_logits=from_logits(network)),
        metrics=["accuracy"],
        steps_per_execution=steps_per_execution,
    )
    return model, *read_part(data)


def torch_eager(
    network: Network, recipe: Recipe, data: Path, *, autocast: bool = False
) -> Callable[[int], object]:
    """Return a loop in PyTorch, channels last, that adds up cost and accuracy as `fit` does.

    Args:
        autocast: compute in bfloat16 what PyTorch takes to be worth it and safe.
    """
    torch: Any = importlib.import_module("torch")
    torch.manual_seed(1)
    torch.set_num_threads(os.cpu_count() or 1)
    pictures, labels = read_part(data)
    x = torch.from_numpy(pictures).permute(0, 3, 1, 2).contiguous(memory_format=torch.channels_last)
    y = torch.from_numpy(labels)
    model = torch.nn.Sequential(*_torch_layers(network))
    model(x[:1])  # makes the weights, whose shapes follow from it
    model.to(memory_format=torch.channels_last)
    adam = torch.optim.Adam(model.parameters(), recipe.optimizer.learning_rate)
    cost = torch.nn.CrossEntropyLoss()

    def train(epochs: int) -> object:
        total, right = torch.zeros(()), torch.zeros(())
        for _ in range(epochs):
            for batch in torch.randperm(len(y)).split(recipe.batch_size):
                adam.zero_grad(set_to_none=True)
                with torch.autocast("cpu", torch.bfloat16, enabled=autocast):
                    answers = model(x[batch])
                    loss = cost(answers, y[batch])
                loss.backward()
                adam.step()
                total += loss.detach()
                right += (answers.detach().argmax(1) == y[batch]).sum()
        return float(total), float(right)

    return train


def _torch_layers(network: Network) -> Sequence[Any]:
    """Return the layers of a stack as PyTorch has them; softmax is in its cost."""
    torch: Any = importlib.import_module("torch")
    found: list[Any] = []
    for layer in network.layers:
        values: Any = layer
        match layer.kind:
            case "Conv2D":
                found.append(torch.nn.LazyConv2d(values.filters, values.kernel_size, padding=values.padding))
            case "MaxPooling2D":
                found.append(torch.nn.MaxPool2d(values.pool_size, ceil_mode=values.padding == "same"))
            case "Dropout":
                found.append(torch.nn.Dropout(values.rate))
            case "Flatten":
                found.append(torch.nn.Flatten())
            case "Dense":
                found.append(torch.nn.LazyLinear(values.units))
            case other:
                raise ValueError(f"no {other} here")
        if getattr(values, "activation", "linear") == "relu":
            found.append(torch.nn.ReLU())
    return found


RIVALS: Mapping[Policy, Sequence[Rival]] = {
    "float32": (
        Rival("keras.Model.fit", fit, {"mnist-cnn": 1.8, "mini-resnet": 1.28}),
        Rival("fit with ten steps a call and tensors", tuned_fit, {"mnist-cnn": 1.3}),
        Rival("PyTorch, eager, channels last", torch_eager, {"mnist-cnn": 1.6}, needs="torch"),
    ),
    "mixed_bfloat16": (
        Rival("keras.Model.fit", fit, {"mnist-cnn": 2.5}),
        Rival(
            "PyTorch's autocast, eager, channels last",
            partial(torch_eager, autocast=True),
            {"mnist-cnn": 1.6},
            needs="torch",
            precision="mixed_bfloat16",
        ),
    ),
}
"""Who trains against ours, by what ours computes in. `fit` is what a person has who sets nothing.

1.28 is what mini-resnet was before batches were cut into parts: it may be no slower than that.
"""
