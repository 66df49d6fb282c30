"""Which ways there are to explain a network's answer, and what each of them needs."""

from __future__ import annotations

from typing import Literal

from cnngui.network.edit import replace, with_field
from cnngui.network.inference.activations import final_activation
from cnngui.network.inference.infer import infer
from cnngui.network.layers import Embedding
from cnngui.network.network import Network

Method = Literal["hires_cam", "grad_cam", "integrated_gradients", "occlusion"]
OF_MAPS: frozenset[Method] = frozenset({"hires_cam", "grad_cam"})
"""Those that look at the maps of a layer."""
_SOON = 100_000_000
"""Multiply-adds of an answer from which dozens of gradients are waited for."""


def with_scores(network: Network) -> Network:
    """Return `network` without the softmax or sigmoid that its output goes through last.

    Its answers are scores (logits). They tell one class from another where probabilities are 0 or 1 to the
    last digit. Layers keep their names, so weights fit both.
    """
    name, layer = final_activation(network.layers)
    if name not in ("softmax", "sigmoid") or layer not in network.layers or layer is None:
        return network
    return replace(network, layer.name, with_field(layer, "activation", "linear"))


def cam_layers(network: Network) -> tuple[str, ...]:
    """Return the layers and blocks whose maps can be looked at: those whose output has places.

    That is (height, width, maps), or (steps, features) where the input is a row of steps.
    """
    rank = 3 if len(network.input_shape) >= 2 and not _reads_words(network) else 2
    if len(network.input_shape) == 2:
        rank = 2
    return tuple(
        each.name
        for each in infer(network).every
        if each.output_shape is not None and len(each.output_shape) == rank and each.output_shape[0] > 1
    )


def methods(network: Network) -> tuple[Method, ...]:
    """Return the methods that can explain what `network` answers; () where its output is no row of classes.

    The first is asked unless a person chooses another: integrated gradients where they are soon there. Over
    sixteenths of digits they correlate with what covering takes from the score by 0.9 (`mnist-cnn`), 0.7
    (`mini-resnet`) and 0.5 (the shipped network); HiResCAM by 0.5, 0.6 and 0.0: the slope at the sample says
    little of a score that has long been sure. Grad-CAM weighs each map by its gradient's mean, which tells of
    maps that are averaged before the classes; behind Flatten it may leave none that speaks for the answer.

    Words are indices, and no gradient reaches an index: what a word counts for is seen by covering it.
    """
    inferred = infer(network)
    shape = inferred.output_shape
    if shape is None or len(shape) != 1:
        return ()
    of_maps: list[Method] = ["hires_cam", "grad_cam"] if cam_layers(network) else []
    if _reads_words(network):
        return (*of_maps, "occlusion")
    soon = (inferred.total_multiply_adds or 0) <= _SOON
    gradients: list[Method] = ["integrated_gradients"]
    return (*gradients, *of_maps, "occlusion") if soon else (*of_maps, *gradients, "occlusion")


def _reads_words(network: Network) -> bool:
    return bool(network.layers) and isinstance(network.layers[0], Embedding)
