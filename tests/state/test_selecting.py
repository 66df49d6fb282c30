"""Several layers selected at once, and what edits make of them."""

from __future__ import annotations

import pytest

from cnngui.network.blocks import Repeat
from cnngui.network.network import Place
from cnngui.state.document import INPUT, Document

PAIR = ("max_pooling2d", "flatten")


def names(document: Document) -> tuple[str, ...]:
    return tuple(layer.name for layer in document.network.layers)


@pytest.fixture
def pair(document: Document) -> Document:
    """Pooling and Flatten of conv2d, max_pooling2d, flatten, dense are selected."""
    document.select("max_pooling2d")
    document.select("flatten", extend=True)
    return document


def test_a_selection_grows_and_shrinks_from_where_it_began(document: Document) -> None:
    told = []
    document.selection_changed.connect(lambda: told.append(document.selected))
    document.select("flatten")
    document.select("dense", extend=True)
    document.select("conv2d", extend=True)
    document.select("conv2d", extend=True)
    document.select("flatten", extend=True)
    document.select("dense")
    assert told == [
        ("flatten",),
        ("flatten", "dense"),
        ("conv2d", "max_pooling2d", "flatten"),
        ("flatten",),
        ("dense",),
    ]


def test_the_input_is_selected_alone(document: Document) -> None:
    document.select("conv2d")
    document.select(INPUT, extend=True)
    assert (document.selection, document.selected) == (INPUT, ())
    document.select("flatten", extend=True)
    assert document.selected == ("flatten",)


def test_another_block_is_selected_whole(document: Document) -> None:
    document.wrap_layers("max_pooling2d", Repeat(name="twice"))
    block = document.selection
    document.select("conv2d")
    document.select("max_pooling2d", extend=True)
    assert (document.selected, document.selection) == (("conv2d", block), block)
    document.select("max_pooling2d")
    document.select("dense", extend=True)
    assert (document.selected, document.selection) == ((block, "flatten", "dense"), "dense")


def test_all_is_the_stack_of_the_selected_layer(pair: Document) -> None:
    pair.wrap_layers(PAIR, Repeat())
    pair.select("flatten")
    pair.select_all()
    assert pair.selected == PAIR
    pair.select(INPUT)
    pair.select_all()
    assert pair.selected == names(pair)


def test_several_go_and_come_back_selected(pair: Document) -> None:
    before = pair.contents
    pair.remove_layers(pair.selected)
    assert names(pair) == ("conv2d", "dense")
    assert pair.selected == ("dense",)
    assert pair.undo_stack.undoText() == "Remove 2 layers"
    pair.undo_stack.undo()
    assert pair.contents == before
    assert pair.selected == PAIR


def test_several_move_in_one_undo_step_and_stay_selected(pair: Document) -> None:
    for index in (0, 1, 2):
        pair.move_layers(pair.selected, index)
    assert names(pair) == ("conv2d", "dense", *PAIR)
    assert pair.selected == PAIR
    pair.move_layers(pair.selected, 2)
    pair.undo_stack.undo()
    assert names(pair) == ("conv2d", *PAIR, "dense")


def test_copies_and_what_is_pasted_are_selected(pair: Document) -> None:
    pair.duplicate_layers(pair.selected)
    assert pair.selected == ("max_pooling2d_1", "flatten_1")
    pair.paste_text(pair.copy_text(pair.selected))
    assert pair.selected == ("max_pooling2d_2", "flatten_2")
    assert names(pair)[3:7] == ("max_pooling2d_1", "flatten_1", *pair.selected)


def test_several_are_put_into_one_block(pair: Document) -> None:
    pair.wrap_layers(pair.selected, Repeat())
    assert names(pair) == ("conv2d", "repeat", "dense")
    assert pair.network.stack(Place(0, "repeat")) == tuple(map(pair.network.layer, PAIR))
    assert pair.selected == ("repeat",)


def test_another_recipe_keeps_the_selection(pair: Document) -> None:
    pair.set_recipe(pair.recipe.model_copy(update={"epochs": 99}))
    pair.set_data("xor")
    assert pair.selected == PAIR
