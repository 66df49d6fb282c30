from __future__ import annotations

import math
from typing import Any, Literal

import numpy as np
import pytest

from cnngui.engine.stopping import Stopping
from cnngui.network.recipe import EarlyStopping
from cnngui.runs.history import EpochRow, History

Monitor = Literal["val_loss", "val_metric"]


def row(epoch: int, value: float) -> EpochRow:
    return EpochRow(epoch, 9.0, 0.1, value, value, 1.0, 100.0, 0.1)


def history_of(values: list[float]) -> History:
    history = History()
    for epoch, value in enumerate(values, 1):
        history.append_epoch(row(epoch, value))
    return history


def stopping(values: list[float], since: int = 0, metric: str = "accuracy", **settings: Any) -> Stopping:
    return Stopping(EarlyStopping(**settings), metric, since, history_of(values))


@pytest.mark.tensorflow
@pytest.mark.parametrize("monitor", ["val_loss", "val_metric"])
@pytest.mark.parametrize("patience", [1, 3])
@pytest.mark.parametrize("min_delta", [0.0, 0.05])
def test_it_ends_where_keras_does_and_means_the_same_epoch(
    monitor: Monitor, patience: int, min_delta: float
) -> None:
    import keras

    class Told(keras.Model):
        stop_training = False

        def get_weights(self) -> list[Any]:
            return []

        def set_weights(self, weights: list[Any]) -> None:
            pass

    for seed in range(20):
        values = np.random.default_rng(seed).normal(1, 0.1, 40).round(2).tolist()
        name = "val_accuracy" if monitor == "val_metric" else monitor
        theirs = keras.callbacks.EarlyStopping(
            name, min_delta, patience, mode="max" if "acc" in name else "min", restore_best_weights=True
        )
        model = Told()
        theirs.set_model(model)
        theirs.on_train_begin()
        ours = stopping([], monitor=monitor, patience=patience, min_delta=min_delta)
        for epoch, value in enumerate(values):
            theirs.on_epoch_end(epoch, {name: value})
            ours.tell(row(epoch + 1, value))
            assert ours.over == model.stop_training
            assert ours.best_epoch == theirs.best_epoch + 1
            if ours.over:
                break
        assert ours.over


def test_what_the_history_tells_is_what_was_told_as_it_came() -> None:
    values = [1.0, 0.8, 0.9, 0.79, 0.81, 0.82]
    for cut in range(len(values)):
        ours = stopping(values[:cut], patience=2, min_delta=0.05)
        for epoch, value in enumerate(values[cut:], cut + 1):
            if not ours.over:
                ours.tell(row(epoch, value))
        assert (ours.over, ours.best_epoch) == (True, 2)


def test_only_epochs_since_it_began_to_watch_count() -> None:
    assert stopping([0.1, 0.2, 0.3], patience=2).over
    watched = stopping([0.1, 0.2, 0.3], since=1, patience=2)
    assert (watched.over, watched.best_epoch) == (False, 2)


def test_an_error_must_fall_and_an_accuracy_must_rise() -> None:
    rising = [0.1, 0.2, 0.3]
    assert not stopping(rising, monitor="val_metric", patience=2).over
    assert stopping(rising, metric="mean_absolute_error", monitor="val_metric", patience=2).over


def test_epochs_that_validated_nothing_are_not_waited_for() -> None:
    assert stopping([math.nan] * 9, patience=2).best_epoch == 0
    assert not stopping([math.nan] * 9, patience=2).over


def test_with_weights_to_go_back_to_each_epoch_is_looked_at() -> None:
    assert stopping([], patience=7).certain_epochs == 1
    assert stopping([1.0, 2.0], patience=7, restore_best_weights=False).certain_epochs == 6
