"""The recipe of a training: what the preset or project says, changed by what was typed."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from cnngui.cli import usage
from cnngui.errors import CnnguiError
from cnngui.messages import text

if TYPE_CHECKING:
    from pydantic import ValidationError

    from cnngui.network.recipe import AnyOptimizer, Recipe
    from cnngui.network.schedules import AnySchedule

_FIELDS = {
    "optimizer": ("learning_rate", "momentum", "weight_decay"),
    "schedule": (
        *("decay", "factor", "every_epochs", "patience", "cycle_epochs", "warm_up"),
        *("decay_epochs", "warm_up_epochs"),
    ),
}
_AUGMENTATION = ("shift", "rotation", "zoom", "horizontal_flip", "noise", "elastic")
OPTIONS = (
    *("epochs", "seed", "batch_size", "validation_split", "precision"),
    *("global_clipnorm", "label_smoothing", "early_stopping", *_AUGMENTATION),
    *(name for part, fields in _FIELDS.items() for name in (part, *fields)),
)
"""Of the command line, each the name of a field."""


def changed(recipe: Recipe, **options: Any) -> Recipe:
    """Return `recipe` with the options that are not None.

    Args:
        options: fields of `Recipe`, and of its optimizer, schedule and augmentation. The first two of these
            are named by their kind, in any case; one that is new starts with its own defaults.
            ``early_stopping`` is its patience; 0 turns it off.

    Raises:
        CnnguiError: ``cli.bad_value`` for the first value that is out of range or does not belong.
    """
    from pydantic import ValidationError

    from cnngui.network.recipe import Recipe

    given = {name: value for name, value in options.items() if value is not None}
    parts: dict[str, Any] = {part: _part(given, part, getattr(recipe, part)) for part in _FIELDS}
    varied = {name: given.pop(name) for name in _AUGMENTATION if name in given}
    parts["augmentation"] = {**recipe.augmentation.model_dump(), **varied}
    if (patience := given.pop("early_stopping", None)) is not None:
        now = recipe.early_stopping.model_dump() if recipe.early_stopping else {}
        parts["early_stopping"] = {**now, "patience": patience} if patience else None
    try:
        return Recipe.model_validate({**recipe.model_dump(), **given, **parts})
    except ValidationError as error:
        raise _first_fault(error, parts) from None


def _part(given: dict[str, Any], part: str, now: AnyOptimizer | AnySchedule) -> dict[str, Any]:
    """Take what belongs to `part` out of what was `given`, and return it over what it is `now`."""
    kind = _proper(given.pop(part, now.kind), _kinds(part))
    fields = {name: given.pop(name) for name in _FIELDS[part] if name in given}
    return {**(now.model_dump() if kind == now.kind else {"kind": kind}), **fields}


def _kinds(part: str) -> tuple[str, ...]:
    from cnngui.network.fields import OPTIMIZERS, SCHEDULES

    return tuple(OPTIMIZERS if part == "optimizer" else SCHEDULES)


def _proper(name: str, kinds: Iterable[str]) -> str:
    return next((kind for kind in kinds if kind.lower() == name.lower()), name)


def _first_fault(error: ValidationError, parts: dict[str, Any]) -> CnnguiError:
    detail = error.errors(include_url=False)[0]
    part, name, reason = str(detail["loc"][0]), str(detail["loc"][-1]), usage.reason(detail)
    kind = (parts.get(part) or {}).get("kind")
    if detail["type"] == "union_tag_invalid":
        reason = text("cli.reason_choice", found=kind, expected=", ".join(_kinds(part)))
    elif detail["type"] == "extra_forbidden":
        reason = text("cli.reason_not_of", owner=kind)
    option = "--" + (part if part == "early_stopping" else name).replace("_", "-")
    return CnnguiError("cli.bad_value", name=option, reason=reason or detail["msg"], path="cnngui train")
