"""What is learned and what is measured in a fine-tuning."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from cnngui.datasets.catalog import load_dataset
from cnngui.datasets.ink import PEN_PX, Stroke
from cnngui.datasets.input_format import InputFormat
from cnngui.datasets.own_pictures import INK, picture_of
from cnngui.datasets.own_samples import OwnSample
from cnngui.engine import tuning
from cnngui.engine.tuning import Material, ending, hurried, material, times_drawn, tuning_recipe
from cnngui.errors import CnnguiError
from cnngui.network.recipe import Recipe
from cnngui.network.schedules import CosineDecay

DIGITS = tuple("0123456789")
OLD = load_dataset("digits", edits=False)
BLANK = OwnSample.of("3", picture=np.full((60, 60), 255, np.uint8))


def drawn(count: int, labels: str = "47") -> list[OwnSample]:
    return [
        OwnSample.of(
            labels[place % len(labels)],
            [
                Stroke(((60, 40 + place), (55, 150), (180, 150)), PEN_PX),
                Stroke(((150, 40), (150, 240)), PEN_PX),
            ],
        )
        for place in range(count)
    ]


def made(count: int, trained_on: InputFormat = INK) -> Material:
    return material(drawn(count), DIGITS, trained_on, OLD)


def test_few_samples_are_all_learned_and_the_figure_is_of_these() -> None:
    few = made(tuning.FEWEST_TO_HOLD_OUT - 1)
    assert few.held_out == 0
    assert few.learned == len(few.own) == tuning.FEWEST_TO_HOLD_OUT - 1


def test_of_enough_a_fifth_is_kept_aside_and_never_learned() -> None:
    many = made(40)
    assert (many.learned, many.held_out) == (32, 8)
    assert np.bincount(many.own_labels).tolist() == [0, 0, 0, 0, 4, 0, 0, 4]
    for picture in many.own:
        assert not (many.data.x_train == picture).all(axis=(1, 2, 3)).any()


def test_each_sample_is_learned_as_it_is_and_varied() -> None:
    few = made(3)
    own = few.data.x_train[few.rehearsed :]
    assert len(own) == 3 * times_drawn(3, few.rehearsed)
    for sample, label in zip(drawn(3), "474", strict=True):
        picture = picture_of(sample)
        (at,) = np.flatnonzero((few.data.x_train == picture).all(axis=(1, 2, 3)))
        assert few.data.y_train[at] == int(label)
    assert len(np.unique(own, axis=0)) == len(own)


def test_what_it_knew_is_rehearsed_of_every_class_and_measured_on_other_samples() -> None:
    few = made(3)
    rehearsed = few.data.x_train[: few.rehearsed]
    assert few.rehearsed == tuning.REHEARSED
    assert np.bincount(few.data.y_train[: few.rehearsed]).tolist() == [tuning.REHEARSED // 10] * 10
    np.testing.assert_array_equal(np.sort(few.data.y_test), np.sort(OLD.y_test))
    known = {picture.tobytes() for picture in OLD.x_train}
    assert {picture.tobytes() for picture in rehearsed} <= known
    assert {picture.tobytes() for picture in few.data.x_test} <= {picture.tobytes() for picture in OLD.x_test}


def test_all_is_in_the_ink_that_the_network_reads() -> None:
    dark = InputFormat(kind="ink", shape=(28, 28, 1), polarity="dark_on_light")
    light, inverted = made(3), made(3, dark)
    np.testing.assert_array_equal(inverted.data.x_train, 255 - light.data.x_train)
    np.testing.assert_array_equal(inverted.own, 255 - light.own)


def test_labels_are_the_classes_of_the_network_in_its_order() -> None:
    names = DIGITS[::-1]
    turned = material(drawn(3), names, INK, OLD)
    assert turned.data.class_names == names
    straight = made(3)
    np.testing.assert_array_equal(9 - turned.data.y_train, straight.data.y_train)
    np.testing.assert_array_equal(9 - turned.own_labels, straight.own_labels)


def test_other_classes_and_pictures_without_ink_are_left_out_and_counted() -> None:
    mixed = material([*drawn(3), *drawn(2, "x"), BLANK], DIGITS, INK, OLD)
    assert (mixed.learned, mixed.unknown, mixed.unread) == (3, 2, 1)


@pytest.mark.parametrize("samples", [drawn(2, "x"), [BLANK], []])
def test_nothing_to_learn_is_told(samples: list[OwnSample]) -> None:
    with pytest.raises(CnnguiError) as raised:
        material(samples, DIGITS, INK, OLD)
    assert raised.value.code == "samples.none_known"


def test_data_of_other_classes_are_nothing_to_rehearse() -> None:
    with pytest.raises(CnnguiError) as raised:
        material(drawn(2), DIGITS, INK, replace(OLD, class_names=tuple("abcdefghij")))
    assert raised.value.code == "samples.no_old_data"
    assert "other classes" in str(raised.value)


def test_few_samples_are_drawn_oftener_than_many() -> None:
    assert times_drawn(1, 1500) == tuning.MOST_TIMES
    assert times_drawn(60, 1500) == 10
    assert times_drawn(10_000, 1500) == 1


def test_the_cost_stays_what_the_network_learned_with() -> None:
    recipe = tuning_recipe(Recipe(loss="mean_squared_error", seed=7, epochs=99))
    assert (recipe.loss, recipe.seed, recipe.epochs) == ("mean_squared_error", 7, tuning.MOST_PASSES)


def test_the_rate_doubles_while_it_does_not_do_and_dies_away_at_the_end() -> None:
    recipe = tuning_recipe(Recipe())
    once, twice = tuning.PASSES, 2 * tuning.PASSES
    rates = [hurried(recipe, passes).optimizer.learning_rate for passes in (1, once, twice, 60)]
    assert rates == [2e-4, 4e-4, 8e-4, tuning.HIGHEST_RATE]
    last = ending(hurried(recipe, 4), 6, 1)
    assert (last.epochs, last.optimizer.learning_rate) == (7, 4e-4)
    assert last.schedule == CosineDecay(decay_epochs=1)
    assert ending(recipe, 6, 0).epochs == 6
