"""What mixed bfloat16 costs in accuracy: ``mnist-fast`` from five seeds in each, on MNIST's test pictures.

MNIST is found as `benchmarks.mnist` finds it. Without instructions for bfloat16 this takes an hour.
"""

from __future__ import annotations

import math
import statistics
from collections.abc import Sequence
from functools import partial

from benchmarks.mnist import Trial, by_ours, data_file, in_own_process, missing
from benchmarks.result import Result
from benchmarks.surroundings import own_home
from cnngui.network.recipe import Policy

SEEDS = (1, 2, 3, 4, 5)
PRESET = "mnist-fast"
MOST_ERRORS = 2.0
_NAME = f"{PRESET}, test accuracy in mixed bfloat16 below float32"


def measure() -> list[Result]:
    """Train from each seed in both precisions, each time in a new process."""
    data = data_file()
    if data is None:
        return [Result(_NAME, None, "standard errors", MOST_ERRORS, note=missing())]
    trials: dict[Policy, Trial] = {
        "float32": partial(by_ours, precision="float32"),
        "mixed_bfloat16": partial(by_ours, precision="mixed_bfloat16"),
    }
    reached: dict[Policy, list[float]] = {policy: [] for policy in trials}
    with own_home():
        for seed in SEEDS:
            for policy, trial in trials.items():
                epochs = in_own_process(trial, PRESET, data, seed)
                reached[policy].append(100 * epochs[-1].accuracy)
    return [row(reached["float32"], reached["mixed_bfloat16"])]


def row(exact: Sequence[float], mixed: Sequence[float]) -> Result:
    """Return by how many standard errors of the difference the mean of `mixed` lies below that of `exact`.

    Args:
        exact, mixed: the accuracies after the last epoch, in percent, one a seed; two seeds at least.
    """
    means = [statistics.mean(each) for each in (exact, mixed)]
    error = math.sqrt(sum(statistics.variance(each) / len(each) for each in (exact, mixed)))
    each = "; ".join(", ".join(f"{value:.2f}" for value in values) for values in (exact, mixed))
    note = f"means {means[0]:.3f} and {means[1]:.3f} %, standard error {error:.3f}; all seeds {each}"
    below = means[0] - means[1]
    return Result(
        _NAME, below / error if error else math.inf * below, "standard errors", MOST_ERRORS, note=note
    )
