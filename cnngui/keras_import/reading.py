"""From a ``.keras`` file to a network with weights, step by step, the cheap steps first."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from pydantic import ValidationError

from cnngui.errors import CnnguiError
from cnngui.files.arrays import Arrays
from cnngui.files.file_window import FileWindow
from cnngui.files.opening import MB, shown_text
from cnngui.keras_import.archive import WEIGHTS, check_sum, is_keras_file, opened, read_texts
from cnngui.keras_import.findings import Findings, MalformedError, shown
from cnngui.keras_import.kinds import translated
from cnngui.keras_import.operations import Graph, Operation, read_graph
from cnngui.keras_import.parts import Part
from cnngui.keras_import.recipe import recipe_of
from cnngui.keras_import.stacking import SOURCE, CannotStackError, GraphNode, stacked
from cnngui.keras_import.weights import read_weights
from cnngui.network.blocks import replaced
from cnngui.network.graph import nodes
from cnngui.network.inference.infer import infer
from cnngui.network.inference.propagation import node_shapes
from cnngui.network.inference.weight_shapes import weight_shapes
from cnngui.network.layers import Normalization
from cnngui.network.network import RESERVED_NAMES, Network, Shape
from cnngui.network.recipe import Recipe
from cnngui.network.strict_json import Faults, faults_of

__all__ = ["KerasFile", "is_keras_file", "read_keras_file"]

# Keras keeps the weights of these one level deeper.
_CELLS = {"SimpleRNN": "/cell", "LSTM": "/cell"}
_MOST_NAMED_CLASSES = 65_536
_MOST_WEIGHTS = 300 * MB  # they are all in memory before the last of them may be found to be bad


@dataclass(frozen=True, eq=False)
class KerasFile:
    """What a ``.keras`` file held.

    Attributes:
        recipe: as the file was compiled; our own defaults where it was not.
        class_names: numbers, as the file names none.
        weights: float32, by layer name, in the order of ``keras.Layer.weights``.
        keras_version: of the Keras that wrote it.
        notes: what was left out or is done otherwise here, for a person to read.
    """

    network: Network
    recipe: Recipe
    class_names: tuple[str, ...]
    weights: Mapping[str, Arrays]
    keras_version: str
    notes: Faults


def read_keras_file(path: str | Path, *, weights: bool = True) -> KerasFile:
    """Read a model that Keras 3 saved, without trusting a byte of it, and without running any of it.

    Args:
        weights: whether they are wanted. More than 300 MB are left out, with a note.

    Raises:
        CnnguiError: what is wrong; every layer that cannot be taken over is named. Less than 2 s and 500 MB
            were spent on finding out.
    """
    origin = shown_text(Path(path).name)
    findings = Findings()
    with opened(path) as archive:
        version, model = read_texts(archive, origin)
        graph = read_graph(model, findings)
        network, found = _network(graph, findings, origin)
        recipe = recipe_of(model.get("compile_config"), findings)
        shapes = _checked_shapes(network, origin)
        if found.measured:
            network = _with_measured(network, archive.window(WEIGHTS), found, origin)
        arrays: Mapping[str, Arrays] = {}
        if weights and _few_enough(shapes, findings):
            arrays = _read(archive.window(WEIGHTS), shapes, found, origin)
            check_sum(archive)
    return KerasFile(
        network=network,
        recipe=recipe,
        class_names=_class_names(infer(network).output_shape),
        weights=arrays,
        keras_version=shown(version),
        notes=findings.notes,
    )


def _network(graph: Graph | None, findings: Findings, origin: str) -> tuple[Network, _Found]:
    """Return the network, and where in the file its numbers lie."""
    found = _Found()
    for operation in graph.operations.values() if graph else ():
        if (parts := translated(operation, findings)) is not None:
            found.add(operation, parts)
    findings.refuse_faults(origin)
    if graph is None or graph.input_shape is None:
        raise MalformedError("layers")
    try:
        entries = stacked(found.steps(), found.end(graph.output))
        network = Network(input_shape=graph.input_shape, layers=entries)
    except CannotStackError as error:
        findings.fault(error.place, error.code)
    except KeyError as error:
        raise MalformedError(shown(error.args[0])) from None
    except ValidationError as error:
        for fault in faults_of(error):
            findings.add(fault)
    findings.refuse_faults(origin)
    return network, found


class _Found:
    """The layers found so far, under the names that they will have.

    Attributes:
        groups: where the weights of each lie in the file.
        flat: whose one array is stored as a row.
        measured: whose mean and variance lie where weights do, and of what they are.
    """

    def __init__(self) -> None:
        self.groups: dict[str, str] = {}
        self.flat: set[str] = set()
        self.measured: dict[str, str] = {}
        self._names = _FreeNames()
        self._nodes: list[GraphNode] = []
        # What an operation's output is: that of a layer, or of the operation before.
        self._ends: dict[str, str] = {}
        self._handed_on: dict[str, str] = {}

    def add(self, operation: Operation, parts: tuple[Part, ...]) -> None:
        """Take the layers of one operation; their inputs are operations still."""
        before = operation.inputs[0]
        for part in parts:
            name = self._names.like(operation.name + part.suffix)
            fed = tuple(before if each == Part.BEFORE else each for each in part.inputs)
            self._nodes.append(GraphNode(part.layer, name, fed, operation.place))
            before = Part.BEFORE + name
            self._ends[before] = name
            self.groups[name] = operation.group + part.group + _CELLS.get(operation.kind, "")
            if part.flat:
                self.flat.add(name)
            if part.measured:
                self.measured[name] = part.measured
        self._handed_on[operation.name] = before

    def steps(self) -> dict[str, GraphNode]:
        """Return all layers by their names, each fed by layers."""
        return {node.name: replace(node, inputs=tuple(map(self.end, node.inputs))) for node in self._nodes}

    def end(self, name: str) -> str:
        """Return the layer whose output is that of an operation. Raises MalformedError: of itself."""
        seen = set()
        while name in self._handed_on:
            if name in seen:
                raise MalformedError(shown(name))
            seen.add(name)
            name = self._handed_on[name]
        # The way is gone once, however many operations do nothing but hand on.
        self._handed_on.update(dict.fromkeys(seen, name))
        return SOURCE if name == SOURCE else self._ends.get(name, _NOTHING)


_NOTHING = "\0"
"""No layer has this name."""


class _FreeNames:
    """Names as ours may be, no two alike: Keras lets names be any text."""

    def __init__(self) -> None:
        self._taken = set(RESERVED_NAMES)
        self._last = Counter[str]()

    def like(self, name: str) -> str:
        """Return a name that is like `name`, and new."""
        plain = re.sub(r"[^A-Za-z0-9_.\-]+", "_", name).lstrip("_.-")[-56:].lstrip("_.-") or "layer"
        found = plain
        while found in self._taken:
            self._last[plain] = number = max(2, self._last[plain] + 1)
            found = f"{plain}_{number}"
        self._taken.add(found)
        return found


def _checked_shapes(network: Network, origin: str) -> dict[str, tuple[Shape, ...]]:
    """Return the shapes of all weights. Raises CnnguiError when the layers do not fit together."""
    inference = infer(network)
    if not nodes(network):
        raise CnnguiError("keras_file.no_layers", path=origin)
    if not inference.ok:
        problem = inference.errors[0].message().one_line()
        raise CnnguiError("keras_file.does_not_fit", path=origin, problem=problem)
    return weight_shapes(network)


def _with_measured(network: Network, file: FileWindow, found: _Found, origin: str) -> Network:
    """Return the network with the means and variances that Keras keeps among the weights.

    Raises:
        CnnguiError: ``keras_file.…``, as of weights.
    """
    inputs = node_shapes(network)
    shapes = {
        name: ((inputs[name][0][-1],) if of == "channels" else (),) * 2 for name, of in found.measured.items()
    }
    # Behind them lies how many samples they were measured of.
    arrays = read_weights(file, shapes, found.groups, origin, more=1)
    layers = network.layers
    for name, numbers in arrays.items():
        mean, variance = (tuple(map(float, array.ravel())) for array in numbers)
        try:
            layer = Normalization(name=name, mean=mean, variance=variance)
        except ValidationError:
            raise CnnguiError("keras_file.not_measured", path=origin, name=name) from None
        layers = replaced(layers, name, layer)
    return network.with_layers(layers)


def _read(
    file: FileWindow, shapes: Mapping[str, tuple[Shape, ...]], found: _Found, origin: str
) -> dict[str, Arrays]:
    """Return all weights; those that lie in the file as a row in the shape that the layer has them in."""
    stored = {
        name: tuple((math.prod(shape),) for shape in wanted) if name in found.flat else wanted
        for name, wanted in shapes.items()
    }
    arrays = read_weights(file, stored, found.groups, origin)
    return {
        name: tuple(array.reshape(shape) for array, shape in zip(arrays[name], wanted, strict=True))
        for name, wanted in shapes.items()
    }


def _few_enough(shapes: Mapping[str, tuple[Shape, ...]], findings: Findings) -> bool:
    """Return whether these weights are few enough to be read: the question is asked before any is."""
    size = 4 * sum(math.prod(shape) for each in shapes.values() for shape in each)
    if size > _MOST_WEIGHTS:
        findings.note("", "too_large", size_mb=size // MB, limit_mb=_MOST_WEIGHTS // MB)
    return size <= _MOST_WEIGHTS


def _class_names(output: Shape | None) -> tuple[str, ...]:
    """Call the classes by their numbers: the file names none. One output tells two classes apart."""
    if output is None or len(output) != 1 or output[0] > _MOST_NAMED_CLASSES:
        return ()
    return tuple(map(str, range(max(2, output[0]))))
