"""How much memory is free."""

from __future__ import annotations

from pathlib import Path

from cnngui import memory


def test_a_containers_limit_counts(tmp_path: Path) -> None:
    (tmp_path / "meminfo").write_text("MemTotal: 9000 kB\nMemAvailable:    8000 kB\n")
    assert memory.free_memory(tmp_path, tmp_path) == 8_192_000
    (tmp_path / "memory.max").write_text("max\n")
    (tmp_path / "memory.current").write_text("500000\n")
    assert memory.free_memory(tmp_path, tmp_path) == 8_192_000
    (tmp_path / "memory.max").write_text("2000000\n")
    assert memory.free_memory(tmp_path, tmp_path) == 1_500_000


def test_memory_of_this_computer_is_plausible() -> None:
    free = memory.free_memory()
    assert free is None or 10_000_000 < free < 10**14
