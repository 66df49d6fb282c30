"""One training for the slides' figures, in a process of its own, and the file that keeps what came out."""

from __future__ import annotations

import json
import multiprocessing
import os
import platform
import sys
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass, field, replace
from importlib import metadata
from pathlib import Path
from threading import Thread

import numpy as np
from numpy.typing import NDArray

from benchmarks.slide_lessons import Data, Training, Vote
from cnngui import __version__
from cnngui.datasets.catalog import load_dataset
from cnngui.files.writing import atomic_write
from cnngui.runs.history import EpochRow

Values = NDArray[np.float32]
ANSWERS = "answers.npz"
KEPT = Path(__file__).parent / "answers"

_LONGEST_RECIPE = 99_000
_TELL_EVERY_S = 20.0
_TF1_HELD_BACK = 5_000


@dataclass(frozen=True)
class Row:
    """What came out of one training, or of some together.

    Attributes:
        digest: of the training (`Training.digest`).
        accuracy: of the saved network on the test part, 0..1.
        cost: of the last epoch: the mean over its batches, or for XOR after it; None of an ensemble.
        log: that cost by the epochs of which a slide prints it.
        seed: None of an ensemble.
        trained_on, tested_on: samples.
        fingerprint: of the data (`cnngui.datasets.dataset.Dataset.fingerprint`).
        members: accuracies of an ensemble's members.
        scores: accuracy of an ensemble whose scores before the softmax are summed, not its probabilities.
    """

    digest: str
    accuracy: float
    cost: float | None
    epochs: int
    seed: int | None
    seconds: float
    trained_on: int
    tested_on: int
    fingerprint: str
    log: Mapping[str, float] = field(default_factory=dict)
    members: list[float] = field(default_factory=list)
    scores: float | None = None
    versions: Mapping[str, str] = field(default_factory=dict)
    machine: str = ""


# The file of results --------------------------------------------------------------------------------


def read_rows(path: Path) -> dict[str, Row]:
    """Return what is finished, by key; nothing where there is no such file yet."""
    if not path.exists():
        return {}
    return {key: Row(**values) for key, values in json.loads(path.read_text("utf-8")).items()}


def write_row(path: Path, key: str, row: Row) -> dict[str, Row]:
    """Add a row to what is in the file now, whole or not at all, and return all of them."""
    rows = read_rows(path) | {key: row}
    text = json.dumps({key: asdict(each) for key, each in sorted(rows.items())}, indent=1)
    atomic_write(path, lambda part: write_text(part, text + "\n"))
    return rows


def write_text(path: Path, text: str) -> None:
    """Write UTF-8."""
    path.write_text(text, "utf-8")


def row_of(rows: Mapping[str, Row], key: str, digest: str) -> Row | None:
    """Return the row of exactly this training; None where there is none, or one of another recipe."""
    row = rows.get(key)
    return row if row is not None and row.digest == digest else None


# Training -------------------------------------------------------------------------------------------


def data_path(data: Data, mnist: Path | None, cifar: Path | None, cache: Path) -> str:
    """Return the data as `load_dataset` takes it; "" where the file was not named.

    TensorFlow 1's helper holds the first 5,000 of MNIST's training pictures back: of 000 and 002 the other
    55,000 are in a file of their own.
    """
    if data == "xor":
        return data
    if data != "mnist-55000" or mnist is None:
        named = cifar if data == "cifar10" else mnist
        return "" if named is None else str(named)
    path, whole = cache / "mnist-55000.npz", load_dataset(mnist)
    x, y = whole.x_train[_TF1_HELD_BACK:], whole.y_train[_TF1_HELD_BACK:]

    def write(part: Path) -> None:
        with part.open("wb") as file:
            np.savez(file, x_train=x, y_train=y, x_test=whole.x_test, y_test=whole.y_test)

    cache.mkdir(parents=True, exist_ok=True)
    atomic_write(path, write)
    return str(path)


def train_apart(training: Training, data: str, folder: Path) -> Row:
    """Train in a new process: how many threads TensorFlow has is fixed once a process.

    Raises:
        CnnguiError: as `cnngui.api.train`. BrokenProcessPool: the process died.
    """
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as pool:
        return pool.submit(_train_alone, training, data, folder).result()


def _train_alone(training: Training, data: str, folder: Path) -> Row:
    from cnngui.engine.threads import one_thread_an_operation

    Thread(target=_end_with_parent, daemon=True).start()
    one_thread_an_operation()
    return train(training, data, folder)


def _end_with_parent() -> None:
    """End this process when the one that started it is gone: nobody would take its row."""
    if (parent := multiprocessing.parent_process()) is not None:
        parent.join()
        os._exit(1)


def train(training: Training, data: str, folder: Path) -> Row:
    """Train, save the network in `folder`, and its answers to the test samples beside it."""
    from cnngui import api

    folder.mkdir(parents=True, exist_ok=True)
    model = folder / "model.cnn"
    ends, seconds = _learned(training, data, model)
    dataset = load_dataset(data)
    answers = api.predict(model, dataset.x_test)
    write_answers(folder / ANSWERS, training.digest, answers, dataset.y_test)
    costs = {row.epoch: row.val_loss if training.data == "xor" else row.loss for row in ends}
    return Row(
        digest=training.digest,
        accuracy=api.evaluate(model, data).accuracy,
        cost=costs[training.epochs],
        epochs=training.epochs,
        seed=training.recipe.seed,
        seconds=round(seconds, 1),
        trained_on=len(dataset.y_train),
        tested_on=len(dataset.y_test),
        fingerprint=dataset.fingerprint(),
        log={str(epoch): costs[epoch] for epoch in training.logged},
        versions=_versions(),
        machine=f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores",
    )


def _learned(training: Training, data: str, model: Path) -> tuple[list[EpochRow], float]:
    """Train and save; return the ends of all epochs, and how long it took.

    A recipe holds 100,000 epochs and the slides have more: what is left is gone on with, from the same
    weights. Plain gradient descent, which those lessons have, keeps nothing else from step to step.
    """
    from cnngui.engine import protocol
    from cnngui.engine.session import Session

    ends: list[EpochRow] = []
    told = time.monotonic()

    def hear(event: protocol.Event) -> None:
        nonlocal told
        if isinstance(event, protocol.Epochs):
            ends.extend(event.rows)
            if time.monotonic() - told >= _TELL_EVERY_S:
                told = time.monotonic()
                last = ends[-1]
                say(f"  {training.key}: epoch {last.epoch} of {training.epochs}, {last.val_metric:.4f}")

    seconds = 0.0
    with Session() as session:
        while (left := training.epochs - len(ends)) > 0:
            part = training.recipe.model_copy(update={"epochs": min(left, _LONGEST_RECIPE)})
            seconds += session.train(training.network, part, data, on_event=hear, fresh=not ends).seconds
        session.save(model)
    return ends, seconds


def say(sentence: str) -> None:
    """Tell a person, beside what is printed for programs."""
    print(sentence, file=sys.stderr, flush=True)


def _versions() -> dict[str, str]:
    libraries = {name: metadata.version(name) for name in ("tensorflow", "keras", "numpy")}
    return {"cnngui": __version__, "python": platform.python_version(), **libraries}


# Voting ---------------------------------------------------------------------------------------------


def is_done(rows: Mapping[str, Row], training: Training, cache: Path, ensembles: Sequence[Vote]) -> bool:
    """Whether a training has its row, and the ensembles it is in have theirs or can ask it."""
    if row_of(rows, training.key, training.digest) is None:
        return False
    waiting = (
        each for each in ensembles if training in each.members and not row_of(rows, each.key, each.digest)
    )
    return not any(waiting) or _answers(training, cache) is not None


def vote(vote: Vote, rows: Mapping[str, Row], cache: Path) -> Row | None:
    """Return the row of an ensemble; None while members are missing."""
    own = [row for each in vote.members if (row := row_of(rows, each.key, each.digest)) is not None]
    found = [answers for each in vote.members if (answers := _answers(each, cache)) is not None]
    if not len(own) == len(found) == len(vote.members):
        return None
    truth = found[0][1]
    together, scores = voted([probabilities for probabilities, _ in found], truth)
    return replace(
        own[0],
        digest=vote.digest,
        accuracy=together,
        cost=None,
        seed=None,
        seconds=round(sum(row.seconds for row in own), 1),
        log={},
        members=[row.accuracy for row in own],
        scores=scores,
    )


def voted(probabilities: Sequence[Values], truth: NDArray[np.int64]) -> tuple[float, float]:
    """Return the accuracy where probabilities are summed, and where the scores before the softmax are.

    A score is the logarithm of its probability, but for a number that is the same for all classes.

    Args:
        probabilities: (samples, classes) of each member.
        truth: (samples,), class indices.
    """
    summed = np.sum(probabilities, axis=0, dtype=np.float64)
    least = np.finfo(np.float32).tiny
    scores = np.sum([np.log(np.maximum(each, least)) for each in probabilities], axis=0)
    by_sum, by_scores = (float((each.argmax(axis=1) == truth).mean()) for each in (summed, scores))
    return by_sum, by_scores


def write_answers(path: Path, digest: str, probabilities: Values, truth: NDArray[np.int64]) -> None:
    """Keep what a training of this digest answers to the test samples, small enough to be kept for good.

    In logarithms and half precision, 11 bits: 150 KB for MNIST's 10,000.
    """
    scores = np.log(np.maximum(probabilities, np.finfo(np.float32).tiny)).astype(np.float16)
    path.parent.mkdir(parents=True, exist_ok=True)
    np.savez_compressed(path, digest=digest, scores=scores, truth=truth.astype(np.uint8))


def _answers(training: Training, cache: Path) -> tuple[Values, NDArray[np.int64]] | None:
    """Return probabilities and truth of the test samples; None where there are none of this training.

    They are looked for beside the network, and among those of ensembles' members, which are kept for good:
    seven trainings take hours, and a vote of what they answered a second.
    """
    for path in (cache / training.key / ANSWERS, KEPT / f"{training.key}.npz"):
        if path.exists():
            with np.load(path) as file:
                if str(file["digest"]) == training.digest:
                    return np.exp(file["scores"].astype(np.float32)), file["truth"].astype(np.int64)
    return None
