from __future__ import annotations

from tests.cli.conftest import Cnngui


def test_the_presets_have_the_figures_of_the_slides(cnngui: Cnngui) -> None:
    listed = {each["name"]: each for each in cnngui("presets", "--json").json["presets"]}
    assert listed["mnist-softmax"]["total_parameters"] == 7_850
    assert listed["mnist-dense-dropout"]["total_parameters"] == 3_432_970
    assert listed["mnist-cnn"]["total_parameters"] == 356_234
    assert listed["cifar10-cnn-keras"]["total_parameters"] == 4_210_090
    assert listed["cifar10-cnn-keras"]["input_shape"] == [32, 32, 3]


def test_people_see_every_preset_in_a_row(cnngui: Cnngui) -> None:
    answer = cnngui("presets")
    for name, count in (("mnist-cnn", "356,234"), ("lenet-5", "61,706")):
        (row,) = [line for line in answer.out.splitlines() if line.split()[:1] == [name]]
        assert count in row
