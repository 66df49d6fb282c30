"""What differs between two recipes, in a few words each."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel

from cnngui.messages import text
from cnngui.network.augmentation import Augmentation
from cnngui.network.recipe import Recipe


@dataclass(frozen=True)
class RecipeChange:
    """One value that differs.

    Attributes:
        field: of the recipe, such as ``optimizer``. name: in words, such as "learning rate".
        before, after: in words; "" for what is not there.
    """

    field: str
    name: str
    before: str
    after: str

    def __str__(self) -> str:
        code = "changed" if self.before and self.after else "added" if self.after else "gone"
        return text(f"network.recipe.{code}", name=self.name, before=self.before, after=self.after)


def recipe_changes(before: Recipe, after: Recipe) -> tuple[RecipeChange, ...]:
    """Return what has to be changed in `before` to get `after`, in the order of the fields."""
    return tuple(_changes(before, after))


def _changes(before: Recipe, after: Recipe) -> Iterator[RecipeChange]:
    for field in Recipe.model_fields:
        old, new = _of(before, field), _of(after, field)
        if old == new:
            continue
        kinds = getattr(old, "kind", None), getattr(new, "kind", None)
        if kinds[0] != kinds[1]:
            yield RecipeChange(field, _spaced(field), str(kinds[0]), str(kinds[1]))
        yield from _parts(field, old, new)


def _parts(field: str, old: Any, new: Any) -> Iterator[RecipeChange]:
    if not isinstance(new or old, BaseModel):
        yield RecipeChange(field, _spaced(field), _shown(old), _shown(new))
        return
    if field == "early_stopping" and None in (old, new):
        before, after = ("" if each is None else _patience(each) for each in (old, new))
        yield RecipeChange(field, _spaced(field), before, after)
        return
    for name in type(new).model_fields:
        was, now = (_of(each, name) for each in (old, new))
        if name != "kind" and was != now and (was is not None or now != _default(new, name)):
            yield RecipeChange(field, _spaced(name), _shown(was), _shown(now))


_ZERO_IS_NONE = ("validation_split", "global_clipnorm", "label_smoothing", "warm_up_epochs")


def _of(model: Any, name: str) -> Any:
    """Return a part's value; None where it has no such field, or says by it that nothing is done."""
    value = getattr(model, name, None)
    nothing = isinstance(model, Augmentation) or name in _ZERO_IS_NONE
    return None if nothing and not value else value


def _default(model: Any, name: str) -> Any:
    return type(model).model_fields[name].default if name in type(model).model_fields else None


def _patience(stopping: Any) -> str:
    return text("network.recipe.patience", patience=stopping.patience)


def _shown(value: Any) -> str:
    if value is None or value == {}:
        return ""
    match value:
        case bool():
            return text(f"network.recipe.{'on' if value else 'off'}")
        case float():
            return f"{value:.6g}"
        case int():
            return f"{value:,}"
        case dict():
            return text("network.recipe.classes", count=len(value))
    return str(value).replace("_", " ")


def _spaced(name: str) -> str:
    return name.replace("_", " ")
