"""What the tests of the lessons ask of a preset by its name."""

from __future__ import annotations

from cnngui.course.presets import preset
from cnngui.network.inference.infer import Inference, infer
from cnngui.network.layers import Layer
from cnngui.network.network import Shape


def inference(name: str) -> Inference:
    return infer(preset(name).network)


def total(name: str) -> int | None:
    return inference(name).total_parameters


def parameters(name: str) -> list[int | None]:
    return [result.parameters for result in inference(name).results]


def learned(name: str) -> list[int | None]:
    return [count for count in parameters(name) if count]


def outputs(name: str) -> list[Shape | None]:
    return [result.output_shape for result in inference(name).results]


def kinds(name: str) -> list[str]:
    return [layer.kind for layer in preset(name).network.layers]


def fields_of(name: str, kind: type[Layer], field: str) -> list[object]:
    return [getattr(layer, field) for layer in preset(name).network.entries if isinstance(layer, kind)]


def notes(name: str) -> str:
    return " ".join(str(note) for note in preset(name).notes)
