"""The slides' examples come out as they are printed, cell by cell."""

from __future__ import annotations

import numpy as np
import pytest

from cnngui.course.scenes import AxesCase, GraphCase, LayerCase, scene, scenes
from cnngui.course.scenes.scene import case_title
from cnngui.engine.stepping.calculator import fits_of, places_text
from cnngui.engine.stepping.cells import cell_of
from cnngui.engine.stepping.gradients import backward, forward, gradients_of
from cnngui.engine.stepping.order import place_at, step_count, swapped
from cnngui.engine.stepping.scenes import graph_of, stages_of
from cnngui.engine.stepping.stage import Stage
from cnngui.network.inference.infer import infer
from cnngui.network.network import Network

CASES = [(name, case) for name in scenes() for case in scene(name).cases]
LAYERS = [case for _, case in CASES if isinstance(case, LayerCase)]
AXES = [case for _, case in CASES if isinstance(case, AxesCase)]
GRAPHS = [case for _, case in CASES if isinstance(case, GraphCase)]


def by_code(case) -> str:
    return case.code


def only(code: str) -> Stage:
    (stage,) = stages_of(next(case for case in LAYERS if case.code == code))
    return stage


def test_all_examples_are_there() -> None:
    assert scenes() == (*(f"a{number}" for number in range(1, 10)), "n7")
    assert all(scene(name).title and scene(name).note for name in scenes())
    assert all(case_title(case) for _, case in CASES)
    with pytest.raises(KeyError):
        scene("a10")


@pytest.mark.parametrize("case", LAYERS, ids=by_code)
def test_every_cell_is_the_layers_output(case: LayerCase) -> None:
    (stage,) = stages_of(case)
    rows, columns, channels = stage.shape
    for channel in range(channels):
        for step in range(0, rows * columns, 1 if rows * columns < 50 else 37):
            place = place_at(stage.shape, step, channel)
            assert cell_of(stage, place).result == pytest.approx(float(stage.output[place]), abs=1e-5)


@pytest.mark.parametrize("case", [case for case in LAYERS if case.printed], ids=by_code)
def test_the_printed_numbers_come_out(case: LayerCase) -> None:
    (stage,) = stages_of(case)
    for channel, rows in case.printed.items():
        places = [place_at(stage.shape, step, channel) for step in range(step_count(stage.shape))]
        found = [cell_of(stage, place).result for place in places]
        assert found == [value for row in rows for value in row]
        assert stage.shape[:2] == (len(rows), len(rows[0]))


@pytest.mark.parametrize("case", [case for case in LAYERS if case.places], ids=by_code)
def test_the_calculator_says_what_is_printed(case: LayerCase) -> None:
    (stage,) = stages_of(case)
    rows, columns = fits_of(stage.sliding, stage.input.shape[:2])
    assert places_text(rows.places) == places_text(columns.places) == case.places
    assert (rows.count, columns.count) == stage.shape[:2]
    assert rows.fits == (case.code != "stride_3")


@pytest.mark.parametrize("case", [case for case in LAYERS if case.shape], ids=by_code)
def test_the_printed_shapes_come_out(case: LayerCase) -> None:
    (stage,) = stages_of(case)
    assert stage.shape == case.shape


def test_six_filters_have_the_parameters_that_the_slides_ask_for() -> None:
    case = next(case for case in LAYERS if case.parameters)
    layer, weights = case.layers[-1]
    assert sum(np.size(each) for each in weights) == case.parameters == 456
    network = Network(input_shape=(32, 32, 3), layers=(layer,))
    assert infer(network).total_parameters == 456


def test_a_filter_of_a_colour_picture_adds_up_three_colours() -> None:
    cell = cell_of(only("six_filters"), (0, 0, 0))
    assert cell.products.shape == (5, 5, 3)
    assert len(cell.channel_sums) == 3


def test_the_padding_is_below_and_at_the_right() -> None:
    cell = cell_of(only("same"), (2, 2, 0))
    assert cell.window.padded.tolist() == [[False, True], [True, True]]


def test_the_pooled_window_has_its_largest_marked() -> None:
    assert cell_of(only("max_pool"), (0, 0, 0)).winner == (1, 1)


def test_strides_that_do_not_fit_leave_a_pixel_out() -> None:
    rows, _ = fits_of(only("stride_3").sliding, (7, 7))
    assert (rows.count, rows.unused, rows.fits) == (2, 1, False)


@pytest.mark.parametrize("case", AXES, ids=by_code)
def test_swapped_axes_are_as_printed(case: AxesCase) -> None:
    values = np.array(case.given)
    moved = np.swapaxes(values, case.first, case.second)
    assert moved.shape == case.shape
    for place in np.ndindex(values.shape):
        assert moved[swapped(place, case.first, case.second)] == values[place]


def test_an_array_is_printed_as_on_the_slide() -> None:
    cases = {case.code: np.swapaxes(np.array(case.given), case.first, case.second).tolist() for case in AXES}
    assert cases["axes_line"] == [[1], [2], [3]]
    assert cases["axes_02"] == [[[0], [2], [4], [6]], [[1], [3], [5], [7]]]
    assert cases["axes_12"] == [[[0, 2, 4, 6], [1, 3, 5, 7]]]


@pytest.mark.parametrize("case", GRAPHS, ids=by_code)
def test_backward_is_as_printed(case: GraphCase) -> None:
    graph = graph_of(case)
    numbers = forward(graph, case.given)
    assert {name: numbers[name] for name in case.numbers} == case.numbers
    assert gradients_of(graph, backward(graph, numbers)) == case.gradients
