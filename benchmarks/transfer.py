"""What a network gains that starts from a trained one: 200 photos of three classes, by three ways.

A network of 7 classes of CIFAR-10 is trained first (airplane to frog); the three others (horse, ship, truck)
are then learned from 200 of their pictures: from drawn weights, from those layers frozen, and from those
layers learning on. The last layer is new in each. CIFAR-10 is found as a data set that was downloaded, or as
the .npz that `VARIABLE` names. Takes some minutes.

On 10,000 + 2,000 of CIFAR-10's pictures, means of three seeds: 65.7 % of the test pictures right from drawn
weights (67.0, 61.7, 68.5), 76.7 % from frozen layers (77.2, 76.7, 76.3), 78.3 % from the same layers learning
on (75.3, 79.3, 80.3). These took 1.41 times as long as the frozen ones, on two quiet cores.
"""

from __future__ import annotations

import os
import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.result import Result
from benchmarks.surroundings import load, own_home
from cnngui.datasets.catalog import info, is_available, load_dataset
from cnngui.engine.session import Session
from cnngui.network.augmentation import Augmentation
from cnngui.network.inference.starting import Freeze
from cnngui.network.layers import Conv2D, Dense, Dropout, Flatten, MaxPooling2D
from cnngui.network.network import Network
from cnngui.network.recipe import Adam, Recipe

VARIABLE = "CNNGUI_BENCH_CIFAR10"
KNOWN, PICTURES, SEEDS = 7, 200, (1, 2, 3)
SOURCE_EPOCHS, EPOCHS = 12, 30
RECIPE = Recipe(
    batch_size=64,
    epochs=SOURCE_EPOCHS,
    seed=1,
    optimizer=Adam(learning_rate=0.001),
    augmentation=Augmentation(horizontal_flip=True, shift=0.1),
    precision="float32",
)
_NAME = f"{PICTURES} photos of three classes, test accuracy:"


def network(classes: int) -> Network:
    """Return three pairs of convolutions, and two dense layers behind them."""
    layers: list[Conv2D | MaxPooling2D | Flatten | Dropout | Dense] = []
    for filters in (16, 32, 64):
        layers += [Conv2D(filters=filters, padding="same", activation="relu") for _ in range(2)]
        layers.append(MaxPooling2D())
    layers += [Flatten(), Dropout(rate=0.4), Dense(units=128, activation="relu"), Dropout(rate=0.4)]
    last = Dense(units=classes, activation="softmax")
    return Network(input_shape=(32, 32, 3), layers=(*layers, last))


@dataclass(frozen=True)
class Reached:
    """Of one training: the test accuracy after its last epoch, in percent, and seconds."""

    accuracy: float
    seconds: float


def data_file() -> Path | None:
    """Return where CIFAR-10 is, None if it is not here."""
    if named := os.environ.get(VARIABLE):
        return Path(named)
    return info("cifar10").folder if is_available("cifar10") else None


def measure() -> list[Result]:
    """Train the source once, and each way from every seed, on as many other pictures."""
    if (found := data_file()) is None:
        note = f"CIFAR-10 is not here: download it in the program, or name its .npz by {VARIABLE}"
        return [Result(f"{_NAME} from frozen layers above drawn weights", None, "%", None, note=note)]
    with own_home() as folder:
        named = os.environ.get(VARIABLE)
        known = _known(str(found) if named else "cifar10", folder)
        sets = [_few(str(found) if named else "cifar10", folder, seed) for seed in SEEDS]
        source = folder / "source.cnn"
        with Session() as session:
            began = session.train(network(KNOWN), RECIPE, str(known), fresh=True)
            session.save(source)
            ways: dict[str, list[Reached]] = {"drawn": [], "frozen": [], "learning": []}
            for seed, few in zip(SEEDS, sets, strict=True):
                recipe = RECIPE.model_copy(update={"epochs": EPOCHS, "seed": seed})
                ways["drawn"].append(_drawn(session, recipe, few))
                for way, freeze in (("frozen", "all"), ("learning", "none")):
                    ways[way].append(_started(session, recipe, few, source, freeze))  # type: ignore[arg-type]
    metric = 100 * float(began.history.val_metric[-1])
    return rows(ways, f"the source has {metric:.1f} % of its {KNOWN} classes right; {load()}")


def rows(ways: dict[str, list[Reached]], note: str) -> list[Result]:
    """Return by how much starts from what was learned are better, and how much sooner they are done."""
    accuracy = {way: [each.accuracy for each in reached] for way, reached in ways.items()}
    seconds = {way: statistics.median(each.seconds for each in reached) for way, reached in ways.items()}
    told = "; ".join(f"{way} {_told(values)}" for way, values in accuracy.items())
    mean = {way: statistics.mean(values) for way, values in accuracy.items()}
    times = ", ".join(f"{way} {took:.1f} s" for way, took in seconds.items())
    return [
        Result(
            f"{_NAME} from frozen layers above drawn weights",
            mean["frozen"] - mean["drawn"],
            "%",
            0.0,
            at_least=True,
            note=f"{told}; {note}",
        ),
        Result(
            f"{_NAME} from layers that learn on above drawn weights",
            mean["learning"] - mean["drawn"],
            "%",
            None,
        ),
        Result(
            f"{EPOCHS} epochs of {PICTURES} photos, all layers learning against frozen ones",
            seconds["learning"] / seconds["frozen"],
            "",
            1.0,
            at_least=True,
            note=times,
        ),
    ]


def _told(values: Sequence[float]) -> str:
    return f"{statistics.mean(values):.1f} % ({', '.join(f'{value:.1f}' for value in values)})"


def _drawn(session: Session, recipe: Recipe, data: Path) -> Reached:
    trained = session.train(network(10 - KNOWN), recipe, str(data), fresh=True)
    return Reached(100 * float(trained.history.val_metric[-1]), trained.seconds)


def _started(session: Session, recipe: Recipe, data: Path, source: Path, freeze: Freeze) -> Reached:
    begun = session.start_from(source, str(data), freeze, recipe.seed)
    trained = session.train(begun.start.network, recipe, str(data))
    return Reached(100 * float(trained.history.val_metric[-1]), trained.seconds)


def _known(data: str, folder: Path) -> Path:
    """Write the pictures of the first classes, and return where."""
    dataset = load_dataset(data)
    parts: dict[str, Any] = {}
    for part in ("train", "test"):
        x, y = getattr(dataset, f"x_{part}"), getattr(dataset, f"y_{part}")
        kept = y < KNOWN
        parts |= {f"x_{part}": np.asarray(x)[kept], f"y_{part}": y[kept]}
    path = folder / "known.npz"
    np.savez(path, **parts)
    return path


def _few(data: str, folder: Path, seed: int) -> Path:
    """Write some pictures of the other classes, as many of each as can be, and all their test pictures."""
    dataset = load_dataset(data)
    order = np.random.default_rng(seed).permutation(len(dataset.y_train))
    each = [order[dataset.y_train[order] == label] for label in range(KNOWN, 10)]
    chosen = np.stack([indices[:PICTURES] for indices in each], axis=1).ravel()[:PICTURES]
    kept = dataset.y_test >= KNOWN
    path = folder / f"few-{seed}.npz"
    np.savez(
        path,
        x_train=np.asarray(dataset.x_train)[chosen],
        y_train=dataset.y_train[chosen] - KNOWN,
        x_test=np.asarray(dataset.x_test)[kept],
        y_test=dataset.y_test[kept] - KNOWN,
    )
    return path
