"""One operation of a file as layers of ours, or what keeps it from being any."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, get_args

from pydantic import ValidationError

from cnngui.keras_import.arguments import activation, config_object, same_for_both, tidy
from cnngui.keras_import.findings import Findings
from cnngui.keras_import.functions import from_function, made, merged
from cnngui.keras_import.operations import Operation
from cnngui.keras_import.parts import Part, Translation
from cnngui.network.blocks import MergeName
from cnngui.network.graph import Merge
from cnngui.network.inference.registry import KINDS, OWN_KINDS
from cnngui.network.layers import AnyLayer, Normalization
from cnngui.network.strict_json import Fault, faults_of
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
    "dilation_rate": (1, [1, 1]),
    "groups": (1,),
    "invert": (False,),
    "return_state": (False,),
    "go_backwards": (False,),
    "stateful": (False,),
    "time_major": (False,),
    "mask_zero": (False,),
    "sparse": (False,),
    "weights": (None,),
}
# Else it would train otherwise.
_IN_TRAINING: Mapping[str, tuple[Any, ...]] = {
    "noise_shape": (None,),
    "dropout": (0, 0.0),
    "recurrent_dropout": (0, 0.0),
    "width_factor": (None,),
}
# They hand their input on when a network answers, and cnngui lacks them.
LEFT_OUT = frozenset(
    {"ActivityRegularization", "AugMix", "CutMix", "MixUp", "RandAugment", "RandomBrightness"}
    | {"RandomColorDegeneration", "RandomColorJitter", "RandomContrast", "RandomElasticTransform"}
    | {"RandomErasing", "RandomGaussianBlur", "RandomGrayscale", "RandomHue", "RandomInvert"}
    | {"RandomPerspective", "RandomPosterization", "RandomSaturation", "RandomSharpness", "RandomShear"}
    | {"Equalization", "Solarization"}
)
_MERGES: Mapping[str, MergeName] = {name.capitalize(): name for name in get_args(MergeName)}
# Lists that are values, and not one number for each axis.
_LISTS = ("target_shape", "shared_axes")


def translated(operation: Operation, findings: Findings) -> Translation:
    """Return the layers, or the merge, that an operation is; None where a fault says why there are none."""
    if operation.module.startswith("keras.src.ops."):
        return from_function(operation, findings)
    application = _OF_APPLICATIONS.get((operation.module, operation.kind))
    if application is not None and operation.registered in ("", operation.kind):
        if application is not _custom_scale and len(operation.inputs) != 1:
            findings.fault(operation.place, "inputs", count=len(operation.inputs))
            return None
        return application(operation, findings)
    if not _is_known_class(operation):
        reason = "code" if operation.kind == "Lambda" else "own_class"
        package, _, name = operation.registered.partition(">")
        findings.fault(operation.place, reason, package=package if name else operation.module or "?")
        return None
    if operation.kind in _MERGES:
        _check_number_format(operation, findings)
        return merged(_MERGES[operation.kind], operation, findings)
    special = _SPECIAL.get(operation.kind) or (_left_out if operation.kind in LEFT_OUT else None)
    if special is None and operation.kind not in LAYER_TABLE:
        findings.fault(operation.place, "unknown_kind")
        return None
    if len(operation.inputs) != 1:
        findings.fault(operation.place, "inputs", count=len(operation.inputs))
        return None
    return (special or _layer)(operation, findings)


def _is_known_class(operation: Operation) -> bool:
    if operation.kind in OWN_KINDS:
        return operation.registered == f"{OWN_PACKAGE}>{operation.kind}"
    # Lambda is a class of Keras' own, but what it does stands in the file.
    return (
        operation.kind != "Lambda"
        and operation.module == "keras.layers"
        and operation.registered in ("", operation.kind)
    )


# Layers with the same name here ---------------------------------------------------------------------


def _layer(operation: Operation, findings: Findings) -> Translation:
    """Translate a kind whose arguments have the same names in Keras and here."""
    if KINDS[operation.kind].training_only:
        return _training_only(operation, findings)
    function = operation.config.get("activation")
    if isinstance(function, dict) and function.get("module") == "keras.layers":
        return _with_layer_as_activation(operation, function, findings)
    layer = _plain(operation, findings)
    return None if layer is None else (Part(layer),)


def _training_only(operation: Operation, findings: Findings) -> Translation:
    """Translate what does nothing when a network answers; where it cannot be, it is no reason to refuse."""
    tried = Findings()
    layer = _plain(operation, tried)
    if layer is None or tried.refuses:
        return _left_out(operation, findings)
    findings.take_notes(tried)
    return (Part(layer),)


def _left_out(operation: Operation, findings: Findings) -> Translation:
    findings.note(operation.place, "training_only")
    return ()


def _with_layer_as_activation(
    operation: Operation, function: Mapping[str, Any], findings: Findings
) -> Translation:
    """Translate ``Conv2D(8, 3, activation=keras.layers.LeakyReLU(0.1))`` to two layers."""
    config = function.get("config")
    inner = operation.changed(
        kind=str(function.get("class_name")),
        registered=str(function.get("registered_name") or ""),
        config=config if isinstance(config, dict) else {},
    )
    outer = operation.changed(config={**operation.config, "activation": "linear"})
    parts, layer = translated(inner, findings), _plain(outer, findings)
    if parts is None or layer is None:
        return None
    if (
        not hasattr(layer, "activation")
        or LAYER_TABLE[operation.kind].group == "recurrent"
        or len(parts) != 1
    ):
        findings.fault(operation.place, "activation", found=function.get("class_name"))
        return None
    (part,) = parts
    simple = made("Activation") if part.layer == made("ReLU") else part.layer
    if operation.kind == "Activation":
        return (part,)
    if simple.kind == "Activation":
        named = layer.model_copy(update={"activation": getattr(simple, "activation", "linear")})
        return (Part(named),)
    return Part(layer), part._replace(suffix="_activation", group="/activation")


def _plain(operation: Operation, findings: Findings) -> AnyLayer | None:
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
        _add_faults(error, operation, findings)
        return None


def _add_faults(error: ValidationError, operation: Operation, findings: Findings) -> None:
    """Tell of each argument once, however many of its numbers are wrong."""
    arguments: dict[str, Fault] = {}
    for fault in faults_of(error, at=operation.place):
        arguments.setdefault(fault.location.partition("[")[0], fault)
    for fault in arguments.values():
        findings.add(fault)


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
        if (ours := config_object(role, value)) is None:
            findings.note(operation.place, "left_out", name=name, found=_name_of(value))
            return _DEFAULT
        return ours
    if name == "seed":
        return value if isinstance(value, int) and 0 <= value < 2**31 else None
    if name.endswith("factor"):
        return tidy(same_for_both(value))
    if isinstance(value, list) and len(value) == 1 and name not in _LISTS:
        return value[0]
    return tidy(value)


def _check_other(operation: Operation, name: str, value: Any, findings: Findings) -> None:
    """Look at an argument that we lack: most are never used, and say so by their value."""
    role = name.rpartition("_")[2]
    if name == "axis":
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
    """Answers are computed in float32 here; quantised weights have another layout."""
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


# Layers that are others here ------------------------------------------------------------------------


def _elu(operation: Operation, findings: Findings) -> Translation:
    if operation.config.get("alpha", 1.0) != 1:
        findings.fault(operation.place, "argument", name="alpha", found=operation.config["alpha"])
        return None
    return _only("elu", operation, findings, known=("alpha",))


def _only(name: str, operation: Operation, findings: Findings, known: tuple[str, ...] = ()) -> Translation:
    for argument, value in operation.config.items():
        if argument not in known:
            _check_other(operation, argument, value, findings)
    _check_number_format(operation, findings)
    return (Part(made("Activation", activation=name)),)


def _normalization(operation: Operation, findings: Findings) -> Translation:
    """Translate mean and variance, given or measured; what was measured lies among the weights."""
    axis, given = operation.config.get("axis"), {}
    of_all = axis in (None, [])
    for name in ("mean", "variance"):
        if (value := operation.config.get(name)) is not None:
            given[name] = tuple(tidy(number) for number in _flat(value))
    for name, value in operation.config.items():
        if name not in ("mean", "variance") and not (name == "axis" and of_all):
            _check_other(operation, name, value, findings)
    _check_number_format(operation, findings)
    if given:
        return _fixed(operation, given, findings)
    findings.note(operation.place, "measured")
    return (Part(Normalization(), measured="all" if of_all else "channels"),)


def _fixed(operation: Operation, given: Mapping[str, Any], findings: Findings) -> Translation:
    try:
        return (Part(Normalization(**given)),)
    except ValidationError as error:
        _add_faults(error, operation, findings)
        return None


def _flat(value: Any) -> list[Any]:
    return [inner for each in value for inner in _flat(each)] if isinstance(value, list) else [value]


def _rescaling(operation: Operation, findings: Findings) -> Translation:
    """Translate a scale for each channel, as of ImageNet's EfficientNet, to a Normalization, which has them.

    x·scale + offset = (x − mean) / √variance with mean = −offset / scale and variance = 1 / scale².
    """
    scale, offset = (operation.config.get(name, 0) for name in ("scale", "offset"))
    if not isinstance(scale, list) and not isinstance(offset, list):
        return _layer(operation, findings)
    scales, offsets = _flat(scale), _flat(offset)
    count = max(len(scales), len(offsets))
    try:
        pairs = list(zip(scales * (count // len(scales)), offsets * (count // len(offsets)), strict=True))
        if not all(one > 0 for one, _ in pairs):
            raise ValueError(scale)
        mean = tuple(-more / one for one, more in pairs)
        variance = tuple(one**-2.0 for one, _ in pairs)
    except (ArithmeticError, TypeError, ValueError):
        findings.fault(operation.place, "argument", name="scale", found=scale)
        return None
    for name, value in operation.config.items():
        if name not in ("scale", "offset"):
            _check_other(operation, name, value, findings)
    _check_number_format(operation, findings)
    findings.note(operation.place, "as_normalization")
    return _fixed(operation, {"mean": mean, "variance": variance}, findings)


_SPECIAL: Mapping[str, Callable[[Operation, Findings], Translation]] = {
    "ELU": _elu,
    "Softmax": partial(_only, "softmax"),
    "Identity": partial(_only, "linear"),
    "Normalization": _normalization,
    "Rescaling": _rescaling,
}


# Classes that stand in keras.applications -----------------------------------------------------------


def _layer_scale(operation: Operation, findings: Findings) -> Translation:
    """A learned factor for each channel (ConvNeXt): what a window of one pixel without a bias does."""
    _check_number_format(operation, findings)
    findings.note(operation.place, "as_depthwise")
    trainable = operation.config.get("trainable") is not False
    scaled = made("DepthwiseConv2D", kernel_size=1, use_bias=False, trainable=trainable)
    return (Part(scaled, flat=True),)


def _custom_scale(operation: Operation, findings: Findings) -> Translation:
    """The first input and a part of the second (InceptionResNetV2)."""
    scale = operation.config.get("scale")
    if len(operation.inputs) != 2 or not isinstance(scale, float):
        findings.fault(operation.place, "argument", name="scale", found=scale)
        return None
    first, second = operation.inputs
    _check_number_format(operation, findings)
    scaled = Part(made("Rescaling", scale=tidy(scale)), (second,), suffix="_scale")
    return scaled, Part(Merge("add"), (first, Part.BEFORE))


_OF_APPLICATIONS: Mapping[tuple[str, str], Callable[[Operation, Findings], Translation]] = {
    ("keras.src.applications.convnext", "LayerScale"): _layer_scale,
    ("keras.src.applications.convnext", "StochasticDepth"): _left_out,
    ("keras.src.applications.inception_resnet_v2", "CustomScaleLayer"): _custom_scale,
}


def _name_of(value: Any) -> Any:
    """Return what a person calls a value that is an object around a name."""
    if isinstance(value, dict):
        config = value.get("config")
        return value.get("class_name") if not isinstance(config, str) else config
    return value
