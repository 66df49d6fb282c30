"""From probabilities to what is said about them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from typing import Literal

import numpy as np
import numpy.typing as npt

SURE_FROM = 0.6
"""Below this share of the best class the answer is "not sure"."""
_SUM_SLACK = 0.02
UNREAD = "?"
"""What stands for a sign in which there is nothing to read."""

Sureness = Literal["sure", "unsure", "nothing", "raw", "broken"]


@dataclass(frozen=True)
class Verdict:
    """What an output says.

    Attributes:
        kind: "sure" or "unsure" of probabilities, "nothing" when the network has learned to answer so what it
            cannot read; "raw" when the outputs are none; "broken" when they hold NaN or infinity.
        best, second: class indices; `second` is None when there is one class only.
        share: probability of `best` (its value, when raw; 0 when broken).
    """

    kind: Sureness
    best: int = 0
    second: int | None = None
    share: float = 0.0


def verdict_of(outputs: npt.NDArray[np.floating], reads_from: float = 0.0) -> Verdict | None:
    """Return what `outputs` (classes,) says, None when it is empty.

    Args:
        reads_from: `cnngui.engine.protocol.ModelReady.reads_from` of the network that answers.
    """
    if outputs.size == 0:
        return None
    if not np.isfinite(outputs).all():
        return Verdict("broken")
    best = int(outputs.argmax())
    second = None
    if outputs.size > 1:
        others = outputs.copy()
        others[best] = -np.inf
        second = int(others.argmax())
    share = float(outputs[best])
    # Float32 softmax of 1,000 classes sums to 1 within 1e-5; the slack leaves room for half precision.
    if outputs.min() < 0 or abs(float(outputs.sum()) - 1) > _SUM_SLACK:
        return Verdict("raw", best, second, share)
    if second is not None and share + float(outputs[second]) < reads_from:
        return Verdict("nothing", best, second, share)
    return Verdict("sure" if share >= SURE_FROM else "unsure", best, second, share)


def joined(found: Sequence[tuple[str, Verdict | None]], rows: Sequence[int] = ()) -> str:
    """Return the names of signs, each with its verdict, as one word for each row; long names stand apart.

    Args:
        rows: in which row each stands, rising; none if all are in one.
    """
    names = [UNREAD if verdict is not None and verdict.kind == "nothing" else name for name, verdict in found]
    between, between_rows = ("", " ") if all(len(name) == 1 for name in names) else (" ", " / ")
    in_rows = groupby(zip(rows or [0] * len(names), names, strict=True), key=itemgetter(0))
    return between_rows.join(between.join(name for _, name in row) for _, row in in_rows)
