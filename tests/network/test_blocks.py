"""Blocks: names, places, edits, JSON, unrolling, and what `infer` says of them."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cnngui.errors import CnnguiError
from cnngui.network import edit
from cnngui.network.blocks import MAX_NESTING, AnyEntry, Block, Parallel, Repeat, Residual, walk
from cnngui.network.file_format import layers_from_text, layers_to_text, network_from_json, network_to_json
from cnngui.network.graph import nodes, output_nodes
from cnngui.network.inference.infer import infer
from cnngui.network.layers import (
    Activation,
    BatchNormalization,
    Conv2D,
    Conv2DTranspose,
    Dense,
    Embedding,
    Flatten,
    MaxPooling2D,
    Reshape,
)
from cnngui.network.network import MAX_UNROLLED, Network, Place
from tests.network.block_cases import BLOCK_CASES, residual, same, stack
from tests.network.block_stacks import block_networks


def bottleneck(filters: int, *shortcut: AnyEntry) -> Residual:
    """ResNet's block of three convolutions, without batch normalization."""
    return residual(same(filters, 1), same(filters), same(4 * filters, 1), shortcut=shortcut)


def refusal(call: Any) -> CnnguiError:
    with pytest.raises(CnnguiError) as caught:
        call()
    return caught.value


def sample() -> Network:
    return stack(
        (8, 8, 4),
        residual(same(4), Activation()),
        Repeat(times=2, branches=((residual(same(4)),),)),
        Parallel(branches=((same(2),), (MaxPooling2D(strides=(1, 1), padding="same"),), ())),
        Flatten(),
        Dense(units=3),
    )


def test_names_go_through_all_depths_in_the_order_of_the_cards() -> None:
    assert sample().names == (
        *("residual", "conv2d", "activation", "repeat", "residual_1", "conv2d_1"),
        *("parallel", "conv2d_2", "max_pooling2d", "flatten", "dense"),
    )


@given(block_networks())
def test_every_entry_is_found_at_its_place(network: Network) -> None:
    assert len(set(network.names)) == len(network.entries)
    for entry in network.entries:
        place = network.place(entry.name)
        assert network.stack(place)[place.index] is entry
        assert network.layer(entry.name) is entry


def test_a_name_stands_once_in_all_depths_and_rounds() -> None:
    for other in ("conv", "conv.2"):
        with pytest.raises(ValueError, match=f"called {other}"):
            stack(
                (8, 8, 4),
                Repeat(times=2, branches=((same(4).model_copy(update={"name": "conv"}),),)),
                same(4).model_copy(update={"name": other}),
            )


def test_blocks_have_limits() -> None:
    nested: AnyEntry = same(4)
    for _ in range(MAX_NESTING + 1):
        nested = Repeat(times=1, branches=((nested,),))
    with pytest.raises(ValueError, match="too_nested"):
        stack((8, 8, 4), nested)
    thousands = Repeat(times=200, branches=((Repeat(times=30, branches=((same(4),),)),),))
    with pytest.raises(ValueError, match=f"6000 is more than {MAX_UNROLLED}"):
        stack((8, 8, 4), thousands)
    with pytest.raises(ValueError, match="at least 2 items"):
        Parallel(branches=((),))


# Edits ----------------------------------------------------------------------------------------------


def test_layers_go_into_branches_and_out_of_them() -> None:
    network = sample()
    edited = edit.insert(network, Place(0, "residual", 1), same(4, 1))
    assert edited.layer("residual").branches[1][0].name == "conv2d_3"
    moved = edit.move(edited, "conv2d_3", Place(0))
    assert moved.names[0] == "conv2d_3"
    assert edit.remove(moved, "conv2d_3") == network


@settings(max_examples=60)
@given(block_networks(), st.data())
def test_moving_keeps_every_layer(network: Network, data: st.DataObject) -> None:
    if not network.names:
        return
    name = data.draw(st.sampled_from(network.names))
    stacks = [Place(0), *(Place(0, e.name, 0) for e in network.entries if isinstance(e, Block))]
    place = data.draw(st.sampled_from(stacks))
    inside = {each.name for each in walk((network.layer(name),))}
    if place.block in inside:
        assert refusal(lambda: edit.move(network, name, place)).code == "network.into_itself"
        return
    moved = edit.move(network, name, place)
    assert sorted(moved.names) == sorted(network.names)
    assert moved.layer(name) == network.layer(name)
    assert moved.place(name) == place


def test_a_copied_block_gets_names_of_its_own() -> None:
    network, (copy,) = edit.duplicate(sample(), "residual")
    assert copy == "residual_2"
    assert [each.name for each in walk((network.layer(copy),))] == ["residual_2", "conv2d_3", "activation_1"]


def test_a_layer_deep_inside_is_replaced_renamed_and_changed() -> None:
    network = edit.replace(
        sample(), "conv2d_1", sample().layer("conv2d_1").model_copy(update={"name": "deep"})
    )
    assert network.place("deep") == Place(0, "residual_1", 0)
    changed = edit.replace(network, "deep", edit.with_field(network.layer("deep"), "kernel_size", (5, 5)))
    assert changed.layer("deep").kernel_size == (5, 5)
    assert edit.with_field(network.layer("repeat"), "times", 9).times == 9
    assert refusal(lambda: edit.with_field(network.layer("repeat"), "times", 0)).code == "network.bad_value"


def test_neighbours_are_wrapped_and_unwrapped() -> None:
    network = stack((8, 8, 4), same(4), same(4), Flatten())
    wrapped, name = edit.wrap(network, ["conv2d_1", "conv2d"], Residual())
    assert (name, [each.kind for each in wrapped.layers]) == ("residual", ["Residual", "Flatten"])
    assert [each.name for each in wrapped.layer(name).branches[0]] == ["conv2d", "conv2d_1"]
    back, names = edit.unwrap(wrapped, name)
    assert (back, names) == (network, ("conv2d", "conv2d_1"))
    assert (
        refusal(lambda: edit.wrap(network, ["conv2d", "flatten"], Repeat())).code == "network.no_neighbours"
    )


# Files ----------------------------------------------------------------------------------------------


@given(block_networks())
def test_json_gives_the_network_back(network: Network) -> None:
    assert network_from_json(network_to_json(network), "test") == network
    assert layers_from_text(layers_to_text(network.layers)) == network.layers


def test_the_text_of_a_block_has_a_line_for_each_layer() -> None:
    text = network_to_json(stack((8, 8, 4), residual(same(4), Activation())))
    assert text.splitlines()[4:] == [
        '  "layers": [',
        '    {"kind": "Residual", "name": "residual", "branches": [',
        "      [",
        '        {"kind": "Conv2D", "name": "conv2d", "filters": 4, "padding": "same"},',
        '        {"kind": "Activation", "name": "activation"}',
        "      ],",
        "      []",
        "    ]}",
        "  ]",
        "}",
    ]


def test_version_1_is_still_read() -> None:
    old = network_to_json(stack((8, 8, 4), same(4))).replace('"version": 2', '"version": 1')
    assert network_from_json(old, "old") == stack((8, 8, 4), same(4))


def test_a_fault_deep_inside_is_named_with_its_place() -> None:
    text = network_to_json(sample()).replace('"name": "conv2d_1", "filters": 4', '"filters": 0')
    reason = refusal(lambda: network_from_json(text, "mine")).message().why
    assert "layers[1].branches[0][0].branches[0][0].filters: 0 should be at least 1." in reason


# Shapes ---------------------------------------------------------------------------------------------


def test_a_block_sums_up_what_is_inside() -> None:
    inference = infer(sample())
    repeat = inference.result("repeat")
    inner = inference.result("residual_1")
    assert repeat.parameters == 2 * (inner.parameters or 0) == 2 * (3 * 3 * 4 + 1) * 4
    parallel = inference.result("parallel")
    assert (parallel.output_shape, parallel.arithmetic) == ((8, 8, 10), "2 + 4 + 4 = 10")
    assert [result.name for result in inference.every] == list(sample().names)
    assert inference.total_parameters == sum(result.parameters or 0 for result in inference.results)


def test_rounds_that_change_the_shape_are_all_counted() -> None:
    """16 → 8 → 4, and 3 → 6 channels: the first round has other kernels than the second."""
    network = stack((16, 16, 3), Repeat(times=3, branches=((same(6, 3, 2),),)))
    result = infer(network).results[0]
    assert result.output_shape == (2, 2, 6)
    assert result.parameters == (27 + 1) * 6 + 2 * (54 + 1) * 6
    assert result.multiply_adds == 64 * 27 * 6 + 16 * 54 * 6 + 4 * 54 * 6
    assert result.values == 6 * (64 + 16 + 4)


def test_an_error_inside_leaves_the_rest_unknown() -> None:
    network = stack((4, 4, 3), residual(Conv2D(kernel_size=(9, 9)), same(3)), Flatten())
    inference = infer(network)
    assert [problem.where for problem in inference.problems] == ["conv2d"]
    assert inference.result("conv2d_1").output_shape is None
    assert inference.result("residual").output_shape is None
    assert inference.result("flatten").output_shape is None
    assert inference.total_parameters is None


@settings(max_examples=150)
@given(block_networks(), st.integers(2, 4))
def test_every_fix_of_a_network_with_blocks_mends_its_problem(network: Network, classes: int) -> None:
    for problem in infer(network, classes).problems:
        for fix in problem.fixes:
            mended = edit.apply_fix(network, fix)
            assert network_from_json(network_to_json(mended), "test") == mended
            left = {(each.where, each.code) for each in infer(mended, classes).problems}
            assert (problem.where, problem.code) not in left


@pytest.mark.parametrize("case", BLOCK_CASES, ids=lambda case: case[0])
def test_offered_changes_of_a_block_leave_no_error_in_it(case: Any) -> None:
    _, network, classes, *_ = case
    for problem in infer(network, classes).errors:
        for fix in problem.fixes:
            assert infer(edit.apply_fix(network, fix)).ok


# The unrolled network -------------------------------------------------------------------------------


def test_nodes_follow_each_other_with_what_feeds_them() -> None:
    unrolled = nodes(sample())
    assert [(node.name, node.inputs) for node in unrolled] == [
        ("conv2d", ("input",)),
        ("activation", ("conv2d",)),
        ("residual", ("activation", "input")),
        ("conv2d_1", ("residual",)),
        ("residual_1", ("conv2d_1", "residual")),
        ("conv2d_1.2", ("residual_1",)),
        ("residual_1.2", ("conv2d_1.2", "residual_1")),
        ("conv2d_2", ("residual_1.2",)),
        ("max_pooling2d", ("residual_1.2",)),
        ("parallel", ("conv2d_2", "max_pooling2d", "residual_1.2")),
        ("flatten", ("parallel",)),
        ("dense", ("flatten",)),
    ]
    shown = output_nodes(sample())
    assert shown["repeat"] == "residual_1.2"
    assert shown["residual_1"] == "residual_1"
    assert shown["parallel"] == "parallel"


@given(block_networks())
def test_nodes_are_as_many_as_they_are_counted(network: Network) -> None:
    from cnngui.network.blocks import unrolled_count

    unrolled = nodes(network)
    assert len(unrolled) == unrolled_count(network.layers)
    seen = {"input"}
    for node in unrolled:
        assert set(node.inputs) <= seen
        assert node.name not in seen
        seen.add(node.name)


# The receptive field --------------------------------------------------------------------------------


def fields(network: Network) -> list[tuple[int, ...]]:
    return [result.receptive_field for result in infer(network).results]


def test_receptive_fields_of_a_stack() -> None:
    """Two 3×3 see 5×5, and behind a pooling each step counts twice."""
    network = stack((28, 28, 1), same(4), same(4), MaxPooling2D(), same(4), Flatten(), Dense(units=3))
    assert fields(network)[:4] == [(3, 3), (5, 5), (6, 6), (10, 10)]


def test_receptive_fields_through_blocks() -> None:
    """The widest branch counts; rounds add up."""
    inception = Parallel(branches=((same(4, 1),), (same(4), same(4)), (same(4, 5, 1), same(4))))
    assert fields(stack((28, 28, 1), inception)) == [(7, 7)]
    repeated = stack((28, 28, 4), MaxPooling2D(), Repeat(times=10, branches=((residual(same(4)),),)))
    assert fields(repeated) == [(2, 2), (2 + 10 * 2 * 2, 2 + 10 * 2 * 2)]


def test_resnet_50_has_the_parameters_of_its_paper() -> None:
    """Without biases and with batch normalization: 25,557,032 trainable (He et al., 2015; torchvision)."""

    def convolution(filters: int, size: int, strides: int = 1) -> tuple[AnyEntry, ...]:
        return same(filters, size, strides).model_copy(update={"use_bias": False}), BatchNormalization()

    def block(filters: int, strides: int, projected: bool) -> Residual:
        shortcut = convolution(4 * filters, 1, strides) if projected else ()
        return residual(
            *convolution(filters, 1),
            Activation(),
            *convolution(filters, 3, strides),
            Activation(),
            *convolution(4 * filters, 1),
            shortcut=shortcut,
        )

    stages: list[AnyEntry] = []
    for filters, times in ((64, 3), (128, 4), (256, 6), (512, 3)):
        stages.append(block(filters, 1 if filters == 64 else 2, projected=True))
        stages.append(Activation())
        stages.append(Repeat(times=times - 1, branches=((block(filters, 1, False), Activation()),)))
    network = stack(
        (224, 224, 3),
        *convolution(64, 7, 2),
        MaxPooling2D(pool_size=(3, 3), strides=(2, 2), padding="same"),
        *stages,
        Conv2D(filters=1000, kernel_size=(1, 1)),
    )
    inference = infer(network)
    assert inference.ok
    assert inference.trainable_parameters == 25_557_032


# Odd networks ---------------------------------------------------------------------------------------


def test_empty_repeats_in_each_other_are_walked_once() -> None:
    """200⁴ rounds of nothing, in a file of 200 bytes."""
    empty: AnyEntry = Repeat(times=200)
    for _ in range(3):
        empty = Repeat(times=200, branches=((empty,),))
    network = stack((8,), empty, Dense(units=2))
    assert [node.name for node in nodes(network)] == ["dense"]
    assert output_nodes(network)["repeat"] == "input"
    assert infer(network, 2).ok


def test_two_repeats_never_give_one_name_twice() -> None:
    inner = Repeat(times=2, branches=((Dense(units=4, name="a"),),))
    with pytest.raises(ValueError, match=r"called a\.1\.2"):
        stack(
            (4,),
            Repeat(times=2, branches=((inner,),)),
            Repeat(times=2, branches=((Dense(units=4, name="a.1"),),)),
        )


def test_growing_without_end_is_a_problem_and_no_exception() -> None:
    growing = Repeat(times=200, branches=((Conv2DTranspose(filters=1, strides=(1_024, 1_024)),),))
    network = stack((8, 8, 1), *(growing.model_copy() for _ in range(5)), Flatten(), Dense(units=2))
    found = infer(network, 2)
    assert [problem.code for problem in found.errors] == ["network.repeat_round"]
    assert found.errors[0].message().one_line()


def test_more_axes_than_have_names_are_counted() -> None:
    five = Embedding(input_dim=4, output_dim=2)
    branches = ((Reshape(target_shape=(2, 3, 4, 1)), five), (Reshape(target_shape=(3, 2, 4, 1)), five))
    (problem,) = infer(stack((24,), Parallel(merge="add", branches=branches))).errors
    assert problem.message().why == "They differ in axis 1: 2 ≠ 3."


def sigmoids(count: int) -> list[AnyEntry]:
    return [Dense(units=4, activation="sigmoid") for _ in range(count)]


@pytest.mark.parametrize(
    ("layers", "count"),
    [
        ([Repeat(times=12, branches=(tuple(sigmoids(1)),)), Dense(units=2)], 12),
        ([Repeat(times=12, branches=(tuple(sigmoids(1)),))], 11),
        ([*sigmoids(3), Activation(activation="linear"), *sigmoids(3), Dense(units=2)], 6),
        ([*sigmoids(3), Activation(activation="relu"), *sigmoids(3), Dense(units=2)], 0),
    ],
)
def test_sigmoids_are_counted_through_rounds_and_linear_layers(layers: list[AnyEntry], count: int) -> None:
    problems = infer(stack((4,), *layers)).problems
    found = [problem.values["count"] for problem in problems if problem.code == "network.sigmoid_deep"]
    assert found == ([count] if count else [])


def test_one_fault_in_a_branch_is_told_once() -> None:
    text = network_to_json(sample()).replace('"name": "conv2d_2", "filters": 2', '"filters": 0')
    assert refusal(lambda: network_from_json(text, "mine")).message().why == (
        "layers[2].branches[0][0].filters: 0 should be at least 1."
    )


def test_names_are_taken_by_the_rounds_that_there_are_and_no_others() -> None:
    def beside(other: str) -> Network:
        conv = same(4).model_copy(update={"name": "conv"})
        inner = Repeat(times=2, branches=((conv,),))
        return stack(
            (8, 8, 4), Repeat(times=3, branches=((inner,),)), conv.model_copy(update={"name": other})
        )

    for taken in ("conv.1.2", "conv.2.1", "conv.3.2"):
        with pytest.raises(ValueError, match=f"called {taken}"):
            beside(taken)
    for free in ("conv.1.1", "conv.3.3", "conv.4.1", "conv.2"):
        assert beside(free).names[-1] == free


def test_a_repeat_that_runs_out_is_offered_the_rounds_that_fit() -> None:
    pool = MaxPooling2D(pool_size=(3, 3), strides=(1, 1))
    network = stack((8, 8, 4), Repeat(times=9, branches=((pool,),)))
    (problem,) = infer(network).errors
    assert (problem.code, problem.values["round"]) == ("network.repeat_round", 4)
    mended = edit.apply_fix(network, problem.fixes[0])
    assert mended.layer("repeat").times == 3
    assert infer(mended).ok


@pytest.mark.parametrize(
    "branch",
    [
        # Rows after the first round: a Reshape before the convolution would not fit the first one.
        (same(4), Flatten()),
        (Reshape(target_shape=(4, 4, 4)), MaxPooling2D()),
        (MaxPooling2D(),),
    ],
)
def test_what_is_offered_in_a_round_lets_all_rounds_pass(branch: tuple[AnyEntry, ...]) -> None:
    network = stack((8, 8, 1), Repeat(times=9, branches=(branch,)))
    (problem,) = infer(network).errors
    assert problem.code == "network.repeat_round"
    assert problem.fixes
    for fix in problem.fixes:
        assert infer(edit.apply_fix(network, fix)).ok, fix.code
