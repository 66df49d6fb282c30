"""What a form has to know of a field, read from its pydantic definition."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from cnngui.messages import text
from cnngui.network.config_objects import Advanced, ConfigObject, SingleStep
from cnngui.network.initializers import AnyInitializer, Initializer
from cnngui.network.penalties import AnyConstraint, AnyRegularizer, Constraint, Regularizer
from cnngui.network.recipe import AnyOptimizer
from cnngui.network.schedules import AnySchedule

Editor = Literal[
    "int",
    "float",
    "pair",
    "triple",
    "edges",
    "sizes",
    "numbers",
    "choice",
    "bool",
    "initializer",
    "regularizer",
    "constraint",
    "text",
]
OPEN_END = 1e-6
"""How far inside an open limit, such as rate < 1, a form's limit stands."""


@dataclass(frozen=True)
class FieldSpec:
    """One field of a layer, a config object or an optimizer.

    Attributes:
        owner: the kind it belongs to.
        editor: the sort of value: "edges" are a pair of pairs, "sizes" and "numbers" as many whole numbers or
            numbers as one likes, and "initializer", "regularizer" and "constraint" are config objects, with
            fields of their own (`config_object_fields`).
        minimum, maximum: closed limits, of each number of several too; None when there is no limit.
        choices: the values of a "choice", or the kinds of a config object.
        optional: whether None is a value, such as strides=None.
        advanced: folded away at first.
        allowed: what the field takes, in signs rather than words: ``1 … 65,536`` or ``valid, same``.
    """

    owner: str
    name: str
    editor: Editor
    minimum: float | None
    maximum: float | None
    step: float
    choices: tuple[str, ...]
    default: Any
    optional: bool
    advanced: bool
    allowed: str

    @property
    def label(self) -> str:
        """Keras' word for the field."""
        return self.name

    @property
    def help(self) -> str:
        """What the field does, in a sentence: that of its owner where the name means several things."""
        try:
            return text(f"fields.{self.owner}.{self.name}")
        except KeyError:
            return text(f"fields.{self.name}")


def field_specs(model: type[BaseModel], owner: str) -> tuple[FieldSpec, ...]:
    """Return the fields of `model` in their order, without ``kind`` and what stands inside a block."""
    return tuple(
        _field_spec(owner, name, info)
        for name, info in model.model_fields.items()
        if name not in ("kind", "branches")
    )


def field_spec(model: type[BaseModel], name: str) -> FieldSpec:
    """Return one field of a model that is called as its class."""
    return _field_spec(model.__name__, name, model.model_fields[name])


def _field_spec(owner: str, name: str, info: FieldInfo) -> FieldSpec:
    annotations = list(_unwrapped(info.annotation))
    types = [each for each in annotations if isinstance(each, type)]
    metadata = [*info.metadata, *(each for each in annotations if not isinstance(each, type))]
    editor = _editor(types, metadata)
    return FieldSpec(
        owner=owner,
        name=name,
        editor=editor,
        minimum=_minimum(metadata),
        maximum=_maximum(metadata),
        step=next(
            (each.size for each in metadata if isinstance(each, SingleStep)), 0.01 if editor == "float" else 1
        ),
        choices=_choices(types, metadata),
        default=info.default,
        optional=type(None) in types,
        advanced=any(isinstance(each, Advanced) for each in metadata),
        allowed=_allowed(editor, metadata, _choices(types, metadata), type(None) in types),
    )


@dataclass(frozen=True)
class _Tuple:
    """Stands for a tuple of `length` values alike; None is any length."""

    length: int | None


def _unwrapped(annotation: Any) -> Iterator[Any]:
    """Yield the plain types, literals' values and metadata that an annotation is made of."""
    origin = get_origin(annotation)
    if origin is Annotated:
        inner, *metadata = get_args(annotation)
        yield from _unwrapped(inner)
        for each in metadata:
            yield from (each.metadata if isinstance(each, FieldInfo) else (each,))
    elif origin is Literal:
        yield from get_args(annotation)
    elif origin in (Union, UnionType):
        for each in get_args(annotation):
            yield from _unwrapped(each)
    elif origin is tuple:
        inner = get_args(annotation)
        yield _Tuple(None if Ellipsis in inner else len(inner))
        yield from _unwrapped(inner[0])
    else:
        yield annotation


_CONFIG_OBJECTS: Mapping[type[ConfigObject], Editor] = {
    Initializer: "initializer",
    Regularizer: "regularizer",
    Constraint: "constraint",
}
_TUPLES: Mapping[int | None, Editor] = {2: "pair", 3: "triple"}
_TYPES: Mapping[type, Editor] = {bool: "bool", int: "int", float: "float", str: "text"}


def _editor(types: list[type], metadata: list[Any]) -> Editor:
    for family, editor in _CONFIG_OBJECTS.items():
        if any(issubclass(each, family) for each in types):
            return editor
    match [each.length for each in metadata if isinstance(each, _Tuple)]:
        case [None]:
            return "numbers" if float in types else "sizes"
        case [length]:
            return _TUPLES[length]
        case [_, _]:
            return "edges"
    if any(isinstance(each, str) for each in metadata):
        return "choice"
    return next(_TYPES[each] for each in types if each in _TYPES)


def _choices(types: list[type], metadata: list[Any]) -> tuple[str, ...]:
    kinds = tuple(str(each.model_fields["kind"].default) for each in types if issubclass(each, ConfigObject))
    return kinds or tuple(each for each in metadata if isinstance(each, str))


def _allowed(editor: Editor, metadata: list[Any], choices: tuple[str, ...], optional: bool) -> str:
    none = ", None" if optional else ""
    if choices:
        return ", ".join(choices) + none
    if editor == "bool":
        return "true, false"
    if editor == "text":
        return "A-Z a-z 0-9 _ . -"
    limits = {
        name: limit for name in ("ge", "gt", "le", "lt") if (limit := _limit(metadata, name)) is not None
    }
    signs = {"ge": "", "gt": "> ", "le": "", "lt": "< "}
    each = " … ".join(f"{signs[name]}{limit:,.10g}" for name, limit in limits.items())
    if editor in ("sizes", "numbers"):
        fewest, most = (_limit(metadata, name) for name in ("min_length", "max_length"))
        # Of sizes, one may be -1; 0 is none.
        each = each.replace("-1 … ", "-1, 1 … ") if editor == "sizes" else each
        return f"{fewest:g} … {most:,g} × ({each})" + none
    return each + none


def _minimum(metadata: list[Any]) -> float | None:
    closed, opened = _limit(metadata, "ge"), _limit(metadata, "gt")
    return closed if opened is None else opened + OPEN_END


def _maximum(metadata: list[Any]) -> float | None:
    closed, opened = _limit(metadata, "le"), _limit(metadata, "lt")
    return closed if opened is None else opened - OPEN_END


def _limit(metadata: list[Any], name: str) -> float | None:
    """Return the limit that pydantic keeps as an object with one attribute: ge, gt, le, lt or a length."""
    return next((float(getattr(each, name)) for each in metadata if hasattr(each, name)), None)


def _by_kind(*unions: Any) -> dict[str, type[Any]]:
    classes = (each for union in unions for each in _unwrapped(union) if isinstance(each, type))
    return {str(cls.model_fields["kind"].default): cls for cls in classes if issubclass(cls, BaseModel)}


CONFIG_OBJECTS: Mapping[str, type[ConfigObject]] = _by_kind(AnyInitializer, AnyRegularizer, AnyConstraint)
"""All initializers, regularizers and constraints, by kind."""

OPTIMIZERS: Mapping[str, type[BaseModel]] = _by_kind(AnyOptimizer)
SCHEDULES: Mapping[str, type[BaseModel]] = _by_kind(AnySchedule)
"""Of the learning rate."""
