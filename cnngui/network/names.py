"""Which names were given by hand."""

from __future__ import annotations

import re

from cnngui.network.blocks import BLOCK_KINDS
from cnngui.network.network import base_name
from cnngui.network.table import LAYER_TABLE

_KINDS = (*LAYER_TABLE, *BLOCK_KINDS, "Add", "Concatenate", "InputLayer")
_AUTOMATIC = re.compile(rf"({'|'.join(map(base_name, _KINDS))})(_\d+)?")


def is_automatic(name: str) -> bool:
    """Return whether Keras or cnngui could give this name to some layer by itself."""
    return _AUTOMATIC.fullmatch(name) is not None
