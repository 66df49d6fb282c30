"""`summary`: what a network is made of, and what the slides print of it."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from cnngui.cli.options import Json, NetworkFile, PresetName
from cnngui.cli.output import console, count_text, headings, picked, print_json, print_table, shape_text
from cnngui.cli.sources import Source, find_network
from cnngui.messages import text

if TYPE_CHECKING:
    from cnngui.course.presets import Preset
    from cnngui.network.inference.infer import Inference
    from cnngui.network.inference.problems import Problem
    from cnngui.network.network import Network


def summary(preset: PresetName = None, network: NetworkFile = None, as_json: Json = False) -> int:
    """Show every layer's shape, parameters and problems; the exit code is 1 if one of them is an error."""
    from cnngui.network.inference.infer import infer

    source = find_network(preset, network)
    inference = infer(source.network)
    if as_json:
        slide = {} if source.preset is None else {"slide": _slide_facts(source.preset, inference)}
        print_json({**_summary_facts(source, inference), **slide})
    else:
        _print_summary(source.name, source.network, inference)
        if source.preset is not None:
            _print_slides(source.preset, inference)
    return 0 if inference.ok else 1


def _summary_facts(source: Source, inference: Inference) -> dict[str, Any]:
    """Return the figures of every layer and block; a block's hold those of what is ``inside`` it."""
    from cnngui.network.blocks import walk_within
    from cnngui.network.inference.weight_shapes import slots_per_weight

    layers = []
    for entry, around, _ in walk_within(source.network.layers):
        result = inference.result(entry.name)
        figures = (
            *("name", "kind", "output_shape", "parameters", "trainable_parameters"),
            *("multiply_adds", "receptive_field"),
        )
        problems = [_problem_facts(problem) for problem in result.problems]
        layers.append({**picked(result, *figures), "inside": around, "problems": problems})
    batch_size, slots = source.recipe.batch_size, slots_per_weight(source.recipe.optimizer)
    totals = (
        *("input_shape", "total_parameters", "trainable_parameters", "frozen_parameters"),
        "total_multiply_adds",
    )
    return {
        **picked(inference, *totals),
        "layers": layers,
        "batch_size": batch_size,
        "memory_bytes": inference.memory_bytes(batch_size, slots),
        "problems": [_problem_facts(problem) for problem in inference.general],
    }


def _problem_facts(problem: Problem) -> dict[str, str]:
    return {"severity": problem.severity, "code": problem.code, **problem.message().as_dict()}


def _print_summary(name: str, network: Network, inference: Inference) -> None:
    from cnngui.network.blocks import walk_within
    from cnngui.network.inference.frozen import trainable_words
    from cnngui.network.table import summary_line

    columns = headings("name", "kind", "arguments", "output", ">parameters", ">multiply_adds")
    rows = [["", "Input", "", shape_text(inference.input_shape), "0", ""]]
    for layer, _, depth in walk_within(network.layers):
        result = inference.result(layer.name)
        shape, counts = shape_text(result.output_shape), (result.parameters, result.multiply_adds)
        indented = "  " * depth + result.name
        rows.append([indented, result.kind, summary_line(layer), shape, *map(count_text, counts)])
    totals = (inference.total_parameters, inference.total_multiply_adds)
    rows.append([text("cli.total"), "", "", "", *map(count_text, totals)])
    out = console()
    out.print(name, style="bold")
    print_table(columns, rows, out, footer=True)
    if words := trainable_words(inference):
        out.print(words)
    for problem in inference.problems:
        _print_problem(problem)


def _print_problem(problem: Problem) -> None:
    told = problem.message()
    is_error = problem.severity == "error"
    out = console()
    label = text("cli.error" if is_error else "cli.warning")
    out.print(f"{label}: {told.what}", style="bold red" if is_error else "yellow")
    out.print(f"  {told.why} {told.mend}".rstrip())


def _slide_facts(preset: Preset, inference: Inference) -> dict[str, Any]:
    """Return all that is printed, as printed, and each comparison with our own figure, for machines."""
    from cnngui.course.presets import checks
    from cnngui.network.file_format import recipe_to_dict

    found = [check for figures in preset.figures for check in checks(figures, preset.network, inference)]
    return {
        **picked(preset, "title", "lesson", "data", "weights"),
        "recipe": recipe_to_dict(preset.recipe),
        "printed": [asdict(figures) for figures in preset.figures],
        "checks": [{**asdict(check), "agrees": check.agrees} for check in found],
        "notes": [str(note) for note in preset.notes],
    }


def _print_slides(preset: Preset, inference: Inference) -> None:
    """Print what agrees in a line a source, what does not in a line each, and the notes."""
    from cnngui.course.presets import told

    out = console()
    for figures in preset.figures:
        for line, agrees in told(figures, preset.network, inference):
            out.print(line, style="green" if agrees else "yellow")
    for note in preset.notes:
        out.print(text("cli.slide_note", note=str(note)), style="dim")
