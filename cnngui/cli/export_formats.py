"""What a network can leave the program as. A new format is a new row of `FORMATS`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from cnngui.cli.sources import Source


@dataclass(frozen=True)
class Wishes:
    """What a person may want besides the format."""


@dataclass(frozen=True)
class Format:
    """One format.

    Attributes:
        suffix: what its files end in, with the dot.
        text: what goes into the file, for a format that is text: it can be printed too.
        write: fills the file or folder at the path, for any other; it leaves an older one whole if it fails.
    """

    suffix: str
    text: Callable[[Source, Wishes], str] | None = None
    write: Callable[[Source, Path, Wishes], None] | None = None

    def put(self, source: Source, path: Path, wishes: Wishes) -> None:
        """Write `source` to `path`.

        Raises:
            CnnguiError: it cannot be written; a file that was there is as it was.
        """
        from cnngui.runs.files import atomic_write

        if self.text is not None:
            content = self.text(source, wishes).encode("utf-8")

            def fill(part: Path) -> None:
                part.write_bytes(content)

            atomic_write(path, fill)
        elif self.write is not None:
            self.write(source, path, wishes)


def _markdown(source: Source, wishes: Wishes) -> str:
    from cnngui.network.table_text import network_markdown

    return network_markdown(source.network, source.name)


def _csv(source: Source, wishes: Wishes) -> str:
    from cnngui.network.table_text import network_csv

    return network_csv(source.network)


FORMATS: Mapping[str, Format] = {
    "md": Format(".md", text=_markdown),
    "csv": Format(".csv", text=_csv),
}
