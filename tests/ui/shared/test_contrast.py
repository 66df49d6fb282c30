"""Everything that is written can be read, and every edge that means something is seen: WCAG 2.1, AA."""

from __future__ import annotations

import itertools
import re

import pytest

from cnngui.ui.code.highlighter import colours_of
from cnngui.ui.shared.stylesheet import stylesheet
from cnngui.ui.shared.theme import DARK, LIGHT, Colours

GROUNDS = ("pane", "ground", "hover", "selected", "field")
TEXTS = ("text", "muted", "accent", "error", "warning", "right", "wrong")
EDGES = ("edge", "accent", "error", "warning", "train", "validation", "right", "wrong")
OTHERS = (
    ("on_accent", "accent"),
    ("on_accent", "accent_hover"),
    ("text", "error_ground"),
    ("error", "error_ground"),
    ("text", "warning_ground"),
    ("warning", "warning_ground"),
)
BOTH = pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])


def luminance(colour: str) -> float:
    """Return the relative luminance of ``#rrggbb``, 0..1."""
    shares = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [each / 12.92 if each <= 0.04045 else ((each + 0.055) / 1.055) ** 2.4 for each in shares]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def test_black_on_white_is_21() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)


@BOTH
def test_text_is_read_on_every_ground(colours: Colours) -> None:
    named = colours.as_dict()
    found = {
        pair: contrast(named[pair[0]], named[pair[1]])
        for pair in (*itertools.product(TEXTS, GROUNDS), *OTHERS)
    }
    assert {pair: round(ratio, 2) for pair, ratio in found.items() if ratio < 4.5} == {}


@BOTH
def test_edges_and_curves_are_seen_on_a_pane(colours: Colours) -> None:
    named = colours.as_dict()
    found = {each: contrast(named[each], named[ground]) for each in EDGES for ground in ("pane", "field")}
    assert {each: round(ratio, 2) for each, ratio in found.items() if ratio < 3} == {}


@BOTH
def test_code_is_read(colours: Colours) -> None:
    assert all(contrast(each, colours.pane) >= 4.5 for each in colours_of(colours).values())


@BOTH
def test_the_sheet_writes_in_no_other_colour(colours: Colours) -> None:
    named = colours.as_dict()
    written = set(re.findall(r"(?<![-\w])color: (#[0-9a-f]{6})", stylesheet(named)))
    assert written <= {named[each] for each in (*TEXTS, "on_accent")}


@BOTH
def test_fields_have_an_edge_that_is_seen(colours: Colours) -> None:
    fields = stylesheet(colours.as_dict()).split("QLineEdit, QSpinBox, QDoubleSpinBox, QComboBox")[1]
    (edge,) = re.findall(r"border: 1px solid (#\w+)", fields.split("}")[0])
    assert contrast(edge, colours.pane) >= 3


@BOTH
def test_the_box_of_an_entry_of_a_list_is_seen_as_any_other(colours: Colours) -> None:
    (box,) = re.findall(
        r"QCheckBox::indicator, QListView::indicator \{([^}]*)\}", stylesheet(colours.as_dict())
    )
    (edge,) = re.findall(r"border: 1px solid (#\w+)", box)
    assert contrast(edge, colours.pane) >= 3
