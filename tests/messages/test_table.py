"""Sentences are found by code, filled with values, and split into what, why and mend."""

from __future__ import annotations

import pytest

from cnngui.messages import Message, message, text
from cnngui.messages.english import network


def test_a_code_is_its_room_and_its_key() -> None:
    what, why, mend = network.SENTENCES["name_taken"]
    assert message("network.name_taken", name="dense") == Message(what.format(name="dense"), why, mend)


def test_values_are_filled_in_everywhere() -> None:
    told = message("network.output_units", layer="dense", numbers="10 numbers", classes=3)
    assert told.what == "dense gives 10 numbers, but the data has 3 classes."
    assert told.mend == "Set units to 3, or add a Dense layer of 3 units."


def test_a_label_is_one_part() -> None:
    assert text("network.fix_units", units=3) == "units 3"
    assert message("network.fix_units", units=3) == Message("units 3")


def test_foreign_text_is_not_a_pattern() -> None:
    """A name with braces, from a file or a person, is shown as it stands."""
    assert (
        "{0.__class__}" in message("network.unknown_preset", name="{0.__class__}", known="", nearest="").what
    )


def test_one_line_joins_what_is_there() -> None:
    assert Message("What.", "Why.", "Mend.").one_line() == "What. Why. Mend."
    assert Message("What.", mend="Mend.").one_line() == "What. Mend."
    assert Message("What.", "Why.").as_dict() == {"what": "What.", "why": "Why.", "mend": ""}


def test_a_code_that_no_table_has_is_a_key_error() -> None:
    with pytest.raises(KeyError):
        message("network.no_such_sentence")


def test_a_missing_value_is_a_key_error() -> None:
    with pytest.raises(KeyError):
        message("network.name_taken")
