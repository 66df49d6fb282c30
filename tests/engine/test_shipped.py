"""The shipped network answers in the process that asks, and a damaged one is told."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from cnngui.engine.protocol import (
    FetchNumbers,
    ModelReady,
    NumbersFetched,
    Predict,
    Predicted,
    Ready,
    RequestFailed,
    WorkerDied,
)
from cnngui.engine.shipped import ShippedTransport
from cnngui.files import folders
from cnngui.runs.model_id import DRAFT, SHIPPED
from tests.contracts.test_fresh_interpreters import TENSORFLOW, loaded_by

PICTURE = np.zeros((28, 28, 1), np.float32)
PICTURE[4:24, 12:15] = 1


@pytest.fixture
def shipped() -> ShippedTransport:
    made = ShippedTransport()
    made.start()
    return made


def test_it_says_what_it_is_and_answers_with_a_layer(shipped: ShippedTransport) -> None:
    assert isinstance(shipped.receive(), Ready)
    ready = shipped.receive()
    assert isinstance(ready, ModelReady)
    assert (ready.model, ready.class_names) == (SHIPPED, tuple("0123456789"))
    shipped.send(Predict(SHIPPED, PICTURE, "conv2d_1", request_id=3))
    answer = shipped.receive()
    assert isinstance(answer, Predicted)
    assert (answer.request_id, answer.model, answer.layer) == (3, SHIPPED, "conv2d_1")
    assert answer.probabilities.argmax() == 1
    assert answer.output is not None
    assert answer.output.shape == (24, 24, 32)
    assert shipped.receive(0.001) is None


def test_it_says_a_layers_numbers_beside_its_answers(shipped: ShippedTransport) -> None:
    for number in range(3):
        shipped.send(Predict(SHIPPED, PICTURE, request_id=number))
        shipped.send(FetchNumbers(SHIPPED, PICTURE, "conv2d_1", request_id=10 + number))
    told = [shipped.receive(0.001) for _ in range(5)][2:]
    assert [getattr(each, "request_id", None) for each in told] == [2, 12, None]
    fetched = told[1]
    assert isinstance(fetched, NumbersFetched)
    assert (fetched.model, fetched.layer) == (SHIPPED, "conv2d_1")
    assert fetched.numbers.output.shape == (24, 24, 32)
    assert [each.ndim for each in fetched.numbers.weights] == [4]


def test_only_the_newest_question_is_answered(shipped: ShippedTransport) -> None:
    for number in range(5):
        shipped.send(Predict(SHIPPED, PICTURE, request_id=number))
    told = [shipped.receive(0.001) for _ in range(4)]
    assert isinstance(told[2], Predicted)
    assert (told[2].request_id, told[3]) == (4, None)


@pytest.mark.parametrize(
    ("question", "code"),
    [
        (Predict(DRAFT, PICTURE), "engine.no_model"),
        (Predict(SHIPPED, np.zeros((32, 32, 3))), "engine.other_samples"),
        (Predict(SHIPPED, np.full((28, 28, 1), np.nan)), "engine.not_finite"),
    ],
    ids=["another model", "another size", "NaN"],
)
def test_what_it_cannot_answer_is_told(shipped: ShippedTransport, question: Predict, code: str) -> None:
    shipped.send(question)
    failed = [shipped.receive() for _ in range(3)][-1]
    assert isinstance(failed, RequestFailed)
    assert failed.error.code == code


def test_a_damaged_file_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(folders, "models", lambda: tmp_path)
    for content in (None, b"no zip"):
        if content is not None:
            (tmp_path / "digits.cnn").write_bytes(content)
        shipped = ShippedTransport()
        shipped.start()
        died = shipped.receive()
        assert isinstance(died, WorkerDied)
        assert died.error.code.startswith("files.")
        assert "digits.cnn" in capfd.readouterr().err


def test_it_answers_without_tensorflow() -> None:
    loaded = loaded_by(
        """
import json, sys
import numpy
from cnngui.engine.protocol import Predict
from cnngui.engine.shipped import ShippedTransport
from cnngui.runs.model_id import SHIPPED
shipped = ShippedTransport()
shipped.start()
shipped.send(Predict(SHIPPED, numpy.zeros((28, 28, 1), numpy.float32)))
assert [type(shipped.receive()).__name__ for _ in range(3)] == ["Ready", "ModelReady", "Predicted"]
print(json.dumps(sorted(sys.modules)))
"""
    )
    assert "cnngui.engine.numpy_backend.functions" in loaded
    assert not loaded & TENSORFLOW
