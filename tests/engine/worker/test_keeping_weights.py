"""Weights belong to a file: a worker takes them up from there, and never drops them unasked."""

from __future__ import annotations

import os
import threading
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from cnngui.engine import protocol
from cnngui.engine.worker import files
from cnngui.network.layers import Dense, Dropout
from cnngui.network.network import Network
from cnngui.network.recipe import SGD
from cnngui.runs.kept_weights import Place, stamp_of
from cnngui.runs.project import Project, read_project
from cnngui.runs.run import Run
from tests.engine.talk import NETWORK, RECIPE, Talk
from tests.engine.worker.test_checkpoint_writer import Kept
from tests.runs.newest import newest

pytestmark = pytest.mark.tensorflow

WITH_DROPOUT = NETWORK.with_layers((*NETWORK.layers[:2], Dropout(rate=0.3), NETWORK.layers[2]))
WIDER = NETWORK.with_layers((*NETWORK.layers[:2], Dense(name="more", units=5), NETWORK.layers[2]))
TANH = NETWORK.with_layers((NETWORK.layers[0].model_copy(update={"activation": "tanh"}), *NETWORK.layers[1:]))


def weights(path: Path) -> np.ndarray:
    return read_project(path).weights["conv2d"][0]


def forget(engine: Talk) -> None:
    engine.send(protocol.Reset())
    engine.wait(protocol.ModelGone)


def resume(engine: Talk, *places: Place, network: Network = NETWORK) -> protocol.Opened:
    engine.send(protocol.Resume(places, network, request_id=engine.number()))
    return engine.wait(protocol.Opened, protocol.RequestFailed)


def test_a_file_with_weights_is_only_replaced_by_one_without_if_that_is_wanted(
    engine: Talk, tmp_path: Path
) -> None:
    path = tmp_path / "lesson.cnn"
    engine.trained()
    engine.save(str(path))
    before = path.read_bytes()
    forget(engine)
    assert engine.save(str(path)).error.code == "runs.would_drop_weights"
    assert engine.save(str(path), WIDER).error.code == "runs.would_drop_weights"
    assert path.read_bytes() == before
    assert not engine.save(str(tmp_path / "other.cnn")).with_weights
    facts = (str(path), NETWORK, RECIPE, engine.data, True)
    engine.send(protocol.Save(*facts, request_id=engine.number()))
    assert not engine.wait(protocol.Saved, protocol.RequestFailed).with_weights


@pytest.mark.parametrize("network", [WITH_DROPOUT, TANH], ids=["dropout", "activation"])
def test_an_edit_that_changes_no_weights_keeps_them_in_the_file(
    engine: Talk, tmp_path: Path, network: Network
) -> None:
    engine.trained()
    engine.save(str(tmp_path / "before.cnn"))
    assert engine.save(str(tmp_path / "after.cnn"), network).with_weights
    saved = read_project(tmp_path / "after.cnn")
    assert saved.network == network
    np.testing.assert_array_equal(weights(tmp_path / "before.cnn"), weights(tmp_path / "after.cnn"))


def test_a_run_with_another_dropout_goes_on_and_one_with_another_answer_begins_anew(engine: Talk) -> None:
    engine.trained()
    engine.trained(WITH_DROPOUT, fresh=False)
    assert [row.epoch for row in engine.rows()] == [1, 2, 3, 4]
    assert engine.heard(protocol.Started)[-1].continues
    engine.trained(TANH, fresh=False)
    assert engine.rows()[-1].epoch == 2


def test_a_save_waits_for_the_weights_that_were_asked_for_before_it(engine: Talk, tmp_path: Path) -> None:
    path = tmp_path / "lesson.cnn"
    engine.trained()
    engine.save(str(path))
    before = weights(path)
    forget(engine)
    # As the window does: all three before the first is answered.
    engine.send(protocol.Resume((Place(str(path), stamp_of(path)),), NETWORK, request_id=engine.number()))
    engine.send(protocol.Save(str(path), NETWORK, RECIPE, engine.data, request_id=engine.number()))
    engine.send(
        protocol.Save(str(tmp_path / "b.cnn"), NETWORK, RECIPE, engine.data, request_id=engine.number())
    )
    assert engine.wait(protocol.Saved, protocol.RequestFailed).with_weights
    assert engine.wait(protocol.Saved, protocol.RequestFailed).with_weights
    np.testing.assert_array_equal(weights(path), before)


def test_the_newest_place_that_fits_is_taken_whatever_the_clocks_say(engine: Talk, tmp_path: Path) -> None:
    path, run = tmp_path / "lesson.cnn", Run(tmp_path / "run")
    engine.trained()
    engine.save(str(path))
    run.checkpoints.write(read_project(path))
    engine.trained(fresh=False)
    engine.save(str(path))
    os.utime(path, (1, 1))
    places = (Place(str(path), stamp_of(path)), Place(str(run.folder)))
    assert len(resume(engine, *places).history["epoch"]) == 4
    path.write_bytes(b"half")
    damaged = (Place(str(path), stamp_of(path)), places[1])
    assert len(resume(engine, *damaged).history["epoch"]) == 2
    assert len(resume(engine, *places).history["epoch"]) == 2, "the file is not what it was"


def test_weights_of_another_network_are_never_laid_under_these_cards(engine: Talk, tmp_path: Path) -> None:
    run = Run(tmp_path / "run")
    engine.trained()
    engine.save(str(tmp_path / "lesson.cnn"))
    run.checkpoints.write(read_project(tmp_path / "lesson.cnn"))
    assert resume(engine, Place(str(run.folder)), network=WIDER).error.code == "runs.weights_gone"
    assert resume(engine, Place(str(run.folder)), network=WITH_DROPOUT).network == WITH_DROPOUT


def test_a_run_that_blew_up_leaves_the_good_weights_on_disk(engine: Talk, tmp_path: Path) -> None:
    deep = NETWORK.with_layers(
        (NETWORK.layers[1], *[Dense(name=f"d{n}", units=16) for n in range(4)], NETWORK.layers[2])
    )
    steep = RECIPE.model_copy(update={"optimizer": SGD(learning_rate=1e6)})
    with Kept(tmp_path) as worker:
        worker.post(protocol.Train("1", deep, steep, engine.data))
        worker.wait(lambda: bool(worker.heard(protocol.Failed)))
        worker.wait(lambda: newest(Run(tmp_path / "1").checkpoints) is not None)


def test_a_run_that_nothing_was_kept_of_is_kept_once_there_is_a_folder(engine: Talk, tmp_path: Path) -> None:
    with Kept(None) as worker:
        worker.post(protocol.Train("1", NETWORK, RECIPE, engine.data, paused=True))
        worker.wait(lambda: bool(worker.heard(protocol.Started)))
        worker.post(protocol.KeepRuns(str(tmp_path)), protocol.Control("step"))
        worker.wait(lambda: bool(Run(tmp_path / "1").checkpoints.newest_first()))


def test_a_run_that_has_ended_on_no_disk_is_written_once_there_is_another(
    tiny_data: str, tmp_path: Path, engine: Talk
) -> None:
    (tmp_path / "file").write_text("")
    with Kept(tmp_path / "file") as worker:
        worker.run(1, tiny_data)
        worker.post(protocol.KeepRuns(str(tmp_path / "other")))
        worker.wait(lambda: bool(Run(tmp_path / "other" / "1").checkpoints.newest_first()))
        worker.post(
            protocol.KeepRuns(str(tmp_path / "third")),
            protocol.Save(str(tmp_path / "a.cnn"), NETWORK, RECIPE, tiny_data, request_id=1),
        )
        worker.wait(lambda: bool(worker.heard(protocol.Saved)))
        assert not (tmp_path / "third").exists(), "it is on a disk"


def test_runs_go_on_in_another_folder_once_theirs_cannot_be_written(
    tiny_data: str, tmp_path: Path, engine: Talk
) -> None:
    (tmp_path / "file").write_text("")
    with Kept(tmp_path / "file") as worker:
        worker.post(protocol.Train("1", NETWORK, RECIPE, tiny_data, paused=True))
        worker.wait(lambda: bool(worker.heard(protocol.NotKept)))
        worker.post(protocol.Control("step"), protocol.KeepRuns(str(tmp_path / "other")))
        worker.wait(lambda: bool(Run(tmp_path / "other" / "1").checkpoints.newest_first()))
        assert Run(tmp_path / "other" / "1").record().network == NETWORK
        assert len(worker.heard(protocol.NotKept)) == 1
    assert Run(tmp_path / "other" / "1").checkpoints.newest_first()


@pytest.mark.parametrize("ask", ["open", "resume"])
def test_nothing_asked_for_before_a_reset_is_taken_up_after_it(
    engine: Talk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ask: str
) -> None:
    path, reading, go_on = str(tmp_path / "old.cnn"), threading.Event(), threading.Event()
    engine.trained()
    stamp = engine.save(path).stamp

    def slow(found: object) -> object:
        reading.set()
        assert go_on.wait(10)
        return found

    opened, found = files.open_file, files.find_weights
    monkeypatch.setattr(files, "open_file", lambda path: slow(opened(path)))
    monkeypatch.setattr(files, "find_weights", lambda *asked: slow(found(*asked)))
    places = (Place(path, stamp),)
    number = engine.number()
    wanted = protocol.Open(path) if ask == "open" else protocol.Resume(places, NETWORK)
    engine.send(replace(wanted, request_id=number))
    assert reading.wait(10)
    forget(engine)
    engine.train(fresh=False)
    go_on.set()
    answer = engine.wait(protocol.Opened, protocol.RequestFailed)
    assert answer.error.code == "runs.reset_meanwhile"
    if not engine.heard(protocol.Finished):
        assert isinstance(engine.wait(*protocol.ENDINGS), protocol.Finished)
    assert not engine.heard(protocol.Started)[-1].continues
    assert [row.epoch for row in engine.rows()][-2:] == [1, 2]


def test_no_reset_overtakes_a_save_that_waits_for_a_file_to_be_written(
    engine: Talk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    writing, go_on, write = threading.Event(), threading.Event(), files.write_project

    def slow(path: str, project: Project) -> None:
        writing.set()
        assert go_on.wait(10)
        write(path, project)

    monkeypatch.setattr(files, "write_project", slow)
    engine.trained()
    for name in ("a.cnn", "b.cnn"):
        path = str(tmp_path / name)
        engine.send(protocol.Save(path, NETWORK, RECIPE, engine.data, request_id=engine.number()))
    assert writing.wait(10)
    forget(engine)
    go_on.set()
    assert [engine.wait(protocol.Saved).with_weights for _ in range(2)] == [True, True]
