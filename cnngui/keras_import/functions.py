"""Functions of ``keras.ops`` as layers: what ``x + y`` and ``keras.ops.relu(x)`` leave in a file."""

from __future__ import annotations

from typing import Any, get_args

from pydantic import ValidationError

from cnngui.keras_import.arguments import tidy
from cnngui.keras_import.findings import Findings
from cnngui.keras_import.operations import Operation
from cnngui.keras_import.parts import Part, Translation
from cnngui.network.blocks import MAX_BRANCHES, MergeName
from cnngui.network.graph import Merge
from cnngui.network.layers import ActivationName, AnyLayer
from cnngui.network.names import base_name
from cnngui.network.table import LAYER_TABLE

_MERGES = ("add", "subtract", "multiply", "maximum", "minimum", "concatenate")
_ACTIVATIONS = frozenset(get_args(ActivationName))
# What the activation of the same name has in their place. keras.ops.gelu is the approximate one by default.
_USUAL = {"alpha": 1, "axis": -1, "threshold": 0.5, "b": 4, "negative_slope": 0.2, "approximate": False}
_ALIASES = {"exp": "exponential"}


def made(kind: str, **fields: Any) -> AnyLayer:
    """Return a layer of `kind`. Raises ValidationError where a field cannot be so."""
    layer: AnyLayer = LAYER_TABLE[kind].cls.model_validate(fields)  # type: ignore[assignment]  # all of the table
    return layer


def from_function(operation: Operation, findings: Findings) -> Translation:
    """Return what a function of ``keras.ops`` is here; None where a fault says that it is nothing."""
    name = base_name(operation.kind)
    name = _ALIASES.get(name, name)
    numbers = [each for each in operation.operands if each is not None]
    if name in _MERGES and not numbers:
        return merged(name, operation, findings)  # type: ignore[arg-type]  # one of the names
    layer = None
    if len(operation.inputs) == 1:
        try:
            layer = _arithmetic(name, operation) if numbers else _of_one(name, operation)
        except (ArithmeticError, ValidationError):
            layer = None
    if layer is None:
        findings.fault(operation.place, "function")
        return None
    return (Part(layer),)


def merged(merge: MergeName, operation: Operation, findings: Findings) -> Translation:
    """Return the merge of an operation's inputs."""
    if len(operation.inputs) < 2:
        findings.fault(operation.place, "call_argument", name="inputs")
        return None
    if len(operation.inputs) > MAX_BRANCHES:
        findings.fault(operation.place, "branches")
        return None
    axis = operation.config.get("axis", -1)
    if merge == "concatenate" and axis != -1 and (operation.axes is None or axis != operation.axes - 1):
        findings.fault(operation.place, "argument", name="axis", found=axis)
        return None
    return (Part(Merge(merge), operation.inputs),)


def _arithmetic(name: str, operation: Operation) -> AnyLayer | None:
    """Return ``x + 3``, ``3 − x``, ``x · 3`` or ``x / 3`` as a Rescaling, and ``max(x, 0)`` as relu."""
    match name, operation.operands:
        case "add", (None, float() | int() as number) | (float() | int() as number, None):
            return _rescaled(1, number)
        case "subtract", (None, float() | int() as number):
            return _rescaled(1, -number)
        case "subtract", (float() | int() as number, None):
            return _rescaled(-1, number)
        case "multiply", (None, float() | int() as number) | (float() | int() as number, None):
            return _rescaled(number, 0)
        case (("true_divide" | "divide"), (None, float() | int() as number)):
            return _rescaled(1 / number, 0)
        case "maximum", (None, 0) | (0, None):
            return made("Activation")
    return None


def _rescaled(scale: float, offset: float) -> AnyLayer:
    return made("Rescaling", scale=tidy(float(scale)), offset=tidy(float(offset)))


def _of_one(name: str, operation: Operation) -> AnyLayer | None:
    arguments = {key: value for key, value in operation.config.items() if key != "name"}
    if name == "negative":
        return _rescaled(-1, 0)
    if name == "clip" and arguments.get("x_min") == 0:
        return made("ReLU", max_value=arguments.get("x_max"))
    if name == "leaky_relu":
        return made("LeakyReLU", negative_slope=arguments.get("negative_slope", 0.2))
    if name == "gelu":
        arguments.setdefault("approximate", True)
    if name not in _ACTIVATIONS or any(_USUAL.get(key) != value for key, value in arguments.items()):
        return None
    return made("Activation", activation=name)
