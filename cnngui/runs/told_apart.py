"""What tells runs apart that are called the same: one network is trained many times. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace

from cnngui.datasets.data_reference import name_of
from cnngui.messages import text
from cnngui.runs.comparing import RECIPE, differing, measured, value_of
from cnngui.runs.run_row import RunRow, Setting

_MOST = 2
"""Settings that are named: more are not read at a glance."""


def told_apart(rows: Sequence[RunRow]) -> list[RunRow]:
    """Return the runs in their order, each that shares its name with others with `apart` filled in.

    Named is the setting that only this run has so, else those in which they differ most, and where these do
    not do, which of the alike it is.
    """
    groups: dict[tuple[str, bool], list[RunRow]] = {}
    for row in rows:
        groups.setdefault((row.called, row.edited and not row.name), []).append(row)
    apart = {row.id: words for group in groups.values() for row, words in _words(group)}
    return [row if row.apart == apart[row.id] else replace(row, apart=apart[row.id]) for row in rows]


def setting_title(name: str) -> str:
    """Return what a setting is called: its own name, without what it is a part of where that is plain."""
    return name.removeprefix("optimizer.").replace("_", " ").replace(".", " · ")


def _words(group: Sequence[RunRow]) -> list[tuple[RunRow, str]]:
    if len(group) == 1:
        return [(group[0], "")]
    keys = [key for key in differing(group) if key != "network"]  # a hash, which nobody can read
    shares = {key: Counter(value_of(row, key) for row in group) for key in keys}
    most = dict(sorted(shares.items(), key=lambda share: -len(share[1]))[:_MOST])
    said = [_said(row, most) for row in group]
    count, seen = Counter(said), Counter[str]()
    found = []
    for row, words in zip(group, said, strict=True):
        seen[words] += 1
        number = f"#{seen[words]}" if count[words] > 1 else ""
        found.append((row, " ".join(part for part in (words, number) if part)))
    return found


def _said(row: RunRow, shares: Mapping[str, Counter[Setting]]) -> str:
    """Return the first value that only this run has, else all of them.

    Args:
        shares: how many runs have each value, by the key of what they differ in.
    """
    words = [(key, word) for key in shares if (word := _word(row, key))]
    for key, word in words:
        if shares[key][value_of(row, key)] == 1:
            return word
    return ", ".join(word for _, word in words)


def _word(row: RunRow, key: str) -> str:
    value = value_of(row, key)
    if key == "parent":
        return text("runs.apart_forked", epoch=row.parent_epoch) if row.parent else ""
    if key == "parameters":
        return text("runs.apart_parameters", count=row.parameters)
    if key == "data":
        return name_of(row.data)
    return f"{setting_title(key.removeprefix(RECIPE))} {_value(value)}" if measured(value) else ""


def _value(value: Setting) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value)
