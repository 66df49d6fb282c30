"""Lines of code, each with the layers it speaks of; how long ones are broken and remarks set in columns."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

WIDTH = 88
"""Black's and ruff's usual length of a line."""
_INDENT = "    "
_REMARK_COLUMN = 72
"""Remarks stand no further to the right than this, but for lines that are longer."""


@dataclass(frozen=True)
class CodeLine:
    """One line without its end.

    Attributes:
        names: the layers and blocks that it makes; several when it is in a function or stands for a block.
    """

    text: str
    names: tuple[str, ...] = ()


@dataclass(frozen=True)
class KerasCode:
    """A program."""

    lines: tuple[CodeLine, ...]

    @cached_property
    def text(self) -> str:
        """All of it, with a line break at the end."""
        return "".join(f"{line.text}\n" for line in self.lines)

    def lines_of(self, names: Iterable[str]) -> tuple[int, ...]:
        """Return the numbers, from 0, of the lines that make one of these layers."""
        wanted = set(names)
        return tuple(number for number, line in enumerate(self.lines) if wanted.intersection(line.names))


@dataclass(frozen=True)
class _Written:
    depth: int
    text: str
    names: tuple[str, ...] = ()
    remark: str = ""


class Page:
    """Lines as they are written.

    Attributes:
        depth: how many blocks of Python the next line stands in.
    """

    def __init__(self) -> None:
        self.depth = 0
        self._lines: list[_Written] = []

    def write(self, text: str = "", names: Sequence[str] = (), remark: str = "") -> None:
        """Add one line; a remark stands behind it."""
        self._lines.append(_Written(self.depth, text, tuple(names), remark))

    def call(
        self,
        before: str,
        arguments: Sequence[str],
        after: str = "",
        names: Sequence[str] = (),
        remark: str = "",
    ) -> None:
        """Add ``before(arguments)after``, in several lines where one is too long."""
        inline = ", ".join(arguments)
        whole = f"{before}({inline}){after}"
        room = WIDTH - len(_INDENT) * self.depth
        if len(whole) <= room or not arguments:
            self.write(whole, names, remark)
            return
        self.write(f"{before}(", names)
        self.depth += 1
        if len(inline) <= room - len(_INDENT):
            self.write(inline, names)
        else:
            for argument in arguments:
                self.write(f"{argument},", names)
        self.depth -= 1
        self.write(f"){after}", names, remark)

    def call_of_list(
        self, before: str, members: Sequence[str], names: Sequence[str] = (), remark: str = ""
    ) -> None:
        """Add ``before([members])``, in several lines where one is too long."""
        inline = f"[{', '.join(members)}]"
        if len(inline) <= WIDTH - len(_INDENT) * (self.depth + 1):
            self.call(before, [inline], names=names, remark=remark)
            return
        self.write(f"{before}(", names)
        self.depth += 1
        self.write("[", names)
        self.depth += 1
        for member in members:
            self.write(f"{member},", names)
        self.depth -= 1
        self.write("]", names)
        self.depth -= 1
        self.write(")", names, remark)

    def remarks(self, sentences: Iterable[str], names: Sequence[str] = ()) -> None:
        """Add lines that only say something. They are not folded: some are code themselves."""
        for sentence in sentences:
            self.write(f"# {sentence}", names)

    def gap(self, lines: int = 1) -> None:
        """Leave lines empty, but not at the beginning."""
        if self._lines:
            while self._lines[-1].text == "":
                self._lines.pop()
            self._lines += [_Written(0, "")] * lines

    def says(self, word: str) -> bool:
        """Return whether any line holds `word`."""
        return any(word in line.text for line in self._lines)

    def append(self, other: Page) -> None:
        """Add all lines of another page."""
        self._lines += other._lines

    def finish(self) -> KerasCode:
        """Return the program, its remarks in columns."""
        lines: list[CodeLine] = []
        for group in _paragraphs(self._lines):
            codes = [_INDENT * line.depth * bool(line.text) + line.text for line in group]
            marked = [len(code) for code, line in zip(codes, group, strict=True) if line.remark]
            column = max((length for length in marked if length <= _REMARK_COLUMN), default=0)
            for code, line in zip(codes, group, strict=True):
                text = f"{code.ljust(column)}  # {line.remark}" if line.remark else code
                lines.append(CodeLine(text, line.names))
        while lines and not lines[-1].text:
            lines.pop()
        return KerasCode(tuple(lines))


def _paragraphs(lines: Sequence[_Written]) -> Iterable[list[_Written]]:
    """Yield lines between empty ones together; an empty one stands alone."""
    group: list[_Written] = []
    for line in lines:
        if line.text:
            group.append(line)
            continue
        yield group
        yield [replace(line, names=())]
        group = []
    yield group
