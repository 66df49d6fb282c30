"""The curves that slides print, to be drawn behind those of runs."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from cnngui.course.presets import Figures, Preset, presets

_SAMPLES = {"train_55000": 55_000, "train_60000": 60_000}  # by the note that says so
_XOR_SAMPLES = 4


@dataclass(frozen=True, eq=False)
class Printed:
    """What one slide prints of one training.

    Attributes:
        key: what it is remembered by.
        steps_per_epoch: batches in an epoch of the slide's recipe; NaN where the slide does not say.
    """

    key: str
    title: str
    source: str
    figures: Figures
    steps_per_epoch: float


@cache
def printed_curves() -> tuple[Printed, ...]:
    """Return all that print at least two points of a curve, in the order of the lessons."""
    found = []
    for preset in presets():
        for number, figures in enumerate(preset.figures):
            if any(len(values) > 1 for values in figures.history.values()):
                key = f"{preset.name}/{number}"
                found.append(Printed(key, preset.title, figures.label, figures, _steps_per_epoch(preset)))
    return tuple(found)


def _steps_per_epoch(preset: Preset) -> float:
    samples = float("nan")
    for note in preset.notes:
        samples = _SAMPLES.get(note.code, samples)
    if preset.data == "xor":
        samples = _XOR_SAMPLES
    return samples / preset.recipe.batch_size
