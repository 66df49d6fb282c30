"""Every edit can be undone, redone and seen; nothing happens by a refused one."""

from __future__ import annotations

import contextlib
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cnngui.errors import CnnguiError
from cnngui.network.blocks import Block, Parallel, Repeat, Residual
from cnngui.network.inference.infer import infer
from cnngui.network.layers import Conv2D, Dense, Dropout, Flatten
from cnngui.network.network import Network
from cnngui.network.recipe import SGD, Recipe
from cnngui.state.document import INPUT, Contents, Document


def names(document: Document) -> list[str]:
    return [layer.name for layer in document.network.layers]


def test_an_inserted_layer_is_selected_and_can_be_undone(document: Document) -> None:
    before = document.contents
    document.insert_layers((Dropout(rate=0.25),), 1)
    assert names(document) == ["conv2d", "dropout", "max_pooling2d", "flatten", "dense"]
    assert document.selection == "dropout"
    assert document.dirty
    document.undo_stack.undo()
    assert document.contents == before
    assert not document.dirty
    document.undo_stack.redo()
    assert document.selection == "dropout"


def test_the_layer_behind_a_removed_one_is_selected(document: Document) -> None:
    document.remove_layers("max_pooling2d")
    assert document.selection == "flatten"
    document.remove_layers("dense")
    assert document.selection == "flatten"


def test_removing_the_only_layer_selects_the_input(document: Document) -> None:
    for name in names(document):
        document.remove_layers(name)
    assert document.selection == INPUT


def test_quick_changes_of_one_field_are_one_step(document: Document) -> None:
    for filters in (5, 6, 7):
        document.set_field("conv2d", "filters", filters)
    document.set_field("dense", "units", 11)
    assert document.undo_stack.count() == 2
    document.undo_stack.undo()
    document.undo_stack.undo()
    assert document.network.layer("conv2d").filters == 4


def test_changing_there_and_back_leaves_no_step(document: Document) -> None:
    document.set_field("conv2d", "filters", 5)
    document.set_field("conv2d", "filters", 4)
    assert not document.undo_stack.canUndo()
    assert not document.dirty


def test_a_refused_value_changes_nothing(document: Document) -> None:
    before = document.contents
    with pytest.raises(CnnguiError):
        document.set_field("conv2d", "filters", 0)
    assert document.contents == before
    assert document.undo_stack.count() == 0


def test_a_renamed_layer_stays_selected(document: Document) -> None:
    document.select("conv2d")
    document.set_field("conv2d", "name", "edges")
    assert document.selection == "edges"
    document.undo_stack.undo()
    assert document.selection == "conv2d"


def test_copy_and_paste_gives_a_second_layer_with_a_name_of_its_own(document: Document) -> None:
    document.select("conv2d")
    document.paste_text(document.copy_text(["conv2d"]))
    assert names(document)[:2] == ["conv2d", "conv2d_1"]
    assert document.selection == "conv2d_1"


def test_pasting_nonsense_changes_nothing(document: Document) -> None:
    before = document.contents
    with pytest.raises(CnnguiError):
        document.paste_text("a shopping list")
    assert document.contents == before


def test_a_fix_is_an_edit(document: Document) -> None:
    document.remove_layers("flatten")
    problem = next(problem for problem in document.inference.problems if problem.fixes)
    document.apply_fix(problem.fixes[0])
    document.undo_stack.undo()
    assert problem in document.inference.problems


def test_a_last_layer_that_does_not_fit_the_classes_is_a_problem(document: Document) -> None:
    assert document.inference.ok
    document.set_data_facts(3, (28, 28, 1))
    assert not document.inference.ok


def test_pictures_the_network_cannot_read_are_a_problem_with_a_mend(document: Document) -> None:
    document.set_data_facts(10, (32, 32, 3))
    (problem,) = document.inference.errors
    document.apply_fix(problem.fixes[0])
    assert document.network.input_shape == (32, 32, 3)
    assert document.inference.ok


def test_facts_of_other_data_are_no_problem(document: Document) -> None:
    document.set_data_facts(10, (32, 32, 3))
    assert not document.inference.ok
    document.set_data("xor")
    assert document.inference.ok


def test_counts_are_known_when_only_the_data_do_not_fit(document: Document) -> None:
    document.set_data_facts(7, (32, 32, 3))
    assert document.inference.total_parameters is None
    assert document.counted.total_parameters == infer(document.network).total_parameters
    document.set_field("conv2d", "kernel_size", (99, 99))
    document.set_field("conv2d", "padding", "valid")
    assert document.counted.total_parameters is None


def test_recipe_and_data_are_undone_too(document: Document) -> None:
    before = document.contents
    document.set_recipe(document.recipe.model_copy(update={"optimizer": SGD()}))
    document.set_data("mnist")
    document.undo_stack.undo()
    document.undo_stack.undo()
    assert document.contents == before


def test_unsaved_weights_make_the_document_dirty(document: Document) -> None:
    document.mark_trained()
    assert document.dirty
    document.mark_saved("a.cnn")
    assert not document.dirty


def test_another_project_starts_with_an_empty_undo_history(document: Document) -> None:
    document.remove_layers("flatten")
    document.replace_all(Contents(document.network, document.recipe, "mnist"), path="b.cnn")
    assert not document.undo_stack.canUndo()
    assert not document.dirty


def test_dissolving_a_block_keeps_its_first_branch_and_can_be_undone(document: Document) -> None:
    document.insert_layers((Residual(name="r", branches=((Dropout(name="a"),), (Dropout(name="b"),))),), 1)
    before = document.contents
    document.unwrap_block("r")
    assert names(document) == ["conv2d", "a", "max_pooling2d", "flatten", "dense"]
    assert document.selection == "a"
    document.undo_stack.undo()
    assert document.contents == before
    assert document.selection == "r"


def test_dissolving_an_empty_block_selects_what_is_near(document: Document) -> None:
    document.insert_layers((Repeat(name="n"),), 1)
    document.unwrap_block("n")
    assert document.selection == "max_pooling2d"


def test_branches_come_and_go(document: Document) -> None:
    document.insert_layers((Parallel(name="p", branches=((Dropout(name="a"),), ())),), 1)
    document.add_branch("p")
    document.remove_branch("p", 1)
    assert [len(each) for each in document.network.layer("p").branches] == [1, 0]
    document.remove_layers("a")
    assert document.selection == "p"
    for _ in range(3):
        document.undo_stack.undo()
    assert [len(each) for each in document.network.layer("p").branches] == [1, 0]


def test_of_several_new_layers_the_first_can_be_selected(document: Document) -> None:
    document.insert_layers((Dropout(name="a"), Dropout(name="b")), 1, select_first=True)
    assert document.selection == "a"


_edits = st.lists(
    st.one_of(
        st.tuples(
            st.just("insert"), st.integers(0, 4), st.sampled_from([Conv2D(), Dense(units=3), Dropout()])
        ),
        st.tuples(st.just("remove"), st.integers(0, 9), st.none()),
        st.tuples(st.just("move"), st.integers(0, 9), st.integers(0, 9)),
        st.tuples(st.just("duplicate"), st.integers(0, 9), st.none()),
        st.tuples(st.just("wrap"), st.integers(0, 9), st.sampled_from([Residual(), Parallel(), Repeat()])),
        st.tuples(st.just("unwrap"), st.integers(0, 9), st.none()),
        st.tuples(st.just("add_branch"), st.integers(0, 9), st.none()),
        st.tuples(st.just("remove_branch"), st.integers(0, 9), st.integers(0, 3)),
    ),
    max_size=12,
)


def _edit(document: Document, kind: str, name: str, what: object) -> None:
    """Do one edit; a refused one, such as a seventh block in blocks, changes nothing."""
    entry = document.network.layer(name)
    match kind:
        case "remove":
            document.remove_layers(name)
        case "move":
            document.move_layers(name, what % len(document.network.layers))
        case "duplicate":
            document.duplicate_layers(name)
        case "wrap":
            document.wrap_layers(name, what)
        case "unwrap" if isinstance(entry, Block):
            document.unwrap_block(name)
        case "add_branch" if isinstance(entry, Parallel):
            document.add_branch(name)
        case "remove_branch" if isinstance(entry, Parallel) and len(entry.branches) > 2:
            document.remove_branch(name, what % len(entry.branches))


@given(edits=_edits)
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_undoing_everything_gives_the_beginning_and_redoing_the_end(
    qapp: object, contents: Contents, edits: list
) -> None:
    document = Document(contents)
    for kind, where, what in edits:
        known = list(document.network.names)
        if kind == "insert":
            document.insert_layers((what,), min(where, len(known)))
        elif known:
            with contextlib.suppress(CnnguiError):
                _edit(document, kind, known[where % len(known)], what)
        assert document.selection in ("", INPUT, *document.network.names)
        assert not document.selected or document.selection in document.selected
    end = document.contents
    while document.undo_stack.canUndo():
        document.undo_stack.undo()
    assert document.contents == contents
    while document.undo_stack.canRedo():
        document.undo_stack.redo()
    assert document.contents == end


def test_a_loss_that_the_output_cannot_give_is_a_problem_until_it_is_changed() -> None:
    single = Network(input_shape=(2,), layers=(Dense(units=1, activation="sigmoid"),))
    document = Document(Contents(single, Recipe(), "xor"))
    document.set_data_facts(2, (2,))
    document.set_recipe(Recipe(loss="sparse_categorical_crossentropy"))
    assert [problem.code for problem in document.inference.errors] == ["network.loss_does_not_fit"]
    document.undo_stack.undo()
    assert document.inference.ok


def test_what_was_opened_has_its_first_layer_selected(document: Document, contents: Contents) -> None:
    assert document.selection == "conv2d"
    document.select("dense")
    document.replace_all(contents)
    assert document.selection == "conv2d"
    document.replace_all(replace(contents, network=Network()))
    assert document.selection == INPUT


def test_a_selection_is_told_of_when_it_changes(qtbot, document: Document) -> None:
    document.select("dense")
    with qtbot.assertNotEmitted(document.selection_changed):
        document.set_field("dense", "units", 5)
    with qtbot.waitSignal(document.selection_changed):
        document.remove_layers("dense")


def test_counts_beside_data_that_do_not_fit_are_made_once(document: Document) -> None:
    document.set_data_facts(7, (32, 32, 3))
    assert document.counted is document.counted
    document.set_field("conv2d", "filters", 5)
    assert document.counted.total_parameters == infer(document.network).total_parameters


def test_while_data_are_read_they_suit_what_takes_what_the_cards_take(document: Document) -> None:
    network, recipe = document.network, document.recipe
    other = network.model_copy(update={"input_shape": (32, 32, 3)})
    document.set_data_facts(None, None)
    assert document.data
    assert document.suits(network, recipe)
    assert not document.suits(other, recipe)
    document.set_data("")
    assert not document.suits(network, recipe)


def test_a_start_from_another_network_is_undone_with_the_file_and_the_name(document: Document) -> None:
    document.mark_saved("mine.cnn")
    document.title, before = "Mine", document.contents
    other = replace(before, network=Network(layers=(Flatten(), Dense(units=3))))
    document.begin_from(other, "a run", selected="dense")
    assert (document.path, document.title, document.base) == ("", "a run", other.network)
    document.undo_stack.undo()
    assert (document.path, document.title, document.base) == ("mine.cnn", "Mine", before.network)
    assert document.contents == before
    assert not document.dirty
    document.undo_stack.redo()
    assert (document.path, document.title) == ("", "a run")
