"""All samples of a data set are told of by the worker, with the edits of that moment."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from cnngui.datasets.catalog import load_dataset
from cnngui.datasets.edits import Edits
from cnngui.datasets.kept_edits import write_edits
from cnngui.datasets.words import sample_text
from cnngui.engine import protocol
from tests.engine.talk import Talk

pytestmark = pytest.mark.tensorflow


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CNNGUI_HOME", str(tmp_path))


def listed(engine: Talk, data: str):
    engine.send(protocol.ListSamples(data, request_id=engine.number()))
    return engine.wait(protocol.SamplesListed, protocol.RequestFailed)


def averaged(engine: Talk, data: str, **how: object):
    engine.send(protocol.AverageSamples(data, request_id=engine.number(), **how))  # type: ignore[arg-type]
    return engine.wait(protocol.SamplesAveraged, protocol.RequestFailed).averages


def test_labels_are_told_as_they_came_whatever_the_edits(engine: Talk) -> None:
    came = load_dataset(engine.data, edits=False)
    write_edits(came.fingerprint(), Edits().relabelled("train", 0, 2).left_out("test", 1))
    told = listed(engine, engine.data)
    assert (told.fingerprint, told.class_names) == (came.fingerprint(), came.class_names)
    assert np.array_equal(told.train_labels, came.y_train)
    assert np.array_equal(told.test_labels, came.y_test)
    assert told.editable


def test_of_data_whose_parts_are_the_same_samples_they_are_told_once(engine: Talk) -> None:
    told = listed(engine, "xor")
    assert (len(told.train_labels), len(told.test_labels), told.editable) == (4, 0, False)


def test_averages_are_those_of_a_class_and_a_part_without_what_is_left_out(engine: Talk) -> None:
    came = load_dataset(engine.data, edits=False)
    of_two = np.flatnonzero(came.y_test == 2)
    write_edits(came.fingerprint(), Edits().left_out("test", int(of_two[0])))
    found = averaged(engine, engine.data, classes=frozenset({2}), part="test")
    np.testing.assert_allclose(found.mean, came.x_test[of_two[1:]].mean(axis=0), rtol=1e-5)
    whole = averaged(engine, engine.data)
    assert whole.samples == len(came.y_train) + len(came.y_test) - 1
    assert averaged(engine, "sentences") is None


def test_what_cannot_be_read_is_told(engine: Talk, tmp_path: Path) -> None:
    assert listed(engine, str(tmp_path / "none.npz")).error.code


def test_sentences_and_rows_are_found_by_what_is_in_them(engine: Talk) -> None:
    def found(data: str, text: str) -> list[int]:
        engine.send(protocol.FindText(data, text, request_id=engine.number()))
        return engine.wait(protocol.TextFound).places.tolist()

    came = load_dataset("sentences", edits=False)
    everything = [*came.x_train, *came.x_test]
    texts = [sample_text(each, came.vocabulary) for each in everything]
    places = found("sentences", " FILM")
    assert places == [place for place, text in enumerate(texts) if "film" in text]
    assert len(places) > 3
    assert found("xor", "0, 1") == [1]
    assert found(engine.data, "1") == [], "pictures have no words"
