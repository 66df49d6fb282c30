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


def test_files_that_a_container_has_read_are_free_memory(tmp_path: Path) -> None:
    (tmp_path / "meminfo").write_text("MemAvailable: 8000 kB\n")
    (tmp_path / "memory.max").write_text("2000000\n")
    (tmp_path / "memory.current").write_text("1900000\n")
    (tmp_path / "memory.stat").write_text("anon 300000\nfile 1600000\ninactive_file 1500000\n")
    assert memory.free_memory(tmp_path, tmp_path) == 1_600_000
    (tmp_path / "memory.stat").write_text("inactive_file 9900000\n")  # counted a moment later
    assert memory.free_memory(tmp_path, tmp_path) == 2_000_000
    (tmp_path / "memory.stat").write_text("inactive_file\nanon 3\n")
    assert memory.free_memory(tmp_path, tmp_path) == 100_000


def test_memory_of_this_computer_is_plausible() -> None:
    free = memory.free_memory()
    assert free is None or 10_000_000 < free < 10**14
