from __future__ import annotations

import pytest

from cnngui.errors import CnnguiError

pytestmark = pytest.mark.tensorflow


def test_too_little_memory_has_a_mend() -> None:
    import tensorflow as tf

    from cnngui.engine.keras_backend.trouble import as_trouble

    for error in (MemoryError(), tf.errors.ResourceExhaustedError(None, None, "OOM when allocating tensor")):
        assert as_trouble(error).code == "engine.out_of_memory"
        assert "smaller batch" in str(as_trouble(error))


def test_other_errors_keep_their_first_line() -> None:
    from cnngui.engine.keras_backend.trouble import as_trouble

    trouble = as_trouble(ValueError("first line\nsecond line"))
    assert trouble.code == "engine.unexpected"
    assert "ValueError: first line" in str(trouble)
    assert "second" not in str(trouble)
    assert "TypeError" in str(as_trouble(TypeError()))


def test_our_own_errors_stay_as_they_are() -> None:
    from cnngui.engine.keras_backend.trouble import as_trouble

    error = CnnguiError("engine.no_model")
    assert as_trouble(error) is error
