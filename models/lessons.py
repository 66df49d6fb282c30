"""What the shipped network learns from, and what it is chosen by.

It never sees the 1,000 digits that the program brings as test digits: they come from MNIST's training set.
`HELD_OUT` more, or as many as is said, are held out to choose by. MNIST's test set and the pen strokes of
other people are for `measure_digits.py` alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from augment import copy_of
from pen_digits import batch, others

HELD_OUT = 5_000
PEN, OTHERS = 18_000, 6_000
"""Whole digits and other signs drawn by the pen, in each pass."""
NO_DIGIT = -1
"""The label of what is no digit."""
_VALIDATION_SEED = 1_000_003


@dataclass(frozen=True)
class Digits:
    """Pictures uint8 (n, 28, 28) and labels int32 (n,), `NO_DIGIT` among them perhaps."""

    pictures: np.ndarray
    labels: np.ndarray


def divided(mnist: Path, bundled: Path, held_out: int) -> tuple[Digits, Digits]:
    """Return what is learned from and what is held out, of MNIST's training set.

    Args:
        mnist: mnist.npz in the Keras layout.
        bundled: digits.npz of the program, whose test digits are in neither, found by their pixels.
        held_out: how many; fewer are some of those that more would be.
    """
    with np.load(mnist, allow_pickle=False) as data:
        pictures, labels = data["x_train"], data["y_train"].astype(np.int32)
    with np.load(bundled, allow_pickle=False) as data:
        test = {picture.tobytes() for picture in data["x_test"]}
    free = np.flatnonzero([picture.tobytes() not in test for picture in pictures])
    shuffled = np.random.default_rng(12).permutation(free)
    held, learned = np.sort(shuffled[:held_out]), np.sort(shuffled[held_out:])
    return Digits(pictures[learned], labels[learned]), Digits(pictures[held], labels[held])


def lesson(learned: Digits, seed: int, cache: Path | None = None, *, mild: bool = False) -> Digits:
    """Return one pass: MNIST's digits drawn anew, pen digits and others, in no order; one seed, one result.

    Args:
        mild: MNIST nearer to itself, as `copy_of` has it.
        cache: folder in which passes are kept and looked for, as drawing takes a core for half a minute.
    """
    path = cache / f"{len(learned.labels)}-{seed}{'-mild' * mild}.npz" if cache else None
    if path and path.exists():
        with np.load(path, allow_pickle=False) as kept:
            return Digits(kept["pictures"], kept["labels"])
    pen = batch(PEN, seed)
    mnist = copy_of(learned.pictures, learned.labels, seed, mild=mild)
    pictures = np.concatenate([mnist, pen[0], others(OTHERS, seed)])
    labels = np.concatenate([learned.labels, pen[1], np.full(OTHERS, NO_DIGIT, np.int32)])
    order = np.random.default_rng([seed, 3]).permutation(len(labels))
    made = Digits(pictures[order], labels[order])
    if path:
        part = path.with_suffix(".part.npz")
        np.savez(part, pictures=made.pictures, labels=made.labels)
        part.replace(path)
    return made


def validation(held_out: Digits) -> dict[str, Digits]:
    """Return what models are chosen by: MNIST's held-out digits, pen digits and others of another seed."""
    pen = batch(5_000, _VALIDATION_SEED)
    signs = others(2_000, _VALIDATION_SEED)
    return {
        "mnist": held_out,
        "pen": Digits(*pen),
        "others": Digits(signs, np.full(len(signs), NO_DIGIT, np.int32)),
    }
