"""What a project file has room for, of networks from small to too large."""

from __future__ import annotations

import pytest

from cnngui.course.presets import preset
from cnngui.network.layers import Dense
from cnngui.network.network import Network
from cnngui.network.recipe import SGD, Adam
from cnngui.runs import capacity
from cnngui.runs.capacity import Capacity, capacity_for, weights_bytes

WIDE = Network(input_shape=(20_000,), layers=(Dense(units=13_000),))


@pytest.mark.parametrize(
    ("name", "megabytes", "fits"),
    [
        ("alexnet", 250, "all"),
        ("resnet-152", 245, "all"),
        ("vgg16", 554, "weights"),
        ("vgg19", 575, "weights"),
    ],
)
def test_presets_fit_with_their_running_means_or_at_least_without(
    name: str, megabytes: int, fits: Capacity
) -> None:
    chosen = preset(name)
    assert weights_bytes(chosen.network) / 1e6 == pytest.approx(megabytes, abs=1)
    assert capacity_for(chosen.network, chosen.recipe.optimizer) == fits


def test_weights_can_be_too_many_by_themselves() -> None:
    assert capacity_for(WIDE, SGD()) == "nothing"


def test_running_means_count_by_the_optimizer() -> None:
    network = preset("alexnet").network
    assert [capacity_for(network, each) for each in (SGD(), SGD(momentum=0.9), Adam())] == ["all"] * 3
    wider = Network(input_shape=(10_000,), layers=(Dense(units=10_000),))  # 400 MB
    assert [capacity_for(wider, each) for each in (SGD(), SGD(momentum=0.9), Adam())] == [
        "all",
        "all",
        "weights",
    ]


SMALL = Network(input_shape=(10,), layers=(Dense(units=5),))


@pytest.mark.parametrize(
    ("room", "fits"),
    [(0, "weights"), (-1, "nothing"), (1, "weights")],
    ids=["exactly", "a byte less", "a byte more"],
)
def test_weights_fit_to_the_last_byte(monkeypatch: pytest.MonkeyPatch, room: int, fits: Capacity) -> None:
    monkeypatch.setattr(capacity, "MAX_BYTES", capacity.OTHER_BYTES + weights_bytes(SMALL) + room)
    assert capacity_for(SMALL, Adam()) == fits


def test_running_means_fit_to_the_last_byte(monkeypatch: pytest.MonkeyPatch) -> None:
    # Adam keeps two of each weight.
    whole = capacity.OTHER_BYTES + 3 * weights_bytes(SMALL)
    for room, fits in ((0, "all"), (-1, "weights")):
        monkeypatch.setattr(capacity, "MAX_BYTES", whole + room)
        assert capacity_for(SMALL, Adam()) == fits
