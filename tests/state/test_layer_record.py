"""What is kept of how layers fared, and for how long."""

from __future__ import annotations

import numpy as np
import pytest

from cnngui.course.presets import preset
from cnngui.engine import protocol
from cnngui.network.blocks import Repeat
from cnngui.network.layers import Dense
from cnngui.network.network import Network
from cnngui.state.layer_record import MOST, RECENT, LayerRecord
from cnngui.state.training import TrainingSession
from tests.recording import RecordingTransport
from tests.state.test_training import started

NETWORK = preset("xor-2-2-1").network


def health(
    gradients: list[float], run_id: str = "1", layers: tuple[str, ...] = ("dense", "dense_1"), epoch: int = 1
):
    count = len(layers)
    return protocol.LayerHealth(
        run_id,
        epoch,
        step=1,
        layers=layers,
        gradient_norm=np.array(gradients),
        weight_norm=np.ones(count),
        update_ratio=np.full(count, 1e-6),
        dead_share=np.full(count, np.nan),
        dead_samples=4,
        histograms=np.zeros((count, 2, 24), np.float32),
        reach=np.ones(count, np.float32),
    )


@pytest.fixture
def record(qapp: object) -> LayerRecord:
    return LayerRecord()


def test_now_is_the_median_of_the_last_steps_and_the_span_of_all(record: LayerRecord) -> None:
    for number in range(20):
        record.add(health([10.0**number, 1.0]), NETWORK)
    assert record.now[0].tolist() == [(1e15 + 1e16) / 2, 1.0]
    assert record.span[:, 0].tolist() == [[1.0, 1.0], [1e19, 1.0]]


def test_what_is_kept_has_a_bound_and_goes_back_to_the_beginning(record: LayerRecord) -> None:
    for number in range(10 * MOST):
        record.add(health([number + 1.0, 1.0]), NETWORK)
    kept = np.stack(record._steps)[:, 0, 0]
    assert len(kept) <= MOST
    assert kept[0] == 1
    assert kept[-RECENT:].tolist() == [10 * MOST - at for at in range(RECENT - 1, -1, -1)]
    assert (np.diff(kept) > 0).all()


def test_another_run_begins_anew(record: LayerRecord) -> None:
    record.add(health([1e-9, 1.0]), NETWORK)
    assert record.readings[0].severity
    record.add(health([1.0, 1.0], run_id="2"), NETWORK)
    assert record.readings[0].name == "slow"
    assert record.problem is None
    record.clear()
    assert record.newest is None
    assert record.readings == ()


def test_rounds_of_a_repeat_have_their_own_rows_and_one_card(record: LayerRecord) -> None:
    inner = Dense(name="inner", units=2, activation="sigmoid")
    network = Network(
        input_shape=(2,), layers=(Repeat(name="r", times=2, branches=((inner,),)), Dense(units=1))
    )
    record.add(health([1e-9, 1e-8, 1.0], layers=("inner", "inner.2", "dense")), network)
    assert [record.titles[name] for name in ("inner", "inner.2", "dense")] == ["inner", "inner.2", "Dense 2"]
    assert {record.nodes[name].source for name in ("inner", "inner.2")} == {"inner"}
    assert record.problem is not None
    assert record.problem.where == "inner"


def test_a_session_keeps_what_its_run_says_and_asks_again_after_a_restart(
    qtbot, document, engine, transport: RecordingTransport
) -> None:
    training = TrainingSession(document, engine)
    engine.event_received.emit(protocol.Ready("CPU", "float32", 2, {}))
    training.watch(frozenset({"batch_gradient_norm"}))
    training.watch_layers(True)
    training.watch_layers(True)
    wanted = protocol.Watch(frozenset({"batch_gradient_norm"}), layers=True)
    asked = [command for command in transport.sent if isinstance(command, protocol.Watch)]
    assert asked == [protocol.Watch(frozenset({"batch_gradient_norm"})), wanted]
    training.train()
    engine.event_received.emit(started(training.run_id))
    engine.event_received.emit(health([1.0, 1.0], run_id=training.run_id))
    engine.event_received.emit(health([5.0, 5.0], run_id="another"))
    assert training.layers.newest is not None
    assert training.layers.now[0].tolist() == [1.0, 1.0]
    assert training.layers.network == document.network
    engine.event_received.emit(protocol.Ready("CPU", "float32", 2, {}))
    assert transport.last(protocol.Watch) == wanted
    training.reset()
    assert training.layers.newest is None
