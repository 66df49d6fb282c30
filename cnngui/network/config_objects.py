"""What initializers, regularizers and constraints share: small values with a name, inside a layer's fields.

In JSON such an object is its bare name while all arguments are Keras' defaults, else an object with its kind.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Annotated, Any

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    GetCoreSchemaHandler,
    GetJsonSchemaHandler,
    TypeAdapter,
)
from pydantic_core import CoreSchema, core_schema


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


@cache
def _adapter(union: Any) -> TypeAdapter[ConfigObject]:
    return TypeAdapter(Annotated[union, Field(discriminator="kind"), BeforeValidator(_from_name)])


class _ByName:
    """Reads and writes a union of them as bare names.

    The union is made once, when its first value is read: made for each of the eighty fields that have one, it
    took a fifth of the time in which the layers are made, 18 ms of a start.
    """

    def __get_pydantic_core_schema__(self, union: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_plain_validator_function(
            lambda value: _adapter(union).validate_python(value),
            metadata={"union": union},
            serialization=core_schema.plain_serializer_function_ser_schema(_to_name, when_used="json"),
        )

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        return handler(_adapter(schema["metadata"]["union"]).core_schema)


BY_NAME = (_ByName(),)
"""What turns a union of them into a field that reads and writes bare names."""
