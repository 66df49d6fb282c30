"""Which runs a person looks for, in a line that they type. Pure.

    residual 한글          both words somewhere in its name, title, note, tags, state, data or recipe
    "two words"            these words as they stand
    tag:good state:stopped a field that holds the words behind the colon
    accuracy>0.98          a number that is measured and larger; also >=, <, <=, =
    -dropout               not that

Words stand for the fields of `cnngui.runs.run_row.RunRow` and the last names of the recipe's settings.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable
from dataclasses import dataclass

from cnngui.runs.comparing import RECIPE, measured, setting_keys, value_of
from cnngui.runs.run_row import RunRow, Setting

_FIELDS = {
    "name": "shown_name",
    "tag": "tags",
    "accuracy": "best_metric",
    "best": "best_metric",
    "last": "last_metric",
    "test": "test_metric",
    "speed": "images_per_second",
    "time": "seconds",
}
"""Short words for fields."""
_TEXTS = ("shown_name", "title", "note", "tags", "state", "data", "group", "id")
_TERM = re.compile(
    r"(?P<minus>-?)(?:(?P<field>[\w.]+)(?P<sign>>=|<=|[:<>=]))?(?:\"(?P<quoted>[^\"]*)\"?|(?P<word>\S+))"
)
_SIGNS: dict[str, Callable[[float, float], bool]] = {
    ">": operator.gt, ">=": operator.ge, "<": operator.lt, "<=": operator.le, "=": operator.eq
}  # fmt: skip


@dataclass(frozen=True)
class Term:
    """One thing that is asked of a run.

    Attributes:
        field: "" for any. sign: ":" or one of comparing numbers; "" without a field.
        words: case-folded.
    """

    words: str
    field: str = ""
    sign: str = ""
    wanted: bool = True

    def allows(self, row: RunRow) -> bool:
        """Return whether a run is as asked."""
        return self._holds(row) == self.wanted

    def _holds(self, row: RunRow) -> bool:
        if not self.field:
            return any(self.words in text for text in _texts(row))
        values = _values(row, self.field)
        if self.sign in _SIGNS and (number := _number(self.words)) is not None:
            found = (_number(str(value)) for value in values if measured(value))
            return any(each is not None and _SIGNS[self.sign](each, number) for each in found)
        return any(self.words in str(value).casefold() for value in values if measured(value))


def parse(line: str) -> tuple[Term, ...]:
    """Return what a line asks for; nothing of a run if it is empty. No line is wrong."""
    terms = []
    for match in _TERM.finditer(line.casefold()):
        words = match["quoted"] if match["quoted"] is not None else match["word"]
        terms.append(Term(words, match["field"] or "", match["sign"] or "", not match["minus"]))
    return tuple(terms)


def allowed(row: RunRow, terms: tuple[Term, ...]) -> bool:
    """Return whether a run is all that is asked."""
    return all(term.allows(row) for term in terms)


def _texts(row: RunRow) -> list[str]:
    words = [str(value_of(row, key)) for key in _TEXTS]
    words += [value for value in row.settings.values() if isinstance(value, str)]
    return [text.casefold() for text in words]


def _values(row: RunRow, word: str) -> list[Setting]:
    """Return the values that a word of a line stands for."""
    key = _FIELDS.get(word, word)
    if key in RunRow.__dataclass_fields__ or key == "shown_name":
        return [value_of(row, key)] if key != "settings" else []
    settings = [key for key in setting_keys([row]) if word in (key.removeprefix(RECIPE), key.split(".")[-1])]
    return [value_of(row, key) for key in settings]


def _number(text: str) -> float | None:
    """Return a number such as 0.98 or 98%; None for other words."""
    try:
        return float(text.removesuffix("%")) / (100 if text.endswith("%") else 1)
    except ValueError:
        return None
