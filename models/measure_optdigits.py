"""Measure the shipped network on digits of other people, from another source than MNIST and the pen strokes.

python models/measure_optdigits.py --digits digits.csv.gz

They are the 1,797 test digits of "Optical Recognition of Handwritten Digits" (E. Alpaydin, C. Kaynak 1998;
UCI Machine Learning Repository, CC BY 4.0), as the PyPI package scikit-learn (BSD-3) brings them in
``sklearn/datasets/data/digits.csv.gz``. For measuring alone: no network here was trained on or chosen by
them. 13 people wrote them on paper; what is left of each is 8×8 counts of 0 to 16: strokes are blurred.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "models")]

import numpy as np  # noqa: E402
from measure_digits import score, shares  # noqa: E402
from PIL import Image  # noqa: E402

from cnngui.datasets.pixels import normalise_pixels  # noqa: E402
from cnngui.engine.numpy_backend.network import NumpyNetwork  # noqa: E402
from cnngui.runs.project import read_project  # noqa: E402

SIDE, FULL, BORDER = 8, 16, 2
ENLARGED = 16
"""So many times larger a count becomes a smooth edge rather than a square."""


def frame(counts: np.ndarray) -> np.ndarray:
    """Return (28, 28) in 0..1 of (8, 8) counts of ink in 0..16, by the way of the app's pictures."""
    pixels = np.pad(counts * (255 / FULL), BORDER).round().astype(np.uint8)
    side = ENLARGED * (SIDE + 2 * BORDER)
    smooth = np.asarray(Image.fromarray(pixels).resize((side, side), Image.Resampling.BICUBIC))
    frames = normalise_pixels(smooth)
    if frames is None:
        raise ValueError("a digit without ink")
    return frames.centred


def main() -> None:
    """Read the command line, measure, print."""
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--digits", type=Path, required=True, help="digits.csv.gz of scikit-learn")
    arguments.add_argument("--model", type=Path, default=ROOT / "models" / "digits.cnn")
    given = arguments.parse_args()
    rows = np.loadtxt(given.digits, delimiter=",")
    pictures = np.stack([frame(row) for row in rows[:, :-1].reshape(-1, SIDE, SIDE)])
    project = read_project(given.model)
    net = NumpyNetwork(project.network, project.weights)
    print(json.dumps(score(shares(net, pictures), rows[:, -1].astype(int), classes=True), indent=2))


if __name__ == "__main__":
    main()
