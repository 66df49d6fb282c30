"""Measure the network that ships with cnngui, from its saved file, and write the figures into its card.

python models/measure_digits.py --mnist mnist.npz --ink unipen_digits_dev.json.gz

Every pen-drawn digit is scaled and put down anywhere on the canvas before it takes the path of the app. These
strokes are for measuring: no network was trained on them. Their writers are halved, every other one by name:
errors of half A may be looked at, of half B there are figures only.
"""

from __future__ import annotations

import argparse
import gzip
import json
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "models")]

import numpy as np  # noqa: E402
from calibrate import calibration_error  # noqa: E402
from other_signs import LETTERS, letter, scribble  # noqa: E402
from robustness import CHANGES, SIZES, Drawing, drawn, frame, photo_frame, placed  # noqa: E402

from cnngui.datasets.ink import PEN_PX, read_ink  # noqa: E402
from cnngui.engine.numpy_backend.network import NumpyNetwork  # noqa: E402
from cnngui.engine.shipped import READS_FROM  # noqa: E402
from cnngui.runs.project import read_project  # noqa: E402

PENS = (8.0, 28.0)
SIGNS = 1_200
"""Letters, and as many scribbles, that are to be refused."""
PHOTO, EVERY_PHOTO = "a photo of paper", 4
"""A photo takes twenty times as long to prepare as a drawing: every fourth drawing is enough."""
USUAL = f"{SIZES[0]:g}-{SIZES[1]:g} px anywhere"


def halves(ink: Path) -> dict[str, np.ndarray]:
    """Return the indices of the samples of half A, every other writer by name, and of half B."""
    with gzip.open(ink) as file:
        writers = [sample["writer"] for sample in json.load(file)["samples"]]
    a = set(sorted(set(writers))[::2])
    in_a = np.array([writer in a for writer in writers])
    return {"A": np.flatnonzero(in_a), "B": np.flatnonzero(~in_a)}


def frames(
    drawings: Sequence[Drawing], sizes: tuple[float, float] = SIZES, pen: float = PEN_PX, change: str = ""
) -> np.ndarray:
    """Return (n, 28, 28): each drawing at a size between `sizes`, anywhere, changed as `CHANGES` has it."""
    rng = np.random.default_rng(5)
    made = []
    for drawing in drawings:
        seen = placed(drawing, rng.uniform(*sizes), pen, rng)
        if change == PHOTO:
            made.append(photo_frame(seen, rng))
        else:
            made.append(frame(CHANGES[change](seen, rng) if change else seen))
    return np.stack(made)


def cases(drawings: Sequence[Drawing]) -> dict[str, np.ndarray]:
    """Return (n, 28, 28) of all drawings, of photos fewer, by how they are drawn; the usual way first."""
    made = {USUAL: frames(drawings)}
    for size in SIZES:
        made[f"{size:g} px anywhere"] = frames(drawings, (size, size))
    for pen in PENS:
        made[f"{USUAL}, pen {pen:g} px"] = frames(drawings, pen=pen)
    for change in CHANGES:
        made[f"{USUAL}, {change}"] = frames(drawings, change=change)
    made[f"{USUAL}, {PHOTO}"] = frames(drawings[::EVERY_PHOTO], change=PHOTO)
    return made


def shares(net: NumpyNetwork, pictures: np.ndarray) -> np.ndarray:
    """Return the shares (n, 10) for pictures (n, 28, 28) in 0..1."""
    parts = np.array_split(pictures.astype(np.float32)[..., None], max(1, len(pictures) // 250))
    return np.concatenate([net.predict_many(part) for part in parts])


def refused(found: np.ndarray) -> np.ndarray:
    """Return which answers (n, 10) the window takes for "nothing to read"."""
    return np.sort(found, axis=1)[:, -2:].sum(axis=1) < READS_FROM


def score(found: np.ndarray, labels: np.ndarray, *, classes: bool = False) -> dict[str, Any]:
    """Return accuracy, calibration error and the share refused; with `classes`, the accuracy of each."""
    right = found.argmax(axis=1) == labels
    told: dict[str, Any] = {
        "samples": len(labels),
        "accuracy": _part(right),
        "calibration_error": round(calibration_error(found, labels), 4),
        "refused": _part(refused(found)),
    }
    if classes:
        told["per_class"] = {str(k): _part(right[labels == k]) for k in np.unique(labels)}
    return told


def _part(hit: np.ndarray) -> float:
    return round(float(hit.mean()), 4)


def signs() -> Mapping[str, np.ndarray]:
    """Return (n, 28, 28) of letters and of scribbles, each at any size anywhere, and of nothing but a dot."""
    rng = np.random.default_rng(11)
    names = tuple(LETTERS)
    letters = [letter(names[at % len(names)], rng) for at in range(SIGNS)]
    scribbles = [scribble(rng) for _ in range(SIGNS)]
    dots = [rng.uniform(0, 0.01, (2, 2)) for _ in range(100)]
    made = {"letters": letters, "scribbles": scribbles}
    found = {name: frames([drawn(lines, PEN_PX) for lines in each]) for name, each in made.items()}
    return {**found, "a dot": np.stack([frame(drawn([dot * 100 + 140], PEN_PX)) for dot in dots])}


def short_of_goals(found: dict[str, Any]) -> dict[str, float]:
    """Return the goals that are missed and by how much: shares; ms for the answer."""
    off = "refused, of what is no digit"
    short = {
        "mnist_test": 0.9965 - found["mnist_test"]["accuracy"],
        **{
            f"ink_dev, writers B, {case}": 0.992 - each["accuracy"]
            for case, each in found["ink_dev, writers B"].items()
            if not any(change in case for change in (*CHANGES, PHOTO))
        },
        **{f"refused, {name}": 0.95 - each["refused"] for name, each in found[off].items()},
        "refused, digits of MNIST": found["mnist_test"]["refused"] - 0.01,
        "refused, digits of writers B": found["ink_dev, writers B"][USUAL]["refused"] - 0.01,
        "calibration_error": max(
            found["mnist_test"]["calibration_error"],
            found["ink_dev, writers B"][USUAL]["calibration_error"],
        )
        - 0.01,
        "answer_ms": found["answer_ms"] - 2,
    }
    return {name: round(by, 4) for name, by in short.items() if by > 0}


def answer_ms(net: NumpyNetwork, picture: np.ndarray) -> float:
    """Return how long one answer takes: the median of 300, in ms, on this machine as busy as it is."""
    spent = []
    for _ in range(300):
        began = time.perf_counter()
        net.predict(picture.astype(np.float32)[..., None])
        spent.append(time.perf_counter() - began)
    return round(float(np.median(spent)) * 1000, 2)


def figures(net: NumpyNetwork, mnist: Path, ink: Path) -> dict[str, Any]:
    """Return every figure of the card."""
    with np.load(mnist, allow_pickle=False) as data:
        test = data["x_test"].astype(np.float32) / 255
        mnist_test = score(shares(net, test), data["y_test"].astype(np.int64), classes=True)
    samples, half = read_ink(ink), halves(ink)
    drawings: dict[str, Any] = {name: {} for name in ("all", *half)}
    for name, pictures in cases(samples.drawings).items():
        found = shares(net, pictures)
        step = EVERY_PHOTO if len(pictures) < len(samples.labels) else 1
        labels = samples.labels[::step]
        drawings["all"][name] = score(found, labels)
        for writers, of_half in half.items():
            at = of_half[of_half % step == 0] // step
            drawings[writers][name] = score(found[at], labels[at])
    return {
        "mnist_test": mnist_test,
        "ink_dev": drawings["all"],
        "ink_dev, writers A": drawings["A"],
        "ink_dev, writers B": drawings["B"],
        "refused, of what is no digit": {
            name: {"samples": len(pictures), "refused": _part(refused(shares(net, pictures)))}
            for name, pictures in signs().items()
        },
        "answer_ms": answer_ms(net, test[0]),
    }


def load(path: Path) -> NumpyNetwork:
    """Return the network of a project file of cnngui, as it answers in the app."""
    project = read_project(path)
    return NumpyNetwork(project.network, project.weights, project.class_names)


def main() -> None:
    """Read the command line, measure, write."""
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    option = arguments.add_argument
    option("--mnist", type=Path, required=True, help="mnist.npz in the Keras layout")
    option("--ink", type=Path, required=True, help="pen strokes, .json.gz")
    option("--model", type=Path, default=ROOT / "models" / "digits.cnn")
    option("--card", type=Path, help="card to write the figures into")
    given = arguments.parse_args()
    found = figures(load(given.model), given.mnist, given.ink)
    print(json.dumps(found, indent=2, ensure_ascii=False))
    if given.card:
        card = json.loads(given.card.read_text(encoding="utf-8"))
        card["reads_from"] = READS_FROM
        card["figures"], card["short_of_goals"] = found, short_of_goals(found)
        given.card.write_text(json.dumps(card, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
