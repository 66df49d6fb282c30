from __future__ import annotations

import numpy as np

from cnngui.engine.numpy_backend.activations import sigmoid


def test_a_sigmoid_keeps_the_digits_of_small_answers_and_never_overflows() -> None:
    values = np.float32([-80, -11, -1, 0, 1, 11, 80, -1e30, 1e30])
    exact = 1 / (1 + np.exp(-np.clip(values.astype(np.float64), -700, 700)))
    np.testing.assert_allclose(sigmoid(values)[:7], exact[:7], rtol=1e-6)
    assert sigmoid(values)[7:].tolist() == [0, 1]
    assert sigmoid(values).dtype == np.float32
