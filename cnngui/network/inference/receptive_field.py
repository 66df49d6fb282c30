"""Which part of the input a value inside a network can depend on: its receptive field."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from cnngui.network.graph import Merge, Node, nodes, output_nodes
from cnngui.network.inference.propagation import node_shapes
from cnngui.network.inference.registry import KINDS
from cnngui.network.inference.shapes import window_span
from cnngui.network.layers import sides
from cnngui.network.names import INPUT
from cnngui.network.network import Network, Shape

Span = tuple[int, int]
"""First place along an axis, and the one behind the last."""
Spans = tuple[Span, ...]

_PLACE_BY_PLACE = frozenset(
    (
        *("Dense", "PositionBias", "BatchNormalization", "LayerNormalization", "Normalization", "Rescaling"),
        *("LocalResponseNormalization", "Activation", "ReLU", "PReLU", "LeakyReLU", "Maxout"),
    )
)
"""Layers whose every place depends on that place of their input alone."""
_INTERPOLATED = {"nearest": 0, "bilinear": 1, "bicubic": 2, "lanczos3": 3, "lanczos5": 5}
"""Places on either side of the nearest one that a value of a larger picture is made of."""
_OF_A_WINDOW = ("Conv1D", "Conv2D", "Conv3D", "DepthwiseConv2D", "SeparableConv2D")


class ReceptiveFields:
    """Answers for all layers of one network.

    Args:
        network: one without errors.
    """

    def __init__(self, network: Network) -> None:
        self._nodes = {node.name: node for node in nodes(network)}
        self._outputs = output_nodes(network)
        behind = {name: output for name, (_, output) in node_shapes(network).items()}
        self._shapes: Mapping[str, Shape] = {INPUT: network.input_shape, **behind}

    def of(self, entry: str, place: Sequence[int]) -> Spans | None:
        """Return the spans of the input, by axis without channels, that one place of an output looks at.

        Args:
            entry: name of a layer or block. place: indices of the place, by axis without channels; () of an
                output that has none, such as Dense's behind a Flatten.

        Returns:
            The smallest box that holds all of the input that counts, cut at the input's border: for two
            branches that of both. None where the place cannot be followed back: the values of a Flatten or
            Reshape, and layers that come in other orders.
        """
        node = self._outputs.get(entry)
        shape = self._shapes.get(node or "")
        if node is None or shape is None or len(place) != len(shape) - 1:
            return None
        if not place and self._kind(node) in ("Flatten", "Reshape"):
            return None
        wanted: dict[str, Spans] = {node: tuple((index, index + 1) for index in place)}
        for each in reversed(tuple(self._nodes.values())):
            if (spans := wanted.pop(each.name, None)) is None:
                continue
            for feed in each.inputs:
                if (before := _looked_at(each, spans, self._shapes[feed])) is None:
                    return None
                wanted[feed] = _joined(wanted.get(feed, before), before)
        return wanted.get(INPUT)

    def _kind(self, node: str) -> str:
        return self._nodes[node].kind if node in self._nodes else INPUT


def _joined(one: Spans, other: Spans) -> Spans:
    return tuple((min(a, c), max(b, d)) for (a, b), (c, d) in zip(one, other, strict=True))


def _looked_at(node: Node, spans: Spans, before: Shape) -> Spans | None:
    """Return what of its input, of shape `before`, these spans of a node's output look at."""
    lengths = before[:-1]
    layer: Any = node.layer
    if isinstance(layer, Merge):
        return spans
    if not spans:
        # Nothing of the places is left: all of them count.
        return tuple((0, length) for length in lengths)
    if len(spans) != len(lengths) or node.kind == "Reshape":
        return None
    if node.kind in _PLACE_BY_PLACE or KINDS[node.kind].training_only:
        found: Spans = spans
    elif node.kind in _OF_A_WINDOW:
        found = _of_windows(
            spans, lengths, layer.kernel_size, layer.strides, layer.dilation_rate, layer.padding
        )
    elif hasattr(layer, "pool_size"):
        strides = layer.pool_size if layer.strides is None else layer.strides
        found = _of_windows(spans, lengths, layer.pool_size, strides, 1, layer.padding)
    elif node.kind == "Conv2DTranspose":
        found = _of_transposed(spans, lengths, layer)
    elif node.kind == "ZeroPadding2D":
        found = tuple(
            (start - zeros, stop - zeros)
            for (start, stop), (zeros, _) in zip(spans, layer.padding, strict=True)
        )
    elif node.kind == "Cropping2D":
        found = tuple(
            (start + cut, stop + cut) for (start, stop), (cut, _) in zip(spans, layer.cropping, strict=True)
        )
    elif node.kind == "UpSampling2D":
        more = _INTERPOLATED[layer.interpolation]
        found = tuple(
            (start // size - more, (stop - 1) // size + 1 + more)
            for (start, stop), size in zip(spans, sides(layer.size), strict=True)
        )
    else:  # recurrent layers, and normalisations over all places
        found = tuple((0, length) for length in lengths)
    return tuple(
        (min(max(start, 0), length), max(min(stop, length), 0))
        for (start, stop), length in zip(found, lengths, strict=True)
    )


def _of_windows(spans: Spans, lengths: Shape, size: Any, strides: Any, dilation: Any, padding: str) -> Spans:
    """Return what windows look at; "same" puts the smaller half of its zeros in front, as Keras does."""
    axes = len(lengths)
    found = []
    for (start, stop), length, f, s, d in zip(
        spans, lengths, _each(size, axes), _each(strides, axes), _each(dilation, axes), strict=True
    ):
        reach = window_span(f, d)
        zeros = 0
        if padding == "same":
            zeros = max((-(-length // s) - 1) * s + reach - length, 0) // 2
        elif padding == "causal":
            zeros = reach - 1
        found.append((start * s - zeros, (stop - 1) * s - zeros + reach))
    return tuple(found)


def _of_transposed(spans: Spans, lengths: Shape, layer: Any) -> Spans:
    """Return what places of a transposed convolution look at: input i reaches outputs i·s − cut … + f."""
    axes = len(lengths)
    extras = [None] * axes if layer.output_padding is None else _each(layer.output_padding, axes)
    found = []
    for (start, stop), f, s, extra in zip(
        spans, _each(layer.kernel_size, axes), _each(layer.strides, axes), extras, strict=True
    ):
        cut = 0
        if layer.padding == "same":
            cut = max(f - s, 0) // 2 if extra is None else f // 2
        found.append((-(-(start + cut - f + 1) // s), (stop - 1 + cut) // s + 1))
    return tuple(found)


def _each(value: Any, axes: int) -> tuple[int, ...]:
    values = sides(value)
    return values if len(values) == axes else values * axes
