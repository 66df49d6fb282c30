from __future__ import annotations

import pytest

from cnngui.engine.failures import as_cnngui_error
from cnngui.errors import CnnguiError


@pytest.mark.tensorflow
def test_too_little_memory_has_a_mend() -> None:
    import tensorflow as tf

    for error in (MemoryError(), tf.errors.ResourceExhaustedError(None, None, "OOM when allocating tensor")):
        assert as_cnngui_error(error).code == "engine.out_of_memory"
        assert "smaller batch" in str(as_cnngui_error(error))


def test_other_errors_keep_their_first_line() -> None:
    trouble = as_cnngui_error(ValueError("first line\nsecond line"))
    assert trouble.code == "engine.unexpected"
    assert "ValueError: first line" in str(trouble)
    assert "second" not in str(trouble)
    assert "TypeError" in str(as_cnngui_error(TypeError()))


def test_our_own_errors_stay_as_they_are() -> None:
    error = CnnguiError("engine.no_model")
    assert as_cnngui_error(error) is error
