from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cnngui.course.presets import preset
from cnngui.network import compare as module
from cnngui.network import edit
from cnngui.network.blocks import AnyEntry, Parallel, Repeat, Residual
from cnngui.network.compare import Comparison, FieldChange, Row, change_text, compare, signed
from cnngui.network.inference.infer import infer
from cnngui.network.initializers import RandomNormal
from cnngui.network.layers import Activation, Conv2D, Dense, Dropout, Flatten
from cnngui.network.network import Network
from tests.network.block_stacks import block_networks
from tests.network.stacks import networks

CNN = preset("mnist-cnn").network


def net(*layers: AnyEntry) -> Network:
    return Network(input_shape=(8, 8, 4), layers=layers)


def marks(comparison: Comparison) -> list[tuple[str, str, str]]:
    """Return mark and names of every row that differs."""
    return [
        (row.mark, row.left.name if row.left else "", row.right.name if row.right else "")
        for row in comparison.rows
        if row.mark != "same"
    ]


def changed(comparison: Comparison) -> Row:
    (row,) = [row for row in comparison.rows if row.mark == "changed"]
    return row


def test_a_network_is_the_same_as_itself() -> None:
    comparison = compare(CNN, CNN)
    assert comparison.differing == 0
    assert [row.left for row in comparison.rows] == [row.right for row in comparison.rows]
    assert len(comparison.rows) == 1 + len(CNN.entries)
    assert comparison.parameters.difference == 0


def test_a_changed_argument_is_told_with_both_values() -> None:
    after = edit.replace(CNN, "dense", Dense(name="dense", units=64, activation="relu"))
    comparison = compare(CNN, after)
    row = changed(comparison)
    assert row.changes == (FieldChange("units", 128, 64),)
    assert row.parameters == (2048 * 64 + 64) - (2048 * 128 + 128)
    assert comparison.parameters.after == infer(after).total_parameters


def test_what_came_and_went_stands_alone() -> None:
    after = edit.insert(edit.remove(CNN, "dropout"), 1, Activation(name="new"))
    assert marks(compare(CNN, after)) == [("added", "", "new"), ("removed", "dropout", "")]


def test_names_decide_between_layers_that_are_equal() -> None:
    before = net(Activation(name="a"), Activation(name="b"), Activation(name="c"))
    assert marks(compare(before, edit.remove(before, "a"))) == [("removed", "a", "")]
    assert marks(compare(before, edit.remove(before, "b"))) == [("removed", "b", "")]


def test_another_name_alone_is_no_change_but_for_one_given_by_hand() -> None:
    automatic = net(Flatten(), Dense(units=3))
    other = net(Flatten(name="flatten_4"), Dense(name="answer", units=3))
    assert compare(automatic, other).differing == 0
    row = changed(compare(other, net(Flatten(), Dense(name="last", units=3))))
    assert row.changes == (FieldChange("name", "answer", "last"),)


def test_values_are_told_as_they_stand_in_a_file() -> None:
    before = net(Conv2D(name="c", kernel_size=(3, 3)))
    after = net(
        Conv2D(name="c", kernel_size=(5, 3), kernel_initializer=RandomNormal(stddev=0.01), use_bias=False)
    )
    assert [change_text(change) for change in changed(compare(before, after)).changes] == [
        "kernel_size 3 → 5×3",
        "use_bias True → False",
        "kernel_initializer glorot_uniform → random_normal(stddev=0.01)",
    ]


def test_blocks_are_looked_into() -> None:
    def block(filters: int, *more: AnyEntry) -> Residual:
        return Residual(
            branches=((Conv2D(filters=filters, padding="same"), *more, Conv2D(filters=4, padding="same")), ())
        )

    comparison = compare(net(block(8), Flatten()), net(block(16, Dropout()), Flatten()))
    assert [(row.mark, row.depth) for row in comparison.rows] == [
        ("same", 0),
        ("changed", 0),
        ("changed", 1),
        ("added", 1),
        ("same", 1),
        ("same", 0),
    ]
    assert comparison.rows[1].parameters == comparison.parameters.difference
    assert comparison.rows[1].changes == ()


def test_a_block_s_own_fields_and_further_branches_are_told() -> None:
    before = net(Repeat(times=2, branches=((Activation(),),)), Parallel(branches=((), ())))
    after = net(
        Repeat(times=5, branches=((Activation(),),)), Parallel(merge="add", branches=((), (), (Dropout(),)))
    )
    rows = compare(before, after).rows
    assert rows[1].changes == (FieldChange("times", 2, 5),)
    assert rows[3].changes == (FieldChange("merge", "concatenate", "add"),)
    assert (rows[4].mark, rows[4].depth) == ("added", 1)


def test_the_input_is_compared_too() -> None:
    after = edit.with_input_shape(CNN, (32, 32, 1))
    row = compare(CNN, after).rows[0]
    assert (row.mark, row.changes) == ("changed", (FieldChange("input_shape", [28, 28, 1], [32, 32, 1]),))


def test_figures_are_withheld_while_an_error_stands() -> None:
    broken = net(Conv2D(kernel_size=(9, 9)))
    comparison = compare(broken, net(Conv2D(kernel_size=(3, 3))))
    assert comparison.parameters.difference is None
    assert comparison.rows[1].parameters is None


@pytest.mark.parametrize(
    ("difference", "shown"), [(0, "±0"), (1023, "+1,023"), (-1023, "−1,023"), (None, "–")]
)
def test_differences_have_their_sign(difference: int | None, shown: str) -> None:
    assert signed(difference) == shown


@settings(max_examples=100)
@given(before=st.one_of(networks(), block_networks()), after=st.one_of(networks(), block_networks()))
def test_any_two_networks_can_be_compared(before: Network, after: Network) -> None:
    comparison = compare(before, after)
    assert [row.left.name for row in comparison.rows if row.left] == ["input", *before.names]
    assert [row.right.name for row in comparison.rows if row.right] == ["input", *after.names]
    for row in comparison.rows:
        assert (row.left is None) == (row.mark == "added")
        assert (row.right is None) == (row.mark == "removed")
    top = [row.parameters for row in comparison.rows if row.depth == 0]
    if None not in top and comparison.parameters.difference is not None:
        assert sum(filter(None, top)) == comparison.parameters.difference
    assert compare(before, before).differing == 0


HIDDEN, ANSWER = Dense(units=128, activation="relu"), Dense(units=10, activation="softmax")


@pytest.mark.parametrize(
    ("before", "after", "paired"),
    [
        # "dense" is the first in each: the name says nothing of what it is.
        ((HIDDEN, ANSWER), (Dense(units=10, activation="softmax", use_bias=False),), (10, 10)),
        ((Dense(units=10, activation="sigmoid"),), (HIDDEN, ANSWER), (10, 10)),
        ((HIDDEN, ANSWER), (Dense(units=10),), (10, 10)),
        ((HIDDEN, ANSWER), (Dense(units=3, activation="softmax"),), (10, 3)),
        ((HIDDEN, ANSWER), (Dense(units=96, activation="tanh"),), (128, 96)),
        ((Dense(units=625, activation="relu"), HIDDEN, ANSWER), (Dense(units=130), ANSWER), (128, 130)),
    ],
)
def test_layers_are_paired_by_what_they_are(
    before: tuple[Dense, ...], after: tuple[Dense, ...], paired: tuple[int, int]
) -> None:
    old, new = net(Flatten(), *before), net(Flatten(), *after)
    row = changed(compare(old, new))
    units = [net_.layer(side.name).units for net_, side in ((old, row.left), (new, row.right))]
    assert tuple(units) == paired


def test_a_hidden_layer_and_the_answer_are_not_one_that_was_changed() -> None:
    rows = compare(net(Flatten(), HIDDEN), net(Flatten(), ANSWER)).rows
    assert [row.mark for row in rows[2:]] == ["removed", "added"]


def test_a_name_given_by_hand_pairs_what_was_changed_most() -> None:
    before = net(Flatten(), Dense(name="code", units=256, activation="relu"), ANSWER)
    after = net(Flatten(), HIDDEN, Dense(name="code", units=4), ANSWER)
    row = changed(compare(before, after))
    assert row.left is not None
    assert row.right is not None
    assert (row.left.name, row.right.name) == ("code", "code")


def test_layers_that_look_the_same_are_compared_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """A window compares at every edit: 200 layers with 200 others took a second, 500 with 500 six."""
    asked: list[tuple[object, object]] = []

    def counted(one: object, other: object, *, given: bool) -> float:
        asked.append((one, other))
        return likeness(one, other, given=given)

    likeness = module._likeness
    monkeypatch.setattr(module, "_likeness", counted)
    before = net(*(Dense(units=1 + number % 3, name=f"a{number}") for number in range(300)))
    after = net(*(Dense(units=5 + number % 2, name=f"b{number}") for number in range(300)))
    compare(before, after)
    assert len(asked) == 6


def test_very_many_layers_that_all_differ_are_paired_by_their_kind(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_likeness", None)
    before = net(*(Dense(units=1 + number, name=f"a{number}") for number in range(400)), Flatten())
    after = net(Dropout(), *(Dense(units=500 + number, name=f"b{number}") for number in range(399)))
    marks = Counter(row.mark for row in compare(before, after).rows)
    assert marks == {"same": 1, "changed": 399, "added": 1, "removed": 2}


def test_another_input_is_told_before_the_layers_and_outside_all_blocks() -> None:
    comparison = compare(net(), Network(input_shape=(8, 9, 4)))
    (row,) = comparison.rows
    assert (row.mark, row.depth) == ("changed", 0)
    assert row.changes == (FieldChange("input_shape", [8, 8, 4], [8, 9, 4]),)
