"""When the layers are looked at, what is counted of their weights, and what a run tells of them."""

from __future__ import annotations

import numpy as np
import pytest

from cnngui.course.presets import preset
from cnngui.engine import protocol
from cnngui.engine.layer_watch import BINS, Inspection, Sparing, histograms
from tests.engine.talk import RECIPE, Talk
from tests.engine.test_training import RANDOM_NETWORK


class Clock:
    now_s = 100.0

    def __call__(self) -> float:
        return self.now_s


def test_looking_takes_its_share_of_the_time_and_no_more() -> None:
    clock = Clock()
    sparing = Sparing(least_s=0.25, share=0.01, now=clock)
    assert sparing.due
    for cost_s in (3.0, 0.02, 0.5):  # the first is traced, the third was disturbed
        sparing.took(cost_s)
        clock.now_s += 0.24
        assert not sparing.due
        clock.now_s += 0.02
        assert sparing.due
    sparing.took(0.04)
    clock.now_s += 1.99  # 0.02 s is a hundredth of 2 s
    assert not sparing.due
    clock.now_s += 0.02
    assert sparing.due


def test_a_ratio_of_weights_that_are_all_0_is_not_measured() -> None:
    seen = Inspection(np.ones(2), np.array([0.0, 4.0]), np.array([1.0, 1.0]), np.empty(0, np.float32))
    np.testing.assert_array_equal(seen.update_ratio, [np.nan, 0.25])


def test_histograms_of_now_and_then_share_their_bins() -> None:
    owners = np.array([0, 0, 0, 0, 1, 1])
    now = np.array([-2, 0.1, 0.1, 2, 0, 0], np.float32)
    began = np.array([0.1, 0.1, 0.1, 0.1, 0, 0], np.float32)
    counted, reach = histograms(now, began, owners, 2)
    assert counted.shape == (2, 2, BINS)
    np.testing.assert_array_equal(reach, np.array([2, 0], np.float32))
    np.testing.assert_allclose(counted.sum(axis=2), 1)
    expected = [np.histogram(each[:4], BINS, (-2, 2))[0] / 4 for each in (now, began)]
    np.testing.assert_allclose(counted[0], expected)
    assert counted[1, 0, BINS // 2] == 1


pytestmark = pytest.mark.tensorflow


def told(engine: Talk) -> list[protocol.LayerHealth]:
    return engine.heard(protocol.LayerHealth)


def test_layers_are_told_of_while_somebody_watches_and_the_curves_are_the_same(engine: Talk) -> None:
    recipe = RECIPE.model_copy(update={"epochs": 12})
    engine.trained(RANDOM_NETWORK, recipe)
    assert not told(engine)
    losses, rows = engine.losses(), [row[1:5] for row in engine.rows()]
    engine.forget()
    engine.send(protocol.Watch(layers=True))
    try:
        run_id = engine.train(RANDOM_NETWORK, recipe)
        engine.wait(*protocol.ENDINGS)
    finally:
        engine.send(protocol.Watch())
    np.testing.assert_array_equal(engine.losses(), losses)
    assert [row[1:5] for row in engine.rows()] == rows
    first = told(engine)[0]
    assert (first.run_id, first.epoch, first.step) == (run_id, 1, 1)
    assert first.layers == ("conv2d", "batch_normalization", "dense")
    assert first.dead_samples == 100
    for values in (first.gradient_norm, first.weight_norm, first.update_ratio, first.dead_share):
        assert values.shape == (3,)
    assert np.isfinite(first.gradient_norm).all()
    assert first.histograms.shape == (3, 2, BINS)


def test_every_step_taken_by_hand_is_looked_at(engine: Talk) -> None:
    engine.send(protocol.Watch(layers=True))
    try:
        engine.train(paused=True)
        engine.wait(protocol.Paused)
        for _ in range(3):
            engine.send(protocol.Control("step"))
            engine.wait(protocol.LayerHealth)
        engine.send(protocol.Control("stop"))
        engine.wait(*protocol.ENDINGS)
    finally:
        engine.send(protocol.Watch())
    assert [event.step for event in told(engine)] == [1, 2, 3]


def test_the_gradient_vanishes_in_ten_sigmoid_layers_and_not_behind_relu(engine: Talk) -> None:
    """The slides' page, by its two networks: 0.25¹⁰ is 1e-6."""
    shares = {}
    engine.send(protocol.Watch(layers=True))
    try:
        for name in ("xor-10-sigmoid", "xor-10-relu"):
            chosen = preset(name)
            engine.forget()
            engine.trained(chosen.network, chosen.recipe.model_copy(update={"epochs": 40}), data="xor")
            first = told(engine)[0]
            shares[name] = first.gradient_norm[0] / first.gradient_norm[-1]
            assert np.isfinite(first.dead_share).sum() == (10 if name == "xor-10-relu" else 0)
    finally:
        engine.send(protocol.Watch())
    assert shares["xor-10-sigmoid"] < 1e-4
    assert shares["xor-10-relu"] > 0.1


def test_the_learning_rate_of_each_batch_is_in_the_history(engine: Talk) -> None:
    engine.trained()
    rates = np.concatenate([event.columns["batch_learning_rate"] for event in engine.heard(protocol.Batches)])
    np.testing.assert_allclose(rates, np.full(14, 0.01), rtol=1e-6)
