"""The shipped file is the one its card tells of, and it reads and refuses as that says."""

from __future__ import annotations

import hashlib
import importlib
import json

import numpy as np
import pytest

from cnngui.engine.shipped import READS_FROM
from cnngui.files import folders
from cnngui.network.inference.infer import infer
from cnngui.runs.project import read_project


@pytest.fixture(scope="module")
def measure():
    return importlib.import_module("measure_digits")


@pytest.fixture(scope="module")
def card():
    return json.loads((folders.models() / "digits.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def net(measure):
    return measure.load(folders.shipped_network())


def test_the_card_tells_of_this_file(card):
    content = folders.shipped_network().read_bytes()
    assert card["sha256"] == hashlib.sha256(content).hexdigest()
    assert card["bytes"] == len(content) <= 5_000_000
    assert card["parameters"] == infer(read_project(folders.shipped_network()).network).total_parameters
    assert card["reads_from"] == READS_FROM


def test_digits_of_the_pen_are_read_and_true_of_what_they_say(measure, net):
    calibrate = importlib.import_module("calibrate")
    pictures, labels = importlib.import_module("pen_digits").batch(1_000, 77)
    shares = measure.shares(net, pictures / 255)
    assert (shares.argmax(axis=1) == labels).mean() > 0.98
    assert measure.refused(shares).mean() < 0.01
    assert calibrate.calibration_error(shares, labels) < 0.02


def test_letters_scribbles_and_dots_are_refused(measure, net, monkeypatch):
    monkeypatch.setattr(measure, "SIGNS", 200)
    for name, pictures in measure.signs().items():
        refused = measure.refused(measure.shares(net, pictures)).mean()
        assert refused >= 0.9, name


def test_what_goes_wrong_in_drawing_changes_a_drawing_as_it_says():
    robustness = importlib.import_module("robustness")
    rng = np.random.default_rng(0)
    bar, stem = np.array([[0.0, 0], [100, 0]]), np.array([[50.0, 0], [50, 200]])
    drawing = robustness.drawn([bar, stem], 16.0)
    changed = {name: change(drawing, rng) for name, change in robustness.CHANGES.items()}
    assert len(changed["an accidental dot"]) == 3
    right = robustness.lines_of(changed["slanted 20° to the right"])[1]
    assert right[0, 0] - right[1, 0] == pytest.approx(200 * np.tan(np.radians(20)))
    moved = robustness.lines_of(changed["two strokes far apart"])[1] - stem
    assert np.hypot(*moved[0]) == pytest.approx(0.12 * 200)
    cut = np.concatenate(robustness.lines_of(changed["cut by the border"]))
    assert np.ptp(cut, axis=0).tolist() in ([92, 200], [100, 184])


def test_a_photo_of_a_drawing_is_prepared_as_the_drawing_is():
    robustness = importlib.import_module("robustness")
    seven = np.array([[60.0, 70], [200, 70], [120, 230]])
    drawing = robustness.drawn([seven], 16.0)
    framed = robustness.frame(drawing)
    for seed in range(5):
        seen = robustness.photo_frame(drawing, np.random.default_rng(seed))
        assert np.corrcoef(seen.ravel(), framed.ravel())[0, 1] > 0.85
