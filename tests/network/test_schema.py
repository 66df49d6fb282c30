"""The schema against the classes and files that it describes.

While it was written, all presets and 600 random networks were also validated by jsonschema 4.26 (draft
2020-12), which is no dependency.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cnngui.course.presets import preset, presets
from cnngui.network.blocks import BLOCK_KINDS
from cnngui.network.fields import CONFIG_OBJECTS
from cnngui.network.file_format import network_to_dict
from cnngui.network.network import Network
from cnngui.network.schema import network_schema
from cnngui.network.table import LAYER_TABLE, spec
from tests.network.block_stacks import block_networks
from tests.network.stacks import networks

SCHEMA = network_schema()
DEFINITIONS = SCHEMA["$defs"]
KINDS = (*LAYER_TABLE, *BLOCK_KINDS)


def pieces(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict):
        yield value
        value = list(value.values())
    if isinstance(value, list):
        for each in value:
            yield from pieces(each)


def test_every_reference_leads_somewhere_and_everything_is_referred_to() -> None:
    referred = {piece["$ref"] for piece in pieces(SCHEMA) if isinstance(piece.get("$ref"), str)}
    assert referred == {f"#/$defs/{name}" for name in DEFINITIONS}
    assert json.loads(json.dumps(SCHEMA)) == SCHEMA
    assert not any("discriminator" in piece for piece in pieces(SCHEMA))


@pytest.mark.parametrize("kind", KINDS)
def test_a_kind_has_the_fields_of_its_class_and_no_other(kind: str) -> None:
    definition = DEFINITIONS[kind]
    assert definition["additionalProperties"] is False
    assert definition["required"] == ["kind"]
    assert definition["properties"]["kind"] == {"const": kind}
    assert list(definition["properties"]) == [
        "kind",
        *(n for n in spec(kind).cls.model_fields if n != "kind"),
    ]
    for field in spec(kind).fields:
        assert definition["properties"][field.name]["description"] == field.help


def test_an_entry_is_of_one_of_all_kinds() -> None:
    assert DEFINITIONS["Entry"] == {"oneOf": [{"$ref": f"#/$defs/{kind}"} for kind in KINDS]}
    assert SCHEMA["properties"]["layers"]["items"] == {"$ref": "#/$defs/Entry"}
    assert DEFINITIONS["Residual"]["properties"]["branches"]["items"]["items"] == {"$ref": "#/$defs/Entry"}


def test_config_objects_may_be_bare_names() -> None:
    families = [DEFINITIONS[name]["oneOf"] for name in ("Initializer", "Regularizer", "Constraint")]
    assert sorted(name for family in families for name in family[0]["enum"]) == sorted(CONFIG_OBJECTS)
    for names, *references in families:
        of_references = [DEFINITIONS[each["$ref"].split("/")[-1]] for each in references]
        assert [each["properties"]["kind"]["const"] for each in of_references] == names["enum"]
    assert DEFINITIONS["Dense"]["properties"]["kernel_initializer"]["default"] == "glorot_uniform"


def test_limits_are_those_of_the_fields() -> None:
    assert DEFINITIONS["Dropout"]["properties"]["rate"]["exclusiveMaximum"] == 1
    assert DEFINITIONS["Conv2D"]["properties"]["filters"]["minimum"] == 1
    assert DEFINITIONS["Repeat"]["properties"]["times"]["maximum"] == 200
    assert (DEFINITIONS["Residual"]["properties"]["branches"]["minItems"]) == 2
    one, pair = DEFINITIONS["Conv2D"]["properties"]["kernel_size"]["anyOf"]
    assert one == pair["prefixItems"][0] == {"type": "integer", "minimum": 1, "maximum": 1024}


def assert_known(entry: dict[str, Any]) -> None:
    properties = DEFINITIONS[entry["kind"]]["properties"]
    assert set(entry) <= set(properties)
    for branch in entry.get("branches", ()):
        for inner in branch:
            assert_known(inner)


def assert_file_is_known(network: Network) -> None:
    written = network_to_dict(network)
    assert set(written) == set(SCHEMA["properties"])
    assert written["version"] == SCHEMA["properties"]["version"]["maximum"]
    for entry in written["layers"]:
        assert_known(entry)


@pytest.mark.parametrize("name", [each.name for each in presets()])
def test_every_preset_s_file_is_known(name: str) -> None:
    assert_file_is_known(preset(name).network)


@settings(max_examples=100)
@given(st.one_of(networks(), block_networks()))
def test_every_file_is_known(network: Network) -> None:
    assert_file_is_known(network)
