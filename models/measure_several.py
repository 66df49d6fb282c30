"""Measure how several digits on the canvas are told apart and read, from the network's saved file.

python models/measure_several.py --ink unipen_digits_dev.json.gz

Digits of one writer are put side by side at varied gaps, heights and sizes, and take the path of the app.
These strokes are for measuring: nothing was trained on them. The constants of `cnngui.datasets.segmenting`
were chosen while looking at the digits of every second writer; `--writers` tells whose count. With `--photos`
each sheet is a photo of paper (`robustness.photo`), divided right if as many digits are read as were written.
"""

from __future__ import annotations

import argparse
import gzip
import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "models")]

import numpy as np  # noqa: E402
from measure_digits import SIZES, placed  # noqa: E402
from robustness import photo  # noqa: E402

from cnngui.datasets.ink import CANVAS, PEN_PX, Stroke, line_of_strokes, rasterise, read_ink  # noqa: E402
from cnngui.datasets.ink_pieces import ink_pieces  # noqa: E402
from cnngui.datasets.pixels import frames_of, sheet_ink  # noqa: E402
from cnngui.datasets.segmenting import Division, divide  # noqa: E402
from cnngui.engine.numpy_backend.network import NumpyNetwork  # noqa: E402
from cnngui.runs.project import read_project  # noqa: E402

GAPS = {
    "well apart, 0.25 to 0.5": (0.25, 0.5),
    "apart, 0.12 to 0.25": (0.12, 0.25),
    "close, 0.04 to 0.12": (0.04, 0.12),
    "touching, −0.04 to 0.04": (-0.04, 0.04),
    "over each other, −0.12 to −0.04": (-0.12, -0.04),
}
"""Between the ink of two digits, as parts of their usual height."""
ROW_GAPS = {
    "a row 0.3 to 0.6 below": (0.3, 0.6),
    "a row 0.12 to 0.3 below": (0.12, 0.3),
    "a row 0 to 0.12 below": (0.0, 0.12),
}
"""Between the ink of two rows, of digits that are apart in each."""
HEIGHTS = {2: (90.0, 150.0), 3: (70.0, 110.0), 4: (70.0, 110.0), 6: (60.0, 90.0)}
"""Usual height by how many digits there are, in canvas pixels."""
_UNLIKE, _UNEVEN = 0.15, 0.08
"""How much higher or lower than usual digits are, and how far above or below each other they stand."""

Writers = Literal["all", "looked-at", "others"]
Drawing = tuple[Stroke, ...]


@dataclass(frozen=True)
class Sheet:
    """Strokes, of which digit each is, and the digits' labels."""

    strokes: Drawing
    owners: tuple[int, ...]
    labels: tuple[int, ...]


@dataclass
class Count:
    """How many sheets were divided right, and read right, and how many of which it was sure."""

    sheets: int = 0
    divided: int = 0
    read: int = 0
    unsure: int = 0
    wrong_though_sure: int = 0

    def row(self) -> str:
        """Return the shares as cells of a table."""
        shares = (self.divided, self.read, self.unsure, self.wrong_though_sure)
        return " | ".join(f"{100 * each / self.sheets:.1f} %" for each in shares)


def side_by_side(
    drawings: Sequence[Drawing],
    labels: Sequence[int],
    gaps: tuple[float, float],
    rng: np.random.Generator,
    row_gap: tuple[float, float] | None = None,
) -> Sheet:
    """Return digits drawn from left to right with gaps between their ink, anywhere on the canvas.

    Args:
        row_gap: between two rows, of which the second begins at half of the digits; None for one row.
    """
    usual = rng.uniform(*HEIGHTS[len(drawings)])
    left, lines, owners = 0.0, [], []
    above = 0.0
    for place, drawing in enumerate(drawings):
        if row_gap is not None and place == len(drawings) // 2:
            left = 0.0
            lowest = max(float(line[:, 1].max()) for line in lines)
            above = lowest + PEN_PX + (rng.uniform(*row_gap) + _UNEVEN) * usual
        of_digit = [np.array(stroke.points) for stroke in drawing]
        corner = np.concatenate(of_digit).min(axis=0)
        extent = np.concatenate(of_digit).max(axis=0) - corner
        scale = usual * rng.uniform(1 - _UNLIKE, 1 + _UNLIKE) / max(float(extent.max()), 1e-6)
        at = np.array([left, above + rng.uniform(-_UNEVEN, _UNEVEN) * usual])
        lines += [(line - corner) * scale + at for line in of_digit]
        owners += [place] * len(of_digit)
        left += float(extent[0]) * scale + PEN_PX + rng.uniform(*gaps) * usual
    everything = np.concatenate(lines)
    corner = everything.min(axis=0)
    extent = everything.max(axis=0) - corner
    scale = min(1.0, (min(CANVAS) - PEN_PX) / float(extent.max()))
    room = np.array(CANVAS) - PEN_PX - extent * scale
    at = PEN_PX / 2 + rng.uniform(0, 1, 2) * np.maximum(room, 0)
    strokes = (Stroke(tuple(map(tuple, ((line - corner) * scale + at).tolist()))) for line in lines)
    return Sheet(tuple(strokes), tuple(owners), tuple(labels))


def read(model: NumpyNetwork, sheet: Sheet) -> tuple[Division, list[tuple[int, ...]], tuple[int, ...]]:
    """Return how the app divides a sheet, the strokes of each digit, and the classes it reads."""
    line = line_of_strokes(sheet.strokes)
    members = [line.members(span) for span in line.spans]
    frames = [rasterise([sheet.strokes[place] for place in each]) for each in members]
    inputs = np.stack([frame.centred for frame in frames if frame is not None])[..., np.newaxis]
    answers = dict(zip(line.spans, model.predict_many(inputs), strict=True))
    division = divide(line, answers)
    classes = tuple(int(answers[span].argmax()) for span in division.spans)
    return division, [line.members(span) for span in division.spans], classes


def read_photo(model: NumpyNetwork, picture: np.ndarray) -> tuple[Division, tuple[int, ...]]:
    """Return how the app divides a picture, and the classes it reads."""
    ink = sheet_ink(picture)
    pieces = ink_pieces(ink, (picture.shape[1], picture.shape[0]), CANVAS)
    spans = ((0, 1),) if pieces is None else pieces.line.spans
    inks = [ink if pieces is None else pieces.only(pieces.line.members(span)) for span in spans]
    frames = [frame.centred if (frame := frames_of(each)) else np.zeros((28, 28)) for each in inks]
    answers = dict(
        zip(spans, model.predict_many(np.stack(frames)[..., None].astype(np.float32)), strict=True)
    )
    division = Division(spans) if pieces is None else divide(pieces.line, answers)
    return division, tuple(int(answers[span].argmax()) for span in division.spans)


def photographed(model: NumpyNetwork, sheets: Iterator[Sheet]) -> Count:
    """Measure photos of some sheets."""
    count, rng = Count(), np.random.default_rng(13)
    for sheet in sheets:
        division, classes = read_photo(model, photo(sheet.strokes, rng))
        right = len(classes) == len(sheet.labels)
        count.sheets += 1
        count.divided += right
        count.read += classes == sheet.labels
        count.unsure += bool(division.other)
        count.wrong_though_sure += not right and not division.other
    return count


def counted(model: NumpyNetwork, sheets: Iterator[Sheet]) -> Count:
    """Measure some sheets."""
    count = Count()
    for sheet in sheets:
        division, groups, classes = read(model, sheet)
        right = [
            tuple(at for at, owner in enumerate(sheet.owners) if owner == place)
            for place in range(len(sheet.labels))
        ]
        count.sheets += 1
        count.divided += groups == right
        count.read += groups == right and classes == sheet.labels
        count.unsure += bool(division.other)
        count.wrong_though_sure += groups != right and not division.other
    return count


def writers_of(path: Path) -> list[str]:
    """Return who drew each sample."""
    content = path.read_bytes()
    raw = gzip.decompress(content) if content[:2] == b"\x1f\x8b" else content
    return [str(sample["writer"]) for sample in json.loads(raw)["samples"]]


def chosen(names: list[str], writers: Writers) -> list[int]:
    """Return the samples of every second writer, of the others, or of all."""
    ordered = sorted(set(names))
    kept = {"all": ordered, "looked-at": ordered[::2], "others": ordered[1::2]}[writers]
    return [index for index, name in enumerate(names) if name in set(kept)]


def singles(
    drawings: Sequence[Drawing], labels: Sequence[int], indices: list[int], seed: int
) -> Iterator[Sheet]:
    """Yield each digit alone, at any size and place."""
    rng = np.random.default_rng(seed)
    for index in indices:
        strokes = placed(drawings[index], rng.uniform(*SIZES), PEN_PX, rng)
        yield Sheet(strokes, (0,) * len(strokes), (int(labels[index]),))


def together(
    drawings: Sequence[Drawing],
    labels: Sequence[int],
    by_writer: list[list[int]],
    many: int,
    gaps: tuple[float, float],
    sheets: int,
    seed: int,
    row_gap: tuple[float, float] | None = None,
) -> Iterator[Sheet]:
    """Yield sheets of several digits, each sheet of one writer; in two rows where `row_gap` lies between."""
    rng = np.random.default_rng(seed)
    weights = np.array([len(each) for each in by_writer], float)
    for _ in range(sheets):
        own = by_writer[rng.choice(len(by_writer), p=weights / weights.sum())]
        taken = [own[place] for place in rng.integers(0, len(own), many)]
        yield side_by_side(
            [drawings[at] for at in taken], [int(labels[at]) for at in taken], gaps, rng, row_gap
        )


def main() -> None:
    """Read the command line, measure and print a table."""
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--ink", type=Path, required=True, help="pen strokes, .json or .json.gz")
    arguments.add_argument("--model", type=Path, default=ROOT / "models" / "digits.cnn")
    arguments.add_argument("--writers", choices=["all", "looked-at", "others"], default="others")
    arguments.add_argument("--sheets", type=int, default=1000, help="of each kind")
    arguments.add_argument("--photos", action="store_true", help="of paper, in place of strokes")
    given = arguments.parse_args()
    project, samples, names = read_project(given.model), read_ink(given.ink), writers_of(given.ink)
    model = NumpyNetwork(project.network, project.weights, project.class_names)
    indices = chosen(names, given.writers)
    drawings, labels = samples.drawings, samples.labels
    print("| digits | gap, in heights | divided right | read right | not sure | divided wrong though sure |")
    print("|---|---|---|---|---|---|")
    measured = photographed if given.photos else counted
    alone = measured(model, singles(drawings, labels, indices, seed=7))
    print(f"| 1 | | {alone.row()} |", flush=True)
    by_writer = [
        own for name in sorted(set(names)) if len(own := [at for at in indices if names[at] == name]) >= 10
    ]
    for many in (2, 3):
        for told, gaps in GAPS.items():
            sheets = together(drawings, labels, by_writer, many, gaps, given.sheets, seed=11)
            print(f"| {many} | {told} | {measured(model, sheets).row()} |", flush=True)
    apart = GAPS["well apart, 0.25 to 0.5"]
    for many in (2, 4, 6):
        for told, row_gap in ROW_GAPS.items():
            sheets = together(drawings, labels, by_writer, many, apart, given.sheets, 11, row_gap)
            print(f"| {many} in two rows | {told} | {measured(model, sheets).row()} |", flush=True)


if __name__ == "__main__":
    main()
