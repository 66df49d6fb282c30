"""A layer with the numbers of one moment, laid out so that its cells can be taken apart."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal, get_args

import numpy as np
from numpy.typing import NDArray

from cnngui.engine.numpy_backend.functions import FUNCTIONS, border
from cnngui.engine.stepping.order import Shape3, folded
from cnngui.engine.stepping.windows import Pair, Sliding
from cnngui.files.arrays import Arrays
from cnngui.network.blocks import MergeName
from cnngui.network.layers import DepthwiseConv2D, sides
from cnngui.network.network import Shape

Values = NDArray[np.float32]
Work = Literal["sum", "max", "mean", "scale", "activate", "merge"]
Part = Literal["", "depthwise", "pointwise"]
_MOST_AXES = 3


@dataclass(frozen=True, eq=False)
class Stage:
    """What one layer does, or one half of a separable convolution.

    Attributes:
        layer: with its fields. part: which half this is, "" for a whole layer.
        work: what becomes of a window: its weighted sum, its largest or mean value; or of a single value:
            scaled and shifted, or through a function; or of one value of each branch.
        input, output: float32 (rows, columns, channels), of one moment.
        sliding: how the window moves; None where a cell has one value only.
        kernel: float32 (height, width, channels, filters) of a weighted sum.
        groups: how many parts the channels are in; each filter reads one.
        bias: float32 (filters,), or None. activation: of the sum.
        weights: of what is scaled, in Keras' order; the slopes of a PReLU.
        branches: of a merge, float32 (rows, columns, channels) each; where they have one row, column or
            channel alone, it counts for all. `input` is the first.
    """

    layer: Any
    work: Work
    input: Values
    output: Values
    sliding: Sliding | None = None
    kernel: Values | None = None
    groups: int = 1
    bias: Values | None = None
    activation: str = "linear"
    part: Part = ""
    weights: Arrays = ()
    branches: Arrays = ()

    @property
    def concatenates(self) -> bool:
        """Whether it is a merge that puts its branches' channels one behind the other."""
        return self.work == "merge" and self.layer.merge == "concatenate"

    def branch_place(self, branch: int, place: tuple[int, int, int]) -> tuple[int, int, int] | None:
        """Return the place of a merge's branch that goes into `place`, None where it has no part in it."""
        row, column, channel = place
        values = self.branches[branch]
        if self.concatenates:
            channel -= sum(each.shape[2] for each in self.branches[:branch])
            if not 0 <= channel < values.shape[2]:
                return None
        rows, columns, channels = values.shape
        return min(row, rows - 1), min(column, columns - 1), min(channel, channels - 1)

    @property
    def shape(self) -> Shape3:
        """Return rows, columns and channels of the output."""
        rows, columns, channels = self.output.shape
        return rows, columns, channels

    def read_by(self, channel: int) -> range:
        """Return the channels of the input that a channel of the output is made of."""
        count = self.input.shape[2]
        if self.kernel is None:
            return range(channel, channel + 1)
        each, filters = count // self.groups, self.kernel.shape[3] // self.groups
        first = channel // filters * each
        return range(first, first + each)


def has_steps(kind: str, axes: int) -> bool:
    """Whether the cells of such a layer can be taken apart; `axes` are those of its input."""
    return (kind in _STAGES or kind in MERGED_KINDS) and axes <= _MOST_AXES


def stages(
    layer: Any,
    weights: Arrays,
    given: Values,
    output: Values,
    before: Shape | None = None,
    branches: Arrays = (),
) -> tuple[Stage, ...]:
    """Return the stages of a layer: one, or two of a separable convolution.

    Args:
        weights: in Keras' order. given, output: float32 of the layer's input and output, all of one moment.
        before: the shape that a Flatten had, if it feeds a Dense layer: its units then show what they read.
        branches: what a merge is given.

    Raises:
        KeyError: for a layer without steps (`has_steps`).
    """
    if branches:
        pictures = tuple(map(as_picture, branches))
        return (Stage(layer, "merge", pictures[0], as_picture(output), branches=pictures),)
    return _STAGES[layer.kind](layer, weights, given, output, before)


def as_picture(values: Values) -> Values:
    """Return (rows, columns, channels): a sequence has one row, a row of units one pixel."""
    values = np.asarray(values, np.float32)
    return values.reshape(*(1,) * (3 - values.ndim), *values.shape)


# A layer's sizes along rows and columns -------------------------------------------------------------


def _both(value: Any) -> Pair:
    """Return a size along rows and columns; a sequence's along its only row."""
    found = sides(value)
    return (1, found[0]) if len(found) == 1 else (found[0], found[1])


def _borders(shape: Pair, size: Pair, strides: Pair, dilations: Pair, padding: str) -> tuple[Pair, Pair]:
    spans = [(each - 1) * dilation + 1 for each, dilation in zip(size, dilations, strict=True)]
    # A sequence's only row is never padded, not even by "causal".
    kept = [padding if span > 1 or padding == "same" else "valid" for span in spans]
    rows, columns = (border(shape[i], spans[i], strides[i], kept[i]) for i in (0, 1))
    return rows, columns


def _gathering(layer: Any, shape: Pair) -> Sliding:
    size, strides = _both(layer.kernel_size), _both(layer.strides)
    dilations = _both(layer.dilation_rate)
    return Sliding(size, strides, dilations, _borders(shape, size, strides, dilations, layer.padding))


def _spreading(layer: Any, shape: Pair, reached: Pair) -> Sliding:
    """Return how a transposed convolution spreads `shape` over `reached`, as TensorFlow cuts the edges."""
    size, strides = _both(layer.kernel_size), _both(layer.strides)
    before = [border(reached[i], size[i], strides[i], layer.padding)[0] for i in (0, 1)]
    behind = [(shape[i] - 1) * strides[i] + size[i] - before[i] - reached[i] for i in (0, 1)]
    borders = ((before[0], behind[0]), (before[1], behind[1]))
    return Sliding(size, strides, (1, 1), borders, transposed=True)


def _area(values: Values) -> Pair:
    return values.shape[0], values.shape[1]


# Kinds ----------------------------------------------------------------------------------------------


def _kernel_and_bias(layer: Any, weights: Arrays) -> tuple[Values, Values | None]:
    return weights[0], weights[-1] if layer.use_bias else None


def _convolution(layer: Any, weights: Arrays, given: Values, output: Values, before: Any) -> tuple[Stage]:
    kernel, bias = _kernel_and_bias(layer, weights)
    picture = as_picture(given)
    return (
        Stage(
            *(layer, "sum", picture, as_picture(output), _gathering(layer, _area(picture))),
            kernel=kernel.reshape(*(1,) * (4 - kernel.ndim), *kernel.shape),
            groups=layer.groups,
            bias=bias,
            activation=layer.activation,
        ),
    )


def _transposed(layer: Any, weights: Arrays, given: Values, output: Values, before: Any) -> tuple[Stage]:
    kernel, bias = _kernel_and_bias(layer, weights)
    sliding = _spreading(layer, _area(given), _area(output))
    # Keras has (height, width, filters, channels) here.
    turned = kernel.swapaxes(2, 3)
    return (Stage(layer, "sum", given, output, sliding, turned, bias=bias, activation=layer.activation),)


def _depthwise(layer: Any, weights: Arrays, given: Values, output: Values, before: Any) -> tuple[Stage]:
    kernel, bias = _kernel_and_bias(layer, weights)
    sliding, channels = _gathering(layer, _area(given)), given.shape[2]
    own = kernel.reshape(*kernel.shape[:2], 1, -1)
    return (Stage(layer, "sum", given, output, sliding, own, channels, bias, layer.activation),)


def _separable(
    layer: Any, weights: Arrays, given: Values, output: Values, before: Any
) -> tuple[Stage, Stage]:
    kernel, mixing = weights[:2]
    bias = weights[-1] if layer.use_bias else None
    fields = ("kernel_size", "strides", "padding", "dilation_rate", "depth_multiplier")
    alone = DepthwiseConv2D(use_bias=False, **{field: getattr(layer, field) for field in fields})
    between = FUNCTIONS[alone.kind](alone, (kernel,), given[np.newaxis])[0]
    (first,) = _depthwise(alone, (kernel,), given, between, None)
    second = Stage(
        *(layer, "sum", between, output, Sliding((1, 1)), mixing),
        bias=bias,
        activation=layer.activation,
        part="pointwise",
    )
    return replace(first, layer=layer, part="depthwise"), second


def _dense(layer: Any, weights: Arrays, given: Values, output: Values, before: Shape | None) -> tuple[Stage]:
    kernel, bias = _kernel_and_bias(layer, weights)
    if given.ndim > 1:  # a window of one pixel
        picture, size = as_picture(given), (1, 1)
    else:
        picture = given.reshape(_laid_out(given.size, before))
        size = _area(picture)
    own = kernel.reshape(*size, picture.shape[2], -1)
    return (
        Stage(
            *(layer, "sum", picture, as_picture(output), Sliding(size), own),
            bias=bias,
            activation=layer.activation,
        ),
    )


def _laid_out(count: int, before: Shape | None) -> Shape:
    """Return the picture that a row of units is shown as: what was flattened, or some rows."""
    if before is not None and len(before) <= _MOST_AXES and int(np.prod(before)) == count:
        return (*(1,) * (3 - len(before)), *before)
    return (*folded(count), 1)


def _pooling(work: Work) -> Callable[..., tuple[Stage]]:
    def made(layer: Any, weights: Arrays, given: Values, output: Values, before: Any) -> tuple[Stage]:
        picture = as_picture(given)
        size = _both(layer.pool_size)
        strides = size if layer.strides is None else _both(layer.strides)
        borders = _borders(_area(picture), size, strides, (1, 1), layer.padding)
        sliding = Sliding(size, strides, (1, 1), borders)
        return (Stage(layer, work, picture, as_picture(output), sliding),)

    return made


def _global_pooling(work: Work) -> Callable[..., tuple[Stage]]:
    def made(layer: Any, weights: Arrays, given: Values, output: Values, before: Any) -> tuple[Stage]:
        picture = as_picture(given)
        return (Stage(layer, work, picture, as_picture(output), Sliding(_area(picture))),)

    return made


def _one_value(work: Work) -> Callable[..., tuple[Stage]]:
    def made(layer: Any, weights: Arrays, given: Values, output: Values, before: Any) -> tuple[Stage]:
        name = getattr(layer, "activation", "linear")
        return (Stage(layer, work, as_picture(given), as_picture(output), activation=name, weights=weights),)

    return made


_STAGES: Mapping[str, Callable[..., tuple[Stage, ...]]] = {
    **dict.fromkeys(("Conv1D", "Conv2D"), _convolution),
    "Conv2DTranspose": _transposed,
    "DepthwiseConv2D": _depthwise,
    "SeparableConv2D": _separable,
    **dict.fromkeys(("MaxPooling1D", "MaxPooling2D"), _pooling("max")),
    **dict.fromkeys(("AveragePooling1D", "AveragePooling2D"), _pooling("mean")),
    **dict.fromkeys(("GlobalMaxPooling1D", "GlobalMaxPooling2D"), _global_pooling("max")),
    **dict.fromkeys(("GlobalAveragePooling1D", "GlobalAveragePooling2D"), _global_pooling("mean")),
    "Dense": _dense,
    **dict.fromkeys(("BatchNormalization", "LayerNormalization", "GroupNormalization"), _one_value("scale")),
    **dict.fromkeys(("Activation", "ReLU", "LeakyReLU", "PReLU"), _one_value("activate")),
}
"""By kind; what only moves values about or divides whole maps has no steps of its own."""
STEPPED_KINDS = frozenset(_STAGES)
MERGED_KINDS = frozenset(name.capitalize() for name in get_args(MergeName))
