"""The preparation of the chosen data: a part of the document, changed step by step, each undone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtTest import QTest

from cnngui.datasets.data_reference import parted
from cnngui.datasets.preparation import Preparation, Split
from cnngui.engine import protocol
from cnngui.errors import CnnguiError
from cnngui.state.data_preparation import DELAY_MS, DataPreparation
from tests.ui.draw.stage import Stage, stage


@pytest.fixture
def played(qapp: object, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Stage]:
    monkeypatch.setenv("CNNGUI_HOME", str(tmp_path))
    with stage() as made:
        yield made


@pytest.fixture
def preparation(played: Stage) -> DataPreparation:
    return played.state.preparation


def test_each_change_is_a_step_that_undo_takes_back(played: Stage, preparation: DataPreparation) -> None:
    document = played.state.document
    assert preparation.preparation == Preparation()
    preparation.set(size=(32, 32))
    preparation.set(fit="pad")
    preparation.divide(seed=3)
    assert parted(document.data) == (
        "digits",
        Preparation(size=(32, 32), fit="pad", split=Split(seed=3)),
    )
    assert document.undo_stack.undoText() == "Prepare data"
    document.undo_stack.undo()
    assert preparation.preparation == Preparation(size=(32, 32), fit="pad")
    document.undo_stack.undo()
    document.undo_stack.undo()
    assert document.data == "digits"
    document.undo_stack.redo()
    preparation.reset()
    assert document.data == "digits"
    document.undo_stack.undo()
    assert preparation.preparation == Preparation(size=(32, 32))


def test_quick_changes_of_one_setting_are_one_step(played: Stage, preparation: DataPreparation) -> None:
    before = played.state.document.undo_stack.index()
    for fraction in (0.25, 0.3, 0.35):
        preparation.divide(fraction=fraction)
    assert played.state.document.undo_stack.index() == before + 1
    preparation.divide_as_came()
    assert preparation.preparation.split is None


def test_what_does_not_go_together_gives_way(preparation: DataPreparation) -> None:
    preparation.set(normalise="channels")
    preparation.set(scale="0..255")
    assert preparation.preparation.normalise == "none"
    preparation.set(normalise="channels")
    assert preparation.preparation == Preparation(normalise="channels")
    preparation.set(size=(0, 3))
    assert preparation.preparation == Preparation(normalise="channels")


def test_the_worker_reads_the_data_as_they_are_prepared(played: Stage, preparation: DataPreparation) -> None:
    preparation.set(invert=True)
    asked = played.transport.last(protocol.DescribeData)
    assert isinstance(asked, protocol.DescribeData)
    assert asked.data == "digits?invert=yes"
    assert played.state.library.label() == "Digits (bundled)"


def test_examples_are_asked_for_while_somebody_looks(played: Stage, preparation: DataPreparation) -> None:
    played.describe_as("digits")
    preparation.set(size=(32, 32))
    QTest.qWait(2 * DELAY_MS)
    assert not played.asked(protocol.PreviewPreparation)
    preparation.watch(True)
    asked = played.asked_soon(protocol.PreviewPreparation)
    assert asked.data == "digits?size=32x32"
    picture = np.zeros((28, 28), np.uint8)
    played.hear(
        protocol.PreparationPreviewed(asked.request_id, asked.data, (picture,), (picture[..., None],), True)
    )
    assert preparation.from_files
    assert preparation.examples is not None
    preparation.set(size=(16, 16))
    QTest.qWait(2 * DELAY_MS)
    newer = played.asked_soon(protocol.PreviewPreparation)
    assert newer.data == "digits?size=16x16"
    played.hear(protocol.RequestFailed(newer.request_id, CnnguiError("preparation.no_pictures", label="x")))
    assert preparation.examples is None
    assert preparation.error is not None


def test_a_run_under_way_keeps_its_data(played: Stage, preparation: DataPreparation) -> None:
    sent = len(played.transport.sent)
    preparation.set(invert=True)
    kinds = {type(command) for command in played.transport.sent[sent:]}
    assert not kinds & {protocol.ChangeRecipe, protocol.Control, protocol.Train, protocol.Reset}
