"""What the shipped network may learn from."""

from __future__ import annotations

import importlib
from pathlib import Path

import numpy as np
import pytest


@pytest.fixture
def lessons(monkeypatch):
    found = importlib.import_module("lessons")
    for name, value in (("PEN", 20), ("OTHERS", 10)):
        monkeypatch.setattr(found, name, value)
    return found


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path, np.ndarray]:
    """MNIST's layout with 200 pictures, 40 of which the program brings as test digits, in another order."""
    rng = np.random.default_rng(0)
    pictures = (rng.random((200, 28, 28)) > 0.8).astype(np.uint8) * 255
    labels = rng.integers(0, 10, 200).astype(np.uint8)
    test = pictures[rng.permutation(200)[:40]]
    np.savez(tmp_path / "mnist.npz", x_train=pictures, y_train=labels, x_test=pictures[:5], y_test=labels[:5])
    np.savez(
        tmp_path / "digits.npz", x_train=pictures[:9], y_train=labels[:9], x_test=test, y_test=test[:, 0, 0]
    )
    return tmp_path / "mnist.npz", tmp_path / "digits.npz", test


def contents(pictures: np.ndarray) -> set[bytes]:
    return {picture.tobytes() for picture in pictures}


def test_neither_part_holds_a_bundled_test_digit(lessons, files):
    mnist, bundled, test = files
    learned, held_out = lessons.divided(mnist, bundled, 30)
    assert (len(learned.labels), len(held_out.labels)) == (130, 30)
    parts = [contents(learned.pictures), contents(held_out.pictures), contents(test)]
    assert sum(map(len, parts)) == len(set.union(*parts)) == 200
    again = lessons.divided(mnist, bundled, 30)[1]
    assert (again.pictures == held_out.pictures).all()
    fewer = lessons.divided(mnist, bundled, 10)[1]
    assert contents(fewer.pictures) < contents(held_out.pictures)


def test_a_pass_mixes_all_kinds_and_is_kept(lessons, files, tmp_path):
    learned, _ = lessons.divided(*files[:2], 30)
    cache = tmp_path / "passes"
    cache.mkdir()
    made = lessons.lesson(learned, 4, cache)
    assert made.pictures.shape == (160, 28, 28)
    assert (made.labels == lessons.NO_DIGIT).sum() == 10
    wanted = np.bincount(learned.labels, minlength=10)
    assert (np.bincount(made.labels[made.labels >= 0], minlength=10) - wanted).sum() == 20
    assert lessons.NO_DIGIT not in made.labels[np.argsort(made.labels)][10:]
    kept = lessons.lesson(learned, 4, cache)
    fresh = lessons.lesson(learned, 4)
    for other in (kept, fresh):
        assert (other.pictures == made.pictures).all()
        assert (other.labels == made.labels).all()
    assert (lessons.lesson(learned, 5).pictures != made.pictures).any()
    fewer, _ = lessons.divided(*files[:2], 50)
    assert len(lessons.lesson(fewer, 4, cache).labels) == 140, "a pass kept of other digits is another"


def test_about_half_of_mnist_is_drawn_by_others(monkeypatch):
    augment = importlib.import_module("augment")
    rng = np.random.default_rng(0)
    pictures = np.zeros((300, 28, 28), np.uint8)
    pictures[:, 4:24, 12:16] = rng.integers(120, 256, (300, 20, 4))
    made = augment.copy_of(pictures, np.ones(300, np.int64), 1)
    untouched = (made == pictures).all(axis=(1, 2)).mean()
    assert untouched == pytest.approx((1 - augment.OTHER_PEN) * augment.UNTOUCHED, abs=0.06)
