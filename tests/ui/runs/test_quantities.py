from __future__ import annotations

import numpy as np
import pytest

from cnngui.course.presets import Figures, preset
from cnngui.runs.history import History
from cnngui.state.run_histories import shortened
from cnngui.ui.runs.printed import printed_curves
from cnngui.ui.runs.quantities import Quantity, line_of, printed_line, quantities
from cnngui.ui.shared.smoothing import ExponentialMean
from tests.ui.runs.conftest import history

BY_KEY = {each.key: each for each in quantities()}


@pytest.fixture(autouse=True)
def _qt(qapp: object) -> None:
    """Titles are translated."""


def test_batches_lie_over_epochs_steps_and_seconds() -> None:
    of_batches = BY_KEY["batch_loss"]
    assert line_of(history(0.5), of_batches, "epoch")[0].tolist() == [0.25, 0.5, 0.75, 1, 1.25, 1.5, 1.75, 2]
    assert line_of(history(0.5), of_batches, "step")[0].tolist() == list(range(1, 9))
    x, y = line_of(history(0.5), of_batches, "time")
    np.testing.assert_allclose(x, np.arange(1, 9) * 2.5)
    np.testing.assert_allclose(y, 1 / np.arange(1.0, 9))


def test_epochs_lie_over_epochs_steps_and_seconds() -> None:
    of_epochs = BY_KEY["val_metric"]
    assert [line_of(history(0.5), of_epochs, over)[0].tolist() for over in ("epoch", "step", "time")] == [
        [1, 2],
        [4, 8],
        [10, 20],
    ]
    assert line_of(history(0.5), of_epochs, "step")[1].tolist() == [0.25, 0.5]


def test_an_epoch_that_has_not_ended_has_no_place_in_time() -> None:
    unfinished = history(0.5)
    columns = {"batch_loss": [9.0], "batch_metric": [0.5]}
    unfinished.append_batches(3, 0, columns, steps_per_epoch=4)
    assert len(line_of(unfinished, BY_KEY["batch_loss"], "time")[0]) == 8
    assert len(line_of(unfinished, BY_KEY["batch_loss"], "step")[0]) == 9
    assert len(line_of(History(), BY_KEY["batch_loss"], "time")[0]) == 0


def test_steps_of_a_shortened_history_are_those_of_the_whole() -> None:
    short = shortened(history(0.5), most=4)
    assert line_of(short, BY_KEY["batch_loss"], "step")[0].tolist() == [2, 4, 6, 8]
    assert line_of(short, BY_KEY["val_loss"], "step")[0].tolist() == [4, 8]


def test_only_what_has_a_value_for_each_batch_is_smoothed() -> None:
    raw = line_of(history(0.5), BY_KEY["batch_loss"], "epoch")[1]
    smooth = line_of(history(0.5), BY_KEY["batch_loss"], "epoch", 0.9)[1]
    np.testing.assert_array_equal(smooth, ExponentialMean(0.9).extend(raw))
    assert line_of(history(0.5), BY_KEY["val_loss"], "epoch", 0.9)[1].tolist() == [1.0, 0.5]


def test_what_was_not_measured_is_no_line() -> None:
    assert len(line_of(history(0.5), BY_KEY["gradient_norm"], "epoch")[0]) == 0


def test_the_slides_costs_are_drawn_as_they_are_printed() -> None:
    figures = preset("mnist-softmax").figures[0]
    x, y = printed_line(figures, BY_KEY["batch_loss"], 550, "epoch")
    assert (x[0], x[-1]) == (1, 15)
    assert (y[0], y[-1]) == (2.826302660, 0.458703479)
    assert printed_line(figures, BY_KEY["batch_loss"], 550, "step")[0][0] == 550
    assert len(printed_line(figures, BY_KEY["batch_loss"], 550, "time")[0]) == 0
    assert len(printed_line(figures, BY_KEY["val_loss"], 550, "epoch")[0]) == 0
    assert len(printed_line(Figures("x"), BY_KEY["batch_loss"], 550, "epoch")[0]) == 0


def test_every_printed_curve_has_its_source_and_its_steps() -> None:
    found = {each.key: each for each in printed_curves()}
    assert {"mnist-softmax/0", "mnist-nn-sigmoid/1", "mnist-nn-relu/0", "mnist-cnn/0", "xor-2-2-1/0"} <= set(
        found
    )
    assert found["mnist-softmax/0"].steps_per_epoch == 550
    assert found["mnist-cnn/0"].steps_per_epoch == 600
    assert found["xor-2-2-1/0"].steps_per_epoch == 1
    assert all(each.source and each.title for each in found.values())


def test_another_metric_has_another_name_and_no_per_cent() -> None:
    quantity: Quantity = BY_KEY["val_metric"]
    assert quantity.named("accuracy") == "validation accuracy"
    assert quantity.named("mean_absolute_error") == "validation mean absolute error"
    assert quantity.named("") == "validation metric"
    assert quantity.writers("accuracy")[1](0.9813) == "98.13 %"
    assert quantity.writers("mean_absolute_error")[1](0.9813) == "0.981"
