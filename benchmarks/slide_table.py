"""The slides' figures beside ours, as Markdown."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from benchmarks.slide_lessons import SUMMARY, Lesson, Vote, lessons, trainings, votes
from benchmarks.slide_training import Row, row_of
from cnngui.course.presets import Figures, Preset

_TOLD = (
    *("ten_layers_recipe", "may_stick", "units_may_die", "another_recipe", "optimizer_not_printed"),
    *("softmax_deleted", "recipe_of_deep_cnn", "keep_prob", "scrambled", "decay_a_step"),
)
"""Notes of presets that say how a recipe or its figures are to be read."""

_HEADING = """# The slides' figures, and ours

Written by `python -m benchmarks.slides`; its rows are in `slides.json`. The printed figures are the presets'.
Ours are accuracies of the test part after the last epoch, by the saved network. The floor is what must be
reached: another seed, version or machine gives other figures than the slide's.

| slide | what | slide's figure | ours | floor | passed |
|---|---|---|---|---|---|
"""

_NOTES = (
    "N5 and N6 run to the last step that is printed, as N2 to N4 do; an epoch is a step.",
    "N8 to N11, N14, N15 and the ensembles learn from 55,000 of MNIST's training pictures, as TensorFlow 1's "
    "helper has it, which holds the first 5,000 back; N8-001, N12 and N13 from all 60,000.",
    "N8-001: 001 prints 92.78 % and no recipe. Taken is that of its other networks: Adam, Xavier's weights.",
    "N17, N18: the members are 002's program in tf.layers, with biases and Xavier's weights; dropout 0.3, "
    "and 0.5 before the last layer; 20 epochs as 002 prints, seeds from 1. Their probabilities are summed. "
    "The slides sum the scores before the softmax: what that gives stands in brackets. N18's members are "
    "N17's first two.",
    "N20, N21: no slide prints an accuracy, so the floor is our own. The row says of how many pictures of "
    "CIFAR-10 it is; the slides have 50,000 to learn from and 10,000 to test on.",
    "Everything is computed in float32, as the slides' programs did.",
)


def table(rows: Mapping[str, Row], epochs: int | None = None) -> str:
    """Return the whole file.

    Args:
        rows: what is finished, by key. What is of another recipe than the lesson's does not count.
        epochs: of a trial.
    """
    entries = [_of_lesson(each, rows) for each in lessons(epochs)]
    entries += [_of_vote(each, rows) for each in votes(epochs)]
    entries.append(_of_summary(rows, epochs))
    lines = ["| " + " | ".join(entry) + " |" for entry in sorted(entries, key=_number)]
    trial = () if epochs is None else (f"A trial: {epochs} epochs instead of the slides'.",)
    notes = [f"- {note}" for note in (*trial, *_NOTES, *_of_presets(), *_surroundings(rows, epochs))]
    return _HEADING + "\n".join((*lines, "", "Notes:", "", *notes, ""))


def _number(entry: Sequence[str]) -> tuple[int, str]:
    key = entry[0].split(" ")[0]
    return int(key.partition("-")[0].removeprefix("N")), key


def _of_lesson(lesson: Lesson, rows: Mapping[str, Row]) -> tuple[str, ...]:
    row = row_of(rows, lesson.key, lesson.training.digest)
    printed = "; ".join(filter(None, map(_printed, lesson.figures)))
    sources = ", ".join(dict.fromkeys(each.source.partition("_")[0] for each in lesson.figures))
    floor = f"{lesson.floor}{'' if printed else ' (our own)'}"
    passed = None if row is None or row.cost is None else lesson.floor.met(row.accuracy, row.cost)
    what, ours = _what(lesson.preset), _ours(lesson, row)
    return f"{lesson.key} · {sources}", what, printed or "none printed", ours, floor, _verdict(passed)


def _of_vote(vote: Vote, rows: Mapping[str, Row]) -> tuple[str, ...]:
    printed, row = vote.figures, row_of(rows, vote.key, vote.digest)
    what = f"{len(vote.members)} of {_what(vote.preset)}"
    slide, own, floor, passed = f"{_shown(printed.members)} → {printed.accuracy}", "–", "", None
    if row is not None:
        mean = sum(row.members) / len(row.members)
        own = f"{_shown(row.members)} → {row.accuracy:.4f} (scores {row.scores:.4f})"
        floor, passed = f" {mean:.4f}", row.accuracy >= mean
    source = printed.source.partition("_")[0]
    return f"{vote.key} · {source}", what, slide, own, f"≥ members' mean{floor}", _verdict(passed)


def _of_summary(rows: Mapping[str, Row], epochs: int | None) -> tuple[str, ...]:
    """Return the row of softmax, dense layers and CNN, whose order is the lesson."""
    shown = [each for each in lessons(epochs) if each.key in SUMMARY]
    printed = [figures.accuracy for each in shown for figures in each.figures if figures.accuracy is not None]
    found = [row_of(rows, each.key, each.training.digest) for each in shown]
    ours = [row.accuracy for row in found if row is not None]
    whole = len(ours) == len(shown)
    what = "scoreboard: " + ", ".join(f"`{each.preset.name}`" for each in shown)
    passed = all(one < next_one for one, next_one in pairwise(ours)) if whole else None
    own = _shown(ours) if whole else "–"
    return "N19 · 001", what, _shown(printed), own, "each better than the one before", _verdict(passed)


def _what(shown: Preset) -> str:
    return f"{shown.title} (`{shown.name}`)"


def _printed(figures: Figures) -> str:
    """Return the accuracy, and the last cost that is printed, with all their digits."""
    parts = [] if figures.accuracy is None else [str(figures.accuracy)]
    if costs := figures.history.get("cost"):
        parts.append(f"cost {costs[max(costs)]} (epoch {max(costs):,})")
    return ", ".join(parts)


def _ours(lesson: Lesson, row: Row | None) -> str:
    """Return the accuracy, and the cost of the last epoch of which a slide prints it."""
    if row is None:
        return "–"
    parts = [f"{row.accuracy:.4f}"]
    if lesson.training.logged:
        epoch = lesson.training.logged[-1]
        parts.append(f"cost {row.log[str(epoch)]:.7g} (epoch {epoch:,})")
    if lesson.training.data == "cifar10":
        parts.append(f"{row.trained_on:,} pictures, tested on {row.tested_on:,}")
    return ", ".join(parts)


def _shown(accuracies: Sequence[float]) -> str:
    return " ".join(f"{each:.4f}" for each in accuracies)


def _verdict(passed: bool | None) -> str:
    return {None: "not yet", True: "yes", False: "**no**"}[passed]


def _of_presets() -> Iterator[str]:
    """Return the presets' own remarks on recipes, each with the lessons it is of."""
    of: dict[str, list[str]] = {}
    for lesson in lessons():
        for note in lesson.preset.notes:
            if note.code in _TOLD:
                of.setdefault(str(note), []).append(lesson.key)
    return (f"{', '.join(keys)}: {note}" for note, keys in of.items())


def _surroundings(rows: Mapping[str, Row], epochs: int | None) -> Iterator[str]:
    """Say with what the rows that count were made, and in which time."""
    counted = [
        row for each in trainings((), epochs) if (row := row_of(rows, each.key, each.digest)) is not None
    ]
    made = {(" ".join(f"{name} {at}" for name, at in row.versions.items()), row.machine) for row in counted}
    for versions, machine in sorted(made):
        yield f"Made with {versions}, on {machine}."
    if counted:
        hours = sum(row.seconds for row in counted) / 3600
        yield f"{len(counted)} trainings in {hours:.1f} hours, one after the other."
