"""How a model was compiled as a recipe, as far as we know its words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, get_args

from pydantic import ValidationError

from cnngui.keras_import.arguments import tidy
from cnngui.keras_import.findings import Findings, shown
from cnngui.network.fields import OPTIMIZERS
from cnngui.network.names import base_name
from cnngui.network.recipe import Loss, Recipe
from cnngui.network.schedules import InverseTimeDecay

_LOSSES = frozenset(get_args(Loss)) - {"auto"}
# Labels are class numbers here: of one-hot labels the same loss is the sparse one.
_SAME_LOSS = {"categorical_crossentropy": "sparse_categorical_crossentropy", "mse": "mean_squared_error"}
_METRICS = {"mae": "mean_absolute_error", "mean_absolute_error": "mean_absolute_error"}
# Arguments of all optimizers that change nothing by these values.
_NEUTRAL: Mapping[str, tuple[Any, ...]] = {
    "weight_decay": (None, 0, 0.0),  # but for AdamW, which has it as a field
    "clipnorm": (None,),
    "clipvalue": (None,),
    "use_ema": (False,),
    "loss_scale_factor": (None,),
    "gradient_accumulation_steps": (None, 1),
    "epsilon": (1e-7,),
    "amsgrad": (False,),
    "centered": (False,),
}


def recipe_of(compiled: Any, findings: Findings) -> Recipe:
    """Return the recipe in a model's ``compile_config``; what it does not tell is as in a new recipe.

    Nothing in here refuses a file: notes tell what was left out.
    """
    recipe = Recipe()
    if not isinstance(compiled, dict) or not compiled:
        return recipe
    update: dict[str, Any] = _optimizer(compiled.get("optimizer"), findings)
    loss, config = _named(compiled.get("loss"))
    loss = _SAME_LOSS.get(loss, loss)
    if loss in _LOSSES:
        update["loss"] = loss
        update |= _possible("label_smoothing", config, findings)
    elif loss:
        findings.note("", "loss", found=loss)
    metrics = compiled.get("metrics")
    for each in metrics if isinstance(metrics, list) else ():
        if (metric := _METRICS.get(_named(each)[0])) is not None:
            update["metric"] = metric
    return recipe.model_copy(update=update)


def _optimizer(described: Any, findings: Findings) -> dict[str, Any]:
    """Return the recipe's fields that the optimizer decides."""
    kind = described.get("class_name") if isinstance(described, dict) else described
    config = described.get("config") if isinstance(described, dict) else {}
    by_name = {name.lower(): cls for name, cls in OPTIMIZERS.items()}
    cls = by_name.get(kind.lower()) if isinstance(kind, str) else None
    if cls is None or not isinstance(config, dict):
        if kind is not None:
            findings.note("", "optimizer", found=kind)
        return {}
    for name, usual in _NEUTRAL.items():
        if name in config and name not in cls.model_fields and tidy(config[name]) not in usual:
            findings.note("", "left_out", name=name, found=config[name])
    fields = {name: tidy(config[name]) for name in cls.model_fields if name != "kind" and name in config}
    found: dict[str, Any] = _possible("global_clipnorm", config, findings)
    if isinstance(fields.get("learning_rate"), dict):
        rate, schedule = _schedule(fields.pop("learning_rate"), findings)
        fields |= rate
        found |= schedule
    try:
        return {"optimizer": cls.model_validate(fields), **found}
    except ValidationError:
        findings.note("", "optimizer_values", found=shown(kind))
        return {}


def _possible(name: str, config: Mapping[str, Any], findings: Findings) -> dict[str, Any]:
    """Return a field of the recipe that Keras calls alike, if it says something that is possible here."""
    value = tidy(config.get(name))
    if value in (None, 0):
        return {}
    try:
        return {name: getattr(Recipe.model_validate({name: value}), name)}
    except ValidationError:
        findings.note("", "left_out", name=name, found=config[name])
        return {}


def _schedule(described: Mapping[str, Any], findings: Findings) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the first learning rate, and the recipe's schedule where we have the same one.

    Keras counts the steps of its other schedules, we epochs, and how many steps an epoch has depends on
    the data.
    """
    kind, config = _named(described)
    first = tidy(config.get("initial_learning_rate"))
    rate = {"learning_rate": first} if isinstance(first, float) else {}
    decay = config.get("decay_rate")
    if kind == "inverse_time_decay" and config.get("decay_steps") == 1 and not config.get("staircase"):
        try:
            return rate, {"schedule": InverseTimeDecay(decay=tidy(decay))}
        except ValidationError:
            pass
    findings.note("", "schedule", found=kind)
    return rate, {}


def _named(value: Any) -> tuple[str, Mapping[str, Any]]:
    """Return what Keras calls a loss, metric or schedule, in its small letters, and its arguments."""
    if isinstance(value, str):
        return shown(value), {}
    if not isinstance(value, dict):
        return "", {}
    config = value.get("config")
    name = value.get("class_name")
    if isinstance(config, str):  # a function, by its name
        return shown(config), {}
    found = base_name(name) if isinstance(name, str) else ""
    return shown(found), config if isinstance(config, dict) else {}
