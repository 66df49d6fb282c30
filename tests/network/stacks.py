"""Random networks for hypothesis: small enough to be built, odd enough to be refused now and then."""

from __future__ import annotations

from math import prod
from typing import Any, get_args

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from cnngui.network import layers as kinds
from cnngui.network.inference.registry import KINDS
from cnngui.network.initializers import Constant, GlorotUniform, HeNormal, RandomNormal, Zeros
from cnngui.network.layers import ActivationName, AnyLayer
from cnngui.network.network import Network, Shape
from cnngui.network.penalties import L1, L1L2, L2, MaxNorm, NonNeg, UnitNorm

ACTIVATIONS = st.sampled_from(get_args(ActivationName))
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
    st.builds(kinds.AlphaDropout, rate=_RATES, seed=SEEDS),
    st.builds(kinds.GaussianDropout, rate=_RATES, seed=SEEDS),
    st.builds(kinds.GaussianNoise, stddev=_RATES, seed=SEEDS),
    st.builds(kinds.RandomFlip, mode=st.sampled_from(("horizontal", "vertical")), seed=SEEDS),
    st.builds(kinds.RandomRotation, factor=_FACTORS, **_WARP),
    st.builds(kinds.RandomTranslation, height_factor=_FACTORS, width_factor=_FACTORS, **_WARP),
    st.builds(kinds.RandomZoom, height_factor=_FACTORS, **_WARP),
)
_CENTRED = {"epsilon": st.floats(1e-6, 1), "center": st.booleans(), "scale": st.booleans()}
NORMALIZATIONS = st.one_of(
    st.builds(kinds.BatchNormalization, momentum=st.floats(0, 1), **_CENTRED),
    st.builds(kinds.LayerNormalization, **_CENTRED),
    st.builds(kinds.GroupNormalization, groups=st.one_of(st.just(1), st.integers(-1, 6)), **_CENTRED),
    st.builds(
        kinds.LocalResponseNormalization,
        depth_radius=st.integers(0, 5),
        bias=st.floats(0.1, 5),
        alpha=st.floats(0, 2),
        beta=st.floats(0, 2),
    ),
    st.builds(kinds.Rescaling, scale=st.floats(-3, 3), offset=st.floats(-3, 3)),
    st.builds(
        kinds.Normalization,
        mean=_mostly((0.5,), st.lists(st.floats(-3, 3), min_size=1, max_size=6).map(tuple)),
        variance=_mostly((4.0,), st.lists(st.floats(0, 9), min_size=1, max_size=6).map(tuple)),
    ),
)
FUNCTIONS = st.one_of(
    st.builds(kinds.Activation, activation=ACTIVATIONS),
    st.builds(kinds.LeakyReLU, negative_slope=st.floats(0, 2)),
    st.builds(
        kinds.ReLU,
        max_value=st.one_of(st.none(), st.floats(0, 9)),
        negative_slope=st.floats(0, 2),
        threshold=st.floats(0, 3),
    ),
    st.builds(
        kinds.PReLU,
        shared_axes=_mostly(None, st.sets(st.integers(1, 4), min_size=1, max_size=3).map(tuple)),
        alpha_initializer=INITIALIZERS,
    ),
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
_EDGES = st.tuples(*(st.tuples(st.integers(0, 3), st.integers(0, 3)),) * 2)
SHAPERS = st.one_of(
    st.builds(kinds.Flatten),
    RESHAPES,
    st.builds(kinds.ZeroPadding2D, padding=_EDGES),
    st.builds(kinds.Cropping2D, cropping=_EDGES),
    st.builds(
        kinds.UpSampling2D,
        size=_sides(2, 3),
        interpolation=st.sampled_from(("nearest", "bilinear", "bicubic", "lanczos3", "lanczos5")),
    ),
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
LAYERS: SearchStrategy[AnyLayer] = st.one_of(
    CONVOLUTIONS,
    POOLINGS,
    OTHER_CONVOLUTIONS,
    st.one_of(_convolutions(1), _poolings(1), RECURRENT),
    st.one_of(_convolutions(3), _poolings(3)),
    st.one_of(LEARNERS, NOISE, NORMALIZATIONS, FUNCTIONS, SHAPERS),
)
_ANYWHERE = (LEARNERS, NORMALIZATIONS, FUNCTIONS, SHAPERS)
_FITTING: dict[int, tuple[SearchStrategy[Any], ...]] = {
    1: (DENSES, DENSES, *_ANYWHERE),
    2: (_convolutions(1), _convolutions(1), _poolings(1), RECURRENT, *_ANYWHERE),
    3: (CONVOLUTIONS, CONVOLUTIONS, POOLINGS, OTHER_CONVOLUTIONS, NOISE, *_ANYWHERE),
    4: (_convolutions(3), _convolutions(3), _poolings(3), *_ANYWHERE),
}
_SMALL = 60_000
SHAPES = st.one_of(
    st.tuples(st.integers(1, 20), st.integers(1, 20), st.integers(1, 6)),
    st.tuples(st.integers(1, 20), st.integers(1, 20), st.integers(1, 6)),
    st.tuples(st.integers(1, 30)),
    st.tuples(st.integers(1, 30), st.integers(1, 6)),
    st.tuples(*(st.integers(1, 8),) * 3, st.integers(1, 4)),
)


@st.composite
def networks(draw: st.DrawFn, most_layers: int = 7) -> Network:
    """Return stacks of all kinds, from none to `most_layers`.

    Most layers are of a kind for as many axes as there are at their place, else hardly a stack would get
    beyond its first error; their sizes fit or not, as it happens.
    """
    shape: Shape | None = draw(SHAPES)
    network = Network(input_shape=shape)
    for _ in range(draw(st.integers(0, most_layers))):
        layer = draw(_next_layers(shape))
        if shape is not None:
            behind = KINDS[layer.kind].verdict(layer, shape).output_shape
            if behind is not None and prod(behind) > _SMALL:
                continue
            shape = behind
        network = network.with_layers((*network.layers, layer))
    return network


def _next_layers(shape: Shape | None) -> SearchStrategy[AnyLayer]:
    if shape is None:
        return LAYERS
    # one_of would count each kind in a strategy, and drown the fitting ones in LAYERS.
    fitting = _FITTING.get(len(shape), _ANYWHERE)
    return st.sampled_from((*fitting * 3, _reshapes(shape), LAYERS)).flatmap(lambda layers: layers)


def _reshapes(shape: Shape) -> SearchStrategy[AnyLayer]:
    """Return layers that lay `shape` out otherwise; its values all find a place."""
    targets = [(-1,), (-1, 1), (-1, shape[-1]), (*shape[:3], -1), (1, *shape[:2], -1), shape[::-1]]
    return st.sampled_from([target for target in targets if len(target) <= 4]).map(
        lambda target: kinds.Reshape(target_shape=target)
    )
