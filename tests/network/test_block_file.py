"""Own blocks as text: written, read back, and refused when they are something else."""

from __future__ import annotations

import json
from typing import Any

import pytest

from cnngui.errors import CnnguiError
from cnngui.network.block_file import block_from_text, block_to_text, is_title, same_title
from cnngui.network.blocks import Repeat, Residual
from cnngui.network.layers import Conv2D, Dense

BLOCK = Residual(name="stem", branches=((Repeat(branches=((Conv2D(name="conv", filters=7),),)),), ()))


def test_a_block_comes_back_as_it_was() -> None:
    text = block_to_text("Mein Block / 3×3", (BLOCK, Dense(name="head")))
    assert block_from_text(text, "a file") == ("Mein Block / 3×3", (BLOCK, Dense(name="head")))


def changed(**fields: Any) -> str:
    return json.dumps({**json.loads(block_to_text("Stem", (BLOCK,))), **fields})


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "not JSON"),
        ("[]", "object in braces"),
        ("[" * 100, "nest deeper"),
        (changed(format="cnngui-network"), "cnngui-block"),
        (changed(version=True), "whole number"),
        (changed(version=2), "newer"),
        (changed(title=""), "title"),
        (changed(title=" Stem"), "title"),
        (changed(title="a\nb"), "title"),
        (changed(title="x" * 61), "title"),
        (changed(title=3), "title"),
        (changed(content=None), "object in braces"),
        (changed(content={"format": "cnngui-layers", "version": 1, "layers": []}), "missing"),
        (
            changed(content={"format": "cnngui-layers", "version": 1, "layers": [{"kind": "Magic"}]}),
            "should be one of",
        ),
        (changed(more=1), "not known here"),
    ],
)
def test_anything_else_is_refused_with_the_reason(text: str, said: str) -> None:
    with pytest.raises(CnnguiError) as refused:
        block_from_text(text, "stem.json")
    assert refused.value.code == "network.bad_file"
    assert "stem.json" in str(refused.value)
    assert said in str(refused.value)


@pytest.mark.parametrize(
    ("title", "good"),
    [("Stem", True), ("잔차 블록", True), ("", False), ("a ", False), ("a\tb", False), ("x" * 61, False)],
)
def test_titles(title: str, good: bool) -> None:
    assert is_title(title) is good


def test_titles_that_look_alike() -> None:
    assert same_title("Stem", "STEM")
    assert not same_title("Stem", "Stem 2")
