"""An error that nobody foresaw is said in the window, and not only in a terminal that nobody sees."""

from __future__ import annotations

import sys
import traceback
from types import TracebackType

import shiboken6

from cnngui.errors import CnnguiError
from cnngui.ui.notices import Notices

_REASON_SIGNS = 200


def tell_of_unexpected(notices: Notices) -> None:
    """Have the window say what a click or a timer raised, beside what was done with it before.

    Qt goes on behind a slot that raises: without a word a button seems to do nothing.
    """
    before = sys.excepthook

    def tell(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        before(kind, error, trace)
        if issubclass(kind, Exception) and shiboken6.isValid(notices):
            told = CnnguiError("window.unexpected", kind=kind.__name__, reason=str(error)[:_REASON_SIGNS])
            notices.show_error(told, "".join(traceback.format_exception(kind, error, trace)))

    sys.excepthook = tell
