"""Which layers have no part in bfloat16."""

from __future__ import annotations

from cnngui.network import layers as kinds
from cnngui.network.blocks import Repeat, Residual
from cnngui.network.inference.float32 import float32_entries, float32_nodes
from cnngui.network.network import Network


def test_the_answer_and_each_softmax() -> None:
    network = Network(
        input_shape=(8,),
        layers=(
            kinds.Dense(name="hidden", activation="relu", units=4),
            kinds.Dense(name="answer", activation="softmax", units=4),
            kinds.Dropout(name="drop", rate=0.1),
            kinds.Reshape(name="last", target_shape=(4,)),
        ),
    )
    assert float32_nodes(network) == {"answer", "last"}


def test_kinds_without_other_operations_in_each_round() -> None:
    network = Network(
        input_shape=(8, 8, 1),
        layers=(
            Repeat(name="twice", times=2, branches=((kinds.RandomZoom(name="zoom", height_factor=0.1),),)),
            Residual(name="around", branches=((kinds.Conv2D(name="conv", filters=1, padding="same"),), ())),
        ),
    )
    assert float32_nodes(network) == {"zoom", "zoom.2", "around"}
    assert float32_entries(network) == {"zoom", "around"}


def test_numbers_of_words_stay_whole() -> None:
    network = Network(
        input_shape=(2, 4),
        layers=(
            kinds.Reshape(name="row", target_shape=(8,)),
            kinds.Embedding(name="words", input_dim=1000, output_dim=2),
            kinds.Flatten(name="flat"),
            kinds.Dense(name="answer", units=2),
        ),
    )
    assert float32_nodes(network) == {"row", "answer"}
