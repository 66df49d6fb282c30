"""Name what was raised in words a person can act on."""

from __future__ import annotations

from cnngui.errors import CnnguiError


def as_cnngui_error(error: BaseException) -> CnnguiError:
    """Return the error to show for anything that was raised while building, training or answering."""
    if isinstance(error, CnnguiError):
        return error
    # TensorFlow's own word for it is told by its name: whoever reads a file need not wait for the library.
    if isinstance(error, MemoryError) or type(error).__name__ == "ResourceExhaustedError":
        return CnnguiError("engine.out_of_memory")
    first_line = (str(error).strip().splitlines() or [""])[0]
    return CnnguiError("engine.unexpected", kind=type(error).__name__, reason=first_line[:200])
