"""One operation of a file as a layer of ours, or what keeps it from being one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from pydantic import ValidationError

from cnngui.keras_import.arguments import activation, config_object, same_for_both, tidy
from cnngui.keras_import.findings import Findings
from cnngui.keras_import.operations import Operation
from cnngui.network.blocks import MAX_BRANCHES
from cnngui.network.graph import Merge
from cnngui.network.inference.registry import OWN_KINDS
from cnngui.network.layers import AnyLayer
from cnngui.network.strict_json import faults_of
from cnngui.network.table import LAYER_TABLE

OWN_PACKAGE = "cnngui"
_ROLES = ("initializer", "regularizer", "constraint")

# Arguments that we lack, by what may stand in them. Anything: they change no answer.
_HARMLESS = frozenset(
    {"name", "dtype", "trainable", "seed", "unroll", "use_cudnn", "zero_output_for_mask", "synchronized"}
    | {"renorm_clipping", "renorm_momentum", "lora_alpha", "auto_vectorize", "value_range"}
)
# Else the layer would answer otherwise.
_NEUTRAL: Mapping[str, tuple[Any, ...]] = {
    "data_format": ("channels_last", None),
    "renorm": (False,),
    "rms_scaling": (False,),
    "lora_rank": (None,),
    "quantization_config": (None,),
    "output_padding": (None,),
    "dilation_rate": (1, [1, 1]),
    "groups": (1,),
    "return_state": (False,),
    "go_backwards": (False,),
    "stateful": (False,),
    "time_major": (False,),
    "mask_zero": (False,),
    "sparse": (False,),
    "weights": (None,),
    "max_value": (None,),
    "threshold": (0, 0.0),
}
# Else it would train otherwise.
_IN_TRAINING: Mapping[str, tuple[Any, ...]] = {
    "noise_shape": (None,),
    "dropout": (0, 0.0),
    "recurrent_dropout": (0, 0.0),
    "width_factor": (None,),
}

Translation = AnyLayer | Merge | None


def translated(operation: Operation, findings: Findings) -> Translation:
    """Return the layer, or the merge, that an operation is; None where a fault says why there is none."""
    if operation.module.startswith("keras.src.ops."):
        return _function(operation, findings)
    if not _is_known_class(operation):
        reason = "code" if operation.kind == "Lambda" else "own_class"
        package, _, name = operation.registered.partition(">")
        findings.fault(operation.place, reason, package=package if name else operation.module or "?")
        return None
    if operation.kind in ("Add", "Concatenate"):
        return _merge(operation, findings)
    special = _SPECIAL.get(operation.kind)
    if special is None and operation.kind not in LAYER_TABLE:
        findings.fault(operation.place, "unknown_kind")
        return None
    if len(operation.inputs) != 1:
        findings.fault(operation.place, "inputs", count=len(operation.inputs))
        return None
    return special(operation, findings) if special else _plain(operation, findings)


def _is_known_class(operation: Operation) -> bool:
    if operation.kind in OWN_KINDS:
        return operation.registered == f"{OWN_PACKAGE}>{operation.kind}"
    # Lambda is a class of Keras' own, but what it does stands in the file.
    return (
        operation.kind != "Lambda"
        and operation.module == "keras.layers"
        and operation.registered in ("", operation.kind)
    )


def _function(operation: Operation, findings: Findings) -> Translation:
    """Translate a function of ``keras.ops``, which ``x + y`` is too."""
    name = operation.kind.lower()
    if operation.kind in ("Add", "Concatenate"):
        return _merge(operation, findings)
    if name in ("relu", "sigmoid", "tanh", "silu", "softplus", "selu") and len(operation.inputs) == 1:
        return _activation(name)
    findings.fault(operation.place, "function")
    return None


def _merge(operation: Operation, findings: Findings) -> Merge | None:
    if len(operation.inputs) < 2:
        findings.fault(operation.place, "call_argument", name="inputs")
        return None
    if len(operation.inputs) > MAX_BRANCHES:
        findings.fault(operation.place, "branches")
        return None
    if operation.kind == "Concatenate" and not _is_last_axis(operation.config.get("axis", -1), operation):
        findings.fault(operation.place, "argument", name="axis", found=operation.config.get("axis"))
        return None
    _check_number_format(operation, findings)
    return Merge("Add" if operation.kind == "Add" else "Concatenate")


def _plain(operation: Operation, findings: Findings) -> AnyLayer | None:
    """Translate a kind whose arguments have the same names in Keras and here."""
    cls = LAYER_TABLE[operation.kind].cls
    fields: dict[str, Any] = {"kind": operation.kind}
    for name, value in operation.config.items():
        if name in cls.model_fields and name not in ("kind", "name"):
            if (ours := _field(operation, name, value, findings)) is not _DEFAULT:
                fields[name] = ours
        else:
            _check_other(operation, name, value, findings)
    _check_number_format(operation, findings)
    if fields.get("strides") is not None and fields["strides"] == fields.get("pool_size"):
        fields["strides"] = None
    try:
        layer: AnyLayer = cls.model_validate(fields)  # type: ignore[assignment]  # all of the table are
        return layer
    except ValidationError as error:
        for fault in faults_of(error, at=operation.place):
            findings.add(fault)
        return None


_DEFAULT = object()


def _field(operation: Operation, name: str, value: Any, findings: Findings) -> Any:
    """Return an argument as our field has it, `_DEFAULT` where it is left out."""
    if name.endswith("activation"):
        known = activation(value)
        if known is None:
            findings.fault(operation.place, "activation", found=_name_of(value) or "code")
            return _DEFAULT
        return known
    role = name.rpartition("_")[2]
    if role in _ROLES:
        if value is None:
            return _DEFAULT
        if (made := config_object(role, value)) is None:
            findings.note(operation.place, "left_out", name=name, found=_name_of(value))
            return _DEFAULT
        return made
    if name == "seed":
        return value if isinstance(value, int) and 0 <= value < 2**31 else None
    if operation.kind == "ZeroPadding2D" and name == "padding":
        return _same_sides(operation, value, findings)
    if name.endswith("factor"):
        return tidy(same_for_both(value))
    if isinstance(value, list) and len(value) == 1 and name != "target_shape":
        return value[0]
    return tidy(value)


def _check_other(operation: Operation, name: str, value: Any, findings: Findings) -> None:
    """Look at an argument that we lack: most are never used, and say so by their value."""
    role = name.rpartition("_")[2]
    if name == "trainable":
        if value is not True:
            findings.note(operation.place, "frozen")
    elif name == "axis":
        if not _is_last_axis(value, operation):
            findings.fault(operation.place, "argument", name=name, found=value)
    elif name in _HARMLESS or role == "initializer":
        return
    elif role in _ROLES:
        if value is not None:
            findings.note(operation.place, "left_out", name=name, found=_name_of(value))
    elif name in _IN_TRAINING:
        if value not in _IN_TRAINING[name] and value != operation.config.get("height_factor"):
            findings.note(operation.place, "left_out", name=name, found=value)
    elif name not in _NEUTRAL:
        findings.fault(operation.place, "unknown_argument", name=name)
    elif value not in _NEUTRAL[name]:
        findings.fault(operation.place, "argument", name=name, found=value)


def _check_number_format(operation: Operation, findings: Findings) -> None:
    """Everything is computed in float32 here; quantised weights have another layout."""
    policy = operation.config.get("dtype", "float32")
    if isinstance(policy, dict):
        config = policy.get("config")
        name = config.get("name") if isinstance(config, dict) else None
        policy = name if policy.get("class_name") == "DTypePolicy" else policy.get("class_name")
    if policy in ("float32", None):
        return
    if policy in ("mixed_float16", "mixed_bfloat16", "float16", "float64"):
        findings.note("", "number_format", found=policy)
    else:
        findings.fault(operation.place, "number_format", found=policy)


def _is_last_axis(axis: Any, operation: Operation) -> bool:
    if isinstance(axis, list) and len(axis) == 1:
        axis = axis[0]
    return axis == -1 or (operation.axes is not None and axis == operation.axes - 1)


def _same_sides(operation: Operation, value: Any, findings: Findings) -> Any:
    """Return (above and below, left and right) for ``[[top, bottom], [left, right]]``."""
    pairs = (
        [pair if isinstance(pair, list) else [pair, pair] for pair in value]
        if isinstance(value, list)
        else []
    )
    if pairs and all(len(pair) == 2 and pair[0] == pair[1] for pair in pairs):
        return [pair[0] for pair in pairs]
    if isinstance(value, int):
        return value
    findings.fault(operation.place, "argument", name="padding", found=value)
    return _DEFAULT


def _relu(operation: Operation, findings: Findings) -> AnyLayer | None:
    slope = operation.config.get("negative_slope", 0.0)
    for name, value in operation.config.items():
        if name != "negative_slope":
            _check_other(operation, name, value, findings)
    _check_number_format(operation, findings)
    return _activation("relu") if slope == 0 else _leaky(tidy(slope), operation, findings)


def _leaky(slope: Any, operation: Operation, findings: Findings) -> AnyLayer | None:
    return _plain(
        Operation(**{**vars(operation), "kind": "LeakyReLU", "config": {"negative_slope": slope}}), findings
    )


def _elu(operation: Operation, findings: Findings) -> AnyLayer | None:
    if operation.config.get("alpha", 1.0) != 1:
        findings.fault(operation.place, "argument", name="alpha", found=operation.config["alpha"])
        return None
    return _only(operation, "elu", {"alpha"}, findings)


def _softmax(operation: Operation, findings: Findings) -> AnyLayer | None:
    return _only(operation, "softmax", set(), findings)


def _identity(operation: Operation, findings: Findings) -> AnyLayer | None:
    return _only(operation, "linear", set(), findings)


def _only(operation: Operation, name: str, known: set[str], findings: Findings) -> AnyLayer:
    for argument, value in operation.config.items():
        if argument not in known:
            _check_other(operation, argument, value, findings)
    _check_number_format(operation, findings)
    return _activation(name)


def _activation(name: str) -> AnyLayer:
    layer: AnyLayer = LAYER_TABLE["Activation"].cls.model_validate({"activation": name})  # type: ignore[assignment]
    return layer


_SPECIAL: Mapping[str, Callable[[Operation, Findings], AnyLayer | None]] = {
    "ReLU": _relu,
    "ELU": _elu,
    "Softmax": _softmax,
    "Identity": _identity,
}


def _name_of(value: Any) -> Any:
    """Return what a person calls a value that is an object around a name."""
    if isinstance(value, dict):
        config = value.get("config")
        return value.get("class_name") if not isinstance(config, str) else config
    return value
