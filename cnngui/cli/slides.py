"""What is printed of a preset, beside what it has: a part of `summary` and of `presets`."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from cnngui.cli.output import console
from cnngui.messages import text

if TYPE_CHECKING:
    from cnngui.course.presets import Preset
    from cnngui.network.inference.infer import Inference


def slide_facts(preset: Preset, inference: Inference) -> dict[str, Any]:
    """Return all that is printed, as printed, and each comparison with our own figure, for machines."""
    from cnngui.course.presets import checks
    from cnngui.network.file_format import recipe_to_dict

    found = [check for figures in preset.figures for check in checks(figures, preset.network, inference)]
    return {
        "title": preset.title,
        "lesson": preset.lesson,
        "data": preset.data,
        "recipe": recipe_to_dict(preset.recipe),
        "printed": [asdict(figures) for figures in preset.figures],
        "checks": [{**asdict(check), "agrees": check.agrees} for check in found],
        "notes": [str(note) for note in preset.notes],
        "weights": preset.weights,
    }


def print_slides(preset: Preset, inference: Inference) -> None:
    """Print what agrees in a line a source, what does not in a line each, and the notes."""
    from cnngui.course.presets import told

    out = console()
    for figures in preset.figures:
        for line, agrees in told(figures, preset.network, inference):
            out.print(line, style="green" if agrees else "yellow", soft_wrap=True)
    for note in preset.notes:
        out.print(text("cli.slide_note", note=str(note)), style="dim", soft_wrap=True)
