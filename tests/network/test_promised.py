"""What files may hold is a promise.

Files leave out what stands at its default, so that a default means the same for ever; and what was once
within the limits must be read again. A field that comes adds a line to `promised.txt`; none may change.
`forms.txt` holds what forms make of the same fields. `python3 -m tests.network.test_promised` writes both.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from cnngui.network.fields import CONFIG_OBJECTS, OPTIMIZERS, SCHEDULES, field_specs
from cnngui.network.recipe import Recipe
from cnngui.network.schema import network_schema
from cnngui.network.table import BLOCK_TABLE, LAYER_TABLE, spec

PROMISED = Path(__file__).with_name("promised.txt")
FORMS = Path(__file__).with_name("forms.txt")
LIMITS = ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "minItems", "maxItems", "maxLength")


def limits(told: Any) -> set[str]:
    """Return all limits in a piece of a JSON Schema."""
    if isinstance(told, list):
        return {limit for each in told for limit in limits(each)}
    if not isinstance(told, dict):
        return set()
    here = {f"{key} {told[key]}" for key in LIMITS if key in told}
    return here.union(*(limits(each) for each in told.values()))


def lines() -> Iterator[str]:
    """Yield each field of network files and recipes with its default and its limits."""
    for schema in (network_schema(), Recipe.model_json_schema()):
        for name, definition in (("", schema), *sorted(schema["$defs"].items())):
            for field, told in definition.get("properties", {}).items():
                if "default" in told and field != "kind":
                    default = json.dumps(told["default"])
                    yield ", ".join([f"{name}.{field} = {default}", *sorted(limits(told))])


def test_no_field_has_another_default_or_other_limits() -> None:
    assert list(lines()) == PROMISED.read_text(encoding="utf-8").splitlines()


def fields() -> Iterator[str]:
    """Yield what a form makes of each field of layers, blocks, optimizers and schedules."""
    owners = {kind: spec(kind).cls for kind in (*LAYER_TABLE, *BLOCK_TABLE)}
    for kind, cls in {**owners, **CONFIG_OBJECTS, **OPTIMIZERS, **SCHEDULES}.items():
        for field in field_specs(cls, kind):
            shown = [f"{kind}.{field.name}", field.editor, f"{field.minimum}…{field.maximum} by {field.step}"]
            extra = ["None"] * field.optional + ["folded"] * field.advanced
            yield " | ".join([*shown, field.allowed, *extra])


def test_forms_offer_what_they_did() -> None:
    assert list(fields()) == FORMS.read_text(encoding="utf-8").splitlines()


if __name__ == "__main__":
    PROMISED.write_text("".join(f"{line}\n" for line in lines()), encoding="utf-8")
    FORMS.write_text("".join(f"{line}\n" for line in fields()), encoding="utf-8")
