"""`presets` and `summary`: what networks there are, and what a network is made of."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cnngui.cli.options import Json, NetworkFile, PresetName
from cnngui.cli.output import console, print_json, print_table, shape_text
from cnngui.cli.slides import print_slides, slide_facts
from cnngui.cli.sources import Source, find_network
from cnngui.messages import text

if TYPE_CHECKING:
    from cnngui.course.presets import Preset
    from cnngui.network.inference.infer import Inference
    from cnngui.network.inference.problems import Problem
    from cnngui.network.network import Network


def presets(as_json: Json = False) -> int:
    """List the networks of the course slides."""
    from cnngui.course.presets import presets as all_presets

    described = [_preset_facts(each) for each in all_presets()]
    if as_json:
        print_json({"presets": described})
        return 0
    columns = {
        text("cli.column_name"): "left",
        text("cli.column_title"): "left",
        text("cli.column_input"): "left",
        text("cli.column_layers"): "right",
        text("cli.column_parameters"): "right",
        text("cli.column_slide_accuracy"): "right",
    }
    out = console()
    print_table(columns, [_preset_row(facts) for facts in described], out)
    out.print(text("cli.presets_next"), style="dim", soft_wrap=True)
    return 0


def summary(
    preset: PresetName = None,
    network: NetworkFile = None,
    as_json: Json = False,
) -> int:
    """Show every layer's shape, parameters and problems; the exit code is 1 if one of them is an error."""
    from cnngui.network.inference.infer import infer

    source = find_network(preset, network)
    inference = infer(source.network)
    if as_json:
        slide = {} if source.preset is None else {"slide": slide_facts(source.preset, inference)}
        print_json({**_summary_facts(source, inference), **slide})
    else:
        _print_summary(source.name, source.network, inference)
        if source.preset is not None:
            print_slides(source.preset, inference)
    return 0 if inference.ok else 1


def _preset_facts(preset: Preset) -> dict[str, Any]:
    from cnngui.network.graph import nodes
    from cnngui.network.inference.infer import infer

    return {
        "name": preset.name,
        "title": preset.title,
        "lesson": preset.lesson,
        "input_shape": preset.network.input_shape,
        "layers": len(nodes(preset.network)),
        "total_parameters": infer(preset.network).total_parameters,
        "data": preset.data,
        "slide_accuracy": preset.accuracy,
    }


def _preset_row(facts: dict[str, Any]) -> list[str]:
    accuracy = facts["slide_accuracy"]
    return [
        facts["name"],
        facts["title"],
        shape_text(facts["input_shape"]),
        str(facts["layers"]),
        f"{facts['total_parameters']:,}",
        "–" if accuracy is None else f"{accuracy:.2%}",
    ]


def _summary_facts(source: Source, inference: Inference) -> dict[str, Any]:
    """Return the figures of every layer and block; a block's hold those of what is ``inside`` it."""
    from cnngui.network.blocks import walk_within
    from cnngui.network.inference.weight_shapes import slots_per_weight

    slots = slots_per_weight(source.recipe.optimizer)
    within = walk_within(source.network.layers)
    return {
        "input_shape": inference.input_shape,
        "layers": [
            {
                "name": result.name,
                "kind": result.kind,
                "inside": around,
                "output_shape": result.output_shape,
                "parameters": result.parameters,
                "multiply_adds": result.multiply_adds,
                "receptive_field": result.receptive_field,
                "problems": [_problem_facts(problem) for problem in result.problems],
            }
            for entry, around, _ in within
            for result in (inference.result(entry.name),)
        ],
        "total_parameters": inference.total_parameters,
        "trainable_parameters": inference.trainable_parameters,
        "total_multiply_adds": inference.total_multiply_adds,
        "batch_size": source.recipe.batch_size,
        "memory_bytes": inference.memory_bytes(source.recipe.batch_size, slots),
        "problems": [_problem_facts(problem) for problem in inference.general],
    }


def _problem_facts(problem: Problem) -> dict[str, str]:
    return {"severity": problem.severity, "code": problem.code, **problem.message().as_dict()}


def _print_summary(name: str, network: Network, inference: Inference) -> None:
    from cnngui.network.blocks import walk_within
    from cnngui.network.table import summary_line

    columns = {
        text("cli.column_name"): "left",
        text("cli.column_kind"): "left",
        text("cli.column_arguments"): "left",
        text("cli.column_output"): "left",
        text("cli.column_parameters"): "right",
        text("cli.column_multiply_adds"): "right",
    }
    rows = [["", "Input", "", shape_text(inference.input_shape), "0", ""]]
    for layer, _, depth in walk_within(network.layers):
        result = inference.result(layer.name)
        shape, counts = shape_text(result.output_shape), (result.parameters, result.multiply_adds)
        indented = "  " * depth + result.name
        rows.append([indented, result.kind, summary_line(layer), shape, *map(_count, counts)])
    totals = (inference.total_parameters, inference.total_multiply_adds)
    rows.append([text("cli.total"), "", "", "", *map(_count, totals)])
    out = console()
    out.print(name, style="bold")
    print_table(columns, rows, out, footer=True)
    for problem in inference.problems:
        _print_problem(problem)


def _print_problem(problem: Problem) -> None:
    told = problem.message()
    is_error = problem.severity == "error"
    out = console()
    label = text("cli.error" if is_error else "cli.warning")
    out.print(f"{label}: {told.what}", style="bold red" if is_error else "yellow", soft_wrap=True)
    out.print(f"  {told.why} {told.mend}".rstrip(), soft_wrap=True)


def _count(parameters: int | None) -> str:
    return "–" if parameters is None else f"{parameters:,}"
