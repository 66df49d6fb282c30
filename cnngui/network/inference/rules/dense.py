"""Dense, Embedding and PositionBias."""

from __future__ import annotations

from math import prod

from cnngui.network.inference.problems import Problem
from cnngui.network.inference.rules.fixes import inserting_before, moving_before, removing
from cnngui.network.inference.rules.verdict import Above, Reach, Verdict
from cnngui.network.inference.shapes import shape_text, total_text
from cnngui.network.inference.weights import dense_weights, embedding_weights
from cnngui.network.layers import Dense, Embedding, Flatten, PositionBias, ShapeLayer
from cnngui.network.network import Shape


def dense(layer: Dense, shape: Shape, above: Above) -> Verdict:
    """Return the last axis exchanged for `units`, and (inputs + bias)·units parameters.

    Like Keras, a Dense layer reads the last axis only: on a picture it treats every pixel alike, with the
    channels as its inputs. That is seldom meant, so it is warned of.
    """
    inputs = shape[-1]
    parameters = dense_weights(layer, shape).parameters
    return Verdict(
        output_shape=(*shape[:-1], layer.units),
        multiply_adds=prod(shape) * layer.units,
        arithmetic=f"({inputs}{' + 1' if layer.use_bias else ''})·{layer.units} = {parameters:,}",
        problems=(_on_picture(layer, shape),) if len(shape) > 1 else (),
        reach=Reach(whole=len(shape) == 1),
    )


def _on_picture(layer: Dense, shape: Shape) -> Problem:
    return Problem(
        layer.name,
        "network.dense_on_picture" if len(shape) > 2 else "network.dense_on_sequence",
        "warning",
        {"input": shape_text(shape), "inputs": shape[-1], "values": f"{prod(shape):,}"},
        (inserting_before(layer, "network.fix_flatten_before", Flatten()),),
    )


def embedding(layer: Embedding, shape: Shape, above: Above) -> Verdict:
    """Return a row of `output_dim` values for each number, and input_dim·output_dim parameters.

    Looking up costs no multiply-adds. Numbers that another layer computed are no words: Keras cuts them
    down to whole ones, and no gradient passes; so that is warned of, and pictures too.
    """
    parameters = embedding_weights(layer, shape).parameters
    return Verdict(
        output_shape=(*shape, layer.output_dim),
        arithmetic=f"{layer.input_dim}·{layer.output_dim} = {parameters:,}",
        problems=_no_words(layer, shape, above),
    )


def _no_words(layer: Embedding, shape: Shape, above: Above) -> tuple[Problem, ...]:
    if len(shape) > 1:
        values = {"input": shape_text(shape)}
        return (Problem(layer.name, "network.embedding_on_picture", "warning", values, (removing(layer),)),)
    computed = [each.name for each, _ in above if not isinstance(each, ShapeLayer)]
    if not computed:
        return ()
    fixes = (moving_before(layer, computed[0]), removing(layer))
    return (Problem(layer.name, "network.embedding_inside", "warning", {"first": computed[0]}, fixes),)


def position_bias(layer: PositionBias, shape: Shape, above: Above) -> Verdict:
    """Return the input's shape, and a learned number for each of its values."""
    return Verdict(output_shape=shape, arithmetic=total_text(shape))
