from __future__ import annotations

import pytest

from cnngui.errors import CnnguiError
from cnngui.network.fields import SCHEDULES, field_specs
from cnngui.network.file_format import recipe_from_dict, recipe_to_dict
from cnngui.network.recipe import Recipe
from cnngui.network.schedules import (
    ONE_CYCLE_END,
    ONE_CYCLE_START,
    AnySchedule,
    Constant,
    CosineDecay,
    ExponentialDecay,
    InverseTimeDecay,
    OneCycle,
    ReduceLROnPlateau,
    schedule_text,
    warm_up_steps,
)


def test_a_recipe_keeps_its_rate_by_default() -> None:
    assert Recipe().schedule == Constant()
    assert "schedule" not in recipe_to_dict(Recipe())


@pytest.mark.parametrize(
    ("schedule", "written"),
    [
        (InverseTimeDecay(), {"kind": "InverseTimeDecay"}),
        (ReduceLROnPlateau(patience=2), {"kind": "ReduceLROnPlateau", "patience": 2}),
        (ExponentialDecay(staircase=False), {"kind": "ExponentialDecay", "staircase": False}),
    ],
)
def test_a_schedule_is_written_with_its_kind_and_without_defaults(
    schedule: AnySchedule, written: dict[str, object]
) -> None:
    recipe = Recipe(schedule=schedule)
    assert recipe_to_dict(recipe)["schedule"] == written
    assert recipe_from_dict(recipe_to_dict(recipe), "here") == recipe


@pytest.mark.parametrize(
    "schedule",
    [
        {"kind": "Magic"},
        {"kind": "InverseTimeDecay", "decay": 0},
        {"kind": "InverseTimeDecay", "decay": float("nan")},
        {"kind": "ExponentialDecay", "factor": 1.0},
        {"kind": "ReduceLROnPlateau", "patience": 0},
        {"kind": "Constant", "decay": 0.1},
        {},
    ],
)
def test_a_schedule_that_cannot_be_is_refused(schedule: dict[str, object]) -> None:
    with pytest.raises(CnnguiError) as caught:
        recipe_from_dict({"schedule": schedule}, "here")
    assert caught.value.code == "network.bad_file"


def test_every_schedule_has_a_form() -> None:
    kinds = (
        *("Constant", "InverseTimeDecay", "ExponentialDecay"),
        *("CosineDecay", "ReduceLROnPlateau", "OneCycle"),
    )
    assert tuple(SCHEDULES) == kinds
    assert [field.name for field in field_specs(SCHEDULES["ExponentialDecay"], "ExponentialDecay")] == [
        "factor",
        "every_epochs",
        "staircase",
    ]
    for kind in SCHEDULES:
        assert all(field.help.endswith(".") for field in field_specs(SCHEDULES[kind], kind))


def test_what_becomes_of_the_rate_is_said_with_its_numbers() -> None:
    assert schedule_text(Constant(), 0.01) == "The rate stays 0.01."
    warmed = schedule_text(Constant(warm_up_epochs=1.5), 0.01)
    assert warmed == "From 0.0004 up to 0.01 in 1.5 epochs. The rate stays 0.01."
    assert schedule_text(Constant(warm_up_epochs=1.0), 0.01).startswith("From 0.0004 up to 0.01 in 1 epoch. ")
    assert schedule_text(CosineDecay(decay_epochs=8, alpha=0.1), 0.01).startswith(
        "0.01, 0.0055 half-way, 0.001 "
    )
    assert "0.005 after 1,000 batches" in schedule_text(InverseTimeDecay(decay=0.001), 0.01)
    assert "0.005 after 5 epochs, 0.0025 after 10." in schedule_text(ExponentialDecay(), 0.01)
    assert schedule_text(ReduceLROnPlateau(), 0.01).startswith("0.01, then 0.001, then 0.0001:")


def test_a_cycle_begins_at_a_twenty_fifth_and_ends_at_a_thousandth() -> None:
    told = schedule_text(OneCycle(cycle_epochs=10, warm_up=0.3), 0.5)
    for figure in ("0.02", "0.0005", "10", "3"):
        assert figure in told
    assert (ONE_CYCLE_START, ONE_CYCLE_END) == (0.04, 0.001)


@pytest.mark.parametrize(
    ("share", "epochs", "steps"), [(0.3, 10, (24, 56)), (0.0, 1, (1, 7)), (0.9, 1, (7, 1))]
)
def test_a_cycle_rises_for_its_share_and_falls_for_the_rest(
    share: float, epochs: int, steps: tuple[int, int]
) -> None:
    assert OneCycle(cycle_epochs=epochs, warm_up=share).steps(8) == steps
    assert min(OneCycle(cycle_epochs=1, warm_up=share).steps(1)) == 1


@pytest.mark.parametrize(("epochs", "steps"), [(0.0, 0), (0.5, 20), (1.0, 40), (2.51, 100)])
def test_a_warm_up_takes_whole_batches(epochs: float, steps: int) -> None:
    for schedule in (Constant(warm_up_epochs=epochs), CosineDecay(warm_up_epochs=epochs)):
        assert warm_up_steps(schedule, 40) == steps
