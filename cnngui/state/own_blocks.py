"""Blocks that a person saved to use again: small JSON files in a folder, one a block."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from cnngui.errors import CnnguiError, reason_of
from cnngui.files import folders
from cnngui.files.opening import open_regular
from cnngui.files.writing import atomic_bytes
from cnngui.network.block_file import MAX_TITLE, block_from_text, block_to_text, is_title, same_title
from cnngui.network.blocks import Stack

MAX_BLOCKS = 200
MAX_BYTES = 1_000_000


@dataclass(frozen=True)
class OwnBlock:
    """One block of a person's own: its title, the layers it inserts, and its file."""

    title: str
    layers: Stack
    path: Path


def own_blocks_folder() -> Path:
    """Return where own blocks are kept."""
    return folders.settings_folder() / "blocks"


class OwnBlocks(QObject):
    """The own blocks, read anew from their folder when asked: another window may have changed them.

    Signals:
        problem_raised: a CnnguiError that names files which could not be read, once for each file.
    """

    problem_raised = Signal(object)

    def __init__(self, folder: Path | None = None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._folder = folder or own_blocks_folder()
        self._read: dict[Path, tuple[tuple[int, int], OwnBlock | CnnguiError]] = {}

    def blocks(self) -> list[OwnBlock]:
        """Return all blocks by title. Damaged files are left out, and said once."""
        new_faults: dict[Path, CnnguiError] = {}
        found: dict[Path, tuple[tuple[int, int], OwnBlock | CnnguiError]] = {}
        for path in sorted(self._folder.glob("*.json"))[: 2 * MAX_BLOCKS]:
            stamp = _stamp(path)
            known = self._read.get(path)
            if known is not None and known[0] == stamp:
                found[path] = known
                continue
            found[path] = stamp, _read(path, stamp[1])
            if isinstance(fault := found[path][1], CnnguiError):
                new_faults[path] = fault
        self._read = found
        if new_faults:
            self._tell(new_faults)
        good = (block for _, block in found.values() if isinstance(block, OwnBlock))
        return sorted(good, key=lambda block: block.title.casefold())

    def block(self, title: str) -> OwnBlock | None:
        """Return the block with this title, None when it is gone."""
        return next((block for block in self.blocks() if block.title == title), None)

    def add(self, title: str, layers: Stack) -> None:
        """Keep `layers` as a block.

        Raises:
            CnnguiError: the title is empty, too long or taken, or the file cannot be written.
        """
        title = self._checked(title, "")
        if len(self.blocks()) >= MAX_BLOCKS:
            raise CnnguiError("blocks.too_many", most=MAX_BLOCKS)
        self._write(self._folder / f"{uuid.uuid4().hex[:12]}.json", title, layers)

    def rename(self, title: str, new_title: str) -> None:
        """Give a block another title. Raises CnnguiError as `add` does; nothing changed then."""
        block = self.block(title)
        if block is not None and new_title != title:
            self._write(block.path, self._checked(new_title, title), block.layers)

    def delete(self, title: str) -> None:
        """Delete a block's file. Raises CnnguiError when that is not allowed."""
        block = self.block(title)
        if block is None:
            return
        try:
            block.path.unlink(missing_ok=True)
        except OSError as error:
            reason = reason_of(error)
            raise CnnguiError(
                "blocks.cannot_delete", title=title, reason=reason, folder=str(self._folder)
            ) from error

    def _checked(self, title: str, own: str) -> str:
        title = title.strip()
        if not is_title(title):
            raise CnnguiError("blocks.no_name", most=MAX_TITLE)
        if any(same_title(title, block.title) for block in self.blocks() if block.title != own):
            raise CnnguiError("blocks.name_taken", title=title)
        return title

    def _write(self, path: Path, title: str, layers: Stack) -> None:
        content = block_to_text(title, layers).encode("utf-8")
        try:
            folders.make_own(path.parent)
        except OSError as error:
            reason = reason_of(error)
            raise CnnguiError("files.cannot_write", path=str(path), reason=reason) from error
        atomic_bytes(path, content)

    def _tell(self, faults: dict[Path, CnnguiError]) -> None:
        names = ", ".join(path.name for path in faults)
        first = next(iter(faults.values()))
        folder = str(self._folder)
        self.problem_raised.emit(
            CnnguiError("blocks.damaged", names=names, reason=first.message().why, folder=folder)
        )


def _stamp(path: Path) -> tuple[int, int]:
    """Return what changes when a file does; zeros when it is gone."""
    try:
        status = path.stat()
    except OSError:
        return 0, 0
    return status.st_mtime_ns, status.st_size


def _read(path: Path, size: int) -> OwnBlock | CnnguiError:
    try:
        if size > MAX_BYTES:
            return CnnguiError("blocks.too_large", name=path.name, size=size, most=MAX_BYTES)
        with open_regular(path, MAX_BYTES) as stream:
            title, layers = block_from_text(stream.read().decode("utf-8"), path.name)
    except CnnguiError as error:
        return error
    except (OSError, ValueError) as error:
        return CnnguiError("blocks.unreadable", name=path.name, reason=str(error))
    return OwnBlock(title, layers, path)
