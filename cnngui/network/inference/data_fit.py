"""Whether the samples of a data set fit the network's input."""

from __future__ import annotations

from cnngui.network.inference.problems import Edit, Fix, Problem
from cnngui.network.inference.propagation import Stream, run_stack
from cnngui.network.inference.shapes import shape_text
from cnngui.network.layers import Embedding
from cnngui.network.network import Network, Shape

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
    return _word_problems(network, words) if words and network.layers else []


def fits(data_shape: Shape, input_shape: Shape) -> bool:
    """Whether samples of `data_shape` can be fed in: they are of the input's shape, or smaller pictures."""
    if data_shape == input_shape:
        return True
    pictures = len(data_shape) == len(input_shape) == 3 and data_shape[2] == input_shape[2]
    return pictures and all(has <= wants for has, wants in zip(data_shape, input_shape, strict=True))


def _misfit(network: Network, data_shape: Shape) -> Problem:
    data = shape_text(data_shape)
    values = {"input": shape_text(network.input_shape), "data": data}
    code = "network.data_shape" if len(data_shape) > 1 else "network.data_row"
    # A network for photographs has no layer left for a digit: to read it would only break it.
    if run_stack(network.layers, Stream.of(data_shape))[1] is None:
        return Problem("", f"{code}_unreadable", values=values)
    fix = Fix("network.fix_input_shape", (Edit("set_input", shape=data_shape),), {"input": data})
    return Problem("", code, values=values, fixes=(fix,))


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
