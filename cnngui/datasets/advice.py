"""What a person should know before training on data, and what can be done about it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from cnngui.datasets.splits import are_uneven
from cnngui.datasets.standing import Found, Only, Standing
from cnngui.messages import text

Mend = Literal["", "leave_across_out", "class_weights", "fit"]

FEW = 10
"""Samples of a class to learn from, below which there are few."""
_SHOWN = 3


@dataclass(frozen=True)
class Advice:
    """One thing to know.

    Attributes:
        code: of the message table, with its values. show: which samples it is about, None for all.
        mend: what can be done about it with one click, "" for nothing.
    """

    code: str
    values: dict[str, Any] = field(default_factory=dict)
    show: Only | None = None
    mend: Mend = ""

    def __str__(self) -> str:
        return text(self.code, **self.values)


def advice(
    now: Standing,
    classes: Mapping[int, str],
    found: Found,
    *,
    misfit: str = "",
    weighted: Collection[int] = (),
) -> list[Advice]:
    """Return what is to be said of samples, the most serious first.

    Args:
        classes: what each class is called, by its index as it came.
        misfit: what keeps the network on the cards from learning these data, where one click fits it to them.
        weighted: classes that have a weight in training, as the data count them.
    """
    return [
        *([Advice("datasets.advice_misfit", {"problem": misfit}, mend="fit")] if misfit else []),
        *_duplicates(now, found),
        *_counts(now, classes, weighted),
        *_odd(now, found),
    ]


def _duplicates(now: Standing, found: Found) -> list[Advice]:
    told = []
    across, tests = int(found.across(now).sum()), int((now.test & ~now.excluded).sum())
    if across:
        values = {"count": across, "tests": tests}
        told.append(Advice("datasets.advice_across", values, "across", "leave_across_out"))
    unlike = int(found.unlike_labels(now).sum())
    if unlike:
        told.append(Advice("datasets.advice_unlike", {"count": unlike}, "unlike"))
    elif (twice := int(found.duplicates(now).sum())) and not across:
        told.append(Advice("datasets.advice_twice", {"count": twice}, "duplicates"))
    return told


def _counts(now: Standing, classes: Mapping[int, str], weighted: Collection[int]) -> list[Advice]:
    """Return that there is little of a class, or much less than of another."""
    count = max(classes, default=-1) + 1
    train, test = now.counts(count, "train"), now.counts(count, "test")
    told = []
    learned = {label: int(train[label]) for label in classes}
    none = [classes[label] for label, samples in learned.items() if samples == 0]
    if none:
        told.append(Advice("datasets.advice_none", {"names": _names(none)}))
    there = {label: samples for label, samples in learned.items() if samples}
    if not there:
        return told
    least, most = (function(there, key=lambda each: there[each]) for function in (min, max))
    if are_uneven(list(there.values())) and set(weighted) != set(range(len(classes))):
        values = {
            "few": classes[least],
            "count": there[least],
            "many": classes[most],
            "most": there[most],
        }
        told.append(Advice("datasets.advice_uneven", values, mend="class_weights"))
    few = [classes[label] for label, samples in there.items() if samples < FEW]
    if few and now.own > FEW:
        told.append(Advice("datasets.advice_few", {"names": _names(few), "limit": FEW}))
    if test.any() and (untested := [classes[label] for label in classes if not test[label]]):
        told.append(Advice("datasets.advice_untested", {"names": _names(untested)}))
    return told


def _odd(now: Standing, found: Found) -> list[Advice]:
    odd = int(found.odd_ones(now).sum())
    return [Advice("datasets.advice_odd", {"count": odd}, "odd")] if odd else []


def _names(names: list[str]) -> str:
    more = len(names) - _SHOWN
    return ", ".join(names[:_SHOWN]) + (f" … (+{more})" if more > 0 else "")
