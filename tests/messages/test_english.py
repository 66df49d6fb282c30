"""The English of the network room: short, whole, and the same way of writing everywhere."""

from __future__ import annotations

import pytest

from cnngui.messages.english import network

PARTS = [
    (code, part)
    for code, sentence in network.SENTENCES.items()
    for part in ((sentence,) if isinstance(sentence, str) else sentence)
]


@pytest.mark.parametrize("code", {**network.PROBLEMS, **network.ERRORS})
def test_what_goes_wrong_has_three_sentences(code: str) -> None:
    what, why, mend = network.SENTENCES[code]
    for part in (what, why, mend):
        assert part.endswith((".", "{faults}"))
        assert len(part) <= 130, "short enough for a card"


@pytest.mark.parametrize("code", network.FIXES)
def test_a_button_is_short_and_no_sentence(code: str) -> None:
    label = network.FIXES[code]
    assert isinstance(label, str)
    assert len(label) <= 40
    assert not label.endswith(".")


@pytest.mark.parametrize(("code", "part"), PARTS)
def test_signs_are_those_of_print(code: str, part: str) -> None:
    """Straight quotes and hyphens for minus look like code; three dots are one sign."""
    assert '"' not in part
    assert "..." not in part
    assert " - " not in part
    assert "  " not in part


def test_parts_of_the_table_do_not_overlap() -> None:
    parts = (
        network.PROBLEMS,
        network.FIXES,
        network.ERRORS,
        network.FAULTS,
        network.SCHEDULES,
        network.RECIPES,
        network.WORDS,
    )
    assert sum(len(part) for part in parts) == len(network.SENTENCES)
