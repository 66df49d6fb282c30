"""Graphs become stacks with blocks: any network unrolled to its graph comes back with the same graph."""

from __future__ import annotations

import random

from hypothesis import given
from hypothesis import strategies as st

from cnngui.keras_import.stacking import SOURCE, GraphNode, stacked
from cnngui.network.blocks import AnyEntry, Parallel, Residual
from cnngui.network.graph import INPUT, Node, nodes
from cnngui.network.layers import Activation, Dense, Flatten
from cnngui.network.network import Network

LAYERS: st.SearchStrategy[AnyEntry] = st.builds(Dense, units=st.integers(1, 9)) | st.builds(Activation)


def _blocks(entries: st.SearchStrategy[AnyEntry]) -> st.SearchStrategy[AnyEntry]:
    branch = st.lists(entries, max_size=3).map(tuple)
    return st.builds(Residual, branches=st.tuples(branch, branch)) | st.builds(
        Parallel,
        merge=st.sampled_from(("add", "concatenate")),
        branches=st.lists(branch, min_size=2, max_size=4).map(tuple),
    )


def _nested(depth: int) -> st.SearchStrategy[AnyEntry]:
    return LAYERS if depth == 0 else LAYERS | _blocks(_nested(depth - 1))


NETWORKS = st.lists(_nested(3), min_size=1, max_size=5).map(
    lambda layers: Network(input_shape=(4,), layers=tuple(layers))
)


def steps_of(network: Network) -> dict[str, GraphNode]:
    """Return what a file would tell of the network, in an order that means nothing."""
    listed = list(nodes(network))
    random.Random(len(listed)).shuffle(listed)
    return {node.name: GraphNode(node.layer, node.name, _fed(node), node.name) for node in listed}


def _fed(node: Node) -> tuple[str, ...]:
    return tuple(SOURCE if name == INPUT else name for name in node.inputs)


def wired(network: Network) -> dict[str, tuple[str, list[str]]]:
    """Return each node's kind and what feeds it; sums do not mind the order."""
    return {
        node.name: (node.kind, sorted(node.inputs) if node.kind == "Add" else list(node.inputs))
        for node in nodes(network)
    }


@given(NETWORKS)
def test_the_graph_of_any_network_is_a_stack_again(network: Network) -> None:
    last = nodes(network)[-1].name
    again = Network(input_shape=(4,), layers=stacked(steps_of(network), last))
    assert wired(again) == wired(network)


def test_the_longer_way_is_the_main_path() -> None:
    main = (Dense(name="a"), Dense(name="b"))
    network = Network(input_shape=(4,), layers=(Residual(branches=((Flatten(name="c"),), main)),))
    (block,) = stacked(steps_of(network), "residual")
    assert isinstance(block, Residual)
    assert [len(branch) for branch in block.branches] == [2, 1]


def test_a_long_chain_needs_no_recursion() -> None:
    chain = {str(n): GraphNode(Flatten(), f"f{n}", (str(n - 1) if n else SOURCE,), "") for n in range(3_000)}
    assert len(stacked(chain, "2999")) == 3_000
