from __future__ import annotations

import json

from cnngui.network.schema import network_schema
from tests.cli.conftest import Cnngui


def test_the_schema_is_printed_as_json(cnngui: Cnngui) -> None:
    answer = cnngui("schema")
    assert (answer.code, json.loads(answer.out)) == (0, network_schema())
