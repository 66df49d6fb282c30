"""JSON Schema of network files, for editors and other programs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cnngui.network.blocks import BLOCK_KINDS
from cnngui.network.config_objects import ConfigObject
from cnngui.network.fields import CONFIG_OBJECTS
from cnngui.network.file_format import FORMAT, VERSION
from cnngui.network.initializers import Initializer
from cnngui.network.network import Network
from cnngui.network.penalties import Constraint, Regularizer
from cnngui.network.table import LAYER_TABLE, spec

DIALECT = "https://json-schema.org/draft/2020-12/schema"
_FAMILIES: tuple[type[ConfigObject], ...] = (Initializer, Regularizer, Constraint)


def network_schema() -> dict[str, Any]:
    """Return the schema of network files of the present version: any field but the kind may be left out.

    It says what a single value may be. What holds of several together (names that are unique, shapes that
    fit, sizes that multiply) only reading the file finds.
    """
    made = Network.model_json_schema()
    known: dict[str, Any] = made["$defs"]
    definitions = {name: _named(name, known[name]) for name in sorted(known)}
    for family in _FAMILIES:
        definitions[family.__name__] = _family(family)
    kinds = (*LAYER_TABLE, *BLOCK_KINDS)
    definitions["Entry"] = {"oneOf": [{"$ref": f"#/$defs/{kind}"} for kind in kinds]}
    properties = made["properties"]
    return {
        "$schema": DIALECT,
        "title": "cnngui network",
        "type": "object",
        "additionalProperties": False,
        "required": ["format", "version"],
        "properties": {
            "format": {"const": FORMAT},
            "version": {"type": "integer", "minimum": 1, "maximum": VERSION},
            **{name: _tidied(value) for name, value in properties.items()},
        },
        "$defs": definitions,
    }


def _named(name: str, definition: Mapping[str, Any]) -> dict[str, Any]:
    """Return the definition of one kind: the kind must stand, and every field says what it is for."""
    fields = {field: _tidied(value) for field, value in definition["properties"].items()}
    if name in (*LAYER_TABLE, *BLOCK_KINDS):
        for field in spec(name).fields:
            fields[field.name]["description"] = field.help
    kind = {"kind": {"const": definition["properties"]["kind"]["const"]}}
    return {
        "description": " ".join(definition["description"].replace("``", "").split()),
        "type": "object",
        "additionalProperties": False,
        "required": ["kind"],
        "properties": {**kind, **{field: value for field, value in fields.items() if field != "kind"}},
    }


def _family(family: type[ConfigObject]) -> dict[str, Any]:
    """Return what an initializer, regularizer or constraint may be: a bare name, or an object."""
    members = {
        str(cls.model_fields["kind"].default): cls.__name__
        for cls in family.__subclasses__()
        if cls.model_fields["kind"].default in CONFIG_OBJECTS
    }
    references = [{"$ref": f"#/$defs/{name}"} for name in members.values()]
    return {"oneOf": [{"enum": list(members)}, *references]}


def _tidied(value: Any) -> Any:
    """Return a piece of pydantic's schema without titles, and with one reference for each long choice."""
    if isinstance(value, list):
        return [_tidied(each) for each in value]
    if not isinstance(value, dict):
        return value
    if "discriminator" in value:
        mapping = value["discriminator"]["mapping"]
        choice = {"$ref": f"#/$defs/{_family_of(next(iter(mapping)))}"}
        return {**choice, "default": _bare(value["default"])} if "default" in value else choice
    return {key: _tidied(each) for key, each in value.items() if key != "title"}


def _family_of(kind: str) -> str:
    for family in _FAMILIES:
        if kind in {cls.model_fields["kind"].default for cls in family.__subclasses__()}:
            return family.__name__
    return "Entry"


def _bare(default: Any) -> Any:
    return default["kind"] if isinstance(default, dict) and len(default) == 1 else default
