"""`schema`: what a network file may hold, for machines."""

from __future__ import annotations

import json


def schema() -> None:
    """Print the JSON Schema of network files."""
    from cnngui.network.schema import network_schema

    print(json.dumps(network_schema(), indent=2))
