"""Random networks with blocks for hypothesis: branches that often fit, and now and then do not."""

from __future__ import annotations

from typing import get_args

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from cnngui.network.blocks import AnyEntry, MergeName, Parallel, Repeat, Residual
from cnngui.network.layers import (
    Activation,
    BatchNormalization,
    Conv2D,
    Dense,
    Dropout,
    Flatten,
    MaxPooling2D,
)
from cnngui.network.network import Network

_CHANNELS = (1, 2, 4)
_GENTLE: SearchStrategy[AnyEntry] = st.one_of(
    st.builds(
        Conv2D,
        filters=st.sampled_from(_CHANNELS),
        kernel_size=st.sampled_from(((1, 1), (3, 3), (5, 1))),
        strides=st.sampled_from(((1, 1), (1, 1), (2, 2), (2, 1))),
        padding=st.sampled_from(("same", "same", "valid")),
        use_bias=st.booleans(),
        activation=st.sampled_from(("linear", "relu", "sigmoid", "softmax")),
    ),
    st.builds(
        MaxPooling2D,
        strides=st.sampled_from((None, (1, 1))),
        padding=st.sampled_from(("same", "valid")),
    ),
    st.builds(Activation, activation=st.sampled_from(("relu", "sigmoid", "softmax"))),
    st.builds(BatchNormalization, scale=st.booleans()),
    st.just(Dropout()),
    st.just(Flatten()),
    st.builds(Dense, units=st.sampled_from(_CHANNELS)),
)
_BRANCH = st.lists(_GENTLE, max_size=3).map(tuple)


def _deeper(inner: SearchStrategy[AnyEntry]) -> SearchStrategy[AnyEntry]:
    branch = st.lists(inner, max_size=3).map(tuple)
    return st.one_of(
        st.builds(Residual, branches=st.tuples(branch, st.one_of(st.just(()), branch))),
        st.builds(
            Parallel,
            merge=st.sampled_from(("concatenate", "add", *get_args(MergeName))),
            branches=st.lists(branch, min_size=2, max_size=3).map(tuple),
        ),
        st.builds(Repeat, times=st.integers(1, 4), branches=st.tuples(branch)),
    )


ENTRIES: SearchStrategy[AnyEntry] = st.recursive(_GENTLE, _deeper, max_leaves=6)
PICTURES = st.tuples(st.integers(1, 12), st.integers(1, 12), st.sampled_from(_CHANNELS))


def block_networks(most: int = 4) -> SearchStrategy[Network]:
    """Return stacks of layers and blocks, most of them fed with pictures."""
    shapes = st.one_of(PICTURES, PICTURES, PICTURES, st.tuples(st.integers(1, 6)))
    layers = st.lists(st.one_of(_GENTLE, ENTRIES, ENTRIES), max_size=most).map(tuple)
    return st.builds(Network, input_shape=shapes, layers=layers)
