"""What initializers, regularizers and constraints share: small values with a name, inside a layer's fields.

In JSON such an object is its bare name while all arguments are Keras' defaults, else an object with its kind.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, PlainSerializer


@dataclass(frozen=True)
class SingleStep:
    """How far one press of an editor's arrow moves a field."""

    size: float


@dataclass(frozen=True)
class Advanced:
    """A field that a form folds away at first."""


Finite = Annotated[float, Field(strict=True, ge=-1e6, le=1e6, allow_inf_nan=False)]
Amount = Annotated[float, Field(strict=True, ge=0, le=1e6, allow_inf_nan=False)]


class ConfigObject(BaseModel):
    """A value of its own kind, with numbers as arguments."""

    model_config = ConfigDict(frozen=True, extra="forbid")


def _from_name(value: Any) -> Any:
    """Take a bare name for an object with its defaults, as Keras does."""
    return {"kind": value} if isinstance(value, str) else value


def _to_name(config_object: ConfigObject) -> str | dict[str, Any]:
    kind = str(type(config_object).model_fields["kind"].default)
    own = config_object.model_dump(mode="json", exclude_defaults=True)
    return {"kind": kind, **own} if own else kind


BY_NAME = (
    # WORKAROUND(pydantic 2.14): first, as behind a function it forgets that when the field may be None too
    # (akin to https://github.com/pydantic/pydantic/issues/3758).
    Field(discriminator="kind"),
    BeforeValidator(_from_name),
    PlainSerializer(_to_name, when_used="json"),
)
"""What turns a union of them into a field that reads and writes bare names."""
