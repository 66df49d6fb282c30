"""Block problems with what they say: code, network, classes, what, why, labels of the fixes."""

from __future__ import annotations

from cnngui.network.blocks import AnyEntry, Parallel, Repeat, Residual
from cnngui.network.layers import (
    AveragePooling2D,
    BatchNormalization,
    Conv2D,
    Dense,
    Flatten,
    GlobalAveragePooling2D,
    MaxPooling2D,
)
from cnngui.network.network import Network, Shape


def stack(shape: Shape, *layers: AnyEntry) -> Network:
    return Network(input_shape=shape, layers=layers)


def residual(*main: AnyEntry, shortcut: tuple[AnyEntry, ...] = ()) -> Residual:
    return Residual(branches=(main, shortcut))


def same(filters: int, size: int = 3, strides: int = 1) -> Conv2D:
    return Conv2D(filters=filters, kernel_size=(size, size), strides=(strides, strides), padding="same")


BLOCK_CASES: list[tuple[str, Network, int | None, str, str, list[str]]] = [
    (
        "merge_shapes",
        stack((14, 14, 8), residual(same(16))),
        None,
        "residual cannot add branches of 14×14×16, 14×14×8.",
        "They differ in channels: 16 ≠ 8.",
        ["shortcut: 1×1 convolution", "8 channels at each end"],
    ),
    (
        "merge_shapes",
        stack((14, 14, 8), residual(same(8, strides=2), same(8))),
        None,
        "residual cannot add branches of 7×7×8, 14×14×8.",
        "They differ in height: 7 ≠ 14.",
        ["shortcut: 1×1, strides 2", "padding same and strides 1 inside", "pool to 7×7"],
    ),
    (
        "merge_shapes",
        stack((14, 14, 8), residual(Conv2D(filters=8))),
        None,
        "residual cannot add branches of 12×12×8, 14×14×8.",
        "They differ in height: 12 ≠ 14.",
        ["padding same inside", "padding same and strides 1 inside"],
    ),
    (
        "merge_shapes",
        stack((6,), residual(Dense(units=9))),
        None,
        "residual cannot add branches of 9, 6.",
        "They differ in values: 9 ≠ 6.",
        ["shortcut: Dense 9", "6 channels at each end"],
    ),
    (
        "merge_shapes",
        stack((224, 224, 3), Flatten(), Residual(branches=((), (Dense(units=10),)))),
        None,
        "residual cannot add branches of 150528, 10.",
        "They differ in values: 150528 ≠ 10.",
        [],
    ),
    (
        "merge_shapes",
        stack((2048, 2048, 3), residual(GlobalAveragePooling2D(keepdims=True), same(3), shortcut=(same(4),))),
        None,
        "residual cannot add branches of 1×1×3, 2048×2048×4.",
        "They differ in channels: 3 ≠ 4.",
        ["4 channels at each end"],
    ),
    (
        "merge_shapes",
        stack(
            (3, 3, 3), Parallel(merge="add", branches=((AveragePooling2D(pool_size=(3, 3)),), (same(5),), ()))
        ),
        None,
        "parallel cannot add branches of 1×1×3, 3×3×5, 3×3×3.",
        "They differ in channels: 3 ≠ 5.",
        ["3 channels at each end"],
    ),
    (
        "too_many_values",
        stack((60_000, 60_000, 1), same(1_000)),
        None,
        "conv2d would give 60000×60000×1000 for one sample.",
        "These are 3,600,000,000,000 numbers, more than any computer holds.",
        [],
    ),
    (
        "concatenate_shapes",
        stack((12, 12, 3), Parallel(branches=((same(4),), (MaxPooling2D(),)))),
        None,
        "parallel cannot lay branches of 12×12×4, 6×6×3 side by side.",
        "They differ in height: 12 ≠ 6. Only the last axis may.",
        ["padding same and strides 1 inside", "pool to 6×6"],
    ),
    (
        "concatenate_shapes",
        stack((4, 4, 3), Parallel(branches=((Flatten(), Dense(units=5)), ()))),
        None,
        "parallel cannot lay branches of 5, 4×4×3 side by side.",
        "They differ in number of axes: 1 ≠ 3. Only the last axis may.",
        ["flatten the branches"],
    ),
    (
        "merge_shapes",
        stack((8, 8, 4), Parallel(merge="maximum", branches=((), (same(3),)))),
        None,
        "parallel cannot take the maximum of branches of 8×8×4, 8×8×3.",
        "They differ in channels: 4 ≠ 3.",
        ["4 channels at each end", "concatenate instead"],
    ),
    (
        "subtract_branches",
        stack((4,), Parallel(merge="subtract", branches=((), (), ()))),
        None,
        "parallel has 3 branches to subtract.",
        "One can be subtracted from one other.",
        ["add instead"],
    ),
    (
        "merge_spreads",
        stack((8, 8, 4), residual(same(1))),
        None,
        "residual spreads 8×8×1 over every place of 8×8×4.",
        "An axis of length 1 is spread over the other branch's length. "
        "It can be trained, but this is seldom meant.",
        ["shortcut: 1×1 convolution", "4 channels at each end"],
    ),
    (
        "repeat_round",
        stack((28, 28, 1), Repeat(times=6, branches=((MaxPooling2D(),),))),
        None,
        "Round 5 of 6 in repeat gets 1×1×1, which max_pooling2d cannot read.",
        "⌊(1 − 2) / 2⌋ + 1 = 0.",
        ["times 4", "padding same", "pool 1×1"],
    ),
    (
        "sigmoid_deep",
        stack((8,), *(Dense(units=5, activation="sigmoid") for _ in range(6)), Dense(units=2)),
        2,
        "6 hidden layers in a row use sigmoid.",
        "Its slope is at most 1/4: at most 0.25^6 = 0.00024 of the gradient gets to the first.",
        ["relu in all 6"],
    ),
    (
        "bias_before_normalization",
        stack((8, 8, 1), residual(Conv2D(filters=1, padding="same"), BatchNormalization())),
        None,
        "The bias of conv2d is taken out again by batch_normalization.",
        "Batch normalization subtracts the mean and adds its own beta instead.",
        ["no bias before normalization (1)"],
    ),
]
