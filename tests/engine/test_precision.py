"""Which processors have instructions for bfloat16, by what the system tells of them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from cnngui.engine import precision
from cnngui.engine.precision import ChosenPrecision, has_bfloat16


@pytest.fixture(autouse=True)
def _asked_anew() -> Iterator[None]:
    has_bfloat16.cache_clear()
    yield
    has_bfloat16.cache_clear()


@pytest.mark.parametrize(
    ("told", "has"),
    [
        ("flags\t\t: fpu avx512f avx512_bf16 avx512_vnni\n", True),
        ("flags\t\t: fpu avx2 amx_bf16 amx_tile\n", True),
        ("Features\t: fp asimd bf16 i8mm\n", True),
        ("flags\t\t: fpu avx2 avx512f\n", False),
        ("Features\t: fp asimd\n", False),
        ("isa\t\t: rv64imafdc\n", None),
    ],
)
def test_the_system_tells(
    told: str, has: bool | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "cpuinfo").write_text(f"processor\t: 0\n{told}")
    monkeypatch.setattr(precision, "_CPUINFO", tmp_path / "cpuinfo")
    assert has_bfloat16() is has


def test_another_system_does_not(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(precision, "_CPUINFO", tmp_path / "none")
    assert has_bfloat16() is None


def test_each_reason_is_a_sentence() -> None:
    assert "1.80 times" in ChosenPrecision("mixed_bfloat16", "measured", 1.8).why
    assert "no instructions" in ChosenPrecision("float32", "no_instructions").why


def test_what_was_asked_for_is_gone_on_with_for_another_reason() -> None:
    assert ChosenPrecision("mixed_bfloat16", "asked").kept() == ChosenPrecision("mixed_bfloat16", "begun")
    measured = ChosenPrecision("mixed_bfloat16", "measured", 1.8)
    assert measured.kept() == measured
