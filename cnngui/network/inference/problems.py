"""What is wrong with a layer, in values; the sentence is made in `cnngui.messages`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from cnngui.messages import Message, message, text
from cnngui.network.blocks import AnyEntry
from cnngui.network.network import Shape


@dataclass(frozen=True)
class Edit:
    """One change of a network, as a value.

    Attributes:
        action: put `layer` before or after `target`, or in its place; take `target` out; move it to the
            end; or give the network `shape` as its input.
        target: name of the layer the action speaks of; "" is the input.
    """

    action: Literal["insert_before", "insert_after", "replace", "remove", "move_last", "set_input"]
    target: str = ""
    layer: AnyEntry | None = None
    shape: Shape | None = None


@dataclass(frozen=True)
class Fix:
    """Edits that mend a problem, applied with one click by `cnngui.network.edit.apply_fix`.

    Attributes:
        code: a key of the message table; its sentence is the button's label, such as "padding same".
        edits: done in this order; mostly one.
    """

    code: str
    edits: tuple[Edit, ...]
    values: Mapping[str, Any] = field(default_factory=dict)

    @property
    def target(self) -> str:
        """The layer that the fix is about, to be selected after it; it may be new or gone by then."""
        last = self.edits[-1]
        return last.layer.name if last.layer is not None and last.layer.name else last.target

    def label(self) -> str:
        """Return the button's text in the current language."""
        return text(self.code, **self.values)


@dataclass(frozen=True)
class Problem:
    """Something a layer asks that its input cannot give (error), or that is legal but odd (warning).

    Attributes:
        where: name of the layer; "" when it concerns the input or an empty network.
        code: a key of the message table: what happened, why (with the arithmetic), and the mend.
    """

    where: str
    code: str
    severity: Literal["error", "warning"] = "error"
    values: Mapping[str, Any] = field(default_factory=dict)
    fixes: tuple[Fix, ...] = ()

    def message(self, titles: Mapping[str, str] | None = None) -> Message:
        """Return what happened, why, and the mend, in the current language.

        Args:
            titles: what layers are called instead of by their names (`cnngui.network.names.titles`).
        """
        values = {"layer": self.where, **self.values}
        if titles:
            known = {key: value for key, value in values.items() if isinstance(value, str)}
            values |= {key: titles.get(value, value) for key, value in known.items()}
        return message(self.code, **values)
