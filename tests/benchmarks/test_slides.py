"""The slides' figures: what is trained, what counts as done, what votes, and the table."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from benchmarks import slide_training, slides
from benchmarks.slide_lessons import Floor, Training, lessons, trainings, votes
from benchmarks.slide_table import table
from benchmarks.slide_training import (
    ANSWERS,
    Row,
    data_path,
    is_done,
    read_rows,
    row_of,
    train,
    vote,
    voted,
    write_answers,
    write_row,
)
from cnngui.datasets.catalog import load_dataset
from cnngui.network.inference.infer import infer
from cnngui.network.layers import Dropout

LESSONS = {each.key: each for each in lessons()}


def a_row(training: Training, accuracy: float = 0.99, cost: float = 0.1) -> Row:
    log = {str(epoch): cost for epoch in training.logged}
    return Row(training.digest, accuracy, cost, training.epochs, 1, 60.0, 55_000, 10_000, "f", log)


def cells(text: str, key: str) -> list[str]:
    (line,) = (line for line in text.splitlines() if line.startswith(f"| {key} "))
    return line.strip("| ").split(" | ")


# What is trained -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("floor", "accuracy", "cost", "met"),
    [
        (Floor(0.98), 0.98, 9.0, True),
        (Floor(0.98), 0.9799, 0.0, False),
        (Floor(at_most=0.75, cost=0.6931), 0.5, 0.6935, True),
        (Floor(at_most=0.75, cost=0.6931), 1.0, 0.6931, False),
        (Floor(at_most=0.75, cost=0.6931), 0.5, 0.70, False),
        (Floor(at_most=0.75, cost=0.6931), 0.5, float("nan"), False),
    ],
)
def test_a_floor_is_met(floor: Floor, accuracy: float, cost: float, met: bool) -> None:
    assert floor.met(accuracy, cost) is met


def test_xor_runs_to_the_last_printed_step() -> None:
    steps = {key: LESSONS[key].training.epochs for key in ("N2", "N3", "N4", "N5", "N6")}
    assert steps == {"N2": 10_001, "N3": 10_001, "N4": 10_001, "N5": 198_001, "N6": 198_001}
    assert all(LESSONS[key].training.recipe.optimizer.learning_rate == 0.1 for key in steps)


def test_the_split_is_what_the_course_file_used() -> None:
    used = {key: each.training.data for key, each in LESSONS.items()}
    assert {key for key, data in used.items() if data == "mnist-60000"} == {"N8-001", "N12", "N13"}
    assert {key for key, data in used.items() if data == "mnist-55000"} == {
        "N8",
        "N9",
        "N10",
        "N11",
        "N14",
        "N15",
    }
    assert {each.data for vote in votes() for each in vote.members} == {"mnist-55000"}


def test_no_recipe_is_left_to_the_machine() -> None:
    assert {each.recipe.precision for each in trainings()} == {"float32"}


def test_the_members_are_the_program_in_layers() -> None:
    """1,379,557 parameters with biases; 002's program drops 0.3, and 0.5 before the last layer."""
    seven, two = votes()
    assert two.members == seven.members[:2]
    assert [each.recipe.seed for each in seven.members] == [1, 2, 3, 4, 5, 6, 7]
    network = seven.members[0].network
    assert infer(network).total_parameters == 1_379_557
    assert [each.rate for each in network.layers if isinstance(each, Dropout)] == [0.3, 0.3, 0.3, 0.5]


def test_a_member_is_trained_once_and_the_cheap_come_first() -> None:
    keys = [each.key for each in trainings()]
    assert len(keys) == len(set(keys)) == len(LESSONS) + 7
    assert set(keys[:5]) == {"N2", "N3", "N4", "N8", "N8-001"}
    assert keys[-7:] == [f"member-{seed}" for seed in range(1, 8)]
    assert [each.key for each in trainings(("N18",))] == ["member-1", "member-2"]
    assert {each.key for each in trainings(("N19",))} == {"N8-001", "N12", "N13"}
    assert [each.key for each in trainings(("member-3", "N13"))] == ["N13", "member-3"]


def test_the_digest_tells_trainings_apart() -> None:
    every = [*trainings(), *trainings(epochs=1)]
    assert len({each.digest for each in every}) == len(every)
    training = LESSONS["N13"].training
    assert replace(training, key="another").digest == training.digest
    slower = training.recipe.model_copy(update={"seed": 2})
    assert replace(training, recipe=slower).digest != training.digest


# What is kept --------------------------------------------------------------------------------------


def test_rows_are_kept_and_those_of_another_recipe_do_not_count(tmp_path: Path) -> None:
    path, training = tmp_path / "rows.json", LESSONS["N13"].training
    assert read_rows(path) == {}
    write_row(path, "N12", a_row(LESSONS["N12"].training))
    rows = write_row(path, "N13", a_row(training))
    assert read_rows(path) == rows
    assert row_of(rows, "N13", training.digest) == a_row(training)
    assert row_of(rows, "N13", replace(training, epochs=1).digest) is None
    assert row_of(rows, "N14", training.digest) is None


def test_the_first_5000_of_mnist_are_held_back(tmp_path: Path) -> None:
    made = np.random.default_rng(1)
    x, y = made.integers(0, 256, (5_010, 8, 8), np.uint8), np.arange(5_010) % 10
    mnist = tmp_path / "mnist.npz"
    np.savez(mnist, x_train=x, y_train=y, x_test=x[:20], y_test=y[:20])
    path = data_path("mnist-55000", mnist, None, tmp_path / "cache")
    cut = load_dataset(path)
    assert (cut.x_train[..., 0] == x[5_000:]).all()
    assert cut.y_train.tolist() == list(range(10))
    assert (cut.x_test[..., 0] == x[:20]).all()
    assert data_path("mnist-60000", mnist, None, tmp_path) == str(mnist)
    assert data_path("cifar10", mnist, None, tmp_path) == ""
    assert data_path("mnist-55000", None, mnist, tmp_path) == ""


def test_a_finished_training_is_not_done_again(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    results = tmp_path / "rows.json"
    words = ["--results", str(results), "--epochs", "3"]
    assert slides.main([*words, "--only", "N2"]) == 0
    first = read_rows(results)["N2"]
    assert (first.epochs, first.seed, first.trained_on) == (3, 1, 4)
    assert first.accuracy in {0.0, 0.25, 0.5, 0.75, 1.0}
    capsys.readouterr()
    # N13 cannot be trained without MNIST, and says so; N2 is there.
    assert slides.main([*words, "--only", "N2,N13"]) == 1
    told = capsys.readouterr().err
    assert "N2:" not in told
    assert "N13 needs --mnist" in told
    assert read_rows(results) == {"N2": first}
    slides.main([*words, "--only", "N2,N13", "--list"])
    assert [line.split()[-1] == "trained" for line in capsys.readouterr().out.splitlines()] == [False, True]
    assert cells(results.with_suffix(".md").read_text("utf-8"), "N2")[3].startswith(f"{first.accuracy:.4f}")


def test_a_trial_does_not_take_the_place_of_the_rows() -> None:
    with pytest.raises(SystemExit):
        slides.main(["--epochs", "1", "--only", "N2"])
    with pytest.raises(SystemExit):
        slides.main(["--only", "N99"])


def test_more_epochs_than_a_recipe_holds_are_gone_on_with(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown = LESSONS["N3"].training
    training = replace(shown, epochs=5, logged=(1, 2, 3, 4, 5))
    whole = train(training, "xor", tmp_path / "whole")
    monkeypatch.setattr(slide_training, "_LONGEST_RECIPE", 2)
    parts = train(training, "xor", tmp_path / "parts")
    assert parts.log == whole.log
    assert len(whole.log) == 5
    assert (parts.accuracy, parts.epochs) == (whole.accuracy, 5)
    answers = [np.load(tmp_path / name / ANSWERS)["scores"] for name in ("whole", "parts")]
    assert (answers[0] == answers[1]).all()


# Voting and the table ------------------------------------------------------------------------------


def test_outputs_are_summed() -> None:
    """Two that lean to the wrong class a little are outvoted by one that is sure."""
    leaning = np.array([[0.55, 0.45], [0.1, 0.9]], np.float32)
    sure = np.array([[0.01, 0.99], [0.2, 0.8]], np.float32)
    assert voted([leaning, leaning, sure], np.array([1, 1])) == (1.0, 1.0)
    assert voted([leaning, leaning, leaning], np.array([1, 1])) == (0.5, 0.5)
    # A probability of 0 has no logarithm; it counts as the smallest there is.
    none = np.array([[0.0, 1.0]], np.float32)
    assert voted([none, none], np.array([1])) == (1.0, 1.0)


def test_an_ensemble_votes_once_all_members_are_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(slide_training, "KEPT", tmp_path / "kept")
    two = votes()[1]
    truth = np.array([0, 1, 1, 0])
    right, wrong = np.eye(2, dtype=np.float32)[truth] * 0.8 + 0.1, np.full((4, 2), 0.5, np.float32)
    rows: dict[str, Row] = {}
    for member, probabilities, accuracy in zip(two.members, (right, wrong), (1.0, 0.5), strict=True):
        assert vote(two, rows, tmp_path) is None
        rows[member.key] = a_row(member, accuracy)
        assert vote(two, rows, tmp_path) is None  # its answers are not there yet
        write_answers(tmp_path / member.key / ANSWERS, member.digest, probabilities, truth)
    row = vote(two, rows, tmp_path)
    assert row is not None
    assert (row.accuracy, row.members, row.seed, row.seconds) == (1.0, [1.0, 0.5], None, 120.0)
    first, rows["N18"] = two.members[0], row
    (tmp_path / first.key / ANSWERS).unlink()
    assert is_done(rows, first, tmp_path, [two])
    assert not is_done(rows, first, tmp_path, votes()), "the seven cannot ask it any more"
    shown = cells(table({"N18": row}), "N18")
    assert shown[2:] == ["0.9945 0.9928 → 0.9947", "1.0000 0.5000 → 1.0000 (scores 1.0000)",
                         "≥ members' mean 0.7500", "yes"]  # fmt: skip


def test_the_table_shows_what_is_printed_beside_ours() -> None:
    rows = {key: a_row(each.training, 0.97, 0.25) for key, each in LESSONS.items()}
    shown = table(rows)
    assert cells(shown, "N9")[2:] == [
        "0.8951, cost 0.231251723 (epoch 15); 0.8887, cost 0.243981089 (epoch 15)",
        "0.9700, cost 0.25 (epoch 15)",
        "≥ 0.87",
        "yes",
    ]
    assert cells(shown, "N13")[5] == "**no**"
    assert cells(shown, "N21")[2:5] == [
        "none printed",
        "0.9700, 55,000 pictures, tested on 10,000",
        "≥ 0.4 (our own)",
    ]
    assert cells(shown, "N19")[2:] == [
        "0.9278 0.9831 0.9932", "0.9700 0.9700 0.9700", "each better than the one before", "**no**",
    ]  # fmt: skip
    assert cells(table({}), "N13")[3:] == ["–", "≥ 0.985", "not yet"]
    order = [line.split()[1] for line in shown.splitlines() if line.startswith("| N")]
    assert order == [
        *("N2", "N3", "N4", "N5", "N6", "N8", "N8-001", "N9", "N10", "N11", "N12", "N13", "N14", "N15"),
        *("N17", "N18", "N19", "N20", "N21"),
    ]


def test_the_table_in_the_repository_is_that_of_its_rows() -> None:
    path = slides.RESULTS.with_suffix(".md")
    assert path.read_text("utf-8") == table(read_rows(slides.RESULTS))
