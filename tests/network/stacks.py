"""Random networks for hypothesis: small enough to be built, odd enough to be refused now and then."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from cnngui.network.initializers import Constant, GlorotUniform, HeNormal, RandomNormal, Zeros
from cnngui.network.layers import (
    Activation,
    AnyLayer,
    AveragePooling2D,
    BatchNormalization,
    Conv2D,
    Dense,
    Dropout,
    Flatten,
    MaxPooling2D,
)
from cnngui.network.network import Network

ACTIVATIONS = st.sampled_from(("linear", "relu", "leaky_relu", "elu", "gelu", "sigmoid", "tanh", "softmax"))
PADDINGS = st.sampled_from(("valid", "same"))
INITIALIZERS = st.sampled_from(
    (GlorotUniform(), HeNormal(), RandomNormal(stddev=0.01), Constant(value=0.1), Zeros())
)


def _pairs(most: int) -> SearchStrategy[tuple[int, int]]:
    """Mostly the same number for both axes, as people write it."""
    same = st.integers(1, most).map(lambda side: (side, side))
    return st.one_of(same, st.tuples(st.integers(1, most), st.integers(1, most)))


def _mostly(usual: Any, others: SearchStrategy[Any]) -> SearchStrategy[Any]:
    return st.one_of(st.just(usual), st.just(usual), others)


CONVOLUTIONS = st.builds(
    Conv2D,
    filters=st.integers(1, 12),
    kernel_size=_pairs(6),
    strides=_mostly((1, 1), _pairs(4)),
    padding=PADDINGS,
    dilation_rate=_mostly((1, 1), _pairs(3)),
    groups=_mostly(1, st.integers(1, 4)),
    activation=ACTIVATIONS,
    use_bias=st.booleans(),
    kernel_initializer=INITIALIZERS,
)
_POOL_FIELDS = {
    "pool_size": _pairs(5),
    "strides": _mostly(None, _pairs(4)),
    "padding": PADDINGS,
}
MAX_POOLINGS = st.builds(MaxPooling2D, **_POOL_FIELDS)
AVERAGE_POOLINGS = st.builds(AveragePooling2D, **_POOL_FIELDS)
DENSES = st.builds(
    Dense,
    units=st.integers(1, 20),
    activation=ACTIVATIONS,
    use_bias=st.booleans(),
    kernel_initializer=INITIALIZERS,
)
DROPOUTS = st.builds(Dropout, rate=st.floats(0, 0.9), seed=st.one_of(st.none(), st.integers(0, 2**31 - 1)))
NORMALIZATIONS = st.builds(
    BatchNormalization,
    momentum=st.floats(0, 1),
    epsilon=st.floats(1e-6, 1),
    center=st.booleans(),
    scale=st.booleans(),
)
LAYERS: SearchStrategy[AnyLayer] = st.one_of(
    CONVOLUTIONS,
    MAX_POOLINGS,
    AVERAGE_POOLINGS,
    DENSES,
    DROPOUTS,
    st.builds(Activation, activation=ACTIVATIONS),
    NORMALIZATIONS,
    st.builds(Flatten),
)
PICTURES = st.tuples(st.integers(1, 20), st.integers(1, 20), st.integers(1, 6))
SHAPES = st.one_of(
    PICTURES,
    PICTURES,
    PICTURES,
    st.lists(st.integers(1, 20), min_size=1, max_size=4).map(tuple),
)


def networks(most_layers: int = 7) -> SearchStrategy[Network]:
    """Return stacks of all kinds, from none to `most_layers`."""
    return st.builds(Network, input_shape=SHAPES, layers=st.lists(LAYERS, max_size=most_layers).map(tuple))
