"""Where cards stand, and which gap a place of the mouse means."""

from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, QRect

from cnngui.network.blocks import MAX_NESTING, AnyEntry, Block, Parallel, Repeat, Residual, walk
from cnngui.network.layers import Dense
from cnngui.network.network import Network, Place
from cnngui.ui.network.layout import COLUMN_PX, Arrangement, arrange

HEAD = 38


def dense(*names: str) -> tuple[AnyEntry, ...]:
    return tuple(Dense(name=name) for name in names)


def arranged(*layers: AnyEntry, width: int = 260, folded: tuple[str, ...] = ()) -> Arrangement:
    network = Network(input_shape=(4,), layers=layers)
    return arrange(network.layers, width, lambda _name, _width: HEAD, folded.__contains__)


ENTRIES = st.recursive(
    st.just(Dense()),
    lambda inner: (
        st.builds(
            lambda branches, add: Parallel(branches=branches, merge="add" if add else "concatenate"),
            st.lists(st.lists(inner, max_size=2).map(tuple), min_size=2, max_size=4).map(tuple),
            st.booleans(),
        )
        | st.builds(
            lambda one, two: Residual(branches=(one, two)), *[st.lists(inner, max_size=2).map(tuple)] * 2
        )
        | st.builds(lambda one: Repeat(branches=(one,)), st.lists(inner, max_size=2).map(tuple))
    ),
    max_leaves=6,
)


@given(layers=st.lists(ENTRIES, max_size=3), width=st.integers(240, 700))
def test_cards_stand_in_their_block_and_beside_each_other(layers: list[AnyEntry], width: int) -> None:
    network = Network(input_shape=(4,), layers=tuple(layers))
    found = arrange(network.layers, width, lambda _name, _width: HEAD, lambda _: False)
    assert set(found.cards) == {"input", *network.names}
    for rect in found.cards.values():
        assert QRect(0, 0, width, found.height).contains(rect)
    for one, other in combinations(network.entries, 2):
        a, b = found.cards[one.name], found.cards[other.name]
        if other in walk((one,)):
            assert a.contains(b)
        else:
            assert not a.intersects(b)
    # Every place where an entry can stand has exactly one gap.
    places = [Place(index) for index in range(len(network.layers) + 1)]
    for entry in network.entries:
        if isinstance(entry, Block):
            for number, branch in enumerate(entry.branches):
                places += [Place(index, entry.name, number) for index in range(len(branch) + 1)]
    assert sorted(map(repr, (gap.place for gap in found.gaps))) == sorted(map(repr, places))


def test_branches_stand_side_by_side_where_there_is_room() -> None:
    block = Parallel(name="p", branches=(dense("a"), dense("b")))
    narrow, wide = arranged(block, width=260), arranged(block, width=2 * COLUMN_PX + 40)
    assert narrow.cards["a"].bottom() < narrow.cards["b"].top()
    assert wide.cards["a"].top() == wide.cards["b"].top()
    assert wide.cards["b"].width() >= COLUMN_PX
    assert wide.cards["a"].right() < wide.cards["b"].left()


def test_an_identity_is_a_lane_beside_the_main_path() -> None:
    found = arranged(Residual(name="r", branches=(dense("a", "b"), ())))
    main, lane = found.bodies["r"].branches
    assert lane.lane
    assert lane.rect.left() > main.rect.right()
    assert lane.rect.contains(QPoint(lane.rect.center().x(), found.cards["b"].center().y()))
    gap = found.gap(Place(0, "r", 1))
    assert gap is not None
    assert found.gap_near(lane.rect.center()) == gap
    assert found.gap_for(lane.rect.center(), set()) == gap


def test_six_blocks_in_each_other_leave_room_for_a_card() -> None:
    block: AnyEntry = Dense(name="deep")
    for number in range(MAX_NESTING):
        block = Residual(name=f"r{number}", branches=((block,), ()))
    found = arranged(block, width=234)
    assert found.cards["deep"].width() >= COLUMN_PX - 8
    gaps = [gap for gap in found.gaps if gap.place.branch == 1]
    assert len(gaps) == MAX_NESTING


def test_a_folded_block_is_as_high_as_a_layer() -> None:
    found = arranged(Repeat(name="n", branches=(dense("a"),)), folded=("n",))
    assert found.cards["n"].height() == HEAD
    assert "a" not in found.cards
    assert found.gap(Place(0, "n")) is None


@pytest.fixture
def nested() -> Arrangement:
    inner = Repeat(name="n", branches=(dense("b"),))
    return arranged(*dense("a"), Repeat(name="m", branches=((inner, *dense("c")),)), *dense("d"))


def test_a_drop_goes_to_the_nearest_gap_of_the_innermost_branch(nested: Arrangement) -> None:
    cards = nested.cards
    x = cards["b"].center().x()

    def place(y: int, inside: frozenset[str] = frozenset()) -> Place:
        return nested.gap_for(QPoint(x, y), set(inside)).place

    assert place(cards["a"].top()) == Place(0)
    assert place(cards["a"].bottom()) == Place(1)
    assert place(cards["b"].top()) == Place(0, "n")
    assert place(cards["b"].bottom()) == Place(1, "n")
    assert place(cards["c"].top()) == Place(1, "m")
    assert place(cards["c"].bottom()) == Place(2, "m")
    assert place(cards["d"].bottom() + 200) == Place(3)
    # A block that is dragged cannot go into itself.
    assert place(cards["b"].center().y(), frozenset({"m", "n", "b", "c"})).block == ""


def test_the_mouse_is_about_a_gap_only_near_it(nested: Arrangement) -> None:
    gap = nested.gap(Place(1, "n"))
    assert gap is not None
    assert nested.gap_near(QPoint(gap.x + 20, gap.y + 1)) == gap
    assert nested.gap_near(nested.cards["b"].center()) is None
