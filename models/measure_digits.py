"""Measure the network that ships with cnngui, from its saved file, and write the figures into its card.

python models/measure_digits.py --mnist mnist.npz --ink unipen_digits_dev.json.gz

Every pen-drawn digit is scaled and put down anywhere on the canvas before it takes the path of the app. These
strokes are for measuring: no network was trained on them.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from pathlib import Path
from typing import Any

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "models")]

import numpy as np  # noqa: E402

from cnngui.datasets.ink import CANVAS, PEN_PX, Stroke, rasterise, read_ink  # noqa: E402

SIZES = (90, 240)
"""Smallest and largest longer side of a drawn digit, in canvas pixels."""
PENS = (8.0, 28.0)


def placed(
    strokes: tuple[Stroke, ...], size: float, pen: float, rng: np.random.Generator
) -> tuple[Stroke, ...]:
    """Return a drawing with its longer side `size` px, drawn by a pen of `pen` px anywhere on the canvas."""
    lines = [np.array(stroke.points) for stroke in strokes]
    corner = np.concatenate(lines).min(axis=0)
    extent = np.concatenate(lines).max(axis=0) - corner
    scale = size / max(float(extent.max()), 1e-6)
    place = rng.uniform(0, 1, 2) * np.maximum(np.array(CANVAS) - extent * scale, 0)
    moved = ((line - corner) * scale + place for line in lines)
    return tuple(Stroke(tuple((float(x), float(y)) for x, y in line), pen) for line in moved)


def frames(
    drawings: tuple[tuple[Stroke, ...], ...], sizes: tuple[float, float], pen: float, seed: int
) -> np.ndarray:
    """Return (n, 28, 28): each drawing at a size between `sizes`, anywhere."""
    rng = np.random.default_rng(seed)
    found = (rasterise(placed(strokes, rng.uniform(*sizes), pen, rng)) for strokes in drawings)
    return np.stack([frame.centred for frame in found if frame is not None])


def score(model: Any, pictures: np.ndarray, labels: np.ndarray) -> dict[str, Any]:
    """Return the accuracy, and that of each class."""
    right = model.predict(pictures[..., None], batch_size=500, verbose=0).argmax(axis=1) == labels
    classes = {str(label): round(float(right[labels == label].mean()), 4) for label in np.unique(labels)}
    return {"samples": len(labels), "accuracy": round(float(right.mean()), 4), "per_class": classes}


def figures(model: Any, mnist: Path, ink: Path) -> dict[str, Any]:
    """Return every figure of the card."""
    with np.load(mnist, allow_pickle=False) as data:
        test = data["x_test"].astype(np.float32) / 255, data["y_test"].astype(np.int64)
    samples = read_ink(ink)
    cases: dict[str, tuple[tuple[float, float], float]] = {
        f"{SIZES[0]}-{SIZES[1]} px anywhere": (SIZES, PEN_PX),
        **{f"{size} px anywhere": ((size, size), PEN_PX) for size in SIZES},
        **{f"{SIZES[0]}-{SIZES[1]} px anywhere, pen {pen:g} px": (SIZES, pen) for pen in PENS},
    }
    drawn = {
        name: score(model, frames(samples.drawings, sizes, pen, seed=5), samples.labels)
        for name, (sizes, pen) in cases.items()
    }
    return {"mnist_test": score(model, *test), "ink_dev": drawn}


def load(path: Path) -> Any:
    """Return the Keras model of a project file of cnngui, as the app builds it."""
    from cnngui.engine.keras_backend.build import build_model, set_weights
    from cnngui.runs.project import read_project

    project = read_project(path)
    model = build_model(project.network, seed=0)
    set_weights(model, project.weights)
    return model


def main() -> None:
    """Read the command line, measure, print, and write the card."""
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--mnist", type=Path, required=True, help="mnist.npz in the Keras layout")
    arguments.add_argument("--ink", type=Path, required=True, help="pen strokes, .json or .json.gz")
    arguments.add_argument("--model", type=Path, default=ROOT / "models" / "digits.cnn")
    arguments.add_argument("--card", type=Path, help="digits.json, whose figures are replaced")
    given = arguments.parse_args()
    found = figures(load(given.model), given.mnist, given.ink)
    print(json.dumps(found, indent=2))
    if given.card:
        card = json.loads(given.card.read_text(encoding="utf-8"))
        card["figures"] = found
        given.card.write_text(json.dumps(card, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
