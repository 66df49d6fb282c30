"""What a form has to know of a field, read from its pydantic definition."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from types import UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from cnngui.messages import text
from cnngui.network.initializers import AnyInitializer, Initializer
from cnngui.network.layers import Advanced, Step
from cnngui.network.recipe import AnyOptimizer

Editor = Literal["int", "float", "pair", "choice", "bool", "initializer", "text"]
OPEN_END = 1e-6
"""How far inside an open limit, such as rate < 1, a form's limit stands."""


@dataclass(frozen=True)
class FieldSpec:
    """One field of a layer, an initializer or an optimizer.

    Attributes:
        owner: the kind it belongs to.
        minimum, maximum: closed limits, of each number of a pair too; None when there is no limit.
        choices: the values of a "choice", or the kinds of an "initializer".
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
        """What the field does, in a sentence."""
        return text(f"network.field.{self.name}")


def field_specs(model: type[BaseModel], owner: str) -> tuple[FieldSpec, ...]:
    """Return the fields of `model` in their order, without ``kind`` and what stands inside a block."""
    return tuple(
        _field_spec(owner, name, info)
        for name, info in model.model_fields.items()
        if name not in ("kind", "branches")
    )


def _initializers() -> dict[str, type[Initializer]]:
    classes = (each for each in _unwrapped(AnyInitializer) if isinstance(each, type))
    return {str(cls.model_fields["kind"].default): cls for cls in classes if issubclass(cls, Initializer)}


def _optimizers() -> dict[str, type[BaseModel]]:
    return {cls.__name__: cls for cls in _unwrapped(AnyOptimizer) if isinstance(cls, type)}


def initializer_kinds() -> tuple[str, ...]:
    """Return the names of all initializers."""
    return tuple(_initializers())


def optimizer_kinds() -> tuple[str, ...]:
    """Return the names of all optimizers."""
    return tuple(_optimizers())


def optimizer_fields(kind: str) -> tuple[FieldSpec, ...]:
    """Return the arguments of an optimizer, such as ``learning_rate``."""
    return field_specs(_optimizers()[kind], kind)


def initializer_fields(kind: str) -> tuple[FieldSpec, ...]:
    """Return the arguments of an initializer, such as ``stddev``; most have none."""
    return field_specs(_initializers()[kind], kind)


def default_initializer(kind: str) -> Initializer:
    """Return the initializer called `kind` with Keras' defaults."""
    return _initializers()[kind]()


def _field_spec(owner: str, name: str, info: FieldInfo) -> FieldSpec:
    parts = list(_unwrapped(info.annotation))
    types = [part for part in parts if isinstance(part, type)]
    metadata = [*info.metadata, *(part for part in parts if not isinstance(part, type))]
    editor = _editor(types, metadata)
    return FieldSpec(
        owner=owner,
        name=name,
        editor=editor,
        minimum=_minimum(metadata),
        maximum=_maximum(metadata),
        step=next(
            (each.size for each in metadata if isinstance(each, Step)),
            1 if editor in ("int", "pair") else 0.01,
        ),
        choices=_choices(types, metadata),
        default=info.default,
        optional=type(None) in types,
        advanced=any(isinstance(each, Advanced) for each in metadata),
        allowed=_allowed(editor, metadata, _choices(types, metadata), type(None) in types),
    )


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
        yield tuple
        for each in dict.fromkeys(get_args(annotation)):
            yield from _unwrapped(each)
    else:
        yield annotation


def _editor(types: list[type], metadata: list[Any]) -> Editor:
    if any(issubclass(each, Initializer) for each in types):
        return "initializer"
    if tuple in types:
        return "pair"
    if any(isinstance(each, str) for each in metadata):
        return "choice"
    by_type: dict[type, Editor] = {bool: "bool", int: "int", float: "float", str: "text"}
    return next(by_type[each] for each in types if each in by_type)


def _choices(types: list[type], metadata: list[Any]) -> tuple[str, ...]:
    kinds = tuple(str(each.model_fields["kind"].default) for each in types if issubclass(each, Initializer))
    return kinds or tuple(each for each in metadata if isinstance(each, str))


def _allowed(editor: Editor, metadata: list[Any], choices: tuple[str, ...], optional: bool) -> str:
    if choices:
        return ", ".join(choices)
    if editor == "bool":
        return "true, false"
    if editor == "text":
        return "A-Z a-z 0-9 _ . -"
    limits = {
        name: limit for name in ("ge", "gt", "le", "lt") if (limit := _limit(metadata, name)) is not None
    }
    signs = {"ge": "", "gt": "> ", "le": "", "lt": "< "}
    ends = " … ".join(f"{signs[name]}{limit:,.10g}" for name, limit in limits.items())
    return f"{ends}, None" if optional else ends


def _minimum(metadata: list[Any]) -> float | None:
    closed, opened = _limit(metadata, "ge"), _limit(metadata, "gt")
    return closed if opened is None else opened + OPEN_END


def _maximum(metadata: list[Any]) -> float | None:
    closed, opened = _limit(metadata, "le"), _limit(metadata, "lt")
    return closed if opened is None else opened - OPEN_END


def _limit(metadata: list[Any], name: str) -> float | None:
    """Return the limit that pydantic keeps as an object with one attribute: ge, gt, le or lt."""
    return next((float(getattr(each, name)) for each in metadata if hasattr(each, name)), None)
