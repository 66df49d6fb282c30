"""Where everything stands in a diagram.

Every entry has an axis, the line along which data flows down, and reaches some way to the left and right of
it. A stack puts entries under each other on one axis; a block puts stacks beside each other.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from cnngui.export.picture.items import (
    DETAIL_SIZE,
    HEAD_SIZE,
    MUTED,
    TITLE_SIZE,
    Area,
    Box,
    Disc,
    Drawing,
    Frame,
    Item,
    Label,
    Line,
)
from cnngui.messages import text
from cnngui.network.blocks import MERGE_SIGNS, AnyBlock, AnyEntry, Block, Repeat, Residual
from cnngui.network.group_colours import GROUP_COLOURS
from cnngui.network.inference.infer import Inference, infer
from cnngui.network.inference.shapes import shape_text
from cnngui.network.names import INPUT
from cnngui.network.network import Network, Shape
from cnngui.network.table import spec, summary_line

_MARGIN = 24.0
_HIGH_BOX, _LOW_BOX = 42.0, 28.0
_LEAST_BOX, _BOX_PADDING = 132.0, 32.0
_ARROW = 28.0
_COLUMN_GAP = 22.0
_FRAME_PADDING = 14.0
_BYPASS = 20.0
"""Width of a branch without layers: a line only."""
_RADIUS = 9.0
_BESIDE = 7.0
"""How far from an arrow its shape is written."""
_LETTER, _BOLD_LETTER = 0.58, 0.66
"""Mean width of a letter of a sans-serif font in its size, estimated from above."""


@dataclass(frozen=True)
class _Extent:
    """How far an entry or a stack reaches from its axis to the left and right, and how high it is."""

    left: float
    right: float
    height: float

    @property
    def width(self) -> float:
        return self.left + self.right


def network_drawing(network: Network, title: str = "", inference: Inference | None = None) -> Drawing:
    """Return the diagram of a network, half-built ones included: layers with an error have a red edge.

    Args:
        inference: what is known of it, where that was found out already.
    """
    # A title may come from a file's name, and XML takes no control characters.
    printable = "".join(sign for sign in title if sign.isprintable())
    return _Layout(network, inference or infer(network)).drawing(printable)


class _Layout:
    """Sizes are asked for at every level of blocks again, so they are worked out once for each entry."""

    def __init__(self, network: Network, inference: Inference) -> None:
        self._network, self._inference = network, inference
        boxes = [entry for entry in network.entries if not isinstance(entry, Block)]
        self._details = {entry.name: summary_line(entry) for entry in boxes}
        widths = (_box_width(entry.kind, self._details[entry.name]) for entry in boxes)
        self._half_box = max(widths, default=0.0) / 2
        self._extents: dict[str, _Extent] = {}
        self._places: dict[str, Area] = {}

    def drawing(self, title: str) -> Drawing:
        """Return title, input, layers, output and total under each other."""
        layers, count = self._network.layers, self._inference.total_parameters
        input_text = text("export.input", shape=shape_text(self._network.input_shape))
        total = text("export.half_built") if count is None else text("export.parameters", count=count)
        whole = self._measure(layers)
        half = (
            max(
                _width(input_text, TITLE_SIZE), _width(total, TITLE_SIZE), _width(title, HEAD_SIZE, bold=True)
            )
            / 2
        )
        left, right = (
            max(whole.left, half),
            max(whole.right, half, _label_reach(self._inference.output_shape)),
        )
        axis, top = _MARGIN + left, _MARGIN
        items: list[Item] = []
        if title:
            items.append(Label(axis, top + 8, title, HEAD_SIZE, "middle", bold=True))
            top += 36
        items.append(Label(axis, top + 8, input_text, TITLE_SIZE, "middle"))
        half_input = _width(input_text, TITLE_SIZE) / 2
        self._places[INPUT] = Area(axis - half_input, top - 2, 2 * half_input, 20)
        top += 20
        stack, bottom = self._draw(layers, axis, top, shown=None)
        items += stack
        items += _arrow(axis, bottom, self._inference.output_shape)
        items.append(Label(axis, bottom + _ARROW + 12, total, TITLE_SIZE, "middle"))
        size = 2 * _MARGIN + left + right, bottom + _ARROW + 24 + _MARGIN
        return Drawing(*size, title, tuple(items), self._places)

    # Sizes --------------------------------------------------------------------------------------

    def _measure(self, entries: Sequence[AnyEntry]) -> _Extent:
        """Return the size of a stack, with the arrow above each entry."""
        extents = [self._measure_entry(entry) for entry in entries]
        labels = [_label_reach(self._shape_into(entry)) for entry in entries]
        return _Extent(
            max((extent.left for extent in extents), default=_BYPASS / 2),
            max((*(extent.right for extent in extents), *labels), default=_BYPASS / 2),
            sum(_ARROW + extent.height for extent in extents),
        )

    def _measure_entry(self, entry: AnyEntry) -> _Extent:
        if entry.name not in self._extents:
            self._extents[entry.name] = self._measured(entry)
        return self._extents[entry.name]

    def _measured(self, entry: AnyEntry) -> _Extent:
        if isinstance(entry, Repeat):
            inside = self._measure(entry.branches[0])
            right = max(inside.right, _width(_times(entry), TITLE_SIZE) + _FRAME_PADDING)
            return _Extent(
                inside.left + _FRAME_PADDING, right + _FRAME_PADDING, inside.height + 2 * _FRAME_PADDING
            )
        if not isinstance(entry, Block):
            return _Extent(
                self._half_box, self._half_box, _HIGH_BOX if self._details[entry.name] else _LOW_BOX
            )
        first, *others = (self._measure(branch) for branch in entry.branches)
        height = max(first.height, *(column.height for column in others)) + _ARROW + 2 * _RADIUS
        beside = sum(_COLUMN_GAP + column.width for column in others)
        if isinstance(entry, Residual):
            return _Extent(first.left, first.right + beside, height)
        half = (first.width + beside) / 2
        return _Extent(half, half, height)

    # Items --------------------------------------------------------------------------------------

    def _draw(
        self, entries: Sequence[AnyEntry], axis: float, top: float, shown: Shape | None
    ) -> tuple[list[Item], float]:
        """Return the items of a stack whose data comes in at `top`, and where it goes out.

        Args:
            shown: a shape that is written already, above a fork.
        """
        items: list[Item] = []
        for entry in entries:
            shape = self._shape_into(entry)
            flows_on = isinstance(entry, Block)
            items += _arrow(axis, top, None if shape == shown else shape, head=not flows_on)
            shown = None
            inside, top = self._draw_entry(entry, axis, top + _ARROW)
            items += inside
        return items, top

    def _draw_entry(self, entry: AnyEntry, axis: float, top: float) -> tuple[list[Item], float]:
        extent = self._measure_entry(entry)
        bottom = top + extent.height
        place = (axis - extent.left, top, extent.width, extent.height)
        self._places[entry.name] = Area(*place)
        if isinstance(entry, Repeat):
            return list(self._repeat(entry, extent, axis, top)), bottom
        if isinstance(entry, Block):
            return list(self._branches(entry, extent, axis, top)), bottom
        colour, detail = GROUP_COLOURS[spec(entry.kind).group], self._details[entry.name]
        return [Box(*place, entry.kind, detail, colour, self._is_wrong(entry), entry.name)], bottom

    def _repeat(self, block: Repeat, extent: _Extent, axis: float, top: float) -> Iterator[Item]:
        yield Frame(axis - extent.left, top, extent.width, extent.height, block.name)
        yield Label(axis + extent.right - 10, top + 14, _times(block), TITLE_SIZE, "end", bold=True)
        inside, bottom = self._draw(block.branches[0], axis, top, shown=self._shape_into(block))
        yield from inside
        yield Line(((axis, bottom), (axis, top + extent.height)))

    def _branches(self, block: AnyBlock, extent: _Extent, axis: float, top: float) -> Iterator[Item]:
        """Yield the branches from the fork at `top` to where they join."""
        join = top + extent.height - 2 * _RADIUS
        columns = [self._measure(branch) for branch in block.branches]
        sign = MERGE_SIGNS.get(getattr(block, "merge", ""))
        start = axis - extent.left
        for branch, column in zip(block.branches, columns, strict=True):
            x = start + column.left
            start += column.width + _COLUMN_GAP
            if x != axis:
                yield Line(((axis, top), (x, top)))
            inside, bottom = self._draw(branch, x, top, shown=self._shape_into(block))
            yield from inside
            if sign and x != axis:
                edge = axis + (_RADIUS if x > axis else -_RADIUS)
                yield Line(((x, bottom), (x, join + _RADIUS), (edge, join + _RADIUS)), arrow=True)
            else:
                yield Line(((x, bottom), (x, join)), arrow=True)
        if sign:
            yield Disc(axis, join + _RADIUS, _RADIUS, sign, self._is_wrong(block), block.name)
        else:
            place = (axis - extent.left, join, extent.width, 2 * _RADIUS)
            colour = GROUP_COLOURS["block"]
            yield Box(*place, "Concatenate", "", colour, self._is_wrong(block), block.name)

    # What is known of the layers ------------------------------------------------------------------

    def _shape_into(self, entry: AnyEntry) -> Shape | None:
        return self._inference.result(entry.name).input_shape

    def _is_wrong(self, entry: AnyEntry) -> bool:
        return any(each.severity == "error" for each in self._inference.result(entry.name).problems)


def _arrow(axis: float, top: float, shape: Shape | None, *, head: bool = True) -> Iterator[Item]:
    """Yield an arrow down, with a shape beside it."""
    yield Line(((axis, top), (axis, top + _ARROW)), arrow=head)
    if shape is not None:
        yield Label(axis + _BESIDE, top + _ARROW / 2 - 2, shape_text(shape), DETAIL_SIZE, colour=MUTED)


def _times(block: Repeat) -> str:
    return f"× {block.times}"


def _width(words: str, size: float, *, bold: bool = False) -> float:
    return (_BOLD_LETTER if bold else _LETTER) * size * len(words)


def _label_reach(shape: Shape | None) -> float:
    return 0.0 if shape is None else _BESIDE + _width(shape_text(shape), DETAIL_SIZE)


def _box_width(title: str, detail: str) -> float:
    words = max(_width(title, TITLE_SIZE, bold=True), _width(detail, DETAIL_SIZE))
    return max(_LEAST_BOX, words + _BOX_PADDING)
