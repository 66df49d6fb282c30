"""What is written is read back by TensorBoard's own reader."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from tensorboard.backend.event_processing.event_file_loader import EventFileLoader
from tensorboard.compat.proto.graph_pb2 import GraphDef
from tensorboard.util import tensor_util

from cnngui.errors import CnnguiError
from cnngui.runs import event_files
from cnngui.runs.event_files import write_events
from cnngui.runs.run import Run
from cnngui.runs.run_files import Summary
from tests.runs.test_project import trained
from tests.runs.test_run import RECORD


@pytest.fixture
def run(tmp_path: Path) -> Run:
    made = Run(tmp_path / "실행 결과" / "one")
    made.begin(RECORD)
    made.checkpoints.write(trained())
    made.keep_epoch(1, trained(), most=20)
    made.write_summary(Summary(metric_name="accuracy"))
    return made


def read(folder: Path) -> tuple[dict[str, list[tuple[int, np.ndarray]]], GraphDef]:
    (file,) = folder.glob("*tfevents*")
    found: dict[str, list[tuple[int, np.ndarray]]] = {}
    graph = GraphDef()
    for event in EventFileLoader(str(file)).Load():
        if event.HasField("graph_def"):
            graph.ParseFromString(event.graph_def)
        for value in event.summary.value:
            found.setdefault(value.tag, []).append((event.step, tensor_util.make_ndarray(value.tensor)))
    return found, graph


def test_curves_histograms_and_graph_are_read_back(run: Run) -> None:
    project = trained()
    found, graph = read(write_events(run))
    history = project.history
    costs = [float(value) for _, value in found["epoch/cost"]]
    np.testing.assert_allclose(costs, history["loss"][np.isfinite(history["loss"])], rtol=1e-6)
    steps = [step for step, _ in found["batch/cost"]]
    assert steps == list(range(1, len(history["batch_loss"]) + 1))
    assert [node.name for node in graph.node][1:] == list(project.network.names)
    for layer, arrays in project.weights.items():
        for index, array in enumerate(arrays):
            (_, buckets) = found[f"{layer}/{index}"][0]
            assert buckets[:, 2].sum() == array.size


def test_it_can_be_written_again(run: Run) -> None:
    assert read(write_events(run))[0].keys() == read(write_events(run))[0].keys()


def test_no_tensorflow_is_loaded_for_it(run: Run) -> None:
    code = "import sys; from pathlib import Path; from cnngui.runs.event_files import write_events"
    code += "; from cnngui.runs.run import Run; write_events(Run(Path(sys.argv[1])))"
    code += "; sys.exit('tensorflow' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code, str(run.folder)], check=False).returncode == 0


def test_without_the_extra_it_is_told_how_to_get_it(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(event_files, "is_available", lambda: False)
    with pytest.raises(CnnguiError) as caught:
        write_events(run)
    assert "pip install" in caught.value.message().mend


def test_an_extra_that_is_not_whole_says_what_is_missing(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "tensorboard.summary.writer.record_writer", None)
    with pytest.raises(CnnguiError) as caught:
        write_events(run)
    assert caught.value.code == "runs.tensorboard_broken"
    assert "record_writer" in str(caught.value)


def test_a_damaged_epoch_takes_no_other_with_it(run: Run) -> None:
    run.keep_epoch(2, trained(), most=20)
    (run.folder / "epochs" / "0001.cnn").write_bytes(b"")
    found, _ = read(write_events(run))
    layer = next(iter(trained().weights))
    assert len(found[f"{layer}/0"]) == 1
