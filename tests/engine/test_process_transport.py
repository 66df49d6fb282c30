"""The worker as a process of its own: life, death, and what is left when either side is killed."""

from __future__ import annotations

import errno
import os
import pickle
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from cnngui.engine import protocol
from cnngui.engine.transports import ProcessTransport
from cnngui.errors import CnnguiError
from cnngui.runs.model_id import DRAFT
from cnngui.runs.run import Run, runs_folder
from tests.contracts.source import ROOT
from tests.engine.talk import PICTURE, RECIPE, Talk
from tests.runs.newest import newest

pytestmark = [pytest.mark.tensorflow, pytest.mark.slow]
needs_kill = pytest.mark.skipif(os.name == "nt", reason="SIGKILL")
LONG = RECIPE.model_copy(update={"epochs": 100_000})

# A window that starts a worker, has it train, and tells both process numbers.
WINDOW = """
import os, sys, time
from cnngui.engine.protocol import Batches, Train
from cnngui.engine.transports import ProcessTransport
from tests.engine.talk import long_training
if __name__ == "__main__":
    transport = ProcessTransport()
    transport.start()
    transport.send(long_training(sys.argv[1]))
    while not isinstance(transport.receive(1.0), Batches):
        pass
    print(transport.pid, flush=True)
    time.sleep(600)
"""


@pytest.fixture(scope="module")
def log(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A log that has grown long."""
    path = tmp_path_factory.mktemp("log") / "engine.log"
    path.write_bytes(b"x" * 2_000_000)
    return path


@pytest.fixture(scope="module")
def worker(tiny_data: str, log: Path) -> Iterator[Talk]:
    """A process for the tests that leave it alive. The last one kills it."""
    transport = ProcessTransport(log)
    transport.start()
    talk = Talk(transport, tiny_data)
    talk.wait(protocol.Ready)
    yield talk
    transport.close()
    assert not transport.alive


def running(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return state not in "ZX"


def gone_within(pid: int, seconds: float) -> bool:
    end = time.monotonic() + seconds
    while running(pid) and time.monotonic() < end:
        time.sleep(0.02)
    return not running(pid)


def test_it_trains_answers_saves_and_opens(worker: Talk, tmp_path: Path) -> None:
    assert isinstance(worker.trained(), protocol.Finished)
    answer = worker.ask("conv2d")
    assert answer.output.shape == (6, 6, 4)
    assert worker.save(str(tmp_path / "a.cnn")).with_weights
    assert worker.open(str(tmp_path / "a.cnn")).has_weights


def test_errors_cross_the_line_with_their_sentences(worker: Talk) -> None:
    failed = worker.trained(data="/nowhere/data.npz")
    assert isinstance(failed, protocol.Failed)
    assert "/nowhere/data.npz" in str(failed.error)


def test_what_it_prints_goes_to_a_file_of_bounded_size(worker: Talk, log: Path) -> None:
    assert log.stat().st_size < 100_000


@pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")
def test_it_lets_the_window_go_first(worker: Talk) -> None:
    transport = worker.transport
    assert isinstance(transport, ProcessTransport)
    assert transport.pid is not None
    ours = os.getpriority(os.PRIO_PROCESS, 0)
    assert os.getpriority(os.PRIO_PROCESS, transport.pid) == min(19, ours + 10)


def test_sending_never_blocks(worker: Talk) -> None:
    worker.train(recipe=LONG)
    worker.wait(protocol.Batches)
    began = time.monotonic()
    for number in range(2_000):
        worker.send(protocol.Predict(DRAFT, PICTURE, request_id=1_000_000 + number))
    assert time.monotonic() - began < 2
    answer = worker.wait(protocol.Predicted)
    while answer.request_id != 1_001_999:
        answer = worker.wait(protocol.Predicted)
    assert len(worker.heard(protocol.Predicted)) < 1_000
    worker.send(protocol.Control("stop"))
    worker.wait(*protocol.ENDINGS)


def kept_epochs() -> int:
    """Return the most epochs that a checkpoint of any run has; a run that goes on from another removes it."""
    found = [newest(Run(folder).checkpoints) for folder in runs_folder().iterdir()]
    return max((each.training.epoch for each in found if each and each.training), default=0)


@needs_kill
def test_a_killed_worker_is_told_once_in_words_and_with_its_last_checkpoint(worker: Talk) -> None:
    worker.train()
    worker.wait(*protocol.ENDINGS)
    worker.train(recipe=LONG, fresh=False)
    worker.wait(protocol.Batches)
    # Another thread writes it, and a busy machine takes its time.
    end = time.monotonic() + 30
    while time.monotonic() < end and kept_epochs() < 2:
        time.sleep(0.05)
    transport = worker.transport
    assert isinstance(transport, ProcessTransport)
    assert transport.pid is not None
    began = time.monotonic()
    os.kill(transport.pid, signal.SIGKILL)
    died = worker.wait(protocol.WorkerDied)
    assert time.monotonic() - began < 2
    assert died.exit_code == -signal.SIGKILL
    assert "memory" in str(died.error)
    assert kept_epochs() >= 2
    assert worker.quiet(0.3) == []
    worker.send(protocol.Control("stop"))
    assert not transport.alive


@needs_kill
@pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")
@pytest.mark.parametrize("while_importing", [False, True], ids=["training", "importing"])
def test_no_worker_outlives_a_killed_window(tiny_data: str, while_importing: bool, tmp_path: Path) -> None:
    script = tmp_path / "window.py"
    code = WINDOW.replace("while not isinstance(transport.receive(1.0), Batches)", "while False")
    script.write_text(code if while_importing else WINDOW)
    environment = os.environ | {"PYTHONPATH": str(ROOT), "CNNGUI_HOME": str(tmp_path)}
    window = subprocess.Popen(
        [sys.executable, str(script), tiny_data], cwd=ROOT, stdout=subprocess.PIPE, env=environment
    )
    assert window.stdout is not None
    worker_pid = int(window.stdout.readline())
    time.sleep(1.0 if while_importing else 0.0)
    assert running(worker_pid)
    window.send_signal(signal.SIGKILL)
    window.communicate()
    # 2 s are promised on a quiet machine.
    assert gone_within(worker_pid, 5)


def test_closing_takes_a_moment_even_at_start_up(tmp_path: Path) -> None:
    transport = ProcessTransport(tmp_path / "engine.log")
    transport.start()
    began = time.monotonic()
    transport.close(timeout=0.5)
    assert time.monotonic() - began < 5
    assert not transport.alive
    assert transport.receive(0.01) is None


def test_closing_what_was_never_started_does_nothing() -> None:
    transport = ProcessTransport()
    transport.close()
    assert transport.receive(0.01) is None


@pytest.mark.parametrize("refused", ["BaseContext.Pipe", "SpawnProcess.start"])
def test_a_system_that_starts_no_process_is_a_message(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, refused: str
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise OSError(errno.EMFILE, os.strerror(errno.EMFILE))

    monkeypatch.setattr(f"multiprocessing.context.{refused}", refuse)
    transport = ProcessTransport(tmp_path / "engine.log")
    transport.start()
    died = transport.receive(0.01)
    assert isinstance(died, protocol.WorkerDied)
    assert died.exit_code is None
    assert transport.receive(0.01) is None
    transport.close()


def test_every_command_and_event_can_be_sent() -> None:
    failed = protocol.Failed("1", CnnguiError("engine.out_of_memory"), "details")
    assert str(pickle.loads(pickle.dumps(failed)).error) == str(failed.error)  # noqa: S301  # our own
