"""The recipe of a training: what the preset or project says, changed by what was typed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cnngui.cli import usage
from cnngui.errors import CnnguiError
from cnngui.messages import text

if TYPE_CHECKING:
    from pydantic import ValidationError

    from cnngui.network.recipe import Recipe

_OPTIMIZER_FIELDS = ("learning_rate", "momentum")


def changed(recipe: Recipe, **options: Any) -> Recipe:
    """Return `recipe` with the options that are not None.

    Args:
        optimizer: "SGD", "RMSprop" or "Adam", in any case; one that is new starts with its own defaults.
        options: other fields of `Recipe`, and ``learning_rate`` and ``momentum`` of its optimizer.

    Raises:
        CnnguiError: ``cli.bad_option`` for the first value that is out of range or does not belong.
    """
    from pydantic import ValidationError

    from cnngui.network.recipe import Recipe

    given = {name: value for name, value in options.items() if value is not None}
    kind = _optimizer_kind(given.pop("optimizer", recipe.optimizer.kind))
    same = kind == recipe.optimizer.kind
    optimizer = recipe.optimizer.model_dump() if same else {"kind": kind}
    optimizer |= {name: given.pop(name) for name in _OPTIMIZER_FIELDS if name in given}
    try:
        return Recipe.model_validate({**recipe.model_dump(), **given, "optimizer": optimizer})
    except ValidationError as error:
        raise _first_fault(error, kind) from None


def _optimizer_kind(name: str) -> str:
    return next((kind for kind in _optimizer_kinds() if kind.lower() == name.lower()), name)


def _optimizer_kinds() -> list[str]:
    from cnngui.network.recipe import SGD, Adam, RMSprop

    return [each.model_fields["kind"].default for each in (SGD, RMSprop, Adam)]


def _first_fault(error: ValidationError, kind: str) -> CnnguiError:
    detail = error.errors(include_url=False)[0]
    name, reason = str(detail["loc"][-1]), usage.reason(detail)
    if detail["type"] == "union_tag_invalid":
        reason = text("cli.reason_choice", found=kind, expected=", ".join(_optimizer_kinds()))
    elif detail["type"] == "extra_forbidden":
        reason = text("cli.reason_not_of", owner=kind)
    option = "--" + name.replace("_", "-")
    return CnnguiError("cli.bad_value", name=option, reason=reason or detail["msg"], path="cnngui train")
