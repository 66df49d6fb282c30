"""Follow a sample's shape through stacks and blocks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from math import prod

from cnngui.network.blocks import MERGE_SIGNS, AnyBlock, AnyEntry, Block, Repeat, replaced
from cnngui.network.freezing import is_frozen
from cnngui.network.graph import Merge, nodes
from cnngui.network.inference.problems import Edit, Fix, Problem
from cnngui.network.inference.registry import KINDS
from cnngui.network.inference.result import LayerResult
from cnngui.network.inference.rules.merging import Joining, merge_problem, merged_shape, spreading
from cnngui.network.inference.rules.verdict import Reach, Verdict, refused
from cnngui.network.inference.shapes import shape_text
from cnngui.network.inference.stack_warnings import large_layer
from cnngui.network.layers import AnyLayer
from cnngui.network.names import INPUT
from cnngui.network.network import Network, Shape


@dataclass(frozen=True)
class Stream:
    """A sample on its way: its shape, and which part of the network's input a value of it depends on.

    Attributes:
        spans, jumps: pixels that a value sees, and by which two neighbours' views lie apart, along each
            spatial axis; () where that cannot be said.
    """

    shape: Shape
    spans: tuple[int, ...]
    jumps: tuple[int, ...]
    whole: tuple[int, ...]

    @classmethod
    def of(cls, input_shape: Shape) -> Stream:
        """Return the stream at the input: each pixel sees itself."""
        ones = (1,) * (len(input_shape) - 1)
        return cls(input_shape, ones, ones, input_shape[:-1])

    def through(self, shape: Shape, reach: Reach) -> Stream:
        """Return the stream behind a layer. A window of f values, j pixels apart, sees (f - 1)·j more.

        Araujo, Norris and Sim, "Computing Receptive Fields of Convolutional Neural Networks" (2019).
        """
        if reach.whole:
            return replace(self, shape=shape, spans=self.whole, jumps=self.whole)
        if not (reach.spans or reach.scattered):
            return replace(self, shape=shape)
        if reach.scattered or len(reach.spans) != len(self.spans):
            return replace(self, shape=shape, spans=(), jumps=())
        axes = list(zip(self.spans, self.jumps, reach.spans, reach.strides, strict=True))
        return replace(
            self,
            shape=shape,
            spans=tuple(min(seen + (span - 1) * jump, MAX_REACH) for seen, jump, span, _ in axes),
            jumps=tuple(min(jump * stride, MAX_REACH) for _, jump, _, stride in axes),
        )

    def since(self, before: Stream) -> Reach:
        """Return what lies between `before` and this stream, as one reach."""
        if not self.spans or len(self.spans) != len(before.spans) or self.spans == self.whole:
            return Reach(whole=self.spans == self.whole)
        axes = list(zip(self.spans, self.jumps, before.spans, before.jumps, strict=True))
        return Reach(
            tuple((now - seen) // step + 1 for now, _, seen, step in axes),
            tuple(jump // step for _, jump, _, step in axes),
        )


Walked = tuple[tuple[LayerResult, ...], Stream | None]


def run_stack(entries: Sequence[AnyEntry], stream: Stream | None) -> Walked:
    """Return the results of a stack fed by `stream`, and what comes out of it; None behind an error."""
    results: list[LayerResult] = []
    above: list[tuple[AnyLayer, Shape]] = []
    for entry in entries:
        if stream is None:
            results.append(_unknown(entry))
        else:
            result, behind = _run_entry(entry, stream, above)
            if not isinstance(entry, Block):
                above.append((entry, stream.shape))
            results.append(result)
            stream = behind
    return tuple(results), stream


_Known = tuple[AnyEntry, AnyLayer | None, LayerResult, Stream | None]
_KNOWN: dict[tuple[int, Stream], _Known] = {}
MAX_VALUES = 2**40
"""Numbers that one layer may give for a sample: 4 TB, and all formulas stay within what can be written."""

MAX_REACH = 2**40
"""Pixels that a value sees along an axis: strides on 1×1 maps multiply to numbers that cannot be written."""

_MOST_KNOWN = 10_000
"""Several of the largest networks; then all are forgotten at once."""


def _run_entry(
    entry: AnyEntry, stream: Stream, above: Sequence[tuple[AnyLayer, Shape]]
) -> tuple[LayerResult, Stream | None]:
    """Run one entry, or remember what became of it: an edit leaves nearly all entries the same objects.

    A flat ResNet-152 took 16 ms after each edit without this. Layers with problems are run again, as their
    fixes may speak of what stands above.
    """
    key = (id(entry), stream)
    before = above[-1][0] if above else None
    known = _KNOWN.get(key)
    if known is not None and known[0] is entry and known[1] is before:
        return known[2], known[3]
    if isinstance(entry, Block):
        result, behind = _run_block(entry, stream)
    else:
        verdict = KINDS[entry.kind].verdict(entry, stream.shape, above)
        shape = verdict.output_shape
        if shape is not None and prod(shape) > MAX_VALUES:
            verdict = refused(_too_many(entry, shape))
            shape = None
        behind = None if shape is None else stream.through(shape, verdict.reach)
        result = _result(entry, stream, behind, verdict)
    if isinstance(entry, Block) or not result.problems:
        if len(_KNOWN) >= _MOST_KNOWN:
            _KNOWN.clear()
        # The entry is kept, so that its id is not given to another.
        _KNOWN[key] = entry, before, result, behind
    return result, behind


def _too_many(entry: AnyEntry, shape: Shape) -> Problem:
    values = {"output": shape_text(shape), "values": prod(shape)}
    return Problem(entry.name, "network.too_many_values", values=values)


def node_shapes(network: Network) -> Mapping[str, tuple[Shape, Shape]]:
    """Return the input and output shape of every node (`cnngui.network.graph.nodes`) by its name.

    A merge is given the shape of its first branch here.

    Raises:
        ValueError: the network has an error (`cnngui.network.inference.infer.infer` tells which).
    """
    outputs: dict[str, Shape] = {INPUT: network.input_shape}
    shapes: dict[str, tuple[Shape, Shape]] = {}
    for node in nodes(network):
        fed = [outputs[name] for name in node.inputs]
        if isinstance(node.layer, Merge):
            output = merged_shape(node.layer.merge, fed)
        else:
            output = KINDS[node.kind].verdict(node.layer, fed[0]).output_shape
        if output is None:
            raise ValueError(f"{node.name} has no output")
        outputs[node.name] = output
        shapes[node.name] = fed[0], output
    return shapes


def _result(layer: AnyLayer, stream: Stream, behind: Stream | None, verdict: Verdict) -> LayerResult:
    known = behind is not None
    return LayerResult(
        name=layer.name,
        kind=layer.kind,
        input_shape=stream.shape,
        output_shape=verdict.output_shape,
        parameters=verdict.weights.parameters if known else None,
        trainable_parameters=verdict.weights.trainable if known else None,
        multiply_adds=verdict.multiply_adds if known else None,
        problems=(*verdict.problems, *large_layer(layer.name, verdict.weights.parameters)),
        arithmetic=verdict.arithmetic,
        receptive_field=behind.spans if behind is not None else (),
        values=prod(behind.shape) if behind is not None else 0,
        frozen_parameters=verdict.weights.parameters if known and is_frozen(layer) else 0,
    )


def _unknown(entry: AnyEntry) -> LayerResult:
    branches: tuple[tuple[LayerResult, ...], ...] = ()
    if isinstance(entry, Block):
        branches = tuple(tuple(map(_unknown, branch)) for branch in entry.branches)
    return LayerResult(entry.name, entry.kind, None, None, None, None, None, (), "", branches=branches)


def _run_block(block: AnyBlock, stream: Stream) -> tuple[LayerResult, Stream | None]:
    if isinstance(block, Repeat):
        return _run_repeat(block, stream)
    return _run_branches(block, stream)


# Branches that meet ---------------------------------------------------------------------------------


def _run_branches(block: Joining, stream: Stream) -> tuple[LayerResult, Stream | None]:
    walked = [run_stack(branch, stream) for branch in block.branches]
    inner = tuple(results for results, _ in walked)
    ends = [end for _, end in walked if end is not None]
    if len(ends) < len(walked):
        return _block_result(block, stream, None, inner), None

    def ends_of(changed: Joining) -> list[Shape] | None:
        found = [run_stack(branch, stream)[1] for branch in changed.branches]
        known = [end.shape for end in found if end is not None]
        return known if len(known) == len(found) else None

    shapes = [end.shape for end in ends]
    shape = merged_shape(block.merge, shapes)
    if shape is None:
        problem = merge_problem(block, shapes, stream.shape, ends_of)
        return _block_result(block, stream, None, inner, (problem,)), None
    if prod(shape) > MAX_VALUES:
        return _block_result(block, stream, None, inner, (_too_many(block, shape),)), None
    behind = Stream(
        shape, _widest([end.spans for end in ends]), _widest([end.jumps for end in ends]), stream.whole
    )
    problems = tuple(spreading(block, shapes, shape, stream.shape, ends_of))
    arithmetic = _merge_text(block.merge, shapes, shape)
    return _block_result(block, stream, behind, inner, problems, arithmetic, values=prod(shape)), behind


def _widest(views: Sequence[tuple[int, ...]]) -> tuple[int, ...]:
    """Return the largest of several views along each axis; () when they cannot be compared."""
    known = {len(view) for view in views}
    return tuple(map(max, zip(*views, strict=True))) if len(known) == 1 else ()


def _merge_text(merge: str, shapes: Sequence[Shape], shape: Shape) -> str:
    if merge == "concatenate":
        return " + ".join(str(each[-1]) for each in shapes) + f" = {shape[-1]}"
    sign = f" {MERGE_SIGNS[merge]} " if len(MERGE_SIGNS[merge]) == 1 else ", "
    return sign.join(map(shape_text, shapes)) + f" = {shape_text(shape)}"


# Rounds ---------------------------------------------------------------------------------------------


def _run_repeat(block: Repeat, stream: Stream) -> tuple[LayerResult, Stream | None]:
    """Run every round, but those that must give what the one before gave."""
    (branch,) = block.branches
    first, end = run_stack(branch, stream)
    if end is None:
        return _block_result(block, stream, None, (first,)), None
    rounds, before, results = [(first, 1)], stream, first
    number = 1
    while number < block.times:
        if end.shape == before.shape:
            same = block.times - number
            reach = end.since(before)
            for _ in range(same):
                end = end.through(end.shape, reach)
            rounds[-1] = (results, rounds[-1][1] + same)
            break
        before = end
        number += 1
        results, after = run_stack(branch, before)
        if after is None:
            problem = _round_problem(block, number, before.shape, results, stream)
            return _block_result(block, stream, None, (first,), (problem,)), None
        rounds.append((results, 1))
        end = after
    return _block_result(block, stream, end, (first,), rounds=rounds), end


def _round_problem(
    block: Repeat, number: int, shape: Shape, results: Sequence[LayerResult], start: Stream
) -> Problem:
    """Say in which round the layers no longer fit, and why: the layer's own problem holds the arithmetic."""
    errors = (each for result in results for inside in result.walk() for each in inside.problems)
    inner = next(problem for problem in errors if problem.severity == "error")
    fewer = block.model_copy(update={"times": number - 1})
    fix = Fix("network.fix_times", (Edit("replace", block.name, fewer),), {"times": number - 1})
    return Problem(
        block.name,
        "network.repeat_round",
        values={
            "round": number,
            "times": block.times,
            "input": shape_text(shape),
            "inner": inner.where,
            "arithmetic": inner.values.get("arithmetic", shape_text(shape)),
        },
        fixes=(fix, *(each for each in inner.fixes if _mends_round(block, each, start))),
    )


def _mends_round(block: Repeat, fix: Fix, start: Stream) -> bool:
    """Return whether a fix that was made for one round lets all of them pass."""
    (branch,) = block.branches
    for edit in fix.edits:
        if edit.action != "replace" or edit.layer is None:
            return False
        branch = replaced(branch, edit.target, edit.layer)
    return all(each.ok for each in _run_block(block.with_branches((branch,)), start)[0].walk())


# What a block amounts to ----------------------------------------------------------------------------


def _block_result(
    block: AnyBlock,
    stream: Stream,
    behind: Stream | None,
    branches: tuple[tuple[LayerResult, ...], ...],
    problems: tuple[Problem, ...] = (),
    arithmetic: str = "",
    values: int = 0,
    rounds: Sequence[tuple[Sequence[LayerResult], int]] = (),
) -> LayerResult:
    """Sum up what is inside; `rounds` are the results of a Repeat, each with how often it is repeated."""
    counted = rounds or [(branch, 1) for branch in branches]
    inside = [(result, times) for results, times in counted for result in results]
    known = behind is not None
    return LayerResult(
        name=block.name,
        kind=block.kind,
        input_shape=stream.shape,
        output_shape=behind.shape if behind is not None else None,
        parameters=sum((each.parameters or 0) * times for each, times in inside) if known else None,
        trainable_parameters=sum((each.trainable_parameters or 0) * times for each, times in inside)
        if known
        else None,
        multiply_adds=sum((each.multiply_adds or 0) * times for each, times in inside) if known else None,
        problems=problems,
        arithmetic=arithmetic,
        receptive_field=behind.spans if behind is not None else (),
        values=values + sum(each.values * times for each, times in inside),
        frozen_parameters=sum(each.frozen_parameters * times for each, times in inside) if known else 0,
        branches=branches,
    )
