"""How values are written below the maps."""

from __future__ import annotations


def number_text(value: float) -> str:
    """Return a value in three significant figures, with a real minus sign."""
    return f"{value:.3g}".replace("-", "−")
