"""How much memory is free for one more program."""

from __future__ import annotations

import os
from pathlib import Path


def free_memory(proc: Path = Path("/proc"), cgroup: Path = Path("/sys/fs/cgroup")) -> int | None:
    """Return the bytes that can be used before the system swaps or kills; None where it is not known.

    Linux: what is available, or what a container's limit leaves if that is less. macOS: all there is.
    """
    available = _available(proc / "meminfo")
    if available is None:
        return _installed()
    limit, used = _number(cgroup / "memory.max"), _number(cgroup / "memory.current")
    return available if limit is None or used is None else min(available, max(0, limit - used))


def _available(meminfo: Path) -> int | None:
    try:
        lines = meminfo.read_text(encoding="ascii").splitlines()
    except OSError:
        return None
    kilobytes = [line.split()[1] for line in lines if line.startswith("MemAvailable:")]
    return 1024 * int(kilobytes[0]) if kilobytes else None


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
