"""Where the cards stand: pure geometry, in pixels of the column.

Entries stand below each other. A block is a card around the cards in it: its branches stand side by side when
each gets `COLUMN_PX`, else below each other. The empty shortcut of a residual block is a narrow lane beside
the main path, as papers draw it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from PySide6.QtCore import QPoint, QRect

from cnngui.network.blocks import AnyEntry, Block, Repeat, Residual, nesting
from cnngui.network.names import INPUT
from cnngui.network.network import Place

GAP_PX = 4
MARGIN_PX = 2
COLUMN_PX = 136
"""A column of cards is at least as wide as a shape and a number of parameters side by side."""
LANE_PX = 26
HEADING_PX = 18
EMPTY_PX = 30
FOOT_PX = 20
_LEFT_PX, _RIGHT_PX, _END_PX = 10, 6, 6
_HOVER_PX = 5


@dataclass(frozen=True)
class Gap:
    """A place where a card may go.

    Attributes:
        x, y, width: the line across the gap.
        zone: where the mouse means this gap.
    """

    place: Place
    x: int
    y: int
    width: int
    zone: QRect


@dataclass(frozen=True)
class Branch:
    """Where one branch of a block stands.

    Attributes:
        heading: where the branch is named; None when its name is plain.
        empty: whether no card stands in it.
        lane: whether it is a narrow lane beside the others.
    """

    number: int
    rect: QRect
    heading: QRect | None
    empty: bool
    lane: bool


@dataclass(frozen=True)
class BlockBody:
    """What a block holds, below its head. `foot` is where its branches meet; None for a Repeat."""

    top: int
    branches: tuple[Branch, ...]
    foot: QRect | None


@dataclass
class Arrangement:
    """Where everything is; cards and bodies by name, in the order of `cnngui.network.blocks.walk`."""

    cards: dict[str, QRect] = field(default_factory=dict)
    bodies: dict[str, BlockBody] = field(default_factory=dict)
    gaps: list[Gap] = field(default_factory=list)
    height: int = 0

    def gap(self, place: Place) -> Gap | None:
        """Return the gap at a place, None when it is folded away or gone."""
        return next((gap for gap in self.gaps if gap.place == place), None)

    def gap_near(self, point: QPoint) -> Gap | None:
        """Return the gap that the mouse at `point` is about, None when it is about none."""
        there = [gap for gap in self.gaps if gap.zone.contains(point)]
        return min(there, key=lambda gap: (abs(gap.y - point.y()), gap.width), default=None)

    def gap_for(self, point: QPoint, inside: set[str]) -> Gap:
        """Return the gap that a card dropped at `point` goes to: the nearest of the innermost branch there.

        Args:
            inside: names of the dragged block and of the blocks in it, which it cannot go into.
        """
        block, number = "", 0
        for name, body in self.bodies.items():
            if name not in inside:
                for branch in body.branches:
                    if branch.rect.contains(point):
                        block, number = name, branch.number
        own = [gap for gap in self.gaps if (gap.place.block, gap.place.branch) == (block, number)]
        return min(own, key=lambda gap: abs(gap.y - point.y()))


class _Arranger:
    def __init__(self, head: Callable[[str, int], int], folded: Callable[[str], bool]) -> None:
        self._head, self._folded = head, folded
        self.made = Arrangement()

    def stack(self, entries: Sequence[AnyEntry], place: Place, x: int, y: int, width: int) -> int:
        """Place entries from `y` down, with a gap before and behind each. Return where the next would be."""
        for index, entry in enumerate(entries):
            self._gap(Place(index, place.block, place.branch), x, y - GAP_PX // 2, width)
            y = self._entry(entry, x, y, width) + GAP_PX
        self._gap(Place(len(entries), place.block, place.branch), x, y - GAP_PX // 2, width)
        return y

    def _gap(self, place: Place, x: int, y: int, width: int) -> None:
        zone = QRect(x, y - _HOVER_PX, width, 2 * _HOVER_PX)
        self.made.gaps.append(Gap(place, x, y, width, zone))

    def _entry(self, entry: AnyEntry, x: int, y: int, width: int) -> int:
        """Place one entry and all in it; return its lower edge."""
        height = self._head(entry.name, width)
        # Cards are told in the order in which a person meets them, a block before what is in it.
        self.made.cards[entry.name] = QRect(x, y, width, height)
        if isinstance(entry, Block) and not self._folded(entry.name):
            height = self._body(entry, x, y, y + height, width) - y
            self.made.cards[entry.name] = QRect(x, y, width, height)
        return y + height

    def _body(self, block: Block, x: int, top: int, y: int, width: int) -> int:
        self.made.bodies[block.name] = BlockBody(y - top, (), None)
        left, inner = x + _LEFT_PX, width - _LEFT_PX - _RIGHT_PX
        many = len(block.branches)
        beside_lane = inner - LANE_PX - GAP_PX
        column = (inner - (many - 1) * GAP_PX) // many
        if isinstance(block, Residual) and _is_identity(block) and _fits(block, beside_lane):
            branches, below = self._with_lane(block, left, y, inner)
        elif many > 1 and _fits(block, column):
            branches, below = self._side_by_side(block, left, y, inner)
        else:
            branches, below = self._stacked(block, left, y, inner)
        foot = None
        if not isinstance(block, Repeat):
            foot = QRect(left, below, inner, FOOT_PX)
            below += FOOT_PX
        self.made.bodies[block.name] = BlockBody(y - top, tuple(branches), foot)
        return below + _END_PX

    def _with_lane(self, block: Block, x: int, y: int, width: int) -> tuple[list[Branch], int]:
        main, below = self._branch(block, 0, x, y, width - LANE_PX - GAP_PX, named=False)
        lane = QRect(x + width - LANE_PX, y, LANE_PX, below - y)
        middle = y + (below - y) // 2
        self.made.gaps.append(Gap(Place(0, block.name, 1), lane.x(), middle, LANE_PX, lane))
        return [main, Branch(1, lane, None, empty=True, lane=True)], below

    def _side_by_side(self, block: Block, x: int, y: int, width: int) -> tuple[list[Branch], int]:
        many = len(block.branches)
        each = (width - (many - 1) * GAP_PX) // many
        made = [
            self._branch(block, number, x + number * (each + GAP_PX), y, each, named=True)
            for number in range(many)
        ]
        below = max(edge for _, edge in made)
        branches = []
        for branch, _ in made:
            # A short column takes drops all the way down.
            rect = QRect(branch.rect.x(), branch.rect.y(), branch.rect.width(), below - y)
            branches.append(Branch(branch.number, rect, branch.heading, branch.empty, lane=False))
        return branches, below

    def _stacked(self, block: Block, x: int, y: int, width: int) -> tuple[list[Branch], int]:
        branches = []
        for number in range(len(block.branches)):
            branch, y = self._branch(block, number, x, y, width, named=len(block.branches) > 1)
            branches.append(branch)
        return branches, y

    def _branch(
        self, block: Block, number: int, x: int, y: int, width: int, named: bool
    ) -> tuple[Branch, int]:
        heading = QRect(x, y, width, HEADING_PX) if named else None
        start = y + (HEADING_PX if named else GAP_PX)
        entries = block.branches[number]
        if entries:
            below = self.stack(entries, Place(0, block.name, number), x, start, width)
        else:
            below = start + EMPTY_PX
            zone = QRect(x, y, width, below - y)
            self.made.gaps.append(Gap(Place(0, block.name, number), x, start + EMPTY_PX // 2, width, zone))
        rect = QRect(x, y, width, below - y)
        return Branch(number, rect, heading, empty=not entries, lane=False), below


def _fits(block: Block, width: int) -> bool:
    """Return whether the innermost cards of a block have room in a column of this width."""
    deepest = max(map(nesting, block.branches))
    return width - deepest * (_LEFT_PX + _RIGHT_PX) >= COLUMN_PX


def _is_identity(block: Residual) -> bool:
    """Return whether the shortcut hands its input on beside layers."""
    main, shortcut = block.branches
    return bool(main) and not shortcut


def arrange(
    layers: Sequence[AnyEntry],
    width: int,
    head: Callable[[str, int], int],
    folded: Callable[[str], bool],
) -> Arrangement:
    """Place the input and all entries in `width` pixels.

    Args:
        head: height of a card without what a block holds, by its name and width.
        folded: whether the block of that name is.
    """
    arranger = _Arranger(head, folded)
    inner = width - 2 * MARGIN_PX
    height = head(INPUT, inner)
    arranger.made.cards[INPUT] = QRect(MARGIN_PX, MARGIN_PX, inner, height)
    arranger.made.height = arranger.stack(layers, Place(0), MARGIN_PX, MARGIN_PX + height + GAP_PX, inner)
    return arranger.made
