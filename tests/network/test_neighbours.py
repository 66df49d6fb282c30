from __future__ import annotations

import pytest

from cnngui.network.blocks import Parallel, Repeat
from cnngui.network.layers import Activation, Conv2D, Dense, Flatten
from cnngui.network.neighbours import between
from cnngui.network.network import Network


def conv(name: str) -> Conv2D:
    return Conv2D(name=name, padding="same")


NETWORK = Network(
    layers=(
        conv("a"),
        Parallel(
            name="p",
            branches=(
                (conv("b"), conv("c"), conv("d")),
                (Repeat(name="r", branches=((conv("e"), Activation(name="f")),)), conv("g")),
            ),
        ),
        Flatten(name="h"),
        Dense(name="i"),
    )
)


@pytest.mark.parametrize(
    ("one", "other", "names"),
    [
        ("a", "a", "a"),
        ("a", "h", "aph"),
        ("h", "i", "hi"),
        ("b", "d", "bcd"),
        ("c", "d", "cd"),
        ("e", "f", "ef"),
        # From inside a block to outside of it: the block.
        ("e", "g", "rg"),
        ("b", "h", "ph"),
        ("e", "a", "ap"),
        ("f", "i", "phi"),
        # Two branches of one block, and a block with what is in it.
        ("b", "g", "p"),
        ("c", "e", "p"),
        ("p", "e", "p"),
        ("r", "f", "r"),
    ],
)
def test_from_one_to_another(one: str, other: str, names: str) -> None:
    assert "".join(between(NETWORK, one, other)) == names
    assert "".join(between(NETWORK, other, one)) == names


def test_an_unknown_name() -> None:
    with pytest.raises(KeyError):
        between(NETWORK, "a", "z")
