"""Random networks for hypothesis: small enough to be built, odd enough to be refused now and then."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from cnngui.network import layers as kinds
from cnngui.network.initializers import Constant, GlorotUniform, HeNormal, RandomNormal, Zeros
from cnngui.network.layers import AnyLayer
from cnngui.network.network import Network
from cnngui.network.penalties import L1, L1L2, L2, MaxNorm, NonNeg, UnitNorm

ACTIVATIONS = st.sampled_from(
    ("linear", "relu", "leaky_relu", "elu", "selu", "gelu", "silu", "softplus", "sigmoid", "tanh", "softmax")
)
PADDINGS = st.sampled_from(("valid", "same"))
INITIALIZERS = st.sampled_from(
    (GlorotUniform(), HeNormal(), RandomNormal(stddev=0.01), Constant(value=0.1), Zeros())
)
REGULARIZERS = st.sampled_from((None, None, L1(), L2(l2=5e-4), L1L2(l1=0.1, l2=0.2)))
CONSTRAINTS = st.sampled_from((None, None, MaxNorm(max_value=3), UnitNorm(), NonNeg()))
SEEDS = st.one_of(st.none(), st.integers(0, 2**31 - 1))


def _sides(axes: int, most: int) -> SearchStrategy[Any]:
    """Mostly the same number for all axes, as people write it; layers of one axis have a bare number."""
    one = st.integers(1, most)
    if axes == 1:
        return one
    return st.one_of(one.map(lambda side: (side,) * axes), st.tuples(*(one,) * axes))


def _mostly(usual: Any, others: SearchStrategy[Any]) -> SearchStrategy[Any]:
    return st.one_of(st.just(usual), st.just(usual), others)


def _ones(axes: int) -> Any:
    return 1 if axes == 1 else (1,) * axes


def _window(axes: int, most: int = 6) -> dict[str, SearchStrategy[Any]]:
    return {
        "kernel_size": _sides(axes, most),
        "strides": _mostly(_ones(axes), _sides(axes, 4)),
        "padding": st.sampled_from(("valid", "same", "causal")) if axes == 1 else PADDINGS,
    }


_FUNCTION = {"activation": ACTIVATIONS, "use_bias": st.booleans()}
_KERNEL = {
    "kernel_initializer": INITIALIZERS,
    "kernel_regularizer": REGULARIZERS,
    "kernel_constraint": CONSTRAINTS,
}


def _convolutions(axes: int) -> SearchStrategy[Any]:
    return st.builds(
        getattr(kinds, f"Conv{axes}D"),
        filters=st.integers(1, 12),
        dilation_rate=_mostly(_ones(axes), _sides(axes, 3)),
        groups=_mostly(1, st.integers(1, 4)),
        **_window(axes, 4 if axes == 3 else 6),
        **_FUNCTION,
        **_KERNEL,
    )


def _poolings(axes: int) -> SearchStrategy[Any]:
    fields = {
        "pool_size": _sides(axes, 5),
        "strides": _mostly(None, _sides(axes, 4)),
        "padding": PADDINGS,
    }
    windows = (st.builds(getattr(kinds, f"{sort}Pooling{axes}D"), **fields) for sort in ("Max", "Average"))
    whole = (
        st.builds(getattr(kinds, f"Global{sort}Pooling{axes}D"), keepdims=st.booleans())
        for sort in ("Max", "Average")
    )
    return st.one_of(*windows, *whole)


CONVOLUTIONS = _convolutions(2)
POOLINGS = _poolings(2)
_DEPTHWISE = {
    "depth_multiplier": st.integers(1, 3),
    "dilation_rate": _mostly((1, 1), _sides(2, 3)),
    "depthwise_initializer": INITIALIZERS,
    "depthwise_regularizer": REGULARIZERS,
    "depthwise_constraint": CONSTRAINTS,
}
OTHER_CONVOLUTIONS = st.one_of(
    st.builds(kinds.DepthwiseConv2D, **_window(2), **_DEPTHWISE, **_FUNCTION),
    st.builds(
        kinds.SeparableConv2D,
        filters=st.integers(1, 12),
        pointwise_initializer=INITIALIZERS,
        pointwise_regularizer=REGULARIZERS,
        **_window(2),
        **_DEPTHWISE,
        **_FUNCTION,
    ),
    st.builds(kinds.Conv2DTranspose, filters=st.integers(1, 8), **_window(2, 4), **_FUNCTION, **_KERNEL),
)
DENSES = st.builds(kinds.Dense, units=st.integers(1, 20), **_FUNCTION, **_KERNEL)
_RATES = st.floats(0, 0.9)
_WARP = {
    "fill_mode": st.sampled_from(("constant", "nearest", "reflect", "wrap")),
    "fill_value": st.floats(-1, 1),
    "interpolation": st.sampled_from(("bilinear", "nearest")),
    "seed": SEEDS,
}
_FACTORS = st.floats(0, 1)
NOISE = st.one_of(
    st.builds(kinds.Dropout, rate=_RATES, seed=SEEDS),
    st.builds(kinds.SpatialDropout2D, rate=_RATES, seed=SEEDS),
    st.builds(kinds.RandomFlip, mode=st.sampled_from(("horizontal", "vertical")), seed=SEEDS),
    st.builds(kinds.RandomRotation, factor=_FACTORS, **_WARP),
    st.builds(kinds.RandomTranslation, height_factor=_FACTORS, width_factor=_FACTORS, **_WARP),
    st.builds(kinds.RandomZoom, height_factor=_FACTORS, **_WARP),
)
_CENTRED = {"epsilon": st.floats(1e-6, 1), "center": st.booleans(), "scale": st.booleans()}
NORMALIZATIONS = st.one_of(
    st.builds(kinds.BatchNormalization, momentum=st.floats(0, 1), **_CENTRED),
    st.builds(kinds.LayerNormalization, **_CENTRED),
    st.builds(
        kinds.LocalResponseNormalization,
        depth_radius=st.integers(0, 5),
        bias=st.floats(0.1, 5),
        alpha=st.floats(0, 2),
        beta=st.floats(0, 2),
    ),
    st.builds(kinds.Rescaling, scale=st.floats(-3, 3), offset=st.floats(-3, 3)),
)
FUNCTIONS = st.one_of(
    st.builds(kinds.Activation, activation=ACTIVATIONS),
    st.builds(kinds.LeakyReLU, negative_slope=st.floats(0, 2)),
    st.builds(kinds.Maxout, num_pieces=_mostly(2, st.integers(1, 5))),
)
_SIZES = st.one_of(st.just(-1), st.integers(1, 24), st.sampled_from((16, 36, 64, 100)))
RESHAPES = st.one_of(
    st.lists(_SIZES, min_size=1, max_size=4)
    .filter(lambda sizes: sizes.count(-1) < 2)
    .map(lambda sizes: kinds.Reshape(target_shape=tuple(sizes))),
    st.permutations([-1, 1, 2]).map(lambda sizes: kinds.Reshape(target_shape=tuple(sizes))),
    st.sampled_from([(-1,), (-1, 1), (1, -1), (-1, 1, 1)]).map(
        lambda sizes: kinds.Reshape(target_shape=sizes)
    ),
)
SHAPERS = st.one_of(
    st.builds(kinds.Flatten),
    RESHAPES,
    st.builds(kinds.ZeroPadding2D, padding=st.tuples(st.integers(0, 3), st.integers(0, 3))),
)
LEARNERS = st.one_of(
    DENSES,
    st.builds(kinds.Embedding, input_dim=st.integers(1, 30), output_dim=st.integers(1, 6)),
    st.builds(kinds.PositionBias),
)
_RECURRENT = {
    "units": st.integers(1, 8),
    "activation": ACTIVATIONS,
    "return_sequences": st.booleans(),
    "use_bias": st.booleans(),
}
RECURRENT = st.one_of(
    st.builds(kinds.SimpleRNN, **_RECURRENT),
    st.builds(kinds.LSTM, unit_forget_bias=st.booleans(), **_RECURRENT),
)
ANY_RANK: SearchStrategy[AnyLayer] = st.one_of(LEARNERS, NOISE, NORMALIZATIONS, FUNCTIONS, SHAPERS)
LAYERS: SearchStrategy[AnyLayer] = st.one_of(
    CONVOLUTIONS,
    POOLINGS,
    OTHER_CONVOLUTIONS,
    DENSES,
    ANY_RANK,
    st.one_of(_convolutions(1), _poolings(1), RECURRENT),
    st.one_of(_convolutions(3), _poolings(3)),
)
SEQUENCE_LAYERS: SearchStrategy[AnyLayer] = st.one_of(_convolutions(1), _poolings(1), RECURRENT, ANY_RANK)
VOLUME_LAYERS: SearchStrategy[AnyLayer] = st.one_of(_convolutions(3), _poolings(3), ANY_RANK)
PICTURES = st.tuples(st.integers(1, 20), st.integers(1, 20), st.integers(1, 6))
SEQUENCES = st.tuples(st.integers(1, 30), st.integers(1, 6))
VOLUMES = st.tuples(*(st.integers(1, 8),) * 3, st.integers(1, 4))
SHAPES = st.one_of(
    PICTURES,
    PICTURES,
    PICTURES,
    st.lists(st.integers(1, 12), min_size=1, max_size=4).map(tuple),
)


def _stacks(
    shapes: SearchStrategy[Any], layers: SearchStrategy[AnyLayer], most: int
) -> SearchStrategy[Network]:
    return st.builds(Network, input_shape=shapes, layers=st.lists(layers, max_size=most).map(tuple))


def networks(most_layers: int = 7) -> SearchStrategy[Network]:
    """Return stacks of all kinds, from none to `most_layers`; some are of sequences or volumes only."""
    return st.one_of(
        _stacks(SHAPES, LAYERS, most_layers),
        _stacks(SHAPES, LAYERS, most_layers),
        _stacks(SEQUENCES, SEQUENCE_LAYERS, most_layers),
        _stacks(VOLUMES, VOLUME_LAYERS, most_layers),
    )
