"""Which blocks are folded."""

from __future__ import annotations

from cnngui.network.blocks import Repeat, Residual
from cnngui.network.layers import Dense
from cnngui.network.network import Network
from cnngui.ui.network.folding import MOST_SHOWN, Folding, blocks_around


def repeat(name: str, layers: int) -> Repeat:
    return Repeat(name=name, branches=(tuple(Dense() for _ in range(layers)),))


def test_large_and_nested_blocks_are_folded_at_first() -> None:
    nested = Residual(name="outer", branches=((repeat("inner", 1),), ()))
    network = Network(layers=(repeat("small", MOST_SHOWN), repeat("large", MOST_SHOWN + 1), nested))
    folding = Folding()
    folding.meet(network)
    assert [name for name in network.names if folding(name)] == ["large", "inner"]


def test_a_block_does_not_fold_while_it_grows() -> None:
    folding = Folding()
    folding.meet(Network(layers=(repeat("one", MOST_SHOWN),)))
    folding.meet(Network(layers=(repeat("one", MOST_SHOWN + 1),)))
    assert not folding("one")


def test_a_choice_outlives_the_block() -> None:
    folding = Folding()
    folding.meet(Network(layers=(repeat("one", 1),)))
    folding.fold("one", True)
    folding.meet(Network())
    folding.meet(Network(layers=(repeat("one", 1),)))
    assert folding("one")


def test_reveal_unfolds_all_around() -> None:
    inner = Residual(name="inner", branches=((Dense(name="deep"),), ()))
    network = Network(layers=(Repeat(name="outer", branches=((inner,),)), repeat("other", 9)))
    folding = Folding()
    folding.meet(network)
    assert blocks_around(network, "deep") == ["inner", "outer"]
    assert folding.reveal(network, "deep")
    assert not folding("inner")
    assert not folding("outer")
    assert folding("other")
    assert not folding.reveal(network, "deep")


def test_choices_are_forgotten_with_their_network() -> None:
    network = Network(layers=(repeat("small", 1), repeat("large", MOST_SHOWN + 1)))
    folding = Folding()
    folding.meet(network)
    folding.fold("small", True)
    folding.fold("large", False)
    folding.forget()
    folding.meet(network)
    assert not folding("small")
    assert folding("large")
