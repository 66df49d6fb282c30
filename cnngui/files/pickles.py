"""Read pickles that hold plain data and arrays of numpy, without ever running what they say.

A pickle is a program that builds objects, and Python's own reader calls whatever it names. Here the steps for
dicts, lists, tuples, numbers and text are followed, and of names only those by which numpy stores its arrays:
these are made here, from the bytes that are stored. Everything else is refused by its name. Opcodes are those
of Python's `pickletools`, protocols 0 to 5.
"""

from __future__ import annotations

import codecs
import re
import struct
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, NoReturn

import numpy as np

from cnngui.files.opening import MB, DamagedError, shown_name, shown_text
from cnngui.files.pickled_values import MADE, NAMES, Array, Name, Type, array_from, text_of

MOST_STEPS = 5_000_000
"""CIFAR-100's training part takes some 400,000."""
_MOST_ARGUMENTS = 4
_MOST_MADE = 4
"""So many bytes are made of each that is stored: of text bytes, and of these an array in the right order."""
_WHOLE = re.compile(rb"[+-]?\d{1,19}L?", re.ASCII)
_KEYS = (str, bytes, int)


_MARK = object()


def looks_pickled(start: bytes) -> bool:
    """Whether a file that begins with these bytes may be a pickle."""
    if start[:1] == b"\x80":
        return len(start) > 2 and start[1] in (2, 3, 4, 5)
    return start.startswith((b"(dp", b"(lp", b"}q", b"]q", b"((", b"(cnumpy", b"(]", b"(}"))


def read_pickle(content: bytes, *, shown: str) -> Any:
    """Return what a pickle holds: dicts, lists, tuples, numbers, text, bytes and arrays of numpy.

    Lists and dicts may hold each other, over and over, and what was named in vain: who reads on takes of them
    what it knows, and goes into nothing without a bound.

    Args:
        shown: how messages name it.

    Raises:
        CnnguiError: ``files.pickle_refused``: it names something else; ``files.pickle_damaged``;
            ``files.pickle_swells``: it would make much more than is stored.
    """
    reader = _Reader(content, shown)
    try:
        return reader.run()
    except (IndexError, KeyError, ValueError, TypeError, struct.error, OverflowError, MemoryError):
        raise DamagedError("files.pickle_damaged", name=shown) from None


@dataclass
class _Reader:
    content: bytes
    shown: str
    at: int = 0
    stack: list[Any] = field(default_factory=list)
    memo: dict[int, Any] = field(default_factory=dict)
    made: int = 0

    def run(self) -> Any:
        for _ in range(MOST_STEPS):
            code = self.content[self.at]
            self.at += 1
            if code == _STOP:
                return self.pop()
            step = _STEPS.get(code)
            if step is None:
                self.refuse(f"opcode {code:#04x}")
            step(self)
        raise ValueError

    # What is read -------------------------------------------------------------------------------

    def take(self, size: int) -> bytes:
        if size < 0 or self.at + size > len(self.content):
            raise ValueError
        self.at += size
        return self.content[self.at - size : self.at]

    def number(self, size: int, *, signed: bool = False) -> int:
        return int.from_bytes(self.take(size), "little", signed=signed)

    def line(self) -> bytes:
        end = self.content.index(b"\n", self.at)
        found, self.at = self.content[self.at : end], end + 1
        return found

    # The stack ----------------------------------------------------------------------------------

    def push(self, value: Any) -> None:
        self.stack.append(value)

    def pop(self) -> Any:
        value = self.stack.pop()
        if value is _MARK:
            raise ValueError
        return value

    def behind_mark(self) -> list[Any]:
        place = len(self.stack) - 1
        while self.stack[place] is not _MARK:
            place -= 1
            if place < 0:
                raise ValueError
        found = self.stack[place + 1 :]
        del self.stack[place:]
        return found

    def top(self, kind: type) -> Any:
        value = self.stack[-1]
        if not isinstance(value, kind):
            raise TypeError
        return value

    def remember(self, place: int) -> None:
        if self.stack[-1] is _MARK:
            raise ValueError
        if isinstance(self.stack[-1], Array):
            self.stack[-1].places.append(place)
        self.memo[place] = self.stack[-1]

    def refuse(self, found: str) -> NoReturn:
        raise DamagedError("files.pickle_refused", name=self.shown, found=shown_text(found))

    # Names, and what numpy makes of them ---------------------------------------------------------

    def name(self, room: Any, name: Any) -> None:
        room, name = text_of(room), text_of(name)
        kind = NAMES.get((room, name))
        if kind is None:
            self.refuse(f"{shown_name(room)}.{shown_name(name)}")
        self.push(Name(kind))

    def reduce(self) -> None:
        arguments, called = self.pop(), self.pop()
        if not isinstance(called, Name) or not isinstance(arguments, tuple):
            raise TypeError
        if len(arguments) > _MOST_ARGUMENTS:
            raise ValueError
        make = MADE.get(called.kind)
        if make is None:
            self.refuse(f"a call of {called.kind}")
        self.push(self.counted(make(*arguments)))

    def counted(self, made: Any) -> Any:
        """Return what was made of the bytes that are stored; the same ones may be taken time and again."""
        self.made += (
            made.nbytes if isinstance(made, np.ndarray) else len(made) if isinstance(made, bytes) else 0
        )
        if self.made > (limit := _MOST_MADE * len(self.content)):
            raise DamagedError(
                "files.pickle_swells", name=self.shown, stored_mb=len(self.content) / MB, limit_mb=limit / MB
            )
        return made

    def build(self) -> None:
        state, target = self.pop(), self.stack[-1]
        if isinstance(target, Type) and isinstance(state, tuple):
            target.order = text_of(state[1])
        elif isinstance(target, Array) and isinstance(state, tuple) and len(state) == 5:
            _, shape, kind, fortran, values = state
            self.stack[-1] = self.counted(array_from(values, kind, shape, fortran=bool(fortran)))
            for place in target.places:
                self.memo[place] = self.stack[-1]
            target.places = []  # each is replaced once, however often the array is built
        else:
            raise TypeError


# The steps -----------------------------------------------------------------------------------------


def _whole(line: bytes) -> Any:
    if line in (b"00", b"01"):
        return line == b"01"
    if not _WHOLE.fullmatch(line):
        raise ValueError
    return int(line.rstrip(b"L"))


def _real(line: bytes) -> float:
    if len(line) > 40:
        raise ValueError
    return float(line)


def _quoted(line: bytes) -> bytes:
    line = line.strip()
    if len(line) < 2 or line[:1] != line[-1:] or line[:1] not in (b"'", b'"'):
        raise ValueError
    return codecs.escape_decode(line[1:-1])[0]


def _small_whole(reader: _Reader) -> int:
    size = reader.number(1)
    if size > 8:
        raise ValueError
    return reader.number(size, signed=True)


def _decoded(content: bytes) -> str:
    return content.decode("utf-8", "surrogatepass")


def _set_items(reader: _Reader, items: list[Any]) -> None:
    target = reader.top(dict)
    if len(items) % 2:
        raise ValueError
    for key, value in zip(items[::2], items[1::2], strict=True):
        # Others than these may take for ever to be compared: tuples of tuples of tuples …
        if type(key) not in _KEYS:
            raise TypeError
        target[key] = value


def _dict(reader: _Reader) -> None:
    items = reader.behind_mark()
    reader.push({})
    _set_items(reader, items)


def _appended(reader: _Reader, items: list[Any]) -> None:
    reader.top(list).extend(items)


def _pair(reader: _Reader) -> list[Any]:
    value, key = reader.pop(), reader.pop()
    return [key, value]


def _tuple_of(count: int) -> Callable[[_Reader], None]:
    def step(reader: _Reader) -> None:
        found = [reader.pop() for _ in range(count)]
        reader.push(tuple(reversed(found)))

    return step


def _push(read: Callable[[_Reader], Any]) -> Callable[[_Reader], None]:
    return lambda reader: reader.push(read(reader))


def _skip(size: int) -> Callable[[_Reader], None]:
    def step(reader: _Reader) -> None:
        reader.take(size)

    return step


def _drop(reader: _Reader) -> None:
    reader.stack.pop()


def _drop_to_mark(reader: _Reader) -> None:
    reader.behind_mark()


def _stack_global(reader: _Reader) -> None:
    name, room = reader.pop(), reader.pop()
    reader.name(room, name)


def _global(reader: _Reader) -> None:
    room, name = reader.line(), reader.line()
    reader.name(room, name)


_STOP = ord(".")
_STEPS: dict[int, Callable[[_Reader], None]] = {
    0x80: _skip(1),  # the protocol
    0x95: _skip(8),  # the length of a frame
    ord("("): lambda reader: reader.push(_MARK),
    ord("0"): _drop,
    ord("1"): _drop_to_mark,
    ord("2"): _push(lambda reader: reader.stack[-1]),
    ord("N"): lambda reader: reader.push(None),
    0x88: lambda reader: reader.push(True),
    0x89: lambda reader: reader.push(False),
    ord("I"): _push(lambda reader: _whole(reader.line())),
    ord("L"): _push(lambda reader: _whole(reader.line())),
    ord("J"): _push(lambda reader: reader.number(4, signed=True)),
    ord("K"): _push(lambda reader: reader.number(1)),
    ord("M"): _push(lambda reader: reader.number(2)),
    0x8A: _push(_small_whole),
    ord("F"): _push(lambda reader: _real(reader.line())),
    ord("G"): _push(lambda reader: struct.unpack(">d", reader.take(8))[0]),
    ord("S"): _push(lambda reader: _quoted(reader.line())),
    ord("T"): _push(lambda reader: reader.take(reader.number(4, signed=True))),
    ord("U"): _push(lambda reader: reader.take(reader.number(1))),
    ord("V"): _push(lambda reader: reader.line().decode("raw-unicode-escape")),
    ord("X"): _push(lambda reader: _decoded(reader.take(reader.number(4)))),
    0x8C: _push(lambda reader: _decoded(reader.take(reader.number(1)))),
    0x8D: _push(lambda reader: _decoded(reader.take(reader.number(8)))),
    ord("B"): _push(lambda reader: reader.take(reader.number(4))),
    ord("C"): _push(lambda reader: reader.take(reader.number(1))),
    0x8E: _push(lambda reader: reader.take(reader.number(8))),
    0x96: _push(lambda reader: reader.take(reader.number(8))),
    ord("]"): lambda reader: reader.push([]),
    ord("a"): lambda reader: _appended(reader, [reader.pop()]),
    ord("e"): lambda reader: _appended(reader, reader.behind_mark()),
    ord("l"): _push(lambda reader: reader.behind_mark()),
    ord(")"): lambda reader: reader.push(()),
    ord("t"): _push(lambda reader: tuple(reader.behind_mark())),
    **{0x84 + count: _tuple_of(count) for count in (1, 2, 3)},
    ord("}"): lambda reader: reader.push({}),
    ord("d"): _dict,
    ord("s"): lambda reader: _set_items(reader, _pair(reader)),
    ord("u"): lambda reader: _set_items(reader, reader.behind_mark()),
    ord("c"): _global,
    0x93: _stack_global,
    ord("R"): _Reader.reduce,
    ord("b"): _Reader.build,
    ord("p"): lambda reader: reader.remember(int(_whole(reader.line()))),
    ord("q"): lambda reader: reader.remember(reader.number(1)),
    ord("r"): lambda reader: reader.remember(reader.number(4)),
    0x94: lambda reader: reader.remember(len(reader.memo)),
    ord("g"): _push(lambda reader: reader.memo[int(_whole(reader.line()))]),
    ord("h"): _push(lambda reader: reader.memo[reader.number(1)]),
    ord("j"): _push(lambda reader: reader.memo[reader.number(4)]),
}
