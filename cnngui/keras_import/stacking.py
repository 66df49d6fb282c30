"""A graph of layers and merges as a stack with blocks, if it is one.

A merge closes a block; the block opens at the last operation that all ways into the merge have in common
(the merge's immediate dominator). What lies between is the block's branches, each a stack again. A graph is
a stack with blocks exactly when every operation is met once on this walk.

Dominators of an acyclic graph, in the order of the data: Cooper, Harvey and Kennedy, "A Simple, Fast
Dominance Algorithm" (2001).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from cnngui.network.blocks import MAX_NESTING, AnyEntry, Parallel, Residual, Stack
from cnngui.network.graph import Merge
from cnngui.network.layers import AnyLayer

SOURCE = ""


@dataclass(frozen=True)
class GraphNode:
    """A layer or merge of the graph, under the name that it will have; `place` is its name in sentences."""

    layer: AnyLayer | Merge
    name: str
    inputs: tuple[str, ...]
    place: str


class CannotStackError(Exception):
    """The graph is no stack with blocks: `code` says why, and `place` where."""

    def __init__(self, place: str, code: str) -> None:
        super().__init__(place, code)
        self.place, self.code = place, code


def stacked(steps: Mapping[str, GraphNode], output: str) -> Stack:
    """Return the entries of the network that `steps` describe, from the input "" to `output`.

    Raises:
        CannotStackError: something is fed by nothing or by itself, leads nowhere, or feeds two branches.
    """
    order = _in_order(steps, output)
    if len(order) < len(steps):
        used = set(order)
        unused = next(name for name in steps if name not in used)
        raise CannotStackError(steps[unused].place, "leads_nowhere")
    walk = _Walk(steps, _dominators(steps, order))
    return walk.stack(SOURCE, output, 0)


class _Walk:
    def __init__(self, steps: Mapping[str, GraphNode], openings: Mapping[str, str]) -> None:
        self._steps, self._openings = steps, openings
        self._met: set[str] = set()

    def stack(self, start: str, end: str, depth: int) -> Stack:
        """Return what lies behind `start`, up to `end`, from the input's side."""
        entries: list[AnyEntry] = []
        while end != start:
            step = self._steps[end]
            if end in self._met:
                raise CannotStackError(step.place, "crosses")
            self._met.add(end)
            if isinstance(step.layer, Merge):
                opening = self._openings[end]
                entries.append(self._block(step, step.layer, opening, depth))
                end = opening
            else:
                entries.append(step.layer.model_copy(update={"name": step.name}))
                end = step.inputs[0]
        return tuple(reversed(entries))

    def _block(self, step: GraphNode, merge: Merge, opening: str, depth: int) -> AnyEntry:
        if depth >= MAX_NESTING:
            raise CannotStackError(step.place, "nested")
        branches = [self.stack(opening, each, depth + 1) for each in step.inputs]
        if merge.merge == "add" and len(branches) == 2:
            # Sums do not mind their order: the longer way is the main path, the other the shortcut.
            branches.sort(key=len, reverse=True)
            return Residual(name=step.name, branches=tuple(branches))
        return Parallel(name=step.name, merge=merge.merge, branches=tuple(branches))


def _in_order(steps: Mapping[str, GraphNode], output: str) -> list[str]:
    """Return what `output` needs, each behind what feeds it. No recursion: chains are long."""
    order: list[str] = []
    state: dict[str, int] = {}
    waiting = [output]
    while waiting:
        name = waiting[-1]
        if name == SOURCE or state.get(name) == 2:
            waiting.pop()
            continue
        step = steps[name]
        if state.get(name) == 1:
            state[name] = 2
            order.append(name)
            waiting.pop()
            continue
        state[name] = 1
        for each in step.inputs:
            if each != SOURCE and each not in steps:
                raise CannotStackError(step.place, "not_fed")
            if each != SOURCE and state.get(each) == 1:
                raise CannotStackError(step.place, "cycle")
        waiting.extend(each for each in step.inputs if each != SOURCE)
    return order


def _dominators(steps: Mapping[str, GraphNode], order: list[str]) -> dict[str, str]:
    """Return, for each name, the last one before it through which every way from the input goes.

    In a stack with blocks a merge looks at what stands in its own branches, so no operation is passed twice:
    more steps than operations are a graph that is none, and would be the square of them.
    """
    above: dict[str, str] = {}
    depth = {SOURCE: 0}
    left = len(order)
    for name in order:
        first, *others = steps[name].inputs
        for other in others:
            while first != other:
                left -= 1
                if left < 0:
                    raise CannotStackError(steps[name].place, "crosses")
                if depth[first] >= depth[other]:
                    first = above[first]
                else:
                    other = above[other]
        above[name] = first
        depth[name] = depth[first] + 1
    return above
