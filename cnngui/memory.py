"""How much memory is free for one more program."""

from __future__ import annotations

import os
from pathlib import Path


def free_memory(proc: Path = Path("/proc"), cgroup: Path = Path("/sys/fs/cgroup")) -> int | None:
    """Return the bytes that can be used before the system swaps or kills; None where it is not known.

    Linux: what is available, or what a container's limit leaves if that is less. macOS: all there is.

    A container's files that were read lately are counted as used, but given up as soon as memory is asked
    for: the kernel's ``inactive_file`` (Linux, Documentation/admin-guide/cgroup-v2.rst).
    """
    available = _available(proc / "meminfo")
    if available is None:
        return _installed()
    limit, used = _number(cgroup / "memory.max"), _number(cgroup / "memory.current")
    if limit is None or used is None:
        return available
    used -= min(used, _entry(cgroup / "memory.stat", "inactive_file") or 0)
    return min(available, max(0, limit - used))


def _available(meminfo: Path) -> int | None:
    kilobytes = _entry(meminfo, "MemAvailable:")
    return None if kilobytes is None else 1024 * kilobytes


def _entry(table: Path, name: str) -> int | None:
    """Return the number behind `name` in one of the kernel's tables; None where there is none."""
    try:
        rows = [line.split() for line in table.read_text(encoding="ascii").splitlines()]
        return next((int(row[1]) for row in rows if row[:1] == [name]), None)
    except (OSError, ValueError, IndexError):
        return None


def _number(path: Path) -> int | None:
    """Return the number in a file of the kernel; None for "max" and where there is none."""
    try:
        return int(path.read_text(encoding="ascii"))
    except (OSError, ValueError):
        return None


def _installed() -> int | None:
    try:
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (AttributeError, OSError, ValueError):
        return None
