"""Name what TensorFlow raised in words a person can act on."""

from __future__ import annotations

import tensorflow as tf

from cnngui.errors import CnnguiError


def as_cnngui_error(error: BaseException) -> CnnguiError:
    """Return the error to show for anything that was raised while building, training or answering."""
    if isinstance(error, CnnguiError):
        return error
    if isinstance(error, (MemoryError, tf.errors.ResourceExhaustedError)):
        return CnnguiError("engine.out_of_memory")
    first_line = (str(error).strip().splitlines() or [""])[0]
    return CnnguiError("engine.unexpected", kind=type(error).__name__, reason=first_line[:200])
