"""What a network learns from others that were trained before it."""

from __future__ import annotations

import importlib

import numpy as np
import pytest

pytestmark = pytest.mark.tensorflow


@pytest.fixture(scope="module")
def digits():
    """`train_digits`, whose network is a small one."""
    found = importlib.import_module("train_digits")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(found, "FILTERS", (4, 4))
        patch.setattr(found, "UNITS", 8)
        yield found


@pytest.fixture(scope="module")
def teacher(digits):
    """A model whose normalisations have statistics of their own, as after a training."""
    from cnngui.engine.keras_backend.build import build_model

    made = build_model(digits.network(), 3)
    rng = np.random.default_rng(3)
    for layer in made.layers:
        if type(layer).__name__ == "BatchNormalization":
            layer.gamma.assign(rng.uniform(0.5, 2, layer.gamma.shape))
            layer.beta.assign(rng.normal(0, 0.5, layer.beta.shape))
            layer.moving_mean.assign(rng.normal(0, 0.5, layer.beta.shape))
            layer.moving_variance.assign(rng.uniform(0.5, 2, layer.beta.shape))
    return made


def trainer_of(digits, teachers=()):
    from cnngui.engine.keras_backend.build import build_model

    return importlib.import_module("trainer").Trainer(build_model(digits.network(), 4), 10, 1e-3, teachers)


def test_a_teacher_answers_with_its_normalisation_taken_in(digits, teacher) -> None:
    pictures = np.random.default_rng(1).random((6, 28, 28, 1)).astype(np.float32)
    taught = trainer_of(digits, [teacher]).taught(pictures).numpy()
    np.testing.assert_allclose(taught, teacher(pictures, training=False), atol=0.03)  # in bfloat16
    assert np.ptp(taught, axis=1).min() > 0.1, "answers that tell classes apart"


def test_what_is_wanted_is_mostly_what_teachers_say_but_of_what_is_no_digit(digits, teacher) -> None:
    trainer = trainer_of(digits, [teacher, teacher])
    pictures = np.random.default_rng(1).integers(0, 256, (4, 28, 28)).astype(np.uint8)
    labels = np.array([3, 3, -1, -1], np.int32)
    scaled = pictures[..., np.newaxis].astype(np.float32) / 255
    wanted = trainer.wanted(scaled, labels).numpy()
    smooth = np.full(10, 0.05 / 10) + 0.95 * np.eye(10)[3]
    said = teacher(scaled, training=False).numpy()
    np.testing.assert_allclose(wanted[:2], 0.3 * smooth + 0.7 * said[:2], atol=0.03)
    np.testing.assert_allclose(wanted[2:], np.full((2, 10), 0.1), atol=1e-6)
    np.testing.assert_allclose(trainer_of(digits).wanted(scaled, labels)[:2], [smooth] * 2, atol=1e-6)
