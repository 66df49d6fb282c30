"""`presets`: the networks of the course slides, and five of ours."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cnngui.cli.options import Json
from cnngui.cli.output import console, count_text, headings, picked, print_json, print_table, shape_text
from cnngui.messages import text

if TYPE_CHECKING:
    from cnngui.course.presets import Preset


def presets(as_json: Json = False) -> None:
    """List the networks of the course slides, and five of ours."""
    from cnngui.course.presets import presets as all_presets

    described = [_preset_facts(each) for each in all_presets()]
    if as_json:
        print_json({"presets": described})
        return
    columns = headings("name", "title", "input", ">layers", ">parameters", ">slide_accuracy")
    out = console()
    print_table(columns, [_preset_row(facts) for facts in described], out)
    out.print(text("cli.presets_next"), style="dim")


def _preset_facts(preset: Preset) -> dict[str, Any]:
    from cnngui.network.graph import nodes
    from cnngui.network.inference.infer import infer

    return {
        **picked(preset, "name", "title", "lesson", "data"),
        "input_shape": preset.network.input_shape,
        "layers": len(nodes(preset.network)),
        "total_parameters": infer(preset.network).total_parameters,
        "slide_accuracy": preset.accuracy,
    }


def _preset_row(facts: dict[str, Any]) -> list[str]:
    accuracy = facts["slide_accuracy"]
    return [
        facts["name"],
        facts["title"],
        shape_text(facts["input_shape"]),
        str(facts["layers"]),
        count_text(facts["total_parameters"]),
        "–" if accuracy is None else f"{accuracy:.2%}",
    ]
