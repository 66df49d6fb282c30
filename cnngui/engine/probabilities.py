"""From what a network answers to probabilities, whoever let it answer."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from cnngui.engine.numpy_backend.activations import sigmoid, softmax
from cnngui.network.loss import from_logits
from cnngui.network.network import Network


def as_probabilities(network: Network, answers: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return float32 (samples, classes) with rows that sum to 1.

    Args:
        answers: (samples, …) the network's output. A single number becomes two classes; what is no row of
            classes is laid out flat as it is.
    """
    if answers.ndim != 2:
        return answers.reshape(len(answers), -1)
    logits = from_logits(network)
    if answers.shape[1] == 1:
        second = sigmoid(answers) if logits else np.clip(answers, 0.0, 1.0)
        return np.concatenate([1.0 - second, second], axis=1)
    if logits:
        return softmax(answers)
    # Several sigmoids need not sum to 1; all zero tells nothing about any class.
    total = answers.sum(axis=1, keepdims=True)
    even = np.full_like(answers, 1 / answers.shape[1])
    return np.asarray(np.divide(answers, total, out=even, where=total > 0), np.float32)
