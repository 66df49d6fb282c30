"""How a conversation says which commands it takes, and on which thread."""

from __future__ import annotations

import enum
import traceback
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from cnngui.engine.failures import as_cnngui_error
from cnngui.engine.protocol import Command, Event, Request, RequestFailed

Emit = Callable[[Event], None]


class Lane(enum.Enum):
    """Which thread does the work of a command."""

    AT_ONCE = enum.auto()
    """Whoever posts it: only for what takes no time."""
    DATA = enum.auto()
    """One beside training: a large data set may take a minute that no save is to wait for."""
    MODEL = enum.auto()
    """The one that trains, in the order of posting; behind the run under way."""
    BETWEEN_STEPS = enum.auto()
    """The one that trains; it may be done between two steps of a run."""


@dataclass(frozen=True)
class Handler:
    """What to do with a command."""

    lane: Lane
    work: Callable[[Any], None]


Handlers = Mapping[type[Command], Handler]


def answered(emit: Emit, request: Command, work: Callable[[], None]) -> Callable[[], None]:
    """Return `work` so that whatever goes wrong in it is an answer to `request`, not the end of a thread."""

    def do() -> None:
        try:
            work()
        except Exception as error:
            if not isinstance(request, Request):
                raise
            emit(RequestFailed(request.request_id, as_cnngui_error(error), traceback.format_exc()))

    return do
