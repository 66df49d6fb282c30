"""What is printed of a network beside what it has."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from cnngui.course.presets.preset import Figures, Preset
from cnngui.messages import text
from cnngui.network.blocks import AnyEntry, Block, Parallel, Repeat
from cnngui.network.compare import Comparison, Row, change_text, compare, differing
from cnngui.network.inference.infer import Inference
from cnngui.network.inference.shapes import shape_text
from cnngui.network.names import INPUT
from cnngui.network.network import Network, Shape

What = Literal["total", "trainable", "parameters", "shape", "depth", "modules"]

_MOST_CHANGES = 6


@dataclass(frozen=True)
class FigureCheck:
    """One printed figure beside ours.

    Attributes:
        where: the layer it is of; "" for the whole network.
        ours: None where the network has no such layer, or an error.
    """

    source: str
    what: What
    where: str
    printed: int | Shape
    ours: int | Shape | None

    @property
    def agrees(self) -> bool:
        """Whether the network has what is printed."""
        return self.printed == self.ours

    def __str__(self) -> str:
        what = "input" if self.where == INPUT else self.what
        code = f"presets.{'agrees' if self.agrees else 'differs'}.{what}"
        return text(code, where=self.where, printed=_shown(self.printed), ours=_shown(self.ours))


def checks(figures: Figures, network: Network, inference: Inference) -> tuple[FigureCheck, ...]:
    """Compare all that one source prints; `inference` is of `network`, which may have been edited."""
    return tuple(_checks(figures, network, inference))


def _checks(figures: Figures, network: Network, inference: Inference) -> Iterator[FigureCheck]:
    by_name = {result.name: result for result in inference.every}
    if figures.total is not None:
        yield FigureCheck(figures.source, "total", "", figures.total, inference.total_parameters)
    if figures.trainable is not None:
        yield FigureCheck(figures.source, "trainable", "", figures.trainable, inference.trainable_parameters)
    if figures.depth is not None:
        yield FigureCheck(figures.source, "depth", "", figures.depth, depth(network.layers))
    if figures.modules is not None:
        modules = sum(isinstance(entry, Parallel) for entry in network.entries)
        yield FigureCheck(figures.source, "modules", "", figures.modules, modules)
    for name, parameters in figures.parameters.items():
        ours = by_name[name].parameters if name in by_name else None
        yield FigureCheck(figures.source, "parameters", name, parameters, ours)
    for name, shape in figures.shapes.items():
        found = by_name[name].output_shape if name in by_name else None
        yield FigureCheck(
            figures.source, "shape", name, shape, inference.input_shape if name == INPUT else found
        )


def told(figures: Figures, network: Network, inference: Inference) -> list[tuple[str, bool]]:
    """Return lines for a person, each with whether it agrees: what does, the log, then what does not.

    Accuracies are what the source reached: they cannot be compared before training.
    """
    found = checks(figures, network, inference)
    agreeing = [check for check in found if check.agrees]
    parts = [str(check) for check in agreeing if not check.where]
    counts = {what: sum(check.what == what for check in agreeing) for what in ("parameters", "shape")}
    parts += [text(f"presets.agrees.{what}", count=count) for what, count in counts.items() if count]
    if figures.accuracy is not None:
        code = "presets.accuracy_after" if figures.epochs else "presets.accuracy"
        parts.append(text(code, percent=100 * figures.accuracy, epochs=figures.epochs))
    log = [_course(column, values) for column, values in figures.history.items()]
    first = [(f"{figures.label}: {' · '.join(line)}", True) for line in (parts, log) if line]
    return first + [(f"{figures.label}: {check}", False) for check in found if not check.agrees]


def brief(preset: Preset, network: Network, inference: Inference) -> str:
    """Say in a few words whether `network` is the preset's, and whether its figures are what is printed."""
    changed = 0 if network == preset.network else differing(preset.network, network)
    if not preset.figures:
        return text("presets.brief_own_changed", count=changed) if changed else text("presets.brief_own")
    if changed:
        return text("presets.brief_changed", count=changed)
    found = [check for figures in preset.figures for check in checks(figures, network, inference)]
    right = sum(check.agrees for check in found)
    if not found:
        return text("presets.brief")
    code = "presets.brief_agrees" if right == len(found) else "presets.brief_some"
    return text(code, right=right, count=len(found))


def changes(preset: Preset, network: Network) -> Comparison | None:
    """Return what was changed in the preset's network; None when nothing was, but for automatic names."""
    if network == preset.network:
        return None
    comparison = compare(preset.network, network)
    return comparison if comparison.differing else None


def told_changes(preset: Preset, network: Network) -> list[str]:
    """Return lines about what is here otherwise than in the preset, whose accuracy is then not this one's."""
    comparison = changes(preset, network)
    if comparison is None:
        return []
    rows = [row for row in comparison.rows if row.mark != "same" and (row.changes or row.mark != "changed")]
    listed = [_changed_line(row) for row in rows[:_MOST_CHANGES]]
    more = [text("presets.more_changes", count=len(rows) - len(listed))] if len(rows) > len(listed) else []
    heading = text("presets.changed_here" if preset.figures else "presets.changed_own")
    return [heading, *listed, *more]


def _changed_line(row: Row) -> str:
    side = row.right or row.left
    kind = side.kind if side is not None else ""
    changed = ", ".join(map(change_text, row.changes)) or (side.arguments if side is not None else "")
    return text(f"presets.row_{row.mark}", kind=kind, changed=changed).rstrip(" :")


def _course(column: str, values: Mapping[int, float]) -> str:
    """Return the first and the last value of a column of a log."""
    (begin, first), (end, last) = min(values.items()), max(values.items())
    code = f"presets.log.{column}" if end > begin else f"presets.log_one.{column}"
    return text(code, begin=begin, first=first, end=end, last=last)


def depth(entries: Sequence[AnyEntry]) -> int:
    """Return how many layers with weights lie on the longest way through a stack.

    The count in the names of VGG16 and ResNet-152: normalizations and projections in shortcuts do not count.
    """
    return sum(_depth(entry) for entry in entries)


def _depth(entry: AnyEntry) -> int:
    if isinstance(entry, Block):
        longest = max(map(depth, entry.branches))
        return longest * entry.times if isinstance(entry, Repeat) else longest
    return int(any(hasattr(entry, f"{kernel}_initializer") for kernel in ("kernel", "depthwise")))


def _shown(value: int | Shape | None) -> str:
    if value is None:
        return "–"
    return f"{value:,}" if isinstance(value, int) else shape_text(value)
