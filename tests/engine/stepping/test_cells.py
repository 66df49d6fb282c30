"""Every cell that is taken apart, beside the cell that Keras computes."""

from __future__ import annotations

from typing import Any, get_args

import numpy as np
import pytest

from cnngui.engine.numpy_backend.functions import MERGES
from cnngui.engine.stepping.cells import MergeCell, ScaleCell, SumCell, cell_of
from cnngui.engine.stepping.order import place_at, step_count
from cnngui.engine.stepping.stage import STEPPED_KINDS, Stage, has_steps, stages
from cnngui.network.blocks import MergeName
from cnngui.network.graph import Merge
from cnngui.network.inference.infer import infer
from cnngui.network.layers import (
    Activation,
    ActivationName,
    Conv2D,
    Dense,
    GroupNormalization,
    LayerNormalization,
    MaxPooling2D,
)
from cnngui.network.network import Network, Shape
from cnngui.network.table import default_layer

CLOSE = 1e-5
SHAPES: tuple[Shape, ...] = ((8, 9, 4), (12, 8), (16,))
VARIANTS: dict[str, tuple[dict[str, Any], ...]] = {
    "Conv1D": (
        {"padding": "causal", "dilation_rate": 2},
        {"padding": "same", "strides": 2, "kernel_size": 4},
        {"groups": 4, "filters": 8, "activation": "tanh"},
        {"use_bias": False, "dilation_rate": 3},
    ),
    "Conv2D": (
        {"padding": "same", "kernel_size": 4, "filters": 3},
        {"padding": "same", "strides": (2, 3), "activation": "relu", "filters": 3},
        {"dilation_rate": (2, 1), "use_bias": False, "filters": 3},
        {"padding": "same", "dilation_rate": 2, "filters": 3},
        {"groups": 2, "filters": 6, "activation": "softmax"},
        {"kernel_size": 1, "strides": 2, "filters": 3, "activation": "softmax"},
        {"kernel_size": (5, 2), "padding": "same", "filters": 2, "activation": "gelu"},
    ),
    "Conv2DTranspose": (
        {"filters": 3, "strides": 2},
        {"filters": 3, "strides": 2, "padding": "same"},
        {"filters": 3, "strides": (3, 2), "padding": "same", "kernel_size": (2, 5)},
        {"filters": 2, "strides": 3, "kernel_size": 2},
        {"filters": 3, "strides": 2, "padding": "same", "output_padding": 1, "activation": "relu"},
        {"filters": 3, "strides": 3, "output_padding": (1, 2), "use_bias": False},
    ),
    "DepthwiseConv2D": (
        {"padding": "same", "depth_multiplier": 3, "strides": 2},
        {"dilation_rate": 2, "activation": "relu"},
    ),
    "SeparableConv2D": (
        {"filters": 3, "padding": "same", "depth_multiplier": 2, "activation": "relu"},
        {"filters": 5, "strides": 2, "use_bias": False, "activation": "softmax"},
    ),
    "MaxPooling1D": ({"pool_size": 3, "strides": 1, "padding": "same"},),
    "MaxPooling2D": ({"pool_size": 3, "strides": 2, "padding": "same"}, {"strides": 1}),
    "AveragePooling1D": ({"pool_size": 3, "padding": "same"},),
    "AveragePooling2D": ({"pool_size": 3, "strides": 2, "padding": "same"}, {"pool_size": (1, 3)}),
    "GlobalAveragePooling2D": ({"keepdims": True},),
    "GlobalMaxPooling1D": ({"keepdims": True},),
    "Dense": ({"activation": "softmax", "units": 5}, {"use_bias": False, "units": 3}),
    "BatchNormalization": ({"scale": False}, {"center": False, "epsilon": 0.1}),
    "LayerNormalization": ({"scale": False}, {"center": False, "epsilon": 0.1}),
    "GroupNormalization": ({"groups": 2}, {"groups": -1, "center": False}),
    "ReLU": ({"threshold": 0.5, "negative_slope": 0.1, "max_value": 1.0},),
    "PReLU": ({"shared_axes": (1, 2)}, {"shared_axes": (1,)}),
    "Activation": tuple({"activation": name} for name in get_args(ActivationName)),
}


def readable(layer: Any) -> list[Shape]:
    return [shape for shape in SHAPES if infer(Network(input_shape=shape, layers=(layer,))).ok]


def layers() -> list[tuple[Any, Shape]]:
    made = [
        type(default_layer(kind)).model_validate({**fields, "kind": kind, "name": "looked"})
        for kind in sorted(STEPPED_KINDS)
        for fields in ({}, *VARIANTS.get(kind, ()))
    ]
    return [(layer, shape) for layer in made for shape in readable(layer)]


def name_of(value: Any) -> str:
    if isinstance(value, tuple):
        return "×".join(map(str, value))
    return f"{value.kind}-{value.model_dump(exclude={'name'}, exclude_defaults=True, mode='json')}"


def of_keras(layer: Any, shape: Shape) -> tuple[tuple[np.ndarray, ...], np.ndarray, np.ndarray]:
    """Return drawn weights, a drawn input, and what Keras makes of it."""
    from cnngui.engine.keras_backend.build import build_model, set_weights, weights_of

    network = Network(input_shape=shape, layers=(layer,))
    model, draw = build_model(network, 1), np.random.default_rng(2)
    weights = {
        name: tuple((0.05 + abs(draw.normal(0, 0.3, each.shape))).astype(np.float32) for each in arrays)
        for name, arrays in weights_of(model).items()
    }
    # Some below zero, but no variance.
    weights = {
        name: tuple(each * (1 if place == 3 else -1) ** place for place, each in enumerate(arrays))
        if layer.kind != "BatchNormalization"
        else arrays
        for name, arrays in weights.items()
    }
    set_weights(model, weights)
    given = draw.normal(0, 1, shape).astype(np.float32)
    return weights.get("looked", ()), given, np.asarray(model(given[np.newaxis]))[0]


def computed(stage: Stage) -> np.ndarray:
    """Return the stage's output, put together of its cells."""
    found = np.empty(stage.shape)
    for channel in range(stage.shape[2]):
        for step in range(step_count(stage.shape)):
            place = place_at(stage.shape, step, channel)
            found[place] = cell_of(stage, place).result
    return found


@pytest.mark.tensorflow
@pytest.mark.parametrize(("layer", "shape"), layers(), ids=name_of)
def test_all_cells_are_those_of_keras(layer: Any, shape: Shape) -> None:
    weights, given, output = of_keras(layer, shape)
    *_, last = found = stages(layer, weights, given, output)
    np.testing.assert_array_equal(last.output.ravel(), output.ravel())
    for stage in found:
        largest = max(1.0, float(abs(stage.output).max()))
        np.testing.assert_allclose(computed(stage), stage.output, rtol=CLOSE, atol=CLOSE * largest)


@pytest.mark.parametrize("merge", get_args(MergeName))
@pytest.mark.parametrize("shapes", [((4, 5, 3),) * 3, ((6,),) * 2, ((4, 5, 3), (1, 1, 3)), ((7, 2), (7, 2))])
def test_a_merge_is_put_together_of_its_branches(merge: str, shapes: tuple[Shape, ...]) -> None:
    if merge == "concatenate" and shapes[0] != shapes[-1]:
        shapes = ((4, 5, 3), (4, 5, 1))
    branches = tuple(np.random.default_rng(7).normal(0, 1, (len(shapes), *shapes[0])).astype(np.float32))
    branches = tuple(
        each[tuple(slice(side) for side in shape)] for each, shape in zip(branches, shapes, strict=True)
    )
    output = MERGES[merge](branches)
    assert has_steps(Merge(merge).kind, output.ndim)
    (stage,) = stages(Merge(merge), (), branches[0], output, branches=branches)
    np.testing.assert_allclose(computed(stage), stage.output, rtol=CLOSE, atol=CLOSE)


def test_what_is_laid_side_by_side_comes_from_one_branch() -> None:
    branches = np.float32([1, 2]), np.float32([3, 4, 5])
    (stage,) = stages(Merge("concatenate"), (), branches[0], np.concatenate(branches), branches=branches)
    cell = cell_of(stage, (0, 0, 3))
    assert isinstance(cell, MergeCell)
    assert (cell.branches, cell.values.tolist(), cell.result) == ((1,), [4], 4)
    assert stage.branch_place(1, (0, 0, 3)) == (0, 0, 1)
    assert stage.branch_place(0, (0, 0, 3)) is None


def test_a_layer_is_normalized_by_the_place_and_a_group_by_its_channels() -> None:
    given = np.float32([[[1, 3], [5, 11]]])
    one = np.ones(2, np.float32), np.zeros(2, np.float32)
    (stage,) = stages(LayerNormalization(epsilon=1e-6), one, given, given)
    cell = cell_of(stage, (0, 1, 0))
    assert isinstance(cell, ScaleCell)
    assert (cell.measured, cell.mean, cell.variance, cell.others.tolist()) == ("place", 8, 9, [5, 11])
    (stage,) = stages(GroupNormalization(groups=2, epsilon=1e-6), one, given, given)
    cell = cell_of(stage, (0, 1, 0))
    assert isinstance(cell, ScaleCell)
    assert (cell.measured, cell.mean, cell.variance, cell.others.tolist()) == ("group", 3, 4, [1, 5])


def test_only_layers_of_cells_have_steps() -> None:
    assert has_steps("Conv2D", 3)
    assert not has_steps("Flatten", 3)
    assert not has_steps("BatchNormalization", 4)


def conv(**fields: Any) -> Stage:
    """Return a convolution of ones over 1..9 with bias 0.5."""
    layer = Conv2D(filters=1, kernel_size=2, **fields)
    given = np.arange(1, 10, dtype=np.float32).reshape(3, 3, 1)
    side = 3 if layer.padding == "same" else 2
    output = np.zeros((side, side, 1), np.float32)
    weights = np.ones((2, 2, 1, 1), np.float32), np.float32([0.5])
    return stages(layer, weights, given, output)[0]


def test_a_sum_is_told_from_its_window_to_its_result() -> None:
    cell = cell_of(conv(activation="relu"), (1, 0, 0))
    assert isinstance(cell, SumCell)
    assert cell.patch[..., 0].tolist() == [[4, 5], [7, 8]]
    assert cell.products.sum() == cell.total == cell.channel_sums[0] == 24
    assert (cell.bias, cell.before, cell.activation, cell.result) == (0.5, 24.5, "relu", 24.5)
    assert cell.window.rows.tolist() == [[1, 1], [2, 2]]
    assert not cell.window.padded.any()


def test_padding_is_marked_and_counts_nothing() -> None:
    cell = cell_of(conv(padding="same"), (2, 2, 0))
    assert isinstance(cell, SumCell)
    assert cell.window.padded.tolist() == [[False, True], [True, True]]
    assert cell.patch[..., 0].tolist() == [[9, 0], [0, 0]]
    assert cell.total == 9


def test_of_equal_values_the_first_is_the_largest() -> None:
    layer = MaxPooling2D()
    given = np.float32([[2, 7], [7, 1]])[..., np.newaxis]
    (stage,) = stages(layer, (), given, np.float32([[[7]]]))
    cell = cell_of(stage, (0, 0, 0))
    assert cell.winner == (0, 1)
    assert cell.result == 7


def test_units_show_the_maps_that_were_flattened() -> None:
    given = np.arange(12, dtype=np.float32)
    kernel = np.arange(24, dtype=np.float32).reshape(12, 2)
    weights = kernel, np.zeros(2, np.float32)
    layer = Dense(units=2)
    (stage,) = stages(layer, weights, given, given @ kernel, before=(2, 2, 3))
    cell = cell_of(stage, (0, 0, 1))
    assert stage.input.shape == (2, 2, 3)
    assert stage.input[1, 0, 2] == given[8]
    assert cell.kernel[1, 0, 2] == kernel[8, 1]
    assert len(cell.channel_sums) == 3
    assert cell.total == (given @ kernel)[1]


def test_a_softmax_is_told_with_what_it_is_weighed_against() -> None:
    given = np.float32([1.0, 2.0, 3.0])
    (stage,) = stages(Activation(activation="softmax"), (), given, given)
    cell = cell_of(stage, (0, 0, 2))
    assert cell.others.tolist() == [1, 2, 3]
    assert cell.result == pytest.approx(np.exp(3) / np.exp([1, 2, 3]).sum())


@pytest.mark.parametrize("place", [(2, 0, 0), (0, -1, 0), (0, 0, 1)])
def test_there_is_no_cell_beyond_the_output(place) -> None:
    with pytest.raises(IndexError):
        cell_of(conv(), place)
