"""The graph in a model's description: what there is, what feeds it, and where its weights lie.

Models inside the model are opened up: their layers stand in the graph as if they had been written there.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from cnngui.keras_import.findings import Findings, MalformedError, listed, mapping, shown, word
from cnngui.network.names import base_name
from cnngui.network.network import MAX_AXIS, MAX_LAYERS, Shape
from cnngui.network.strict_json import Fault

MAX_ENTRIES = 2 * MAX_LAYERS
"""Of all models in a file: layers, and the inputs and borders of models, which are no layers here."""
MAX_AXES = 4
_MODELS = {
    ("keras", "Sequential"),
    ("keras", "Functional"),
    ("keras.models", "Sequential"),
    ("keras.models", "Functional"),
    ("keras.src.models.sequential", "Sequential"),
    ("keras.src.models.functional", "Functional"),
}
_NUMBERS = frozenset(
    {"float16", "float32", "float64", "bfloat16", "int8", "int16", "int32", "int64", "uint8"}
)


@dataclass(frozen=True)
class Operation:
    """One layer, or one function of ``keras.ops``, as it is written in the file.

    Attributes:
        name: unique in the file; a layer of a model inside has that model's name and "/" in front.
        inputs: names of what feeds it; "" is the network's input.
        operands: of a function: what it is called with, a number, or None for each of `inputs`.
        group: where its weights lie among the weights, such as ``layers/conv2d_1``.
        axes: of what feeds it first, the batch included; None when the file does not tell.
    """

    name: str
    kind: str
    module: str
    registered: str
    config: Mapping[str, Any]
    inputs: tuple[str, ...]
    group: str
    axes: int | None
    operands: tuple[float | None, ...] = ()

    def changed(self, **fields: Any) -> Operation:
        """Return this operation with other values."""
        return replace(self, **fields)

    @property
    def place(self) -> str:
        """What it is called in sentences: ``Lambda 'crop'``."""
        return f"{shown(self.kind)} '{shown(self.name)}'"


@dataclass(frozen=True)
class Graph:
    """All operations of a file.

    Attributes:
        input_shape: without the batch axis; None when the file leaves a size open.
        output: name of the operation whose output is the model's.
    """

    input_shape: Shape | None
    operations: Mapping[str, Operation]
    output: str


def read_graph(model: Mapping[str, Any], findings: Findings) -> Graph | None:
    """Return what `model`, the description of a whole model, consists of; None where a fault says why not.

    Raises:
        MalformedError: it is not built as Keras builds descriptions.
    """
    reader = _Reader(findings)
    if not is_model(model):
        findings.fault(_place(model), "own_model")
        return None
    output = reader.read(model, "", "", "")
    if output is None:
        return None
    if len(reader.operations) > MAX_LAYERS:
        findings.add(_too_many(_place(model), len(reader.operations)))
        return None
    output = reader.source(output)
    operations = {
        operation.name: operation.changed(inputs=tuple(map(reader.source, operation.inputs)))
        for operation in reader.operations.values()
    }
    return Graph(reader.input_shape, operations, output)


def is_model(entry: Mapping[str, Any]) -> bool:
    """Return whether an entry describes one of Keras' own two kinds of models."""
    module, kind = entry.get("module"), entry.get("class_name")
    if not isinstance(module, str) or not isinstance(kind, str):
        return False
    return (module, kind) in _MODELS and entry.get("registered_name") in (None, kind)


class _Reader:
    """Walks through a model and the models in it."""

    def __init__(self, findings: Findings) -> None:
        self.operations: dict[str, Operation] = {}
        self.input_shape: Shape | None = None
        self._findings = findings
        self._entries = 0
        # What stands for something else: a model's input for what feeds it, a model for its last layer.
        self._same: dict[str, str] = {}

    def source(self, name: str) -> str:
        """Return the operation behind `name`, looking through the borders of models."""
        seen = set()
        while name in self._same:
            if name in seen:
                raise MalformedError(shown(name))
            seen.add(name)
            name = self._same[name]
        # The way is gone once: thousands of models can do nothing but hand on, to thousands of layers.
        self._same.update(dict.fromkeys(seen, name))
        return name

    def read(self, model: Mapping[str, Any], inside: str, group: str, feed: str) -> str | None:
        """Read a model whose layers' names begin with `inside`, and return the name of its output."""
        place = _place(model)
        config = mapping(model.get("config"), place)
        entries = [mapping(entry, place) for entry in listed(config.get("layers"), place)]
        chain = model.get("class_name") == "Sequential"
        self._entries += len(entries)
        if self._entries > MAX_ENTRIES:
            self._findings.add(_too_many(place, self._entries))
            return None
        groups = Counter[str]()
        inputs = 0
        last = feed
        for entry in entries:
            settings = mapping(entry.get("config"), _place(entry))
            name = inside + word(settings.get("name") if chain else entry.get("name"), _place(entry))
            if name in self.operations or name in self._same:
                raise MalformedError(shown(name))
            kind = word(entry.get("class_name"), shown(name))
            is_input = kind == "InputLayer"
            own_group = ""
            if not _is_function(entry) and not (chain and is_input):
                own_group = f"{group}layers/{_numbered(base_name(kind), groups)}"
            if is_input:
                inputs += 1
                self._same[name] = feed
                if not inside:
                    self._read_input(settings, name)
                continue
            fed = (last,) if chain else self._inputs(entry, inside, name)
            if is_model(entry):
                output = self.read(entry, f"{name}/", f"{own_group}/", fed[0] if len(fed) == 1 else "")
                if output is None:
                    return None
                if len(fed) != 1:
                    self._findings.fault(_place(entry), "inputs", count=len(fed))
                self._same[name] = output
            else:
                self._add(entry, settings, name, kind, fed, own_group)
            last = name
        if inputs > 1:
            self._findings.fault(_place(model), "inputs", count=inputs)
        if not inside and not inputs:
            self._read_late_input(model, config)
        return last if chain else self._output(model, config, inside)

    def _add(
        self,
        entry: Mapping[str, Any],
        settings: Mapping[str, Any],
        name: str,
        kind: str,
        fed: tuple[str, ...],
        group: str,
    ) -> None:
        self.operations[name] = Operation(
            name=name,
            kind=kind,
            module=entry["module"] if isinstance(entry.get("module"), str) else "",
            registered=entry["registered_name"] if isinstance(entry.get("registered_name"), str) else "",
            config=settings,
            inputs=fed,
            group=group,
            axes=_axes(entry),
            operands=_operands(entry) if _is_function(entry) else (),
        )

    def _read_input(self, settings: Mapping[str, Any], name: str) -> None:
        place = f"InputLayer '{shown(name)}'"
        if settings.get("sparse") or settings.get("ragged"):
            self._findings.fault(place, "sparse")
        numbers = settings.get("dtype", "float32")
        if not isinstance(numbers, str) or numbers not in _NUMBERS:
            self._findings.fault(place, "input_type", found=numbers)
        elif numbers in ("float16", "bfloat16"):
            self._findings.note("", "number_format", found=numbers)
        elif numbers not in ("float32", "float64") and len(settings.get("batch_shape") or ()) > 2:
            self._findings.note(place, "whole_numbers", found=numbers)
        self._take_shape(settings.get("batch_shape"), place)

    def _read_late_input(self, model: Mapping[str, Any], config: Mapping[str, Any]) -> None:
        """A Sequential model may know its input only since it was built."""
        build = model.get("build_config")
        built = build.get("input_shape") if isinstance(build, dict) else None
        self._take_shape(config.get("build_input_shape", built), _place(model))

    def _take_shape(self, shape: Any, place: str) -> None:
        sizes = shape[1:] if isinstance(shape, list) else []
        if not sizes or not all(isinstance(size, int) and not isinstance(size, bool) for size in sizes):
            found = "×".join("?" if size is None else shown(size) for size in sizes) or "?"
            self._findings.fault(place, "open_shape", found=found)
        elif len(sizes) > MAX_AXES or not all(1 <= size <= MAX_AXIS for size in sizes):
            found = "×".join(map(str, sizes))
            self._findings.fault(place, "input_size", found=found, axes=MAX_AXES, most=MAX_AXIS)
        else:
            self.input_shape = tuple(sizes)

    def _inputs(self, entry: Mapping[str, Any], inside: str, name: str) -> tuple[str, ...]:
        """Return the names of what feeds an entry of a Functional model."""
        place = _place(entry)
        calls = listed(entry.get("inbound_nodes"), place)
        if len(calls) != 1:
            self._findings.fault(place, "shared" if calls else "not_fed", count=len(calls))
        found: list[str] = []
        for call in calls[:1]:
            call = mapping(call, place)
            numbers = _is_function(entry)
            found += [inside + each for each in self._tensors(call.get("args"), place, numbers)]
            for argument, value in mapping(call.get("kwargs", {}), place).items():
                # Keras notes the training flag of the moment when the model was written; it decides nothing.
                if argument != "training" and not _is_nothing(value):
                    self._findings.fault(place, "call_argument", name=argument)
        return tuple(found)

    def _tensors(self, arguments: Any, place: str, numbers: bool) -> Iterator[str]:
        for argument in listed(arguments, place):
            if isinstance(argument, list):
                yield from self._tensors(argument, place, numbers)
            elif isinstance(argument, dict) and argument.get("class_name") == "__keras_tensor__":
                history = mapping(argument.get("config"), place).get("keras_history")
                yield self._end(history, place)
            elif isinstance(argument, dict) and "class_name" not in argument:
                # A model whose inputs have names is called with a dict.
                yield from self._tensors(list(argument.values()), place, numbers)
            elif argument is not None and not (numbers and _is_number(argument)):
                self._findings.fault(place, "call_argument", name=argument)

    def _output(self, model: Mapping[str, Any], config: Mapping[str, Any], inside: str) -> str | None:
        ends = config.get("output_layers")
        # Outputs may have names.
        ends = listed(list(ends.values()) if isinstance(ends, dict) else ends, _place(model))
        if ends and isinstance(ends[0], str):
            ends = [ends]
        if len(ends) != 1:
            self._findings.fault(_place(model), "outputs", count=len(ends))
            return None
        return inside + self._end(ends[0], _place(model))

    def _end(self, history: Any, place: str) -> str:
        """Return the name in ``[name, call, output]``.

        Keras counts the calls of a model inside from 1, and of layers from 0; how many there are tells
        ``inbound_nodes``.
        """
        name, *numbers = listed(history, place) or [None]
        if numbers[1:] != [0]:
            self._findings.fault(place, "second_output")
        return word(name, place)


def _too_many(place: str, found: int) -> Fault:
    return Fault(place, "network.fault.too_many_layers", {"found": found, "most": MAX_LAYERS})


def _numbered(name: str, used: Counter[str]) -> str:
    """Return the name of a group as Keras numbers them: by class, in the order of the layers."""
    number = used[name]
    used[name] += 1
    return f"{name}_{number}" if number else name


def _is_function(entry: Mapping[str, Any]) -> bool:
    """Return whether an entry is a function of ``keras.ops``: those are no layers and have no group."""
    return str(entry.get("module")).startswith("keras.src.ops.")


def _is_nothing(value: Any) -> bool:
    """Return whether a value is None, or only holds such: a mask for each of several names."""
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else (value,)
    return all(each is None or (each is not value and _is_nothing(each)) for each in inner)


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _operands(entry: Mapping[str, Any]) -> tuple[float | None, ...]:
    """Return the numbers that a function is called with, and None for everything else."""
    calls = listed(entry.get("inbound_nodes"), _place(entry))
    arguments = mapping(calls[0], _place(entry)).get("args") if calls else []
    return tuple(each if _is_number(each) else None for each in listed(arguments, _place(entry)))


def _axes(entry: Mapping[str, Any]) -> int | None:
    """Return how many axes the entry's first input has, by what the file notes beside it."""
    build = entry.get("build_config")
    shape = build.get("input_shape") if isinstance(build, dict) else None
    if shape is None:
        shape = _first_shape(entry.get("inbound_nodes"))
    if isinstance(shape, list) and shape and isinstance(shape[0], list):
        shape = shape[0]
    return len(shape) if isinstance(shape, list) else None


def _first_shape(value: Any) -> Any:
    """Return the shape of the first tensor in nested lists and objects."""
    if isinstance(value, dict):
        if value.get("class_name") == "__keras_tensor__":
            config = value.get("config")
            return config.get("shape") if isinstance(config, dict) else None
        value = value.get("args")
    for each in value if isinstance(value, list) else ():
        if (found := _first_shape(each)) is not None:
            return found
    return None


def _place(entry: Mapping[str, Any]) -> str:
    """Return what an entry is called in sentences, "?" where the file has no word for it."""
    config = entry.get("config")
    kind = entry.get("class_name")
    name = entry.get("name") or (config.get("name") if isinstance(config, dict) else None)
    kind = shown(kind) if isinstance(kind, str) else "?"
    return f"{kind} '{shown(name)}'" if name and isinstance(name, str) else kind
