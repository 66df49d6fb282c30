"""What one operation of a file becomes here: mostly one layer, now and then none or two."""

from __future__ import annotations

from typing import ClassVar, Literal, NamedTuple

from cnngui.network.graph import Merge
from cnngui.network.layers import AnyLayer


class _Part(NamedTuple):
    layer: AnyLayer | Merge
    inputs: tuple[str, ...] = ("\0before",)
    suffix: str = ""
    group: str = ""
    flat: bool = False
    measured: Literal["", "channels", "all"] = ""


class Part(_Part):
    """One layer or merge of an operation.

    Attributes:
        inputs: names of operations; `BEFORE` is the part before this one, or what feeds the operation.
        suffix: of its name, behind the operation's.
        group: where its weights lie, below the operation's own place.
        flat: its one array is stored as a row.
        measured: mean and variance, of each channel or of all values, lie where weights do.
    """

    BEFORE: ClassVar[str] = "\0before"


Translation = tuple[Part, ...] | None
"""In their order; () hands the input on, None is refused with a fault."""
