"""What all messages are: commands go in, events come out; a request is answered by exactly one answer."""

from __future__ import annotations

from dataclasses import dataclass, field

from cnngui.errors import CnnguiError


class Command:
    """Something the worker is told to do."""


class Event:
    """Something the worker tells."""


@dataclass(frozen=True)
class Request(Command):
    """A command that is answered, by an `Answer` with its number; whoever sends it gives the number."""

    request_id: int = field(default=0, kw_only=True)

    @property
    def topic(self) -> str:
        """What it is about, when only the newest request of a topic counts; "" for one that always does."""
        return ""


@dataclass(frozen=True)
class Answer(Event):
    """What became of the request with this number."""

    request_id: int


@dataclass(frozen=True)
class RequestFailed(Answer):
    """A request could not be answered; nothing changed."""

    error: CnnguiError
    details: str = ""
