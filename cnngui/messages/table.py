"""Look up a sentence by its code and fill in the values."""

from __future__ import annotations

import importlib
import pkgutil
from dataclasses import dataclass
from functools import cache
from typing import Any

from cnngui.messages import english

Sentence = str | tuple[str, str, str]


@dataclass(frozen=True)
class Message:
    """What a person is told: what happened, why, and what to do about it."""

    what: str
    why: str = ""
    mend: str = ""

    def one_line(self) -> str:
        """Join the parts that are there, for a terminal or a status bar."""
        return " ".join(part for part in (self.what, self.why, self.mend) if part)

    def as_dict(self) -> dict[str, str]:
        """Return the ``{"what", "why", "mend"}`` object that ``--json`` prints."""
        return {"what": self.what, "why": self.why, "mend": self.mend}


@cache
def _table() -> dict[str, Sentence]:
    sentences: dict[str, Sentence] = {}
    for module in pkgutil.iter_modules(english.__path__):
        room = importlib.import_module(f"{english.__name__}.{module.name}")
        sentences.update({f"{module.name}.{key}": sentence for key, sentence in room.SENTENCES.items()})
    return sentences


def message(code: str, **values: Any) -> Message:
    """Return the message of `code` with `values` filled in.

    Raises:
        KeyError: no table has `code`, or a value that the sentence names is missing.
    """
    sentence = _table()[code]
    parts = (sentence,) if isinstance(sentence, str) else sentence
    return Message(*(part.format(**values) for part in parts))


def text(code: str, **values: Any) -> str:
    """Return a sentence that has one part only, such as a label or a help line."""
    return message(code, **values).what
