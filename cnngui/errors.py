"""The one exception a person may read: it carries values, not sentences."""

from __future__ import annotations

from typing import Any

from cnngui.messages import Message, message


class CnnguiError(Exception):
    """Something a person can mend, named by a code of the message table.

    Args:
        code: ``room.what_happened``, a key of `cnngui.messages`.
        values: what the sentence is filled with: numbers, names, paths. They must be picklable, because
            errors cross from the worker process to the window.

    The sentence is made on reading (`message`), so that it is in the reader's language.
    """

    def __init__(self, code: str, **values: Any) -> None:
        super().__init__(code, values)
        self.code = code
        self.values = values

    def __reduce__(self) -> tuple[Any, ...]:
        return _rebuilt, (type(self), self.code, self.values)

    def __str__(self) -> str:
        return self.message().one_line()

    def message(self) -> Message:
        """Return what happened, why, and the mend, in the current language."""
        return message(self.code, **self.values)


def reason_of(error: BaseException) -> str:
    """Return what the system said was wrong, such as "Permission denied", without its number and the path.

    Of an error that is not the system's it is what that says itself.
    """
    return (error.strerror if isinstance(error, OSError) else None) or str(error)


def _rebuilt(kind: type[CnnguiError], code: str, values: dict[str, Any]) -> CnnguiError:
    return kind(code, **values)
