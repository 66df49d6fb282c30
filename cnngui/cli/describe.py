"""`presets` and `summary`: what networks there are, and what a network is made of."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from cnngui.cli.options import Json, NetworkFile, PresetName
from cnngui.cli.output import console, print_json, print_table, shape_text
from cnngui.cli.slides import print_slides, slide_facts
from cnngui.cli.sources import find_network
from cnngui.messages import text

if TYPE_CHECKING:
    from cnngui.network.infer import Inference
    from cnngui.network.network import Network
    from cnngui.network.presets import Preset
    from cnngui.network.problems import Problem


def presets(as_json: Json = False) -> int:
    """List the networks of the course slides."""
    from cnngui.network.presets import presets as all_presets

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
    markdown: Annotated[bool, typer.Option("--markdown", help=text("cli.help_markdown"))] = False,
    csv: Annotated[bool, typer.Option("--csv", help=text("cli.help_csv"))] = False,
    as_json: Json = False,
) -> int:
    """Show every layer's shape, parameters and problems; the exit code is 1 if one of them is an error."""
    from cnngui.network.infer import infer

    source = find_network(preset, network)
    inference = infer(source.network)
    shown = _preset(preset) if preset is not None else None
    if as_json:
        slide = {"slide": slide_facts(shown, inference)} if shown is not None else {}
        print_json({**_summary_facts(inference), **slide})
    elif markdown or csv:
        from cnngui.network import table_text

        written = table_text.network_csv if csv else table_text.network_markdown
        print(written(source.network), end="")
    else:
        _print_summary(source.name, source.network, inference)
        if shown is not None:
            print_slides(shown, inference)
    return 0 if inference.ok else 1


def _preset(name: str) -> Preset:
    from cnngui.network.presets import preset

    return preset(name)


def _preset_facts(preset: Preset) -> dict[str, Any]:
    from cnngui.network.graph import nodes
    from cnngui.network.infer import infer

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


def _summary_facts(inference: Inference) -> dict[str, Any]:
    return {
        "input_shape": inference.input_shape,
        "layers": [
            {
                "name": result.name,
                "kind": result.kind,
                "output_shape": result.output_shape,
                "parameters": result.parameters,
                "problems": [_problem_facts(problem) for problem in result.problems],
            }
            for result in inference.every
        ],
        "total_parameters": inference.total_parameters,
        "trainable_parameters": inference.trainable_parameters,
        "problems": [_problem_facts(problem) for problem in inference.general],
    }


def _problem_facts(problem: Problem) -> dict[str, str]:
    return {"severity": problem.severity, "code": problem.code, **problem.message().as_dict()}


def _print_summary(name: str, network: Network, inference: Inference) -> None:
    from cnngui.network.table import summary_line

    columns = {
        text("cli.column_name"): "left",
        text("cli.column_kind"): "left",
        text("cli.column_arguments"): "left",
        text("cli.column_output"): "left",
        text("cli.column_parameters"): "right",
    }
    rows = [["", "Input", "", shape_text(inference.input_shape), "0"]]
    for layer, result in zip(network.entries, inference.every, strict=True):
        shape, count = shape_text(result.output_shape), _count(result.parameters)
        rows.append([result.name, result.kind, summary_line(layer), shape, count])
    rows.append([text("cli.total"), "", "", "", _count(inference.total_parameters)])
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
