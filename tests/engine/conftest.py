"""Tiny data that can be learned in a second, and one worker that all tests share."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from cnngui.engine import protocol
from cnngui.engine.transports import ThreadTransport
from tests.engine.talk import Talk


def pictures(samples: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Return pictures of a bar: across, down, or slanting. uint8 (samples, 8, 8), int64 (samples,)."""
    random = np.random.default_rng(seed)
    labels = np.arange(samples) % 3
    drawn = random.integers(0, 60, (samples, 8, 8))
    for picture, label in zip(drawn, labels, strict=True):
        place = random.integers(1, 7)
        if label == 0:
            picture[place] += 180
        elif label == 1:
            picture[:, place] += 180
        else:
            picture[np.arange(8), np.arange(8)] += 180
    return drawn.astype(np.uint8), labels.astype(np.int64)


@pytest.fixture(scope="session")
def tiny_data(tmp_path_factory: pytest.TempPathFactory) -> str:
    """100 training and 30 test pictures, 8×8, three classes: seven batches of 16, the last of 4."""
    path: Path = tmp_path_factory.mktemp("data") / "bars.npz"
    (x_train, y_train), (x_test, y_test) = pictures(100, 1), pictures(30, 2)
    np.savez(path, x_train=x_train, y_train=y_train, x_test=x_test, y_test=y_test)
    return str(path)


@pytest.fixture(scope="session")
def shared_engine(tiny_data: str) -> Iterator[Talk]:
    transport = ThreadTransport()
    transport.start()
    talk = Talk(transport, tiny_data)
    talk.wait(protocol.Ready)
    yield talk
    transport.close()


@pytest.fixture
def engine(shared_engine: Talk) -> Iterator[Talk]:
    """A worker without an own model, and nothing under way."""
    shared_engine.send(protocol.Reset())
    shared_engine.wait(protocol.ModelGone)
    shared_engine.forget()
    yield shared_engine
    shared_engine.send(protocol.Control("stop"))
