"""Whether the samples of a data set fit the network's input."""

from __future__ import annotations

import math
from collections.abc import Iterator

from cnngui.network.inference.problems import Edit, Fix, Problem
from cnngui.network.inference.propagation import Stream, run_stack
from cnngui.network.inference.shapes import shape_text
from cnngui.network.layers import Activation, Embedding, Normalization, Rescaling
from cnngui.network.network import Network, Shape

_LARGEST_BYTE_SCALE = 1 / 16
"""1/255 and 1/127.5 are far below, what people rescale 0..1 by is above."""
_FARTHEST_ZERO = 2.0
"""How far from 0, in numbers of 0 to 1, what becomes 0 may lie: 127.5 is the middle of 0 to 255."""
_EMBEDDED = 32
"""Numbers a word gets from the Embedding that a fix adds."""


def data_problems(network: Network, data_shape: Shape, words: int = 0) -> list[Problem]:
    """Return what is wrong when samples of `data_shape` are fed in.

    Smaller pictures can be: they get a border of zeros, as LeNet-5 reads digits of 28×28 on 32×32. The fix
    gives the network the data's shape, where its layers can go with that.

    Args:
        words: how many words the samples' numbers stand for, each a place in a vocabulary; 0 for numbers
            that are sizes.
    """
    if not fits(data_shape, network.input_shape):
        return [_misfit(network, data_shape)]
    if words and network.layers:
        return _word_problems(network, words)
    return _rescaling_problems(network) if len(data_shape) == 3 else []


def fits(data_shape: Shape, input_shape: Shape) -> bool:
    """Whether samples of `data_shape` can be fed in: they are of the input's shape, or smaller pictures.

    Grey pictures also fit an input of (height, width), and any picture a row of all its values.
    """
    if data_shape == input_shape:
        return True
    if len(data_shape) != 3:
        return False
    if len(input_shape) == 1:
        return math.prod(data_shape) == input_shape[0]
    wanted = input_shape if len(input_shape) == 3 else (*input_shape, 1)
    if len(wanted) != 3 or data_shape[2] != wanted[2]:
        return False
    return all(has <= wants for has, wants in zip(data_shape, wanted, strict=True))


def first_scaling(network: Network) -> Rescaling | Normalization | None:
    """Return what brings the input to scale before any layer with weights, None without such a layer.

    It tells what numbers the network was made for: Keras' own examples begin with a Rescaling of 1/255,
    its ConvNeXt with a Normalization by the mean and variance of 0 to 255.
    """
    return next(_scalings(network), None)


def _scalings(network: Network) -> Iterator[Rescaling | Normalization]:
    if not any(isinstance(entry, Rescaling | Normalization) for entry in network.layers):
        return
    results, _ = run_stack(network.layers, Stream.of(network.input_shape))
    for entry, result in zip(network.layers, results, strict=True):
        if isinstance(entry, Rescaling | Normalization):
            yield entry
        elif isinstance(entry, Activation) or result.parameters != 0:
            return


def reads_bytes(network: Network) -> bool:
    """Whether pixels reach the network as 0 to 255, not 0 to 1, by how it begins to bring them to scale.

    ``(255 - x) / 255`` is several layers of an offset and a scale, ``x - 127.5`` is one without a scale.
    """
    scale, offset = 1.0, 0.0
    for layer in _scalings(network):
        if isinstance(layer, Normalization):
            # Of numbers from 0 to 1 no mean is above 1, and no variance above 1/4.
            return _for_bytes(scale, offset) or (scale == 1 and max(*layer.mean, *layer.variance) > 1)
        scale, offset = scale * layer.scale, offset * layer.scale + layer.offset
    return _for_bytes(scale, offset)


def _for_bytes(scale: float, offset: float) -> bool:
    return scale != 0 and (abs(scale) < _LARGEST_BYTE_SCALE or abs(offset / scale) > _FARTHEST_ZERO)


def _misfit(network: Network, data_shape: Shape) -> Problem:
    data = shape_text(data_shape)
    values = {"input": shape_text(network.input_shape), "data": data}
    code = "network.data_shape" if len(data_shape) > 1 else "network.data_row"
    # A network for photographs has no layer left for a digit: to read it would only break it.
    if run_stack(network.layers, Stream.of(data_shape))[1] is None:
        return Problem("", f"{code}_unreadable", values=values)
    fix = Fix("network.fix_input_shape", (Edit("set_input", shape=data_shape),), {"input": data})
    return Problem("", code, values=values, fixes=(fix,))


def _rescaling_problems(network: Network) -> list[Problem]:
    """Return that a Rescaling from 0..255 stands first, where pictures are brought to 0..1 anyway."""
    first = first_scaling(network)
    if not isinstance(first, Rescaling) or not reads_bytes(network):
        return []
    scale = round(255 * first.scale, 6)
    if (scale, first.offset) == (1, 0):
        fix = Fix("network.fix_remove", (Edit("remove", first.name),), {"target": first.name})
    else:
        other = first.model_copy(update={"scale": scale})
        fix = Fix("network.fix_scale", (Edit("replace", first.name, other),), {"scale": scale})
    values = {"scale": first.scale, "offset": first.offset}
    return [Problem(first.name, "network.rescaled_already", "warning", values, (fix,))]


def _word_problems(network: Network, words: int) -> list[Problem]:
    embeddings = [entry for entry in network.entries if isinstance(entry, Embedding)]
    if not embeddings:
        first = network.layers[0].name
        added = Embedding(input_dim=words, output_dim=_EMBEDDED)
        fix = Fix("network.fix_add_embedding", (Edit("insert_before", first, added),))
        return [Problem(first, "network.words_as_sizes", "warning", fixes=(fix,))]
    return [_too_small(layer, words) for layer in embeddings if layer.input_dim < words]


def _too_small(layer: Embedding, words: int) -> Problem:
    larger = layer.model_copy(update={"input_dim": words})
    fix = Fix("network.fix_input_dim", (Edit("replace", layer.name, larger),), {"input_dim": words})
    values = {"input_dim": layer.input_dim, "words": words}
    return Problem(layer.name, "network.embedding_too_small", values=values, fixes=(fix,))
