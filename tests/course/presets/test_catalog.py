from __future__ import annotations

from itertools import pairwise

import pytest

from cnngui.course.presets import DEFAULT_PRESET, Preset, preset, presets, titled
from cnngui.errors import CnnguiError
from cnngui.messages.english import presets as english
from cnngui.network.inference.infer import infer

NAMES = [each.name for each in presets()]

# What warns in a preset is its lesson, or what Keras does: each is told of in a note.
WARNINGS = {
    "xor-10-sigmoid": {"network.sigmoid_deep"},
    **{f"resnet-{depth}": {"network.bias_before_normalization"} for depth in (50, 101, 152)},
}


def test_the_presets_are_those_of_the_lessons() -> None:
    assert [
        *("xor-by-hand", "xor-logistic", "xor-2-2-1", "xor-deep-wide", "xor-10-sigmoid", "xor-10-relu"),
        *("mnist-softmax", "mnist-nn-sigmoid", "mnist-nn-relu", "mnist-nn-xavier", "mnist-dense-dropout"),
        *("mnist-cnn", "mnist-simple-cnn", "mnist-deep-cnn", "cifar10-cnn-tf", "cifar10-cnn-keras"),
        *("lenet-5", "alexnet", "vgg16", "vgg19", "googlenet"),
        *("resnet-18", "resnet-34", "resnet-50", "resnet-101", "resnet-152"),
        *("mini-resnet", "mini-inception", "sentence-cnn", "alphago-policy"),
        *("mnist-fast", "mnist-tiny", "mnist-10-normal", "mnist-10-xavier", "mnist-10-he"),
    ] == NAMES
    assert DEFAULT_PRESET == "mnist-cnn"


def test_thirty_are_of_the_slides() -> None:
    """README and the command line say so."""
    assert sum(bool(each.figures) for each in presets()) == 30


def test_lessons_are_not_torn_apart_and_titles_are_told_apart() -> None:
    lessons = [each.lesson for each in presets()]
    assert len(dict.fromkeys(lessons)) == 1 + sum(a != b for a, b in pairwise(lessons))
    assert len({each.title for each in presets()}) == len(presets())


@pytest.mark.parametrize("each", presets(), ids=NAMES)
def test_a_preset_is_sound_and_introduces_itself(each: Preset) -> None:
    classes = 2 if each.data in ("xor", "sentences") else (infer(each.network).output_shape or (0,))[0]
    problems = infer(each.network, classes=classes).problems
    assert {problem.code for problem in problems} == WARNINGS.get(each.name, set())
    assert all(problem.severity == "warning" for problem in problems)
    assert each.lesson
    if each.lesson_code == "own":
        assert not each.figures
        assert str(each.notes[0]).startswith("No slide shows it")
    else:
        assert each.figures[0].source[:3] in {"000", "001", "002", "003", "004"}
    assert each.notes
    assert all(str(note).endswith(".") for note in each.notes)


def test_networks_are_not_made_before_they_are_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    from cnngui.course.presets import catalog

    fresh = catalog.presets.__wrapped__()
    assert all("network" not in vars(each) for each in fresh)
    assert all(each.title and each.lesson for each in fresh)
    assert fresh[0].network is fresh[0].network


@pytest.mark.parametrize(
    ("asked", "nearest"),
    [("mnist_cnn", "mnist-cnn"), ("LeNet", "lenet-5"), ("resnet152", "resnet-152"), ("vgg-16", "vgg16")],
)
def test_a_slip_of_the_pen_gets_a_suggestion(asked: str, nearest: str) -> None:
    with pytest.raises(CnnguiError) as caught:
        preset(asked)
    assert caught.value.code == "network.unknown_preset"
    assert nearest in caught.value.message().mend
    assert all(name in caught.value.message().why for name in NAMES)


def test_a_title_leads_back_to_its_preset() -> None:
    assert all(titled(each.title) is each for each in presets())
    assert titled("Own network") is None


def test_every_note_is_said_by_a_preset() -> None:
    said = {f"note.{note.code}" for each in presets() for note in each.notes}
    assert said == set(english.NOTES)


@pytest.mark.parametrize("code", english.SENTENCES)
def test_words_are_written_as_in_print(code: str) -> None:
    sentence = english.SENTENCES[code]
    assert not {'"', "..."} & set(sentence.split())
    assert " - " not in sentence
    assert "  " not in sentence
    if code.startswith("title."):
        assert len(sentence) <= 34, "beside its figures in a menu"
