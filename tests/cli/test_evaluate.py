from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from cnngui.api.evaluation import Scores
from cnngui.api.model import Model
from cnngui.cli import evaluate, output
from cnngui.datasets.catalog import load_dataset
from cnngui.datasets.edits import Edits
from cnngui.datasets.kept_edits import write_edits
from tests.cli.conftest import Cnngui

pytestmark = pytest.mark.tensorflow


def test_pen_strokes_are_measured(cnngui: Cnngui, tmp_path: Path) -> None:
    one = {"label": 1, "strokes": [[[140, 40], [140, 240]]]}
    zero = [[140 + 60 * np.cos(turn), 140 + 90 * np.sin(turn)] for turn in np.linspace(0, 2 * np.pi, 40)]
    samples = [one, {"label": 0, "strokes": [zero]}, {**one, "label": 11}]
    (tmp_path / "ink.json").write_text(json.dumps({"samples": samples}))
    facts = cnngui("evaluate", "--ink", tmp_path / "ink.json", "--json").json
    assert facts["predictions"] == [1, 0, 1]
    assert facts["samples"] == 3
    assert facts["accuracy"] == pytest.approx(2 / 3)
    of_one = {"label": 1, "samples": 1, "correct": 1, "accuracy": 1.0}
    assert facts["per_class"][1] == of_one | {"predicted": 2, "precision": 0.5, "recall": 1.0, "f1": 2 / 3}


def test_people_see_what_was_taken_for_what(cnngui: Cnngui) -> None:
    answer = cnngui("evaluate", "--data", "digits")
    assert answer.code == 0
    assert "of 1,000 right" in answer.out
    (row,) = [line.split() for line in answer.out.splitlines() if line.split()[:2] == ["4", "100"]]
    assert int(row[3 + 4]) >= 95


def test_long_class_names_give_way_to_a_list_of_mistakes(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    names = ("Ankle boot", "Sandal", "T-shirt")
    truth, predicted = np.array([0, 0, 0, 0, 1, 2]), np.array([0, 1, 1, 2, 1, 2])
    model = Model(Path("mine.cnn"), (28, 28, 1), names, "")
    sure = np.eye(3, dtype=np.float32)[predicted]
    scores = Scores(names, truth, sure, np.arange(6), labels=truth, data_names=names)
    evaluate.print_scores(scores, model)
    assert "Ankle boot  Sandal" in capsys.readouterr().out
    monkeypatch.setattr(output, "_FILE_COLUMNS", 45)
    evaluate.print_scores(scores, model)
    out = capsys.readouterr().out
    assert "Sandal (2)" in out
    assert "T-shirt (1)" in out
    assert "25.0%" in out


@pytest.mark.parametrize("arguments", [[], ["--data", "digits", "--ink", "x.json"]])
def test_exactly_one_kind_of_samples_is_meant(cnngui: Cnngui, arguments: list[str]) -> None:
    assert "One of --data and --ink" in cnngui("evaluate", *arguments).err


def test_data_of_other_classes_cannot_be_measured_on(cnngui: Cnngui, tmp_path: Path) -> None:
    pictures = np.random.default_rng(1).integers(0, 255, (12, 28, 28), dtype=np.uint8)
    names = np.array(["cat", "dog", "bird"])
    labels = np.arange(12) % 3
    np.savez(
        tmp_path / "pets.npz",
        x_train=pictures,
        y_train=labels,
        x_test=pictures,
        y_test=labels,
        class_names=names,
    )
    answer = cnngui("evaluate", "--data", tmp_path / "pets.npz")
    assert answer.code == 3  # of data
    assert "cat, dog, bird" in answer.err


def test_data_of_the_other_polarity_are_inverted_and_it_is_said(cnngui: Cnngui, tmp_path: Path) -> None:
    digits = load_dataset("digits")
    arrays = {"x_train": 255 - digits.x_train, "y_train": digits.y_train}
    np.savez(tmp_path / "dark.npz", **arrays, x_test=255 - digits.x_test[:200], y_test=digits.y_test[:200])
    answer = cnngui("evaluate", "--data", str(tmp_path / "dark.npz"), "--json")
    assert answer.json["accuracy"] > 0.95
    assert "dark ink on a light ground" in answer.err


def test_classes_that_the_network_does_not_know_are_counted_and_shown(cnngui: Cnngui, tmp_path: Path) -> None:
    digits = load_dataset("digits")
    names = np.array([*"012345678", "cat"])
    arrays = {"x_train": digits.x_train, "y_train": digits.y_train, "class_names": names}
    np.savez(tmp_path / "cat.npz", **arrays, x_test=digits.x_test, y_test=digits.y_test)
    path = str(tmp_path / "cat.npz")
    cats = int((digits.y_test == 9).sum())
    assert cnngui("evaluate", "--data", path, "--json").json["unknown"] == [{"label": "cat", "samples": cats}]
    assert f"cat ({cats})" in cnngui("evaluate", "--data", path).out


def test_labels_from_1_are_matched_by_their_order(cnngui: Cnngui, tmp_path: Path) -> None:
    digits = load_dataset("digits")
    arrays = {"x_train": digits.x_train, "y_train": digits.y_train + 1}
    np.savez(
        tmp_path / "own.npz", **arrays, x_test=digits.x_test, y_test=digits.y_test + 1, more=digits.y_test
    )
    answer = cnngui("evaluate", "--data", str(tmp_path / "own.npz"), "--json")
    assert answer.json["accuracy"] > 0.95
    assert "matched by their order" in answer.err
    assert "Not used: more" in answer.err


def test_machines_get_every_figure(cnngui: Cnngui) -> None:
    facts = cnngui("evaluate", "--data", "digits", "--json").json
    digits = load_dataset("digits")
    assert (facts["part"], facts["correct"] / facts["samples"]) == ("test", facts["accuracy"])
    assert facts["interval"]["low"] < facts["accuracy"] < facts["interval"]["high"]
    wrong = [place for place, said in enumerate(facts["predictions"]) if said != digits.y_test[place]]
    assert sorted(each["index"] for each in facts["mistakes"]) == wrong
    sure = [each["confidence"] for each in facts["mistakes"]]
    assert sure == sorted(sure, reverse=True)
    assert all(each["label"] == digits.y_test[each["index"]] for each in facts["mistakes"])
    bins = facts["calibration"]["bins"]
    assert (len(bins), sum(each["samples"] for each in bins)) == (15, 1000)
    assert 0 < facts["calibration"]["expected_calibration_error"] < 0.05
    assert facts["regression"] is None
    assert facts["macro"]["recall"] == pytest.approx(np.mean([each["recall"] for each in facts["per_class"]]))


def test_what_was_learned_from_can_be_measured_too(cnngui: Cnngui) -> None:
    facts = cnngui("evaluate", "--data", "digits", "--part", "train", "--json").json
    assert (facts["part"], facts["samples"]) == ("train", 4000)
    assert "train, validation, test" in cnngui("evaluate", "--data", "digits", "--part", "all").err


def test_edits_apply_are_told_and_can_be_left_out(
    cnngui: Cnngui, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CNNGUI_HOME", str(tmp_path))
    digits = load_dataset("digits", edits=False)
    wrong = Edits().relabelled("test", 0, (int(digits.y_test[0]) + 1) % 10).left_out("test", 3)
    write_edits(digits.fingerprint(), wrong)
    edited = cnngui("evaluate", "--data", "digits", "--json")
    assert "labels mended: 1, samples left out: 1" in edited.err
    assert edited.json["samples"] == 999
    assert 0 in [each["index"] for each in edited.json["mistakes"]]
    plain = cnngui("evaluate", "--data", "digits", "--without-edits", "--json")
    assert plain.json["samples"] == 1000
    assert not plain.err
